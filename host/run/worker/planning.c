/*
 * Whatever can be known before the first document is found out here, by one process and once: the workers
 * that load rely on it.
 */
#include "run/worker/planning.h"

#include <stdio.h>
#include <unistd.h>

#include "odbc/connection.h"
#include "schema/check.h"
#include "source/table.h"
#include "target/feed.h"
#include "target/ledger.h"
#include "target/run_record.h"

/* Fewer small documents than this take less time than another process does to start. */
#define CHUNK_LEAST 50

static void log_diagnostic(struct rowan_worker_channel *channel, const struct rowan_diagnostic *f)
{
    char line[16] = "";

    if (f->line > 0)
        snprintf(line, sizeof line, ":%d", f->line);
    rowan_log(&channel->log, f->severity == ROWAN_SEVERITY_ERROR ? ROWAN_LOG_ERROR : ROWAN_LOG_WARN,
              "%s%s: %s%s%s: %s", f->file, line, f->table, f->column ? "." : "", f->column ? f->column : "",
              f->message);
}

static const char *feed_of(const struct rowan_planning *p)
{
    return p->config->feed ? p->config->feed : p->plan->name;
}

/* The whole check. */
static enum rowan_status check_plan(struct rowan_planning *p, struct rowan_connection *db,
                                    struct rowan_error *err)
{
    struct rowan_endpoint source = {db, p->source_schema}, target = {db, p->target_schema};
    struct rowan_diagnostics diagnostics;
    enum rowan_status st;

    rowan_diagnostics_init(&diagnostics);
    st = rowan_check(&diagnostics, &source, &target, p->plan, p->config->moved ? NULL : feed_of(p), err);
    for (const struct rowan_diagnostic *f = diagnostics.first; f; f = f->next)
        log_diagnostic(p->channel, f);
    if (st == ROWAN_OK)
        st = rowan_diagnostics_verdict(&diagnostics, err);
    rowan_diagnostics_clear(&diagnostics);
    return st;
}

static enum rowan_status record_feed(struct rowan_planning *p, struct rowan_connection *db,
                                     struct rowan_error *err)
{
    struct rowan_endpoint target = {db, p->target_schema};
    struct rowan_catalog_table *table = NULL;
    enum rowan_status st = rowan_catalog_read(&table, db, p->source_schema, p->plan->source.name, err);

    if (st == ROWAN_OK && table)
        st = rowan_feed_record(&target, feed_of(p), &(struct rowan_feed_source){table->schema, table->name},
                               p->config->moved, err);
    rowan_catalog_free(table);
    return st;
}

/* A rival of the same run id is this run's own earlier attempt: it died after the commit. */
static enum rowan_status begin_run(struct rowan_planning *p, struct rowan_connection *db,
                                   struct rowan_error *err)
{
    struct rowan_endpoint target = {db, p->target_schema};
    struct rowan_run_record record = {.run_id = p->config->run_id,
                                      .feed = feed_of(p),
                                      .version = p->plan->version,
                                      .hash = p->plan->hash,
                                      .files = p->config->files,
                                      .file_count = p->config->file_count,
                                      .settings = p->config->settings,
                                      .pid = getppid()};
    enum rowan_status st;

    if (p->config->begun)
        return ROWAN_OK;
    st = record_feed(p, db, err);
    if (st == ROWAN_OK)
        st = rowan_run_record_begin(&target, &record, err);
    return st == ROWAN_DUPLICATE ? ROWAN_OK : st;
}

/* ---- boundaries ---- */

/* What boundaries are asked of. */
struct question {
    struct rowan_planning *planning;
    struct rowan_source *source;
    struct rowan_range range;
    struct rowan_pending pending;
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
static enum rowan_status choose_chunk(const struct question *q, int64_t *chunk, struct rowan_error *err)
{
    const struct rowan_worker_config *config = q->planning->config;
    int64_t workers = config->scores - 1;
    int64_t all, count = 0;
    enum rowan_status st;

    *chunk = config->chunk;
    if (workers < 2 || *chunk <= CHUNK_LEAST)
        return ROWAN_OK;
    all = *chunk * workers;
    if (config->limit > 0 && config->limit < all)
        all = config->limit;
    st = q->source->boundaries(q->source, &q->range, &q->pending, all, all, keep_count, &count, err);
    if (st == ROWAN_OK && count > 0 && count < *chunk * workers)
        *chunk = (count + workers - 1) / workers;
    if (*chunk < CHUNK_LEAST)
        *chunk = CHUNK_LEAST;
    return st;
}

static enum rowan_status send_boundary(void *context, struct rowan_slice key, int64_t count,
                                       struct rowan_error *err)
{
    const struct rowan_planning *p = context;

    if (*p->stop)
        return rowan_fail(err, ROWAN_STOPPED, "stopped", "asked to stop");
    return rowan_worker_channel_boundary(p->channel, key, count, err);
}

static enum rowan_status send_boundaries(const struct question *q, struct rowan_error *err)
{
    struct rowan_planning *p = q->planning;
    int64_t chunk = 0;
    enum rowan_status st = choose_chunk(q, &chunk, err);

    if (st == ROWAN_OK)
        st = q->source->boundaries(q->source, &q->range, &q->pending, chunk, p->config->limit, send_boundary,
                                   p, err);
    if (st == ROWAN_OK)
        rowan_worker_channel_say(p->channel, ROWAN_MESSAGE_PLANNED);
    return st;
}

/* The table's own way of asking: it is in the ledger's database. */
static enum rowan_status send_table(struct rowan_planning *p, struct rowan_connection *db,
                                    struct rowan_ledger *ledger, struct rowan_error *err)
{
    struct rowan_endpoint endpoint = {db, p->source_schema};
    struct rowan_table_source table;
    struct question question = {.planning = p,
                                .source = &table.source,
                                .range = {p->config->after, p->config->from, p->config->to},
                                .pending = {rowan_ledger_condition, NULL, ledger}};

    rowan_table_source_init(&table, &endpoint, &p->plan->source, NULL);
    return send_boundaries(&question, err);
}

/* ---- the whole ---- */

enum rowan_status rowan_planning_run(struct rowan_planning *planning, struct rowan_error *err)
{
    struct rowan_endpoint target = {NULL, planning->target_schema};
    struct rowan_ledger *ledger = NULL;
    enum rowan_status st = rowan_connection_open(&target.db, planning->config->connect, err);

    if (st == ROWAN_OK && !planning->config->begun)
        st = check_plan(planning, target.db, err);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, &target, planning->plan, planning->config->feed,
                               planning->config->run_id, err);
    if (st == ROWAN_OK)
        st = begin_run(planning, target.db, err);
    if (st == ROWAN_OK) {
        rowan_worker_channel_say(planning->channel, ROWAN_MESSAGE_BEGUN);
        planning->config->begun = true;
        st = send_table(planning, target.db, ledger, err);
    }
    rowan_ledger_close(ledger);
    rowan_connection_close(target.db);
    return st;
}
