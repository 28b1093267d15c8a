/*
 * A plan against the live catalogue. Every finding is reported; what would lose or refuse values is an
 * error, what only may is a warning.
 */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "db/catalog.h"

struct check {
    const struct rowan_plan *plan;
    rowan_finding_fn report;
    void *context;
    struct rowan_error *err;
    size_t errors;
    char first[ROWAN_MESSAGE_MAX];
};

static void found(struct check *c, bool error, int line, const char *table, const char *column,
                  const char *message)
{
    struct rowan_finding finding = {error, c->plan->file, line, table, column, message};

    if (error && c->errors++ == 0)
        snprintf(c->first, sizeof c->first, "%s:%d: %s%s%s: %s", c->plan->file, line, table,
                 column ? "." : "", column ? column : "", message);
    if (c->report)
        c->report(c->context, &finding);
}

static void missing_column(struct check *c, const struct rowan_catalog_table *table, int line,
                           const char *shown, const char *column)
{
    struct rowan_nearest nearest;
    char hint[120];
    char message[300];

    rowan_nearest_init(&nearest, rowan_text_of(column));
    for (size_t i = 0; i < table->column_count; i++)
        rowan_nearest_offer(&nearest, table->columns[i].name);
    snprintf(message, sizeof message, "the table has no such column%s",
             rowan_nearest_hint(&nearest, hint, sizeof hint));
    found(c, true, line, shown, column, message);
}

/* ---- can the column hold the value? ---- */

static int digits_of(enum rowan_kind kind)
{
    switch (kind) {
    case ROWAN_BOOLEAN:
    case ROWAN_BIT:
        return 1;
    case ROWAN_TINYINT:
        return 3;
    case ROWAN_SMALLINT:
        return 5;
    case ROWAN_INTEGER:
        return 10;
    default:
        return 19;
    }
}

static int bits_of(enum rowan_kind kind)
{
    switch (kind) {
    case ROWAN_BOOLEAN:
    case ROWAN_BIT:
    case ROWAN_TINYINT:
        return 8;
    case ROWAN_SMALLINT:
        return 16;
    case ROWAN_INTEGER:
        return 32;
    default:
        return 64;
    }
}

/* What does not fit, or NULL. */
static const char *integer_misfit(const struct rowan_type *type, const struct rowan_catalog_column *to)
{
    int bits = bits_of(type->kind);

    switch (to->holds) {
    case ROWAN_HOLDS_BOOLEAN:
    case ROWAN_HOLDS_BIT:
        return type->kind == ROWAN_BOOLEAN || type->kind == ROWAN_BIT ? NULL
                                                                      : "the column holds only 0 and 1";
    case ROWAN_HOLDS_INTEGER:
        if (to->positive && type->kind != ROWAN_TINYINT && bits > 8)
            return "the column is unsigned";
        if (to->bits && to->bits <= 8 && type->kind == ROWAN_TINYINT && !to->positive)
            return "the column holds -128 to 127";
        return to->bits && to->bits < bits ? "the column is too small" : NULL;
    case ROWAN_HOLDS_DECIMAL:
        return to->size && to->size - to->scale < digits_of(type->kind) ? "the column has too few digits"
                                                                        : NULL;
    case ROWAN_HOLDS_FLOAT:
        return bits >= to->bits ? "the column would round it" : NULL;
    case ROWAN_HOLDS_TEXT:
        return to->size && to->size < digits_of(type->kind) + (bits > 8) ? "the column is too short" : NULL;
    case ROWAN_HOLDS_OTHER:
        return NULL;
    default:
        return "the column is of another kind";
    }
}

static const char *decimal_misfit(const struct rowan_type *type, const struct rowan_catalog_column *to)
{
    int whole = type->precision - type->scale;

    switch (to->holds) {
    case ROWAN_HOLDS_DECIMAL:
        if (to->size && to->scale < type->scale)
            return "the column has fewer digits after the point and would round it";
        return to->size && to->size - to->scale < whole ? "the column has too few digits before the point"
                                                        : NULL;
    case ROWAN_HOLDS_INTEGER:
        if (type->scale)
            return "the column holds whole numbers only";
        return to->bits && to->bits < 64 &&
                       whole > (to->bits >= 32   ? 9
                                : to->bits >= 16 ? 4
                                                 : 2)
                   ? "the column is too small"
                   : NULL;
    case ROWAN_HOLDS_FLOAT:
        return "the column is a binary fraction and would round it";
    case ROWAN_HOLDS_TEXT:
        return to->size && to->size < type->precision + 2 ? "the column is too short" : NULL;
    case ROWAN_HOLDS_OTHER:
        return NULL;
    default:
        return "the column is of another kind";
    }
}

static const char *text_misfit(size_t length, const struct rowan_catalog_column *to)
{
    switch (to->holds) {
    case ROWAN_HOLDS_TEXT:
        return to->size && length > (size_t)to->size ? "the column is too short" : NULL;
    case ROWAN_HOLDS_OTHER:
        return NULL;
    default:
        return "the column is of another kind";
    }
}

static const char *float_misfit(const struct rowan_type *type, const struct rowan_catalog_column *to)
{
    if (to->holds == ROWAN_HOLDS_FLOAT)
        return type->kind == ROWAN_DOUBLE && to->bits && to->bits < 53 ? "the column would round it" : NULL;
    if (to->holds == ROWAN_HOLDS_DECIMAL || to->holds == ROWAN_HOLDS_INTEGER)
        return "the column would round it";
    return text_misfit(24, to);
}

static const char *moment_misfit(enum rowan_kind kind, const struct rowan_catalog_column *to)
{
    bool same = (kind == ROWAN_DATE && to->holds == ROWAN_HOLDS_DATE) ||
                (kind == ROWAN_TIME && to->holds == ROWAN_HOLDS_TIME) ||
                (kind != ROWAN_TIME && to->holds == ROWAN_HOLDS_TIMESTAMP);

    if (same)
        return NULL;
    if (kind == ROWAN_TIMESTAMP && to->holds == ROWAN_HOLDS_DATE)
        return "the column would drop the time";
    return text_misfit(kind == ROWAN_DATE ? 10 : kind == ROWAN_TIME ? 15 : 26, to);
}

static const char *misfit(const struct rowan_type *type, const struct rowan_catalog_column *to)
{
    switch (type->kind) {
    case ROWAN_DECIMAL:
        return decimal_misfit(type, to);
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
        return float_misfit(type, to);
    case ROWAN_TEXT:
        return text_misfit(type->length, to);
    case ROWAN_DATE:
    case ROWAN_TIME:
    case ROWAN_TIMESTAMP:
        return moment_misfit(type->kind, to);
    case ROWAN_ENUM:
        return type->labels->integers ? NULL : text_misfit(type->labels->value_length, to);
    default:
        return integer_misfit(type, to);
    }
}

/* ---- tables ---- */

static bool may_be_null(const struct rowan_column *column)
{
    if (column->required || column->is_key || !column->otherwise.null)
        return false;
    return column->origin == ROWAN_FROM_PATHS || column->via >= 0;
}

static void check_column(struct check *c, const struct rowan_catalog_table *found_table,
                         const struct rowan_table *table, const struct rowan_column *column)
{
    const struct rowan_catalog_column *to;
    int index = rowan_catalog_find(found_table, column->name);
    char type[64];
    char message[300];
    const char *what;

    if (index < 0) {
        missing_column(c, found_table, column->place.line, table->name, column->name);
        return;
    }
    to = &found_table->columns[index];
    if (to->generated) {
        found(c, true, column->place.line, table->name, column->name,
              "the database makes this column's values itself");
        return;
    }
    what = misfit(&column->type, to);
    if (what) {
        snprintf(message, sizeof message, "%s does not fit the column's type %s(%ld,%d): %s",
                 rowan_type_print(&column->type, type, sizeof type), to->type_name, to->size, to->scale,
                 what);
        found(c, true, column->place.line, table->name, column->name, message);
    } else if (column->type.kind == ROWAN_TEXT && !column->type.length && to->holds == ROWAN_HOLDS_TEXT &&
               to->size) {
        snprintf(message, sizeof message,
                 "text without a length, the column holds %ld characters: say text(%ld)", to->size, to->size);
        found(c, false, column->place.line, table->name, column->name, message);
    }
    if (!to->nullable && may_be_null(column))
        found(c, false, column->place.line, table->name, column->name,
              "the column is NOT NULL, the mapping may have no value: say required or default");
}

static bool is_filled(const struct rowan_table *table, const char *column)
{
    return rowan_table_find_column(table, column) >= 0;
}

static void check_table(struct check *c, const struct rowan_catalog_table *found_table,
                        const struct rowan_table *table)
{
    if (!found_table->transactional)
        found(c, true, table->place.line, table->name, NULL,
              "the table is not transactional: half a document could stay; use another storage engine");
    for (size_t i = 0; i < table->column_count; i++)
        check_column(c, found_table, table, &table->columns[i]);
    for (size_t i = 0; i < found_table->column_count; i++) {
        const struct rowan_catalog_column *column = &found_table->columns[i];
        if (!column->nullable && !column->has_default && !column->generated &&
            !is_filled(table, column->name))
            found(c, true, table->place.line, table->name, column->name,
                  "the column is NOT NULL without a default, and the mapping does not fill it");
    }
}

static enum rowan_status check_target(struct check *c, struct rowan_db *db)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < c->plan->table_count; i++) {
        const struct rowan_table *table = &c->plan->tables[i];
        struct rowan_catalog_table *there = NULL;
        st = rowan_catalog_read(&there, db, c->plan->target_schema, table->name, c->err);
        if (st == ROWAN_OK && there)
            check_table(c, there, table);
        else if (st == ROWAN_OK)
            found(c, true, table->place.line, table->name, NULL,
                  "there is no such table; rowan init MAPPING --tables creates it");
        rowan_catalog_free(there);
    }
    return st;
}

static enum rowan_status check_source(struct check *c, struct rowan_db *db)
{
    const struct rowan_plan *plan = c->plan;
    struct rowan_catalog_table *there = NULL;
    enum rowan_status st = rowan_catalog_read(&there, db, plan->source_schema, plan->source_table, c->err);

    if (st == ROWAN_OK && !there)
        found(c, true, plan->source_line, plan->source_table, NULL, "there is no such source table");
    for (size_t i = 0; there && i < plan->carried_count; i++)
        if (rowan_catalog_find(there, plan->carried[i].name) < 0)
            missing_column(c, there, plan->source_line, plan->source_table, plan->carried[i].name);
    if (there && rowan_catalog_find(there, plan->document_column) < 0)
        missing_column(c, there, plan->source_line, plan->source_table, plan->document_column);
    rowan_catalog_free(there);
    return st;
}

enum rowan_status rowan_catalog_check(struct rowan_db *source, struct rowan_db *target,
                                      const struct rowan_plan *plan, rowan_finding_fn report, void *context,
                                      struct rowan_error *err)
{
    struct check c = {.plan = plan, .report = report, .context = context, .err = err};
    enum rowan_status st = check_source(&c, source);

    if (st == ROWAN_OK)
        st = check_target(&c, target);
    if (st != ROWAN_OK || c.errors == 0)
        return st;
    if (c.errors > 1)
        return rowan_fail(err, ROWAN_MAPPING, "check", "%s (and %zu more; rowan check shows all)", c.first,
                          c.errors - 1);
    return rowan_fail(err, ROWAN_MAPPING, "check", "%s", c.first);
}
