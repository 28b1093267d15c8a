/*
 * A worker's main: read the spec, make the plan, play the role. There are three: planning (check, open the
 * run, find the boundaries), loading one chunk, and finishing the run. Each opens its own connection and
 * ends.
 */
#include "run/worker/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "schema/check.h"
#include "target/ledger.h"
#include "odbc/connection.h"
#include "source/pager.h"
#include "run/worker/batch.h"
#include "run/worker/load.h"
#include "run/worker/worker_channel.h"
#include "run/link/signals.h"
#include "run/supervisor/spawn.h"
#include "run/link/scoreboard.h"

/* A worker that cannot have so much more when it has nothing in hand is short of memory by itself. */
#define MEMORY_LEAST ((size_t)32 * 1024 * 1024)

struct worker {
    const struct rowan_plan_row_function *row_function;
    const volatile sig_atomic_t *stop;
    size_t score;
    struct rowan_worker_channel report;
    struct rowan_profile profile;
    struct rowan_buffer input; /* what the spec points into */
    struct rowan_worker_config spec;
    struct rowan_scoreboard *scoreboard;
    struct rowan_plan *plan;
    void *keep;
    char *target_schema, *source_schema; /* the plan's own, while the spec's stand in for them */
};

/* ---- planning ---- */

static void report_finding(struct rowan_worker_channel *report, const struct rowan_diagnostic *f)
{
    char line[16] = "";

    if (f->line > 0)
        snprintf(line, sizeof line, ":%d", f->line);
    rowan_log(&report->log, f->severity == ROWAN_SEVERITY_ERROR ? ROWAN_LOG_ERROR : ROWAN_LOG_WARN,
              "%s%s: %s%s%s: %s", f->file, line, f->table, f->column ? "." : "", f->column ? f->column : "",
              f->message);
}

/* The whole check, once for a run: workers that load rely on it. */
static enum rowan_status check_plan(struct worker *w, struct rowan_connection *db, struct rowan_error *err)
{
    struct rowan_diagnostics diagnostics;
    enum rowan_status st;

    rowan_diagnostics_init(&diagnostics);
    st = rowan_check(&diagnostics, db, db, w->plan, err);
    for (const struct rowan_diagnostic *f = diagnostics.first; f; f = f->next)
        report_finding(&w->report, f);
    if (st == ROWAN_OK)
        st = rowan_diagnostics_verdict(&diagnostics, err);
    rowan_diagnostics_clear(&diagnostics);
    return st;
}

/* A rival of the same run id is this run's own earlier attempt: it died after the commit. */
static enum rowan_status begin_run(struct worker *w, struct rowan_ledger *ledger, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (!w->spec.begun)
        st = rowan_ledger_run_begin(ledger, w->spec.settings, err);
    return st == ROWAN_DUPLICATE ? ROWAN_OK : st;
}

/* Fewer small documents than this take less time than another process does to start. */
#define CHUNK_LEAST 50

/*
 * Fewer documents than a chunk for each worker are shared out evenly: the chunk is the most that a process
 * lives for. The last score of the scoreboard is the planner's.
 */
static enum rowan_status choose_chunk(struct worker *w, struct rowan_connection *db,
                                      const struct rowan_range *range, int64_t *chunk,
                                      struct rowan_error *err)
{
    int64_t workers = w->spec.scores - 1;
    struct rowan_boundaries *boundaries = NULL;
    struct rowan_slice boundary;
    int64_t count = 0;
    bool more = true;
    enum rowan_status st;

    *chunk = w->spec.chunk;
    if (workers < 2 || *chunk <= CHUNK_LEAST)
        return ROWAN_OK;
    st = rowan_boundaries_open(&boundaries, db, w->plan, range, *chunk * workers, w->spec.limit, err);
    if (st == ROWAN_OK)
        st = rowan_boundaries_next(boundaries, &boundary, &count, &more, err);
    rowan_boundaries_close(boundaries);
    if (st == ROWAN_OK && count > 0 && count < *chunk * workers)
        *chunk = (count + workers - 1) / workers;
    if (*chunk < CHUNK_LEAST)
        *chunk = CHUNK_LEAST;
    return st;
}

static enum rowan_status send_borders(struct worker *w, struct rowan_connection *db, struct rowan_error *err)
{
    struct rowan_range range = {w->spec.after, w->spec.from, w->spec.to};
    struct rowan_boundaries *boundaries = NULL;
    struct rowan_slice boundary;
    int64_t count;
    int64_t chunk = 0;
    bool more = true;
    enum rowan_status st = choose_chunk(w, db, &range, &chunk, err);

    if (st == ROWAN_OK)
        st = rowan_boundaries_open(&boundaries, db, w->plan, &range, chunk, w->spec.limit, err);
    while (st == ROWAN_OK) {
        if (*w->stop)
            st = rowan_fail(err, ROWAN_STOPPED, "stopped", "asked to stop");
        if (st == ROWAN_OK)
            st = rowan_boundaries_next(boundaries, &boundary, &count, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = rowan_worker_channel_boundary(&w->report, boundary, count, err);
    }
    rowan_boundaries_close(boundaries);
    if (st == ROWAN_OK)
        rowan_worker_channel_say(&w->report, ROWAN_MESSAGE_PLANNED);
    return st;
}

static enum rowan_status plan_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_connection *db = NULL;
    struct rowan_ledger *ledger = NULL;
    enum rowan_status st = rowan_connection_open(&db, w->spec.connect, err);

    if (st == ROWAN_OK && !w->spec.begun)
        st = check_plan(w, db, err);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, db, w->plan, w->spec.run_id, err);
    if (st == ROWAN_OK)
        st = begin_run(w, ledger, err);
    rowan_ledger_close(ledger);
    if (st == ROWAN_OK) {
        rowan_worker_channel_say(&w->report, ROWAN_MESSAGE_BEGUN);
        w->spec.begun = true;
        st = send_borders(w, db, err);
    }
    rowan_connection_close(db);
    return st;
}

/* A run that cannot connect at its start ends at once; one that has begun waits for the database. */
static enum rowan_exit plan_exit(const struct worker *w, enum rowan_status st)
{
    switch (st) {
    case ROWAN_OK:
        return ROWAN_EXIT_DONE;
    case ROWAN_STOPPED:
        return ROWAN_EXIT_STOPPED;
    case ROWAN_BUSY:
    case ROWAN_NO_MEMORY:
        return ROWAN_EXIT_RETRY;
    case ROWAN_LOST:
        return w->spec.begun ? ROWAN_EXIT_RETRY : ROWAN_EXIT_NEVER;
    default:
        return ROWAN_EXIT_NEVER;
    }
}

/* ---- finishing ---- */

static enum rowan_status finish_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_connection *db = NULL;
    struct rowan_ledger *ledger = NULL;
    struct rowan_sums sums;
    enum rowan_status st = rowan_connection_open(&db, w->spec.connect, err);

    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, db, w->plan, w->spec.run_id, err);
    /* All loaders are dead: what they left unsure is this process's to settle. */
    for (size_t i = 0; st == ROWAN_OK && i < rowan_scoreboard_count(w->scoreboard); i++)
        st = rowan_batch_commit_unsure(rowan_scoreboard_score(w->scoreboard, i), ledger, err);
    sums = rowan_scoreboard_sums(w->scoreboard);
    if (st == ROWAN_OK)
        st = rowan_ledger_run_end(ledger, w->spec.outcome, sums.loaded, sums.failed, sums.rows, err);
    rowan_ledger_close(ledger);
    rowan_connection_close(db);
    return st;
}

/* ---- all roles ---- */

static enum rowan_exit load_chunk(struct worker *w, const struct rowan_load *load, struct rowan_error *err)
{
    enum rowan_exit code = rowan_load_run(load, err);

    if (load->profile) {
        rowan_profile_enter(load->profile, ROWAN_PART_START); /* adds up what went before */
        rowan_worker_channel_profile(&w->report, load->profile);
    }
    return code;
}

static enum rowan_exit play_role(struct worker *w, struct rowan_error *err)
{
    struct rowan_load load = {.spec = &w->spec,
                              .plan = w->plan,
                              .score = rowan_scoreboard_score(w->scoreboard, w->score),
                              .stop = w->stop,
                              .report = &w->report,
                              .profile = w->spec.profile ? &w->profile : NULL};

    switch (w->spec.role) {
    case ROWAN_ROLE_PLAN:
        return plan_exit(w, plan_run(w, err));
    case ROWAN_ROLE_LOAD:
        return load_chunk(w, &load, err);
    case ROWAN_ROLE_FINISH:
        return finish_run(w, err) == ROWAN_OK ? ROWAN_EXIT_DONE : ROWAN_EXIT_RETRY;
    }
    return ROWAN_EXIT_NEVER;
}

/* The supervisor closes the pipe when all is written. */
static enum rowan_status read_spec(struct worker *w, struct rowan_error *err)
{
    ssize_t n;

    do {
        if (!rowan_buffer_reserve(&w->input, 65536))
            return rowan_out_of_memory(err);
        n = read(ROWAN_FD_CONFIG, w->input.data + w->input.size, 65536);
        if (n > 0)
            w->input.size += (size_t)n;
    } while (n > 0 || (n < 0 && errno == EINTR));
    close(ROWAN_FD_CONFIG);
    return rowan_worker_config_decode(&w->spec, rowan_buffer_slice(&w->input), err);
}

/* Schemas of the job take the place of the mapping's. The casts end in close_plan, which puts the old ones
 * back. */
static void override_schemas(struct worker *w)
{
    w->target_schema = w->plan->target_schema;
    w->source_schema = w->plan->source.schema;
    if (w->spec.schema)
        w->plan->target_schema = (char *)(uintptr_t)w->spec.schema;
    if (w->spec.source_schema)
        w->plan->source.schema = (char *)(uintptr_t)w->spec.source_schema;
}

static void close_plan(struct worker *w)
{
    if (!w->plan)
        return;
    w->plan->target_schema = w->target_schema;
    w->plan->source.schema = w->source_schema;
    w->row_function->close(w->plan, w->keep);
}

static enum rowan_status prepare(struct worker *w, struct rowan_error *err)
{
    enum rowan_status st = read_spec(w, err);

    if (st != ROWAN_OK)
        return st;
    w->report.log.level = w->spec.log_level;
    st = rowan_scoreboard_attach(&w->scoreboard, ROWAN_FD_SCOREBOARD, (size_t)w->spec.scores, err);
    if (st != ROWAN_OK)
        return st;
    if (w->score >= rowan_scoreboard_count(w->scoreboard))
        return rowan_fail(err, ROWAN_USAGE, "protocol", "there is no score %zu", w->score);
    st = w->row_function->make(w->row_function->context, w->spec.files, w->spec.file_count,
                               (int)w->spec.deadline, &w->plan, &w->keep, err);
    if (st == ROWAN_OK)
        override_schemas(w);
    return st;
}

static bool follow_supervisor(const char *parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "rowan worker"); /* it was started as /proc/self/exe, which top would show as "exe" */
#endif
    /* Not "is it 1": an orphan may be adopted by a subreaper. */
    return getppid() == (pid_t)strtol(parent, NULL, 10);
}

/* Pages and documents come and go in pieces of megabytes: mapped anew each time, they cost more page faults
 * than anything else in the process. With one arena the threads wait for each other; a third one gains
 * nothing, and each keeps what the others could use. */
static void settle_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the largest it takes */
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_ARENA_MAX, 2);
#endif
}

/*
 * All that the chunk and its mapping took has been given back: was it the document in hand that wanted too
 * much? Not when there is hardly memory for the process itself.
 */
static bool is_memory_left(void)
{
    void *volatile spare = malloc(MEMORY_LEAST); /* volatile, or a compiler knows that nobody needs it */
    bool left = spare != NULL;

    free(spare);
    return left;
}

int rowan_worker_main(int argc, char **argv, const struct rowan_plan_row_function *row_function)
{
    struct worker w = {.row_function = row_function};
    struct rowan_error err = {0};
    enum rowan_exit code = ROWAN_EXIT_NEVER;
    enum rowan_status st;

    if (argc != 4 || !follow_supervisor(argv[3]))
        return ROWAN_EXIT_STOPPED;
    settle_memory();
    rowan_profile_start(&w.profile, ROWAN_PART_START);
    w.score = (size_t)strtoul(argv[2], NULL, 10);
    rowan_signals_worker(&w.stop);
    rowan_worker_channel_init(&w.report, ROWAN_FD_CHANNEL, ROWAN_LOG_ERROR);
    rowan_buffer_init(&w.input);
    st = prepare(&w, &err);
    if (st == ROWAN_OK)
        code = play_role(&w, &err);
    else if (st == ROWAN_NO_MEMORY || st == ROWAN_SYSTEM)
        code = ROWAN_EXIT_RETRY;
    if (code != ROWAN_EXIT_DONE && code != ROWAN_EXIT_STOPPED)
        rowan_worker_channel_fatal(&w.report, &err);
    close_plan(&w);
    rowan_scoreboard_free(w.scoreboard);
    rowan_worker_config_clear(&w.spec);
    rowan_buffer_clear(&w.input);
    rowan_worker_channel_clear(&w.report);
    if (code == ROWAN_EXIT_MEMORY && !is_memory_left())
        code = ROWAN_EXIT_RETRY;
    return code;
}
