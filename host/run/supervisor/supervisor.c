/*
 * The loop of a run: stage chunks to slots, wait, see what ended. It never touches the database: planning
 * and finishing are the work of short-lived processes too.
 */
#include "run/supervisor/supervisor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "run/supervisor/job_settings.h"

#define MILLISECOND 1000000LL
#define SECOND      1000000000LL
/* The longest wait, and the time between two calls of progress. */
#define TICK (100 * MILLISECOND)
/* Planning pauses while so many chunks wait, so that memory does not grow with the table. */
#define QUEUE_MAX 10000
/* For closing the run's row when somebody asked twice to stop. */
#define HURRIED_FINISH (5 * SECOND)

static void signal_all(struct rowan_supervisor *s, int number)
{
    for (size_t i = 0; i < s->lane_count; i++)
        rowan_process_signal(&s->slots[i].process, number);
}

void rowan_supervisor_stop(struct rowan_supervisor *s, enum rowan_outcome outcome)
{
    if (s->stage != ROWAN_STATE_LOADING)
        return;
    s->stage = ROWAN_STATE_DRAINING;
    s->drain_start = rowan_clock_now();
    s->result->outcome = outcome;
    rowan_queue_clear(&s->queue);
    signal_all(s, SIGTERM);
}

void rowan_supervisor_fail(struct rowan_supervisor *s, const struct rowan_error *why)
{
    if (s->status != ROWAN_OK)
        return;
    s->status = why->status == ROWAN_OK ? ROWAN_SYSTEM : why->status;
    if (s->err)
        *s->err = *why;
    s->result->outcome = ROWAN_RUN_FAILED;
    rowan_supervisor_stop(s, ROWAN_RUN_FAILED);
}

/* Give every idle slot something to do, as far as there is something and its wait is over. */
static void start_ready(struct rowan_supervisor *s)
{
    int64_t now = rowan_clock_now();

    for (size_t i = 0; i < s->lane_count && s->stage != ROWAN_STATE_DRAINING; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (!slot->chunk && slot != rowan_planning_worker(s) && s->stage == ROWAN_STATE_LOADING) {
            slot->chunk = rowan_queue_pop(&s->queue);
            slot->not_before = 0;
        }
        if (slot->chunk && slot->process.pid == 0 && slot->not_before <= now)
            rowan_worker_slot_start(s, slot);
    }
}

static bool is_paused(struct rowan_supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot == rowan_planning_worker(s) && s->queue.count >= QUEUE_MAX && s->stage == ROWAN_STATE_LOADING;
}

/* What was still in the pipe when the process ended, and then its end. */
static void take_end(struct rowan_supervisor *s, struct rowan_worker_slot *slot, int status,
                     const struct rusage *usage)
{
    int64_t memory = usage->ru_maxrss;

#ifndef __APPLE__
    memory *= 1024;
#endif
    if (memory > s->result->peak_memory)
        s->result->peak_memory = memory;
    for (int i = 0; i < 64 && slot->process.report_fd >= 0; i++) {
        rowan_process_pump(&slot->process, false);
        rowan_worker_slot_reports(s, slot);
    }
    rowan_process_clear(&slot->process);
    rowan_worker_exit(s, slot, status);
}

static void serve_lanes(struct rowan_supervisor *s)
{
    struct rusage usage;
    int status;

    for (size_t i = 0; i < s->lane_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (slot->process.pid == 0)
            continue;
        rowan_process_pump(&slot->process, is_paused(s, slot));
        rowan_worker_slot_reports(s, slot);
        if (rowan_process_ended(&slot->process, &status, &usage))
            take_end(s, slot, status, &usage);
    }
}

static void wait_for_something(struct rowan_supervisor *s)
{
    int64_t now = rowan_clock_now();
    int64_t timeout = TICK;
    size_t count = 0;

    for (size_t i = 0; i < s->lane_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (slot->process.pid)
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
    if (s->stage == ROWAN_STATE_LOADING) {
        rowan_log(s->job.log, ROWAN_LOG_WARN, "stopping: workers finish what they have in hand");
        s->result->signal = which;
        rowan_supervisor_stop(s, ROWAN_RUN_STOPPED);
        s->hurry = stops - s->stops_seen > 1;
    } else if (s->hurry) {
        signal_all(s, SIGKILL);
        s->stage = ROWAN_STATE_OVER;
    } else {
        s->hurry = true;
    }
    s->stops_seen = stops;
}

/* A drain that takes too long, or that somebody is tired of. */
static void check_grace(struct rowan_supervisor *s)
{
    int64_t allowed = s->hurry ? 0 : (int64_t)s->job.grace * SECOND;

    if (s->stage == ROWAN_STATE_FINISHING)
        allowed = s->hurry ? HURRIED_FINISH : INT64_MAX;
    else if (s->stage != ROWAN_STATE_DRAINING)
        return;
    if (s->killed || rowan_clock_now() - s->drain_start < allowed)
        return;
    signal_all(s, SIGKILL);
    s->killed = true;
    if (s->stage == ROWAN_STATE_FINISHING)
        s->stage = ROWAN_STATE_OVER;
}

static void check_failures(struct rowan_supervisor *s)
{
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);
    struct rowan_error why;

    if (s->stage != ROWAN_STATE_LOADING || s->job.max_failed < 0 || sums.failed <= s->job.max_failed)
        return;
    rowan_fail(&why, ROWAN_DOCUMENT, "max_failed", "stopped: %lld documents failed, at most %lld may",
               (long long)sums.failed, (long long)s->job.max_failed);
    rowan_supervisor_fail(s, &why);
    s->result->outcome = ROWAN_RUN_STOPPED;
}

static void fill_progress(struct rowan_supervisor *s)
{
    struct rowan_progress *p = &s->result->last;
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);

    p->total_known = s->planned;
    p->loaded = sums.loaded;
    p->failed = sums.failed;
    p->already_loaded = sums.already_loaded;
    p->rows = sums.rows;
    p->bytes = sums.bytes;
    p->seconds = (double)(rowan_clock_now() - s->start) / SECOND;
    p->workers = 0;
    for (size_t i = 0; i + 1 < s->lane_count; i++)
        p->workers += s->slots[i].process.pid != 0;
}

static void show_progress(struct rowan_supervisor *s, bool last)
{
    int64_t now = rowan_clock_now();

    if (!last && now - s->last_progress < TICK)
        return;
    s->last_progress = now;
    fill_progress(s);
    if (s->callbacks && s->callbacks->progress &&
        !s->callbacks->progress(s->callbacks->context, &s->result->last))
        rowan_supervisor_stop(s, ROWAN_RUN_STOPPED);
}

static bool anything_alive(const struct rowan_supervisor *s)
{
    for (size_t i = 0; i < s->lane_count; i++)
        if (s->slots[i].process.pid)
            return true;
    return false;
}

/* While draining, a chunk without a process is given up: the ledger knows what is done of it. */
static bool is_loaded(struct rowan_supervisor *s)
{
    if (s->stage == ROWAN_STATE_DRAINING) {
        for (size_t i = 0; i < s->lane_count; i++)
            if (s->slots[i].chunk && s->slots[i].process.pid == 0) {
                rowan_chunk_free(s->slots[i].chunk);
                s->slots[i].chunk = NULL;
            }
        return !anything_alive(s);
    }
    for (size_t i = 0; i < s->lane_count; i++)
        if (s->slots[i].chunk)
            return false;
    return s->queue.count == 0;
}

/* When all is loaded, close the run's row, if there is one. */
static void advance(struct rowan_supervisor *s)
{
    if (s->stage > ROWAN_STATE_DRAINING || !is_loaded(s))
        return;
    s->stage = s->begun ? ROWAN_STATE_FINISHING : ROWAN_STATE_OVER;
    if (!s->begun)
        return;
    s->drain_start = rowan_clock_now();
    s->killed = false;
    rowan_planning_worker(s)->not_before = 0;
    rowan_planning_worker(s)->chunk = rowan_chunk_new(ROWAN_ROLE_FINISH);
    if (!rowan_planning_worker(s)->chunk)
        s->stage = ROWAN_STATE_OVER;
}

static void loop(struct rowan_supervisor *s)
{
    while (s->stage != ROWAN_STATE_OVER) {
        start_ready(s);
        wait_for_something(s);
        serve_lanes(s);
        check_stops(s);
        rowan_check_deadlines(s);
        check_failures(s);
        check_grace(s);
        show_progress(s, false);
        advance(s);
    }
}

/* Whoever still lives was sent KILL: wait until that is true, so that no zombie is left to the caller. */
static void bury(struct rowan_supervisor *s)
{
    struct rusage usage;
    int status;

    signal_all(s, SIGKILL);
    for (size_t i = 0; i < s->lane_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        for (int tries = 0; slot->process.pid && tries < 500; tries++)
            if (!rowan_process_ended(&slot->process, &status, &usage))
                rowan_signals_wait(&s->signals, NULL, 0, 10 * MILLISECOND);
        rowan_process_clear(&slot->process);
        rowan_chunk_free(slot->chunk);
        slot->chunk = NULL;
    }
}

static enum rowan_status set_up(struct rowan_supervisor *s, struct rowan_error *err)
{
    struct rowan_chunk *planning;
    enum rowan_status st = rowan_job_check(&s->job, err);

    if (st == ROWAN_OK)
        st = rowan_job_settings(&s->job, &s->settings, err);
    if (st == ROWAN_OK)
        st = rowan_job_run_id(s->result->run_id, sizeof s->result->run_id, err);
    if (st == ROWAN_OK)
        st = rowan_scoreboard_new(&s->scoreboard, (size_t)s->job.workers + 1, err);
    if (st != ROWAN_OK)
        return st;
    s->lane_count = (size_t)s->job.workers + 1;
    s->slots = calloc(s->lane_count, sizeof *s->slots);
    s->fds = calloc(2 * s->lane_count, sizeof *s->fds);
    planning = rowan_chunk_new(ROWAN_ROLE_PLAN);
    if (!s->slots || !s->fds || !planning ||
        !rowan_chunk_keep(&planning->from, rowan_slice_of(s->job.from)) ||
        !rowan_chunk_keep(&planning->to, rowan_slice_of(s->job.to))) {
        rowan_chunk_free(planning);
        s->lane_count = s->slots ? s->lane_count : 0;
        return rowan_out_of_memory(err);
    }
    for (size_t i = 0; i < s->lane_count; i++) {
        rowan_process_init(&s->slots[i].process);
        s->slots[i].score = i;
    }
    rowan_planning_worker(s)->chunk = planning;
    s->start = rowan_clock_now();
    s->random = (uint32_t)s->start;
    rowan_clock_stamp(s->started, sizeof s->started);
    return ROWAN_OK;
}

static void tear_down(struct rowan_supervisor *s)
{
    rowan_queue_clear(&s->queue);
    rowan_buffer_clear(&s->settings);
    rowan_scoreboard_free(s->scoreboard);
    free(s->slots);
    free(s->fds);
}

enum rowan_status rowan_job_run(const struct rowan_job *job, const struct rowan_job_callbacks *callbacks,
                                struct rowan_job_result *result, struct rowan_error *err)
{
    struct rowan_supervisor s = {.job = *job, .callbacks = callbacks, .result = result, .err = err};

    memset(result, 0, sizeof *result);
    result->outcome = ROWAN_RUN_FAILED;
    rowan_job_defaults(&s.job);
    s.status = set_up(&s, err);
    if (s.status == ROWAN_OK)
        s.status = rowan_signals_enter(&s.signals, err);
    if (s.status == ROWAN_OK) {
        result->outcome = ROWAN_RUN_DONE;
        loop(&s);
        bury(&s);
        show_progress(&s, true);
        rowan_signals_leave(&s.signals);
    } else if (s.lane_count) {
        rowan_chunk_free(rowan_planning_worker(&s)->chunk);
    }
    tear_down(&s);
    return s.status;
}
