/*
 * What all ways of inserting share: the head of the statement, and the look at those values that a database
 * would cut or round without an error.
 */
#include "target/insert.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "odbc/sql_text.h"
#include "target/row_count.h"

static bool needs_check(const struct rowan_insert_column *column, const struct rowan_catalog_column *found)
{
    if (column->null_becomes)
        return true;
    return !column->integer && (column->fraction >= 0 || column->max_chars || column->max_bytes ||
                                column->blank_end || found->labels.text);
}

static enum rowan_status fill_column(struct rowan_insert_column *column,
                                     const struct rowan_catalog_table *table, struct rowan_error *err)
{
    int i = rowan_catalog_find(table, column->name);
    const struct rowan_catalog_column *found;

    if (i < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the table \"%s\" has no column \"%s\"", table->name,
                          column->name);
    found = &table->columns[i];
    column->logical = found->holds == ROWAN_HOLDS_BOOLEAN && column->integer;
    column->overriding = column->identity && found->identity == ROWAN_IDENTITY_ALWAYS;
    column->fraction = -1;
    if ((found->holds == ROWAN_HOLDS_TIME || found->holds == ROWAN_HOLDS_TIMESTAMP) && found->scale < 6)
        column->fraction = found->scale;
    if (found->holds == ROWAN_HOLDS_TEXT && found->size > 0 && column->unlimited)
        column->max_chars = (size_t)found->size;
    if (found->holds == ROWAN_HOLDS_BINARY && found->size > 0 && column->binary)
        column->max_bytes = (size_t)found->size;
    if (found->bytes > 0 && !column->binary)
        column->max_bytes = (size_t)found->bytes;
    column->padded = found->pads;
    column->digits = found->digits && !column->binary;
    column->blank_end = found->pads && found->holds == ROWAN_HOLDS_TEXT && !column->plain;
    column->null_becomes = found->null_becomes;
    column->checked = needs_check(column, found);
    if (!rowan_column_labels_copy(&column->labels, &found->labels) ||
        (found->cast_type && !(column->cast_type = strdup(found->cast_type))))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static enum rowan_status make_head(struct rowan_inserter *inserter, struct rowan_error *err)
{
    const char *overriding = rowan_connection_dialect(inserter->db)->overriding;
    const char **names = calloc(inserter->count + 1, sizeof *names);
    bool overrides = false;
    struct rowan_sql sql;

    if (!names)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < inserter->count; i++) {
        names[i] = inserter->columns[i].name;
        overrides = overrides || inserter->columns[i].overriding;
    }
    rowan_sql_begin(&sql, rowan_connection_server(inserter->db), &inserter->head, err);
    rowan_sql_add_insert(&sql, inserter->schema, inserter->table, names, inserter->count);
    if (overrides && overriding)
        rowan_sql_add(&sql, overriding);
    free(names);
    return rowan_sql_end(&sql);
}

static struct rowan_inserter *new_inserter(struct rowan_connection *db, const char *schema, const char *table,
                                           size_t count)
{
    struct rowan_inserter *inserter = calloc(1, sizeof *inserter);

    if (!inserter)
        return NULL;
    inserter->db = db;
    inserter->schema = schema ? strdup(schema) : NULL;
    inserter->table = strdup(table);
    inserter->columns = calloc(count, sizeof *inserter->columns);
    if ((!schema || inserter->schema) && inserter->table && inserter->columns)
        return inserter;
    rowan_insert_close(inserter);
    return NULL;
}

enum rowan_status rowan_insert_open(struct rowan_inserter **out, struct rowan_connection *db,
                                    const char *schema, const struct rowan_catalog_table *table,
                                    const struct rowan_insert_column *columns, size_t count,
                                    struct rowan_error *err)
{
    struct rowan_inserter *inserter = new_inserter(db, schema, table->name, count);
    enum rowan_status st = ROWAN_OK;

    *out = NULL;
    if (!inserter)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        inserter->columns[i] = columns[i];
        inserter->columns[i].cast_type = NULL;
        inserter->columns[i].max_chars = 0;
        inserter->columns[i].max_bytes = 0;
        memset(&inserter->columns[i].labels, 0, sizeof inserter->columns[i].labels);
        inserter->count = i + 1;
        st = fill_column(&inserter->columns[i], table, err);
    }
    inserter->uncounted =
        table->relation == ROWAN_RELATION_VIEW && rowan_connection_dialect(db)->uncounted_views;
    if (st == ROWAN_OK)
        st = make_head(inserter, err);
    if (st == ROWAN_OK)
        *out = inserter;
    else
        rowan_insert_close(inserter);
    return st;
}

static bool copy_column(struct rowan_insert_column *to, const struct rowan_insert_column *from)
{
    *to = *from;
    to->cast_type = from->cast_type ? strdup(from->cast_type) : NULL;
    return rowan_column_labels_copy(&to->labels, &from->labels) && (to->cast_type || !from->cast_type);
}

enum rowan_status rowan_insert_narrow(struct rowan_inserter **out, const struct rowan_inserter *from,
                                      const size_t *columns, size_t count, struct rowan_error *err)
{
    struct rowan_inserter *inserter = new_inserter(from->db, from->schema, from->table, count);
    enum rowan_status st;

    *out = NULL;
    if (!inserter)
        return rowan_out_of_memory(err);
    inserter->may_drop = from->may_drop;
    inserter->uncounted = from->uncounted;
    for (inserter->count = 0; inserter->count < count; inserter->count++) {
        struct rowan_insert_column *column = &inserter->columns[inserter->count];
        if (!copy_column(column, &from->columns[columns[inserter->count]])) {
            inserter->count++;
            rowan_insert_close(inserter);
            return rowan_out_of_memory(err);
        }
    }
    st = make_head(inserter, err);
    if (st == ROWAN_OK)
        *out = inserter;
    else
        rowan_insert_close(inserter);
    return st;
}

void rowan_insert_close(struct rowan_inserter *inserter)
{
    if (!inserter)
        return;
    rowan_insert_unnest_free(inserter->unnest);
    rowan_insert_values_free(inserter->values);
    for (size_t i = 0; i < inserter->count; i++) {
        free(inserter->columns[i].cast_type);
        rowan_column_labels_clear(&inserter->columns[i].labels);
    }
    free(inserter->columns);
    free(inserter->table);
    free(inserter->schema);
    rowan_buffer_clear(&inserter->head);
    free(inserter);
}

enum rowan_status rowan_insert_rows(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err)
{
    enum rowan_status st;

    if (begin == end)
        return ROWAN_OK;
    if (rowan_connection_dialect(inserter->db)->insert == ROWAN_INSERT_UNNEST)
        st = rowan_insert_unnest_rows(inserter, cell, context, begin, end, err);
    else
        st = rowan_insert_values_rows(inserter, cell, context, begin, end, err);
    if (st != ROWAN_OK && st != ROWAN_LOST && st != ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "table %s", inserter->table);
    return st;
}

enum rowan_status rowan_insert_count(struct rowan_inserter *inserter, const struct rowan_statement *query,
                                     size_t sent, struct rowan_error *err)
{
    int64_t stored = (int64_t)sent;
    enum rowan_status st = ROWAN_OK;

    if (!inserter->uncounted)
        st = rowan_row_count_check(&stored, inserter->db, query, sent, inserter->may_drop, err);
    inserter->stored += stored;
    return st;
}

/* ---- values ---- */

/* Digits after the point that are not zeros, counted to the last such. */
static int fraction_digits(struct rowan_slice text)
{
    const char *point = memchr(text.data, '.', text.size);
    const char *end = text.data + text.size;

    if (!point)
        return 0;
    while (end > point + 1 && end[-1] == '0')
        end--;
    return (int)(end - point - 1);
}

static enum rowan_status check_bytes(const struct rowan_insert_column *c, size_t size,
                                     struct rowan_error *err)
{
    if (c->max_bytes == 0 || (size <= c->max_bytes && !c->padded) || size == c->max_bytes)
        return ROWAN_OK;
    if (size > c->max_bytes)
        return rowan_fail(err, ROWAN_DOCUMENT, "value", "column %s: %zu bytes are more than the column's %zu",
                          c->name, size, c->max_bytes);
    return rowan_fail(err, ROWAN_DOCUMENT, "value",
                      "column %s: %zu bytes are fewer than the %zu that the column pads them to", c->name,
                      size, c->max_bytes);
}

static enum rowan_status check_length(const struct rowan_insert_column *c, struct rowan_slice text,
                                      struct rowan_error *err)
{
    char shown[100];

    if (c->fraction >= 0 && fraction_digits(text) > c->fraction)
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s has more digits of a second than the %d that "
                          "the column keeps",
                          c->name, rowan_quote(shown, sizeof shown, text), c->fraction);
    if (c->max_chars && text.size > c->max_chars && rowan_utf8_length(text) > (long)c->max_chars)
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s is longer than the column's %zu characters", c->name,
                          rowan_quote(shown, sizeof shown, text), c->max_chars);
    return check_bytes(c, text.size, err);
}

static bool all_digits(struct rowan_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!rowan_ascii_is_digit(text.data[i]))
            return false;
    return true;
}

static enum rowan_status check_text(const struct rowan_insert_column *c, struct rowan_slice text,
                                    struct rowan_error *err)
{
    char shown[100];

    if (c->labels.text && !rowan_column_labels_have(&c->labels, text))
        return rowan_fail(err, ROWAN_DOCUMENT, "value", "column %s: %s is none of the column's labels",
                          c->name, rowan_quote(shown, sizeof shown, text));
    if (text.size == 0)
        return ROWAN_OK;
    if (c->blank_end && text.data[text.size - 1] == ' ')
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s ends in a blank, which the column does not keep", c->name,
                          rowan_quote(shown, sizeof shown, text));
    if (c->digits && !all_digits(text))
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s has other characters than digits, and the column takes only these",
                          c->name, rowan_quote(shown, sizeof shown, text));
    return check_length(c, text, err);
}

enum rowan_status rowan_insert_check(const struct rowan_inserter *inserter, size_t column,
                                     const struct rowan_value *value, struct rowan_error *err)
{
    const struct rowan_insert_column *c = &inserter->columns[column];

    if (value->null && c->null_becomes)
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: the value is missing, and the database would store %s", c->name,
                          c->null_becomes);
    if (value->null || c->integer)
        return ROWAN_OK;
    return c->binary ? check_bytes(c, value->text.size, err) : check_text(c, value->text, err);
}
