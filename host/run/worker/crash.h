#ifndef ROWAN_CRASH_H
#define ROWAN_CRASH_H
/*
 * Which thread of a worker a fault came from. A driver that breaks while it reads ahead, in a thread that
 * holds no document, would else be laid to the document that is mapped meanwhile.
 *
 * The handler of SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGABRT writes the thread's part into the score and
 * leaves the process to what was in force before: it dies as without it, with its core or a sanitizer's
 * report. It has no stack of its own: a thread whose stack is at its end dies without a word, and is then
 * judged by the phases alone.
 */
#include "run/link/scoreboard.h"

/* From here on, for the process. The calling thread is the one that maps. score: as long as the process. */
void rowan_crash_watch(struct rowan_score *score);

/* What the calling thread does from here on; returns what it did. A thread that never says has no document.
 */
enum rowan_crash rowan_crash_part(enum rowan_crash part);
#endif
