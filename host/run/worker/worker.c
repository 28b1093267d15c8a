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

#include "schema/check.h"
#include "target/ledger.h"
#include "odbc/connection.h"
#include "source/table.h"
#include "run/worker/batch.h"
#include "run/worker/load_table.h"
#include "run/worker/worker_channel.h"
#include "run/link/signals.h"
#include "run/supervisor/spawn.h"
#include "run/link/scoreboard.h"

/* A worker that cannot have so much more when it holds no document is short of memory by itself. */
#define MEMORY_LEAST ((size_t)32 * 1024 * 1024)

struct worker {
    const struct rowan_plan_loader *loader;
    const volatile sig_atomic_t *stop;
    size_t score;
    struct rowan_worker_channel channel;
    struct rowan_profile profile;
    struct rowan_buffer input; /* what the config points into */
    struct rowan_worker_config config;
    struct rowan_scoreboard *scoreboard;
    const struct rowan_plan *plan;
    void *keep; /* what the plan belongs to; NULL: none is loaded */
};

/* ---- endpoints ---- */

/* Schemas of the job go before the mapping's. */
static struct rowan_endpoint source_endpoint(const struct worker *w, struct rowan_connection *db)
{
    const char *schema = w->config.source_schema;

    return (struct rowan_endpoint){db, schema ? schema : w->plan->source.schema};
}

static struct rowan_endpoint target_endpoint(const struct worker *w, struct rowan_connection *db)
{
    const char *schema = w->config.schema;

    return (struct rowan_endpoint){db, schema ? schema : w->plan->target_schema};
}

/* ---- planning ---- */

static void log_diagnostic(struct rowan_worker_channel *channel, const struct rowan_diagnostic *f)
{
    char line[16] = "";

    if (f->line > 0)
        snprintf(line, sizeof line, ":%d", f->line);
    rowan_log(&channel->log, f->severity == ROWAN_SEVERITY_ERROR ? ROWAN_LOG_ERROR : ROWAN_LOG_WARN,
              "%s%s: %s%s%s: %s", f->file, line, f->table, f->column ? "." : "", f->column ? f->column : "",
              f->message);
}

/* The whole check, once for a run: workers that load rely on it. */
static enum rowan_status check_plan(struct worker *w, struct rowan_connection *db, struct rowan_error *err)
{
    struct rowan_endpoint source = source_endpoint(w, db), target = target_endpoint(w, db);
    struct rowan_diagnostics diagnostics;
    enum rowan_status st;

    rowan_diagnostics_init(&diagnostics);
    st = rowan_check(&diagnostics, &source, &target, w->plan, err);
    for (const struct rowan_diagnostic *f = diagnostics.first; f; f = f->next)
        log_diagnostic(&w->channel, f);
    if (st == ROWAN_OK)
        st = rowan_diagnostics_verdict(&diagnostics, err);
    rowan_diagnostics_clear(&diagnostics);
    return st;
}

/* A rival of the same run id is this run's own earlier attempt: it died after the commit. */
static enum rowan_status begin_run(struct worker *w, struct rowan_ledger *ledger, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (!w->config.begun)
        st = rowan_ledger_run_begin(ledger, w->config.settings, err);
    return st == ROWAN_DUPLICATE ? ROWAN_OK : st;
}

/* Fewer small documents than this take less time than another process does to start. */
#define CHUNK_LEAST 50

/* Where the source's boundaries go. */
struct planning {
    struct worker *w;
    struct rowan_source *source;
    const struct rowan_range *range;
    const struct rowan_pending *pending;
};

static enum rowan_status keep_count(void *context, struct rowan_slice key, int64_t count,
                                    struct rowan_error *err)
{
    (void)key;
    (void)err;
    *(int64_t *)context = count;
    return ROWAN_OK;
}

/*
 * Fewer documents than a chunk for each worker are shared out evenly: the chunk is the most that a process
 * lives for. The last score of the scoreboard is the planner's.
 */
static enum rowan_status choose_chunk(const struct planning *p, int64_t *chunk, struct rowan_error *err)
{
    const struct rowan_worker_config *config = &p->w->config;
    int64_t workers = config->scores - 1;
    int64_t all, count = 0;
    enum rowan_status st;

    *chunk = config->chunk;
    if (workers < 2 || *chunk <= CHUNK_LEAST)
        return ROWAN_OK;
    all = *chunk * workers;
    if (config->limit > 0 && config->limit < all)
        all = config->limit;
    st = p->source->boundaries(p->source, p->range, p->pending, all, all, keep_count, &count, err);
    if (st == ROWAN_OK && count > 0 && count < *chunk * workers)
        *chunk = (count + workers - 1) / workers;
    if (*chunk < CHUNK_LEAST)
        *chunk = CHUNK_LEAST;
    return st;
}

static enum rowan_status send_boundary(void *context, struct rowan_slice key, int64_t count,
                                       struct rowan_error *err)
{
    struct worker *w = context;

    if (*w->stop)
        return rowan_fail(err, ROWAN_STOPPED, "stopped", "asked to stop");
    return rowan_worker_channel_boundary(&w->channel, key, count, err);
}

static enum rowan_status send_boundaries(struct worker *w, struct rowan_connection *db,
                                         struct rowan_ledger *ledger, struct rowan_error *err)
{
    struct rowan_range range = {w->config.after, w->config.from, w->config.to};
    struct rowan_pending pending = {rowan_ledger_condition, NULL, ledger};
    struct rowan_table_source table;
    struct planning planning = {w, &table.source, &range, &pending};
    struct rowan_endpoint endpoint = source_endpoint(w, db);
    int64_t chunk = 0;
    enum rowan_status st;

    rowan_table_source_init(&table, &endpoint, &w->plan->source, 0, 0);
    st = choose_chunk(&planning, &chunk, err);
    if (st == ROWAN_OK)
        st = table.source.boundaries(&table.source, &range, &pending, chunk, w->config.limit, send_boundary,
                                     w, err);
    if (st == ROWAN_OK)
        rowan_worker_channel_say(&w->channel, ROWAN_MESSAGE_PLANNED);
    return st;
}

static enum rowan_status plan_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_connection *db = NULL;
    struct rowan_ledger *ledger = NULL;
    struct rowan_endpoint target;
    enum rowan_status st = rowan_connection_open(&db, w->config.connect, err);

    if (st == ROWAN_OK && !w->config.begun)
        st = check_plan(w, db, err);
    target = target_endpoint(w, db);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, &target, w->plan, w->config.run_id, err);
    if (st == ROWAN_OK)
        st = begin_run(w, ledger, err);
    if (st == ROWAN_OK) {
        rowan_worker_channel_say(&w->channel, ROWAN_MESSAGE_BEGUN);
        w->config.begun = true;
        st = send_boundaries(w, db, ledger, err);
    }
    rowan_ledger_close(ledger);
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
        return w->config.begun ? ROWAN_EXIT_RETRY : ROWAN_EXIT_NEVER;
    default:
        return ROWAN_EXIT_NEVER;
    }
}

/* ---- finishing ---- */

static enum rowan_status finish_run(struct worker *w, struct rowan_error *err)
{
    struct rowan_connection *db = NULL;
    struct rowan_ledger *ledger = NULL;
    struct rowan_endpoint target;
    struct rowan_sums sums;
    enum rowan_status st = rowan_connection_open(&db, w->config.connect, err);

    target = target_endpoint(w, db);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, &target, w->plan, w->config.run_id, err);
    /* All loaders are dead: what they left unsure is for this process to ask about. */
    for (size_t i = 0; st == ROWAN_OK && i < rowan_scoreboard_count(w->scoreboard); i++)
        st = rowan_batch_commit_unsure(rowan_scoreboard_score(w->scoreboard, i), ledger, err);
    sums = rowan_scoreboard_sums(w->scoreboard);
    if (st == ROWAN_OK)
        st = rowan_ledger_run_end(ledger, w->config.outcome, sums.loaded, sums.failed, sums.rows, err);
    rowan_ledger_close(ledger);
    rowan_connection_close(db);
    return st;
}

/* ---- all roles ---- */

static enum rowan_exit load_chunk(struct worker *w, struct rowan_error *err)
{
    struct rowan_load load = {.config = &w->config,
                              .plan = w->plan,
                              .target_schema = target_endpoint(w, NULL).schema,
                              .score = rowan_scoreboard_score(w->scoreboard, w->score),
                              .stop = w->stop,
                              .channel = &w->channel,
                              .profile = w->config.profile ? &w->profile : NULL};
    enum rowan_exit code = rowan_load_table(&load, source_endpoint(w, NULL).schema, err);

    if (load.profile) {
        rowan_profile_enter(load.profile, ROWAN_PART_START); /* adds up what went before */
        rowan_worker_channel_profile(&w->channel, load.profile);
    }
    return code;
}

static enum rowan_exit play_role(struct worker *w, struct rowan_error *err)
{
    switch (w->config.role) {
    case ROWAN_ROLE_PLAN:
        return plan_exit(w, plan_run(w, err));
    case ROWAN_ROLE_LOAD:
        return load_chunk(w, err);
    case ROWAN_ROLE_FINISH:
        return finish_run(w, err) == ROWAN_OK ? ROWAN_EXIT_DONE : ROWAN_EXIT_RETRY;
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
    return w->loader->load(w->loader->context, w->config.files, w->config.file_count, (int)w->config.deadline,
                           &w->plan, &w->keep, err);
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
