/* Functions of numbers, and those that choose among their arguments. */
#include "expr/number_functions.h"

#include "value/convert.h"

/* The argument at index as a whole number from -limit to limit. */
static enum rowan_status whole_argument(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        struct rowan_expr_value *value, int limit, int *out)
{
    int64_t whole = 0;
    enum rowan_status st = rowan_expr_to_number(run, node, value);

    if (st != ROWAN_OK || value->kind == ROWAN_EXPR_NONE)
        return st;
    if (!rowan_number_whole(&value->number, &whole) || whole > limit || whole < -limit)
        return rowan_expr_fail_value(run, node, "this must be a whole number from %d to %d", -limit, limit);
    *out = (int)whole;
    return ROWAN_OK;
}

/* ---- rounding ---- */

static enum rowan_status round_to(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *arguments, enum rowan_number_rounding rounding,
                                  struct rowan_expr_value *out)
{
    int digits = 0;
    enum rowan_status st = rowan_expr_to_number(run, node->first, &arguments[0]);

    if (st == ROWAN_OK && node->first->next)
        st = whole_argument(run, node->first->next, &arguments[1], ROWAN_NUMBER_DIGITS / 2, &digits);
    *out = arguments[0];
    if (st != ROWAN_OK || out->kind == ROWAN_EXPR_NONE)
        return st;
    if (node->first->next && arguments[1].kind == ROWAN_EXPR_NONE) {
        out->kind = ROWAN_EXPR_NONE;
        return ROWAN_OK;
    }
    return rowan_expr_fault(run, node, rowan_number_round(&out->number, digits, rounding));
}

static enum rowan_status call_round(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return round_to(run, node, arguments, ROWAN_NUMBER_HALF_UP, out);
}

static enum rowan_status call_floor(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return round_to(run, node, arguments, ROWAN_NUMBER_FLOOR, out);
}

static enum rowan_status call_ceil(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return round_to(run, node, arguments, ROWAN_NUMBER_CEILING, out);
}

static enum rowan_status call_abs(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_number(run, node->first, &arguments[0]);

    *out = arguments[0];
    out->number.negative = false;
    return st;
}

/* ---- choice ---- */

/* The least (sign 1) or greatest (sign -1) argument, as it is written; no value when one is missing. */
static enum rowan_status extreme(struct rowan_expr_run *run, const struct rowan_expr_node *node, int sign,
                                 struct rowan_expr_value *out)
{
    struct rowan_expr_value value, compared, best = {.kind = ROWAN_EXPR_NONE};
    enum rowan_status st = ROWAN_OK;

    out->kind = ROWAN_EXPR_NONE;
    for (const struct rowan_expr_node *n = node->first; n; n = n->next) {
        st = rowan_expr_value(run, n, &value);
        compared = value;
        if (st == ROWAN_OK)
            st = rowan_expr_to_comparand(run, n, node->compares, &compared);
        if (st != ROWAN_OK)
            return st;
        if (compared.kind == ROWAN_EXPR_NONE) {
            out->kind = ROWAN_EXPR_NONE;
            return ROWAN_OK;
        }
        if (best.kind != ROWAN_EXPR_NONE && rowan_expr_order(&compared, &best) * sign >= 0)
            continue;
        best = compared;
        *out = value;
    }
    return ROWAN_OK;
}

static enum rowan_status call_least(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *out)
{
    return extreme(run, node, 1, out);
}

static enum rowan_status call_greatest(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *out)
{
    return extreme(run, node, -1, out);
}

static enum rowan_status call_coalesce(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *out)
{
    enum rowan_status st = ROWAN_OK;

    out->kind = ROWAN_EXPR_NONE;
    for (const struct rowan_expr_node *n = node->first; st == ROWAN_OK && n && out->kind == ROWAN_EXPR_NONE;
         n = n->next)
        st = rowan_expr_value(run, n, out);
    return st;
}

static enum rowan_status call_nullif(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *out)
{
    struct rowan_expr_value value, other;
    enum rowan_status st = rowan_expr_value(run, node->first, out);

    value = *out;
    if (st == ROWAN_OK)
        st = rowan_expr_to_comparand(run, node->first, node->compares, &value);
    if (st == ROWAN_OK)
        st = rowan_expr_comparand(run, node->first->next, node->compares, &other);
    if (st == ROWAN_OK && value.kind != ROWAN_EXPR_NONE && other.kind != ROWAN_EXPR_NONE &&
        rowan_expr_order(&value, &other) == 0)
        out->kind = ROWAN_EXPR_NONE;
    return st;
}

/* The place of the first argument among the others, from 1; no value when it is not there. */
static enum rowan_status call_rank(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out)
{
    struct rowan_expr_value subject, value;
    enum rowan_status st = rowan_expr_comparand(run, node->first, node->compares, &subject);
    int64_t place = 0;

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || subject.kind == ROWAN_EXPR_NONE)
        return st;
    for (const struct rowan_expr_node *n = node->first->next; st == ROWAN_OK && n; n = n->next) {
        place++;
        st = rowan_expr_comparand(run, n, node->compares, &value);
        if (st != ROWAN_OK || value.kind == ROWAN_EXPR_NONE || rowan_expr_order(&subject, &value) != 0)
            continue;
        out->kind = ROWAN_EXPR_NUMBER;
        rowan_number_set(&out->number, place);
        return ROWAN_OK;
    }
    return st;
}

/* decimal(x): what is no number is refused. */
static enum rowan_status call_decimal(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_number(run, node->first, &arguments[0]);

    *out = arguments[0];
    return st;
}

static enum rowan_status call_integer(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = call_decimal(run, node, arguments, out);
    struct rowan_number rest;

    if (st != ROWAN_OK || out->kind == ROWAN_EXPR_NONE)
        return st;
    rest = out->number;
    rowan_number_round(&rest, 0, ROWAN_NUMBER_FLOOR);
    if (rowan_number_compare(&rest, &out->number) != 0)
        return rowan_expr_fail_value(run, node->first, "this is not a whole number");
    return ROWAN_OK;
}

/* boolean(x): a condition. */
static enum rowan_status test_boolean(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      enum rowan_expr_truth *out)
{
    struct rowan_expr_value value;
    struct rowan_error err = {0};
    bool truth;
    enum rowan_status st = rowan_expr_value(run, node->first, &value);

    *out = ROWAN_EXPR_UNKNOWN;
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &value);
    if (st != ROWAN_OK || value.kind == ROWAN_EXPR_NONE || rowan_slice_trim(value.text).size == 0)
        return st;
    if (rowan_convert_boolean(rowan_slice_trim(value.text), &truth, &err) != ROWAN_OK)
        return rowan_expr_fail_value(run, node->first, "%s", err.message);
    *out = truth ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
    return ROWAN_OK;
}

const struct rowan_expr_function rowan_expr_number_functions[] = {
    {.name = "abs", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .numbers = 1, .strict = call_abs},
    {.name = "boolean", .least = 1, .most = 1, .test = test_boolean},
    {.name = "ceil", .least = 1, .most = 2, .type = ROWAN_EXPR_NUMERIC, .numbers = 3, .strict = call_ceil},
    {.name = "ceiling", .least = 1, .most = 2, .type = ROWAN_EXPR_NUMERIC, .numbers = 3, .strict = call_ceil},
    {.name = "coalesce", .least = 2, .most = ROWAN_EXPR_MANY, .lazy = call_coalesce},
    {.name = "decimal", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_decimal},
    {.name = "floor", .least = 1, .most = 2, .type = ROWAN_EXPR_NUMERIC, .numbers = 3, .strict = call_floor},
    {.name = "greatest",
     .least = 2,
     .most = ROWAN_EXPR_MANY,
     .relation = ROWAN_EXPR_ORDERED,
     .lazy = call_greatest},
    {.name = "integer", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_integer},
    {.name = "least",
     .least = 2,
     .most = ROWAN_EXPR_MANY,
     .relation = ROWAN_EXPR_ORDERED,
     .lazy = call_least},
    {.name = "nullif", .least = 2, .most = 2, .relation = ROWAN_EXPR_EQUATED, .lazy = call_nullif},
    {.name = "rank",
     .least = 2,
     .most = ROWAN_EXPR_MANY,
     .type = ROWAN_EXPR_NUMERIC,
     .relation = ROWAN_EXPR_EQUATED,
     .lazy = call_rank},
    {.name = "round", .least = 1, .most = 2, .type = ROWAN_EXPR_NUMERIC, .numbers = 3, .strict = call_round},
    {.name = NULL},
};
