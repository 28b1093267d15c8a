/*
 * Where a bare path ends. Paths and SQL share / - * and the dot, so a bare path has no blanks (but in
 * brackets), and no name in it has a hyphen or a dot; what could be read both ways is refused, never guessed.
 */
#include "expr/lexer.h"

#include "base/ascii.h"

struct cursor {
    const char *at;
    const char *end;
    const char *problem;
};

bool rowan_expr_name_char(char c)
{
    return rowan_ascii_starts_name(c) || rowan_ascii_is_digit(c);
}

static char peek(const struct cursor *c, size_t ahead)
{
    return (size_t)(c->end - c->at) > ahead ? c->at[ahead] : '\0';
}

/* A name may be followed by what belongs to it in XML and is an operator in SQL. */
static void check_after_name(struct cursor *c)
{
    if (peek(c, 0) == '-' && rowan_expr_name_char(peek(c, 1)))
        c->problem =
            "this may be a name with a hyphen or a subtraction: put the path in backquotes, or blanks "
            "around the -";
    else if (peek(c, 0) == '.' && rowan_expr_name_char(peek(c, 1)))
        c->problem =
            "the steps of a path are parted by / (contact/@salary); a name with a dot needs backquotes";
}

static void take_word(struct cursor *c)
{
    while (rowan_expr_name_char(peek(c, 0)))
        c->at++;
}

/* name, p:name; false when there is none. */
static bool take_name(struct cursor *c)
{
    if (!rowan_ascii_starts_name(peek(c, 0)))
        return false;
    take_word(c);
    if (peek(c, 0) == ':' && rowan_ascii_starts_name(peek(c, 1))) {
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

/* False when no step begins here. *leaf: nothing can follow it in a path. */
static bool take_step(struct cursor *c, bool *leaf)
{
    *leaf = false;
    if (peek(c, 0) == '.' && !rowan_ascii_is_digit(peek(c, 1))) {
        c->at += peek(c, 1) == '.' ? 2 : 1;
    } else if (peek(c, 0) == '@' && rowan_ascii_starts_name(peek(c, 1))) {
        c->at++;
        *leaf = true;
        take_name(c);
    } else if (c->end - c->at >= 6 && memcmp(c->at, "text()", 6) == 0) {
        c->at += 6;
        *leaf = true;
    } else if (!take_name(c)) {
        return false;
    }
    while (!c->problem && peek(c, 0) == '[')
        take_predicate(c);
    return true;
}

size_t rowan_expr_path(struct rowan_slice rest, const char **problem)
{
    struct cursor c = {rest.data, rest.data + rest.size, NULL};
    const char *end = c.at; /* of the last whole step */
    bool leaf = false;

    for (bool first = true; !leaf && !c.problem; first = false) {
        if (peek(&c, 0) == '/')
            c.at += peek(&c, 1) == '/' ? 2 : 1;
        else if (!first)
            break;
        if (!take_step(&c, &leaf))
            break;
        end = c.at;
    }
    *problem = c.problem;
    return (size_t)(end - rest.data);
}
