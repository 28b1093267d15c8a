/*
 * What stands in the brackets of a path -> expressions. They nest at most NEST_MAX deep.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

#include "xml/path_reader.h"

#define NEST_MAX 32

static enum rowan_status read_or(struct rowan_path_reader *r, struct rowan_predicate **out);
static enum rowan_status read_operand(struct rowan_path_reader *r, struct rowan_predicate **out);

static struct rowan_predicate *new_expr(struct rowan_path_reader *r, enum rowan_predicate_op op,
                                        struct rowan_predicate *left, struct rowan_predicate *right)
{
    struct rowan_predicate *expr = rowan_arena_alloc(r->scope->arena, sizeof *expr);

    if (expr) {
        expr->op = op;
        expr->left = left;
        expr->right = right;
    }
    return expr;
}

static enum rowan_status read_string(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    char quote = *r->at;
    const char *end = strchr(r->at + 1, quote);
    struct rowan_predicate *expr;

    if (!end)
        return rowan_path_fail(r, "the text in quotes has no end");
    expr = new_expr(r, ROWAN_PREDICATE_STRING, NULL, NULL);
    if (!expr)
        return rowan_out_of_memory(r->err);
    expr->string.size = (size_t)(end - r->at - 1);
    expr->string.data = rowan_arena_copy(r->scope->arena, r->at + 1, expr->string.size);
    r->at = end + 1;
    *out = expr;
    return expr->string.data ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_number(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    struct rowan_predicate *expr = new_expr(r, ROWAN_PREDICATE_NUMBER, NULL, NULL);
    const char *begin = r->at;
    char digits[64];
    size_t n;

    if (!expr)
        return rowan_out_of_memory(r->err);
    if (*r->at == '-')
        r->at++;
    while (rowan_ascii_is_digit(*r->at) || *r->at == '.')
        r->at++;
    n = (size_t)(r->at - begin);
    if (n >= sizeof digits || memchr(begin, '.', n) != memrchr(begin, '.', n)) {
        r->at = begin;
        return rowan_path_fail(r, "this is not a number");
    }
    memcpy(digits, begin, n);
    digits[n] = '\0';
    expr->number = strtod(digits, NULL);
    *out = expr;
    return ROWAN_OK;
}

static enum rowan_status close_call(struct rowan_path_reader *r)
{
    return rowan_path_take(r, ")") ? ROWAN_OK : rowan_path_fail_rest(r, "expected )");
}

/* not(x): the name and ( are behind us. */
static enum rowan_status read_not(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    struct rowan_predicate *inner = NULL;
    enum rowan_status st = read_or(r, &inner);

    if (st == ROWAN_OK)
        st = close_call(r);
    if (st != ROWAN_OK)
        return st;
    *out = new_expr(r, ROWAN_PREDICATE_NOT, inner, NULL);
    return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}

/* Numbers and truth values would have to be written as text first; that is never what is meant. */
static enum rowan_status read_text_argument(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    const char *begin;
    enum rowan_status st;

    rowan_path_skip_space(r);
    begin = r->at;
    st = read_operand(r, out);
    if (st != ROWAN_OK || (*out)->op == ROWAN_PREDICATE_PATH || (*out)->op == ROWAN_PREDICATE_STRING)
        return st;
    r->at = begin;
    return rowan_path_fail(r, "expected a path or a text in quotes");
}

/* starts-with(a, b), contains(a, b): the name and ( are behind us. */
static enum rowan_status read_search(struct rowan_path_reader *r, enum rowan_predicate_op op,
                                     struct rowan_predicate **out)
{
    struct rowan_predicate *left = NULL;
    struct rowan_predicate *right = NULL;
    enum rowan_status st = read_text_argument(r, &left);

    if (st == ROWAN_OK)
        st = rowan_path_take(r, ",") ? read_text_argument(r, &right)
                                     : rowan_path_fail_rest(r, "expected , and a second argument");
    if (st == ROWAN_OK)
        st = close_call(r);
    if (st != ROWAN_OK)
        return st;
    *out = new_expr(r, op, left, right);
    return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_path_operand(struct rowan_path_reader *r, enum rowan_predicate_op op,
                                           struct rowan_predicate **out)
{
    struct rowan_path *path = NULL;
    enum rowan_status st = rowan_path_read(r, &path);

    if (st == ROWAN_OK && op == ROWAN_PREDICATE_COUNT)
        st = close_call(r);
    if (st != ROWAN_OK)
        return st;
    *out = new_expr(r, op, NULL, NULL);
    if (!*out)
        return rowan_out_of_memory(r->err);
    (*out)->path = path;
    return ROWAN_OK;
}

/* name( is behind us when this returns true. */
static bool take_function(struct rowan_path_reader *r, const char *name)
{
    const char *begin = r->at;

    if (rowan_path_take_word(r, name) && rowan_path_take(r, "("))
        return true;
    r->at = begin;
    return false;
}

static enum rowan_status read_function(struct rowan_path_reader *r, struct rowan_predicate **out,
                                       bool *is_function)
{
    *is_function = true;
    if (take_function(r, "not"))
        return read_not(r, out);
    if (take_function(r, "starts-with"))
        return read_search(r, ROWAN_PREDICATE_STARTS_WITH, out);
    if (take_function(r, "contains"))
        return read_search(r, ROWAN_PREDICATE_CONTAINS, out);
    if (take_function(r, "count"))
        return read_path_operand(r, ROWAN_PREDICATE_COUNT, out);
    if (take_function(r, "position")) {
        *out = new_expr(r, ROWAN_PREDICATE_POSITION, NULL, NULL);
        return *out ? close_call(r) : rowan_out_of_memory(r->err);
    }
    if (take_function(r, "last")) {
        *out = new_expr(r, ROWAN_PREDICATE_LAST, NULL, NULL);
        return *out ? close_call(r) : rowan_out_of_memory(r->err);
    }
    *is_function = false;
    return ROWAN_OK;
}

static bool starts_number(const struct rowan_path_reader *r)
{
    const char *at = r->at + (*r->at == '-');

    return rowan_ascii_is_digit(*at) || (*at == '.' && rowan_ascii_is_digit(at[1]));
}

static enum rowan_status read_operand(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    bool is_function = false;
    enum rowan_status st;

    rowan_path_skip_space(r);
    if (*r->at == '\'' || *r->at == '"')
        return read_string(r, out);
    if (starts_number(r))
        return read_number(r, out);
    if (rowan_path_take(r, "(")) {
        st = read_or(r, out);
        return st == ROWAN_OK ? close_call(r) : st;
    }
    st = read_function(r, out, &is_function);
    if (is_function || st != ROWAN_OK)
        return st;
    return read_path_operand(r, ROWAN_PREDICATE_PATH, out);
}

static enum rowan_status read_comparison(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    static const struct {
        const char *token;
        enum rowan_predicate_op op;
    } operators[] = {{"!=", ROWAN_PREDICATE_NE}, {"<=", ROWAN_PREDICATE_LE}, {">=", ROWAN_PREDICATE_GE},
                     {"=", ROWAN_PREDICATE_EQ},  {"<", ROWAN_PREDICATE_LT},  {">", ROWAN_PREDICATE_GT}};
    enum rowan_status st = read_operand(r, out);

    if (st != ROWAN_OK)
        return st;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        struct rowan_predicate *right = NULL;
        if (!rowan_path_take(r, operators[i].token))
            continue;
        st = read_operand(r, &right);
        if (st != ROWAN_OK)
            return st;
        *out = new_expr(r, operators[i].op, *out, right);
        return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
    }
    return ROWAN_OK;
}

/* a and b and c, or the same with or: word and op say which, next reads an operand. */
static enum rowan_status read_chain(struct rowan_path_reader *r, const char *word, enum rowan_predicate_op op,
                                    enum rowan_status (*next)(struct rowan_path_reader *,
                                                              struct rowan_predicate **),
                                    struct rowan_predicate **out)
{
    enum rowan_status st = next(r, out);

    while (st == ROWAN_OK && rowan_path_take_word(r, word)) {
        struct rowan_predicate *right = NULL;
        st = next(r, &right);
        if (st != ROWAN_OK)
            return st;
        *out = new_expr(r, op, *out, right);
        if (!*out)
            return rowan_out_of_memory(r->err);
    }
    return st;
}

static enum rowan_status read_and(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    return read_chain(r, "and", ROWAN_PREDICATE_AND, read_comparison, out);
}

static enum rowan_status read_or(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    enum rowan_status st;

    if (++r->depth > NEST_MAX)
        return rowan_path_fail(r, "nested too deep");
    st = read_chain(r, "or", ROWAN_PREDICATE_OR, read_and, out);
    r->depth--;
    return st;
}

/* [2] means [position() = 2]. */
static struct rowan_predicate *as_predicate(struct rowan_path_reader *r, struct rowan_predicate *expr)
{
    if (expr->op != ROWAN_PREDICATE_NUMBER && expr->op != ROWAN_PREDICATE_LAST &&
        expr->op != ROWAN_PREDICATE_COUNT && expr->op != ROWAN_PREDICATE_POSITION)
        return expr;
    struct rowan_predicate *position = new_expr(r, ROWAN_PREDICATE_POSITION, NULL, NULL);
    return position ? new_expr(r, ROWAN_PREDICATE_EQ, position, expr) : NULL;
}

enum rowan_status rowan_path_read_predicate(struct rowan_path_reader *r, struct rowan_predicate **out)
{
    enum rowan_status st = read_or(r, out);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_path_take(r, "]"))
        return rowan_path_fail_rest(r, "expected ] after the predicate");
    *out = as_predicate(r, *out);
    return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}
