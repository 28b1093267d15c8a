#ifndef ROWAN_TIME_LIMIT_H
#define ROWAN_TIME_LIMIT_H
/*
 * How long one call into a limited state may take, in processor time of the thread that makes it. A hook that
 * counts instructions makes every loop two to three times slower, so there is none until a timer of the
 * system finds that a call is too old; the hook then fails it at its next instruction, again and again should
 * the script catch the error. A loop inside a C function (a pattern that does not end) is out of its reach:
 * behind it stands the supervisor, which kills workers. Systems without POSIX timers have only that.
 */
#include <lua.h>

#include "base/status.h"

struct rowan_time_limit;

/* From now on a call in L may take so many seconds. For calls by the thread that is here now. Takes the
 * signal VTALRM for the process. L is to be a limited state, with one limit at most. */
enum rowan_status rowan_time_limit_start(struct rowan_time_limit **out, lua_State *L, double seconds,
                                         struct rowan_error *err);
void rowan_time_limit_free(struct rowan_time_limit *limit); /* NULL is fine */
/* Around each call; limit may be NULL. */
void rowan_time_limit_enter(struct rowan_time_limit *limit);
void rowan_time_limit_leave(struct rowan_time_limit *limit);
#endif
