/*
 * What the end of a worker means. Its exit code says whether it was done, may be tried again or never will
 * work; anything else is a crash, and the scoreboard says which document was in hand.
 */
#include "run/supervisor/supervisor.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "run/worker/worker.h"

#define SECOND 1000000000LL
/* Phases that are the database's, not a document's, may take longer. */
#define SLOW_FACTOR 10
#define SLOW_LEAST  60
/* The run's row is worth a few attempts only: the rows themselves are safe already. */
#define FINISH_DEATHS_MAX 3

static const char *signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = {
        {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},
        {SIGILL, "SIGILL"},   {SIGFPE, "SIGFPE"},
        {SIGABRT, "SIGABRT"}, {SIGTRAP, "SIGTRAP"},
        {SIGSYS, "SIGSYS"},   {SIGXCPU, "SIGXCPU"},
        {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},
        {SIGHUP, "SIGHUP"},   {SIGQUIT, "SIGQUIT"},
        {SIGPIPE, "SIGPIPE"}, {SIGKILL, "SIGKILL (from outside, or the system was out of memory)"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}

/* Signals that a program gets for its own mistakes; the others come from somebody else. */
static bool is_fault(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGILL || number == SIGFPE ||
           number == SIGABRT || number == SIGTRAP || number == SIGSYS || number == SIGXCPU;
}

static int64_t allowed_seconds(const struct rowan_supervisor *s, enum rowan_phase phase)
{
    int64_t slow = (int64_t)s->job.deadline * SLOW_FACTOR;

    if (phase == ROWAN_PHASE_MAP)
        return s->job.deadline;
    return slow > SLOW_LEAST ? slow : SLOW_LEAST;
}

static bool waits(enum rowan_phase phase)
{
    return phase == ROWAN_PHASE_FULL || phase == ROWAN_PHASE_IDLE;
}

/* A stage that waits for the other has time as long as that one has, and both together that of the database:
 * a worker that closes its connections is in no other phase. */
static bool is_overdue(const struct rowan_supervisor *s, struct rowan_score *score, enum rowan_stage stage)
{
    enum rowan_stage other = stage == ROWAN_STAGE_MAP ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;
    /* A worker writes since before phase: one that moves on in between is given the new, later time. */
    enum rowan_phase phase = rowan_score_phase(score, stage);
    bool both_wait = waits(phase) && waits(rowan_score_phase(score, other));
    int64_t since = atomic_load(&score->stages[stage].since);

    if (waits(phase) && !both_wait)
        return false;
    if (both_wait && atomic_load(&score->stages[other].since) > since)
        since = atomic_load(&score->stages[other].since);
    return rowan_clock_now() - since >= allowed_seconds(s, phase) * SECOND;
}

static void check_hand(struct rowan_supervisor *s, struct rowan_worker_slot *slot, enum rowan_stage stage)
{
    struct rowan_score *score = rowan_scoreboard_score(s->scoreboard, slot->score);

    if (slot->overdue || !is_overdue(s, score, stage))
        return;
    slot->overdue = true;
    slot->overdue_hand = stage;
    slot->overdue_version = atomic_load(&score->stages[stage].version);
    rowan_process_signal(&slot->process, SIGKILL);
}

void rowan_check_deadlines(struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->lane_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];

        /* A boundary can be far away: planning has no deadline. */
        if (slot->process.pid == 0 || slot->chunk->role == ROWAN_ROLE_PLAN)
            continue;
        check_hand(s, slot, ROWAN_STAGE_WRITE);
        check_hand(s, slot, ROWAN_STAGE_MAP);
    }
}

/* How it died, for people. */
static void describe(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                     enum rowan_phase phase, int status, char *out, size_t size)
{
    if (slot->overdue)
        snprintf(out, size, "no end after %d seconds (deadline)", (int)allowed_seconds(s, phase));
    else if (WIFSIGNALED(status) && signal_name(WTERMSIG(status)))
        snprintf(out, size, "%s", signal_name(WTERMSIG(status)));
    else if (WIFSIGNALED(status))
        snprintf(out, size, "signal %d", WTERMSIG(status));
    else if (slot->has_fatal)
        snprintf(out, size, "%.250s", slot->fatal.message);
    else if (WEXITSTATUS(status) == ROWAN_EXIT_STOPPED)
        snprintf(out, size, "SIGTERM from outside, all in hand is written");
    else
        snprintf(out, size, "exit code %d", WEXITSTATUS(status));
}

/* How much a death speaks against the document in hand. */
static int strikes(const struct rowan_worker_slot *slot, enum rowan_phase phase, int status)
{
    if (slot->overdue)
        return phase == ROWAN_PHASE_MAP      ? ROWAN_STRIKES_CRASH
               : phase == ROWAN_PHASE_SINGLE ? ROWAN_STRIKES_KILLED
                                             : 0;
    if (WIFSIGNALED(status))
        return is_fault(WTERMSIG(status)) ? ROWAN_STRIKES_CRASH : ROWAN_STRIKES_KILLED;
    switch (WEXITSTATUS(status)) {
    case ROWAN_EXIT_DONE: /* of a planner that did not say all */
    case ROWAN_EXIT_RETRY:
    case ROWAN_EXIT_STOPPED:
        return 0;
    default:
        return ROWAN_STRIKES_CRASH;
    }
}

static void give_up(struct rowan_supervisor *s, struct rowan_worker_slot *slot, const char *how)
{
    struct rowan_error why = slot->fatal;

    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        rowan_log(s->job.log, ROWAN_LOG_WARN, "the row of run %s could not be closed: %s", s->result->run_id,
                  how);
        s->stage = ROWAN_STATE_OVER;
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&why, ROWAN_SYSTEM, "worker", "%s", how);
    rowan_error_prefix(&why, "%d worker processes ended one after another without progress",
                       slot->chunk->deaths);
    rowan_supervisor_fail(s, &why);
}

static void log_death(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                      const struct rowan_death *death)
{
    static const char *const doing[] = {"starting",        "reading", "mapping document",
                                        "waiting",         "idle",    "writing up to document",
                                        "writing document"};
    char key[96] = "";

    if (slot->chunk->role == ROWAN_ROLE_LOAD && rowan_phase_holds(death->phase) && death->key.size)
        rowan_quote(key, sizeof key, death->key);
    rowan_log(s->job.log, ROWAN_LOG_WARN, "worker %zu ended while %s%s%s%s: %s", slot->score + 1,
              doing[death->phase], *key ? " " : "", key, death->both ? " and writing those before it" : "",
              death->how);
}

/* A process ended that was not done: learn from it, wait, try again. */
static void retry(struct rowan_supervisor *s, struct rowan_worker_slot *slot, const struct rowan_death *death)
{
    struct rowan_chunk *chunk = slot->chunk;
    int most = chunk->role == ROWAN_ROLE_FINISH ? FINISH_DEATHS_MAX : ROWAN_DEATHS_MAX;
    struct rowan_error memory = {0};
    bool quarantined;

    log_death(s, slot, death);
    if (!rowan_chunk_died(chunk, death, &quarantined)) {
        rowan_out_of_memory(&memory);
        rowan_supervisor_fail(s, &memory);
        return;
    }
    if (quarantined)
        s->result->crashed++;
    if (chunk->deaths >= most) {
        give_up(s, slot, death->how);
        return;
    }
    s->random = s->random * 1664525 + 1013904223;
    slot->not_before = rowan_clock_now() + rowan_chunk_delay(chunk, death, s->random >> 16);
    s->result->restarts++;
}

static void chunk_done(struct rowan_supervisor *s, struct rowan_worker_slot *slot)
{
    const struct rowan_chunk *chunk = slot->chunk;
    struct rowan_chunk_report report = {
        .number = chunk->number,
        .to = chunk->to.data,
        .documents = chunk->documents,
        .attempts = chunk->attempts,
        .seconds = (double)(rowan_clock_now() - chunk->begun) / SECOND,
    };

    if (chunk->role == ROWAN_ROLE_LOAD) {
        s->result->chunks++;
        if (s->callbacks && s->callbacks->chunk && !s->callbacks->chunk(s->callbacks->context, &report))
            rowan_supervisor_stop(s, ROWAN_RUN_STOPPED);
    }
    if (chunk->role == ROWAN_ROLE_FINISH)
        s->stage = ROWAN_STATE_OVER;
    rowan_chunk_free(slot->chunk);
    slot->chunk = NULL;
}

static void never(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int status)
{
    char how[300];

    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        describe(s, slot, ROWAN_PHASE_START, status, how, sizeof how);
        give_up(s, slot, how);
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&slot->fatal, ROWAN_SYSTEM, "worker", "a worker could not work and did not say why");
    rowan_supervisor_fail(s, &slot->fatal);
}

/* Was everything done that the process was started for? */
static bool is_done(const struct rowan_supervisor *s, const struct rowan_worker_slot *slot, int status)
{
    if (slot->chunk->role == ROWAN_ROLE_PLAN)
        return s->planned;
    return WIFEXITED(status) && WEXITSTATUS(status) == ROWAN_EXIT_DONE;
}

/*
 * What it died of was in the stage that was overdue, or in the only one with a document in it. (Or in none:
 * a crash of the thread that reads ahead looks as if what was in hand had crashed.) A worker that ends by
 * itself has emptied the stage that did nothing wrong, unless it had no memory.
 */
static void find_hand(struct rowan_supervisor *s, const struct rowan_worker_slot *slot,
                      char key[ROWAN_SCOREBOARD_KEY_MAX], struct rowan_death *death)
{
    struct rowan_score *score = rowan_scoreboard_score(s->scoreboard, slot->score);
    bool mapping = rowan_phase_holds(rowan_score_phase(score, ROWAN_STAGE_MAP));
    bool writing = rowan_phase_holds(rowan_score_phase(score, ROWAN_STAGE_WRITE));
    enum rowan_stage stage = writing && !mapping ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;

    if (slot->overdue)
        stage = slot->overdue_hand;
    death->both = mapping && writing && !slot->overdue;
    death->phase = rowan_score_read(score, stage, key, &death->key.size);
}

/* Was the overdue document done all the same, before the signal came? */
static bool has_moved_on(struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    struct rowan_score *score = rowan_scoreboard_score(s->scoreboard, slot->score);

    return slot->overdue && atomic_load(&score->stages[slot->overdue_hand].version) != slot->overdue_version;
}

void rowan_worker_exit(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int status)
{
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    char how[300];
    struct rowan_death death = {.key = {key, 0}, .how = how};

    if (is_done(s, slot, status)) {
        chunk_done(s, slot);
        return;
    }
    slot->overdue = slot->overdue && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    find_hand(s, slot, key, &death);
    describe(s, slot, death.phase, status, how, sizeof how);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ROWAN_EXIT_NEVER) {
        never(s, slot, status);
    } else if (s->stage != ROWAN_STATE_DRAINING) {
        death.points = has_moved_on(s, slot) ? 0 : strikes(slot, death.phase, status);
        death.memory = WIFEXITED(status) && WEXITSTATUS(status) == ROWAN_EXIT_MEMORY;
        death.progress = rowan_worker_slot_progress(s, slot) > slot->mark;
        retry(s, slot, &death);
    }
}

void rowan_worker_exit_not_started(struct rowan_supervisor *s, struct rowan_worker_slot *slot,
                                   const struct rowan_error *why)
{
    struct rowan_death death = {.phase = ROWAN_PHASE_START, .how = why->message};

    slot->fatal = *why;
    slot->has_fatal = true;
    if (why->status != ROWAN_SYSTEM)
        never(s, slot, 0);
    else
        retry(s, slot, &death);
}
