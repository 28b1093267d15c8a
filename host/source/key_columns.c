/*
 * A key of several columns is compared as a row where the database has an index range for that, else column
 * by column: a > ? OR (a = ? AND (b > ? OR ...)), which the others find in their index.
 */
#include "source/key_columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/code_page.h"
#include "base/utf8.h"
#include "odbc/padded_text.h"

#define DIGITS_AND_SIGNS 40 /* of what is no text: a number, a time, a uuid */

void rowan_key_columns_clear(struct rowan_key_columns *key)
{
    for (size_t i = 0; i < ROWAN_SOURCE_KEY_MAX; i++) {
        rowan_buffer_clear(&key->columns[i].sql);
        rowan_buffer_clear(&key->columns[i].text);
        rowan_buffer_clear(&key->columns[i].compared);
        rowan_buffer_clear(&key->columns[i].mark);
    }
    rowan_buffer_clear(&key->text);
    rowan_buffer_clear(&key->order);
}

/* ---- what the catalogue says ---- */

/* Characters of the column's text at most, as they stand in a key; 0: any number. */
static long longest(const struct rowan_catalog_column *column, bool alone)
{
    if (column->holds == ROWAN_HOLDS_DECIMAL && column->size == 0)
        return 0;
    if (column->short_text)
        return DIGITS_AND_SIGNS;
    if (column->holds != ROWAN_HOLDS_TEXT && column->holds != ROWAN_HOLDS_OTHER)
        return DIGITS_AND_SIGNS + column->size;
    return alone ? column->size : column->size * 3;
}

/* A key of exactly so many characters may look like a shortened one. */
static bool may_be_long(const struct rowan_key_columns *key, const struct rowan_catalog_table *source)
{
    long all = (long)key->count - 1;

    for (size_t i = 0; i < key->count; i++) {
        int found = rowan_catalog_find(source, key->columns[i].name);
        long most = longest(&source->columns[found], key->count == 1);
        if (most == 0)
            return true;
        all += most;
    }
    return all >= ROWAN_KEY_CHARACTERS;
}

/* Numbers and times may have two texts, and a collation may be anybody's. */
static bool is_loose(const struct rowan_dialect *dialect, const struct rowan_catalog_column *column)
{
    bool text = column->holds == ROWAN_HOLDS_TEXT || column->holds == ROWAN_HOLDS_OTHER;

    if (column->holds == ROWAN_HOLDS_INTEGER)
        return false;
    return !text || column->collation || column->domain || !dialect->equality_is_exact ||
           !dialect->equality_is_exact(column);
}

static enum rowan_status write_expression(struct rowan_buffer *out, const struct rowan_server *server,
                                          const char *format, const char *expression, struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, server, out, err);
    rowan_sql_add_cast(&sql, format, expression);
    return rowan_sql_end(&sql);
}

/* Rows are put in order by the column itself, whose index a cast would pass over. */
static enum rowan_status write_compared(struct rowan_key_column *part, const struct rowan_server *server,
                                        const struct rowan_catalog_column *column, struct rowan_error *err)
{
    struct rowan_sql sql;

    if (!column->compared_as_cast)
        return write_expression(&part->compared, server, "%s", part->sql.data, err);
    rowan_sql_begin(&sql, server, &part->compared, err);
    rowan_sql_add_cast(&sql, "CAST(%s AS ", part->sql.data);
    rowan_sql_add(&sql, column->cast_type);
    rowan_sql_add(&sql, ")");
    return rowan_sql_end(&sql);
}

static enum rowan_status open_column(struct rowan_key_columns *key, const struct rowan_server *server,
                                     size_t index, const struct rowan_catalog_table *source,
                                     struct rowan_error *err)
{
    struct rowan_key_column *part = &key->columns[index];
    const struct rowan_catalog_column *column;
    struct rowan_marker marker;
    struct rowan_sql sql;
    enum rowan_status st;
    int found;

    part->name = key->table->columns[index].name;
    found = rowan_catalog_find(source, part->name);
    if (found < 0)
        return rowan_fail(err, ROWAN_CONFIG, "config", "the source table \"%s\" has no column \"%s\"",
                          key->table->name, part->name);
    column = &source->columns[found];
    key->is_loose = key->is_loose || is_loose(key->dialect, column);
    part->integer = column->holds == ROWAN_HOLDS_INTEGER;
    part->code_page = column->code_page;
    part->nullable = column->nullable && column->identity == ROWAN_IDENTITY_NONE;
    rowan_sql_begin(&sql, server, &part->sql, err);
    rowan_sql_add(&sql, "s.");
    rowan_sql_add_name(&sql, NULL, part->name);
    st = rowan_sql_end(&sql);
    if (st != ROWAN_OK)
        return st;
    st =
        write_expression(&part->text, server, rowan_key_text_cast(key->dialect, column), part->sql.data, err);
    if (st == ROWAN_OK)
        st = write_compared(part, server, column, err);
    if (st != ROWAN_OK)
        return st;
    key->dialect->marker(&marker, column, ROWAN_OPERAND_KEY, 0, 0);
    return rowan_buffer_append_slice(&part->mark, marker.sql) && rowan_buffer_string(&part->mark)
               ? ROWAN_OK
               : rowan_out_of_memory(err);
}

/* ---- names ---- */

/* Numbers have no character that is escaped, but a column's type is not asked for that. */
static enum rowan_status write_text(struct rowan_key_columns *key, const struct rowan_server *server,
                                    struct rowan_error *err)
{
    const struct rowan_key_rules *rules = &key->dialect->keys;
    struct rowan_sql sql;

    if (key->count > 1 && !rules->part)
        return ROWAN_OK;
    rowan_sql_begin(&sql, server, &key->text, err);
    rowan_sql_add(&sql, key->count > 1 ? rules->begin : "");
    for (size_t i = 0; i < key->count; i++) {
        const struct rowan_key_column *part = &key->columns[i];
        rowan_sql_add(&sql, i ? rules->between : "");
        rowan_sql_add_cast(&sql, key->count > 1 && !part->integer ? rules->part : "%s", part->text.data);
    }
    rowan_sql_add(&sql, key->count > 1 ? rules->end : "");
    return rowan_sql_end(&sql);
}

static enum rowan_status write_order(struct rowan_key_columns *key, const struct rowan_server *server,
                                     struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, server, &key->order, err);
    for (size_t i = 0; i < key->count; i++) {
        rowan_sql_add(&sql, i ? ", " : "");
        rowan_sql_add(&sql, key->columns[i].sql.data);
    }
    return rowan_sql_end(&sql);
}

enum rowan_status rowan_key_columns_open(struct rowan_key_columns *key, const struct rowan_server *server,
                                         const struct rowan_source_table *table,
                                         const struct rowan_catalog_table *source, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    memset(key, 0, sizeof *key);
    key->table = table;
    key->dialect = server->dialect;
    key->count = table->key_count;
    for (size_t i = 0; i < key->count && st == ROWAN_OK; i++)
        st = open_column(key, server, i, source, err);
    if (st == ROWAN_OK)
        st = write_text(key, server, err);
    if (st == ROWAN_OK)
        st = write_order(key, server, err);
    if (st == ROWAN_OK)
        key->is_long = may_be_long(key, source);
    return st;
}

void rowan_key_columns_add_texts(const struct rowan_key_columns *key, struct rowan_sql *sql)
{
    for (size_t i = 0; i < key->count; i++) {
        rowan_sql_add(sql, i ? ", " : "");
        rowan_sql_add(sql, key->columns[i].text.data);
    }
}

/* ---- keys of rows ---- */

enum rowan_status rowan_key_columns_null(const struct rowan_key_columns *key, size_t column,
                                         struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DATABASE, "database",
                      "the source table \"%s\" has a row whose key \"%s\" is NULL", key->table->name,
                      key->columns[column].name);
}

/* Of all columns together the ledger keeps what it can, as long as none of them was cut. */
enum rowan_status rowan_key_columns_check(const struct rowan_key_columns *key, struct rowan_slice text,
                                          struct rowan_error *err)
{
    char shown[80];

    if (text.size <= ROWAN_KEY_CHARACTERS || !key->dialect->keys.limited || key->dialect->keys.kept ||
        rowan_utf8_length(text) <= ROWAN_KEY_CHARACTERS)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_CONFIG, "config",
                      "the key %s of the source table \"%s\" is longer than %d characters, which %s does not "
                      "take: make a view that has a shorter one",
                      rowan_quote(shown, sizeof shown, text), key->table->name, ROWAN_KEY_CHARACTERS,
                      key->dialect->title);
}

enum rowan_status rowan_key_columns_read(const struct rowan_key_columns *key,
                                         struct rowan_statement *statement, struct rowan_buffer *out,
                                         struct rowan_error *err)
{
    size_t begin = out->size;
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < key->count && st == ROWAN_OK; i++) {
        struct rowan_slice part = {NULL, 0};
        bool null = false;
        if (key->count == 1)
            st = rowan_statement_append(statement, 0, out, &null, err);
        else
            st = rowan_statement_text(statement, i, &part, err);
        if (st == ROWAN_OK && (key->count == 1 ? null : part.data == NULL))
            return rowan_key_columns_null(key, i, err);
        if (key->count == 1 && st == ROWAN_OK)
            part = (struct rowan_slice){out->data + begin, out->size - begin};
        if (st == ROWAN_OK)
            st = rowan_key_columns_check(key, part, err);
        if (st == ROWAN_OK && key->count > 1 && !rowan_key_text_add(out, part, i, key->count))
            st = rowan_out_of_memory(err);
    }
    return st;
}

/* ---- bounds ---- */

/* "batch/no", as much as there is room for. */
static const char *shape(const struct rowan_key_columns *key, char *out, size_t size)
{
    size_t used = 0;

    *out = '\0';
    for (size_t i = 0; i < key->count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? "/" : "", key->columns[i].name);
    return out;
}

static enum rowan_status split(const struct rowan_key_columns *key, struct rowan_slice text,
                               struct rowan_buffer *room, struct rowan_slice *parts, struct rowan_error *err)
{
    char shown[80], names[200];
    bool no_memory;

    if (rowan_key_text_split(text, room, parts, key->count, &no_memory))
        return ROWAN_OK;
    if (no_memory)
        return rowan_out_of_memory(err);
    return rowan_fail(
        err, ROWAN_USAGE, "usage",
        "%s is not a key of the source: it has %zu parts, %s, with %%2F for / and %%25 for %% in them",
        rowan_quote(shown, sizeof shown, text), key->count, shape(key, names, sizeof names));
}

/* A letter that the column's page lacks would become another one, and the bound that of another key. */
static enum rowan_status check_page(const struct rowan_key_column *column, struct rowan_slice text,
                                    struct rowan_error *err)
{
    struct rowan_code_page *page;
    struct rowan_slice lacking;
    char shown[80], letter[40];
    size_t size;
    bool has;

    if (column->code_page == 0 || rowan_slice_is_ascii(text))
        return ROWAN_OK;
    page = rowan_code_page_open(column->code_page);
    if (!page)
        return rowan_out_of_memory(err);
    has = rowan_code_page_has(page, text, &size, &lacking);
    rowan_code_page_close(page);
    if (has)
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_USAGE, "usage",
        "%s is not a key of the source: the code page %d of the column \"%s\" lacks the letter %s",
        rowan_quote(shown, sizeof shown, text), column->code_page, column->name,
        rowan_quote(letter, sizeof letter, lacking));
}

enum rowan_status rowan_key_columns_bound(const struct rowan_key_columns *key, struct rowan_slice text,
                                          struct rowan_key_bound *bound, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    bound->given = text.data != NULL;
    bound->room.size = 0;
    if (bound->given)
        st = split(key, text, &bound->room, bound->parts, err);
    for (size_t i = 0; i < key->count && bound->given && st == ROWAN_OK; i++)
        st = check_page(&key->columns[i], bound->parts[i], err);
    return st;
}

/* Columns and their markers in parentheses, as two rows. */
static void add_rows(const struct rowan_key_columns *key, const char *operator, struct rowan_sql * sql)
{
    for (size_t i = 0; i < key->count; i++) {
        rowan_sql_add(sql, i ? ", " : "(");
        rowan_sql_add(sql, key->columns[i].compared.data);
    }
    rowan_sql_add(sql, ")");
    rowan_sql_add(sql, operator);
    for (size_t i = 0; i < key->count; i++) {
        rowan_sql_add(sql, i ? ", " : "(");
        rowan_sql_add(sql, key->columns[i].mark.data);
    }
    rowan_sql_add(sql, ")");
}

static void add_comparison(const struct rowan_key_column *column, const char *operator,
                           struct rowan_sql * sql)
{
    rowan_sql_add(sql, column->compared.data);
    rowan_sql_add(sql, operator);
    rowan_sql_add(sql, column->mark.data);
}

static bool says_first(const struct rowan_key_columns *key)
{
    return key->count > 1 && key->dialect->keys.first && !key->dialect->keys.rows;
}

/* a > ? OR (a = ? AND (b > ? OR (b = ? AND c >= ?))) */
static void add_columns(const struct rowan_key_columns *key, const char *strict, const char *last,
                        struct rowan_sql *sql)
{
    size_t end = key->count - 1;

    for (size_t i = 0; i < end; i++) {
        rowan_sql_add(sql, "(");
        add_comparison(&key->columns[i], strict, sql);
        rowan_sql_add(sql, " OR (");
        add_comparison(&key->columns[i], " = ", sql);
        rowan_sql_add(sql, " AND ");
    }
    add_comparison(&key->columns[end], last, sql);
    for (size_t i = 0; i < end; i++)
        rowan_sql_add(sql, "))");
}

void rowan_key_columns_add_bound(const struct rowan_key_columns *key, enum rowan_key_side side,
                                 struct rowan_sql *sql)
{
    static const char *const operators[] = {" > ", " >= ", " <= "};
    static const char *const strict[] = {" > ", " > ", " < "};

    if (says_first(key)) {
        add_comparison(&key->columns[0], side == ROWAN_KEY_TO ? " <= " : " >= ", sql);
        rowan_sql_add(sql, " AND ");
    }
    if (key->count > 1 && key->dialect->keys.rows)
        add_rows(key, operators[side], sql);
    else
        add_columns(key, strict[side], operators[side], sql);
    rowan_sql_add(sql, " AND ");
}

static bool all_digits(struct rowan_slice value)
{
    size_t i = value.size && value.data[0] == '-';

    if (i == value.size)
        return false;
    for (; i < value.size; i++)
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
    return true;
}

/* An integer beyond 64 bits (unsigned columns) goes as text. */
static enum rowan_status part_param(const struct rowan_key_column *column, struct rowan_slice value,
                                    struct rowan_param *param, struct rowan_error *err)
{
    char digits[24];
    char shown[80];

    memset(param, 0, sizeof *param);
    param->kind = ROWAN_PARAM_TEXT;
    param->text = value;
    if (!column->integer)
        return ROWAN_OK;
    if (!all_digits(value))
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "%s is not a key of the source: the column \"%s\" holds integers",
                          rowan_quote(shown, sizeof shown, value), column->name);
    if (value.size >= sizeof digits)
        return ROWAN_OK;
    memcpy(digits, value.data, value.size);
    digits[value.size] = '\0';
    errno = 0;
    param->number = strtoll(digits, NULL, 10);
    if (errno == 0)
        param->kind = ROWAN_PARAM_INT;
    return ROWAN_OK;
}

enum rowan_status rowan_key_columns_params(const struct rowan_key_columns *key,
                                           const struct rowan_key_bound *bound, struct rowan_param *params,
                                           size_t *count, struct rowan_error *err)
{
    bool twice = !key->dialect->keys.rows;
    enum rowan_status st = ROWAN_OK;

    if (says_first(key))
        st = part_param(&key->columns[0], bound->parts[0], &params[(*count)++], err);
    for (size_t i = 0; i < key->count && st == ROWAN_OK; i++) {
        st = part_param(&key->columns[i], bound->parts[i], &params[*count], err);
        ++*count;
        if (twice && i + 1 < key->count) {
            params[*count] = params[*count - 1];
            ++*count;
        }
    }
    return st;
}

/* ---- keys by themselves ---- */

static void add_equal(const struct rowan_key_columns *key, struct rowan_sql *sql)
{
    for (size_t i = 0; i < key->count; i++) {
        rowan_sql_add(sql, i ? " AND " : "(");
        add_comparison(&key->columns[i], " = ", sql);
    }
    rowan_sql_add(sql, ")");
}

void rowan_key_columns_add_chosen(const struct rowan_key_columns *key, size_t count, struct rowan_sql *sql)
{
    rowan_sql_add(sql, key->count == 1 ? key->columns[0].compared.data : "");
    rowan_sql_add(sql, key->count == 1 ? " IN (" : "(");
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i == 0 ? "" : key->count == 1 ? ", " : " OR ");
        if (key->count == 1)
            rowan_sql_add(sql, key->columns[0].mark.data);
        else
            add_equal(key, sql);
    }
    rowan_sql_add(sql, ")");
}

enum rowan_status rowan_key_columns_chosen_params(const struct rowan_key_columns *key,
                                                  const struct rowan_slice *keys, size_t count,
                                                  size_t markers, struct rowan_buffer *room,
                                                  struct rowan_param *params, size_t *used,
                                                  struct rowan_error *err)
{
    struct rowan_slice parts[ROWAN_SOURCE_KEY_MAX];
    enum rowan_status st = ROWAN_OK;
    size_t size = 0;

    for (size_t i = 0; i < markers; i++)
        size += keys[i < count ? i : count - 1].size + 1;
    room->size = 0;
    if (key->count > 1 && !rowan_buffer_reserve(room, size)) /* none of them moves from here on */
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < markers && st == ROWAN_OK; i++) {
        parts[0] = keys[i < count ? i : count - 1];
        if (key->count > 1)
            st = split(key, parts[0], room, parts, err);
        for (size_t part = 0; part < key->count && st == ROWAN_OK; part++)
            st = part_param(&key->columns[part], parts[part], &params[(*used)++], err);
    }
    return st;
}
