/*
 * Values, and conditions with the three-valued logic of SQL: what a missing operand leaves open is UNKNOWN;
 * AND, OR and NOT carry it on. rowan_expr_value and rowan_expr_test call each other; what is not asked for (a
 * branch not taken, the rest of a decided OR) is not evaluated and cannot fail.
 */
#include "expr/evaluation.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "expr/lexer.h"
#include "expr/like.h"
#include "value/assumed_zone.h"
#include "value/datetime_format.h"

/* ---- refusals ---- */

enum rowan_status rowan_expr_fail_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    char snippet[ROWAN_EXPR_SNIPPET];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rowan_expr_snippet(run->text, node, snippet);
    return rowan_expr_fail(run->text, node->begin, ROWAN_DOCUMENT, run->err, "%s: %s", snippet, what);
}

enum rowan_status rowan_expr_fault(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   enum rowan_number_fault fault)
{
    switch (fault) {
    case ROWAN_NUMBER_FINE:
        return ROWAN_OK;
    case ROWAN_NUMBER_LARGE:
        return rowan_expr_fail_value(run, node, "the result has more than %d digits before the point",
                                     ROWAN_NUMBER_DIGITS);
    case ROWAN_NUMBER_BY_ZERO:
        return rowan_expr_fail_value(run, node, "division by zero");
    case ROWAN_NUMBER_EXPONENT:
        return rowan_expr_fail_value(run, node, "an exponent must be a whole number from %d to %d",
                                     -ROWAN_NUMBER_POWER, ROWAN_NUMBER_POWER);
    }
    return ROWAN_USAGE;
}

/* ---- values ---- */

enum rowan_status rowan_expr_to_text(struct rowan_expr_run *run, struct rowan_expr_value *value)
{
    char printed[ROWAN_NUMBER_PRINTED];

    if (value->kind != ROWAN_EXPR_NUMBER)
        return ROWAN_OK;
    value->kind = ROWAN_EXPR_TEXT;
    value->text.size = rowan_number_print(&value->number, printed);
    value->text.data = rowan_arena_copy(run->arena, printed, value->text.size);
    return value->text.data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

enum rowan_status rowan_expr_to_number(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *value)
{
    struct rowan_slice text = value->text;
    char quoted[320];

    if (value->kind != ROWAN_EXPR_TEXT)
        return ROWAN_OK;
    value->kind = ROWAN_EXPR_NUMBER;
    if (rowan_number_read(&value->number, text))
        return ROWAN_OK;
    value->kind = ROWAN_EXPR_NONE;
    if (rowan_slice_trim(text).size == 0)
        return ROWAN_OK;
    return rowan_expr_fail_value(run, node, "%s is not a number", rowan_quote(quoted, sizeof quoted, text));
}

/* An operand of arithmetic. */
static enum rowan_status number_of(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_value(run, node, out);

    return st == ROWAN_OK ? rowan_expr_to_number(run, node, out) : st;
}

static enum rowan_status negate(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                struct rowan_expr_value *out)
{
    enum rowan_status st = number_of(run, node->first, out);

    if (st == ROWAN_OK && out->kind == ROWAN_EXPR_NUMBER && out->number.count > 0)
        out->number.negative = !out->number.negative;
    return st;
}

static enum rowan_status calculate(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out)
{
    static enum rowan_number_fault (*const operations[])(struct rowan_number *, const struct rowan_number *,
                                                         const struct rowan_number *) = {
        [ROWAN_EXPR_ADD] = rowan_number_add,           [ROWAN_EXPR_SUBTRACT] = rowan_number_subtract,
        [ROWAN_EXPR_MULTIPLY] = rowan_number_multiply, [ROWAN_EXPR_DIVIDE] = rowan_number_divide,
        [ROWAN_EXPR_QUOTIENT] = rowan_number_quotient, [ROWAN_EXPR_REST] = rowan_number_rest,
        [ROWAN_EXPR_POWER] = rowan_number_power,
    };
    struct rowan_expr_value right;
    enum rowan_status st = number_of(run, node->first, out);

    if (st != ROWAN_OK || out->kind == ROWAN_EXPR_NONE)
        return st;
    st = number_of(run, node->first->next, &right);
    if (st != ROWAN_OK)
        return st;
    if (right.kind == ROWAN_EXPR_NONE) {
        out->kind = ROWAN_EXPR_NONE;
        return ROWAN_OK;
    }
    return rowan_expr_fault(run, node, operations[node->op](&out->number, &out->number, &right.number));
}

/* a || b || c: no value when one is missing. */
static enum rowan_status concat(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                struct rowan_expr_value *out)
{
    struct rowan_expr_value part;
    enum rowan_status st = rowan_expr_value(run, node->first, out);

    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, out);
    for (const struct rowan_expr_node *n = node->first->next;
         st == ROWAN_OK && n && out->kind != ROWAN_EXPR_NONE; n = n->next) {
        char *both;
        st = rowan_expr_value(run, n, &part);
        if (st == ROWAN_OK)
            st = rowan_expr_to_text(run, &part);
        if (st != ROWAN_OK)
            return st;
        if (part.kind == ROWAN_EXPR_NONE) {
            out->kind = ROWAN_EXPR_NONE;
            return ROWAN_OK;
        }
        both = rowan_arena_alloc(run->arena, out->text.size + part.text.size);
        if (!both)
            return rowan_out_of_memory(run->err);
        memcpy(both, out->text.data, out->text.size);
        memcpy(both + out->text.size, part.text.data, part.text.size);
        out->text = (struct rowan_slice){both, out->text.size + part.text.size};
    }
    return st;
}

static enum rowan_status call(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              struct rowan_expr_value *out)
{
    struct rowan_expr_value arguments[ROWAN_EXPR_ARGUMENTS] = {{.kind = ROWAN_EXPR_NONE}};
    size_t count = 0;

    if (node->function->lazy)
        return node->function->lazy(run, node, out);
    for (const struct rowan_expr_node *n = node->first; n; n = n->next) {
        enum rowan_status st = rowan_expr_value(run, n, &arguments[count]);
        if (st != ROWAN_OK)
            return st;
        if (arguments[count++].kind == ROWAN_EXPR_NONE) {
            out->kind = ROWAN_EXPR_NONE;
            return ROWAN_OK;
        }
    }
    return node->function->strict(run, node, arguments, out);
}

/* ---- what is compared ---- */

/* In place, as a text that orders like time. */
static enum rowan_status to_stamp(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *value)
{
    struct rowan_slice text = rowan_slice_trim(value->text);
    struct rowan_datetime m = {0};
    struct rowan_error err = {0};
    char stamp[ROWAN_DATETIME_PRINTED], what[ROWAN_ASSUMED_WHY], quoted[320];
    const char *why;

    value->kind = ROWAN_EXPR_NONE;
    if (text.size == 0)
        return ROWAN_OK;
    why = rowan_datetime_read(run->dates, ROWAN_DATE, text, &m);
    if (why) {
        rowan_datetime_fail(run->dates, m.timed ? ROWAN_TIMESTAMP : ROWAN_DATE, text, why, &err);
        return rowan_expr_fail_value(run, node, "%s", err.message);
    }
    if (run->dates && run->dates->assumed)
        why = rowan_assumed_zone_apply(run->dates->assumed, &m, what);
    if (why)
        return rowan_expr_fail_value(run, node, "%s %s", rowan_quote(quoted, sizeof quoted, text), why);
    text.size = rowan_datetime_stamp(&m, stamp);
    if (text.size == 0)
        return rowan_expr_fail_value(run, node, "in UTC this is not in the years 0001 to 9999");
    text.data = rowan_arena_copy(run->arena, stamp, text.size);
    rowan_expr_set_text(value, text);
    return text.data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

enum rowan_status rowan_expr_to_comparand(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                          enum rowan_expr_type type, struct rowan_expr_value *value)
{
    enum rowan_status st;

    if (type == ROWAN_EXPR_NUMERIC)
        return rowan_expr_to_number(run, node, value);
    st = rowan_expr_to_text(run, value);
    if (st != ROWAN_OK || type != ROWAN_EXPR_TEMPORAL || value->kind == ROWAN_EXPR_NONE)
        return st;
    return to_stamp(run, node, value);
}

enum rowan_status rowan_expr_comparand(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       enum rowan_expr_type type, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_value(run, node, out);

    return st == ROWAN_OK ? rowan_expr_to_comparand(run, node, type, out) : st;
}

int rowan_expr_order(const struct rowan_expr_value *a, const struct rowan_expr_value *b)
{
    size_t size = a->text.size < b->text.size ? a->text.size : b->text.size;
    int order;

    if (a->kind == ROWAN_EXPR_NUMBER)
        return rowan_number_compare(&a->number, &b->number);
    order = memcmp(a->text.data, b->text.data, size);
    return order != 0 ? order : (a->text.size > b->text.size) - (a->text.size < b->text.size);
}

/* ---- case ---- */

/* Whether the branch of when is taken; subject is NULL for CASE. */
static enum rowan_status takes(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                               const struct rowan_expr_value *subject, const struct rowan_expr_node *when,
                               bool *out)
{
    struct rowan_expr_value value;
    enum rowan_expr_truth truth;
    enum rowan_status st;

    if (!subject) {
        st = rowan_expr_test(run, when, &truth);
        *out = truth == ROWAN_EXPR_TRUE;
        return st;
    }
    st = rowan_expr_comparand(run, when, node->compares, &value);
    *out = st == ROWAN_OK && subject->kind != ROWAN_EXPR_NONE && value.kind != ROWAN_EXPR_NONE &&
           rowan_expr_order(subject, &value) == 0;
    return st;
}

/* The branch that CASE or SWITCH takes; NULL when none is taken and there is no ELSE. */
static enum rowan_status find_branch(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     const struct rowan_expr_node **branch)
{
    const struct rowan_expr_node *when = node->first;
    const struct rowan_expr_value *compared = NULL;
    struct rowan_expr_value subject;
    enum rowan_status st = ROWAN_OK;
    bool taken = false;

    if (node->op == ROWAN_EXPR_SWITCH) {
        st = rowan_expr_comparand(run, when, node->compares, &subject);
        compared = &subject;
        when = when->next;
    }
    for (; st == ROWAN_OK && when && when->next; when = when->next->next) {
        st = takes(run, node, compared, when, &taken);
        if (st == ROWAN_OK && taken) {
            *branch = when->next;
            return ROWAN_OK;
        }
    }
    *branch = when;
    return st;
}

static enum rowan_status branch_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *out)
{
    const struct rowan_expr_node *branch = NULL;
    enum rowan_status st = find_branch(run, node, &branch);

    out->kind = ROWAN_EXPR_NONE;
    return st == ROWAN_OK && branch ? rowan_expr_value(run, branch, out) : st;
}

enum rowan_status rowan_expr_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out)
{
    switch (node->op) {
    case ROWAN_EXPR_CONSTANT:
    case ROWAN_EXPR_UNSET:
        *out = node->value;
        return ROWAN_OK;
    case ROWAN_EXPR_OPERAND:
        rowan_expr_set_text(out, run->operands[node->operand]);
        return ROWAN_OK;
    case ROWAN_EXPR_OTHER:
        rowan_expr_set_text(out, run->matches->others[node->operand]);
        return ROWAN_OK;
    case ROWAN_EXPR_NEGATE:
        return negate(run, node, out);
    case ROWAN_EXPR_CONCAT:
        return concat(run, node, out);
    case ROWAN_EXPR_CALL:
        return call(run, node, out);
    case ROWAN_EXPR_CASE:
    case ROWAN_EXPR_SWITCH:
        return branch_value(run, node, out);
    default:
        return calculate(run, node, out);
    }
}

/* ---- conditions ---- */

static bool holds(enum rowan_expr_op op, int order)
{
    switch (op) {
    case ROWAN_EXPR_EQ:
        return order == 0;
    case ROWAN_EXPR_NE:
        return order != 0;
    case ROWAN_EXPR_LT:
        return order < 0;
    case ROWAN_EXPR_LE:
        return order <= 0;
    case ROWAN_EXPR_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static enum rowan_expr_truth relate(enum rowan_expr_op op, const struct rowan_expr_value *a,
                                    const struct rowan_expr_value *b)
{
    if (a->kind == ROWAN_EXPR_NONE || b->kind == ROWAN_EXPR_NONE)
        return ROWAN_EXPR_UNKNOWN;
    return holds(op, rowan_expr_order(a, b)) ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
}

static enum rowan_status compare(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                 enum rowan_expr_truth *out)
{
    struct rowan_expr_value a, b;
    enum rowan_status st = rowan_expr_comparand(run, node->first, node->compares, &a);

    if (st == ROWAN_OK)
        st = rowan_expr_comparand(run, node->first->next, node->compares, &b);
    if (st == ROWAN_OK)
        *out = relate(node->op, &a, &b);
    return st;
}

static enum rowan_expr_truth negated_if(bool negated, enum rowan_expr_truth truth)
{
    if (!negated || truth == ROWAN_EXPR_UNKNOWN)
        return truth;
    return truth == ROWAN_EXPR_TRUE ? ROWAN_EXPR_FALSE : ROWAN_EXPR_TRUE;
}

static enum rowan_status between(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                 enum rowan_expr_truth *out)
{
    const struct rowan_expr_node *bound = node->first->next;
    struct rowan_expr_value value, low, high;
    enum rowan_expr_truth above, below;
    enum rowan_status st = rowan_expr_comparand(run, node->first, node->compares, &value);

    if (st == ROWAN_OK)
        st = rowan_expr_comparand(run, bound, node->compares, &low);
    if (st == ROWAN_OK)
        st = rowan_expr_comparand(run, bound->next, node->compares, &high);
    if (st != ROWAN_OK)
        return st;
    above = relate(ROWAN_EXPR_GE, &value, &low);
    below = relate(ROWAN_EXPR_LE, &value, &high);
    if (above == ROWAN_EXPR_FALSE || below == ROWAN_EXPR_FALSE)
        *out = ROWAN_EXPR_FALSE;
    else
        *out = above == ROWAN_EXPR_TRUE ? below : above;
    *out = negated_if(node->negated, *out);
    return ROWAN_OK;
}

static enum rowan_status is_in(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                               enum rowan_expr_truth *out)
{
    struct rowan_expr_value value, item;
    enum rowan_expr_truth one, any = ROWAN_EXPR_FALSE;
    enum rowan_status st = rowan_expr_comparand(run, node->first, node->compares, &value);

    for (const struct rowan_expr_node *n = node->first->next; st == ROWAN_OK && n && any != ROWAN_EXPR_TRUE;
         n = n->next) {
        st = rowan_expr_comparand(run, n, node->compares, &item);
        one = st == ROWAN_OK ? relate(ROWAN_EXPR_EQ, &value, &item) : ROWAN_EXPR_UNKNOWN;
        if (one != ROWAN_EXPR_FALSE)
            any = one;
    }
    *out = negated_if(node->negated, any);
    return st;
}

static enum rowan_status like(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              enum rowan_expr_truth *out)
{
    const struct rowan_expr_node *second = node->first->next;
    struct rowan_expr_value text;
    struct rowan_expr_value pattern = {.kind = ROWAN_EXPR_NONE};
    enum rowan_status st = rowan_expr_value(run, node->first, &text);

    *out = ROWAN_EXPR_UNKNOWN;
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &text);
    if (st == ROWAN_OK)
        st = rowan_expr_value(run, second, &pattern);
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &pattern);
    if (st != ROWAN_OK || text.kind == ROWAN_EXPR_NONE || pattern.kind == ROWAN_EXPR_NONE)
        return st;
    if (node->escape && !rowan_like_escapes_well(pattern.text, node->escape))
        return rowan_expr_fail_value(run, second, "the escape character must stand before %%, _ or itself");
    *out = rowan_like_matches(text.text, pattern.text, node->escape, node->op == ROWAN_EXPR_ILIKE)
               ? ROWAN_EXPR_TRUE
               : ROWAN_EXPR_FALSE;
    return ROWAN_OK;
}

/* AND is decided by FALSE, OR by TRUE; UNKNOWN stays unless something decides. */
static enum rowan_status connect(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                 enum rowan_expr_truth decisive, enum rowan_expr_truth *out)
{
    enum rowan_expr_truth one;
    enum rowan_status st = ROWAN_OK;

    *out = decisive == ROWAN_EXPR_TRUE ? ROWAN_EXPR_FALSE : ROWAN_EXPR_TRUE;
    for (const struct rowan_expr_node *n = node->first; st == ROWAN_OK && n && *out != decisive;
         n = n->next) {
        st = rowan_expr_test(run, n, &one);
        if (st == ROWAN_OK && (one == decisive || one == ROWAN_EXPR_UNKNOWN))
            *out = one;
    }
    return st;
}

static enum rowan_status test_missing(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      enum rowan_expr_truth *out)
{
    struct rowan_expr_value value;
    enum rowan_status st = rowan_expr_value(run, node->first, &value);
    bool missing;

    if (st != ROWAN_OK)
        return st;
    if (node->op == ROWAN_EXPR_IS_EMPTY && value.kind == ROWAN_EXPR_TEXT)
        value.text = rowan_slice_trim(value.text);
    missing = value.kind == ROWAN_EXPR_NONE || (value.kind == ROWAN_EXPR_TEXT && value.text.size == 0);
    *out = missing != node->negated ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
    return ROWAN_OK;
}

static enum rowan_status branch_truth(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      enum rowan_expr_truth *out)
{
    const struct rowan_expr_node *branch = NULL;
    enum rowan_status st = find_branch(run, node, &branch);

    *out = ROWAN_EXPR_UNKNOWN;
    return st == ROWAN_OK && branch ? rowan_expr_test(run, branch, out) : st;
}

enum rowan_status rowan_expr_test(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  enum rowan_expr_truth *out)
{
    enum rowan_status st;

    *out = ROWAN_EXPR_UNKNOWN;
    switch (node->op) {
    case ROWAN_EXPR_CONSTANT: /* NULL */
        return ROWAN_OK;
    case ROWAN_EXPR_TRUTH:
        *out = node->truth;
        return ROWAN_OK;
    case ROWAN_EXPR_OR:
        return connect(run, node, ROWAN_EXPR_TRUE, out);
    case ROWAN_EXPR_AND:
        return connect(run, node, ROWAN_EXPR_FALSE, out);
    case ROWAN_EXPR_NOT:
        st = rowan_expr_test(run, node->first, out);
        *out = negated_if(true, *out);
        return st;
    case ROWAN_EXPR_BETWEEN:
        return between(run, node, out);
    case ROWAN_EXPR_IN:
        return is_in(run, node, out);
    case ROWAN_EXPR_LIKE:
    case ROWAN_EXPR_ILIKE:
        st = like(run, node, out);
        *out = negated_if(node->negated, *out);
        return st;
    case ROWAN_EXPR_IS_NULL:
    case ROWAN_EXPR_IS_EMPTY:
        return test_missing(run, node, out);
    case ROWAN_EXPR_CALL:
        return node->function->test(run, node, out);
    case ROWAN_EXPR_CASE:
    case ROWAN_EXPR_SWITCH:
        return branch_truth(run, node, out);
    default:
        return compare(run, node, out);
    }
}
