/*
 * Point and group are read by the type, or by a step of via that reads numbers; sign, exponent and hex by the
 * type alone. Which of them go together at all is the table's of options (option.h).
 */
#include "plan/notation_builder.h"

#include "plan/build.h"

/* A column whose numbers are looked at. */
struct numbers {
    const struct rowan_plan *plan;
    const struct rowan_table *table;
    const struct rowan_column_spec *spec;
    struct rowan_column *column;
    bool of_expr;
    struct rowan_error *err;
};

/* ROWAN_MAPPING with the place of the column. */
#define fail(at, ...)                                                                                        \
    rowan_plan_fail((at)->plan, (at)->spec->place, (at)->table->label, (at)->spec->name, (at)->err,          \
                    __VA_ARGS__)

static enum rowan_status check_sign(const struct numbers *at, const char *name, const char *text, char *sign)
{
    *sign = text ? rowan_notation_sign(rowan_slice_of(text)) : 0;
    if (text && !*sign)
        return fail(at, "%s = \"%.20s\": one sign is expected, no letter, digit, +, - or bracket", name,
                    text);
    return ROWAN_OK;
}

/* The first step that reads a number has the notation: what it makes is plain. */
static enum rowan_status set_step(const struct numbers *at, struct rowan_notation notation)
{
    struct rowan_column *column = at->column;
    size_t i = 0;

    while (i < column->via_count && column->via[i].transform != ROWAN_TEXT_FUNCTION_NUMBER &&
           column->via[i].transform != ROWAN_TEXT_FUNCTION_AMOUNT)
        i++;
    if (i == column->via_count)
        return fail(at,
                    "%s does nothing beside via, which makes other texts, unless number or amount is a step",
                    column->writing.point ? "point" : "group");
    column->via[i].notation = true;
    column->writing.notation = notation;
    return ROWAN_OK;
}

/* What the type alone reads; NULL: nothing is said. */
static const char *said_of_type(const struct rowan_writing *writing)
{
    return writing->trailing ? "sign" : writing->exponent ? "exponent" : writing->hex ? "hex" : NULL;
}

/* These have signs of their own, and make plain numbers. */
static enum rowan_status check_steps(const struct numbers *at, const char *name)
{
    const struct rowan_column *column = at->column;

    for (size_t i = 0; i < column->via_count; i++) {
        enum rowan_text_function step = column->via[i].transform;
        if (step == ROWAN_TEXT_FUNCTION_NUMBER || step == ROWAN_TEXT_FUNCTION_AMOUNT ||
            step == ROWAN_TEXT_FUNCTION_DIGITS)
            return fail(at, "%s does nothing beside via with %s, which makes plain numbers", name,
                        rowan_text_function_name(step));
    }
    return ROWAN_OK;
}

static enum rowan_status check_point(const struct numbers *at, struct rowan_notation notation)
{
    if (notation.point == ' ')
        return fail(at, "point is a blank; it stands before the fraction");
    if (notation.point == notation.group)
        return fail(at, "group is \"%c\", and so is point%s", notation.group,
                    at->column->writing.point ? "" : ", as it is not said; say point = \",\"");
    return ROWAN_OK;
}

/* Of a text that via makes, a step reads point and group, and the type the rest. */
static enum rowan_status place_notation(const struct numbers *at, struct rowan_notation notation)
{
    struct rowan_column *column = at->column;
    const char *parts = column->writing.point ? "point" : column->writing.group ? "group" : NULL;
    const char *rest = said_of_type(&column->writing);
    enum rowan_status st = ROWAN_OK;

    if (at->of_expr)
        return fail(at, "%s is how a document writes numbers; a pair has an expr, which makes plain ones",
                    parts ? parts : rest);
    if (column->via_count && rest)
        st = check_steps(at, rest);
    if (st == ROWAN_OK && column->via_count && parts)
        return set_step(at, notation);
    column->rules.notation = notation;
    return st;
}

enum rowan_status rowan_plan_notation(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column_spec *spec, struct rowan_column *column,
                                      bool of_expr, struct rowan_error *err)
{
    const struct rowan_writing *writing = &column->writing;
    const struct numbers at = {plan, table, spec, column, of_expr, err};
    struct rowan_notation notation = {
        .trailing = writing->trailing, .exponent = writing->exponent, .hex = writing->hex};
    enum rowan_status st = check_sign(&at, "point", writing->point, &notation.point);

    if (st == ROWAN_OK)
        st = check_sign(&at, "group", writing->group, &notation.group);
    if (st != ROWAN_OK || (!writing->point && !writing->group && !said_of_type(writing)))
        return st;
    if (!notation.point)
        notation.point = '.';
    st = check_point(&at, notation);
    return st == ROWAN_OK ? place_notation(&at, notation) : st;
}
