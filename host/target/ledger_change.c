/* UPDATE and DELETE of one row each, whose count says whether it was as it was read. */
#include "target/ledger_change.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "target/ledger_tables.h"

/* Behind the key: the row is as it was. */
#define AS_IT_WAS     " AND run_id = ? AND status = ?"
#define FENCE_MARKERS 4 /* with those of the key */
#define MARKERS       (11 + FENCE_MARKERS)

struct rowan_ledger_change {
    struct rowan_ledger *ledger;
    struct rowan_statement *read;
    struct rowan_statement *replace; /* all that a load says */
    struct rowan_statement *refuse;  /* what is there stays, and why */
    struct rowan_statement *erase;
    struct rowan_statement *unreject; /* what rowan_reject has of a document whose rows go */
};

static const char *const status_names[] = {[ROWAN_LEDGER_LOADED] = "loaded",
                                           [ROWAN_LEDGER_FAILED] = "failed",
                                           [ROWAN_LEDGER_SKIPPED] = "skipped",
                                           [ROWAN_LEDGER_STALE] = "stale",
                                           [ROWAN_LEDGER_UNLOADED] = "unloaded"};

const char *rowan_ledger_status_name(enum rowan_ledger_status status)
{
    return status_names[status];
}

enum rowan_ledger_status rowan_ledger_status_find(struct rowan_slice name)
{
    for (size_t i = 0; i < sizeof status_names / sizeof *status_names; i++)
        if (rowan_slice_equal(name, rowan_slice_of(status_names[i])))
            return (enum rowan_ledger_status)i;
    return ROWAN_LEDGER_FAILED;
}

enum rowan_status rowan_ledger_change_open(struct rowan_ledger_change **out, struct rowan_ledger *ledger,
                                           struct rowan_error *err)
{
    struct rowan_ledger_change *change = calloc(1, sizeof *change);

    *out = change;
    if (!change)
        return rowan_out_of_memory(err);
    change->ledger = ledger;
    return ROWAN_OK;
}

void rowan_ledger_change_close(struct rowan_ledger_change *change)
{
    if (!change)
        return;
    rowan_statement_free(change->read);
    rowan_statement_free(change->replace);
    rowan_statement_free(change->refuse);
    rowan_statement_free(change->erase);
    rowan_statement_free(change->unreject);
    free(change);
}

/* ---- reading ---- */

enum rowan_status rowan_ledger_row_read(struct rowan_statement *query, size_t first,
                                        struct rowan_ledger_row *row, struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = rowan_statement_text(query, first, &text, err);

    if (st == ROWAN_OK)
        row->status = rowan_ledger_status_find(text);
    if (st == ROWAN_OK)
        st = rowan_statement_text(query, first + 1, &text, err);
    if (st == ROWAN_OK)
        snprintf(row->run_id, sizeof row->run_id, "%.*s", (int)text.size, text.data ? text.data : "");
    if (st == ROWAN_OK)
        st = rowan_statement_text(query, first + 2, &text, err);
    if (st == ROWAN_OK)
        row->stored = text.data ? strtoll(text.data, NULL, 10) : 0;
    if (st == ROWAN_OK)
        st = rowan_statement_text(query, first + 3, &text, err);
    if (st == ROWAN_OK)
        snprintf(row->hash, sizeof row->hash, "%.*s", (int)text.size, text.data ? text.data : "");
    if (st == ROWAN_OK)
        st = rowan_statement_text(query, first + 4, &text, err);
    if (st == ROWAN_OK) {
        row->is_tried = text.data != NULL;
        snprintf(row->tried, sizeof row->tried, "%.*s", (int)text.size, text.data ? text.data : "");
    }
    if (st == ROWAN_OK)
        st = rowan_statement_text(query, first + 5, &text, err);
    if (st == ROWAN_OK)
        row->rejected = text.data ? strtoll(text.data, NULL, 10) : 0;
    return st;
}

enum rowan_status rowan_ledger_change_read(struct rowan_ledger_change *change, struct rowan_slice kept,
                                           struct rowan_ledger_row *row, bool *there, struct rowan_error *err)
{
    struct rowan_param params[2] = {rowan_param_text(rowan_ledger_feed(change->ledger)),
                                    {.kind = ROWAN_PARAM_TEXT, .text = kept}};
    enum rowan_status st = ROWAN_OK;

    *there = false;
    if (!change->read)
        st = rowan_ledger_prepare(change->ledger, &change->read, "SELECT " ROWAN_LEDGER_ROW " FROM ", "", "",
                                  err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(change->read, params, 2, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(change->read, there, err);
    if (st == ROWAN_OK && *there)
        st = rowan_ledger_row_read(change->read, 0, row, err);
    if (change->read)
        rowan_statement_reset(change->read);
    return st;
}

/* ---- changing ---- */

/* Another run was there in between: whatever it did counts. */
static enum rowan_status fail_rival(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DUPLICATE, "ledger",
                      "the ledger's row of the document was changed by another run meanwhile");
}

/* Run a statement whose last markers are those of the fence; count: of the others. */
static enum rowan_status run_fenced(struct rowan_ledger_change *change, struct rowan_statement *statement,
                                    struct rowan_param *params, size_t count, struct rowan_slice key,
                                    const struct rowan_ledger_row *old, struct rowan_error *err)
{
    struct rowan_slice kept = rowan_ledger_kept(change->ledger, key);
    enum rowan_status st;

    if (!kept.data)
        return rowan_out_of_memory(err);
    params[count++] = rowan_param_text(rowan_ledger_feed(change->ledger));
    params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .text = kept};
    params[count++] = rowan_param_text(old->run_id);
    params[count++] = rowan_param_text(rowan_ledger_status_name(old->status));
    st = rowan_statement_run(statement, params, count, err);
    if (st == ROWAN_OK)
        st = rowan_statement_finish(statement, err);
    if (st == ROWAN_OK && rowan_statement_affected(statement) < 0)
        return rowan_fail(err, ROWAN_CONFIG, "config",
                          "the driver does not say how many rows a statement changes: nothing can be loaded "
                          "again");
    return st == ROWAN_OK && rowan_statement_affected(statement) != 1 ? fail_rival(err) : st;
}

static const struct rowan_slice none = {NULL, 0};

static struct rowan_param revision_param(struct rowan_slice revision)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .null = !revision.data, .text = revision};
}

/* Rows that were rejected go with those that were not. Whoever took some of them away before did no harm. */
static enum rowan_status unreject(struct rowan_ledger_change *change, struct rowan_slice key,
                                  const struct rowan_ledger_row *old, struct rowan_error *err)
{
    struct rowan_slice kept = rowan_ledger_kept(change->ledger, key);
    struct rowan_param params[2] = {rowan_param_text(rowan_ledger_feed(change->ledger)),
                                    {.kind = ROWAN_PARAM_TEXT, .text = kept}};
    enum rowan_status st = ROWAN_OK;

    if (!old->rejected)
        return ROWAN_OK;
    if (!kept.data)
        return rowan_out_of_memory(err);
    if (!change->unreject)
        st = rowan_ledger_prepare_unreject(change->ledger, &change->unreject, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(change->unreject, params, 2, err);
    return st == ROWAN_OK ? rowan_statement_finish(change->unreject, err) : st;
}

/* status is loaded, skipped or unloaded, or failed where there are no rows. */
static enum rowan_status replace(struct rowan_ledger_change *change, const struct rowan_entry *entry,
                                 enum rowan_ledger_status status, const struct rowan_ledger_row *old,
                                 struct rowan_error *err)
{
    struct rowan_param params[MARKERS];
    enum rowan_status st = ROWAN_OK;
    char now[32];

    rowan_clock_stamp(now, sizeof now);
    if (!change->replace)
        st = rowan_ledger_prepare(change->ledger, &change->replace, "UPDATE ",
                                  " SET status = ?, reason = ?, message = ?, sent = ?, stored = ?, "
                                  "mapping_hash = ?, run_id = ?, logged_at = ?, revision = ?, "
                                  "tried_revision = ?, rejected = ?, tried = tried + 1",
                                  AS_IT_WAS, err);
    if (st != ROWAN_OK)
        return st;
    params[0] = rowan_param_text(rowan_ledger_status_name(status));
    params[1] = rowan_param_text(entry->reason);
    params[2] = rowan_param_text(entry->message);
    params[3] = rowan_param_int(entry->sent);
    params[4] = rowan_param_int(entry->stored);
    params[5] = rowan_param_text(rowan_ledger_hash(change->ledger));
    params[6] = rowan_param_text(rowan_ledger_run(change->ledger));
    params[7] = rowan_param_text(now);
    params[8] = revision_param(status == ROWAN_LEDGER_LOADED ? entry->revision : none);
    params[9] = revision_param(entry->revision);
    params[10] = rowan_param_int(entry->rejected);
    st = run_fenced(change, change->replace, params, 11, entry->key, old, err);
    return st == ROWAN_OK ? unreject(change, entry->key, old, err) : st;
}

static enum rowan_status refuse(struct rowan_ledger_change *change, const struct rowan_entry *entry,
                                struct rowan_error *err)
{
    struct rowan_param params[MARKERS];
    enum rowan_status st = ROWAN_OK;
    char now[32];

    rowan_clock_stamp(now, sizeof now);
    if (!change->refuse)
        st = rowan_ledger_prepare(change->ledger, &change->refuse, "UPDATE ",
                                  " SET status = ?, reason = ?, message = ?, run_id = ?, logged_at = ?, "
                                  "tried_revision = ?, tried = tried + 1",
                                  AS_IT_WAS, err);
    if (st != ROWAN_OK)
        return st;
    params[0] = rowan_param_text(rowan_ledger_status_name(ROWAN_LEDGER_STALE));
    params[1] = rowan_param_text(entry->reason);
    params[2] = rowan_param_text(entry->message);
    params[3] = rowan_param_text(rowan_ledger_run(change->ledger));
    params[4] = rowan_param_text(now);
    params[5] = revision_param(entry->revision);
    return run_fenced(change, change->refuse, params, 6, entry->key, entry->old, err);
}

static enum rowan_status write_old(struct rowan_ledger_change *change, const struct rowan_entry *entry,
                                   struct rowan_error *err)
{
    if (entry->failed && rowan_ledger_row_has_rows(entry->old))
        return refuse(change, entry, err);
    return replace(change, entry,
                   entry->failed    ? ROWAN_LEDGER_FAILED
                   : entry->skipped ? ROWAN_LEDGER_SKIPPED
                                    : ROWAN_LEDGER_LOADED,
                   entry->old, err);
}

/* So many from the first on have no row yet. */
static size_t count_new(const struct rowan_entry *entries, size_t count)
{
    size_t n = 0;

    while (n < count && !entries[n].old)
        n++;
    return n;
}

enum rowan_status rowan_ledger_change_write(struct rowan_ledger_change *change,
                                            const struct rowan_entry *entries, size_t count,
                                            struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    rowan_ledger_forget(change->ledger);
    for (size_t i = 0; i < count && st == ROWAN_OK;) {
        size_t n = count_new(entries + i, count - i);
        if (n > 0)
            st = rowan_ledger_insert(change->ledger, entries + i, n, err);
        else
            st = write_old(change, &entries[i], err);
        i += n > 0 ? n : 1;
    }
    return st;
}

enum rowan_status rowan_ledger_change_unload(struct rowan_ledger_change *change, struct rowan_slice key,
                                             const struct rowan_ledger_row *old, struct rowan_error *err)
{
    struct rowan_entry entry = {.key = key};

    return replace(change, &entry, ROWAN_LEDGER_UNLOADED, old, err);
}

enum rowan_status rowan_ledger_change_delete(struct rowan_ledger_change *change, struct rowan_slice key,
                                             const struct rowan_ledger_row *old, struct rowan_error *err)
{
    struct rowan_param params[FENCE_MARKERS];
    enum rowan_status st = ROWAN_OK;

    if (!change->erase)
        st = rowan_ledger_prepare(change->ledger, &change->erase, "DELETE FROM ", "", AS_IT_WAS, err);
    if (st == ROWAN_OK)
        st = run_fenced(change, change->erase, params, 0, key, old, err);
    return st == ROWAN_OK ? unreject(change, key, old, err) : st;
}
