#include "schema/check_query.h"

#include "base/arena.h"
#include "catalog/catalog_query.h"
#include "odbc/statement.h"

#define FIELDS_MOST 8 /* that a question has */

static enum rowan_status read_row(struct rowan_statement *query, struct rowan_arena *arena, char **row,
                                  size_t fields, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < fields && st == ROWAN_OK; i++) {
        struct rowan_slice field = {NULL, 0};
        st = rowan_statement_text(query, i, &field, err);
        row[i] = st == ROWAN_OK ? rowan_arena_copy(arena, field.data ? field.data : "", field.size) : NULL;
        if (st == ROWAN_OK && !row[i])
            st = rowan_out_of_memory(err);
    }
    return st;
}

void rowan_check_ask(struct rowan_check_context *check, const char *text, const char *const *names,
                     size_t count, size_t fields, rowan_check_row_fn tell)
{
    struct rowan_statement *query = NULL;
    struct rowan_arena arena;
    char *row[FIELDS_MOST];
    bool more = text != NULL;

    if (!text || check->status != ROWAN_OK)
        return;
    rowan_arena_init(&arena, 0);
    check->status =
        rowan_catalog_ask(&query, check->db, text, check->endpoint->schema, names, count, check->err);
    while (check->status == ROWAN_OK && more) {
        check->status = rowan_statement_fetch(query, &more, check->err);
        if (check->status == ROWAN_OK && more)
            check->status = read_row(query, &arena, row, fields, check->err);
        if (check->status == ROWAN_OK && more)
            tell(check, row);
    }
    rowan_statement_free(query);
    rowan_arena_clear(&arena);
}
