/*
 * Writing a batch: all at once; where the database refuses something, by halves, so that only the document
 * that it refuses fails. Around every transaction the score of the scoreboard is opened and committed, see
 * scoreboard.h.
 */
#include "run/worker/batch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BUSY_TRIES      10
#define BUSY_FIRST_WAIT 10   /* ms */
#define BUSY_LAST_WAIT  1000 /* ms */
/* What a batch's copies may keep between batches. */
#define TEXTS_KEPT (1024 * 1024)

static void clear_entries(struct rowan_entries *entries)
{
    free(entries->items);
    free(entries->bytes);
    memset(entries, 0, sizeof *entries);
}

void rowan_batch_clear(struct rowan_batch *batch)
{
    clear_entries(&batch->loaded);
    clear_entries(&batch->failed);
    rowan_arena_clear(&batch->texts);
}

static bool reserve_entry(struct rowan_entries *entries)
{
    size_t capacity = entries->capacity ? entries->capacity * 2 : 64;
    struct rowan_entry *items;
    int64_t *bytes;

    if (entries->count < entries->capacity)
        return true;
    items = realloc(entries->items, capacity * sizeof *items);
    if (!items)
        return false;
    entries->items = items;
    bytes = realloc(entries->bytes, capacity * sizeof *bytes);
    if (!bytes)
        return false;
    entries->bytes = bytes;
    entries->capacity = capacity;
    return true;
}

/* Keep an entry with copies of its texts. */
static enum rowan_status add_entry(struct rowan_batch *batch, struct rowan_entries *entries,
                                   const struct rowan_entry *entry, int64_t bytes, struct rowan_error *err)
{
    struct rowan_entry copy = *entry;

    if (!reserve_entry(entries))
        return rowan_out_of_memory(err);
    copy.key.data = rowan_arena_copy(&batch->texts, entry->key.data, entry->key.size);
    if (!copy.key.data)
        return rowan_out_of_memory(err);
    if (entry->failed) {
        copy.reason = rowan_arena_copy(&batch->texts, entry->reason, strlen(entry->reason));
        copy.message = rowan_arena_copy(&batch->texts, entry->message, strlen(entry->message));
        if (!copy.reason || !copy.message)
            return rowan_out_of_memory(err);
    }
    entries->bytes[entries->count] = bytes;
    entries->items[entries->count++] = copy;
    return ROWAN_OK;
}

enum rowan_status rowan_batch_loaded(struct rowan_batch *batch, struct rowan_slice key, int64_t bytes,
                                     struct rowan_error *err)
{
    size_t last = batch->rows->documents - 1;
    struct rowan_entry entry = {.key = key};

    entry.sent = entry.stored = (int64_t)rowan_rows_total(batch->rows, last, last + 1);
    return add_entry(batch, &batch->loaded, &entry, bytes, err);
}

enum rowan_status rowan_batch_failed(struct rowan_batch *batch, struct rowan_slice key, int64_t bytes,
                                     const char *reason, const char *message, struct rowan_error *err)
{
    struct rowan_entry entry = {.key = key, .reason = reason, .message = message, .failed = true};

    return add_entry(batch, &batch->failed, &entry, bytes, err);
}

/* ---- transactions ---- */

static void wait_before_try(int tries)
{
    long wait = BUSY_FIRST_WAIT;
    struct timespec time;

    for (int i = 1; i < tries && wait < BUSY_LAST_WAIT; i++)
        wait *= 2;
    if (wait > BUSY_LAST_WAIT)
        wait = BUSY_LAST_WAIT;
    clock_gettime(CLOCK_MONOTONIC, &time);
    /* Two that are in each other's way must not wait equally long. */
    wait = wait / 2 * 1000000 + wait / 2 * (time.tv_nsec % 1000000);
    time.tv_sec = wait / 1000000000;
    time.tv_nsec = wait % 1000000000;
    nanosleep(&time, NULL);
}

/* Ledger rows alone. */
static enum rowan_status write_failed_once(struct rowan_batch *batch, const struct rowan_entry *entries,
                                           size_t count, struct rowan_error *err)
{
    struct rowan_error ignored;
    enum rowan_status st = rowan_connection_begin(batch->db, err);

    if (st != ROWAN_OK)
        return st;
    st = rowan_ledger_insert(batch->ledger, entries, count, err);
    if (st == ROWAN_OK)
        st = rowan_connection_commit(batch->db, err);
    if (st != ROWAN_OK && st != ROWAN_LOST)
        rowan_connection_rollback(batch->db, &ignored);
    return st;
}

static enum rowan_status write_once(struct rowan_batch *batch, const struct rowan_entry *entries,
                                    size_t first, size_t last, struct rowan_error *err)
{
    if (entries->failed)
        return write_failed_once(batch, entries, last - first, err);
    return rowan_writer_write(batch->writer, batch->rows, first, last, entries, err);
}

static struct rowan_sums sum_entries(const struct rowan_entry *entries, const int64_t *bytes, size_t count)
{
    struct rowan_sums sums = {.commits = 1};

    for (size_t i = 0; i < count; i++) {
        if (entries[i].failed)
            sums.failed++;
        else
            sums.loaded++;
        sums.rows += entries[i].stored;
        sums.bytes += bytes[i];
    }
    return sums;
}

/* May it be a document that the database refuses? */
static bool is_refusal(enum rowan_status st)
{
    return st == ROWAN_DATABASE || st == ROWAN_DUPLICATE || st == ROWAN_DOCUMENT;
}

static void tell_failed(const struct rowan_batch *batch, const struct rowan_entry *items, size_t count)
{
    for (size_t i = 0; batch->tell_failed && i < count; i++)
        if (items[i].failed)
            batch->tell_failed(batch->tell_context, &items[i]);
}

/* Documents [first, last) of entries in one transaction, again and again while the database is busy. */
static enum rowan_status write_range(struct rowan_batch *batch, const struct rowan_entries *entries,
                                     size_t first, size_t last, struct rowan_error *err)
{
    const struct rowan_entry *items = entries->items + first;
    struct rowan_sums sums = sum_entries(items, entries->bytes + first, last - first);
    enum rowan_status st;

    rowan_score_enter(batch->score, last - first == 1 ? ROWAN_PHASE_SINGLE : ROWAN_PHASE_WRITE,
                      items[last - first - 1].key);
    for (int tries = 1;; tries++) {
        rowan_score_open(batch->score, &sums);
        st = write_once(batch, items, first, last, err);
        /* Else the score stays unsure: the next try opens it again, or the next worker asks the ledger. */
        if (st == ROWAN_OK || is_refusal(st))
            rowan_score_commit(batch->score, st == ROWAN_OK);
        if (st == ROWAN_OK)
            tell_failed(batch, items, last - first);
        if (st != ROWAN_BUSY || tries == BUSY_TRIES)
            return st;
        rowan_profile_enter(batch->profile, ROWAN_PART_WAIT);
        wait_before_try(tries);
        rowan_profile_enter(batch->profile, ROWAN_PART_WRITE);
    }
}

static bool is_rival(enum rowan_status st, const struct rowan_error *err)
{
    return st == ROWAN_DUPLICATE && strcmp(err->reason, "ledger") == 0;
}

static void count(struct rowan_batch *batch, const struct rowan_sums *sums)
{
    rowan_score_open(batch->score, sums);
    rowan_score_commit(batch->score, true);
}

/*
 * The ledger has the document already. Mostly a rival run did it; but a COMMIT of this run that was on its
 * way when its worker lost the connection or died may have arrived after the ledger was asked about it, and
 * one that was said to have failed may have not.
 */
static enum rowan_status count_rival(struct rowan_batch *batch, const struct rowan_entry *entry,
                                     int64_t bytes, struct rowan_error *err)
{
    struct rowan_sums own = sum_entries(entry, &bytes, 1);
    struct rowan_sums already_loaded = {.already_loaded = 1};
    struct rowan_sums failed = {.failed = 1, .bytes = bytes};
    enum rowan_logged logged;
    enum rowan_status st;

    rowan_score_open(batch->score, &own); /* if asking fails, the next worker asks again */
    st = rowan_ledger_ask(batch->ledger, entry->key, &logged, err);
    if (st != ROWAN_OK)
        return st;
    rowan_score_commit(batch->score, false);
    count(batch, logged == ROWAN_LOGGED_LOADED   ? &own
                 : logged == ROWAN_LOGGED_FAILED ? &failed
                                                 : &already_loaded);
    return ROWAN_OK;
}

/* One document, which may turn out to be done by a rival or to be one that the database refuses. */
static enum rowan_status write_single(struct rowan_batch *batch, const struct rowan_entries *entries,
                                      size_t i, struct rowan_error *err)
{
    struct rowan_entry refused = entries->items[i];
    struct rowan_entries one = {&refused, &entries->bytes[i], 1, 1};
    enum rowan_status st = write_range(batch, entries, i, i + 1, err);
    char reason[sizeof err->reason];
    char message[ROWAN_MESSAGE_MAX];

    if (is_refusal(st) && !is_rival(st, err) && !refused.failed) {
        memcpy(reason, err->reason, sizeof reason);
        memcpy(message, err->message, sizeof message);
        refused.failed = true;
        refused.sent = refused.stored = 0;
        refused.reason = reason;
        refused.message = message;
        st = write_range(batch, &one, 0, 1, err);
    }
    if (is_rival(st, err))
        return count_rival(batch, &entries->items[i], entries->bytes[i], err);
    if (is_refusal(st)) { /* of a ledger row alone: it ends the worker, see write_range */
        struct rowan_sums sums = sum_entries(&refused, one.bytes, 1);
        rowan_score_open(batch->score, &sums);
    }
    return st;
}

/* Documents [first, last). What is refused together is halved until what is refused stands alone: a few such
 * documents cost a handful of transactions each, not one for every document of the batch. */
static enum rowan_status write_part(struct rowan_batch *batch, const struct rowan_entries *entries,
                                    size_t first, size_t last, struct rowan_error *err)
{
    size_t middle = first + (last - first) / 2;
    enum rowan_status st;

    if (last - first == 1)
        return write_single(batch, entries, first, err);
    st = write_range(batch, entries, first, last, err);
    if (!is_refusal(st))
        return st;
    st = write_part(batch, entries, first, middle, err);
    return st == ROWAN_OK ? write_part(batch, entries, middle, last, err) : st;
}

static enum rowan_status write_entries(struct rowan_batch *batch, const struct rowan_entries *entries,
                                       struct rowan_error *err)
{
    return entries->count ? write_part(batch, entries, 0, entries->count, err) : ROWAN_OK;
}

enum rowan_status rowan_batch_write(struct rowan_batch *batch, struct rowan_error *err)
{
    enum rowan_part before = rowan_profile_enter(batch->profile, ROWAN_PART_WRITE);
    enum rowan_status st = write_entries(batch, &batch->loaded, err);

    if (st == ROWAN_OK)
        st = write_entries(batch, &batch->failed, err);
    if (st == ROWAN_OK)
        rowan_ledger_beat(batch->ledger, false);
    rowan_profile_enter(batch->profile, before);
    /* The stage still holds what failed, but the database delays it no longer: its time begins anew. */
    rowan_score_change(batch->score, st == ROWAN_OK ? ROWAN_PHASE_IDLE
                                                    : rowan_score_phase(batch->score, ROWAN_STAGE_WRITE));
    if (st == ROWAN_OK && batch->tell_written)
        batch->tell_written(batch->tell_context, batch->rows);
    batch->loaded.count = batch->failed.count = 0;
    rowan_rows_reset(batch->rows);
    rowan_arena_reset(&batch->texts, TEXTS_KEPT);
    return st;
}

enum rowan_status rowan_batch_commit_unsure(struct rowan_score *score, struct rowan_ledger *ledger,
                                            struct rowan_error *err)
{
    char key[ROWAN_SCOREBOARD_KEY_MAX];
    struct rowan_slice text = {key, 0};
    enum rowan_logged logged = ROWAN_LOGGED_NOTHING;
    enum rowan_status st;

    if (!rowan_score_unsure(score))
        return ROWAN_OK;
    rowan_score_read(score, ROWAN_STAGE_WRITE, key, &text.size);
    if (text.size) {
        st = rowan_ledger_ask(ledger, text, &logged, err);
        if (st != ROWAN_OK)
            return st;
    }
    rowan_score_commit(score, logged != ROWAN_LOGGED_NOTHING);
    return ROWAN_OK;
}
