/*
 * The loop of a run: give chunks to slots, wait, see what ended, and do what the chunk's rules say about it.
 * It never touches the database: planning and finishing are the work of short-lived processes too.
 *
 * There are job->workers slots that load and one more that plans and, at the end, finishes.
 */
#include "run/supervisor/supervisor.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "run/supervisor/run_state.h"
#include "run/supervisor/start_ready.h"
#include "run/supervisor/take_end.h"
#include "run/supervisor/take_message.h"
#include "run/supervisor/tell.h"

#define MILLISECOND 1000000LL
#define SECOND      1000000000LL
/* The longest wait, and the time between two events of progress. */
#define TICK (100 * MILLISECOND)
/* Planning pauses while so many chunks wait, so that memory does not grow with the table. */
#define QUEUE_MAX 10000
/* For closing the run's row when somebody asked twice to stop. */
#define HURRIED_FINISH (5 * SECOND)

static bool is_paused(struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot == rowan_supervisor_planning(s) && s->queue.count >= QUEUE_MAX &&
           s->state == ROWAN_STATE_LOADING;
}

static void note_memory(struct rowan_supervisor *s, const struct rusage *usage)
{
    int64_t bytes = usage->ru_maxrss;

#ifndef __APPLE__
    bytes *= 1024;
#endif
    if (bytes > s->result->peak_memory)
        s->result->peak_memory = bytes;
}

static void serve_slots(struct rowan_supervisor *s)
{
    struct rusage usage;
    int status;

    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (!rowan_worker_slot_alive(slot))
            continue;
        rowan_process_pump(&slot->process, is_paused(s, slot));
        rowan_take_messages(s, slot);
        if (rowan_process_ended(&slot->process, &status, &usage)) {
            note_memory(s, &usage);
            rowan_take_end(s, slot, status);
        }
    }
}

static void wait_for_something(struct rowan_supervisor *s)
{
    int64_t now = rowan_clock_now();
    int64_t timeout = TICK;
    size_t count = 0;

    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (rowan_worker_slot_alive(slot))
            count += rowan_process_poll(&slot->process, is_paused(s, slot), s->fds + count);
        else if (slot->chunk && slot->not_before - now < timeout)
            timeout = slot->not_before - now;
    }
    rowan_signals_wait(&s->signals, s->fds, count, timeout);
}

static void check_stops(struct rowan_supervisor *s)
{
    int which;
    int stops = rowan_signals_stops(&which);

    if (stops == s->stops_seen)
        return;
    if (s->state == ROWAN_STATE_LOADING) {
        rowan_tell_log(s, 0, ROWAN_LOG_WARN, "stopping: workers finish the documents they have");
        s->result->signal = which;
        rowan_supervisor_stop(s, ROWAN_RUN_STOPPED);
        s->hurry = stops - s->stops_seen > 1;
    } else if (s->hurry) {
        rowan_supervisor_signal(s, SIGKILL);
        s->state = ROWAN_STATE_OVER;
    } else {
        s->hurry = true;
    }
    s->stops_seen = stops;
}

/* A drain that takes too long, or that somebody is tired of. */
static void check_grace(struct rowan_supervisor *s)
{
    int64_t allowed = s->hurry ? 0 : (int64_t)s->job.grace * SECOND;

    if (s->state == ROWAN_STATE_FINISHING)
        allowed = s->hurry ? HURRIED_FINISH : INT64_MAX;
    else if (s->state != ROWAN_STATE_DRAINING)
        return;
    if (s->killed || rowan_clock_now() - s->grace_from_ns < allowed)
        return;
    rowan_supervisor_signal(s, SIGKILL);
    s->killed = true;
    if (s->state == ROWAN_STATE_FINISHING)
        s->state = ROWAN_STATE_OVER;
}

/* A boundary can be far away: planning has no deadline. */
static void check_deadlines(struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (rowan_worker_slot_alive(slot) && slot->chunk->role != ROWAN_ROLE_PLAN &&
            rowan_deadline_passed(&s->deadlines, slot->score, &slot->overdue))
            rowan_process_signal(&slot->process, SIGKILL);
    }
}

static void check_failures(struct rowan_supervisor *s)
{
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);
    struct rowan_error why;

    if (s->state != ROWAN_STATE_LOADING)
        return;
    if (s->job.max_failed >= 0 && sums.failed > s->job.max_failed)
        rowan_fail(&why, ROWAN_DOCUMENT, "max_failed", "stopped: %lld documents failed, at most %lld may",
                   (long long)sums.failed, (long long)s->job.max_failed);
    else if (s->job.max_rejected >= 0 && sums.rejected > s->job.max_rejected)
        rowan_fail(&why, ROWAN_DOCUMENT, "max_rejected", "stopped: %lld rows were rejected, at most %lld may",
                   (long long)sums.rejected, (long long)s->job.max_rejected);
    else
        return;
    rowan_supervisor_fail(s, &why);
    s->result->outcome = ROWAN_RUN_STOPPED;
}

static void check_progress(struct rowan_supervisor *s)
{
    int64_t now = rowan_clock_now();

    if (now - s->last_progress_ns < TICK)
        return;
    s->last_progress_ns = now;
    rowan_tell_progress(s, ROWAN_EVENT_PROGRESS);
}

static bool anything_alive(const struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (rowan_worker_slot_alive(&s->slots[i]))
            return true;
    return false;
}

/* While draining, a chunk without a process is given up: the ledger knows what is done of it. */
static void drop_idle_chunks(struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (!rowan_worker_slot_alive(&s->slots[i]))
            rowan_worker_slot_drop_chunk(&s->slots[i]);
}

/* Nothing is left to be started or waited for. */
static bool nothing_runs(const struct rowan_supervisor *s)
{
    if (s->state == ROWAN_STATE_DRAINING)
        return !anything_alive(s);
    for (size_t i = 0; i < s->slot_count; i++)
        if (s->slots[i].chunk)
            return false;
    return s->queue.count == 0;
}

/* When all is loaded, close the run's row, if there is one. */
static void advance(struct rowan_supervisor *s)
{
    if (s->state == ROWAN_STATE_DRAINING)
        drop_idle_chunks(s);
    if (s->state > ROWAN_STATE_DRAINING || !nothing_runs(s))
        return;
    s->state = s->begun ? ROWAN_STATE_FINISHING : ROWAN_STATE_OVER;
    if (!s->begun)
        return;
    s->grace_from_ns = rowan_clock_now();
    s->killed = false;
    rowan_supervisor_planning(s)->not_before = 0;
    rowan_supervisor_planning(s)->chunk = rowan_chunk_new(ROWAN_ROLE_FINISH);
    if (!rowan_supervisor_planning(s)->chunk)
        s->state = ROWAN_STATE_OVER;
}

static void loop(struct rowan_supervisor *s)
{
    while (s->state != ROWAN_STATE_OVER) {
        rowan_start_ready(s);
        wait_for_something(s);
        serve_slots(s);
        check_stops(s);
        check_deadlines(s);
        check_failures(s);
        check_grace(s);
        check_progress(s);
        advance(s);
    }
}

/* Whoever still lives was sent KILL: wait until that is true, so that no zombie is left to the caller. */
static void bury(struct rowan_supervisor *s)
{
    struct rusage usage;
    int status;

    rowan_supervisor_signal(s, SIGKILL);
    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        for (int tries = 0; rowan_worker_slot_alive(slot) && tries < 500; tries++)
            if (!rowan_process_ended(&slot->process, &status, &usage))
                rowan_signals_wait(&s->signals, NULL, 0, 10 * MILLISECOND);
        rowan_worker_slot_clear(slot);
    }
}

/* ---- set up and tear down ---- */

static struct rowan_chunk *new_planning(const struct rowan_job *job)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_PLAN);

    if (chunk && rowan_chunk_keep(&chunk->from, rowan_slice_of(job->from)) &&
        rowan_chunk_keep(&chunk->to, rowan_slice_of(job->to)))
        return chunk;
    rowan_chunk_free(chunk);
    return NULL;
}

static enum rowan_status make_slots(struct rowan_supervisor *s, struct rowan_error *err)
{
    size_t count = (size_t)s->job.workers + 1;

    s->fds = calloc(2 * count, sizeof *s->fds);
    s->slots = calloc(count, sizeof *s->slots);
    if (!s->fds || !s->slots)
        return rowan_out_of_memory(err);
    s->slot_count = count;
    for (size_t i = 0; i < count; i++)
        rowan_worker_slot_init(&s->slots[i], i, rowan_scoreboard_score(s->scoreboard, i));
    rowan_supervisor_planning(s)->chunk = new_planning(&s->job);
    return rowan_supervisor_planning(s)->chunk ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status set_up(struct rowan_supervisor *s, struct rowan_error *err)
{
    enum rowan_status st = rowan_job_check(&s->job, err);

    if (st == ROWAN_OK)
        st = rowan_job_settings(&s->job, &s->settings, err);
    if (st == ROWAN_OK)
        st = rowan_job_run_id(s->result->run_id, sizeof s->result->run_id, err);
    if (st == ROWAN_OK)
        st = rowan_scoreboard_new(&s->scoreboard, (size_t)s->job.workers + 1, err);
    if (st == ROWAN_OK)
        st = make_slots(s, err);
    if (st != ROWAN_OK)
        return st;
    s->deadlines = (struct rowan_deadlines){s->job.deadline, s->job.database_deadline};
    s->waits = (struct rowan_retry_waits){s->job.retry_least_ms, s->job.retry_most_ms};
    s->start_ns = rowan_clock_now();
    s->random = (uint32_t)s->start_ns;
    rowan_clock_stamp(s->started, sizeof s->started);
    return rowan_signals_enter(&s->signals, err);
}

static void tear_down(struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        rowan_worker_slot_clear(&s->slots[i]);
    rowan_queue_clear(&s->queue);
    rowan_buffer_clear(&s->settings);
    rowan_scoreboard_free(s->scoreboard);
    free(s->slots);
    free(s->fds);
}

enum rowan_status rowan_supervisor_run(const struct rowan_job *job, const struct rowan_listener *listener,
                                       struct rowan_job_result *result, struct rowan_error *err)
{
    struct rowan_supervisor s = {.job = *job, .listener = listener, .result = result, .err = err};

    memset(result, 0, sizeof *result);
    result->outcome = ROWAN_RUN_FAILED;
    rowan_job_defaults(&s.job);
    s.status = set_up(&s, err);
    if (s.status == ROWAN_OK) {
        result->outcome = ROWAN_RUN_DONE;
        loop(&s);
        bury(&s);
        rowan_tell_progress(&s, ROWAN_EVENT_PROGRESS);
        rowan_tell_progress(&s, ROWAN_EVENT_DONE);
        rowan_signals_leave(&s.signals);
    }
    result->begun = s.begun;
    tear_down(&s);
    return s.status;
}
