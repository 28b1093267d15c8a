/*
 * The tree of an expression -> the conditions of a where. What a row must fulfil is decided by the database,
 * so an operation that databases do differently (arithmetic, functions, text and number compared) would
 * choose other documents on another one, or quietly none: it is refused, and belongs into a view.
 */
#include "expr/where.h"

#include "expr/expr.h"
#include "expr/node.h"
#include "value/casefold.h"

#define COLUMNS_MAX 100

struct reading {
    struct rowan_arena *arena;
    const struct rowan_expr *expr;
    struct rowan_where *where;
    const char *columns[COLUMNS_MAX]; /* by the numbers of operands */
    size_t column_count;
    struct rowan_error *err;
};

/* ---- names ---- */

static enum rowan_status add_column(void *context, const char *path, size_t *operand, struct rowan_error *err)
{
    struct reading *r = context;

    if (!*path || strpbrk(path, "/@[]") || strcmp(path, ".") == 0 || strcmp(path, "..") == 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "where names columns of the source table, such as status; \"%s\" is a path in a "
                          "document, which is not read yet",
                          path);
    for (*operand = 0; *operand < r->column_count; ++*operand)
        if (strcmp(r->columns[*operand], path) == 0)
            return ROWAN_OK;
    if (r->column_count == COLUMNS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%d different columns are the most", COLUMNS_MAX);
    r->columns[r->column_count++] = path;
    return ROWAN_OK;
}

/* ---- values ---- */

#define fail(r, node, ...)                                                                                   \
    rowan_expr_fail((r)->expr->text, (node)->begin, ROWAN_MAPPING, (r)->err, __VA_ARGS__)

static enum rowan_status set_text(struct reading *r, struct rowan_where_side *side, const char *data,
                                  size_t size)
{
    side->text.data = rowan_arena_copy(r->arena, data, size);
    side->text.size = size;
    return side->text.data ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_constant(struct reading *r, const struct rowan_expr_node *node,
                                       struct rowan_where_side *side)
{
    const struct rowan_expr_value *value = &node->value;
    char digits[ROWAN_NUMBER_PRINTED];

    if (++r->where->constants > ROWAN_WHERE_CONSTANTS_MAX)
        return fail(r, node, "these are more than %d constants: join a table of them in a view",
                    ROWAN_WHERE_CONSTANTS_MAX);
    if (node->op == ROWAN_EXPR_TRUTH) {
        side->kind = ROWAN_WHERE_TRUTH;
        side->text = rowan_slice_of(node->truth == ROWAN_EXPR_TRUE ? "true" : "false");
        return ROWAN_OK;
    }
    if (value->kind == ROWAN_EXPR_NUMBER) {
        side->kind = ROWAN_WHERE_NUMBER;
        return set_text(r, side, digits, rowan_number_print(&value->number, digits));
    }
    if (value->kind == ROWAN_EXPR_NONE)
        return fail(r, node, "this has no value; write IS NULL or IS NOT NULL");
    side->kind = ROWAN_WHERE_TEXT;
    return set_text(r, side, value->text.data, value->text.size);
}

/* A column or a constant: whatever else makes a value is for the database's own hands. */
static enum rowan_status read_side(struct reading *r, const struct rowan_expr_node *node,
                                   struct rowan_where_side *side)
{
    memset(side, 0, sizeof *side);
    switch (node->op) {
    case ROWAN_EXPR_OPERAND:
        side->column = r->columns[node->operand];
        return ROWAN_OK;
    case ROWAN_EXPR_UNSET: /* nobody asks a database before it has a value */
        side->kind = ROWAN_WHERE_TEXT;
        return set_text(r, side, "", 0);
    case ROWAN_EXPR_CONSTANT:
    case ROWAN_EXPR_TRUTH:
        return read_constant(r, node, side);
    default:
        return fail(r, node,
                    "where compares columns as they are with constants, without functions, calculation or "
                    "CASE: make a view that has this as a column, and let the source be the view");
    }
}

static enum rowan_status read_column(struct reading *r, const struct rowan_expr_node *node, const char *what,
                                     struct rowan_where_side *side)
{
    enum rowan_status st = read_side(r, node, side);

    if (st == ROWAN_OK && !side->column)
        return fail(r, node, "a column of the source table is needed %s, here is a constant", what);
    return st;
}

static enum rowan_status read_list(struct reading *r, const struct rowan_expr_node *first, const char *what,
                                   struct rowan_where_node *out)
{
    for (const struct rowan_expr_node *n = first; n; n = n->next)
        out->count++;
    out->list = rowan_arena_alloc(r->arena, out->count * sizeof *out->list);
    if (!out->list)
        return rowan_out_of_memory(r->err);
    for (size_t i = 0; i < out->count; i++, first = first->next) {
        enum rowan_status st = read_side(r, first, &out->list[i]);
        if (st != ROWAN_OK)
            return st;
        if (out->list[i].column)
            return fail(r, first, "a constant is needed %s, here is the column \"%s\"", what,
                        out->list[i].column);
    }
    return ROWAN_OK;
}

/* ---- conditions ---- */

static enum rowan_status new_node(struct reading *r, enum rowan_where_op op, struct rowan_where_node **out)
{
    *out = rowan_arena_alloc(r->arena, sizeof **out);
    if (!*out)
        return rowan_out_of_memory(r->err);
    (*out)->op = op;
    return ROWAN_OK;
}

/* left op right, of which one is a column: it becomes the left one. */
static enum rowan_status compare(struct reading *r, enum rowan_where_op op,
                                 const struct rowan_expr_node *left, const struct rowan_expr_node *right,
                                 struct rowan_where_node **out)
{
    static const enum rowan_where_op turned[] = {
        [ROWAN_WHERE_EQ] = ROWAN_WHERE_EQ, [ROWAN_WHERE_NE] = ROWAN_WHERE_NE,
        [ROWAN_WHERE_LT] = ROWAN_WHERE_GT, [ROWAN_WHERE_LE] = ROWAN_WHERE_GE,
        [ROWAN_WHERE_GT] = ROWAN_WHERE_LT, [ROWAN_WHERE_GE] = ROWAN_WHERE_LE};
    struct rowan_where_side constant;
    enum rowan_status st = new_node(r, op, out);

    if (st == ROWAN_OK)
        st = read_side(r, left, &(*out)->left);
    if (st == ROWAN_OK)
        st = read_side(r, right, &(*out)->right);
    if (st != ROWAN_OK || (*out)->left.column)
        return st;
    if (!(*out)->right.column)
        return fail(r, left, "two constants are compared: one side must be a column of the source table");
    constant = (*out)->left;
    (*out)->left = (*out)->right;
    (*out)->right = constant;
    (*out)->op = turned[op];
    return ROWAN_OK;
}

/* x between a and b is x >= a and x <= b. */
static enum rowan_status read_between(struct reading *r, const struct rowan_expr_node *node,
                                      struct rowan_where_node **out)
{
    const struct rowan_expr_node *low = node->first->next;
    struct rowan_where_node *both;
    enum rowan_status st = new_node(r, ROWAN_WHERE_AND, &both);

    if (st == ROWAN_OK)
        st = compare(r, ROWAN_WHERE_GE, node->first, low, &both->first);
    if (st == ROWAN_OK)
        st = compare(r, ROWAN_WHERE_LE, node->first, low->next, &both->first->next);
    if (st != ROWAN_OK || !node->negated) {
        *out = both;
        return st;
    }
    st = new_node(r, ROWAN_WHERE_NOT, out);
    if (st == ROWAN_OK)
        (*out)->first = both;
    return st;
}

static enum rowan_status read_in(struct reading *r, const struct rowan_expr_node *node,
                                 struct rowan_where_node **out)
{
    enum rowan_status st = new_node(r, ROWAN_WHERE_IN, out);

    if (st == ROWAN_OK)
        st = read_column(r, node->first, "before IN", &(*out)->left);
    if (st == ROWAN_OK)
        st = read_list(r, node->first->next, "in the list of IN", *out);
    if (st == ROWAN_OK)
        (*out)->negated = node->negated;
    return st;
}

static enum rowan_status read_like(struct reading *r, const struct rowan_expr_node *node,
                                   struct rowan_where_node **out)
{
    const struct rowan_expr_node *pattern = node->first->next;
    bool ilike = node->op == ROWAN_EXPR_ILIKE;
    enum rowan_status st = new_node(r, ilike ? ROWAN_WHERE_ILIKE : ROWAN_WHERE_LIKE, out);

    if (st == ROWAN_OK)
        st = read_column(r, node->first, "before LIKE", &(*out)->left);
    if (st == ROWAN_OK)
        st = read_list(r, pattern, "as a pattern", *out);
    if (st != ROWAN_OK)
        return st;
    if ((*out)->list[0].kind != ROWAN_WHERE_TEXT)
        return fail(r, pattern, "a pattern is a text in quotes");
    if (ilike && !rowan_slice_is_ascii((*out)->list[0].text))
        return fail(
            r, pattern,
            "ILIKE takes letters from A to Z here: which other letters are the same in upper and lower "
            "case differs from database to database");
    (*out)->negated = node->negated;
    (*out)->escape = node->escape;
    return ROWAN_OK;
}

static enum rowan_status read_null(struct reading *r, const struct rowan_expr_node *node,
                                   struct rowan_where_node **out)
{
    enum rowan_status st = new_node(r, ROWAN_WHERE_IS_NULL, out);

    if (st == ROWAN_OK && node->op == ROWAN_EXPR_IS_EMPTY)
        return fail(r, node, "IS EMPTY is about documents; of a column say IS NULL, or = ''");
    if (st == ROWAN_OK)
        st = read_column(r, node->first, "before IS NULL", &(*out)->left);
    if (st == ROWAN_OK)
        (*out)->negated = node->negated;
    return st;
}

static enum rowan_status read_node(struct reading *r, const struct rowan_expr_node *node,
                                   struct rowan_where_node **out);

static enum rowan_status read_children(struct reading *r, enum rowan_where_op op,
                                       const struct rowan_expr_node *node, struct rowan_where_node **out)
{
    enum rowan_status st = new_node(r, op, out);
    struct rowan_where_node **place;

    if (st != ROWAN_OK)
        return st;
    place = &(*out)->first;
    for (const struct rowan_expr_node *n = node->first; n && st == ROWAN_OK; n = n->next) {
        st = read_node(r, n, place);
        if (st == ROWAN_OK)
            place = &(*place)->next;
    }
    return st;
}

/* The parser bounds the depth. */
static enum rowan_status read_node(struct reading *r, const struct rowan_expr_node *node,
                                   struct rowan_where_node **out)
{
    switch (node->op) {
    case ROWAN_EXPR_OR:
        return read_children(r, ROWAN_WHERE_OR, node, out);
    case ROWAN_EXPR_AND:
        return read_children(r, ROWAN_WHERE_AND, node, out);
    case ROWAN_EXPR_NOT:
        return read_children(r, ROWAN_WHERE_NOT, node, out);
    case ROWAN_EXPR_EQ:
    case ROWAN_EXPR_NE:
    case ROWAN_EXPR_LT:
    case ROWAN_EXPR_LE:
    case ROWAN_EXPR_GT:
    case ROWAN_EXPR_GE: /* in the same order */
        return compare(r, (enum rowan_where_op)(ROWAN_WHERE_EQ + (node->op - ROWAN_EXPR_EQ)), node->first,
                       node->first->next, out);
    case ROWAN_EXPR_BETWEEN:
        return read_between(r, node, out);
    case ROWAN_EXPR_IN:
        return read_in(r, node, out);
    case ROWAN_EXPR_LIKE:
    case ROWAN_EXPR_ILIKE:
        return read_like(r, node, out);
    case ROWAN_EXPR_IS_NULL:
    case ROWAN_EXPR_IS_EMPTY:
        return read_null(r, node, out);
    default:
        return fail(
            r, node,
            "where is made of comparisons of columns, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL: make a "
            "view for the rest, and let the source be the view");
    }
}

enum rowan_status rowan_where_parse(struct rowan_where **out, const char *text, struct rowan_location place,
                                    const struct rowan_expr_parameters *parameters, struct rowan_arena *arena,
                                    struct rowan_error *err)
{
    struct reading r = {.arena = arena, .err = err};
    struct rowan_expr_paths names = {
        .resolve = add_column, .parameters = parameters, .context = &r, .columns = true};
    struct rowan_expr *parsed;
    enum rowan_status st;

    *out = r.where = rowan_arena_alloc(arena, sizeof *r.where);
    if (!r.where)
        return rowan_out_of_memory(err);
    r.where->place = place;
    st = rowan_expr_parse(&parsed, rowan_slice_of(text), arena, &names, err);
    if (st == ROWAN_OK) {
        r.expr = parsed;
        r.where->line = rowan_expr_line(parsed);
        st = read_node(&r, parsed->root, &r.where->root);
    }
    if (st == ROWAN_MAPPING)
        rowan_error_prefix(err, "where");
    return st;
}

enum rowan_status rowan_where_and(struct rowan_where *where, const struct rowan_where *other,
                                  struct rowan_arena *arena, struct rowan_error *err)
{
    struct rowan_where_node *both = rowan_arena_alloc(arena, sizeof *both);
    struct rowan_where_node *copies = rowan_arena_alloc(arena, 2 * sizeof *copies);

    if (!both || !copies)
        return rowan_out_of_memory(err);
    where->constants += other->constants;
    if (where->constants > ROWAN_WHERE_CONSTANTS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "where: with the mapping's own these are more than %d constants",
                          ROWAN_WHERE_CONSTANTS_MAX);
    copies[0] = *other->root; /* the roots stand alone, without a next one */
    copies[1] = *where->root;
    copies[0].next = &copies[1];
    both->op = ROWAN_WHERE_AND;
    both->first = copies;
    where->root = both;
    return ROWAN_OK;
}

/* ---- patterns ---- */

enum rowan_where_mark rowan_where_next_mark(struct rowan_slice *pattern, uint32_t escape,
                                            struct rowan_slice *letter)
{
    struct rowan_slice rest = *pattern;
    uint32_t c = rowan_casefold_next(&rest);
    bool escaped = escape && c == escape && rest.size > 0;

    if (escaped) {
        *pattern = rest;
        rowan_casefold_next(&rest);
    }
    *letter = (struct rowan_slice){pattern->data, pattern->size - rest.size};
    *pattern = rest;
    if (escaped || (c != '%' && c != '_'))
        return ROWAN_WHERE_LETTER;
    return c == '%' ? ROWAN_WHERE_ANY_TEXT : ROWAN_WHERE_ANY_LETTER;
}
