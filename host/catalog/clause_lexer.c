/* One token at a time; blanks and comments go. */
#include "catalog/clause_lexer.h"

static bool is_name(char c)
{
    return rowan_ascii_starts_name(c) || rowan_ascii_is_digit(c) || c == '$';
}

static bool follows(const struct rowan_clause_lexer *lexer, const char *word)
{
    size_t size = strlen(word);

    return (size_t)(lexer->end - lexer->at) >= size && memcmp(lexer->at, word, size) == 0;
}

static void skip_to(struct rowan_clause_lexer *lexer, const char *word)
{
    while (lexer->at < lexer->end && !follows(lexer, word))
        lexer->at++;
    if (lexer->at < lexer->end)
        lexer->at += strlen(word);
}

static void skip_blanks(struct rowan_clause_lexer *lexer)
{
    for (;;) {
        if (lexer->at < lexer->end && rowan_ascii_is_space(*lexer->at))
            lexer->at++;
        else if (follows(lexer, "--"))
            skip_to(lexer, "\n");
        else if (follows(lexer, "/*"))
            skip_to(lexer, "*/");
        else
            return;
    }
}

/* From behind the quote. */
static void read_quoted(struct rowan_clause_lexer *lexer, enum rowan_clause_token token, char quote)
{
    const char *begin = lexer->at;
    const char *s = begin;

    while (s < lexer->end && (*s != quote || (s + 1 < lexer->end && s[1] == quote)))
        s += (*s == quote || (lexer->escaped && *s == '\\')) && s + 1 < lexer->end ? 2 : 1;
    lexer->token = token;
    lexer->quote = quote;
    lexer->text = (struct rowan_slice){begin, (size_t)(s - begin)};
    lexer->broken = s >= lexer->end;
    lexer->at = lexer->broken ? lexer->end : s + 1;
}

/* E'a\b', _utf8mb4'a', DATE'2024-01-01': texts. X'00' is none. */
static bool begins_text(struct rowan_clause_lexer *lexer, struct rowan_slice word)
{
    if (lexer->at >= lexer->end || *lexer->at != '\'')
        return false;
    lexer->escaped = lexer->escapes || rowan_slice_is_word(word, "e");
    return word.data[0] == '_' || rowan_slice_is_word(word, "e") || rowan_slice_is_word(word, "n") ||
           rowan_slice_is_word(word, "date") || rowan_slice_is_word(word, "timestamp");
}

static void read_word(struct rowan_clause_lexer *lexer)
{
    const char *begin = lexer->at;

    while (lexer->at < lexer->end && is_name(*lexer->at))
        lexer->at++;
    lexer->token = ROWAN_CLAUSE_WORD;
    lexer->text = (struct rowan_slice){begin, (size_t)(lexer->at - begin)};
    if (begins_text(lexer, lexer->text)) {
        lexer->at++;
        read_quoted(lexer, ROWAN_CLAUSE_STRING, '\'');
    }
}

static void read_number(struct rowan_clause_lexer *lexer)
{
    const char *begin = lexer->at;

    while (lexer->at < lexer->end && (is_name(*lexer->at) || *lexer->at == '.'))
        lexer->at++;
    lexer->token = ROWAN_CLAUSE_NUMBER;
    lexer->text = (struct rowan_slice){begin, (size_t)(lexer->at - begin)};
}

/* Longer signs first. Those that are not read are here when they begin like one that is. */
static void read_sign(struct rowan_clause_lexer *lexer)
{
    static const struct {
        const char *sign;
        enum rowan_clause_token token;
    } signs[] = {
        {"<=>", ROWAN_CLAUSE_OTHER},     {"->", ROWAN_CLAUSE_OTHER},    {"<<", ROWAN_CLAUSE_OTHER},
        {">>", ROWAN_CLAUSE_OTHER},      {"<@", ROWAN_CLAUSE_OTHER},    {"=>", ROWAN_CLAUSE_OTHER},
        {"::", ROWAN_CLAUSE_CAST},       {"<>", ROWAN_CLAUSE_UNEQUAL},  {"!=", ROWAN_CLAUSE_UNEQUAL},
        {"<=", ROWAN_CLAUSE_AT_MOST},    {">=", ROWAN_CLAUSE_AT_LEAST}, {"==", ROWAN_CLAUSE_EQUAL},
        {"=", ROWAN_CLAUSE_EQUAL},       {"<", ROWAN_CLAUSE_LESS},      {">", ROWAN_CLAUSE_GREATER},
        {"(", ROWAN_CLAUSE_OPEN},        {")", ROWAN_CLAUSE_CLOSE},     {"[", ROWAN_CLAUSE_BRACKET},
        {"]", ROWAN_CLAUSE_BRACKET_END}, {",", ROWAN_CLAUSE_COMMA},     {"-", ROWAN_CLAUSE_MINUS},
    };
    size_t size = 1;

    lexer->token = ROWAN_CLAUSE_OTHER;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (follows(lexer, signs[i].sign)) {
            lexer->token = signs[i].token;
            size = strlen(signs[i].sign);
            break;
        }
    lexer->text = (struct rowan_slice){lexer->at, size};
    lexer->at += size;
}

void rowan_clause_begin(struct rowan_clause_lexer *lexer, struct rowan_slice text, bool escapes)
{
    memset(lexer, 0, sizeof *lexer);
    lexer->at = text.data;
    lexer->end = text.data + text.size;
    lexer->escapes = escapes;
}

void rowan_clause_next(struct rowan_clause_lexer *lexer)
{
    skip_blanks(lexer);
    lexer->escaped = lexer->escapes;
    if (lexer->at >= lexer->end) {
        lexer->token = ROWAN_CLAUSE_END;
        lexer->text = (struct rowan_slice){lexer->end, 0};
    } else if (*lexer->at == '\'') {
        lexer->at++;
        read_quoted(lexer, ROWAN_CLAUSE_STRING, '\'');
    } else if (*lexer->at == '"' || *lexer->at == '`') {
        lexer->at++;
        lexer->escaped = false;
        read_quoted(lexer, ROWAN_CLAUSE_NAME, lexer->at[-1]);
    } else if (rowan_ascii_is_digit(*lexer->at)) {
        read_number(lexer);
    } else if (is_name(*lexer->at)) {
        read_word(lexer);
    } else {
        read_sign(lexer);
    }
}

/* What \ makes of a letter. */
static char meant(char c)
{
    static const char pairs[] = "n\nt\tr\rb\b0";

    for (size_t i = 0; i + 1 < sizeof pairs; i += 2)
        if (pairs[i] == c)
            return pairs[i + 1];
    return c;
}

bool rowan_clause_text(struct rowan_clause_lexer *lexer, struct rowan_arena *arena, struct rowan_slice *out)
{
    struct rowan_slice text;
    char *to, *begin;

    if (lexer->token == ROWAN_CLAUSE_BRACKET) { /* a name's, which was not read as one */
        lexer->escaped = false;
        read_quoted(lexer, ROWAN_CLAUSE_NAME, ']');
    }
    text = lexer->text;
    to = begin = rowan_arena_alloc(arena, text.size + 1);
    for (size_t i = 0; begin && i < text.size; i++) {
        bool escape = lexer->escaped && text.data[i] == '\\' && i + 1 < text.size;
        if (escape || (text.data[i] == lexer->quote && i + 1 < text.size))
            i++;
        *to++ = escape ? meant(text.data[i]) : text.data[i];
    }
    *out = (struct rowan_slice){begin, begin ? (size_t)(to - begin) : 0};
    return begin != NULL;
}
