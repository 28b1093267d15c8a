#include "target/lookup_sql.h"

#include <stdlib.h>
#include <string.h>

#include "base/code_page.h"
#include "odbc/dialect.h"

/* ---- parts of a key ---- */

static enum rowan_operand operand_of(enum rowan_comparison comparison, const struct rowan_type *type)
{
    bool integer = rowan_type_is_integer(type);

    switch (comparison) {
    case ROWAN_COMPARE_NUMBER:
        return integer ? ROWAN_OPERAND_INTEGER : ROWAN_OPERAND_DECIMAL;
    case ROWAN_COMPARE_TEXT:
        return ROWAN_OPERAND_TEXT;
    case ROWAN_COMPARE_DATETIME:
        return ROWAN_OPERAND_DATETIME;
    case ROWAN_COMPARE_TRUTH:
        return ROWAN_OPERAND_OWN;
    default:
        return integer ? ROWAN_OPERAND_INTEGER : ROWAN_OPERAND_OWN;
    }
}

static bool is_comparable(enum rowan_comparison comparison, const struct rowan_type *type)
{
    switch (type->kind) {
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
    case ROWAN_BINARY:
    case ROWAN_XML:
        return false;
    default:
        return comparison != ROWAN_COMPARE_NONE &&
               (comparison != ROWAN_COMPARE_NUMBER || type->kind == ROWAN_DECIMAL ||
                rowan_type_is_integer(type));
    }
}

enum rowan_status rowan_lookup_part(struct rowan_lookup_part *part, const struct rowan_server *server,
                                    const struct rowan_catalog_column *found, const struct rowan_type *type,
                                    struct rowan_error *err)
{
    const struct rowan_dialect *dialect = server->dialect;
    enum rowan_comparison comparison = dialect->comparison(found);

    memset(part, 0, sizeof *part);
    if (!is_comparable(comparison, type) || found->holds == ROWAN_HOLDS_FLOAT ||
        !dialect->marker(&part->marker, found, operand_of(comparison, type), type->precision, type->scale))
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "column %s (%s): rows are not found by it, as the database does not compare it "
                          "exactly with what the mapping makes",
                          found->name, found->type_name);
    part->is_truth = comparison == ROWAN_COMPARE_TRUTH;
    part->code_page = found->code_page;
    part->kind = part->marker.as_double ? ROWAN_PARAM_DOUBLE
                 : rowan_type_is_integer(type) && !part->is_truth && comparison != ROWAN_COMPARE_TEXT
                     ? ROWAN_PARAM_INT
                     : ROWAN_PARAM_TEXT;
    return ROWAN_OK;
}

bool rowan_lookup_is_loose(const struct rowan_dialect *dialect, const struct rowan_catalog_column *found)
{
    bool text = found->holds == ROWAN_HOLDS_TEXT || found->holds == ROWAN_HOLDS_OTHER;

    return text && (found->collation || found->domain || !dialect->equality_is_exact ||
                    !dialect->equality_is_exact(found));
}

/* A letter that the page lacks would become another one, or a question mark, and find the row of that. */
static bool is_in_page(int number, struct rowan_slice text, bool *in_page)
{
    struct rowan_code_page *page;
    struct rowan_slice lacking;
    size_t size;

    *in_page = number == 0 || rowan_slice_is_ascii(text);
    if (*in_page)
        return true;
    page = rowan_code_page_open(number);
    if (!page)
        return false;
    *in_page = rowan_code_page_has(page, text, &size, &lacking);
    rowan_code_page_close(page);
    return true;
}

bool rowan_lookup_param(const struct rowan_lookup_part *part, const struct rowan_value *value,
                        struct rowan_buffer *room, struct rowan_param *param)
{
    char digits[80] = "";
    bool in_page;

    *param = (struct rowan_param){
        .kind = part->kind, .null = value->null, .number = value->number, .text = value->text};
    if (value->null)
        return true;
    if (part->is_truth)
        param->text = rowan_slice_of(value->number ? "true" : "false");
    else if (part->kind == ROWAN_PARAM_TEXT && !value->text.data) {
        room->size = 0;
        if (!rowan_buffer_append_int(room, value->number))
            return false;
        param->text = rowan_buffer_slice(room);
    }
    if (part->kind == ROWAN_PARAM_TEXT) {
        if (!is_in_page(part->code_page, param->text, &in_page))
            return false;
        param->null = !in_page; /* which nothing is equal to */
    }
    if (part->kind == ROWAN_PARAM_DOUBLE) {
        size_t size = param->text.size < sizeof digits ? param->text.size : sizeof digits - 1;
        memcpy(digits, param->text.data, size);
        param->real = strtod(digits, NULL);
    }
    return true;
}

/* ---- statements ---- */

void rowan_lookup_add_key(struct rowan_sql *sql, const struct rowan_lookup_part *parts,
                          const struct rowan_lookup_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rowan_sql_add(sql, i ? " AND " : "");
        rowan_sql_add_name(sql, NULL, columns[i].name);
        rowan_sql_add(sql, " = ");
        rowan_sql_add(sql, parts[i].marker.sql);
    }
}

/* A column as a text that the driver gives as it is: format is the dialect's, with %% for a percent sign. */
static void add_carried(struct rowan_sql *sql, const char *format, const char *name)
{
    while (format && *format) {
        size_t plain = strcspn(format, "%");
        rowan_sql_add_slice(sql, (struct rowan_slice){format, plain});
        format += plain;
        if (!*format)
            return;
        if (format[1] == 's')
            rowan_sql_add_name(sql, NULL, name);
        else
            rowan_sql_add(sql, "%");
        format += 2;
    }
    if (!format)
        rowan_sql_add_name(sql, NULL, name);
}

static void add_columns(struct rowan_sql *sql, const struct rowan_catalog_table *table,
                        const struct rowan_lookup_column *columns, size_t count)
{
    const struct rowan_dialect *dialect = sql->server->dialect;

    for (size_t i = 0; i < count; i++) {
        int c = rowan_catalog_find(table, columns[i].name);
        rowan_sql_add(sql, i ? ", " : "");
        add_carried(sql, dialect->carried && c >= 0 ? dialect->carried(&table->columns[c]) : NULL,
                    columns[i].name);
    }
}

/* One column: IN, else as many conditions. */
static void add_keys(struct rowan_sql *sql, const struct rowan_lookup_part *parts,
                     const struct rowan_lookup_column *columns, size_t key_count, size_t keys)
{
    if (key_count == 1) {
        rowan_sql_add_name(sql, NULL, columns->name);
        rowan_sql_add(sql, " IN (");
    }
    for (size_t i = 0; i < keys; i++) {
        rowan_sql_add(sql, i == 0 ? "" : key_count == 1 ? ", " : " OR ");
        if (key_count == 1) {
            rowan_sql_add(sql, parts->marker.sql);
            continue;
        }
        rowan_sql_add(sql, "(");
        rowan_lookup_add_key(sql, parts, columns, key_count);
        rowan_sql_add(sql, ")");
    }
    rowan_sql_add(sql, key_count == 1 ? ")" : "");
}

void rowan_lookup_add_select(struct rowan_sql *sql, const char *schema,
                             const struct rowan_catalog_table *table, const struct rowan_lookup_part *parts,
                             const struct rowan_lookup_column *columns, size_t key_count, size_t count,
                             size_t keys, bool locked)
{
    const struct rowan_lookup_rule *rule = &sql->server->dialect->lookup;

    rowan_sql_add(sql, "SELECT ");
    add_columns(sql, table, columns, count);
    rowan_sql_add(sql, " FROM ");
    rowan_sql_add_name(sql, schema, table->name);
    rowan_sql_add(sql, locked && rule->hint ? rule->hint : "");
    rowan_sql_add(sql, " WHERE ");
    add_keys(sql, parts, columns, key_count, keys);
    rowan_sql_add(sql, " ORDER BY ");
    for (size_t i = 0; i < key_count; i++) {
        rowan_sql_add(sql, i ? ", " : "");
        rowan_sql_add_name(sql, NULL, columns[i].name);
    }
    rowan_sql_add(sql, locked && rule->lock ? rule->lock : "");
}
