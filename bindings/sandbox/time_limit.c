/*
 * The timer is started by a call and runs for a quarter of the limit at a time. A call that is under way is
 * told from an earlier one by its number, so calls are not timed one by one: only a number changes for each.
 */
#include "sandbox/time_limit.h"

#include <errno.h>
#include <lauxlib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define QUARTERS 4

#if defined(_POSIX_TIMERS) && _POSIX_TIMERS > 0 && defined(_POSIX_THREAD_CPUTIME)

struct rowan_time_limit {
    lua_State *L;
    char text[24]; /* the seconds */
    struct itimerspec quarter;
    timer_t timer;
    /* Shared with the handler, which runs in the same thread. */
    volatile sig_atomic_t running; /* a call is under way */
    volatile sig_atomic_t call;    /* its number, which may come again after very many */
    volatile sig_atomic_t seen;    /* the call that was under way at the last quarter */
    volatile sig_atomic_t quarters;
    volatile sig_atomic_t armed;
    volatile sig_atomic_t over; /* the hook is set */
};

/* The limit of a state stands in the space that Lua keeps free in front of it. */
static struct rowan_time_limit *limit_of(lua_State *L)
{
    struct rowan_time_limit *limit;

    memcpy(&limit, lua_getextraspace(L), sizeof limit);
    return limit;
}

/* The hook of a call that is over, at each of its instructions. */
static void fail_call(lua_State *L, lua_Debug *ar)
{
    lua_getinfo(L, "Sl", ar);
    lua_pushfstring(L, "%s:%d: the function has not ended after %s seconds: does a loop never end?",
                    ar->short_src, ar->currentline, limit_of(L)->text);
    lua_error(L);
}

static void arm(struct rowan_time_limit *limit)
{
    limit->armed = timer_settime(limit->timer, 0, &limit->quarter, NULL) == 0;
}

static void on_quarter(int number, siginfo_t *info, void *context)
{
    struct rowan_time_limit *limit = info->si_value.sival_ptr;
    int before = errno;

    (void)number;
    (void)context;
    if (info->si_code != SI_TIMER)
        return; /* somebody else's */
    limit->armed = 0;
    if (!limit->running)
        return;
    limit->quarters = limit->call == limit->seen ? limit->quarters + 1 : 0;
    limit->seen = limit->call;
    if (limit->quarters < QUARTERS) {
        arm(limit);
    } else {
        limit->over = 1;
        lua_sethook(limit->L, fail_call, LUA_MASKCOUNT, 1);
    }
    errno = before;
}

static int make_timer(struct rowan_time_limit *limit)
{
    struct sigaction action;
    struct sigevent event;

    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_quarter;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGVTALRM;
    event.sigev_value.sival_ptr = limit;
    if (sigaction(SIGVTALRM, &action, NULL) != 0)
        return -1;
    return timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &limit->timer);
}

enum rowan_status rowan_time_limit_start(struct rowan_time_limit **out, lua_State *L, double seconds,
                                         struct rowan_error *err)
{
    struct rowan_time_limit *limit = calloc(1, sizeof *limit);
    double quarter = seconds / QUARTERS;

    *out = NULL;
    if (!limit)
        return rowan_out_of_memory(err);
    limit->L = L;
    snprintf(limit->text, sizeof limit->text, "%g", seconds);
    limit->quarter.it_value.tv_sec = (time_t)quarter;
    limit->quarter.it_value.tv_nsec = (long)((quarter - (double)(time_t)quarter) * 1e9) + 1;
    if (make_timer(limit) != 0) {
        rowan_fail(err, ROWAN_SYSTEM, "system", "no timer for the mapping's functions: %s", strerror(errno));
        free(limit);
        return ROWAN_SYSTEM;
    }
    memcpy(lua_getextraspace(L), &limit, sizeof limit);
    *out = limit;
    return ROWAN_OK;
}

void rowan_time_limit_free(struct rowan_time_limit *limit)
{
    if (!limit)
        return;
    timer_delete(limit->timer);
    free(limit);
}

void rowan_time_limit_enter(struct rowan_time_limit *limit)
{
    if (!limit)
        return;
    limit->call = (sig_atomic_t)((unsigned)limit->call + 1);
    limit->running = 1;
    if (limit->armed)
        return;
    limit->seen = limit->call;
    limit->quarters = 0;
    arm(limit);
}

/* It may be over and the call have ended all the same, just then. */
void rowan_time_limit_leave(struct rowan_time_limit *limit)
{
    if (!limit)
        return;
    limit->running = 0;
    if (!limit->over)
        return;
    lua_sethook(limit->L, NULL, 0, 0);
    limit->over = 0;
}

#else

enum rowan_status rowan_time_limit_start(struct rowan_time_limit **out, lua_State *L, double seconds,
                                         struct rowan_error *err)
{
    (void)L;
    (void)seconds;
    (void)err;
    *out = NULL;
    return ROWAN_OK;
}

void rowan_time_limit_free(struct rowan_time_limit *limit)
{
    (void)limit;
}

void rowan_time_limit_enter(struct rowan_time_limit *limit)
{
    (void)limit;
}

void rowan_time_limit_leave(struct rowan_time_limit *limit)
{
    (void)limit;
}

#endif
