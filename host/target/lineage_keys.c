#include "target/lineage_keys.h"

#include <stdlib.h>

#include "odbc/statement.h"
#include "plan/own_tables.h"
#include "target/ledger_tables.h"

struct rowan_lineage_keys {
    struct rowan_ledger *ledger;
    struct rowan_statement *read, *erase; /* made when they are first needed */
    struct rowan_arena texts;
    struct rowan_lineage_part *parts;
    size_t count, capacity;
};

enum rowan_status rowan_lineage_keys_open(struct rowan_lineage_keys **out, struct rowan_ledger *ledger,
                                          struct rowan_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return rowan_out_of_memory(err);
    (*out)->ledger = ledger;
    rowan_arena_init(&(*out)->texts, 0);
    return ROWAN_OK;
}

void rowan_lineage_keys_close(struct rowan_lineage_keys *keys)
{
    if (!keys)
        return;
    rowan_statement_free(keys->read);
    rowan_statement_free(keys->erase);
    rowan_arena_clear(&keys->texts);
    free(keys->parts);
    free(keys);
}

static bool make_room(struct rowan_lineage_keys *keys)
{
    size_t capacity = keys->capacity ? keys->capacity * 2 : 16;
    struct rowan_lineage_part *parts;

    if (keys->count < keys->capacity)
        return true;
    parts = realloc(keys->parts, capacity * sizeof *parts);
    if (!parts)
        return false;
    keys->parts = parts;
    keys->capacity = capacity;
    return true;
}

/* The fields of the row that the statement is at. */
static enum rowan_status read_part(struct rowan_lineage_keys *keys, struct rowan_error *err)
{
    struct rowan_slice fields[3];
    char *copies[3];
    enum rowan_status st = make_room(keys) ? ROWAN_OK : rowan_out_of_memory(err);

    for (size_t i = 0; i < 3 && st == ROWAN_OK; i++) {
        st = rowan_statement_text(keys->read, i, &fields[i], err);
        if (st != ROWAN_OK)
            return st;
        copies[i] = rowan_arena_copy(&keys->texts, fields[i].data ? fields[i].data : "", fields[i].size);
        if (!copies[i])
            st = rowan_out_of_memory(err);
    }
    if (st == ROWAN_OK)
        keys->parts[keys->count++] =
            (struct rowan_lineage_part){copies[0], copies[1], {copies[2], fields[2].size}};
    return st;
}

static enum rowan_status run(struct rowan_lineage_keys *keys, struct rowan_statement *statement,
                             struct rowan_slice doc_key, struct rowan_error *err)
{
    struct rowan_slice kept = rowan_ledger_kept(keys->ledger, doc_key);
    struct rowan_param params[2] = {rowan_param_text(rowan_ledger_feed(keys->ledger)),
                                    {.kind = ROWAN_PARAM_TEXT, .text = kept}};

    return kept.data ? rowan_statement_run(statement, params, 2, err) : rowan_out_of_memory(err);
}

enum rowan_status rowan_lineage_keys_read(struct rowan_lineage_keys *keys, struct rowan_slice doc_key,
                                          const struct rowan_lineage_part **parts, size_t *count,
                                          struct rowan_error *err)
{
    bool more = true;
    enum rowan_status st = ROWAN_OK;

    keys->count = 0;
    rowan_arena_clear(&keys->texts);
    rowan_arena_init(&keys->texts, 0);
    if (!keys->read)
        st = rowan_ledger_prepare_in(keys->ledger, &keys->read, ROWAN_LINEAGE_TABLE,
                                     "SELECT table_name, key_columns, row_keys FROM ", "", " ORDER BY part",
                                     err);
    if (st == ROWAN_OK)
        st = run(keys, keys->read, doc_key, err);
    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(keys->read, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = read_part(keys, err);
    }
    if (keys->read)
        rowan_statement_reset(keys->read);
    *parts = keys->parts;
    *count = keys->count;
    return st;
}

enum rowan_status rowan_lineage_keys_delete(struct rowan_lineage_keys *keys, struct rowan_slice doc_key,
                                            struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (!keys->erase)
        st = rowan_ledger_prepare_in(keys->ledger, &keys->erase, ROWAN_LINEAGE_TABLE, "DELETE FROM ", "", "",
                                     err);
    if (st == ROWAN_OK)
        st = run(keys, keys->erase, doc_key, err);
    return st == ROWAN_OK ? rowan_statement_finish(keys->erase, err) : st;
}
