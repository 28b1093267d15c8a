#include "run/worker/crash.h"

#include <signal.h>

#define FAULTS 5

static const int faults[FAULTS] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
/* A handler is told nothing but the signal. */
static struct rowan_score *watched;
static struct sigaction before[FAULTS];
static _Thread_local enum rowan_crash own_part = ROWAN_CRASH_ELSEWHERE;

/* What somebody sends is no fault, but for abort(), which sends to itself. It has to be sent again: nothing
 * repeats it. A fault comes again as soon as the handler returns. */
static void take_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (info->si_code > 0 || number == SIGABRT)
        rowan_score_crash(watched, own_part);
    for (int i = 0; i < FAULTS; i++)
        if (faults[i] == number)
            sigaction(number, &before[i], NULL);
    if (info->si_code <= 0)
        raise(number);
}

void rowan_crash_watch(struct rowan_score *score)
{
    struct sigaction action = {.sa_sigaction = take_fault, .sa_flags = SA_SIGINFO};

    watched = score;
    own_part = ROWAN_CRASH_MAP;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FAULTS; i++)
        sigaction(faults[i], &action, &before[i]);
}

enum rowan_crash rowan_crash_part(enum rowan_crash part)
{
    enum rowan_crash was = own_part;

    own_part = part;
    return was;
}
