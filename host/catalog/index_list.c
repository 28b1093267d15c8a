/* The answer has one row per column of an index, in order; those rows are gathered. */
#include "catalog/index_list.h"

#include <string.h>

#include "catalog/catalog_query.h"
#include "odbc/dialect.h"

enum { FIELD_TABLE, FIELD_INDEX, FIELD_UNIQUE, FIELD_COLUMN, FIELDS };

#define COLUMNS_MOST 32 /* of an index; no database takes more that count */

/* An index whose rows are being read. */
struct gathering {
    struct rowan_index_list *list;
    bool ended; /* an expression came: what follows it finds nothing by itself */
};

static bool is(struct rowan_slice text, const char *s)
{
    return rowan_slice_equal(text, rowan_slice_of(s));
}

static const char *copy(struct rowan_index_list *list, struct rowan_slice text)
{
    return rowan_arena_copy(&list->arena, text.data ? text.data : "", text.size);
}

static bool begin_index(struct gathering *g, const struct rowan_slice *row)
{
    struct rowan_index_list *list = g->list;
    struct rowan_index *index = rowan_arena_alloc(&list->arena, sizeof *index);

    if (!index)
        return false;
    *index = (struct rowan_index){.table = copy(list, row[FIELD_TABLE]),
                                  .name = copy(list, row[FIELD_INDEX]),
                                  .unique = is(row[FIELD_UNIQUE], "1"),
                                  .columns = rowan_arena_alloc(&list->arena, COLUMNS_MOST * sizeof(char *))};
    if (!index->table || !index->name || !index->columns)
        return false;
    if (list->last)
        list->last->next = index;
    else
        list->first = index;
    list->last = index;
    g->ended = false;
    return true;
}

static bool add_row(struct gathering *g, const struct rowan_slice *row)
{
    struct rowan_index *index = g->list->last;

    if (!index || !is(row[FIELD_TABLE], index->table) || !is(row[FIELD_INDEX], index->name)) {
        if (!begin_index(g, row))
            return false;
        index = g->list->last;
    }
    g->ended = g->ended || !row[FIELD_COLUMN].data || index->column_count == COLUMNS_MOST;
    if (g->ended) {
        index->unique = false;
        return true;
    }
    index->columns[index->column_count] = copy(g->list, row[FIELD_COLUMN]);
    return index->columns[index->column_count++] != NULL;
}

static enum rowan_status gather(struct rowan_index_list *list, struct rowan_statement *query,
                                struct rowan_error *err)
{
    struct gathering g = {.list = list};
    struct rowan_slice row[FIELDS];
    enum rowan_status st = ROWAN_OK;
    bool more = true;

    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        for (size_t i = 0; i < FIELDS && st == ROWAN_OK; i++)
            st = rowan_statement_text(query, i, &row[i], err);
        if (st == ROWAN_OK && !add_row(&g, row))
            st = rowan_out_of_memory(err);
    }
    return st;
}

enum rowan_status rowan_index_list_open(struct rowan_index_list *list, struct rowan_connection *db,
                                        const char *schema, const char *const *names, size_t count,
                                        struct rowan_error *err)
{
    const char *question = rowan_connection_dialect(db)->catalog.indexes;
    struct rowan_statement *query = NULL;
    enum rowan_status st;

    memset(list, 0, sizeof *list);
    rowan_arena_init(&list->arena, 0);
    if (!question)
        return ROWAN_OK;
    st = rowan_catalog_ask(&query, db, question, schema, names, count, err);
    if (st == ROWAN_OK)
        st = gather(list, query, err);
    rowan_statement_free(query);
    return st;
}

void rowan_index_list_close(struct rowan_index_list *list)
{
    rowan_arena_clear(&list->arena);
    memset(list, 0, sizeof *list);
}
