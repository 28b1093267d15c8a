/*
 * The loading loop: source -> parser -> rows -> batch. It is a line of three threads: a source may read ahead
 * in one, this one parses and maps, a third writes one batch while the other is filled. The target has a
 * connection of its own. Nothing here lives longer than the chunk.
 */
#include "run/worker/load.h"

#include <stdio.h>
#include <string.h>

#include "base/thread.h"
#include "odbc/dialect.h"
#include "target/ledger.h"
#include "target/ledger_reload.h"
#include "odbc/connection.h"
#include "target/run_rows.h"
#include "target/writer.h"
#include "run/worker/batch.h"
#include "run/worker/crash.h"
#include "run/worker/parted.h"
#include "run/worker/replaces.h"
#include "source/revision.h"
#include "run/worker/split_marks.h"
#include "rows/coverage.h"
#include "xml/parser.h"

/* A batch is written when its cells are about this big, however few documents it has; where nobody says. */
#define BATCH_BYTES ((size_t)8 * 1024 * 1024)
/* A document that is larger than a batch by so many times is written in parts: a smaller one is written while
 * the next one is mapped, which is quicker. */
#define PARTED_BATCHES 2

struct loader {
    const struct rowan_load *load;
    struct rowan_connection *writing;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_connection *asking;    /* where the source asks for keys while others are written; or NULL */
    struct rowan_ledger *asked;         /* likewise */
    struct rowan_split_marks *marks;    /* likewise */
    struct rowan_ledger_reload *reload; /* which documents are loaded again; NULL: only new ones are loaded */
    struct rowan_ledger_row old;        /* of the document that is loaded again */
    bool digests;                       /* a document's revision is the digest of its text */
    struct rowan_buffer digest;         /* of the document in hand */
    struct rowan_parser *parser;
    struct rowan_batch batches[2];
    struct rowan_pace pace; /* the writing thread's */
    struct rowan_canary canary;
    struct rowan_postponed postponed; /* the writing thread's; at the chunk's end this one's */
    struct rowan_batch *filling;      /* what this thread adds to */
    struct rowan_batch *full;         /* the writing thread's, while it is asked to write */
    struct rowan_thread *writing_thread;
    struct rowan_profile *profile;         /* NULL: nobody wants to know */
    struct rowan_profile writing_profile;  /* of the writing thread */
    size_t commit;                         /* documents per batch */
    size_t batch_bytes;                    /* of rows, likewise */
    struct rowan_parted parted;            /* the document that is written in parts, */
    const struct rowan_item *parted_item;  /* NULL: none is, */
    const struct rowan_document *document; /* and what the parser has of it; NULL: not any more */
    size_t isolating; /* so many documents more are mapped and written one by one: a worker died among them */
};

static enum rowan_status open_target(struct loader *l, struct rowan_error *err)
{
    const struct rowan_worker_config *config = l->load->config;
    const struct rowan_plan *plan = l->load->plan;
    struct rowan_endpoint target = {.schema = l->load->target_schema};
    enum rowan_status st =
        rowan_connection_open_side(&l->writing, config->connect, rowan_worker_config_target(config), err);

    target.db = l->writing;
    if (st == ROWAN_OK && config->refuse_warnings)
        rowan_connection_refuse_warnings(l->writing);
    if (st == ROWAN_OK)
        st = rowan_ledger_open(&l->ledger, &target, plan, config->feed, config->run_id, err);
    else if (st == ROWAN_CONFIG) /* planning could connect: what is wrong now may heal */
        st = err->status = ROWAN_LOST;
    if (st == ROWAN_OK)
        st = rowan_batch_commit_unsure(l->load->score, l->ledger, err);
    if (st == ROWAN_OK)
        st = rowan_writer_open(&l->writer, &target, plan, l->ledger, err);
    if (st == ROWAN_OK && rowan_replaces(config, plan))
        st = rowan_writer_replaces(l->writer, &target, err);
    if (st == ROWAN_OK && rowan_run_rows_needed(plan))
        st = rowan_writer_counts(l->writer, &target, l->load->worker, err);
    return st;
}

/* Keys are asked for while the writing thread has its connection in use. */
static enum rowan_status open_asking(struct loader *l, struct rowan_error *err)
{
    const struct rowan_worker_config *config = l->load->config;
    struct rowan_endpoint target = {.schema = l->load->target_schema};
    enum rowan_status st =
        rowan_connection_open_side(&l->asking, config->connect, rowan_worker_config_target(config), err);

    target.db = l->asking;
    if (st == ROWAN_CONFIG) /* planning could connect: what is wrong now may heal */
        st = err->status = ROWAN_LOST;
    if (st != ROWAN_OK)
        return st;
    st = rowan_ledger_open(&l->asked, &target, l->load->plan, config->feed, config->run_id, err);
    if (st == ROWAN_OK && rowan_replaces(config, l->load->plan))
        st = rowan_ledger_reload_open(
            &l->reload, l->asked,
            &(struct rowan_reload_choice){config->reload_run, config->reload_version, config->reload_key,
                                          rowan_replaces_by_revision(config, l->load->plan)},
            true, err);
    if (st == ROWAN_OK)
        st = rowan_split_marks_open(&l->marks, &target, config->feed ? config->feed : l->load->plan->name,
                                    err);
    return st;
}

/*
 * The death for which documents are isolated may have been after the commit: then they are done. Else there
 * are no more of them than two batches hold, after which isolation ends if their last one never comes: a
 * rival has done it.
 */
static enum rowan_status choose_batches(struct loader *l, struct rowan_error *err)
{
    const struct rowan_worker_config *config = l->load->config;
    enum rowan_logged logged = ROWAN_LOGGED_NOTHING;
    enum rowan_status st = ROWAN_OK;

    l->commit =
        config->commit ? (size_t)config->commit : rowan_connection_dialect(l->writing)->commit_documents;
    l->batch_bytes = config->batch_bytes ? (size_t)config->batch_bytes : BATCH_BYTES;
    if (!config->isolate_to.data)
        return ROWAN_OK;
    st = rowan_ledger_ask(l->ledger, config->isolate_to, &logged, NULL, err);
    l->isolating = logged == ROWAN_LOGGED_NOTHING ? 2 * l->commit : 0;
    return st;
}

static enum rowan_status read_ahead(struct loader *l, struct rowan_error *err)
{
    struct rowan_source *source = l->load->source;

    return source->read_ahead ? source->read_ahead(source, err) : ROWAN_OK;
}

static struct rowan_pending pending_of(const struct loader *l)
{
    const struct rowan_record_marks *marks = rowan_split_marks_port(l->marks);

    if (l->reload)
        return (struct rowan_pending){
            .filter = rowan_ledger_reload_filter, .target = l->reload, .marks = marks};
    if (l->load->source->filters)
        return (struct rowan_pending){.filter = rowan_ledger_filter, .target = l->asked, .marks = marks};
    return (struct rowan_pending){.condition = rowan_ledger_condition, .target = l->ledger};
}

static enum rowan_status open_source(struct loader *l, struct rowan_error *err)
{
    const struct rowan_worker_config *config = l->load->config;
    struct rowan_source *source = l->load->source;
    struct rowan_range range = {config->after, config->from, config->to};
    struct rowan_pending pending;
    enum rowan_status st = source->filters ? open_asking(l, err) : ROWAN_OK;

    pending = pending_of(l);
    if (st == ROWAN_OK)
        st = source->open(source, &range, &pending, err);
    if (st == ROWAN_OK && !l->isolating)
        st = read_ahead(l, err);
    if (st == ROWAN_OK)
        st = rowan_parser_new(&l->parser, l->load->plan->projection, l->load->plan->names,
                              &l->load->plan->limits, err);
    return st;
}

/* Called in the writing thread. */
static void tell_failed(void *context, const struct rowan_entry *entry)
{
    const struct loader *l = context;

    rowan_worker_channel_failed(l->load->channel, entry->key, entry->reason, entry->message);
}

/* Likewise. What a worker that dies has not written is told by the one after it. */
static void tell_written(void *context, const struct rowan_rows *rows)
{
    const struct loader *l = context;

    rowan_worker_channel_coverage(l->load->channel, rowan_rows_coverage(rows));
    rowan_coverage_reset(rowan_rows_coverage(rows));
}

/* Likewise. */
static void tell_fewer(void *context, const struct rowan_pace *pace)
{
    const struct loader *l = context;

    rowan_worker_channel_fewer(l->load->channel, (int64_t)pace->most, pace->why);
}

static void tell_waiting(void *context, const char *why)
{
    const struct loader *l = context;

    rowan_log(&l->load->channel->log, ROWAN_LOG_WARN, "a document waits: %s", why);
}

static void tell_room(void *context, const char *why, int64_t ms)
{
    const struct loader *l = context;

    rowan_worker_channel_waited(l->load->channel, ms, why);
}

static int64_t count_loaded(void *context)
{
    const struct rowan_load *load = ((const struct loader *)context)->load;

    return load->scoreboard ? rowan_scoreboard_sums(load->scoreboard).loaded
                            : rowan_score_sums(load->score).loaded;
}

/* Those of a range, and those whose texts have to be read, whoever loaded them since. Others are known by
 * what a rival changes: the run or the mapping that wrote them, the revision, that they are there. */
static bool looks_again(const struct loader *l)
{
    const struct rowan_worker_config *config = l->load->config;

    return config->reload ? !config->reload_run && !config->reload_version : l->digests && config->changed;
}

static enum rowan_status open_batch(struct loader *l, struct rowan_batch *batch, struct rowan_error *err)
{
    const struct rowan_worker_config *config = l->load->config;
    const struct rowan_plan *plan = l->load->plan;
    enum rowan_status st = rowan_rows_new(&batch->rows, plan, err);

    if (st != ROWAN_OK)
        return st;
    batch->rows->run[ROWAN_RUN_ID] = rowan_slice_of(config->run_id);
    batch->rows->run[ROWAN_RUN_STARTED] = rowan_slice_of(config->started);
    batch->rows->run[ROWAN_RUN_MAPPING] = rowan_slice_of(plan->name);
    batch->rows->run[ROWAN_RUN_VERSION] = rowan_slice_of(plan->version);
    rowan_rows_profile(batch->rows, l->profile);
    rowan_rows_limit(batch->rows, PARTED_BATCHES * l->batch_bytes);
    batch->db = l->writing;
    batch->ledger = l->ledger;
    batch->writer = l->writer;
    batch->score = l->load->score;
    batch->looks_again = looks_again(l);
    batch->tell_failed = config->tell_failed ? tell_failed : NULL;
    batch->tell_written = tell_written;
    batch->tell_fewer = tell_fewer;
    batch->tell_waiting = tell_waiting;
    batch->tell_room = tell_room;
    batch->count_loaded = count_loaded;
    batch->tell_context = l;
    batch->postponed = &l->postponed;
    batch->room_ms = config->room_ms;
    batch->pace = &l->pace;
    batch->canary = &l->canary;
    batch->patience_ms = config->patience_ms;
    batch->stop = l->load->stop;
    batch->profile = l->profile ? &l->writing_profile : NULL;
    return ROWAN_OK;
}

static enum rowan_status write_full(void *context, struct rowan_error *err)
{
    struct loader *l = context;

    rowan_crash_part(ROWAN_CRASH_WRITE);
    return l->parted_item ? rowan_parted_write_part(&l->parted, err) : rowan_batch_write(l->full, err);
}

static enum rowan_status open_batches(struct loader *l, struct rowan_error *err)
{
    enum rowan_status st = open_batch(l, &l->batches[0], err);

    if (st == ROWAN_OK)
        st = open_batch(l, &l->batches[1], err);
    if (st != ROWAN_OK)
        return st;
    l->filling = &l->batches[0];
    l->full = &l->batches[1];
    rowan_writer_profile(l->writer, l->filling->profile);
    rowan_profile_start(&l->writing_profile, ROWAN_PART_IDLE);
    return rowan_thread_open(&l->writing_thread, write_full, l, err);
}

static enum rowan_status open_loader(struct loader *l, const struct rowan_load *load, struct rowan_error *err)
{
    enum rowan_status st;

    memset(l, 0, sizeof *l);
    l->load = load;
    l->profile = load->profile;
    l->canary = (struct rowan_canary){load->config->connect, load->target_schema, load->plan,
                                      rowan_replaces(load->config, load->plan)};
    l->digests = load->plan->source.revision == ROWAN_REVISION_DIGEST;
    rowan_arena_init(&l->batches[0].texts, 0);
    rowan_arena_init(&l->batches[1].texts, 0);
    st = open_target(l, err);
    if (st == ROWAN_OK)
        st = choose_batches(l, err);
    if (st == ROWAN_OK)
        st = open_source(l, err);
    if (st == ROWAN_OK)
        st = open_batches(l, err);
    return st;
}

static void tell_warnings(const struct loader *l)
{
    const struct rowan_warnings *warnings = l->writing ? rowan_connection_warnings(l->writing) : NULL;

    if (warnings && warnings->count)
        rowan_worker_channel_warned(l->load->channel, warnings->first, warnings->count);
}

static void close_loader(struct loader *l)
{
    bool started = l->writing_thread != NULL;

    rowan_thread_close(l->writing_thread);
    tell_warnings(l);
    if (l->profile && started) {
        rowan_profile_enter(&l->writing_profile, ROWAN_PART_IDLE); /* adds up what went before */
        rowan_profile_add(l->profile, &l->writing_profile);
    }
    for (size_t i = 0; i < 2; i++) {
        rowan_batch_clear(&l->batches[i]);
        rowan_rows_free(l->batches[i].rows);
    }
    rowan_postponed_clear(&l->postponed);
    rowan_buffer_clear(&l->digest);
    if (l->parser && l->load->scans)
        *l->load->scans = *rowan_parser_counts(l->parser);
    rowan_parser_free(l->parser);
    l->load->source->close(l->load->source);
    rowan_writer_close(l->writer);
    rowan_ledger_reload_close(l->reload);
    rowan_ledger_close(l->ledger);
    rowan_ledger_close(l->asked);
    rowan_split_marks_close(l->marks);
    rowan_connection_close(l->writing);
    rowan_connection_close(l->asking);
}

/* How earlier workers died on this document; NULL: they did not, or not often enough. */
static const char *how_crashed(const struct rowan_worker_config *config, struct rowan_slice key)
{
    for (size_t i = 0; i < config->crashed_count; i++)
        if (rowan_slice_equal(config->crashed[i].key, key))
            return config->crashed[i].how ? config->crashed[i].how : "unknown";
    return NULL;
}

/* ROWAN_DOCUMENT when the source did not read the document, or not all of it. */
static enum rowan_status check_read(const struct loader *l, const struct rowan_item *item,
                                    struct rowan_error *err)
{
    switch (item->unread) {
    case ROWAN_UNREAD_LONG:
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "the document has more than %zu bytes, max_text of the source",
                          l->load->plan->limits.document_bytes);
    case ROWAN_UNREAD_NUL:
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte, at offset %zu",
                          item->document.size);
    case ROWAN_UNREAD_REFUSED:
        return rowan_fail(err, ROWAN_DOCUMENT, item->reason, "%s", item->message);
    case ROWAN_UNREAD_NOT:
        break;
    }
    return ROWAN_OK;
}

static enum rowan_status parse_document(struct loader *l, const struct rowan_item *item,
                                        struct rowan_error *err)
{
    enum rowan_status st;

    rowan_profile_enter(l->profile, ROWAN_PART_PARSE);
    st = item->is_bytes ? rowan_parser_bytes_in_place(l->parser, item->document, &l->document, err)
                        : rowan_parser_text(l->parser, item->document, &l->document, err);
    rowan_profile_enter(l->profile, ROWAN_PART_ROWS);
    return st;
}

/* Parse one document and add its rows. ROWAN_DOCUMENT: it is refused, or crowded. */
static enum rowan_status map_document(struct loader *l, const struct rowan_item *item,
                                      struct rowan_error *err)
{
    const char *how = how_crashed(l->load->config, item->key);
    enum rowan_status st;

    if (how)
        return rowan_fail(err, ROWAN_DOCUMENT, "crashed", "worker processes died on this document: %s", how);
    st = check_read(l, item, err);
    if (st != ROWAN_OK)
        return st;
    if (!item->document.data)
        return rowan_fail(err, ROWAN_DOCUMENT, "null", "the document column is NULL");
    st = parse_document(l, item, err);
    if (st != ROWAN_OK)
        return st;
    st = rowan_rows_add(l->filling->rows, l->document, item->columns, err);
    if (st == ROWAN_DOCUMENT && !rowan_rows_crowded(l->filling->rows))
        rowan_rows_explain(l->filling->rows, l->parser, err);
    if (st != ROWAN_OK)
        return st;
    if (rowan_rows_rejected(l->filling->rows, l->filling->rows->documents - 1))
        l->document = NULL; /* by the next */
    return rowan_rows_locate(l->filling->rows, l->parser, err);
}

/* What the document takes the place of, as it was before the document was read. Of one that was named, a row
 * that no run wrote stands for what is not known: then a rival was there. */
static const struct rowan_ledger_row *find_old(struct loader *l, struct rowan_slice key)
{
    if (!l->reload || rowan_ledger_reload_take(l->reload, key, &l->old))
        return l->reload ? &l->old : NULL;
    memset(&l->old, 0, sizeof l->old);
    return l->load->config->reload ? &l->old : NULL;
}

/* data NULL: the mapping does not say what it is. */
static enum rowan_status find_revision(struct loader *l, const struct rowan_item *item,
                                       struct rowan_slice *revision, struct rowan_error *err)
{
    *revision = item->revision;
    if (!l->digests)
        return ROWAN_OK;
    l->digest.size = 0;
    if (!rowan_revision_append_digest(&l->digest, item->document))
        return rowan_out_of_memory(err);
    *revision = rowan_buffer_slice(&l->digest);
    return ROWAN_OK;
}

/* Only what was read tells that it is the text that was tried last. */
static bool is_unchanged(const struct loader *l)
{
    return l->digests && !l->load->config->reload && l->filling->old &&
           rowan_ledger_reload_is_same(l->filling->old, l->filling->revision);
}

/* Until all is written that was handed over. */
static enum rowan_status wait_for_writing(struct loader *l, struct rowan_error *err)
{
    rowan_profile_enter(l->profile, ROWAN_PART_FULL);
    rowan_score_change(l->load->score, ROWAN_PHASE_FULL);
    return rowan_thread_wait(l->writing_thread, err);
}

/* What was gathered goes to the writing thread; what fails is the batch before it. */
static enum rowan_status hand_over(struct loader *l, struct rowan_error *err)
{
    struct rowan_batch *batch = l->filling;
    enum rowan_status st = wait_for_writing(l, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_worker_channel_alive(l->load->channel))
        return rowan_fail(err, ROWAN_STOPPED, "stopped", "the supervisor is gone");
    rowan_coverage_reach(rowan_rows_coverage(batch->rows), l->load->plan, l->parser);
    l->filling = l->full;
    l->full = batch;
    rowan_thread_ask(l->writing_thread);
    return l->isolating ? wait_for_writing(l, err) : ROWAN_OK;
}

/* ---- a document in parts ---- */

/* Called by the batch, once for each try. */
static enum rowan_status insert_parts(void *context, struct rowan_entry *entry, struct rowan_error *err)
{
    struct loader *l = context;
    enum rowan_status st = ROWAN_OK;

    if (!l->document)
        st = parse_document(l, l->parted_item, err);
    if (st != ROWAN_OK)
        return st;
    l->parted = (struct rowan_parted){.writer = l->writer,
                                      .thread = l->writing_thread,
                                      .score = l->load->score,
                                      .profile = l->profile,
                                      .rows = l->filling->rows,
                                      .part = l->full->rows,
                                      .entry = entry};
    return rowan_parted_insert(&l->parted, l->document, l->parted_item->columns, err);
}

/*
 * The one document of the batch, whose rows were too many to be held. From here on it is one that is being
 * written, though its rows are made once more meanwhile, and in this thread: so the database's deadline
 * counts, and whatever breaks is laid to the document.
 */
static enum rowan_status write_parted(struct loader *l, const struct rowan_item *item,
                                      struct rowan_error *err)
{
    enum rowan_status st = wait_for_writing(l, err);
    enum rowan_crash before;

    if (st != ROWAN_OK)
        return st;
    rowan_coverage_reach(rowan_rows_coverage(l->filling->rows), l->load->plan, l->parser);
    before = rowan_crash_part(ROWAN_CRASH_WRITE);
    l->parted_item = item;
    l->filling->insert_parts = insert_parts;
    st = rowan_batch_write(l->filling, err);
    l->filling->insert_parts = NULL;
    l->parted_item = NULL;
    rowan_crash_part(before);
    return st;
}

/* ---- documents ---- */

/* It is too large to be added to others. */
static enum rowan_status map_alone(struct loader *l, const struct rowan_item *item, enum rowan_status *mapped,
                                   struct rowan_error *why, struct rowan_error *err)
{
    const struct rowan_ledger_row *old = l->filling->old;
    struct rowan_slice revision = l->filling->revision;
    enum rowan_status st = hand_over(l, err);

    if (st != ROWAN_OK)
        return st;
    l->filling->old = old;
    l->filling->revision = revision;
    rowan_score_change(l->load->score, ROWAN_PHASE_MAP);
    *mapped = map_document(l, item, why);
    return ROWAN_OK;
}

static enum rowan_status take_document(struct loader *l, const struct rowan_item *item,
                                       struct rowan_error *err)
{
    struct rowan_slice key = item->key;
    int64_t bytes = (int64_t)item->document.size;
    struct rowan_error why;
    enum rowan_status mapped;
    enum rowan_status st = item->document.size >= l->batch_bytes && rowan_batch_size(l->filling) > 0
                               ? hand_over(l, err) /* its rows may be as large */
                               : ROWAN_OK;

    if (st != ROWAN_OK)
        return st;
    rowan_score_enter(l->load->score, ROWAN_PHASE_MAP, key);
    l->filling->old = find_old(l, key);
    st = find_revision(l, item, &l->filling->revision, err);
    if (st != ROWAN_OK)
        return st;
    if (is_unchanged(l)) {
        l->filling->unchanged++;
        return ROWAN_OK;
    }
    mapped = map_document(l, item, &why);
    if (rowan_rows_crowded(l->filling->rows)) {
        st = map_alone(l, item, &mapped, &why, err);
        if (st != ROWAN_OK)
            return st;
    }
    st = mapped;
    if (st == ROWAN_OK) {
        st = rowan_batch_loaded(l->filling, key, bytes, err);
        return st == ROWAN_OK && rowan_rows_parted(l->filling->rows) ? write_parted(l, item, err) : st;
    }
    if (st == ROWAN_DOCUMENT && item->place)
        rowan_error_prefix(&why, "%s", item->place);
    if (st == ROWAN_DOCUMENT)
        return rowan_batch_failed(l->filling, key, bytes, why.reason, why.message, err);
    if (err)
        *err = why;
    return st;
}

static bool is_full(const struct loader *l)
{
    return l->isolating || rowan_batch_size(l->filling) >= l->commit ||
           l->filling->rows->bytes >= l->batch_bytes;
}

/* key was handed over. After the last document that is isolated, reading ahead may begin. */
static enum rowan_status end_isolation(struct loader *l, struct rowan_slice key, struct rowan_error *err)
{
    if (!l->isolating)
        return ROWAN_OK;
    l->isolating = rowan_slice_equal(key, l->load->config->isolate_to) ? 0 : l->isolating - 1;
    return l->isolating ? ROWAN_OK : read_ahead(l, err);
}

static enum rowan_status stopped(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_STOPPED, "stopped", "asked to stop");
}

/*
 * This thread has failed, with st, and its stage says at what; wait for what was handed over. The writing
 * thread's own failure counts for more, for its documents come first, and its stage is then to be the only
 * one with something in it. But not when there was no memory here: then who knows what it failed of.
 */
static enum rowan_status write_handed(struct loader *l, enum rowan_status st, struct rowan_error *err)
{
    enum rowan_phase phase = rowan_score_phase(l->load->score, ROWAN_STAGE_MAP);
    struct rowan_error why;
    enum rowan_status written = wait_for_writing(l, &why);

    if (written == ROWAN_OK || st == ROWAN_NO_MEMORY) {
        rowan_score_change(l->load->score, phase);
        return st;
    }
    *err = why;
    return written;
}

static enum rowan_status write_rest(struct loader *l, enum rowan_status st, struct rowan_error *err)
{
    if (st == ROWAN_OK && rowan_batch_size(l->filling) > 0)
        st = hand_over(l, err);
    return st == ROWAN_OK ? wait_for_writing(l, err) : write_handed(l, st, err);
}

/* A server that sorts on a full disk: reading has no document to put off, and is begun again. */
static enum rowan_status no_room_to_read(enum rowan_status st, struct rowan_error *err)
{
    return st == ROWAN_NO_ROOM ? (err->status = ROWAN_LOST) : st;
}

/* ROWAN_STOPPED: all that was gathered is written, if there still is a supervisor. */
static enum rowan_status load_documents(struct loader *l, struct rowan_error *err)
{
    struct rowan_source *source = l->load->source;
    struct rowan_item item = {0};
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (st == ROWAN_OK && !*l->load->stop && !rowan_thread_failed(l->writing_thread)) {
        rowan_score_change(l->load->score, ROWAN_PHASE_READ);
        rowan_profile_enter(l->profile, ROWAN_PART_READ);
        st = no_room_to_read(source->next(source, &item, &more, err), err);
        if (st != ROWAN_OK || !more)
            break;
        st = take_document(l, &item, err);
        if (st == ROWAN_OK && is_full(l)) {
            st = hand_over(l, err);
            if (st == ROWAN_OK)
                st = end_isolation(l, item.key, err);
        }
    }
    st = write_rest(l, st, err);
    if (st == ROWAN_OK && more)
        st = stopped(err);
    return st;
}

/* ---- documents that were put off ---- */

/* Read, map and write one of them again. *gone: it is not pending any more. */
static enum rowan_status load_again(struct loader *l, struct rowan_slice key, bool *gone,
                                    struct rowan_error *err)
{
    struct rowan_source *source = l->load->source;
    struct rowan_range range = {.from = key, .to = key};
    struct rowan_pending pending = pending_of(l);
    struct rowan_item item;
    bool more = false;
    enum rowan_status st;

    source->close(source);
    st = source->open(source, &range, &pending, err);
    if (st == ROWAN_OK)
        st = source->next(source, &item, &more, err);
    st = no_room_to_read(st, err);
    *gone = st == ROWAN_OK && !more;
    if (st != ROWAN_OK || !more)
        return st;
    st = take_document(l, &item, err);
    /* What it had was told with the batch from which it was put off. */
    rowan_coverage_reset(rowan_rows_coverage(l->filling->rows));
    if (st == ROWAN_OK)
        st = hand_over(l, err);
    return st == ROWAN_OK ? wait_for_writing(l, err) : st;
}

/* Each of them once; those that are written, or blamed, are gone then. */
static enum rowan_status load_round(struct loader *l, struct rowan_error *err)
{
    struct rowan_postponed *list = &l->postponed;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = list->count; i-- > 0 && st == ROWAN_OK && !*l->load->stop;) {
        int tries = list->documents[i].tries;
        bool gone = false;
        list->current = i;
        st = load_again(l, list->documents[i].key, &gone, err);
        if (st == ROWAN_OK && (gone || list->documents[i].blamed || list->documents[i].tries == tries))
            rowan_postponed_remove(list, i);
    }
    return st;
}

/* At the chunk's end there is no neighbour left: they are tried again, with growing waits. */
static enum rowan_status load_postponed(struct loader *l, struct rowan_error *err)
{
    struct rowan_room_wait wait = {0};
    enum rowan_status st = ROWAN_OK;

    l->postponed.again = true;
    while (st == ROWAN_OK && l->postponed.count && !*l->load->stop) {
        size_t before = l->postponed.count;
        st = load_round(l, err);
        if (l->postponed.count < before)
            memset(&wait, 0, sizeof wait);
        if (st == ROWAN_OK && l->postponed.count) {
            rowan_fail(err, ROWAN_NO_ROOM, "database", "%s", l->postponed.why);
            st = rowan_batch_await_room(l->full, &wait, err);
        }
    }
    return st == ROWAN_OK && l->postponed.count ? stopped(err) : st;
}

enum rowan_exit rowan_load_exit(enum rowan_status st)
{
    switch (st) {
    case ROWAN_OK:
        return ROWAN_EXIT_DONE;
    case ROWAN_STOPPED:
        return ROWAN_EXIT_STOPPED;
    case ROWAN_NO_MEMORY:
        return ROWAN_EXIT_MEMORY;
    case ROWAN_USAGE:
    case ROWAN_MAPPING:
    case ROWAN_CONFIG:
    case ROWAN_NO_ROOM: /* for so long that the run shall end */
        return ROWAN_EXIT_NEVER;
    default:
        return ROWAN_EXIT_RETRY;
    }
}

enum rowan_exit rowan_load_run(const struct rowan_load *load, struct rowan_error *err)
{
    struct loader loader;
    enum rowan_status st = no_room_to_read(open_loader(&loader, load, err), err);

    if (st == ROWAN_OK)
        st = load_documents(&loader, err);
    if (st == ROWAN_OK)
        st = load_postponed(&loader, err);
    if (st == ROWAN_OK)
        rowan_ledger_beat(loader.ledger, true);
    rowan_profile_enter(load->profile, ROWAN_PART_START);
    close_loader(&loader);
    return rowan_load_exit(st);
}
