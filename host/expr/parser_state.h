#ifndef ROWAN_PARSER_STATE_H
#define ROWAN_PARSER_STATE_H
/* What all parts of the parser share: the token in hand, new nodes, and whether a node may stand where it
 * does. */
#include "expr/evaluation.h"
#include "expr/expr_paths.h"
#include "expr/lexer.h"

#define ROWAN_EXPR_DEPTH_MAX 200 /* of the tree: also operators in a row, which nest to the left */

struct rowan_expr_parser {
    struct rowan_expr_lexer lexer;
    struct rowan_arena *arena;
    const struct rowan_expr_paths *paths;
    struct rowan_error *err;
    int nest;
    /* Any expression, a value or a condition; and what binds tighter than a comparison. */
    enum rowan_status (*parse_any)(struct rowan_expr_parser *p, struct rowan_expr_node **out);
    enum rowan_status (*parse_concat)(struct rowan_expr_parser *p, struct rowan_expr_node **out);
};

/* Refuse the mapping, for what stands at the byte place of the expression. */
#define rowan_expr_refuse(p, place, ...)                                                                     \
    rowan_expr_fail((p)->lexer.source, place, ROWAN_MAPPING, (p)->err, __VA_ARGS__)

static inline bool rowan_expr_is_at(const struct rowan_expr_parser *p, enum rowan_expr_token token)
{
    return p->lexer.token == token;
}

/* "expected THEN, not "else"" at the token in hand. */
enum rowan_status rowan_expr_expected(struct rowan_expr_parser *p, const char *what);
/* Pass over the token in hand when it is this one; else it is not what was expected. */
enum rowan_status rowan_expr_require(struct rowan_expr_parser *p, enum rowan_expr_token token,
                                     const char *what);
/* What the text in hand says, with a NUL behind it: 'it''s' says it's. data is NULL for want of memory. */
struct rowan_slice rowan_expr_unquoted(struct rowan_expr_parser *p);
/* A path that was resolved with st: what is wrong with it gets the place of its first byte. */
enum rowan_status rowan_expr_place_path(struct rowan_expr_parser *p, size_t place, enum rowan_status st);
/* A node for the token in hand; NULL for want of memory. */
struct rowan_expr_node *rowan_expr_node_new(struct rowan_expr_parser *p, enum rowan_expr_op op,
                                            enum rowan_expr_kind kind);
/* A node over one child, or two. */
enum rowan_status rowan_expr_node_over(struct rowan_expr_parser *p, enum rowan_expr_op op,
                                       enum rowan_expr_kind kind, struct rowan_expr_node *first,
                                       struct rowan_expr_node *second, struct rowan_expr_node **out);
enum rowan_status rowan_expr_need_value(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
enum rowan_status rowan_expr_need_condition(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
/* What stands in quotes is no number, whatever its digits. */
enum rowan_status rowan_expr_need_number(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
/* Nothing equals NULL, not even NULL: who writes that means IS NULL. */
enum rowan_status rowan_expr_need_comparable(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
/* Columns of a table have the types that the database gives them. */
enum rowan_status rowan_expr_compare_children(struct rowan_expr_parser *p, struct rowan_expr_node *node,
                                              enum rowan_expr_relation relation);
/* Let the function of a call look at its arguments. */
enum rowan_status rowan_expr_prepare(struct rowan_expr_parser *p, struct rowan_expr_node *node);
/* Calculate a node when its children are all constants. */
enum rowan_status rowan_expr_fold_constants(struct rowan_expr_parser *p, struct rowan_expr_node *node);
#endif
