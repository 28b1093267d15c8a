/*
 * Writing a batch: all at once; where the database refuses something, by halves, so that only the document
 * that it refuses fails. Around every transaction the score of the scoreboard is opened and committed, see
 * scoreboard.h.
 */
#include "run/worker/batch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "odbc/classify_error.h"
#include "odbc/connection.h"
#include "rows/rejects.h"

#define BUSY_TRIES      10
#define DOUBTFUL_TRIES  3         /* when a canary has found nothing that keeps all documents waiting */
#define LOST_TRIES      2         /* nothing was in flight, or what was is rolled back */
#define PATIENT_TRIES   3         /* of one document, over patience_ms */
#define STOP_STEP       100000000 /* ns between two looks at whether to stop */
#define BUSY_FIRST_WAIT 10        /* ms */
#define BUSY_LAST_WAIT  1000      /* ms */
#define FIRST_PART      32        /* the first wait for room is that part of patience_ms */
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
    copy.revision = batch->revision;
    if (copy.revision.data) {
        copy.revision.data = rowan_arena_copy(&batch->texts, copy.revision.data, copy.revision.size);
        if (!copy.revision.data)
            return rowan_out_of_memory(err);
    }
    if (batch->old) {
        struct rowan_ledger_row *old = rowan_arena_alloc(&batch->texts, sizeof *old);
        if (!old)
            return rowan_out_of_memory(err);
        *old = *batch->old;
        copy.old = old;
    }
    if (entry->reason) {
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

    if (batch->rows->skip.reason) {
        entry.skipped = true;
        entry.reason = batch->rows->skip.reason;
        entry.message = batch->rows->skip.message;
    }
    entry.rejected = (int64_t)rowan_rows_rejected(batch->rows, last);
    entry.sent = entry.stored =
        (int64_t)(rowan_rows_own(batch->rows, last, last + 1) + rowan_rows_parted_own(batch->rows));
    return add_entry(batch, &batch->loaded, &entry, bytes, err);
}

enum rowan_status rowan_batch_failed(struct rowan_batch *batch, struct rowan_slice key, int64_t bytes,
                                     const char *reason, const char *message, struct rowan_error *err)
{
    struct rowan_entry entry = {.key = key, .reason = reason, .message = message, .failed = true};

    return add_entry(batch, &batch->failed, &entry, bytes, err);
}

/* ---- waits ---- */

static enum rowan_status wait_ms(const struct rowan_batch *batch, int64_t ms, struct rowan_error *err)
{
    int64_t end = rowan_clock_now() + ms * 1000000;

    for (int64_t left; (left = end - rowan_clock_now()) > 0;) {
        int64_t step = left < STOP_STEP ? left : STOP_STEP;
        struct timespec time = {step / 1000000000, step % 1000000000};
        if (batch->stop && *batch->stop)
            return rowan_fail(err, ROWAN_STOPPED, "stopped", "asked to stop");
        nanosleep(&time, NULL);
        /* A wait of our own is no delay of the database, whose deadline begins anew. */
        rowan_score_change(batch->score, rowan_score_phase(batch->score, ROWAN_STAGE_WRITE));
    }
    return ROWAN_OK;
}

static enum rowan_status wait_before_try(const struct rowan_batch *batch, int tries, struct rowan_error *err)
{
    int64_t wait = BUSY_FIRST_WAIT;

    for (int i = 1; i < tries && wait < BUSY_LAST_WAIT; i++)
        wait *= 2;
    if (wait > BUSY_LAST_WAIT)
        wait = BUSY_LAST_WAIT;
    /* Two that are in each other's way must not wait equally long. */
    wait = wait / 2 + wait / 2 * (rowan_clock_now() % 1000000) / 1000000;
    return wait_ms(batch, wait, err);
}

/* ---- room ---- */

static enum rowan_status no_more_waits(const struct rowan_batch *batch, struct rowan_error *err)
{
    rowan_error_prefix(err, "the database has had no room for %lld seconds (database_deadline)",
                       (long long)(batch->room_ms / 1000));
    return ROWAN_NO_ROOM;
}

enum rowan_status rowan_batch_await_room(const struct rowan_batch *batch, struct rowan_room_wait *wait,
                                         struct rowan_error *err)
{
    enum rowan_part before;
    enum rowan_status st;

    wait->ms = wait->since ? wait->ms * 2 : batch->patience_ms / FIRST_PART + 1;
    if (wait->ms > batch->patience_ms)
        wait->ms = batch->patience_ms;
    if (!wait->since)
        wait->since = rowan_clock_now();
    if (rowan_clock_now() - wait->since >= batch->room_ms * 1000000)
        return no_more_waits(batch, err);
    if (batch->tell_room && err)
        batch->tell_room(batch->tell_context, err->message, wait->ms);
    before = rowan_profile_enter(batch->profile, ROWAN_PART_WAIT);
    st = wait_ms(batch, wait->ms, err);
    rowan_profile_enter(batch->profile, before);
    return st;
}

static enum rowan_postponed_verdict judge_room(const struct rowan_batch *batch,
                                               const struct rowan_entry *entry, const struct rowan_error *err)
{
    int64_t loaded = batch->count_loaded ? batch->count_loaded(batch->tell_context)
                                         : rowan_score_sums(batch->score).loaded;

    if (!batch->postponed)
        return ROWAN_POSTPONED_WAIT;
    return rowan_postponed_refused(batch->postponed, entry->key, err ? err->message : "", rowan_clock_now(),
                                   loaded, batch->patience_ms * 1000000);
}

/* ---- transactions ---- */

/* Ledger rows alone. */
static enum rowan_status write_failed_once(struct rowan_batch *batch, const struct rowan_entry *entries,
                                           size_t count, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_begin(batch->db, err);

    if (st != ROWAN_OK)
        return st;
    st = rowan_writer_log(batch->writer, entries, count, err);
    if (st == ROWAN_OK)
        st = rowan_connection_commit(batch->db, err);
    if (st != ROWAN_OK && st != ROWAN_LOST)
        rowan_connection_rollback(batch->db, NULL);
    return st;
}

static struct rowan_sums sum_entries(const struct rowan_entry *entries, const int64_t *bytes, size_t count)
{
    struct rowan_sums sums = {.commits = 1};

    for (size_t i = 0; i < count; i++) {
        if (entries[i].failed)
            sums.failed++;
        else if (entries[i].skipped)
            sums.skipped++;
        else
            sums.loaded++;
        sums.sent += entries[i].sent;
        sums.rows += entries[i].stored;
        sums.rejected += entries[i].rejected;
        sums.bytes += bytes[i];
    }
    return sums;
}

/* Rows that a table drops are known before the commit only. */
static enum rowan_status write_loaded_once(struct rowan_batch *batch, const struct rowan_entries *entries,
                                           size_t first, size_t last, struct rowan_error *err)
{
    struct rowan_entry *items = entries->items + first;
    struct rowan_sums sums;
    enum rowan_status st = batch->insert_parts
                               ? batch->insert_parts(batch->tell_context, items, err)
                               : rowan_writer_insert(batch->writer, batch->rows, first, last, items, err);

    if (st != ROWAN_OK)
        return st;
    sums = sum_entries(items, entries->bytes + first, last - first);
    rowan_score_open(batch->score, &sums);
    return rowan_writer_commit(batch->writer, batch->rows, err);
}

static enum rowan_status write_once(struct rowan_batch *batch, const struct rowan_entries *entries,
                                    size_t first, size_t last, struct rowan_error *err)
{
    if (entries->items[first].failed)
        return write_failed_once(batch, entries->items + first, last - first, err);
    return write_loaded_once(batch, entries, first, last, err);
}

/* May it be a document that the database refuses? */
static bool is_refusal(enum rowan_status st)
{
    return st == ROWAN_DATABASE || st == ROWAN_DUPLICATE || st == ROWAN_DOCUMENT;
}

/* It may be about a document or about the run, and may pass: the transaction was rolled back for certain. */
static bool may_pass(const struct rowan_batch *batch, enum rowan_status st, const struct rowan_error *err)
{
    return st == ROWAN_BUSY || st == ROWAN_TIMEOUT ||
           (st == ROWAN_LOST && !rowan_connection_unsure(batch->db) &&
            !(err && rowan_classify_error_is_of_session(err->sqlstate)));
}

static void tell_failed(const struct rowan_batch *batch, const struct rowan_entry *items, size_t count)
{
    for (size_t i = 0; batch->tell_failed && i < count; i++)
        if (items[i].failed)
            batch->tell_failed(batch->tell_context, &items[i]);
}

/* One transaction. Whatever was lost with nothing to commit in it is opened again. */
static enum rowan_status try_range(struct rowan_batch *batch, const struct rowan_entries *entries,
                                   size_t first, size_t last, struct rowan_error *err)
{
    struct rowan_sums sums = sum_entries(entries->items + first, entries->bytes + first, last - first);
    enum rowan_status st = ROWAN_OK;

    if (rowan_connection_lost(batch->db) && !rowan_connection_unsure(batch->db)) {
        st = rowan_connection_reopen(batch->db, err);
        if (st != ROWAN_OK) /* the run could connect when it began: what is wrong now may heal */
            return err ? (err->status = ROWAN_LOST) : ROWAN_LOST;
    }
    rowan_score_open(batch->score, &sums);
    st = write_once(batch, entries, first, last, err);
    /* Else the score stays unsure: the next worker asks the ledger. */
    if (!rowan_connection_unsure(batch->db))
        rowan_score_commit(batch->score, st == ROWAN_OK);
    if (st == ROWAN_OK)
        tell_failed(batch, entries->items + first, last - first);
    return st;
}

/* How often such a transaction is tried before it is asked whose fault it is. */
static int most_tries(const struct rowan_batch *batch, enum rowan_status st)
{
    if (st == ROWAN_BUSY)
        return batch->doubtful ? DOUBTFUL_TRIES : BUSY_TRIES;
    return st == ROWAN_LOST && !rowan_connection_unsure(batch->db) ? LOST_TRIES : 1;
}

/* Documents [first, last) of entries in one transaction, again and again while the database is busy, or has
 * no room for rows of the ledger, which nobody is to blame for. */
static enum rowan_status write_range(struct rowan_batch *batch, const struct rowan_entries *entries,
                                     size_t first, size_t last, struct rowan_error *err)
{
    struct rowan_room_wait room = {0};
    enum rowan_status st;

    for (int tries = 1;; tries++) {
        /* Each try has the database's deadline for itself: it may be a lock's whole time limit. */
        rowan_score_enter(batch->score, last - first == 1 ? ROWAN_PHASE_SINGLE : ROWAN_PHASE_WRITE,
                          entries->items[last - 1].key);
        st = try_range(batch, entries, first, last, err);
        if (st == ROWAN_NO_ROOM && entries->items[first].failed) {
            st = rowan_batch_await_room(batch, &room, err);
            if (st != ROWAN_OK)
                return st;
            continue;
        }
        if (tries >= most_tries(batch, st))
            return st;
        if (st == ROWAN_BUSY) {
            rowan_profile_enter(batch->profile, ROWAN_PART_WAIT);
            st = wait_before_try(batch, tries, err);
            rowan_profile_enter(batch->profile, ROWAN_PART_WRITE);
            if (st != ROWAN_OK)
                return st;
        }
    }
}

/* ---- whose fault it is ---- */

static bool is_rival(enum rowan_status st, const struct rowan_error *err)
{
    return st == ROWAN_DUPLICATE && strcmp(err->reason, "ledger") == 0;
}

/* ROWAN_OK: a document's. Else what is to be returned, and err says what is wrong. */
static enum rowan_status ask_canary(const struct rowan_batch *batch, enum rowan_status st,
                                    struct rowan_error *err)
{
    return batch->canary ? rowan_canary_ask(batch->canary, err) : st;
}

static void tell_waiting(const struct rowan_batch *batch, const struct rowan_error *err)
{
    if (batch->tell_waiting && err)
        batch->tell_waiting(batch->tell_context, err->message);
}

/* One document alone, which waits for room, or is put off: then ROWAN_OK, and it is not written. */
static enum rowan_status write_with_room(struct rowan_batch *batch, const struct rowan_entries *entries,
                                         size_t i, bool *blamed, struct rowan_error *err)
{
    struct rowan_room_wait room = {0};
    enum rowan_status st;

    for (;;) {
        st = write_range(batch, entries, i, i + 1, err);
        if (st != ROWAN_NO_ROOM)
            return st;
        switch (judge_room(batch, &entries->items[i], err)) {
        case ROWAN_POSTPONED_LATER:
            return ROWAN_OK;
        case ROWAN_POSTPONED_BLAME:
            *blamed = true;
            return st;
        case ROWAN_POSTPONED_WAIT:
            st = rowan_batch_await_room(batch, &room, err);
        }
        if (st != ROWAN_OK)
            return st;
    }
}

/*
 * One document alone. *blamed: it is to be written as failed, for what err says: the database refuses it, or
 * what may pass has not passed in a while, and a canary has nothing to complain of.
 */
static enum rowan_status write_patiently(struct rowan_batch *batch, const struct rowan_entries *entries,
                                         size_t i, bool *blamed, struct rowan_error *err)
{
    enum rowan_status st, fault;

    for (int tries = 1;; tries++) {
        st = write_with_room(batch, entries, i, blamed, err);
        if (*blamed)
            return st;
        *blamed = is_refusal(st) && !is_rival(st, err);
        if (st != ROWAN_CONFIG && !may_pass(batch, st, err))
            return st;
        fault = ask_canary(batch, st, err);
        if (fault != ROWAN_OK)
            return fault;
        /* A table that was renamed and back again between the two questions: a right or a name is asked
         * twice. */
        *blamed = tries == PATIENT_TRIES || (st == ROWAN_CONFIG && tries > 1);
        if (*blamed)
            return st;
        if (st == ROWAN_CONFIG)
            continue;
        tell_waiting(batch, err);
        rowan_profile_enter(batch->profile, ROWAN_PART_WAIT);
        fault = wait_ms(batch, batch->patience_ms / (PATIENT_TRIES - 1), err);
        rowan_profile_enter(batch->profile, ROWAN_PART_WRITE);
        if (fault != ROWAN_OK)
            return fault;
    }
}

static void count(struct rowan_batch *batch, const struct rowan_sums *sums)
{
    rowan_score_open(batch->score, sums);
    rowan_score_commit(batch->score, true);
}

static void count_already_loaded(struct rowan_batch *batch)
{
    if (batch->looks_again)
        rowan_score_found(batch->score, 1);
    else
        count(batch, &(struct rowan_sums){.already_loaded = 1});
}

/* The document before it has its key, too: a source whose keys are not unique, as a view may be. Documents
 * come in the order of their keys. */
static bool is_twin(const struct rowan_entries *entries, size_t i)
{
    return i > 0 && rowan_slice_equal(entries->items[i - 1].key, entries->items[i].key);
}

/*
 * The ledger has the document already. Mostly a rival run did it; but a COMMIT of this run that was on its
 * way when its worker lost the connection or died may have arrived after the ledger was asked about it, and
 * one that was said to have failed may have not.
 */
static enum rowan_status count_rival(struct rowan_batch *batch, const struct rowan_entries *entries, size_t i,
                                     struct rowan_error *err)
{
    const struct rowan_entry *entry = &entries->items[i];
    int64_t bytes = entries->bytes[i];
    struct rowan_sums own = sum_entries(entry, &bytes, 1);
    struct rowan_sums failed = {.failed = 1, .bytes = bytes};
    enum rowan_logged logged;
    enum rowan_status st;

    rowan_score_open(batch->score, &own); /* if asking fails, the next worker asks again */
    st = rowan_ledger_ask(batch->ledger, entry->key, &logged, &own.rows, err);
    if (st != ROWAN_OK)
        return st;
    rowan_score_commit(batch->score, false);
    if (is_twin(entries, i) || logged == ROWAN_LOGGED_NOTHING)
        count_already_loaded(batch);
    else if (logged == ROWAN_LOGGED_FAILED)
        count(batch, &failed);
    else if ((logged == ROWAN_LOGGED_SKIPPED) == entry->skipped)
        count(batch, &own);
    else
        count_already_loaded(batch);
    return ROWAN_OK;
}

/* A ledger in another encoding lacks characters of the message, or of the key, too: what it lacks is written
 * in ASCII. A key that it has stays as it is, since later runs ask for it so. */
static enum rowan_status write_escaped(struct rowan_batch *batch, struct rowan_entries *one,
                                       struct rowan_error *err)
{
    char message[ROWAN_MESSAGE_MAX];
    enum rowan_status st;

    rowan_utf8_escape(message, sizeof message, one->items->message);
    one->items->message = message;
    st = write_range(batch, one, 0, 1, err);
    if (!is_refusal(st) || is_rival(st, err) || rowan_slice_is_ascii(one->items->key))
        return st;
    one->items->ascii = true;
    return write_range(batch, one, 0, 1, err);
}

/* The ledger row of a failed document. */
static enum rowan_status write_failed(struct rowan_batch *batch, struct rowan_entry *entry, int64_t bytes,
                                      struct rowan_error *err)
{
    struct rowan_entries one = {entry, &bytes, 1, 1};
    enum rowan_status st = write_range(batch, &one, 0, 1, err);

    if (is_refusal(st) && !is_rival(st, err) &&
        !(rowan_slice_is_ascii(entry->key) && rowan_slice_is_ascii(rowan_slice_of(entry->message))))
        st = write_escaped(batch, &one, err);
    if (is_refusal(st) &&
        !is_rival(st, err)) { /* of a ledger row alone: it ends the worker, see write_range */
        struct rowan_sums sums = sum_entries(entry, &bytes, 1);
        rowan_score_open(batch->score, &sums);
    }
    return st;
}

/* The document is to blame for what err says. */
static enum rowan_status write_blamed(struct rowan_batch *batch, const struct rowan_entry *entry,
                                      int64_t bytes, struct rowan_error *err)
{
    struct rowan_error why = *err;
    struct rowan_entry failed = {.key = entry->key,
                                 .reason = why.reason,
                                 .message = why.message,
                                 .revision = entry->revision,
                                 .old = entry->old,
                                 .failed = true};

    return write_failed(batch, &failed, bytes, err);
}

/* The same of its rows that are rejected: no value of theirs is to fail the others. */
static bool escape_rejects(struct rowan_batch *batch, size_t document)
{
    struct rowan_rejects *rejects = rowan_rows_rejects(batch->rows);
    bool changed = false;
    size_t begin, end;

    rowan_rejects_range(rejects, document, document + 1, &begin, &end);
    return rowan_rejects_escape(rejects, begin, end, &changed) && changed;
}

/* A document that is skipped has no values that the database could refuse, but the ledger may lack characters
 * of why. Whether that is in ASCII now, and was not before. */
static bool escape_told(struct rowan_batch *batch, struct rowan_entry *entry, size_t document)
{
    char message[ROWAN_MESSAGE_MAX];

    if (entry->rejected)
        return escape_rejects(batch, document);

    if (!entry->skipped || rowan_slice_is_ascii(rowan_slice_of(entry->message)))
        return false;
    rowan_utf8_escape(message, sizeof message, entry->message);
    entry->message = rowan_arena_copy(&batch->texts, message, strlen(message));
    return entry->message != NULL;
}

/* One document, which may turn out to be done by a rival or to be one that the database refuses. */
static enum rowan_status write_single(struct rowan_batch *batch, struct rowan_entries *entries, size_t i,
                                      struct rowan_error *err)
{
    struct rowan_entry entry = entries->items[i];
    bool blamed = false;
    enum rowan_status st;

    if (entry.failed)
        st = write_failed(batch, &entry, entries->bytes[i], err);
    else
        st = write_patiently(batch, entries, i, &blamed, err);
    if (blamed && escape_told(batch, &entries->items[i], i)) {
        blamed = false;
        st = write_patiently(batch, entries, i, &blamed, err);
    }
    if (blamed) {
        if (st == ROWAN_TIMEOUT) /* it was this one that took long, not their number */
            batch->pace->most = 0;
        st = write_blamed(batch, &entry, entries->bytes[i], err);
    }
    if (is_rival(st, err))
        return count_rival(batch, entries, i, err);
    return st;
}

/* Several documents could not be written together: is it worth to try fewer? */
static enum rowan_status may_be_fewer(struct rowan_batch *batch, size_t count, enum rowan_status st,
                                      struct rowan_error *err)
{
    if (is_refusal(st) || st == ROWAN_CONFIG || st == ROWAN_NO_ROOM)
        return ROWAN_OK;
    if (st == ROWAN_TIMEOUT) {
        batch->pace->most = count / 2;
        if (err)
            memcpy(batch->pace->why, err->message, sizeof err->message);
        return ROWAN_OK;
    }
    if (!may_pass(batch, st, err))
        return st;
    st = ask_canary(batch, st, err);
    batch->doubtful = st == ROWAN_OK;
    return st;
}

/* Documents [first, last). What is refused together is halved until what is refused stands alone: a few such
 * documents cost a handful of transactions each, not one for every document of the batch. */
static enum rowan_status write_part(struct rowan_batch *batch, struct rowan_entries *entries, size_t first,
                                    size_t last, struct rowan_error *err)
{
    size_t count = last - first, middle = first + count / 2;
    enum rowan_status st = ROWAN_OK;

    if (count == 1) {
        st = write_single(batch, entries, first, err);
        rowan_ledger_beat(batch->ledger, false); /* what was patient took long */
        return st;
    }
    if (!batch->pace->most || count <= batch->pace->most) {
        st = write_range(batch, entries, first, last, err);
        if (st == ROWAN_OK)
            return st;
        st = may_be_fewer(batch, count, st, err);
    }
    if (st == ROWAN_OK)
        st = write_part(batch, entries, first, middle, err);
    return st == ROWAN_OK ? write_part(batch, entries, middle, last, err) : st;
}

static enum rowan_status write_entries(struct rowan_batch *batch, struct rowan_entries *entries,
                                       struct rowan_error *err)
{
    return entries->count ? write_part(batch, entries, 0, entries->count, err) : ROWAN_OK;
}

static void tell_fewer(const struct rowan_batch *batch)
{
    struct rowan_pace *pace = batch->pace;

    if (pace->most && pace->most != pace->told && batch->tell_fewer) {
        pace->told = pace->most;
        batch->tell_fewer(batch->tell_context, pace);
    }
}

enum rowan_status rowan_batch_write(struct rowan_batch *batch, struct rowan_error *err)
{
    enum rowan_part before = rowan_profile_enter(batch->profile, ROWAN_PART_WRITE);
    enum rowan_status st = write_entries(batch, &batch->loaded, err);

    if (st == ROWAN_OK)
        st = write_entries(batch, &batch->failed, err);
    if (st == ROWAN_OK && batch->unchanged)
        rowan_score_found(batch->score, (int64_t)batch->unchanged);
    if (st == ROWAN_OK) {
        rowan_ledger_beat(batch->ledger, false);
        tell_fewer(batch);
    }
    batch->doubtful = false;
    rowan_profile_enter(batch->profile, before);
    /* The stage still holds what failed, but the database delays it no longer: its time begins anew. */
    rowan_score_change(batch->score, st == ROWAN_OK ? ROWAN_PHASE_IDLE
                                                    : rowan_score_phase(batch->score, ROWAN_STAGE_WRITE));
    if (st == ROWAN_OK && batch->tell_written)
        batch->tell_written(batch->tell_context, batch->rows);
    batch->loaded.count = batch->failed.count = batch->unchanged = 0;
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
        st = rowan_ledger_ask(ledger, text, &logged, NULL, err);
        if (st != ROWAN_OK)
            return st;
    }
    rowan_score_commit(score, logged != ROWAN_LOGGED_NOTHING);
    return ROWAN_OK;
}
