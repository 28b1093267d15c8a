#ifndef ROWAN_LOCALE_H
#define ROWAN_LOCALE_H
/*
 * Locales, of which rowan wants none: digits, dates and letters are those of C, texts are UTF-8. Drivers ask
 * the process's locale and even change it (psqlodbc calls setlocale(LC_ALL, "") when it is loaded), so a
 * thread of ours has a locale of its own, and what is done to the process's is undone.
 */
#include <locale.h>

/* What a call into a driver must give back. */
struct rowan_locale_guard {
    locale_t thread;
};

/* The calling thread's locale is C with UTF-8 from here on (C alone where the system has no C.UTF-8). */
void rowan_locale_use(void);
/* Around a call that may load a library: inside, the thread's locale is ours; afterwards, the thread's and
 * the process's are what they were. Threads may be inside at the same time. */
void rowan_locale_enter(struct rowan_locale_guard *guard);
void rowan_locale_leave(const struct rowan_locale_guard *guard);
#endif
