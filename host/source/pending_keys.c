/*
 * Keys are few bytes each, so a page of them is long. The target is asked about a part of the page at a time,
 * when that part is needed: then it answers while the documents before it are mapped.
 */
#include "source/pending_keys.h"

#include <stdlib.h>

#include "odbc/sql_text.h"
#include "source/key_list.h"
#include "source/revision.h"
#include "odbc/statement.h"

#define PAGE_KEYS  10000
#define ASKED_KEYS 1000

struct rowan_pending_keys {
    struct rowan_pending_query *query;
    struct rowan_pending pending;
    struct rowan_statement *statement;
    struct rowan_statement *equal;   /* keys that are equal to one; made when it is first needed */
    struct rowan_key_list page;      /* a mark: to be done, of those that were asked about */
    struct rowan_key_list revisions; /* of each; empty where no column says them */
    size_t asked;                    /* the target knows so many of them */
    size_t at;                       /* the next one */
    bool last;                       /* no page comes after this one */
};

enum rowan_status rowan_pending_keys_open(struct rowan_pending_keys **out, struct rowan_pending_query *query,
                                          const struct rowan_pending *pending, struct rowan_error *err)
{
    struct rowan_pending_keys *keys = calloc(1, sizeof *keys);

    *out = NULL;
    if (!keys)
        return rowan_out_of_memory(err);
    keys->query = query;
    keys->pending = *pending;
    *out = keys;
    return ROWAN_OK;
}

void rowan_pending_keys_close(struct rowan_pending_keys *keys)
{
    if (!keys)
        return;
    rowan_statement_free(keys->statement);
    rowan_statement_free(keys->equal);
    rowan_key_list_clear(&keys->page);
    rowan_key_list_clear(&keys->revisions);
    free(keys);
}

/* ---- the keys of a page ---- */

static const struct rowan_source_column *revision_of(const struct rowan_pending_keys *keys)
{
    const struct rowan_source_table *table = keys->query->table;

    return table->revision == ROWAN_REVISION_COLUMN ? &table->columns[table->revision_column] : NULL;
}

static enum rowan_status prepare(struct rowan_pending_keys *keys, struct rowan_statement **statement,
                                 bool equal, struct rowan_error *err)
{
    struct rowan_connection *db = keys->query->db;
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_statement_free(*statement);
    *statement = NULL;
    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    rowan_sql_add(&sql, "SELECT ");
    rowan_key_columns_add_texts(&keys->query->key, &sql);
    if (revision_of(keys)) {
        rowan_sql_add(&sql, ", ");
        rowan_pending_query_add_column(&sql, keys->query->carried[keys->query->table->revision_column],
                                       revision_of(keys)->name);
    }
    if (equal)
        rowan_pending_query_add_equal(keys->query, &sql);
    else
        rowan_pending_query_add(keys->query, &sql);
    st = rowan_statement_prepare(statement, db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status run(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (keys->query->moved || !keys->statement)
        st = prepare(keys, &keys->statement, false, err);
    if (st == ROWAN_OK)
        st = rowan_pending_query_params(keys->query, &count, err);
    return st == ROWAN_OK
               ? rowan_statement_run_page(keys->statement, keys->query->params, count, PAGE_KEYS, err)
               : st;
}

static enum rowan_status read_revision(struct rowan_pending_keys *keys, struct rowan_statement *from,
                                       struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st = rowan_statement_text(from, keys->query->key.count, &text, err);

    if (st == ROWAN_OK && !(rowan_revision_append(&keys->revisions.bytes, &revision_of(keys)->type, text) &&
                            rowan_key_list_add(&keys->revisions)))
        st = rowan_out_of_memory(err);
    return st;
}

static enum rowan_status read_key(struct rowan_pending_keys *keys, struct rowan_statement *from,
                                  struct rowan_error *err)
{
    enum rowan_status st = rowan_pending_query_read_key(keys->query, from, &keys->page.bytes, err);

    if (st == ROWAN_OK && !rowan_key_list_add(&keys->page))
        st = rowan_out_of_memory(err);
    return st == ROWAN_OK && revision_of(keys) ? read_revision(keys, from, err) : st;
}

static enum rowan_status read_keys(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && keys->page.count < PAGE_KEYS) {
        st = rowan_statement_fetch(keys->statement, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = read_key(keys, keys->statement, err);
    }
    return st;
}

/* ---- keys that are equal, and not the same: pager.c says why ---- */

static enum rowan_status run_equal(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    struct rowan_slice key = rowan_key_list_last(&keys->page);
    enum rowan_status st = ROWAN_OK;
    size_t count;

    if (!keys->equal)
        st = prepare(keys, &keys->equal, true, err);
    if (st == ROWAN_OK)
        st = rowan_pending_query_equal_params(keys->query, key, &count, err);
    return st == ROWAN_OK ? rowan_statement_run(keys->equal, keys->query->params, count, err) : st;
}

static enum rowan_status read_equal(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    enum rowan_status st = run_equal(keys, err);
    bool more = true;

    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(keys->equal, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = read_key(keys, keys->equal, err);
        if (st == ROWAN_OK)
            rowan_key_list_drop_known(&keys->page);
        rowan_key_list_cut(&keys->revisions, keys->page.count);
    }
    if (keys->equal)
        rowan_statement_reset(keys->equal);
    return st;
}

/* ---- a page ---- */

static enum rowan_status try_page(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    enum rowan_status st;

    rowan_key_list_forget(&keys->page);
    rowan_key_list_forget(&keys->revisions);
    keys->asked = keys->at = 0;
    st = run(keys, err);
    if (st == ROWAN_OK)
        st = read_keys(keys, err);
    if (keys->statement)
        rowan_statement_reset(keys->statement);
    if (st == ROWAN_OK && keys->page.count == PAGE_KEYS && keys->query->key.is_loose)
        st = read_equal(keys, err);
    return st;
}

/* Between two pages the connection waits, and may be closed meanwhile. */
static enum rowan_status load_page(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    enum rowan_status st = try_page(keys, err);

    if (st == ROWAN_LOST && rowan_connection_reopen(keys->query->db, NULL) == ROWAN_OK)
        st = try_page(keys, err);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_key_list_place(&keys->page) || !rowan_key_list_place(&keys->revisions))
        return rowan_out_of_memory(err);
    keys->last = keys->page.count < PAGE_KEYS;
    if (keys->page.count && !rowan_pending_query_move(keys->query, keys->page.keys[keys->page.count - 1]))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

/* ---- what is to be done of it ---- */

static enum rowan_status ask(struct rowan_pending_keys *keys, struct rowan_error *err)
{
    size_t left = keys->page.count - keys->asked;
    size_t count = left < ASKED_KEYS ? left : ASKED_KEYS;
    const struct rowan_slice *revisions = revision_of(keys) ? keys->revisions.keys + keys->asked : NULL;
    enum rowan_status st = keys->pending.filter(keys->pending.target, keys->page.keys + keys->asked,
                                                revisions, count, keys->page.marks + keys->asked, err);

    keys->asked += st == ROWAN_OK ? count : 0;
    return st;
}

enum rowan_status rowan_pending_keys_next(struct rowan_pending_keys *keys, struct rowan_slice *key,
                                          bool *more, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    *more = false;
    while (st == ROWAN_OK) {
        for (; keys->at < keys->asked; keys->at++)
            if (keys->page.marks[keys->at]) {
                *key = keys->page.keys[keys->at++];
                *more = true;
                return ROWAN_OK;
            }
        if (keys->asked < keys->page.count)
            st = ask(keys, err);
        else if (keys->last)
            return ROWAN_OK;
        else
            st = load_page(keys, err);
    }
    return st;
}
