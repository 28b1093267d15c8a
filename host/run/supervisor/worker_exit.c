/* Only reads: the process is gone, and nobody writes its score. */
#include "run/supervisor/worker_exit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

static const struct {
    int number;
    bool fault; /* a program gets it for its own mistakes; the others come from somebody else */
    const char *name;
} signal_names[] = {
    {SIGSEGV, true, "SIGSEGV"},  {SIGBUS, true, "SIGBUS"},
    {SIGILL, true, "SIGILL"},    {SIGFPE, true, "SIGFPE"},
    {SIGABRT, true, "SIGABRT"},  {SIGTRAP, true, "SIGTRAP"},
    {SIGSYS, true, "SIGSYS"},    {SIGXCPU, true, "SIGXCPU"},
    {SIGTERM, false, "SIGTERM"}, {SIGINT, false, "SIGINT"},
    {SIGHUP, false, "SIGHUP"},   {SIGQUIT, false, "SIGQUIT"},
    {SIGPIPE, false, "SIGPIPE"}, {SIGKILL, false, "SIGKILL (from outside, or the system was out of memory)"},
};

#define SIGNAL_NAMES (sizeof signal_names / sizeof signal_names[0])

/* Its index in signal_names; SIGNAL_NAMES: it is not there. */
static size_t find_signal(int number)
{
    size_t i = 0;

    while (i < SIGNAL_NAMES && signal_names[i].number != number)
        i++;
    return i;
}

static void describe_signal(int number, char *out, size_t size)
{
    size_t i = find_signal(number);

    if (i < SIGNAL_NAMES)
        snprintf(out, size, "%s", signal_names[i].name);
    else
        snprintf(out, size, "signal %d", number);
}

static enum rowan_end signal_end(int number)
{
    size_t i = find_signal(number);

    return i < SIGNAL_NAMES && signal_names[i].fault ? ROWAN_END_CRASH : ROWAN_END_KILLED;
}

static enum rowan_end exit_end(int code)
{
    switch (code) {
    case ROWAN_EXIT_NEVER:
        return ROWAN_END_CANNOT;
    case ROWAN_EXIT_MEMORY:
        return ROWAN_END_MEMORY;
    case ROWAN_EXIT_DONE: /* of a planner that did not say all */
    case ROWAN_EXIT_RETRY:
    case ROWAN_EXIT_STOPPED:
        return ROWAN_END_RETRY;
    default:
        return ROWAN_END_CRASH;
    }
}

static enum rowan_end find_end(const struct rowan_worker_exit *ended, bool overdue)
{
    if (ended->done)
        return ROWAN_END_DONE;
    if (overdue)
        return ROWAN_END_OVERDUE;
    return WIFSIGNALED(ended->wait_status) ? signal_end(WTERMSIG(ended->wait_status))
                                           : exit_end(WEXITSTATUS(ended->wait_status));
}

/* How it died, for people. */
static void describe(const struct rowan_worker_exit *ended, struct rowan_death *death)
{
    int code = WEXITSTATUS(ended->wait_status);

    if (death->end == ROWAN_END_OVERDUE)
        snprintf(death->how, sizeof death->how, "no end after %d seconds (deadline)",
                 (int)rowan_deadline_seconds(ended->deadlines, death->phase));
    else if (WIFSIGNALED(ended->wait_status))
        describe_signal(WTERMSIG(ended->wait_status), death->how, sizeof death->how);
    else if (ended->fatal)
        snprintf(death->how, sizeof death->how, "%.250s", ended->fatal->message);
    else if (code == ROWAN_EXIT_STOPPED)
        snprintf(death->how, sizeof death->how, "SIGTERM from outside, all it had is written");
    else
        snprintf(death->how, sizeof death->how, "exit code %d", code);
}

static enum rowan_held held_in(enum rowan_phase phase)
{
    switch (phase) {
    case ROWAN_PHASE_MAP:
        return ROWAN_HELD_MAPPED;
    case ROWAN_PHASE_SINGLE:
        return ROWAN_HELD_WRITTEN;
    case ROWAN_PHASE_WRITE:
        return ROWAN_HELD_SEVERAL;
    default:
        return ROWAN_HELD_NOTHING;
    }
}

/* Of a crash whose thread is known: the other stage's document had no part in it. */
static void find_crashed(const struct rowan_worker_exit *ended, enum rowan_crash where,
                         struct rowan_death *death)
{
    enum rowan_stage stage = where == ROWAN_CRASH_WRITE ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;

    death->phase = rowan_score_read(ended->score, stage, death->text, &death->key.size);
    if (where == ROWAN_CRASH_ELSEWHERE && rowan_phase_holds(death->phase))
        death->phase = ROWAN_PHASE_READ;
    death->held = death->key.size > 0 ? held_in(death->phase) : ROWAN_HELD_NOTHING;
}

/*
 * The stage that was overdue holds the suspect document, or the only one that holds any. A worker that exits
 * in order has written what the innocent stage held, unless it had no memory.
 */
static void find_held(const struct rowan_worker_exit *ended, bool overdue, struct rowan_death *death)
{
    bool mapping = rowan_phase_holds(rowan_score_phase(ended->score, ROWAN_STAGE_MAP));
    bool writing = rowan_phase_holds(rowan_score_phase(ended->score, ROWAN_STAGE_WRITE));
    enum rowan_stage stage = writing && !mapping ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;
    enum rowan_crash crash = rowan_score_crashed(ended->score);

    death->key.data = death->text;
    if (death->end == ROWAN_END_CRASH && crash != ROWAN_CRASH_UNKNOWN) {
        find_crashed(ended, crash, death);
        return;
    }
    if (overdue)
        stage = ended->overdue.stage;
    death->phase = rowan_score_read(ended->score, stage, death->text, &death->key.size);
    death->held = mapping && writing && !overdue ? ROWAN_HELD_SEVERAL : held_in(death->phase);
    /* A stage that met its deadline late holds another document than the one that took so long. */
    if (death->key.size == 0 || (overdue && rowan_deadline_met_late(ended->score, &ended->overdue)))
        death->held = ROWAN_HELD_NOTHING;
}

void rowan_worker_exit_read(const struct rowan_worker_exit *ended, struct rowan_death *death)
{
    /* It may have ended by itself before the KILL for its deadline came. */
    bool overdue =
        ended->overdue.found && WIFSIGNALED(ended->wait_status) && WTERMSIG(ended->wait_status) == SIGKILL;

    death->end = find_end(ended, overdue);
    find_held(ended, overdue, death);
    describe(ended, death);
}
