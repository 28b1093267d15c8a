/*
 * A worker's main: read what to do, load the plan, play the role. There are three: planning (check, open the
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

#include "target/ledger.h"
#include "target/run_record.h"
#include "odbc/connection.h"
#include "run/worker/batch.h"
#include "run/worker/crash.h"
#include "run/worker/load_files.h"
#include "run/worker/load_table.h"
#include "run/worker/planning.h"
#include "run/worker/worker_channel.h"
#include "run/link/signals.h"
#include "run/supervisor/process.h"
#include "run/link/scoreboard.h"

/* A worker that cannot have so much more when it holds no document is short of memory by itself. */
#define MEMORY_LEAST ((size_t)32 * 1024 * 1024)

struct worker {
    const struct rowan_plan_loader *loader;
    const volatile sig_atomic_t *stop;
    size_t score;
    struct rowan_worker_channel channel;
    struct rowan_profile profile;
    struct rowan_scan_counts scans;
    struct rowan_buffer input; /* what the config points into */
    struct rowan_worker_config config;
    struct rowan_scoreboard *scoreboard;
    const struct rowan_plan *plan;
    void *keep; /* what the plan belongs to; NULL: none is loaded */
};

/* ---- schemas ---- */

/* Those of the job go before the mapping's. */
static const char *source_schema(const struct worker *w)
{
    return w->config.source_schema ? w->config.source_schema : w->plan->source.schema;
}

static const char *target_schema(const struct worker *w)
{
    return w->config.schema ? w->config.schema : w->plan->target_schema;
}

/* ---- planning ---- */

/* A run that cannot connect at its start ends at once; one that has begun waits for the database. */
static enum rowan_exit plan_exit(const struct worker *w, enum rowan_status st)
{
    switch (st) {
    case ROWAN_OK:
        return ROWAN_EXIT_DONE;
    case ROWAN_STOPPED:
        return ROWAN_EXIT_STOPPED;
    case ROWAN_BUSY:
    case ROWAN_TIMEOUT:
    case ROWAN_NO_MEMORY:
        return ROWAN_EXIT_RETRY;
    case ROWAN_LOST:
    case ROWAN_NO_ROOM:
        return w->config.begun ? ROWAN_EXIT_RETRY : ROWAN_EXIT_NEVER;
    default:
        return ROWAN_EXIT_NEVER;
    }
}

static enum rowan_exit plan_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_planning planning = {.config = &w->config,
                                      .plan = w->plan,
                                      .source_schema = source_schema(w),
                                      .target_schema = target_schema(w),
                                      .stop = w->stop,
                                      .channel = &w->channel};

    return plan_exit(w, rowan_planning_run(&planning, err));
}

/* ---- finishing ---- */

static enum rowan_status finish_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_ledger *ledger = NULL;
    struct rowan_endpoint target = {.schema = target_schema(w)};
    struct rowan_sums sums;
    enum rowan_status st = rowan_connection_open_side(&target.db, w->config.connect,
                                                      rowan_worker_config_target(&w->config), err);

    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, &target, w->plan, w->config.feed, w->config.run_id, err);
    /* All loaders are dead: what they left unsure is for this process to ask about. */
    for (size_t i = 0; st == ROWAN_OK && i < rowan_scoreboard_count(w->scoreboard); i++)
        st = rowan_batch_commit_unsure(rowan_scoreboard_score(w->scoreboard, i), ledger, err);
    sums = rowan_scoreboard_sums(w->scoreboard);
    if (st == ROWAN_OK)
        st = rowan_run_record_end(&target, w->config.run_id, w->config.outcome,
                                  &(struct rowan_run_counts){.loaded = sums.loaded,
                                                             .failed = sums.failed,
                                                             .skipped = sums.skipped,
                                                             .sent = sums.sent,
                                                             .stored = sums.rows,
                                                             .rejected = sums.rejected},
                                  err);
    rowan_ledger_close(ledger);
    rowan_connection_close(target.db);
    return st;
}

/* ---- all roles ---- */

static enum rowan_exit load_chunk(struct worker *w, struct rowan_error *err)
{
    struct rowan_load load = {.config = &w->config,
                              .plan = w->plan,
                              .target_schema = target_schema(w),
                              .worker = w->score,
                              .score = rowan_scoreboard_score(w->scoreboard, w->score),
                              .scoreboard = w->scoreboard,
                              .stop = w->stop,
                              .channel = &w->channel,
                              .profile = w->config.profile ? &w->profile : NULL,
                              .scans = &w->scans};
    enum rowan_exit code =
        w->config.source_root ? rowan_load_files(&load, err) : rowan_load_table(&load, source_schema(w), err);

    if (load.profile) {
        rowan_profile_enter(load.profile, ROWAN_PART_START); /* adds up what went before */
        rowan_worker_channel_profile(&w->channel, load.profile, load.scans);
    }
    return code;
}

/* A run's row that somebody has deleted does not come back. */
static enum rowan_exit finish_exit(enum rowan_status st)
{
    if (st == ROWAN_OK)
        return ROWAN_EXIT_DONE;
    return st == ROWAN_CONFIG ? ROWAN_EXIT_NEVER : ROWAN_EXIT_RETRY;
}

static enum rowan_exit play_role(struct worker *w, struct rowan_error *err)
{
    switch (w->config.role) {
    case ROWAN_ROLE_PLAN:
        return plan_run(w, err);
    case ROWAN_ROLE_LOAD:
        return load_chunk(w, err);
    case ROWAN_ROLE_FINISH:
        return finish_exit(finish_run(w, err));
    }
    return ROWAN_EXIT_NEVER;
}

/* The supervisor closes the pipe when all is written. */
static enum rowan_status read_config(struct worker *w, struct rowan_error *err)
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
    return rowan_worker_config_decode(&w->config, rowan_buffer_slice(&w->input), err);
}

static enum rowan_status prepare(struct worker *w, struct rowan_error *err)
{
    enum rowan_status st = read_config(w, err);

    if (st != ROWAN_OK)
        return st;
    w->channel.log.level = w->config.log_level;
    st = rowan_scoreboard_attach(&w->scoreboard, ROWAN_FD_SCOREBOARD, (size_t)w->config.scores, err);
    if (st != ROWAN_OK)
        return st;
    if (w->score >= rowan_scoreboard_count(w->scoreboard))
        return rowan_fail(err, ROWAN_USAGE, "protocol", "there is no score %zu", w->score);
    rowan_crash_watch(rowan_scoreboard_score(w->scoreboard, w->score));
    return w->loader->load(w->loader->context, w->config.files, w->config.file_count, w->config.parameters,
                           w->config.where, (double)w->config.call_ms / 1000, &w->plan, &w->keep, err);
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
static void tune_malloc(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20); /* the largest it takes */
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_ARENA_MAX, 2);
#endif
}

/* Members of a zip have local times. Without TZ glibc asks the file system with each of them, twice, whether
 * the zone is another one by now: most of the time that a list of members takes. What it reads stays the
 * same. */
static void keep_time_zone(void)
{
#ifdef __GLIBC__
    setenv("TZ", ":/etc/localtime", 0);
#endif
}

/*
 * All that the chunk and its mapping took has been given back: was it the document that the worker held that
 * wanted too much? Not when there is hardly memory for the process itself.
 */
static bool is_memory_left(void)
{
    void *volatile spare = malloc(MEMORY_LEAST); /* volatile, or a compiler knows that nobody needs it */
    bool left = spare != NULL;

    free(spare);
    return left;
}

int rowan_worker_main(int argc, char **argv, const struct rowan_plan_loader *loader)
{
    struct worker w = {.loader = loader};
    struct rowan_error err = {0};
    enum rowan_exit code = ROWAN_EXIT_NEVER;
    enum rowan_status st;

    if (argc != 4 || !follow_supervisor(argv[3]))
        return ROWAN_EXIT_STOPPED;
    tune_malloc();
    keep_time_zone();
    rowan_profile_start(&w.profile, ROWAN_PART_START);
    w.score = (size_t)strtoul(argv[2], NULL, 10);
    rowan_signals_worker(&w.stop);
    rowan_worker_channel_init(&w.channel, ROWAN_FD_CHANNEL, ROWAN_LOG_ERROR);
    rowan_buffer_init(&w.input);
    st = prepare(&w, &err);
    if (st == ROWAN_OK)
        code = play_role(&w, &err);
    else if (st == ROWAN_NO_MEMORY || st == ROWAN_SYSTEM)
        code = ROWAN_EXIT_RETRY;
    if (code != ROWAN_EXIT_DONE && code != ROWAN_EXIT_STOPPED)
        rowan_worker_channel_fatal(&w.channel, &err);
    if (w.keep)
        loader->close(w.keep);
    rowan_scoreboard_free(w.scoreboard);
    rowan_worker_config_clear(&w.config);
    rowan_buffer_clear(&w.input);
    rowan_worker_channel_clear(&w.channel);
    if (code == ROWAN_EXIT_MEMORY && !is_memory_left())
        code = ROWAN_EXIT_RETRY;
    return code;
}
