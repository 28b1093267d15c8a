/* The ledger's row is changed first: a rival waits there instead of meeting half of the work. */
#include "target/unloader.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "odbc/connection.h"
#include "target/eraser.h"
#include "target/ledger_change.h"
#include "target/ledger_key.h"

#define BUSY_TRIES 10
#define BUSY_WAIT  50000000 /* ns, the first; then twice as long each time, up to 16 times */

struct rowan_unloader {
    struct rowan_endpoint target;
    struct rowan_ledger *ledger;
    struct rowan_ledger_change *change;
    struct rowan_eraser *eraser;
    bool forget;
};

enum rowan_status rowan_unloader_open(struct rowan_unloader **out, const struct rowan_endpoint *target,
                                      const struct rowan_plan *plan, const char *feed, const char *run_id,
                                      bool forget, struct rowan_error *err)
{
    struct rowan_unloader *unloader = calloc(1, sizeof *unloader);
    enum rowan_status st;

    *out = NULL;
    if (!unloader)
        return rowan_out_of_memory(err);
    unloader->target = *target;
    unloader->forget = forget;
    st = rowan_ledger_open(&unloader->ledger, target, plan, feed, run_id, err);
    if (st == ROWAN_OK)
        st = rowan_ledger_change_open(&unloader->change, unloader->ledger, err);
    if (st == ROWAN_OK)
        st = rowan_eraser_open(&unloader->eraser, target, plan, unloader->ledger, err);
    if (st != ROWAN_OK) {
        rowan_unloader_close(unloader);
        return st;
    }
    *out = unloader;
    return ROWAN_OK;
}

void rowan_unloader_close(struct rowan_unloader *unloader)
{
    if (!unloader)
        return;
    rowan_eraser_close(unloader->eraser);
    rowan_ledger_change_close(unloader->change);
    rowan_ledger_close(unloader->ledger);
    free(unloader);
}

enum rowan_status rowan_unloader_try(struct rowan_unloader *unloader, struct rowan_error *err)
{
    return rowan_eraser_try(unloader->eraser, err);
}

/* ---- one document ---- */

/* What the ledger has of the document. A key may come from the ledger, where a long one is shortened: the
 * rows of such a document are not found by it. */
static enum rowan_status read_row(struct rowan_unloader *unloader, struct rowan_slice key,
                                  struct rowan_ledger_row *row, bool *there, struct rowan_error *err)
{
    struct rowan_slice kept = rowan_ledger_kept(unloader->ledger, key);
    enum rowan_status st;

    if (!kept.data)
        return rowan_out_of_memory(err);
    st = rowan_ledger_change_read(unloader->change, kept, row, there, err);
    if (st != ROWAN_OK || *there ||
        rowan_ledger_key_is_whole(rowan_connection_dialect(unloader->target.db), key))
        return st;
    st = rowan_ledger_change_read(unloader->change, key, row, there, err);
    return st == ROWAN_OK && *there ? rowan_fail(err, ROWAN_DOCUMENT, "rows",
                                                 "the ledger keeps only the beginning of its key, and the "
                                                 "rows have all of it: say the whole key")
                                    : st;
}

static enum rowan_status take_away(struct rowan_unloader *unloader, struct rowan_slice key,
                                   const struct rowan_ledger_row *row, struct rowan_unload_result *result,
                                   struct rowan_error *err)
{
    enum rowan_status st = unloader->forget ? rowan_ledger_change_delete(unloader->change, key, row, err)
                                            : rowan_ledger_change_unload(unloader->change, key, row, err);

    if (st == ROWAN_OK && rowan_ledger_row_has_rows(row)) {
        st = rowan_eraser_document(unloader->eraser, key, row, err);
        result->rows = row->stored;
    }
    return st;
}

/* Documents without rows can be forgotten, but for those that failed: retry is for them. */
static bool is_meant(const struct rowan_unloader *unloader, const struct rowan_ledger_row *row)
{
    return rowan_ledger_row_has_rows(row) || (unloader->forget && row->status != ROWAN_LEDGER_FAILED);
}

static enum rowan_status unload(struct rowan_unloader *unloader, struct rowan_slice key,
                                struct rowan_unload_result *result, struct rowan_error *err)
{
    struct rowan_ledger_row row;
    bool there = false;
    enum rowan_status st;

    memset(result, 0, sizeof *result);
    rowan_ledger_forget(unloader->ledger);
    st = read_row(unloader, key, &row, &there, err);
    if (st != ROWAN_OK)
        return st;
    if (!there || !is_meant(unloader, &row)) {
        result->verdict = ROWAN_UNLOAD_NOTHING;
        return ROWAN_OK;
    }
    return take_away(unloader, key, &row, result, err);
}

/* ---- transactions ---- */

static enum rowan_status run_once(struct rowan_unloader *unloader, const struct rowan_slice *keys,
                                  size_t count, struct rowan_unload_result *results, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_begin(unloader->target.db, err);

    if (st != ROWAN_OK)
        return st;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = unload(unloader, keys[i], &results[i], err);
    if (st == ROWAN_OK)
        st = rowan_connection_commit(unloader->target.db, err);
    if (st != ROWAN_OK && st != ROWAN_LOST)
        rowan_connection_rollback(unloader->target.db, NULL);
    return st;
}

static enum rowan_status run(struct rowan_unloader *unloader, const struct rowan_slice *keys, size_t count,
                             struct rowan_unload_result *results, struct rowan_error *err)
{
    enum rowan_status st = run_once(unloader, keys, count, results, err);

    for (int tries = 1; st == ROWAN_BUSY && tries < BUSY_TRIES; tries++) {
        struct timespec time = {.tv_nsec = BUSY_WAIT << (tries < 4 ? tries : 4)};
        nanosleep(&time, NULL);
        st = run_once(unloader, keys, count, results, err);
    }
    return st;
}

/* A document that is refused alone. */
static enum rowan_status judge(struct rowan_unload_result *result, enum rowan_status st,
                               const struct rowan_error *why)
{
    if (st != ROWAN_DUPLICATE && st != ROWAN_DATABASE && st != ROWAN_DOCUMENT)
        return st;
    result->why = *why;
    result->rows = 0;
    result->verdict = st == ROWAN_DUPLICATE && strcmp(why->reason, "ledger") == 0 ? ROWAN_UNLOAD_RIVAL
                                                                                  : ROWAN_UNLOAD_REFUSED;
    return ROWAN_OK;
}

enum rowan_status rowan_unloader_run(struct rowan_unloader *unloader, const struct rowan_slice *keys,
                                     size_t count, struct rowan_unload_result *results,
                                     struct rowan_error *err)
{
    struct rowan_error why = {0};
    enum rowan_status st = run(unloader, keys, count, results, &why);

    if (st == ROWAN_OK || count == 0) {
        rowan_ledger_beat(unloader->ledger, true); /* an unload of many batches is alive */
        return ROWAN_OK;
    }
    if (count == 1 || judge(&results[0], st, &why) != ROWAN_OK) {
        st = count == 1 ? judge(&results[0], st, &why) : st;
        if (st != ROWAN_OK && err)
            *err = why;
        return st;
    }
    st = ROWAN_OK;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = rowan_unloader_run(unloader, keys + i, 1, results + i, err);
    return st;
}
