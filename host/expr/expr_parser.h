#ifndef ROWAN_EXPR_PARSER_H
#define ROWAN_EXPR_PARSER_H
/* What the two files of the parser share: xpath_value.c has what operators stand between, expr_parser.c the
 * rest. */
#include "expr/lexer.h"

#define ROWAN_EXPR_NEST_MAX  50  /* parentheses, functions, CASE, NOT and signs in each other */
#define ROWAN_EXPR_DEPTH_MAX 200 /* of the tree: also operators in a row, which nest to the left */

struct rowan_expr_parser {
    struct rowan_expr_lexer lexer;
    struct rowan_arena *arena;
    const struct rowan_expr_paths *paths;
    struct rowan_error *err;
    int nest;
};

#define rowan_expr_fail_at(p, at, ...)                                                                       \
    rowan_expr_fail((p)->lexer.source, at, ROWAN_MAPPING, (p)->err, __VA_ARGS__)

/* "expected THEN, not "else"" at the token in hand. */
enum rowan_status rowan_expr_expected(struct rowan_expr_parser *p, const char *what);
/* Pass over the token in hand when it is this one; else it is not what was expected. */
enum rowan_status rowan_expr_require(struct rowan_expr_parser *p, enum rowan_expr_token token,
                                     const char *what);
/* A node for the token in hand; NULL for want of memory. */
struct rowan_expr_node *rowan_expr_node_new(struct rowan_expr_parser *p, enum rowan_expr_op op,
                                            enum rowan_expr_kind kind);
void rowan_expr_adopt(struct rowan_expr_node *node, struct rowan_expr_node *child);
enum rowan_status rowan_expr_need_value(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
enum rowan_status rowan_expr_need_condition(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
/* A value that may be compared: not NULL itself. */
enum rowan_status rowan_expr_need_comparable(struct rowan_expr_parser *p, const struct rowan_expr_node *node);
/* Calculate a node when its children are all constants. */
enum rowan_status rowan_expr_fold(struct rowan_expr_parser *p, struct rowan_expr_node *node);

enum rowan_status rowan_expr_parse_or(struct rowan_expr_parser *p, struct rowan_expr_node **out);
enum rowan_status rowan_expr_parse_primary(struct rowan_expr_parser *p, struct rowan_expr_node **out);

static inline bool rowan_expr_at(const struct rowan_expr_parser *p, enum rowan_expr_token token)
{
    return p->lexer.token == token;
}
#endif
