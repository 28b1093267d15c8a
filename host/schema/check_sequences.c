#include "schema/check_sequences.h"

#include <string.h>

#include "catalog/catalog_query.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"
#include "schema/fix_rights.h"

enum { FIELD_TABLE, FIELD_COLUMN, FIELD_SEQUENCE, FIELDS };

/* The first into of the table that does not fill the column, or NULL. */
static const struct rowan_table *left_away_by(const struct rowan_plan *plan, const char *table,
                                              const char *column)
{
    for (size_t t = 0; t < plan->table_count; t++)
        if (strcmp(plan->tables[t].name, table) == 0 && rowan_table_find_column(&plan->tables[t], column) < 0)
            return &plan->tables[t];
    return NULL;
}

static enum rowan_status read_names(struct rowan_statement *query, struct rowan_arena *arena, char **names,
                                    struct rowan_error *err)
{
    struct rowan_slice field = {NULL, 0};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < FIELDS && st == ROWAN_OK; i++) {
        st = rowan_statement_text(query, i, &field, err);
        names[i] = st == ROWAN_OK ? rowan_arena_copy(arena, field.data ? field.data : "", field.size) : NULL;
        if (st == ROWAN_OK && !names[i])
            st = rowan_out_of_memory(err);
    }
    return st;
}

static void check_sequence(struct rowan_check_context *check, char *const *names)
{
    const struct rowan_table *table = left_away_by(check->plan, names[FIELD_TABLE], names[FIELD_COLUMN]);
    struct rowan_check_location spot;

    if (!table)
        return;
    spot = (struct rowan_check_location){table->place, table->name, names[FIELD_COLUMN]};
    rowan_fix_grant_sequence(&check->fix, names[FIELD_SEQUENCE]);
    rowan_check_error(check, &spot,
                      "the database user may not use the sequence %s, which numbers this column",
                      names[FIELD_SEQUENCE]);
}

void rowan_check_sequences(struct rowan_check_context *check, const char *const *names, size_t count)
{
    const char *text = check->dialect->catalog.sequences;
    struct rowan_statement *query = NULL;
    struct rowan_arena arena;
    char *row[FIELDS];
    bool more = text != NULL;

    if (!text || check->status != ROWAN_OK)
        return;
    rowan_arena_init(&arena, 0);
    check->status =
        rowan_catalog_ask(&query, check->db, text, check->endpoint->schema, names, count, check->err);
    while (check->status == ROWAN_OK && more) {
        check->status = rowan_statement_fetch(query, &more, check->err);
        if (check->status == ROWAN_OK && more)
            check->status = read_names(query, &arena, row, check->err);
        if (check->status == ROWAN_OK && more)
            check_sequence(check, row);
    }
    rowan_statement_free(query);
    rowan_arena_clear(&arena);
}
