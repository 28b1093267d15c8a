/*
 * Whatever can be known before the first document is found out here, by one process and once: the workers
 * that load rely on it.
 */
#include "run/worker/planning.h"

#include <stdlib.h>
#include <unistd.h>

#include "odbc/connection.h"
#include "odbc/place.h"
#include "run/worker/replaces.h"
#include "run/worker/split_marks.h"
#include "run/worker/told.h"
#include "run/worker/told_parameters.h"
#include "schema/check.h"
#include "schema/check_reload.h"
#include "source/folder_source.h"
#include "source/table.h"
#include "target/eraser.h"
#include "target/feed.h"
#include "target/ledger.h"
#include "target/ledger_reload.h"
#include "target/run_record.h"
#include "xml/parser.h"

/* Fewer small documents than this take less time than another process does to start. */
#define CHUNK_LEAST 50

static const char *feed_of(const struct rowan_planning *p)
{
    return p->config->feed ? p->config->feed : p->plan->name;
}

/* The two ends of the run; with one connection where they are one database. */
struct ends {
    struct rowan_endpoint source, target;
};

static enum rowan_status open_ends(struct ends *ends, const struct rowan_planning *p, struct rowan_error *err)
{
    const struct rowan_worker_config *config = p->config;
    enum rowan_status st;

    *ends = (struct ends){.source = {.schema = p->source_schema, .root = config->source_root},
                          .target = {.schema = p->target_schema}};
    st = rowan_connection_open_side(&ends->target.db, config->connect, rowan_worker_config_target(config),
                                    err);
    if (st == ROWAN_OK && config->source_connect)
        st = rowan_connection_open_side(&ends->source.db, config->source_connect, ROWAN_SIDE_SOURCE, err);
    else
        ends->source.db = ends->target.db;
    return st;
}

static void close_ends(struct ends *ends)
{
    if (ends->source.db != ends->target.db)
        rowan_connection_close(ends->source.db);
    rowan_connection_close(ends->target.db);
}

/* The whole check. */
static enum rowan_status check_plan(struct rowan_planning *p, const struct ends *ends,
                                    struct rowan_error *err)
{
    struct rowan_run_before before = {.settings = NULL};
    struct rowan_diagnostics diagnostics;
    enum rowan_status st;

    rowan_diagnostics_init(&diagnostics);
    st = rowan_check(&diagnostics, &ends->source, &ends->target, p->plan,
                     p->config->moved ? NULL : feed_of(p), err);
    if (st == ROWAN_OK && p->config->reload && p->plan->source.revision == ROWAN_REVISION_NONE)
        st = rowan_check_reload(&diagnostics, &ends->target, p->plan, err);
    if (st == ROWAN_OK) {
        rowan_told_errors(&p->channel->log, &diagnostics);
        st = rowan_diagnostics_verdict(&diagnostics, err);
    }
    if (st == ROWAN_OK)
        st = rowan_run_before_read(&before, &ends->target, feed_of(p), err);
    if (st == ROWAN_OK)
        st = rowan_told_warnings(&p->channel->log, &before, &diagnostics, err);
    if (st == ROWAN_OK) {
        rowan_told_parameters(&p->channel->log, &before, p->config->parameters);
        st = rowan_told_settings(&p->settings, p->config->settings, &diagnostics, err);
    }
    rowan_run_before_clear(&before);
    rowan_diagnostics_clear(&diagnostics);
    return st;
}

static enum rowan_status record_feed(struct rowan_planning *p, const struct ends *ends,
                                     struct rowan_error *err)
{
    struct rowan_catalog_table *table = NULL;
    struct rowan_feed_source source;
    struct rowan_buffer place;
    bool same = true;
    enum rowan_status st;

    rowan_buffer_init(&place);
    st = rowan_place_compare(ends->source.db, ends->target.db, &same, &place, err);
    if (st == ROWAN_OK)
        st = rowan_catalog_read(&table, ends->source.db, ends->source.schema, p->plan->source.name, err);
    if (st == ROWAN_OK && table) {
        source = (struct rowan_feed_source){
            .database = same ? NULL : place.data, .schema = table->schema, .name = table->name};
        st = rowan_feed_record(&ends->target, feed_of(p), &source, p->config->moved, err);
    }
    rowan_catalog_free(table);
    rowan_buffer_clear(&place);
    return st;
}

static enum rowan_status record_files(struct rowan_planning *p, const struct ends *ends,
                                      struct rowan_error *err)
{
    struct rowan_feed_source source = {.name = p->plan->source.name, .is_files = true};
    struct rowan_buffer place;
    enum rowan_status st;

    rowan_buffer_init(&place);
    st = rowan_place_folder(ends->source.root, &place, err);
    source.database = place.data;
    if (st == ROWAN_OK)
        st = rowan_feed_record(&ends->target, feed_of(p), &source, p->config->moved, err);
    rowan_buffer_clear(&place);
    return st;
}

/* A rival of the same run id is this run's own earlier attempt: it died after the commit. */
static enum rowan_status begin_run(struct rowan_planning *p, const struct ends *ends, struct rowan_error *err)
{
    struct rowan_run_record record = {.run_id = p->config->run_id,
                                      .feed = feed_of(p),
                                      .version = p->plan->version,
                                      .hash = p->plan->hash,
                                      .files = p->config->files,
                                      .file_count = p->config->file_count,
                                      .plan = p->plan,
                                      .parameters = p->config->parameters,
                                      .settings = p->settings ? p->settings : p->config->settings,
                                      .pid = getppid()};
    enum rowan_status st;

    if (p->config->begun)
        return ROWAN_OK;
    st = ends->source.root ? record_files(p, ends, err) : record_feed(p, ends, err);
    if (st == ROWAN_OK)
        st = rowan_run_record_begin(&ends->target, &record, err);
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

/* Is the range one of the source's? Whether there is a document does not matter. */
static enum rowan_status try_range(const struct question *q, struct rowan_error *err)
{
    int64_t count;
    enum rowan_status st =
        q->source->boundaries(q->source, &q->range, &q->pending, 1, 1, keep_count, &count, err);

    if (st == ROWAN_DATABASE && (q->range.from.data || q->range.to.data))
        rowan_error_prefix(err, "the range of keys");
    return st;
}

/* What can be wrong is found before the run's row is made, and before a feed that moved is written over. Any
 * range is one of files, and going through archives costs more than the question is worth. */
static enum rowan_status begin(const struct question *q, const struct ends *ends, struct rowan_error *err)
{
    struct rowan_planning *p = q->planning;
    enum rowan_status st = p->config->begun || ends->source.root ? ROWAN_OK : try_range(q, err);

    if (st == ROWAN_OK)
        st = begin_run(p, ends, err);
    if (st != ROWAN_OK)
        return st;
    rowan_worker_channel_say(p->channel, ROWAN_MESSAGE_BEGUN);
    p->config->begun = true;
    return ROWAN_OK;
}

/* What is still to be done. */
static struct rowan_pending pending_of(struct rowan_ledger *ledger, struct rowan_ledger_reload *reload,
                                       bool filters)
{
    if (reload)
        return (struct rowan_pending){.filter = rowan_ledger_reload_filter, .target = reload};
    return (struct rowan_pending){.condition = filters ? NULL : rowan_ledger_condition,
                                  .filter = filters ? rowan_ledger_filter : NULL,
                                  .target = ledger};
}

static enum rowan_status plan_files(struct rowan_planning *p, const struct ends *ends,
                                    struct rowan_ledger *ledger, struct rowan_ledger_reload *reload,
                                    struct rowan_error *err)
{
    struct rowan_folder_source folder;
    struct rowan_split_marks *marks = NULL;
    struct question question = {.planning = p,
                                .range = {p->config->after, p->config->from, p->config->to},
                                .pending = pending_of(ledger, reload, true)};
    enum rowan_status st = rowan_folder_source_open(
        &folder, ends->source.root, &p->plan->source,
        (struct rowan_split){.names = p->plan->names, .hash = p->plan->hash, .limits = &p->plan->limits},
        p->plan->limits.document_bytes, NULL, err);

    question.source = folder.source;
    if (st == ROWAN_OK)
        st = rowan_split_marks_open(&marks, &ends->target, feed_of(p), err);
    question.pending.marks = rowan_split_marks_port(marks);
    if (st == ROWAN_OK)
        st = begin(&question, ends, err);
    if (st == ROWAN_OK)
        st = send_boundaries(&question, err);
    rowan_folder_source_close(&folder);
    rowan_split_marks_close(marks);
    return st;
}

/* One query where the ledger's database can say it, else the ledger is asked for keys. */
static enum rowan_status plan_table(struct rowan_planning *p, const struct ends *ends,
                                    struct rowan_ledger *ledger, struct rowan_ledger_reload *reload,
                                    struct rowan_error *err)
{
    enum rowan_status st;
    struct rowan_table_source table;
    struct question question = {
        .planning = p, .source = &table.source, .range = {p->config->after, p->config->from, p->config->to}};

    rowan_table_source_init(&table, &ends->source, &p->plan->source, NULL,
                            ends->source.db != ends->target.db || reload);
    question.pending = pending_of(ledger, reload, table.source.filters);
    st = begin(&question, ends, err);
    return st == ROWAN_OK ? send_boundaries(&question, err) : st;
}

/* ---- the whole ---- */

/* Rights to delete are found out before the run's row is made. */
static enum rowan_status try_deletes(const struct rowan_planning *p, const struct ends *ends,
                                     struct rowan_ledger *ledger, struct rowan_error *err)
{
    struct rowan_eraser *eraser = NULL;
    enum rowan_status st = rowan_eraser_open(&eraser, &ends->target, p->plan, ledger, err);

    if (st == ROWAN_OK)
        st = rowan_eraser_try(eraser, err);
    rowan_eraser_close(eraser);
    return st;
}

static enum rowan_status open_reload(struct rowan_ledger_reload **reload, const struct rowan_planning *p,
                                     const struct ends *ends, struct rowan_ledger *ledger,
                                     struct rowan_error *err)
{
    struct rowan_reload_choice choice = {p->config->reload_run, p->config->reload_version,
                                         p->config->reload_key,
                                         rowan_replaces_by_revision(p->config, p->plan)};
    enum rowan_status st = ROWAN_OK;

    if (!rowan_replaces(p->config, p->plan))
        return ROWAN_OK;
    if (!p->config->begun)
        st = try_deletes(p, ends, ledger, err);
    return st == ROWAN_OK ? rowan_ledger_reload_open(reload, ledger, &choice, false, err) : st;
}

enum rowan_status rowan_planning_run(struct rowan_planning *planning, struct rowan_error *err)
{
    struct rowan_ledger_reload *reload = NULL;
    struct rowan_ledger *ledger = NULL;
    struct ends ends;
    enum rowan_status st = open_ends(&ends, planning, err);

    if (st == ROWAN_OK && !planning->config->begun)
        st = check_plan(planning, &ends, err);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&ledger, &ends.target, planning->plan, planning->config->feed,
                               planning->config->run_id, err);
    if (st == ROWAN_OK)
        st = open_reload(&reload, planning, &ends, ledger, err);
    if (st == ROWAN_OK)
        st = ends.source.root ? plan_files(planning, &ends, ledger, reload, err)
                              : plan_table(planning, &ends, ledger, reload, err);
    rowan_ledger_reload_close(reload);
    rowan_ledger_close(ledger);
    close_ends(&ends);
    free(planning->settings);
    planning->settings = NULL;
    return st;
}
