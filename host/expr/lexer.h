#ifndef ROWAN_LEXER_H
#define ROWAN_LEXER_H
/*
 * An expression's text -> tokens, one ahead. Whether a / begins a path or divides depends on what stands
 * before it, so the lexer remembers if an operand may come.
 */
#include "expr/node.h"

enum rowan_expr_token {
    ROWAN_TOKEN_END,
    ROWAN_TOKEN_PATH, /* text is the path, without backquotes */
    ROWAN_TOKEN_TEXT, /* text is what stands between the quotes; doubled quotes are still doubled */
    ROWAN_TOKEN_NUMBER,
    ROWAN_TOKEN_PARAMETER, /* text is the name, without $ */
    ROWAN_TOKEN_FUNCTION,  /* a word with a parenthesis after it, which is the next token */
    ROWAN_TOKEN_AND,
    ROWAN_TOKEN_BETWEEN,
    ROWAN_TOKEN_CASE,
    ROWAN_TOKEN_ELSE,
    ROWAN_TOKEN_EMPTY,
    ROWAN_TOKEN_END_WORD,
    ROWAN_TOKEN_ESCAPE,
    ROWAN_TOKEN_FALSE,
    ROWAN_TOKEN_ILIKE,
    ROWAN_TOKEN_IN,
    ROWAN_TOKEN_IS,
    ROWAN_TOKEN_LIKE,
    ROWAN_TOKEN_NOT,
    ROWAN_TOKEN_NULL,
    ROWAN_TOKEN_OR,
    ROWAN_TOKEN_THEN,
    ROWAN_TOKEN_TRUE,
    ROWAN_TOKEN_WHEN,
    ROWAN_TOKEN_PLUS,
    ROWAN_TOKEN_MINUS,
    ROWAN_TOKEN_STAR,
    ROWAN_TOKEN_SLASH,
    ROWAN_TOKEN_SLASHES,
    ROWAN_TOKEN_PERCENT,
    ROWAN_TOKEN_STARS,
    ROWAN_TOKEN_BARS,
    ROWAN_TOKEN_EQ,
    ROWAN_TOKEN_NE,
    ROWAN_TOKEN_LT,
    ROWAN_TOKEN_LE,
    ROWAN_TOKEN_GT,
    ROWAN_TOKEN_GE,
    ROWAN_TOKEN_COMMA,
    ROWAN_TOKEN_OPEN,
    ROWAN_TOKEN_CLOSE
};

struct rowan_expr_lexer {
    struct rowan_slice source;
    size_t at;    /* first byte after the token */
    bool operand; /* an operand may come next */
    enum rowan_expr_token token;
    struct rowan_slice text; /* of the token */
    size_t begin;            /* of the token, quotes included */
    size_t last;             /* where the token before it ended */
    struct rowan_error *err;
};

/* Go on to the next token; call it once for the first. */
enum rowan_status rowan_expr_next(struct rowan_expr_lexer *lexer);
/* The words of the language, one after the other; NULL when there is no such one. */
const char *rowan_expr_keyword(size_t index);
const char *rowan_expr_sign(size_t index);
/* The text on one line, comments away, into out, which has room for text.size + 1 bytes. */
void rowan_expr_one_line(struct rowan_slice text, char *out);
/* What node is written as, on one line and not too long. out has ROWAN_EXPR_SNIPPET bytes. */
#define ROWAN_EXPR_SNIPPET_MAX 40                               /* characters */
#define ROWAN_EXPR_SNIPPET     (ROWAN_EXPR_SNIPPET_MAX * 4 + 4) /* of four bytes each, and the dots */
void rowan_expr_snippet(struct rowan_slice text, const struct rowan_expr_node *node, char *out);
#endif
