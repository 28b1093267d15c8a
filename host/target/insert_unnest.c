/*
 * INSERT ... SELECT unnest(CAST(? AS type[])), ..., one array literal per column; the arrays of a
 * row are equally long, so they are gone through together. Not FROM unnest(...), which stores every column
 * and then every row before it hands out the first. The statement does not depend on the number of rows. The
 * cast names the column's type without a length, so that the assignment to the column raises what a cast
 * would cut.
 */
#include <stdlib.h>

#include "odbc/array_text.h"
#include "odbc/sql_text.h"
#include "target/insert.h"
#include "odbc/statement.h"

#define STATEMENT_BYTES ((size_t)4 << 20)

struct rowan_insert_unnest {
    struct rowan_statement *query;
    struct rowan_buffer *arrays; /* one per column */
    struct rowan_param *params;
    size_t count;
};

void rowan_insert_unnest_free(struct rowan_insert_unnest *unnest)
{
    if (!unnest)
        return;
    rowan_statement_free(unnest->query);
    for (size_t i = 0; unnest->arrays && i < unnest->count; i++)
        rowan_buffer_clear(&unnest->arrays[i]);
    free(unnest->arrays);
    free(unnest->params);
    free(unnest);
}

static enum rowan_status prepare(struct rowan_insert_unnest *unnest, const struct rowan_inserter *inserter,
                                 struct rowan_error *err)
{
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(inserter->db), &text, err);
    rowan_sql_add_slice(&sql, rowan_buffer_slice(&inserter->head));
    rowan_sql_add(&sql, "SELECT ");
    for (size_t i = 0; i < inserter->count; i++) {
        const struct rowan_insert_column *column = &inserter->columns[i];
        if (column->cast_type)
            rowan_sql_add_cast(&sql, i ? ", unnest(CAST(? AS %s[]))" : "unnest(CAST(? AS %s[]))",
                               column->cast_type);
        else
            rowan_sql_spoil(&sql, rowan_fail(err, ROWAN_MAPPING, "mapping",
                                             "column %s: an array cannot be filled", column->name));
    }
    st = rowan_statement_prepare(&unnest->query, inserter->db, &sql);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status open_unnest(struct rowan_inserter *inserter, struct rowan_error *err)
{
    struct rowan_insert_unnest *unnest = calloc(1, sizeof *unnest);
    enum rowan_status st;

    if (!unnest)
        return rowan_out_of_memory(err);
    unnest->count = inserter->count;
    unnest->arrays = calloc(unnest->count, sizeof *unnest->arrays);
    unnest->params = calloc(unnest->count, sizeof *unnest->params);
    st = unnest->arrays && unnest->params ? prepare(unnest, inserter, err) : rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        inserter->unnest = unnest;
    else
        rowan_insert_unnest_free(unnest);
    return st;
}

/* "\\x4142": the backslash is one more time that of the array's text. */
static bool append_bytes(struct rowan_buffer *out, struct rowan_slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *to;

    if (!rowan_buffer_reserve(out, bytes.size * 2 + 5))
        return false;
    to = out->data + out->size;
    memcpy(to, "\"\\\\x", 4); /* NOLINT(bugprone-not-null-terminated-result): more follows */
    to += 4;
    for (size_t i = 0; i < bytes.size; i++) {
        *to++ = digits[(unsigned char)bytes.data[i] >> 4];
        *to++ = digits[(unsigned char)bytes.data[i] & 15];
    }
    *to++ = '"';
    out->size = (size_t)(to - out->data);
    return true;
}

static bool append_cell(struct rowan_buffer *out, const struct rowan_insert_column *column,
                        const struct rowan_value *value)
{
    if (value->null)
        return rowan_buffer_append(out, "NULL", 4);
    if (column->binary)
        return append_bytes(out, value->text);
    if (!column->integer)
        return column->plain ? rowan_buffer_append(out, value->text.data, value->text.size)
                             : rowan_array_add_text(out, value->text);
    if (column->logical && (value->number == 0 || value->number == 1))
        return rowan_buffer_append_char(out, value->number ? 't' : 'f');
    return rowan_buffer_append_int(out, value->number);
}

/* Add one row to the arrays; *bytes is what they hold together. */
static enum rowan_status add_row(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                 size_t row, size_t *bytes, struct rowan_error *err)
{
    struct rowan_insert_unnest *unnest = inserter->unnest;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < inserter->count && st == ROWAN_OK; i++) {
        struct rowan_buffer *out = &unnest->arrays[i];
        struct rowan_value value = cell(context, i, row);
        size_t before = out->size;
        if (inserter->columns[i].checked)
            st = rowan_insert_check(inserter, i, &value, err);
        if (st == ROWAN_OK && (!rowan_buffer_append_char(out, before ? ',' : '{') ||
                               !append_cell(out, &inserter->columns[i], &value)))
            st = rowan_out_of_memory(err);
        *bytes += out->size - before;
    }
    return st;
}

static enum rowan_status run(struct rowan_insert_unnest *unnest, struct rowan_error *err)
{
    for (size_t i = 0; i < unnest->count; i++) {
        if (!rowan_buffer_append_char(&unnest->arrays[i], '}'))
            return rowan_out_of_memory(err);
        unnest->params[i] = (struct rowan_param){.kind = ROWAN_PARAM_TEXT};
        unnest->params[i].text = rowan_buffer_slice(&unnest->arrays[i]);
    }
    return rowan_statement_run(unnest->query, unnest->params, unnest->count, err);
}

static void reset(struct rowan_insert_unnest *unnest)
{
    for (size_t i = 0; i < unnest->count; i++)
        rowan_buffer_reset(&unnest->arrays[i], STATEMENT_BYTES);
}

enum rowan_status rowan_insert_unnest_rows(struct rowan_inserter *inserter, rowan_cell_fn cell,
                                           const void *context, size_t begin, size_t end,
                                           struct rowan_error *err)
{
    enum rowan_status st = inserter->unnest ? ROWAN_OK : open_unnest(inserter, err);

    while (begin < end && st == ROWAN_OK) {
        size_t bytes = 0;
        size_t first = begin;
        reset(inserter->unnest);
        while (begin < end && bytes < STATEMENT_BYTES && st == ROWAN_OK)
            st = add_row(inserter, cell, context, begin++, &bytes, err);
        if (st == ROWAN_OK)
            st = run(inserter->unnest, err);
        if (st == ROWAN_OK)
            st = rowan_insert_count(inserter, inserter->unnest->query, begin - first, err);
    }
    if (inserter->unnest)
        reset(inserter->unnest);
    return st;
}
