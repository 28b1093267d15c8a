/*
 * The formats and the rounding of a column: what its own words, the mapping's dates and its type make of them
 * together.
 */
#include <string.h>

#include "plan/build.h"
#include "value/datetime_format.h"

#define refuse(plan, table, spec, err, ...)                                                                  \
    rowan_plan_fail(plan, (spec)->place, (table)->name, (spec)->name, err, __VA_ARGS__)

enum rowan_status rowan_plan_dates(struct rowan_plan *plan, struct rowan_location place,
                                   const char *const *formats, size_t count, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (count == 1 && strcmp(formats[0], "iso") == 0)
        return ROWAN_OK;
    st = rowan_datetime_formats_make(&plan->dates, ROWAN_DATE, formats, count, false, &plan->arena, err);
    if (st == ROWAN_OK)
        st = rowan_datetime_formats_make(&plan->expr_dates, ROWAN_DATE, formats, count, true, &plan->arena,
                                         err);
    if (st == ROWAN_MAPPING) {
        rowan_error_prefix(err, "dates");
        rowan_plan_place(plan, place, NULL, NULL, err);
    }
    return st;
}

/* What an expression makes of dates is ISO, so that is understood besides the formats. */
static bool has_expr(const struct rowan_table *table, const struct rowan_column_spec *spec)
{
    bool expr = spec->origin == ROWAN_FROM_EXPR;

    for (size_t i = 0; spec->origin == ROWAN_FROM_VALUE && i < table->unpivot_count; i++)
        expr = expr || table->unpivot[i].readings->expr;
    return expr;
}

/* The mapping's own formats are those of the document. */
static bool is_of_document(enum rowan_origin origin)
{
    return origin == ROWAN_FROM_PATHS || origin == ROWAN_FROM_EXPR || origin == ROWAN_FROM_VALUE ||
           origin == ROWAN_FROM_FIELD;
}

enum rowan_status rowan_plan_formats(struct rowan_plan *plan, const struct rowan_table *table,
                                     const struct rowan_column_spec *spec, struct rowan_column *column,
                                     struct rowan_error *err)
{
    enum rowan_kind kind = column->type.kind;
    bool expr = has_expr(table, spec);
    enum rowan_status st = ROWAN_OK;

    if (spec->origin == ROWAN_FROM_PARENT)
        return ROWAN_OK; /* refused with the other options */
    if (spec->format_count > 0 && !rowan_kind_is_datetime(kind))
        return refuse(plan, table, spec, err, "format is for date, time and timestamp, not for %s",
                      rowan_kind_name(kind));
    if (spec->format_count > 0)
        st = rowan_datetime_formats_make(&column->rules.formats, kind, spec->formats, spec->format_count,
                                         expr, &plan->arena, err);
    else if ((kind == ROWAN_DATE || kind == ROWAN_TIMESTAMP) && is_of_document(spec->origin))
        column->rules.formats = expr ? plan->expr_dates : plan->dates;
    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, spec->place, table->name, spec->name, err);
    return st;
}

static bool is_number(enum rowan_kind kind)
{
    return kind == ROWAN_DECIMAL || (kind >= ROWAN_TINYINT && kind <= ROWAN_BIGINT);
}

enum rowan_status rowan_plan_rounding(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column_spec *spec, const struct rowan_column *column,
                                      struct rowan_error *err)
{
    const struct rowan_value_rules *rules = &column->rules;
    enum rowan_kind kind = column->type.kind;
    bool moment = rowan_kind_is_datetime(kind);

    if (rules->rounding && !is_number(kind) && !moment)
        return refuse(plan, table, spec, err,
                      "rounding is for decimals, integers, dates and times, not for %s",
                      rowan_kind_name(kind));
    if (rules->rounding == ROWAN_ROUNDING_HALF_UP && moment)
        return refuse(plan, table, spec, err, "a %s can only be rounded down: rounding = \"down\"",
                      rowan_kind_name(kind));
    for (size_t i = 0; spec->format_count && kind == ROWAN_DATE && i < rules->formats->count; i++)
        if (rules->formats->items[i].timed && !rules->rounding)
            return refuse(plan, table, spec, err,
                          "format \"%s\" has a time of day; say rounding = \"down\" to drop it",
                          spec->formats[i]);
    return ROWAN_OK;
}
