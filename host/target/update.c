#include "target/update.h"

#include <stdlib.h>
#include <string.h>

#include "odbc/dialect.h"

#define BATCH_MAX 500 /* rows laid out at a time for parameter arrays */

struct rowan_updater {
    const struct rowan_inserter *inserter;
    const struct rowan_lookup_part *parts;
    size_t *columns; /* those that are set, then those of the key */
    size_t set_count, key_count;
    /* One row has a statement of its own, as in insert_values.c. */
    struct rowan_statement *one, *many;
    struct rowan_param *params;
    struct rowan_buffer *rooms;
};

void rowan_update_close(struct rowan_updater *updater)
{
    if (!updater)
        return;
    rowan_statement_free(updater->one);
    rowan_statement_free(updater->many);
    for (size_t i = 0; updater->rooms && i < BATCH_MAX * updater->key_count; i++)
        rowan_buffer_clear(&updater->rooms[i]);
    free(updater->rooms);
    free(updater->params);
    free(updater->columns);
    free(updater);
}

static size_t width(const struct rowan_updater *updater)
{
    return updater->set_count + updater->key_count;
}

enum rowan_status rowan_update_open(struct rowan_updater **out, const struct rowan_inserter *inserter,
                                    const size_t *set, size_t set_count, const size_t *key, size_t key_count,
                                    const struct rowan_lookup_part *parts, struct rowan_error *err)
{
    struct rowan_updater *updater = calloc(1, sizeof *updater);

    *out = NULL;
    if (!updater)
        return rowan_out_of_memory(err);
    updater->inserter = inserter;
    updater->parts = parts;
    updater->set_count = set_count;
    updater->key_count = key_count;
    updater->columns = calloc(width(updater) + 1, sizeof *updater->columns);
    updater->params = calloc(BATCH_MAX * width(updater), sizeof *updater->params);
    updater->rooms = calloc(BATCH_MAX * key_count, sizeof *updater->rooms);
    if (!updater->columns || !updater->params || !updater->rooms) {
        rowan_update_close(updater);
        return rowan_out_of_memory(err);
    }
    memcpy(updater->columns, set, set_count * sizeof *set);
    memcpy(updater->columns + set_count, key, key_count * sizeof *key);
    *out = updater;
    return ROWAN_OK;
}

/* ---- the statement ---- */

/* A marker has no type where the statement does not give it one: as for INSERT. */
static void add_marker(struct rowan_sql *sql, const struct rowan_insert_column *column)
{
    if (sql->server->dialect->insert == ROWAN_INSERT_UNNEST && column->cast_type)
        rowan_sql_add_cast(sql, "CAST(? AS %s)", column->cast_type);
    else
        rowan_sql_add(sql, column->marker ? column->marker : "?");
}

static enum rowan_status prepare(struct rowan_updater *updater, struct rowan_statement **slot,
                                 struct rowan_error *err)
{
    const struct rowan_inserter *inserter = updater->inserter;
    struct rowan_buffer text = {0};
    struct rowan_sql sql;
    enum rowan_status st;

    if (*slot)
        return ROWAN_OK;
    rowan_sql_begin(&sql, rowan_connection_server(inserter->db), &text, err);
    rowan_sql_add(&sql, "UPDATE ");
    rowan_sql_add_name(&sql, inserter->schema, inserter->table);
    for (size_t i = 0; i < width(updater); i++) {
        const struct rowan_insert_column *column = &inserter->columns[updater->columns[i]];
        bool is_key = i >= updater->set_count;
        rowan_sql_add(&sql, i == 0 ? " SET " : !is_key ? ", " : i > updater->set_count ? " AND " : " WHERE ");
        rowan_sql_add_name(&sql, NULL, column->name);
        rowan_sql_add(&sql, " = ");
        if (is_key)
            rowan_sql_add(&sql, updater->parts[i - updater->set_count].marker.sql);
        else
            add_marker(&sql, column);
    }
    st = rowan_statement_prepare(slot, inserter->db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

/* ---- rows ---- */

static enum rowan_status fill_cell(const struct rowan_inserter *inserter, size_t column,
                                   const struct rowan_value *value, struct rowan_param *param,
                                   struct rowan_error *err)
{
    const struct rowan_insert_column *c = &inserter->columns[column];

    *param = (struct rowan_param){.null = value->null, .number = value->number, .text = value->text};
    param->kind = c->integer ? ROWAN_PARAM_INT : c->binary ? ROWAN_PARAM_BINARY : ROWAN_PARAM_TEXT;
    if (c->logical && rowan_connection_dialect(inserter->db)->insert == ROWAN_INSERT_UNNEST) {
        param->kind = ROWAN_PARAM_TEXT;
        param->text = rowan_slice_of(value->number ? "t" : "f");
    }
    return c->checked ? rowan_insert_check(inserter, column, value, err) : ROWAN_OK;
}

static enum rowan_status fill_row(struct rowan_updater *updater, size_t place, rowan_cell_fn cell,
                                  const void *context, size_t row, struct rowan_error *err)
{
    struct rowan_param *params = updater->params + place * width(updater);
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < updater->set_count && st == ROWAN_OK; i++) {
        struct rowan_value value = cell(context, updater->columns[i], row);
        st = fill_cell(updater->inserter, updater->columns[i], &value, &params[i], err);
    }
    for (size_t i = 0; i < updater->key_count && st == ROWAN_OK; i++) {
        struct rowan_value value = cell(context, updater->columns[updater->set_count + i], row);
        if (!rowan_lookup_param(&updater->parts[i], &value, &updater->rooms[place * updater->key_count + i],
                                &params[updater->set_count + i]))
            st = rowan_out_of_memory(err);
    }
    return st;
}

static enum rowan_status run(struct rowan_updater *updater, size_t rows, int64_t *changed,
                             struct rowan_error *err)
{
    struct rowan_statement **slot = rows == 1 ? &updater->one : &updater->many;
    enum rowan_status st = prepare(updater, slot, err);

    if (st == ROWAN_OK && rows == 1)
        st = rowan_statement_run(*slot, updater->params, width(updater), err);
    else if (st == ROWAN_OK)
        st = rowan_statement_run_array(*slot, updater->params, width(updater), rows, err);
    if (st == ROWAN_OK)
        *changed += rowan_statement_affected(*slot);
    return st;
}

enum rowan_status rowan_update_rows(struct rowan_updater *updater, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, int64_t *changed, struct rowan_error *err)
{
    /* Of an array the server keeps what it says of the last row alone. */
    size_t most = rowan_connection_warnings(updater->inserter->db)->refused ? 1 : BATCH_MAX;
    enum rowan_status st = ROWAN_OK;

    *changed = 0;
    while (begin < end && st == ROWAN_OK) {
        size_t rows = end - begin < most ? end - begin : most;
        for (size_t i = 0; i < rows && st == ROWAN_OK; i++)
            st = fill_row(updater, i, cell, context, begin + i, err);
        if (st == ROWAN_OK)
            st = run(updater, rows, changed, err);
        begin += rows;
    }
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s", updater->inserter->table);
    return st;
}
