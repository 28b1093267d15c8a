#ifndef ROWAN_AHEAD_H
#define ROWAN_AHEAD_H
/*
 * One thing done ahead of time by a thread of its own: ask, go on with something else, wait for the result.
 * The work has a connection to itself; what it works on is not touched between asking and waiting.
 */
#include "base/status.h"

struct rowan_ahead;

typedef enum rowan_status (*rowan_ahead_fn)(void *context, struct rowan_error *err);

/* Starts the thread, which takes no signals. ROWAN_SYSTEM when there is none to be had. */
enum rowan_status rowan_ahead_open(struct rowan_ahead **out, rowan_ahead_fn work, void *context,
                                   struct rowan_error *err);
/* Waits for the work in hand, whose result is lost. */
void rowan_ahead_close(struct rowan_ahead *ahead);
/* Have the work done once. Not while it is under way. */
void rowan_ahead_ask(struct rowan_ahead *ahead);
/* Whether it was asked for and nobody has waited for it yet. */
bool rowan_ahead_asked(const struct rowan_ahead *ahead);
/* The result of what was asked for. */
enum rowan_status rowan_ahead_wait(struct rowan_ahead *ahead, struct rowan_error *err);
#endif
