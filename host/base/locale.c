/* The process's locale is kept by the first thread that enters and put back by each one that leaves: the last
 * one to leave undoes what all of them did. */
#include "base/locale.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static locale_t neutral; /* 0 when there is no memory for one */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t inside;
static char *process_locale; /* as it was when the first thread entered; NULL: not known */

static void make_neutral(void)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t utf8 = c ? newlocale(LC_CTYPE_MASK, "C.UTF-8", c) : (locale_t)0;

    neutral = utf8 ? utf8 : c; /* newlocale leaves c alone when it fails */
}

void rowan_locale_use(void)
{
    pthread_once(&once, make_neutral);
    if (neutral)
        uselocale(neutral);
}

void rowan_locale_enter(struct rowan_locale_guard *guard)
{
    const char *now;

    guard->thread = uselocale((locale_t)0);
    rowan_locale_use();
    pthread_mutex_lock(&lock);
    if (inside++ == 0) {
        now = setlocale(LC_ALL, NULL);
        process_locale = now ? strdup(now) : NULL;
    }
    pthread_mutex_unlock(&lock);
}

void rowan_locale_leave(const struct rowan_locale_guard *guard)
{
    const char *now;

    pthread_mutex_lock(&lock);
    now = setlocale(LC_ALL, NULL);
    if (process_locale && now && strcmp(process_locale, now) != 0)
        setlocale(LC_ALL, process_locale);
    if (--inside == 0) {
        free(process_locale);
        process_locale = NULL;
    }
    pthread_mutex_unlock(&lock);
    uselocale(guard->thread);
}
