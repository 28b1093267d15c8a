/*
 * Conditions: comparison and the three-valued logic of SQL. What a missing operand leaves open is UNKNOWN;
 * AND, OR and NOT carry it on.
 */
#include "expr/evaluation.h"

static int compare_bytes(struct rowan_slice a, struct rowan_slice b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static const struct rowan_number *as_number(const struct rowan_expr_value *value, struct rowan_number *room)
{
    if (value->kind == ROWAN_EXPR_NUMBER)
        return &value->number;
    return rowan_number_read(room, value->text) ? room : NULL;
}

/* Numbers when both are, times when both are, else texts. */
enum rowan_status rowan_expr_compare(struct rowan_expr_run *run, const struct rowan_expr_value *a,
                                     const struct rowan_expr_value *b, int *order)
{
    struct rowan_expr_value left, right;
    struct rowan_number room[2];
    const struct rowan_number *x = as_number(a, &room[0]);
    const struct rowan_number *y = x ? as_number(b, &room[1]) : NULL;
    char moments[2][ROWAN_EXPR_DATETIME];
    size_t sizes[2] = {0, 0};
    enum rowan_status st;

    if (x && y) {
        *order = rowan_number_compare(x, y);
        return ROWAN_OK;
    }
    if (a->kind == ROWAN_EXPR_TEXT && b->kind == ROWAN_EXPR_TEXT)
        sizes[0] = rowan_expr_datetime(run, a->text, moments[0]);
    if (sizes[0])
        sizes[1] = rowan_expr_datetime(run, b->text, moments[1]);
    if (sizes[1]) {
        *order = compare_bytes((struct rowan_slice){moments[0], sizes[0]},
                               (struct rowan_slice){moments[1], sizes[1]});
        return ROWAN_OK;
    }
    left = *a;
    right = *b;
    st = rowan_expr_to_text(run, &left);
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &right);
    if (st == ROWAN_OK)
        *order = compare_bytes(left.text, right.text);
    return st;
}

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

static enum rowan_status relate(struct rowan_expr_run *run, enum rowan_expr_op op,
                                const struct rowan_expr_value *a, const struct rowan_expr_value *b,
                                enum rowan_expr_truth *out)
{
    int order = 0;
    enum rowan_status st = ROWAN_OK;

    *out = ROWAN_EXPR_UNKNOWN;
    if (a->kind == ROWAN_EXPR_NONE || b->kind == ROWAN_EXPR_NONE)
        return ROWAN_OK;
    st = rowan_expr_compare(run, a, b, &order);
    *out = holds(op, order) ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
    return st;
}

static enum rowan_status compare(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                 enum rowan_expr_truth *out)
{
    struct rowan_expr_value a, b;
    enum rowan_status st = rowan_expr_value(run, node->first, &a);

    if (st == ROWAN_OK)
        st = rowan_expr_value(run, node->first->next, &b);
    return st == ROWAN_OK ? relate(run, node->op, &a, &b, out) : st;
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
    const struct rowan_expr_node *low = node->first->next;
    struct rowan_expr_value value, bound;
    enum rowan_expr_truth above, below = ROWAN_EXPR_FALSE;
    enum rowan_status st = rowan_expr_value(run, node->first, &value);

    if (st == ROWAN_OK)
        st = rowan_expr_value(run, low, &bound);
    if (st == ROWAN_OK)
        st = relate(run, ROWAN_EXPR_GE, &value, &bound, &above);
    if (st == ROWAN_OK)
        st = rowan_expr_value(run, low->next, &bound);
    if (st == ROWAN_OK)
        st = relate(run, ROWAN_EXPR_LE, &value, &bound, &below);
    if (st != ROWAN_OK)
        return st;
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
    enum rowan_status st = rowan_expr_value(run, node->first, &value);

    for (const struct rowan_expr_node *n = node->first->next; st == ROWAN_OK && n && any != ROWAN_EXPR_TRUE;
         n = n->next) {
        st = rowan_expr_value(run, n, &item);
        if (st == ROWAN_OK)
            st = relate(run, ROWAN_EXPR_EQ, &value, &item, &one);
        if (st == ROWAN_OK && one != ROWAN_EXPR_FALSE)
            any = one;
    }
    *out = negated_if(node->negated, any);
    return st;
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

static enum rowan_status choose_truth(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      enum rowan_expr_truth *out)
{
    const struct rowan_expr_node *branch = NULL;
    enum rowan_status st = rowan_expr_choose(run, node, &branch);

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
        st = rowan_expr_like(run, node, out);
        *out = negated_if(node->negated, *out);
        return st;
    case ROWAN_EXPR_IS_NULL:
    case ROWAN_EXPR_IS_EMPTY:
        return test_missing(run, node, out);
    case ROWAN_EXPR_CASE:
    case ROWAN_EXPR_SWITCH:
        return choose_truth(run, node, out);
    default:
        return compare(run, node, out);
    }
}
