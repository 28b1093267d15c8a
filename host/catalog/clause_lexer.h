#ifndef ROWAN_CLAUSE_LEXER_H
#define ROWAN_CLAUSE_LEXER_H
/* The text of a CHECK as tokens, in the spelling of any database. Internal to catalog/. */
#include "base/arena.h"
#include "base/slice.h"

enum rowan_clause_token {
    ROWAN_CLAUSE_END,
    ROWAN_CLAUSE_WORD,   /* without quotes */
    ROWAN_CLAUSE_NAME,   /* in " or ` */
    ROWAN_CLAUSE_STRING, /* in ', whatever stands before it */
    ROWAN_CLAUSE_NUMBER, /* without a sign */
    ROWAN_CLAUSE_OPEN,
    ROWAN_CLAUSE_CLOSE,
    ROWAN_CLAUSE_BRACKET, /* of an array, or of a name */
    ROWAN_CLAUSE_BRACKET_END,
    ROWAN_CLAUSE_COMMA,
    ROWAN_CLAUSE_MINUS,
    ROWAN_CLAUSE_CAST, /* :: */
    ROWAN_CLAUSE_EQUAL,
    ROWAN_CLAUSE_UNEQUAL,
    ROWAN_CLAUSE_LESS,
    ROWAN_CLAUSE_AT_MOST,
    ROWAN_CLAUSE_GREATER,
    ROWAN_CLAUSE_AT_LEAST,
    ROWAN_CLAUSE_OTHER
};

struct rowan_clause_lexer {
    const char *at, *end; /* what comes after the token */
    enum rowan_clause_token token;
    struct rowan_slice text; /* of the token; of quoted ones what stands between the quotes, as written */
    char quote;
    bool escapes; /* \ stands before a letter of every text */
    bool escaped; /* of this one */
    bool broken;  /* a quote without an end: there are no more tokens */
};

/* Before the first token. */
void rowan_clause_begin(struct rowan_clause_lexer *lexer, struct rowan_slice text, bool escapes);
void rowan_clause_next(struct rowan_clause_lexer *lexer);
/* The text of a token in quotes or brackets, a copy. False when there is no memory. */
bool rowan_clause_text(struct rowan_clause_lexer *lexer, struct rowan_arena *arena, struct rowan_slice *out);
#endif
