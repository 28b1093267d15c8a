#ifndef ROWAN_THREAD_H
#define ROWAN_THREAD_H
/*
 * One thing done by a thread of its own: ask, go on with something else, wait for the result. What the work
 * touches is its own between asking and waiting.
 */
#include "base/status.h"

struct rowan_task;

typedef enum rowan_status (*rowan_task_fn)(void *context, struct rowan_error *err);

/* Starts the thread, which takes no signals but those of its own faults. ROWAN_SYSTEM when there is none to
 * be had. */
enum rowan_status rowan_task_open(struct rowan_task **out, rowan_task_fn work, void *context,
                                  struct rowan_error *err);
/* Waits for the work in hand, whose result is lost; what was asked for and has not begun is dropped. */
void rowan_task_close(struct rowan_task *task);
/* Have the work done once. Not while it is under way. */
void rowan_task_ask(struct rowan_task *task);
/* Whether it was asked for and nobody has waited for it yet. */
bool rowan_task_asked(const struct rowan_task *task);
/* Whether it is over and has failed: waiting would say so at once. */
bool rowan_task_failed(struct rowan_task *task);
/* The result of what was asked for; ROWAN_OK when nothing was. */
enum rowan_status rowan_task_wait(struct rowan_task *task, struct rowan_error *err);
#endif
