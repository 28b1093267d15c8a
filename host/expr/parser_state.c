/* The token in hand, new nodes, and what is refused of them. */
#include "expr/parser_state.h"

#include <stdio.h>

#include "expr/compared_type.h"
#include "expr/evaluation.h"

/* The type of what is made of other values. */
static enum rowan_expr_type type_of_operator(enum rowan_expr_op op)
{
    if (op >= ROWAN_EXPR_NEGATE && op <= ROWAN_EXPR_POWER)
        return ROWAN_EXPR_NUMERIC;
    return op == ROWAN_EXPR_CONCAT ? ROWAN_EXPR_TEXTUAL : ROWAN_EXPR_UNTYPED;
}

enum rowan_status rowan_expr_expected(struct rowan_expr_parser *p, const char *what)
{
    const struct rowan_expr_lexer *lexer = &p->lexer;
    struct rowan_slice found = {lexer->source.data + lexer->begin, lexer->at - lexer->begin};
    char quoted[320];

    if (lexer->token == ROWAN_TOKEN_END)
        return rowan_expr_refuse(p, lexer->begin, "expected %s, but the expression ends here", what);
    return rowan_expr_refuse(p, lexer->begin, "expected %s, not %s", what,
                             rowan_quote(quoted, sizeof quoted, found));
}

enum rowan_status rowan_expr_require(struct rowan_expr_parser *p, enum rowan_expr_token token,
                                     const char *what)
{
    return rowan_expr_is_at(p, token) ? rowan_expr_next(&p->lexer) : rowan_expr_expected(p, what);
}

struct rowan_slice rowan_expr_unquoted(struct rowan_expr_parser *p)
{
    struct rowan_slice text = p->lexer.text;
    char *copy = rowan_arena_alloc(p->arena, text.size + 1);
    size_t n = 0;

    for (size_t i = 0; copy && i < text.size; i++) {
        copy[n++] = text.data[i];
        if (text.data[i] == '\'')
            i++;
    }
    return (struct rowan_slice){copy, n};
}

enum rowan_status rowan_expr_place_path(struct rowan_expr_parser *p, size_t place, enum rowan_status st)
{
    char what[ROWAN_MESSAGE_MAX];

    if (st != ROWAN_MAPPING)
        return st;
    snprintf(what, sizeof what, "%s", p->err ? p->err->message : "");
    return rowan_expr_refuse(p, place, "%s", what);
}

struct rowan_expr_node *rowan_expr_node_new(struct rowan_expr_parser *p, enum rowan_expr_op op,
                                            enum rowan_expr_kind kind)
{
    struct rowan_expr_node *node = rowan_arena_alloc(p->arena, sizeof *node);

    if (node) {
        node->op = op;
        node->kind = kind;
        node->begin = p->lexer.begin;
        node->end = p->lexer.at;
    }
    return node;
}

enum rowan_status rowan_expr_node_over(struct rowan_expr_parser *p, enum rowan_expr_op op,
                                       enum rowan_expr_kind kind, struct rowan_expr_node *first,
                                       struct rowan_expr_node *second, struct rowan_expr_node **out)
{
    struct rowan_expr_node *node = rowan_expr_node_new(p, op, kind);
    enum rowan_status st = ROWAN_OK;

    if (!node)
        return rowan_out_of_memory(p->err);
    node->type = type_of_operator(op);
    if (node->type == ROWAN_EXPR_NUMERIC)
        st = rowan_expr_need_number(p, first);
    if (st == ROWAN_OK && node->type == ROWAN_EXPR_NUMERIC && second)
        st = rowan_expr_need_number(p, second);
    if (st != ROWAN_OK)
        return st;
    node->begin = first->begin;
    node->end = p->lexer.last;
    rowan_expr_adopt(node, first);
    if (second)
        rowan_expr_adopt(node, second);
    if (node->depth > ROWAN_EXPR_DEPTH_MAX)
        return rowan_expr_refuse(p, first->begin, "the expression is nested too deep");
    *out = node;
    return ROWAN_OK;
}

enum rowan_status rowan_expr_need_value(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_CONDITION)
        return ROWAN_OK;
    return rowan_expr_refuse(p, node->begin,
                             "a value is needed here, and this is a condition; CASE WHEN ... THEN ... "
                             "makes a value of it");
}

enum rowan_status rowan_expr_need_condition(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_VALUE)
        return ROWAN_OK;
    return rowan_expr_refuse(p, node->begin,
                             "a condition is needed here, such as %s = 'Open'; this is a value",
                             p->paths->columns ? "state" : "@state");
}

enum rowan_status rowan_expr_need_number(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    char snippet[ROWAN_EXPR_SNIPPET], printed[ROWAN_NUMBER_PRINTED + 1], quoted[320];
    struct rowan_number number;

    if (p->paths->columns || node->op != ROWAN_EXPR_CONSTANT || node->value.kind != ROWAN_EXPR_TEXT)
        return ROWAN_OK;
    rowan_expr_snippet(p->lexer.source, node, snippet);
    if (node->type == ROWAN_EXPR_TEMPORAL)
        return rowan_expr_refuse(p, node->begin, "%s is a date, and a number is needed here", snippet);
    if (!rowan_number_read(&number, node->value.text))
        return rowan_slice_trim(node->value.text).size == 0
                   ? rowan_expr_refuse(p, node->begin, "%s is a text, and a number is needed here", snippet)
                   : rowan_expr_refuse(p, node->begin, "%s: %s is not a number", snippet,
                                       rowan_quote(quoted, sizeof quoted, node->value.text));
    printed[rowan_number_print(&number, printed)] = '\0';
    return rowan_expr_refuse(p, node->begin,
                             "%s is a text, and a number is needed here; write %s, or decimal(%s)", snippet,
                             printed, snippet);
}

enum rowan_status rowan_expr_need_comparable(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    bool columns = p->paths->columns;
    bool empty = node->value.kind == ROWAN_EXPR_TEXT && node->value.text.size == 0;
    enum rowan_status st = ROWAN_OK;

    if (!columns || node->op != ROWAN_EXPR_TRUTH)
        st = rowan_expr_need_value(p, node);
    if (st == ROWAN_OK && node->op == ROWAN_EXPR_CONSTANT &&
        (node->value.kind == ROWAN_EXPR_NONE || (empty && !columns)))
        return rowan_expr_refuse(
            p, node->begin, "nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL");
    return st;
}

enum rowan_status rowan_expr_compare_children(struct rowan_expr_parser *p, struct rowan_expr_node *node,
                                              enum rowan_expr_relation relation)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err, NULL};

    return p->paths->columns ? ROWAN_OK : rowan_expr_decide_compared_type(&run, node, relation);
}

enum rowan_status rowan_expr_prepare(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err, NULL};

    return node->function->prepare(&run, node);
}

enum rowan_status rowan_expr_fold_constants(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err, NULL};
    struct rowan_expr_value value;
    enum rowan_status st;

    for (const struct rowan_expr_node *n = node->first; n; n = n->next)
        if (n->op != ROWAN_EXPR_CONSTANT)
            return ROWAN_OK;
    st = rowan_expr_value(&run, node, &value);
    if (st == ROWAN_DOCUMENT && p->err) /* a value that does not fit is a mistake of the mapping here */
        return rowan_fail(p->err, ROWAN_MAPPING, "mapping", "%s", p->err->message);
    if (st != ROWAN_OK)
        return st == ROWAN_DOCUMENT ? ROWAN_MAPPING : st;
    node->op = ROWAN_EXPR_CONSTANT;
    node->value = value;
    node->first = NULL;
    return ROWAN_OK;
}
