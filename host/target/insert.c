/*
 * What all ways of inserting share: the head of the statement, and the look at those values that a database
 * would cut or round without an error.
 */
#include "target/insert.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "odbc/sql_text.h"
#include "target/row_count.h"

static bool needs_check(const struct rowan_insert_column *column, const struct rowan_catalog_column *found)
{
    if (column->null_becomes)
        return true;
    return !column->integer &&
           (column->fraction >= 0 || column->max_chars || column->max_bytes || column->max_units ||
            column->page || column->rounds || column->blank_end || column->exact || found->labels.text);
}

/* How many letters, or bytes of its code page, the column has room for. */
static bool fill_room(struct rowan_insert_column *column, const struct rowan_catalog_column *found)
{
    if (found->holds != ROWAN_HOLDS_TEXT || column->binary || column->integer)
        return true;
    if (found->utf16 && found->size > 0)
        column->max_units = (size_t)found->size;
    if (found->code_page == 0 || column->plain)
        return true;
    column->code_page = found->code_page;
    column->page_room = (size_t)found->size;
    column->page = rowan_code_page_open(found->code_page);
    return column->page != NULL;
}

static enum rowan_status fill_column(struct rowan_insert_column *column, struct rowan_connection *db,
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
    column->rounds = found->rounds;
    if (rowan_connection_dialect(db)->words.marker)
        column->marker = rowan_connection_dialect(db)->words.marker(found);
    if (found->holds == ROWAN_HOLDS_TEXT && found->size > 0 && column->unlimited && !found->utf16)
        column->max_chars = (size_t)found->size;
    if (found->holds == ROWAN_HOLDS_BINARY && found->size > 0 && column->binary)
        column->max_bytes = (size_t)found->size;
    if (found->bytes > 0 && !column->binary)
        column->max_bytes = (size_t)found->bytes;
    column->padded = found->pads;
    column->exact = column->precision > found->exact ? found->exact : 0;
    column->digits = found->digits && !column->binary;
    column->blank_end = found->pads && found->holds == ROWAN_HOLDS_TEXT && !column->plain;
    column->null_becomes = found->null_becomes;
    if (!fill_room(column, found))
        return rowan_out_of_memory(err);
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
        inserter->columns[i].max_units = 0;
        inserter->columns[i].page = NULL;
        memset(&inserter->columns[i].labels, 0, sizeof inserter->columns[i].labels);
        inserter->count = i + 1;
        st = fill_column(&inserter->columns[i], db, table, err);
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
    to->page = from->page ? rowan_code_page_open(from->code_page) : NULL;
    return rowan_column_labels_copy(&to->labels, &from->labels) && (to->cast_type || !from->cast_type) &&
           (to->page || !from->page);
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
        rowan_code_page_close(inserter->columns[i].page);
        rowan_column_labels_clear(&inserter->columns[i].labels);
    }
    free(inserter->columns);
    free(inserter->table);
    free(inserter->schema);
    rowan_buffer_clear(&inserter->head);
    free(inserter);
}

static bool any_overriding(const struct rowan_inserter *inserter)
{
    for (size_t i = 0; i < inserter->count; i++)
        if (inserter->columns[i].overriding)
            return true;
    return false;
}

/* Of one table at a time the session may write the numbers that the database gives else. */
static enum rowan_status set_numbering(struct rowan_inserter *inserter, const char *word,
                                       struct rowan_error *err)
{
    struct rowan_buffer name = {0}, text = {0};
    struct rowan_sql sql;
    enum rowan_status st =
        rowan_connection_quote(inserter->db, &name, inserter->schema, inserter->table, err);

    rowan_sql_begin(&sql, rowan_connection_server(inserter->db), &text, err);
    if (st == ROWAN_OK)
        rowan_sql_add_cast(&sql, rowan_connection_dialect(inserter->db)->words.numbering, name.data);
    rowan_sql_add(&sql, word);
    if (st == ROWAN_OK)
        st = rowan_sql_end(&sql);
    if (st == ROWAN_OK)
        st = rowan_connection_exec_aside(inserter->db, text.data, err);
    rowan_buffer_clear(&name);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status insert_rows(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                     size_t begin, size_t end, struct rowan_error *err)
{
    if (rowan_connection_dialect(inserter->db)->insert == ROWAN_INSERT_UNNEST)
        return rowan_insert_unnest_rows(inserter, cell, context, begin, end, err);
    return rowan_insert_values_rows(inserter, cell, context, begin, end, err);
}

/* Whatever became of the rows, the numbering is the database's again. */
static enum rowan_status insert_numbered(struct rowan_inserter *inserter, rowan_cell_fn cell,
                                         const void *context, size_t begin, size_t end,
                                         struct rowan_error *err)
{
    enum rowan_status st = set_numbering(inserter, "ON", err);
    enum rowan_status off;

    if (st == ROWAN_OK)
        st = insert_rows(inserter, cell, context, begin, end, err);
    if (st == ROWAN_LOST)
        return st;
    off = set_numbering(inserter, "OFF", st == ROWAN_OK ? err : NULL);
    return st == ROWAN_OK ? off : st;
}

enum rowan_status rowan_insert_rows(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err)
{
    enum rowan_status st;

    if (begin == end)
        return ROWAN_OK;
    if (rowan_connection_dialect(inserter->db)->words.numbering && any_overriding(inserter))
        st = insert_numbered(inserter, cell, context, begin, end, err);
    else
        st = insert_rows(inserter, cell, context, begin, end, err);
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

static enum rowan_status check_units(const struct rowan_insert_column *c, struct rowan_slice text,
                                     struct rowan_error *err)
{
    char shown[100];

    if (c->max_units == 0 || text.size <= c->max_units || rowan_utf8_units(text) <= c->max_units)
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_DOCUMENT, "value",
        "column %s: %s is longer than the column's %zu characters, of which a letter beyond the "
        "basic plane takes two",
        c->name, rowan_quote(shown, sizeof shown, text), c->max_units);
}

/* The database would store another letter, or a question mark; and it cuts blanks beyond the column's room.
 */
static enum rowan_status check_page(const struct rowan_insert_column *c, struct rowan_slice text,
                                    struct rowan_error *err)
{
    struct rowan_slice lacking;
    size_t size;
    char shown[100], letter[40];

    if (!c->page)
        return ROWAN_OK;
    if (!rowan_code_page_has(c->page, text, &size, &lacking))
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s has the letter %s, which the column's code page %d lacks", c->name,
                          rowan_quote(shown, sizeof shown, text), rowan_quote(letter, sizeof letter, lacking),
                          c->code_page);
    if (c->page_room == 0 || size <= c->page_room)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "column %s: %s is longer than the column's %zu bytes",
                      c->name, rowan_quote(shown, sizeof shown, text), c->page_room);
}

/* "2024-03-05 10:00:00.123": a third digit other than 0, 3 and 7 is stored as another one. */
static bool is_kept(enum rowan_time_rounding rounds, struct rowan_slice text)
{
    const char *point = memchr(text.data, '.', text.size);
    size_t left = point ? (size_t)(text.data + text.size - point) : 0;

    if (rounds == ROWAN_ROUNDS_TO_TICKS)
        return left < 4 || memchr("037", point[3], 3);
    return rounds != ROWAN_ROUNDS_TO_MINUTES || text.size < 19 || memcmp(text.data + 17, "00", 2) == 0;
}

static enum rowan_status check_rounding(const struct rowan_insert_column *c, struct rowan_slice text,
                                        struct rowan_error *err)
{
    char shown[100];

    if (c->rounds == ROWAN_ROUNDS_NOTHING || is_kept(c->rounds, text))
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "column %s: %s would be rounded: the column keeps %s",
                      c->name, rowan_quote(shown, sizeof shown, text),
                      c->rounds == ROWAN_ROUNDS_TO_TICKS ? "milliseconds that end in 0, 3 or 7"
                                                         : "whole minutes");
}

static enum rowan_status check_length(const struct rowan_insert_column *c, struct rowan_slice text,
                                      struct rowan_error *err)
{
    char shown[100];
    enum rowan_status st;

    if (c->fraction >= 0 && fraction_digits(text) > c->fraction)
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s has more digits of a second than the %d that "
                          "the column keeps",
                          c->name, rowan_quote(shown, sizeof shown, text), c->fraction);
    if (c->max_chars && text.size > c->max_chars && rowan_utf8_length(text) > (long)c->max_chars)
        return rowan_fail(err, ROWAN_DOCUMENT, "value",
                          "column %s: %s is longer than the column's %zu characters", c->name,
                          rowan_quote(shown, sizeof shown, text), c->max_chars);
    st = check_units(c, text, err);
    if (st == ROWAN_OK)
        st = check_page(c, text, err);
    if (st == ROWAN_OK)
        st = check_rounding(c, text, err);
    return st == ROWAN_OK ? check_bytes(c, text.size, err) : st;
}

/* From the first to the last that is no zero. Whole numbers of 64 bits are kept as such: they count none. */
static int significant_digits(struct rowan_slice text)
{
    const char *p = text.data;
    const char *end = p + text.size;
    bool is_whole = memchr(p, '.', text.size) == NULL;
    int n = 0;

    while (p < end && (*p < '1' || *p > '9'))
        p++;
    while (end > p && (end[-1] < '1' || end[-1] > '9'))
        end--;
    for (; p < end; p++)
        n += *p != '.';
    return is_whole && text.size - (text.data[0] == '-') <= 18 ? 0 : n;
}

static enum rowan_status check_exact(const struct rowan_insert_column *c, struct rowan_slice text,
                                     struct rowan_error *err)
{
    int digits = significant_digits(text);

    if (digits <= c->exact)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "column %s: %.*s has %d digits, and the column keeps %d",
                      c->name, (int)text.size, text.data, digits, c->exact);
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
    if (c->exact)
        return check_exact(c, text, err);
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
