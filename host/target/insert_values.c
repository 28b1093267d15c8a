/*
 * INSERT ... VALUES: with several rows in one statement, or as ODBC parameter arrays over one row.
 *
 * Statements of several rows exist for the full block and for the powers of two below it, so that a rest of
 * any size is a handful of statements, and few are ever prepared.
 */
#include <stdlib.h>

#include "odbc/sql_text.h"
#include "target/insert.h"
#include "odbc/statement.h"

#define SIZES     12   /* the full block, then up to 1024, 512 ... 1 */
#define BATCH_MAX 1000 /* rows laid out at a time for parameter arrays */

struct rowan_insert_values {
    size_t block;                          /* rows of the largest statement */
    struct rowan_statement *full;          /* of block rows */
    struct rowan_statement *powers[SIZES]; /* of 2^i rows */
    struct rowan_param *params;
    size_t batch;         /* rows there are params for */
    size_t max_row_bytes; /* what the server takes; 0: not known */
};

void rowan_insert_values_free(struct rowan_insert_values *values)
{
    if (!values)
        return;
    rowan_statement_free(values->full);
    for (size_t i = 0; i < SIZES; i++)
        rowan_statement_free(values->powers[i]);
    free(values->params);
    free(values);
}

/* A larger row would cost the connection, and with it the other documents of the group. */
static enum rowan_status read_row_limit(struct rowan_insert_values *values, struct rowan_connection *db,
                                        struct rowan_error *err)
{
    const char *question = rowan_connection_dialect(db)->row_limit_query;
    struct rowan_statement *query;
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st;
    bool more;

    if (!question)
        return ROWAN_OK;
    st = rowan_statement_new(&query, db, question, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &text, err);
    if (text.data)
        values->max_row_bytes = strtoul(text.data, NULL, 10);
    rowan_statement_free(query);
    return st;
}

static enum rowan_status open_values(struct rowan_inserter *inserter, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(inserter->db);
    struct rowan_insert_values *values = calloc(1, sizeof *values);
    enum rowan_status st;

    if (!values)
        return rowan_out_of_memory(err);
    inserter->values = values;
    values->block = dialect->values_params / inserter->count;
    if (values->block > dialect->values_rows)
        values->block = dialect->values_rows;
    if (values->block >= (size_t)1 << SIZES)
        values->block = ((size_t)1 << SIZES) - 1;
    if (values->block == 0 || dialect->insert == ROWAN_INSERT_ARRAYS)
        values->block = 1;
    values->batch = dialect->insert == ROWAN_INSERT_ARRAYS ? BATCH_MAX : values->block;
    values->params = calloc(values->batch * inserter->count, sizeof *values->params);
    st = values->params ? read_row_limit(values, inserter->db, err) : rowan_out_of_memory(err);
    if (st != ROWAN_OK) {
        rowan_insert_values_free(values);
        inserter->values = NULL;
    }
    return st;
}

/* The statement for so many rows, prepared when first asked for. */
static enum rowan_status get_query(struct rowan_inserter *inserter, struct rowan_statement **slot,
                                   size_t rows, struct rowan_error *err)
{
    struct rowan_buffer text;
    struct rowan_sql sql;
    const char **markers;
    enum rowan_status st;

    if (*slot)
        return ROWAN_OK;
    markers = calloc(inserter->count, sizeof *markers);
    if (!markers)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < inserter->count; i++)
        markers[i] = inserter->columns[i].marker;
    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(inserter->db), &text, err);
    rowan_sql_add_slice(&sql, rowan_buffer_slice(&inserter->head));
    rowan_sql_add_values(&sql, rows, markers, inserter->count);
    st = rowan_statement_prepare(slot, inserter->db, &sql);
    if (st == ROWAN_OK)
        rowan_statement_of_rows(*slot);
    rowan_buffer_clear(&text);
    free(markers);
    return st;
}

/* How many of the rows that are left the next statement takes, and which it is. */
static struct rowan_statement **choose(struct rowan_insert_values *values, size_t left, size_t *rows)
{
    size_t power = 0;

    if (left >= values->block) {
        *rows = values->block;
        return &values->full;
    }
    while ((size_t)2 << power <= left)
        power++;
    *rows = (size_t)1 << power;
    return &values->powers[power];
}

static enum rowan_status fill_row(struct rowan_inserter *inserter, struct rowan_param *params,
                                  rowan_cell_fn cell, const void *context, size_t row,
                                  struct rowan_error *err)
{
    size_t max = inserter->values->max_row_bytes;
    enum rowan_status st = ROWAN_OK;
    size_t bytes = 1024; /* what goes round the values */

    for (size_t i = 0; i < inserter->count && st == ROWAN_OK; i++) {
        struct rowan_value value = cell(context, i, row);
        bool integer = inserter->columns[i].integer;
        params[i].kind = integer                       ? ROWAN_PARAM_INT
                         : inserter->columns[i].binary ? ROWAN_PARAM_BINARY
                                                       : ROWAN_PARAM_TEXT;
        params[i].null = value.null;
        params[i].number = value.number;
        params[i].text = value.text;
        if (inserter->columns[i].checked)
            st = rowan_insert_check(inserter, i, &value, err);
        bytes += 16 + value.text.size;
    }
    if (st == ROWAN_OK && max && bytes > max)
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "a row of about %zu bytes is larger than the server's "
                          "%s (%zu)",
                          bytes, rowan_connection_dialect(inserter->db)->row_limit_name, max);
    return st;
}

static enum rowan_status fill_rows(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                   size_t begin, size_t rows, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < rows && st == ROWAN_OK; i++)
        st =
            fill_row(inserter, inserter->values->params + i * inserter->count, cell, context, begin + i, err);
    return st;
}

static enum rowan_status run_block(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                   size_t *begin, size_t end, struct rowan_error *err)
{
    struct rowan_insert_values *values = inserter->values;
    size_t rows;
    struct rowan_statement **slot = choose(values, end - *begin, &rows);
    enum rowan_status st = get_query(inserter, slot, rows, err);

    if (st == ROWAN_OK)
        st = fill_rows(inserter, cell, context, *begin, rows, err);
    if (st == ROWAN_OK)
        st = rowan_statement_run(*slot, values->params, rows * inserter->count, err);
    if (st == ROWAN_OK)
        st = rowan_insert_count(inserter, *slot, rows, err);
    *begin += rows;
    return st;
}

/* One row has a statement of its own: odbc-mariadb 3.1 overruns its memory when a statement that ran with an
 * array runs with a single set of parameters. */
static enum rowan_status run_arrays(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                    size_t *begin, size_t end, struct rowan_error *err)
{
    struct rowan_insert_values *values = inserter->values;
    /* Of an array the server keeps what it says of the last row alone. */
    size_t most = rowan_connection_warnings(inserter->db)->refused ? 1 : values->batch;
    size_t rows = end - *begin < most ? end - *begin : most;
    struct rowan_statement **slot = rows == 1 ? &values->powers[0] : &values->full;
    enum rowan_status st = get_query(inserter, slot, 1, err);

    if (st == ROWAN_OK)
        st = fill_rows(inserter, cell, context, *begin, rows, err);
    if (st == ROWAN_OK && rows == 1)
        st = rowan_statement_run(*slot, values->params, inserter->count, err);
    else if (st == ROWAN_OK)
        st = rowan_statement_run_array(*slot, values->params, inserter->count, rows, err);
    if (st == ROWAN_OK)
        st = rowan_insert_count(inserter, *slot, rows, err);
    *begin += rows;
    return st;
}

enum rowan_status rowan_insert_values_rows(struct rowan_inserter *inserter, rowan_cell_fn cell,
                                           const void *context, size_t begin, size_t end,
                                           struct rowan_error *err)
{
    bool arrays = rowan_connection_dialect(inserter->db)->insert == ROWAN_INSERT_ARRAYS;
    enum rowan_status st = inserter->values ? ROWAN_OK : open_values(inserter, err);

    while (begin < end && st == ROWAN_OK) {
        if (arrays)
            st = run_arrays(inserter, cell, context, &begin, end, err);
        else
            st = run_block(inserter, cell, context, &begin, end, err);
    }
    return st;
}
