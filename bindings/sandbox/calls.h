#ifndef ROWAN_CALLS_H
#define ROWAN_CALLS_H
/*
 * The functions of a mapping (`via`), by number, and the call from the core into them. Functions keep
 * nothing from one document to the next: tables they can reach are made read-only when the mapping is
 * loaded, and a function that changed one of its variables fails the document.
 */
#include <lua.h>

#include "plan/plan.h"

struct rowan_calls;

/* NULL is no memory. L must outlive the calls. */
struct rowan_calls *rowan_calls_new(lua_State *L);
void rowan_calls_free(struct rowan_calls *calls);
/* Once: no call may take longer than so many seconds of processor time (see time_limit.h). */
enum rowan_status rowan_calls_limit(struct rowan_calls *calls, double seconds, struct rowan_error *err);
/* The function at the top of the stack gets a number; it stays on the stack. Raises. */
int rowan_calls_add(struct rowan_calls *calls, lua_State *L);
/* After all are added, inside the protected call: freeze what they reach. Raises. */
void rowan_calls_freeze(struct rowan_calls *calls, lua_State *L);
/* After that, outside of any call: from now on the state's stack belongs to the calls. */
enum rowan_status rowan_calls_start(struct rowan_calls *calls, struct rowan_error *err);
/* A rowan_call_fn; context is the calls. */
enum rowan_status rowan_calls_run(void *context, int fn, const struct rowan_slice *args, size_t count,
                                  struct rowan_buffer *out, bool *null, struct rowan_error *err);
/* A rowan_call_rows_fn, likewise. */
enum rowan_status rowan_calls_rows(void *context, int fn, const struct rowan_slice *args, size_t count,
                                   const char *const *fields, size_t field_count,
                                   struct rowan_record_batch *out, struct rowan_error *err);
#endif
