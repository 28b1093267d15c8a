/*
 * The loop of a run: give chunks to slots, wait, see what ended, and do what the chunk's rules say about it.
 * It never touches the database: planning and finishing are the work of short-lived processes too.
 *
 * There are job->workers slots that load and one more that plans and, at the end, finishes.
 */
#include "run/supervisor/supervisor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "run/link/signals.h"
#include "run/supervisor/worker_exit.h"
#include "run/supervisor/worker_slot.h"

#define MILLISECOND 1000000LL
#define SECOND      1000000000LL
/* The longest wait, and the time between two events of progress. */
#define TICK (100 * MILLISECOND)
/* Planning pauses while so many chunks wait, so that memory does not grow with the table. */
#define QUEUE_MAX 10000
/* For closing the run's row when somebody asked twice to stop. */
#define HURRIED_FINISH (5 * SECOND)

enum run_state {
    STATE_LOADING,
    STATE_DRAINING,  /* nothing is started any more */
    STATE_FINISHING, /* only the process that closes the run's row */
    STATE_OVER
};

struct supervisor {
    struct rowan_job job; /* with defaults filled in */
    struct rowan_deadlines deadlines;
    struct rowan_retry_waits waits;
    const struct rowan_listener *listener; /* or NULL */
    struct rowan_job_result *result;
    struct rowan_error *err;
    enum rowan_status status; /* of the run so far */
    enum run_state state;
    struct rowan_signals signals;
    struct rowan_scoreboard *scoreboard;
    struct rowan_worker_slot *slots;
    size_t slot_count; /* the last one plans and finishes */
    struct pollfd *fds;
    struct rowan_queue queue;
    struct rowan_buffer settings; /* for the run's row */
    char started[32];
    bool begun;       /* the run's row is there */
    bool planned;     /* no more boundaries will come */
    bool hurry;       /* a second signal: kill, do not wait */
    bool killed;      /* the grace is over and KILL was sent */
    int stops_seen;   /* signals that were acted on */
    int64_t chunks;   /* found so far */
    int64_t total;    /* documents in them */
    int64_t start_ns; /* the run's */
    int64_t grace_from_ns, last_progress_ns;
    uint32_t random;
};

static struct rowan_worker_slot *planning_slot(struct supervisor *s)
{
    return &s->slots[s->slot_count - 1];
}

static void signal_all(struct supervisor *s, int number)
{
    for (size_t i = 0; i < s->slot_count; i++)
        rowan_process_signal(&s->slots[i].process, number);
}

/* Drain: ask every worker to stop, start no more. */
static void stop_run(struct supervisor *s, enum rowan_outcome outcome)
{
    if (s->state != STATE_LOADING)
        return;
    s->state = STATE_DRAINING;
    s->grace_from_ns = rowan_clock_now();
    s->result->outcome = outcome;
    rowan_queue_clear(&s->queue);
    signal_all(s, SIGTERM);
}

/* End the run with an error: what runs is drained. Only the first error is kept. */
static void fail_run(struct supervisor *s, const struct rowan_error *why)
{
    if (s->status != ROWAN_OK)
        return;
    s->status = why->status == ROWAN_OK ? ROWAN_SYSTEM : why->status;
    if (s->err)
        *s->err = *why;
    s->result->outcome = ROWAN_RUN_FAILED;
    stop_run(s, ROWAN_RUN_FAILED);
}

/* ---- events ---- */

static void tell(struct supervisor *s, const struct rowan_event *event)
{
    rowan_job_result_count(s->result, event);
    rowan_event_log(s->job.log, event);
    if (s->listener && s->listener->take && !s->listener->take(s->listener->context, event))
        stop_run(s, ROWAN_RUN_STOPPED);
}

/* As events name it: the process that plans and finishes is nobody's worker. */
static int64_t worker_number(struct supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot == planning_slot(s) ? 0 : (int64_t)slot->number + 1;
}

static void tell_log(struct supervisor *s, int64_t worker, enum rowan_log_level level, const char *text)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_LOG, .worker = worker, .level = level, .text = text};

    tell(s, &event);
}

static void tell_progress(struct supervisor *s, enum rowan_event_kind kind)
{
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);
    struct rowan_progress progress = {
        .total = s->total,
        .total_known = s->planned,
        .loaded = sums.loaded,
        .failed = sums.failed,
        .already_loaded = sums.already_loaded,
        .sent = sums.sent,
        .rows = sums.rows,
        .bytes = sums.bytes,
        .seconds = (double)(rowan_clock_now() - s->start_ns) / SECOND,
    };
    struct rowan_event event = {.kind = kind, .progress = &progress};

    for (size_t i = 0; i + 1 < s->slot_count; i++)
        progress.workers += rowan_worker_slot_alive(&s->slots[i]);
    if (kind == ROWAN_EVENT_DONE)
        event.text = rowan_outcome_name(s->result->outcome);
    tell(s, &event);
}

static void tell_death(struct supervisor *s, const struct rowan_worker_slot *slot,
                       const struct rowan_death *death, const struct rowan_verdict *verdict)
{
    static const char *const doing[] = {"starting",        "reading", "mapping document",
                                        "waiting",         "idle",    "writing up to document",
                                        "writing document"};
    struct rowan_event event = {
        .kind = ROWAN_EVENT_WORKER_DIED,
        .worker = worker_number(s, slot),
        .doing = doing[death->phase],
        .several = death->held == ROWAN_HELD_SEVERAL && death->phase == ROWAN_PHASE_MAP,
        .text = death->how,
        .attempts = slot->chunk->attempts,
        .wait_seconds = (double)verdict->wait_ns / SECOND,
        .quarantined = verdict->quarantined,
    };

    if (slot->chunk->role == ROWAN_ROLE_LOAD && rowan_phase_holds(death->phase))
        event.key = death->key;
    tell(s, &event);
}

static void tell_chunk(struct supervisor *s, const struct rowan_chunk *chunk)
{
    struct rowan_chunk_report report = {
        .number = chunk->number,
        .to = chunk->to.data,
        .documents = chunk->documents,
        .attempts = chunk->attempts,
        .seconds = (double)(rowan_clock_now() - chunk->begun) / SECOND,
    };
    struct rowan_event event = {.kind = ROWAN_EVENT_CHUNK_DONE, .chunk = &report};

    tell(s, &event);
}

/* ---- what workers say ---- */

/* The chunk after the last boundary begins where that ended. */
static enum rowan_status add_chunk(struct supervisor *s, struct rowan_chunk *planning,
                                   const struct rowan_message *message, struct rowan_error *err)
{
    struct rowan_chunk *chunk = rowan_chunk_new(ROWAN_ROLE_LOAD);
    struct rowan_slice none = {NULL, 0};

    if (!chunk || !rowan_chunk_keep(&chunk->after, planning->after) ||
        !rowan_chunk_keep(&chunk->from, planning->from) || !rowan_chunk_keep(&chunk->to, message->text) ||
        !rowan_chunk_keep(&planning->after, message->text)) {
        rowan_chunk_free(chunk);
        return rowan_out_of_memory(err);
    }
    rowan_chunk_keep(&planning->from, none);
    chunk->number = ++s->chunks;
    chunk->documents = message->count;
    s->total += message->count;
    rowan_queue_push(&s->queue, chunk);
    return ROWAN_OK;
}

static void all_is_planned(struct supervisor *s)
{
    if (s->planned)
        return;
    s->planned = true;
    tell_progress(s, ROWAN_EVENT_PLANNED);
}

static void take_boundary(struct supervisor *s, struct rowan_chunk *planning,
                          const struct rowan_message *message)
{
    struct rowan_error err;

    if (s->state != STATE_LOADING)
        return;
    if (add_chunk(s, planning, message, &err) != ROWAN_OK)
        fail_run(s, &err);
    else if (s->job.limit && s->total >= s->job.limit)
        all_is_planned(s);
}

static void take_begun(struct supervisor *s)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_BEGUN, .text = s->result->run_id};

    if (s->begun)
        return;
    s->begun = true;
    tell(s, &event);
}

static void take_failed_document(struct supervisor *s, const struct rowan_worker_slot *slot,
                                 const struct rowan_message *message)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_DOCUMENT_FAILED,
                                .worker = worker_number(s, slot),
                                .key = message->key,
                                .reason = message->reason,
                                .text = message->text.data};

    tell(s, &event);
}

/* The least of all workers is told at the end. */
static void take_fewer(struct supervisor *s, const struct rowan_worker_slot *slot,
                       const struct rowan_message *message)
{
    if (!s->result->fewer || message->count < s->result->fewer)
        s->result->fewer = message->count;
    tell_log(s, worker_number(s, slot), ROWAN_LOG_INFO, message->text.data);
}

static void take_waited(struct supervisor *s, const struct rowan_worker_slot *slot,
                        const struct rowan_message *message)
{
    char text[ROWAN_MESSAGE_MAX];

    snprintf(text, sizeof text, "waiting %.1f s for room in the database: %.1900s",
             (double)message->count / 1000, message->text.data);
    tell_log(s, worker_number(s, slot), ROWAN_LOG_WARN, text);
    s->result->waits++;
}

/* Said once; a trigger that says something says it for each row. */
static void take_warning(struct supervisor *s, const struct rowan_worker_slot *slot,
                         const struct rowan_message *message)
{
    char text[ROWAN_MESSAGE_MAX];

    snprintf(text, sizeof text, "the database says beside success, and the rows are there: %s",
             message->text.data);
    if (s->result->warnings == 0)
        tell_log(s, worker_number(s, slot), ROWAN_LOG_WARN, text);
    s->result->warnings += message->count;
}

static void take_message(struct supervisor *s, struct rowan_worker_slot *slot,
                         const struct rowan_message *message)
{
    bool planner = slot->chunk->role == ROWAN_ROLE_PLAN;

    switch (message->kind) {
    case ROWAN_MESSAGE_LOG:
        tell_log(s, worker_number(s, slot), message->level, message->text.data);
        break;
    case ROWAN_MESSAGE_FATAL: /* the slot keeps it */
        break;
    case ROWAN_MESSAGE_BEGUN:
        if (planner)
            take_begun(s);
        break;
    case ROWAN_MESSAGE_BOUNDARY:
        if (planner)
            take_boundary(s, slot->chunk, message);
        break;
    case ROWAN_MESSAGE_PLANNED:
        if (planner)
            all_is_planned(s);
        break;
    case ROWAN_MESSAGE_FAILED:
        take_failed_document(s, slot, message);
        break;
    case ROWAN_MESSAGE_FEWER:
        take_fewer(s, slot, message);
        break;
    case ROWAN_MESSAGE_WAITED:
        take_waited(s, slot, message);
        break;
    case ROWAN_MESSAGE_WARNED:
        take_warning(s, slot, message);
        break;
    case ROWAN_MESSAGE_PROFILE:
        for (int i = 0; i < ROWAN_PARTS; i++)
            s->result->spent[i] += message->spent[i];
        rowan_scan_counts_add(&s->result->scans, &message->scans);
        break;
    case ROWAN_MESSAGE_COVERAGE:
        if (s->job.coverage && !rowan_message_coverage(message, s->job.coverage))
            tell_log(s, worker_number(s, slot), ROWAN_LOG_WARN,
                     "what it says of paths is of another mapping, and is not counted");
        break;
    }
}

static void take_messages(struct supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_message message;

    while (rowan_worker_slot_message(slot, &message)) {
        take_message(s, slot, &message);
        rowan_message_clear(&message);
    }
}

/* ---- the end of a worker ---- */

static void finish_without_row(struct supervisor *s, const char *how)
{
    char text[500];

    snprintf(text, sizeof text, "the row of run %s could not be closed: %s", s->result->run_id, how);
    tell_log(s, 0, ROWAN_LOG_WARN, text);
    s->state = STATE_OVER;
}

static void give_up(struct supervisor *s, struct rowan_worker_slot *slot, const struct rowan_death *death)
{
    struct rowan_error why = slot->fatal;

    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        finish_without_row(s, death->how);
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&why, ROWAN_SYSTEM, "worker", "%s", death->how);
    rowan_error_prefix(&why, "%d worker processes ended one after another without progress",
                       slot->chunk->deaths);
    fail_run(s, &why);
}

static void worker_cannot_work(struct supervisor *s, struct rowan_worker_slot *slot,
                               const struct rowan_death *death)
{
    if (slot->chunk->role == ROWAN_ROLE_FINISH) {
        finish_without_row(s, death->how);
        return;
    }
    if (!slot->has_fatal)
        rowan_fail(&slot->fatal, ROWAN_SYSTEM, "worker", "a worker could not work and did not say why");
    fail_run(s, &slot->fatal);
}

static void chunk_done(struct supervisor *s, struct rowan_worker_slot *slot)
{
    if (slot->chunk->role == ROWAN_ROLE_LOAD)
        tell_chunk(s, slot->chunk);
    if (slot->chunk->role == ROWAN_ROLE_FINISH)
        s->state = STATE_OVER;
    rowan_worker_slot_drop_chunk(slot);
}

/* What the slot's processes have finished, in whatever unit suits their role. */
static int64_t finished(const struct supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot->chunk->role == ROWAN_ROLE_PLAN ? s->chunks : rowan_worker_slot_documents(slot);
}

static enum rowan_status judge(struct supervisor *s, struct rowan_worker_slot *slot,
                               struct rowan_death *death, struct rowan_verdict *verdict,
                               struct rowan_error *err)
{
    death->progress = finished(s, slot) > slot->mark;
    s->random = s->random * 1664525 + 1013904223;
    return rowan_chunk_judge(slot->chunk, death, &s->waits, s->random >> 16, verdict, err);
}

/* Do what the rules say. While all are drained, how a worker dies says nothing. */
static void take_death(struct supervisor *s, struct rowan_worker_slot *slot, struct rowan_death *death)
{
    bool in_order = death->end == ROWAN_END_DONE || death->end == ROWAN_END_CANNOT;
    struct rowan_verdict verdict;
    struct rowan_error err;

    if (s->state == STATE_DRAINING && !in_order)
        return;
    if (judge(s, slot, death, &verdict, &err) != ROWAN_OK) {
        fail_run(s, &err);
        return;
    }
    if (!in_order)
        tell_death(s, slot, death, &verdict);
    switch (verdict.next) {
    case ROWAN_NEXT_DONE:
        chunk_done(s, slot);
        break;
    case ROWAN_NEXT_FAIL:
        worker_cannot_work(s, slot, death);
        break;
    case ROWAN_NEXT_GIVE_UP:
        give_up(s, slot, death);
        break;
    default:
        slot->not_before = rowan_clock_now() + verdict.wait_ns;
    }
}

/* Was everything done that the process was started for? */
static bool is_done(const struct supervisor *s, const struct rowan_worker_slot *slot, int status)
{
    if (slot->chunk->role == ROWAN_ROLE_PLAN)
        return s->planned;
    return WIFEXITED(status) && WEXITSTATUS(status) == ROWAN_EXIT_DONE;
}

/* What was still in the pipe when the process ended, and then its end. */
static void take_end(struct supervisor *s, struct rowan_worker_slot *slot, int status)
{
    struct rowan_worker_exit ended = {
        .wait_status = status, .score = slot->score, .deadlines = &s->deadlines};
    struct rowan_death death = {0};

    for (int i = 0; i < 64 && slot->process.channel_fd >= 0; i++) {
        rowan_process_pump(&slot->process, false);
        take_messages(s, slot);
    }
    rowan_process_clear(&slot->process);
    ended.done = is_done(s, slot, status);
    ended.fatal = slot->has_fatal ? &slot->fatal : NULL;
    ended.overdue = slot->overdue;
    rowan_worker_exit_read(&ended, &death);
    take_death(s, slot, &death);
}

/* ---- starting ---- */

/* What all processes of the run are told. */
static struct rowan_worker_config run_config(const struct supervisor *s)
{
    return (struct rowan_worker_config){
        .run_id = s->result->run_id,
        .started = s->started,
        .files = s->job.files,
        .file_count = s->job.file_count,
        .schema = s->job.schema,
        .source_schema = s->job.source_schema,
        .source_root = s->job.source_root,
        .feed = s->job.feed,
        .moved = s->job.moved,
        .connect = s->job.connect,
        .source_connect = s->job.source_connect,
        .profile = s->job.profile,
        .refuse_warnings = s->job.refuse_warnings,
        .tell_failed = s->listener && s->listener->failed_documents,
        .log_level = s->job.log ? s->job.log->level : ROWAN_LOG_ERROR,
        .scores = (int64_t)s->slot_count,
        .page = s->job.page,
        .page_bytes = s->job.page_bytes,
        .call_ms = s->job.call_ms,
        .patience_ms = s->job.patience_ms,
        .room_ms = s->job.database_deadline * 1000,
        .commit = s->job.commit,
        .chunk = s->job.chunk,
        .limit = s->job.limit ? s->job.limit - s->total : 0,
        .begun = s->begun,
        .settings = s->settings.data,
        .outcome = rowan_outcome_name(s->result->outcome),
    };
}

static void tell_restart(struct supervisor *s, const struct rowan_worker_slot *slot)
{
    struct rowan_event event = {.kind = ROWAN_EVENT_WORKER_RESTARTED,
                                .worker = worker_number(s, slot),
                                .attempts = slot->chunk->attempts};

    tell(s, &event);
}

/* A process that cannot be started is judged like one that died at once. */
static void not_started(struct supervisor *s, struct rowan_worker_slot *slot, const struct rowan_error *why)
{
    struct rowan_death death = {.phase = ROWAN_PHASE_START};

    death.end = why->status == ROWAN_SYSTEM ? ROWAN_END_RETRY : ROWAN_END_CANNOT;
    snprintf(death.how, sizeof death.how, "%.250s", why->message);
    slot->fatal = *why;
    slot->has_fatal = true;
    take_death(s, slot, &death);
}

static void start_worker(struct supervisor *s, struct rowan_worker_slot *slot)
{
    struct rowan_start start = {s->job.program, slot->number, rowan_scoreboard_fd(s->scoreboard)};
    bool again = slot->chunk->attempts > 0;
    struct rowan_error err;

    slot->mark = finished(s, slot);
    if (rowan_worker_slot_start(slot, run_config(s), &start, &err) != ROWAN_OK)
        not_started(s, slot, &err);
    else if (again)
        tell_restart(s, slot);
}

/* Give every idle slot something to do, as far as there is something and its wait is over. */
static void start_ready(struct supervisor *s)
{
    int64_t now = rowan_clock_now();

    for (size_t i = 0; i < s->slot_count && s->state != STATE_DRAINING; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (!slot->chunk && slot != planning_slot(s) && s->state == STATE_LOADING) {
            slot->chunk = rowan_queue_pop(&s->queue);
            slot->not_before = 0;
        }
        if (slot->chunk && !rowan_worker_slot_alive(slot) && slot->not_before <= now)
            start_worker(s, slot);
    }
}

/* ---- the loop ---- */

static bool is_paused(struct supervisor *s, const struct rowan_worker_slot *slot)
{
    return slot == planning_slot(s) && s->queue.count >= QUEUE_MAX && s->state == STATE_LOADING;
}

static void note_memory(struct supervisor *s, const struct rusage *usage)
{
    int64_t bytes = usage->ru_maxrss;

#ifndef __APPLE__
    bytes *= 1024;
#endif
    if (bytes > s->result->peak_memory)
        s->result->peak_memory = bytes;
}

static void serve_slots(struct supervisor *s)
{
    struct rusage usage;
    int status;

    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (!rowan_worker_slot_alive(slot))
            continue;
        rowan_process_pump(&slot->process, is_paused(s, slot));
        take_messages(s, slot);
        if (rowan_process_ended(&slot->process, &status, &usage)) {
            note_memory(s, &usage);
            take_end(s, slot, status);
        }
    }
}

static void wait_for_something(struct supervisor *s)
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

static void check_stops(struct supervisor *s)
{
    int which;
    int stops = rowan_signals_stops(&which);

    if (stops == s->stops_seen)
        return;
    if (s->state == STATE_LOADING) {
        tell_log(s, 0, ROWAN_LOG_WARN, "stopping: workers finish the documents they have");
        s->result->signal = which;
        stop_run(s, ROWAN_RUN_STOPPED);
        s->hurry = stops - s->stops_seen > 1;
    } else if (s->hurry) {
        signal_all(s, SIGKILL);
        s->state = STATE_OVER;
    } else {
        s->hurry = true;
    }
    s->stops_seen = stops;
}

/* A drain that takes too long, or that somebody is tired of. */
static void check_grace(struct supervisor *s)
{
    int64_t allowed = s->hurry ? 0 : (int64_t)s->job.grace * SECOND;

    if (s->state == STATE_FINISHING)
        allowed = s->hurry ? HURRIED_FINISH : INT64_MAX;
    else if (s->state != STATE_DRAINING)
        return;
    if (s->killed || rowan_clock_now() - s->grace_from_ns < allowed)
        return;
    signal_all(s, SIGKILL);
    s->killed = true;
    if (s->state == STATE_FINISHING)
        s->state = STATE_OVER;
}

/* A boundary can be far away: planning has no deadline. */
static void check_deadlines(struct supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++) {
        struct rowan_worker_slot *slot = &s->slots[i];
        if (rowan_worker_slot_alive(slot) && slot->chunk->role != ROWAN_ROLE_PLAN &&
            rowan_deadline_passed(&s->deadlines, slot->score, &slot->overdue))
            rowan_process_signal(&slot->process, SIGKILL);
    }
}

static void check_failures(struct supervisor *s)
{
    struct rowan_sums sums = rowan_scoreboard_sums(s->scoreboard);
    struct rowan_error why;

    if (s->state != STATE_LOADING || s->job.max_failed < 0 || sums.failed <= s->job.max_failed)
        return;
    rowan_fail(&why, ROWAN_DOCUMENT, "max_failed", "stopped: %lld documents failed, at most %lld may",
               (long long)sums.failed, (long long)s->job.max_failed);
    fail_run(s, &why);
    s->result->outcome = ROWAN_RUN_STOPPED;
}

static void check_progress(struct supervisor *s)
{
    int64_t now = rowan_clock_now();

    if (now - s->last_progress_ns < TICK)
        return;
    s->last_progress_ns = now;
    tell_progress(s, ROWAN_EVENT_PROGRESS);
}

static bool anything_alive(const struct supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (rowan_worker_slot_alive(&s->slots[i]))
            return true;
    return false;
}

/* While draining, a chunk without a process is given up: the ledger knows what is done of it. */
static void drop_idle_chunks(struct supervisor *s)
{
    for (size_t i = 0; i < s->slot_count; i++)
        if (!rowan_worker_slot_alive(&s->slots[i]))
            rowan_worker_slot_drop_chunk(&s->slots[i]);
}

/* Nothing is left to be started or waited for. */
static bool nothing_runs(const struct supervisor *s)
{
    if (s->state == STATE_DRAINING)
        return !anything_alive(s);
    for (size_t i = 0; i < s->slot_count; i++)
        if (s->slots[i].chunk)
            return false;
    return s->queue.count == 0;
}

/* When all is loaded, close the run's row, if there is one. */
static void advance(struct supervisor *s)
{
    if (s->state == STATE_DRAINING)
        drop_idle_chunks(s);
    if (s->state > STATE_DRAINING || !nothing_runs(s))
        return;
    s->state = s->begun ? STATE_FINISHING : STATE_OVER;
    if (!s->begun)
        return;
    s->grace_from_ns = rowan_clock_now();
    s->killed = false;
    planning_slot(s)->not_before = 0;
    planning_slot(s)->chunk = rowan_chunk_new(ROWAN_ROLE_FINISH);
    if (!planning_slot(s)->chunk)
        s->state = STATE_OVER;
}

static void loop(struct supervisor *s)
{
    while (s->state != STATE_OVER) {
        start_ready(s);
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
static void bury(struct supervisor *s)
{
    struct rusage usage;
    int status;

    signal_all(s, SIGKILL);
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

static enum rowan_status make_slots(struct supervisor *s, struct rowan_error *err)
{
    size_t count = (size_t)s->job.workers + 1;

    s->fds = calloc(2 * count, sizeof *s->fds);
    s->slots = calloc(count, sizeof *s->slots);
    if (!s->fds || !s->slots)
        return rowan_out_of_memory(err);
    s->slot_count = count;
    for (size_t i = 0; i < count; i++)
        rowan_worker_slot_init(&s->slots[i], i, rowan_scoreboard_score(s->scoreboard, i));
    planning_slot(s)->chunk = new_planning(&s->job);
    return planning_slot(s)->chunk ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status set_up(struct supervisor *s, struct rowan_error *err)
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

static void tear_down(struct supervisor *s)
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
    struct supervisor s = {.job = *job, .listener = listener, .result = result, .err = err};

    memset(result, 0, sizeof *result);
    result->outcome = ROWAN_RUN_FAILED;
    rowan_job_defaults(&s.job);
    s.status = set_up(&s, err);
    if (s.status == ROWAN_OK) {
        result->outcome = ROWAN_RUN_DONE;
        loop(&s);
        bury(&s);
        tell_progress(&s, ROWAN_EVENT_PROGRESS);
        tell_progress(&s, ROWAN_EVENT_DONE);
        rowan_signals_leave(&s.signals);
    }
    result->begun = s.begun;
    tear_down(&s);
    return s.status;
}
