/*
 * Evaluation: a walk over the tree. rowan_expr_value and rowan_expr_test (condition.c) call each other; what
 * is not asked for (a branch not taken, the rest of a decided OR) is not evaluated and cannot fail.
 */
#include "expr/expr.h"

#include <stdarg.h>
#include <stdio.h>

#include "value/value.h"
#include "expr/evaluation.h"
#include "expr/lexer.h"

#define SCRATCH_KEPT ((size_t)64 * 1024)
#define SNIPPET_MAX  40 /* characters */

/* ---- refusals ---- */

/* What node is written as, on one line and not too long. */
static void print_snippet(const struct rowan_expr_run *run, const struct rowan_expr_node *node, char *out)
{
    struct rowan_slice text = {run->text.data + node->begin, node->end - node->begin};
    size_t size = rowan_utf8_prefix(text, SNIPPET_MAX);
    bool cut = size < text.size;

    text.size = size;
    rowan_expr_one_line(text, out);
    if (cut)
        strcat(out, "...");
}

enum rowan_status rowan_expr_fail_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    char snippet[SNIPPET_MAX * 4 + 4]; /* characters of four bytes, and the dots */
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    print_snippet(run, node, snippet);
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

void rowan_expr_set_text(struct rowan_expr_value *value, struct rowan_slice text)
{
    value->kind = text.data ? ROWAN_EXPR_TEXT : ROWAN_EXPR_NONE;
    value->text = text;
}

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

/* ---- case ---- */

/* Whether the branch of when is taken; subject is NULL for CASE. */
static enum rowan_status takes(struct rowan_expr_run *run, const struct rowan_expr_value *subject,
                               const struct rowan_expr_node *when, bool *out)
{
    struct rowan_expr_value value;
    enum rowan_expr_truth truth;
    enum rowan_status st;
    int order = 1;

    if (!subject) {
        st = rowan_expr_test(run, when, &truth);
        *out = truth == ROWAN_EXPR_TRUE;
        return st;
    }
    st = rowan_expr_value(run, when, &value);
    if (st == ROWAN_OK && subject->kind != ROWAN_EXPR_NONE && value.kind != ROWAN_EXPR_NONE)
        st = rowan_expr_compare(run, subject, &value, &order);
    *out = order == 0;
    return st;
}

enum rowan_status rowan_expr_choose(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    const struct rowan_expr_node **branch)
{
    const struct rowan_expr_node *when = node->first;
    const struct rowan_expr_value *compared = NULL;
    struct rowan_expr_value subject;
    enum rowan_status st = ROWAN_OK;
    bool taken = false;

    if (node->op == ROWAN_EXPR_SWITCH) {
        st = rowan_expr_value(run, when, &subject);
        compared = &subject;
        when = when->next;
    }
    for (; st == ROWAN_OK && when && when->next; when = when->next->next) {
        st = takes(run, compared, when, &taken);
        if (st == ROWAN_OK && taken) {
            *branch = when->next;
            return ROWAN_OK;
        }
    }
    *branch = when;
    return st;
}

static enum rowan_status choose_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *out)
{
    const struct rowan_expr_node *branch = NULL;
    enum rowan_status st = rowan_expr_choose(run, node, &branch);

    out->kind = ROWAN_EXPR_NONE;
    return st == ROWAN_OK && branch ? rowan_expr_value(run, branch, out) : st;
}

enum rowan_status rowan_expr_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out)
{
    switch (node->op) {
    case ROWAN_EXPR_CONSTANT:
        *out = node->value;
        return ROWAN_OK;
    case ROWAN_EXPR_OPERAND:
        rowan_expr_set_text(out, run->operands[node->operand]);
        return ROWAN_OK;
    case ROWAN_EXPR_NEGATE:
        return negate(run, node, out);
    case ROWAN_EXPR_CONCAT:
        return concat(run, node, out);
    case ROWAN_EXPR_CALL:
        return call(run, node, out);
    case ROWAN_EXPR_CASE:
    case ROWAN_EXPR_SWITCH:
        return choose_value(run, node, out);
    default:
        return calculate(run, node, out);
    }
}

/* ---- the whole ---- */

static enum rowan_status truth_text(struct rowan_expr_run *run, const struct rowan_expr_node *root,
                                    struct rowan_slice *out)
{
    static const char *const words[] = {"false", "true", NULL};
    enum rowan_expr_truth truth;
    enum rowan_status st = rowan_expr_test(run, root, &truth);

    if (st == ROWAN_OK)
        *out = rowan_slice_of(words[truth]);
    return st;
}

enum rowan_status rowan_expr_eval(const struct rowan_expr *expr, const struct rowan_slice *operands,
                                  struct rowan_expr_scratch *scratch, struct rowan_slice *out,
                                  struct rowan_error *err)
{
    struct rowan_expr_run run = {expr->text, operands, &scratch->arena, expr->dates, err};
    struct rowan_expr_value value;
    enum rowan_status st;

    *out = (struct rowan_slice){NULL, 0};
    rowan_arena_reset(&scratch->arena, SCRATCH_KEPT);
    if (expr->root->kind == ROWAN_EXPR_IS_CONDITION)
        return truth_text(&run, expr->root, out);
    st = rowan_expr_value(&run, expr->root, &value);
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(&run, &value);
    if (st == ROWAN_OK && value.kind == ROWAN_EXPR_TEXT)
        *out = value.text;
    return st;
}

const char *rowan_expr_line(const struct rowan_expr *expr)
{
    return expr->line;
}

void rowan_expr_scratch_clear(struct rowan_expr_scratch *scratch)
{
    rowan_arena_clear(&scratch->arena);
}
