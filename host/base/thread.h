#ifndef ROWAN_THREAD_H
#define ROWAN_THREAD_H
/*
 * One thing done by a thread of its own: ask, go on with something else, wait for the result. What the work
 * touches is its own between asking and waiting.
 */
#include "base/status.h"

struct rowan_thread;

typedef enum rowan_status (*rowan_thread_fn)(void *context, struct rowan_error *err);

/* Starts the thread, which takes no signals but those of its own faults. ROWAN_SYSTEM when there is none to
 * be had. */
enum rowan_status rowan_thread_open(struct rowan_thread **out, rowan_thread_fn work, void *context,
                                    struct rowan_error *err);
/* Waits for the work in hand, whose result is lost; what was asked for and has not begun is dropped. */
void rowan_thread_close(struct rowan_thread *task);
/* Have the work done once. Not while it is under way. */
void rowan_thread_ask(struct rowan_thread *task);
/* Whether it was asked for and nobody has waited for it yet. */
bool rowan_thread_asked(const struct rowan_thread *task);
/* Whether it is over and has failed: waiting would say so at once. */
bool rowan_thread_failed(struct rowan_thread *task);
/* Whether it is over, or nothing was asked for; waits so long for that. */
bool rowan_thread_wait_for(struct rowan_thread *task, int ms);
/* The result of what was asked for; ROWAN_OK when nothing was. */
enum rowan_status rowan_thread_wait(struct rowan_thread *task, struct rowan_error *err);
#endif
