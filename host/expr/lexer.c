/*
 * Tokens. After an operand only operators, keywords and closing parentheses can come; everywhere else a word
 * is a keyword, a function or the beginning of a path.
 */
#include "expr/lexer.h"

#include "base/ascii.h"
#include "base/suggest.h"
#include "base/utf8.h"

static const struct {
    const char *word; /* lower case */
    enum rowan_expr_token token;
} keywords[] = {
    {"and", ROWAN_TOKEN_AND},     {"between", ROWAN_TOKEN_BETWEEN}, {"case", ROWAN_TOKEN_CASE},
    {"else", ROWAN_TOKEN_ELSE},   {"empty", ROWAN_TOKEN_EMPTY},     {"end", ROWAN_TOKEN_END_WORD},
    {"false", ROWAN_TOKEN_FALSE}, {"escape", ROWAN_TOKEN_ESCAPE},   {"ilike", ROWAN_TOKEN_ILIKE},
    {"in", ROWAN_TOKEN_IN},       {"is", ROWAN_TOKEN_IS},           {"like", ROWAN_TOKEN_LIKE},
    {"not", ROWAN_TOKEN_NOT},     {"null", ROWAN_TOKEN_NULL},       {"or", ROWAN_TOKEN_OR},
    {"then", ROWAN_TOKEN_THEN},   {"true", ROWAN_TOKEN_TRUE},       {"when", ROWAN_TOKEN_WHEN},
};

/* Longer signs stand before those they begin with. */
static const struct {
    char sign[3];
    enum rowan_expr_token token;
} signs[] = {
    {"//", ROWAN_TOKEN_SLASHES}, {"**", ROWAN_TOKEN_STARS},  {"||", ROWAN_TOKEN_BARS},
    {"<>", ROWAN_TOKEN_NE},      {"!=", ROWAN_TOKEN_NE},     {"<=", ROWAN_TOKEN_LE},
    {">=", ROWAN_TOKEN_GE},      {"==", ROWAN_TOKEN_END},    {"&&", ROWAN_TOKEN_END},
    {"+", ROWAN_TOKEN_PLUS},     {"-", ROWAN_TOKEN_MINUS},   {"*", ROWAN_TOKEN_STAR},
    {"/", ROWAN_TOKEN_SLASH},    {"%", ROWAN_TOKEN_PERCENT}, {"=", ROWAN_TOKEN_EQ},
    {"<", ROWAN_TOKEN_LT},       {">", ROWAN_TOKEN_GT},      {",", ROWAN_TOKEN_COMMA},
    {"(", ROWAN_TOKEN_OPEN},     {")", ROWAN_TOKEN_CLOSE},   {"$", ROWAN_TOKEN_PARAMETER},
};

const char *rowan_expr_keyword(size_t index)
{
    return index < sizeof keywords / sizeof keywords[0] ? keywords[index].word : NULL;
}

/* Not those that are only there to be refused. */
const char *rowan_expr_sign(size_t index)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (signs[i].token != ROWAN_TOKEN_END && index-- == 0)
            return signs[i].sign;
    return NULL;
}

static enum rowan_status fail(struct rowan_expr_lexer *lexer, size_t at, const char *what)
{
    return rowan_expr_fail(lexer->source, at, ROWAN_MAPPING, lexer->err, "%s", what);
}

static char peek(const struct rowan_expr_lexer *lexer, size_t ahead)
{
    size_t at = lexer->at + ahead;

    return at < lexer->source.size ? lexer->source.data[at] : '\0';
}

static enum rowan_status finish(struct rowan_expr_lexer *lexer, enum rowan_expr_token token, size_t end)
{
    lexer->token = token;
    lexer->text = (struct rowan_slice){lexer->source.data + lexer->begin, end - lexer->begin};
    lexer->at = end;
    return ROWAN_OK;
}

/* Blanks and comments; the bytes they take at the front of rest. SIZE_MAX: a comment has no end. */
static size_t blank(struct rowan_slice rest)
{
    size_t at = 0;

    while (at < rest.size) {
        const char *p = rest.data + at;
        size_t left = rest.size - at;
        if (rowan_ascii_is_space(*p)) {
            at++;
        } else if (left > 1 && p[0] == '-' && p[1] == '-') {
            const char *end = memchr(p, '\n', left);
            at = end ? (size_t)(end - rest.data) : rest.size;
        } else if (left > 1 && p[0] == '/' && p[1] == '*') {
            const char *end = left > 3 ? memmem(p + 2, left - 2, "*/", 2) : NULL;
            if (!end)
                return SIZE_MAX;
            at = (size_t)(end - rest.data) + 2;
        } else {
            break;
        }
    }
    return at;
}

static struct rowan_slice rest_of(const struct rowan_expr_lexer *lexer)
{
    return (struct rowan_slice){lexer->source.data + lexer->at, lexer->source.size - lexer->at};
}

/*
 * ---- where a bare path ends ----
 *
 * Paths and SQL share / - * and the dot, so a bare path has no blanks (but in brackets), and no name in it
 * has a hyphen or a dot; what could be read both ways is refused, never guessed.
 */

struct cursor {
    const char *at;
    const char *end;
    const char *problem;
};

static bool goes_on(char c)
{
    return rowan_ascii_starts_name(c) || rowan_ascii_is_digit(c);
}

static char ahead_of(const struct cursor *c, size_t ahead)
{
    return (size_t)(c->end - c->at) > ahead ? c->at[ahead] : '\0';
}

/* A name may be followed by what belongs to it in XML and is an operator in SQL. */
static void check_after_name(struct cursor *c)
{
    if (ahead_of(c, 0) == '-' && goes_on(ahead_of(c, 1)))
        c->problem =
            "this may be a name with a hyphen or a subtraction: put the path in backquotes, or blanks "
            "around the -";
    else if (ahead_of(c, 0) == '.' && goes_on(ahead_of(c, 1)))
        c->problem =
            "the steps of a path are parted by / (contact/@salary); a name with a dot needs backquotes";
}

static void take_word(struct cursor *c)
{
    while (goes_on(ahead_of(c, 0)))
        c->at++;
}

/* name, p:name; false when there is none. */
static bool take_name(struct cursor *c)
{
    if (!rowan_ascii_starts_name(ahead_of(c, 0)))
        return false;
    take_word(c);
    if (ahead_of(c, 0) == ':' && rowan_ascii_starts_name(ahead_of(c, 1))) {
        c->at++;
        take_word(c);
    }
    check_after_name(c);
    return true;
}

/* [...] with brackets and quoted texts inside */
static void take_predicate(struct cursor *c)
{
    int depth = 0;
    char quote = '\0';

    for (; c->at < c->end; c->at++) {
        char here = *c->at;
        if (quote) {
            quote = here == quote ? '\0' : quote;
        } else if (here == '\'' || here == '"') {
            quote = here;
        } else if (here == '[') {
            depth++;
        } else if (here == ']' && --depth == 0) {
            c->at++;
            return;
        }
    }
    c->problem = "the predicate has no ]";
}

/* local-name() and namespace-uri() end a path; their hyphen is none that could subtract. */
static bool take_name_function(struct cursor *c)
{
    static const char *const names[] = {"local-name()", "namespace-uri()"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t size = strlen(names[i]);
        if ((size_t)(c->end - c->at) < size || memcmp(c->at, names[i], size) != 0)
            continue;
        c->at += size;
        return true;
    }
    return false;
}

/* False when no step begins here. *leaf: nothing can follow it in a path. */
static bool take_step(struct cursor *c, bool *leaf)
{
    *leaf = false;
    if (ahead_of(c, 0) == '.' && !rowan_ascii_is_digit(ahead_of(c, 1))) {
        c->at += ahead_of(c, 1) == '.' ? 2 : 1;
    } else if (ahead_of(c, 0) == '@' && rowan_ascii_starts_name(ahead_of(c, 1))) {
        c->at++;
        *leaf = true;
        take_name(c);
    } else if (c->end - c->at >= 6 && memcmp(c->at, "text()", 6) == 0) {
        c->at += 6;
        *leaf = true;
    } else if (take_name_function(c)) {
        *leaf = true;
        return true;
    } else if (!take_name(c)) {
        return false;
    }
    while (!c->problem && ahead_of(c, 0) == '[')
        take_predicate(c);
    return true;
}

/* The bytes of the path written at the front of rest. 0: none is there. */
static size_t path_size(struct rowan_slice rest, const char **problem)
{
    struct cursor c = {rest.data, rest.data + rest.size, NULL};
    const char *end = c.at; /* of the last whole step */
    bool leaf = false;

    for (bool first = true; !leaf && !c.problem; first = false) {
        if (ahead_of(&c, 0) == '/')
            c.at += ahead_of(&c, 1) == '/' ? 2 : 1;
        else if (!first)
            break;
        if (!take_step(&c, &leaf))
            break;
        end = c.at;
    }
    *problem = c.problem;
    return (size_t)(end - rest.data);
}

/* ---- words ---- */

/* END when it is none. */
static enum rowan_expr_token find_keyword(struct rowan_slice word)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (rowan_slice_is_word(word, keywords[i].word))
            return keywords[i].token;
    return ROWAN_TOKEN_END;
}

static struct rowan_slice word_at(const struct rowan_expr_lexer *lexer)
{
    struct rowan_slice word = {lexer->source.data + lexer->at, 0};

    while (goes_on(peek(lexer, word.size)))
        word.size++;
    return word;
}

static enum rowan_status read_path(struct rowan_expr_lexer *lexer)
{
    const char *problem = NULL;
    size_t size = path_size(rest_of(lexer), &problem);

    if (problem)
        return fail(lexer, lexer->begin, problem);
    if (size == 0)
        return fail(lexer, lexer->begin,
                    peek(lexer, 0) == '@' ? "expected an attribute's name after @"
                                          : "expected a path after /");
    return finish(lexer, ROWAN_TOKEN_PATH, lexer->at + size);
}

/* Where an operand may come: keyword, function or path. */
static enum rowan_status read_word(struct rowan_expr_lexer *lexer)
{
    struct rowan_slice word = word_at(lexer);
    enum rowan_expr_token keyword = find_keyword(word);
    char after = peek(lexer, word.size);
    size_t gap;
    struct rowan_slice rest = rest_of(lexer);

    if (keyword != ROWAN_TOKEN_END && (after == '/' || after == ':' || after == '['))
        return fail(lexer, lexer->begin,
                    "a path that begins with a keyword needs backquotes; after the keyword comes a blank");
    if (keyword != ROWAN_TOKEN_END)
        return finish(lexer, keyword, lexer->at + word.size);
    rest.data += word.size;
    rest.size -= word.size;
    gap = blank(rest);
    if (gap < rest.size && rest.data[gap] == '(' && !(word.size == 4 && memcmp(word.data, "text", 4) == 0))
        return finish(lexer, ROWAN_TOKEN_FUNCTION, lexer->at + word.size);
    return read_path(lexer);
}

/* ---- literals ---- */

static enum rowan_status read_quoted(struct rowan_expr_lexer *lexer, enum rowan_expr_token token)
{
    char quote = peek(lexer, 0);
    size_t end = lexer->at + 1;

    for (; end < lexer->source.size; end++) {
        if (lexer->source.data[end] != quote)
            continue;
        if (quote == '\'' && end + 1 < lexer->source.size && lexer->source.data[end + 1] == quote) {
            end++;
            continue;
        }
        finish(lexer, token, end + 1);
        lexer->text.data++;
        lexer->text.size -= 2;
        return ROWAN_OK;
    }
    return fail(lexer, lexer->begin,
                quote == '`' ? "the path in backquotes has no end" : "the text in quotes has no end");
}

static enum rowan_status read_number(struct rowan_expr_lexer *lexer)
{
    size_t n = 0;

    while (rowan_ascii_is_digit(peek(lexer, n)) || (peek(lexer, n) == '.' && peek(lexer, n + 1) != '.'))
        n++;
    if (goes_on(peek(lexer, n)))
        return fail(lexer, lexer->begin,
                    "this is neither a number nor a name; a name that begins with a digit needs backquotes");
    return finish(lexer, ROWAN_TOKEN_NUMBER, lexer->at + n);
}

/* $name */
static enum rowan_status read_parameter(struct rowan_expr_lexer *lexer)
{
    size_t n = 1;

    while (goes_on(peek(lexer, n)))
        n++;
    if (n == 1 || rowan_ascii_is_digit(peek(lexer, 1)))
        return fail(lexer, lexer->begin, "expected the name of a parameter after $");
    finish(lexer, ROWAN_TOKEN_PARAMETER, lexer->at + n);
    lexer->text.data++;
    lexer->text.size--;
    return ROWAN_OK;
}

/* ---- all of them ---- */

static enum rowan_status read_sign(struct rowan_expr_lexer *lexer)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t n = strlen(signs[i].sign);
        if (lexer->source.size - lexer->at < n || memcmp(rest_of(lexer).data, signs[i].sign, n) != 0)
            continue;
        if (signs[i].token == ROWAN_TOKEN_END)
            return fail(lexer, lexer->begin,
                        signs[i].sign[0] == '=' ? "values are compared with =, not ==" : "write AND, not &&");
        return finish(lexer, signs[i].token, lexer->at + n);
    }
    return fail(lexer, lexer->begin,
                lexer->source.data[lexer->begin] == '|'
                    ? "a | b is a path in backquotes: `a | b`; texts are put in a row with ||"
                    : "no part of an expression begins with this character");
}

static enum rowan_status read_operand(struct rowan_expr_lexer *lexer)
{
    char c = peek(lexer, 0);

    if (rowan_ascii_is_digit(c) || (c == '.' && rowan_ascii_is_digit(peek(lexer, 1))))
        return read_number(lexer);
    if (rowan_ascii_starts_name(c))
        return read_word(lexer);
    if (c == '@' || c == '.' || c == '/')
        return read_path(lexer);
    return c == '$' ? read_parameter(lexer) : read_sign(lexer);
}

static enum rowan_status missing_operator(struct rowan_expr_lexer *lexer, struct rowan_slice word)
{
    struct rowan_suggest suggest;
    char hint[120], quoted[320];

    rowan_suggest_init(&suggest, word);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        rowan_suggest_offer(&suggest, keywords[i].word);
    return rowan_expr_fail(lexer->source, lexer->begin, ROWAN_MAPPING, lexer->err,
                           "expected an operator or a keyword, not %s%s",
                           rowan_quote(quoted, sizeof quoted, word),
                           word.size > 1 ? rowan_suggest_hint(&suggest, hint, sizeof hint) : "");
}

/* After an operand: a keyword, or something forgotten before it. */
static enum rowan_status read_operator(struct rowan_expr_lexer *lexer)
{
    struct rowan_slice word = word_at(lexer);
    enum rowan_expr_token keyword = find_keyword(word);

    if (peek(lexer, 0) == '@' || peek(lexer, 0) == '.' || peek(lexer, 0) == '$')
        return missing_operator(lexer, (struct rowan_slice){rest_of(lexer).data, 1});
    if (word.size == 0)
        return read_sign(lexer);
    if (keyword == ROWAN_TOKEN_END)
        return missing_operator(lexer, word);
    return finish(lexer, keyword, lexer->at + word.size);
}

static bool ends_operand(enum rowan_expr_token token)
{
    switch (token) {
    case ROWAN_TOKEN_PATH:
    case ROWAN_TOKEN_TEXT:
    case ROWAN_TOKEN_NUMBER:
    case ROWAN_TOKEN_PARAMETER:
    case ROWAN_TOKEN_FUNCTION:
    case ROWAN_TOKEN_CLOSE:
    case ROWAN_TOKEN_END_WORD:
    case ROWAN_TOKEN_NULL:
    case ROWAN_TOKEN_EMPTY:
    case ROWAN_TOKEN_TRUE:
    case ROWAN_TOKEN_FALSE:
        return true;
    default:
        return false;
    }
}

enum rowan_status rowan_expr_next(struct rowan_expr_lexer *lexer)
{
    size_t skip = blank(rest_of(lexer));
    enum rowan_status st;
    char c;

    lexer->last = lexer->at;
    if (skip == SIZE_MAX)
        return fail(lexer, lexer->at, "a comment has no */");
    lexer->at += skip;
    lexer->begin = lexer->at;
    c = peek(lexer, 0);
    if (lexer->at == lexer->source.size)
        st = finish(lexer, ROWAN_TOKEN_END, lexer->at);
    else if (c == '"')
        st = fail(lexer, lexer->begin,
                  "a text stands in single quotes: 'text'; a path may stand in backquotes");
    else if (c == '\'')
        st = read_quoted(lexer, ROWAN_TOKEN_TEXT);
    else if (c == '`')
        st = read_quoted(lexer, ROWAN_TOKEN_PATH);
    else
        st = lexer->operand ? read_operand(lexer) : read_operator(lexer);
    lexer->operand = !ends_operand(lexer->token);
    return st;
}

/* Copy what stands in quotes from p on as it is; returns how many bytes. */
static size_t copy_quoted(const char *p, size_t left, char *out)
{
    const char *end = memchr(p + 1, *p, left - 1);
    size_t n = end ? (size_t)(end - p) + 1 : left;

    memcpy(out, p, n);
    return n;
}

void rowan_expr_one_line(struct rowan_slice text, char *out)
{
    char *begin = out;

    text = rowan_slice_trim(text);
    while (text.size > 0) {
        size_t n = blank(text);
        if (n > 0 && n <= text.size) {
            if (out > begin && n < text.size)
                *out++ = ' ';
        } else if (*text.data == '\'' || *text.data == '`') {
            n = copy_quoted(text.data, text.size, out);
            out += n;
        } else {
            n = 1;
            *out++ = *text.data;
        }
        text.data += n;
        text.size -= n;
    }
    *out = '\0';
}

void rowan_expr_snippet(struct rowan_slice text, const struct rowan_expr_node *node, char *out)
{
    struct rowan_slice whole = {text.data + node->begin, node->end - node->begin};
    struct rowan_slice shown = {whole.data, rowan_utf8_prefix(whole, ROWAN_EXPR_SNIPPET_MAX)};

    rowan_expr_one_line(shown, out);
    if (shown.size < whole.size)
        strcat(out, "...");
}
