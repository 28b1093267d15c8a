/* Making nodes of the tree, and what the parser refuses while it does. */
#include "expr/node.h"

#include <stdarg.h>
#include <stdio.h>

#include "expr/expr_parser.h"
#include "expr/evaluation.h"

/* ---- refusals ---- */

enum rowan_status rowan_expr_fail(struct rowan_slice text, size_t at, enum rowan_status status,
                                  struct rowan_error *err, const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    int line = 1, column = 1;
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    for (size_t i = 0; i < at && i < text.size; i++) {
        column += ((unsigned char)text.data[i] & 0xC0) != 0x80;
        if (text.data[i] == '\n') {
            line++;
            column = 1;
        }
    }
    return rowan_fail(err, status, status == ROWAN_DOCUMENT ? "value" : "mapping", "line %d, column %d: %s",
                      line, column, what);
}

enum rowan_status rowan_expr_expected(struct rowan_expr_parser *p, const char *what)
{
    const struct rowan_expr_lexer *lexer = &p->lexer;
    struct rowan_slice found = {lexer->source.data + lexer->begin, lexer->at - lexer->begin};
    char quoted[320];

    if (lexer->token == ROWAN_TOKEN_END)
        return rowan_expr_fail_at(p, lexer->begin, "expected %s, but the expression ends here", what);
    return rowan_expr_fail_at(p, lexer->begin, "expected %s, not %s", what,
                              rowan_quote(quoted, sizeof quoted, found));
}

/* ---- nodes ---- */

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

void rowan_expr_adopt(struct rowan_expr_node *node, struct rowan_expr_node *child)
{
    if (node->first)
        node->last->next = child;
    else
        node->first = child;
    node->last = child;
    if (node->depth <= child->depth)
        node->depth = child->depth + 1;
}

enum rowan_status rowan_expr_require(struct rowan_expr_parser *p, enum rowan_expr_token token,
                                     const char *what)
{
    return rowan_expr_at(p, token) ? rowan_expr_next(&p->lexer) : rowan_expr_expected(p, what);
}

enum rowan_status rowan_expr_need_value(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_CONDITION)
        return ROWAN_OK;
    return rowan_expr_fail_at(p, node->begin,
                              "a value is needed here, and this is a condition; CASE WHEN ... THEN ... "
                              "makes a value of it");
}

enum rowan_status rowan_expr_need_condition(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    if (node->kind != ROWAN_EXPR_IS_VALUE)
        return ROWAN_OK;
    return rowan_expr_fail_at(p, node->begin,
                              "a condition is needed here, such as %s = 'Open'; this is a value",
                              p->paths->columns ? "state" : "@state");
}

/* Nothing equals NULL, not even NULL: who writes that means IS NULL. */
enum rowan_status rowan_expr_need_comparable(struct rowan_expr_parser *p, const struct rowan_expr_node *node)
{
    bool columns = p->paths->columns;
    bool empty = node->value.kind == ROWAN_EXPR_TEXT && node->value.text.size == 0;
    enum rowan_status st = ROWAN_OK;

    if (!columns || node->op != ROWAN_EXPR_TRUTH)
        st = rowan_expr_need_value(p, node);
    if (st == ROWAN_OK && node->op == ROWAN_EXPR_CONSTANT &&
        (node->value.kind == ROWAN_EXPR_NONE || (empty && !columns)))
        return rowan_expr_fail_at(
            p, node->begin, "nothing is equal to NULL or to an empty text; write IS NULL or IS NOT NULL");
    return st;
}

enum rowan_status rowan_expr_fold(struct rowan_expr_parser *p, struct rowan_expr_node *node)
{
    struct rowan_expr_run run = {p->lexer.source, NULL, p->arena, p->paths->dates, p->err};
    struct rowan_expr_value value;
    enum rowan_status st;

    for (const struct rowan_expr_node *n = node->first; n; n = n->next)
        if (n->op != ROWAN_EXPR_CONSTANT)
            return ROWAN_OK;
    st = rowan_expr_value(&run, node, &value);
    if (st == ROWAN_DOCUMENT && p->err) {
        p->err->status = ROWAN_MAPPING;
        memcpy(p->err->reason, "mapping", sizeof "mapping");
    }
    if (st != ROWAN_OK)
        return st == ROWAN_DOCUMENT ? ROWAN_MAPPING : st;
    node->op = ROWAN_EXPR_CONSTANT;
    node->value = value;
    node->first = NULL;
    return ROWAN_OK;
}
