/*
 * Path text -> steps, by recursive descent over one pass of the text. What stands in brackets is read into a
 * tree of expressions, nested at most NEST_MAX deep. Every failure names the column and what would have been
 * right. TEXT_MAX bounds the chains of "and" that selection walks by recursion.
 */
#include "xml/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

#define TEXT_MAX 4096 /* bytes of a path */
#define NEST_MAX 32   /* expressions in each other */

struct reader {
    const char *text;
    const char *at;
    const struct rowan_path_scope *scope;
    struct rowan_error *err;
    int depth; /* of expressions in each other */
};

static enum rowan_status read_path(struct reader *r, struct rowan_path **out);

static void skip_space(struct reader *r)
{
    while (rowan_ascii_is_space(*r->at))
        r->at++;
}

/* Counted in characters, from 1. */
static int column_of(const struct reader *r)
{
    int column = 1;

    for (const char *at = r->text; at < r->at; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80;
    return column;
}

static enum rowan_status fail(struct reader *r, const char *what)
{
    char shown[200];

    return rowan_fail(r->err, ROWAN_MAPPING, "path", "path %s, column %d: %s",
                      rowan_quote(shown, sizeof shown, rowan_slice_of(r->text)), column_of(r), what);
}

/* Something is left where the path or predicate could end: XPath that this language leaves out, or a slip. */
static enum rowan_status fail_rest(struct reader *r, const char *expected)
{
    skip_space(r);
    if (*r->at == '|')
        return fail(r, "| stands between whole paths, not in a predicate; there it is or");
    if (*r->at == '+' || *r->at == '-' || *r->at == '*')
        return fail(r, "arithmetic is not part of the path language");
    return fail(r, expected);
}

/* Whether the token is next; if it is, it is behind the reader then. White space before it is skipped. */
static bool take(struct reader *r, const char *token)
{
    size_t n = strlen(token);

    skip_space(r);
    if (strncmp(r->at, token, n) != 0)
        return false;
    r->at += n;
    return true;
}

static bool name_char(char c)
{
    return rowan_ascii_starts_name(c) || rowan_ascii_is_digit(c) || c == '-' || c == '.';
}

/* A word and not only the beginning of a longer name. */
static bool take_word(struct reader *r, const char *word)
{
    size_t n = strlen(word);

    skip_space(r);
    if (strncmp(r->at, word, n) != 0 || name_char(r->at[n]) || r->at[n] == ':')
        return false;
    r->at += n;
    return true;
}

static struct rowan_slice read_ncname(struct reader *r)
{
    struct rowan_slice name = {r->at, 0};

    if (rowan_ascii_starts_name(*r->at))
        while (name_char(*r->at))
            r->at++;
    name.size = (size_t)(r->at - name.data);
    return name;
}

static bool is_ncname(struct rowan_slice text)
{
    if (text.size == 0 || !rowan_ascii_starts_name(text.data[0]))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!name_char(text.data[i]))
            return false;
    return true;
}

/* The namespaces that a prefix stands for, which are next to each other. */
struct meaning {
    const struct rowan_namespace *first; /* NULL: it stands for none */
    size_t count;
};

static struct meaning find_namespaces(const struct rowan_path_scope *scope, struct rowan_slice prefix)
{
    static const struct rowan_namespace xml = {"xml", ROWAN_XML_URI, false};
    struct meaning meaning = {NULL, 0};

    if (rowan_slice_equal(prefix, rowan_slice_of(xml.prefix)))
        return (struct meaning){&xml, 1};
    for (size_t i = 0; i < scope->namespace_count; i++) {
        if (!rowan_slice_equal(rowan_slice_of(scope->namespaces[i].prefix), prefix))
            continue;
        if (!meaning.first)
            meaning.first = &scope->namespaces[i];
        meaning.count++;
    }
    return meaning;
}

static enum rowan_status unknown_prefix(struct reader *r, struct rowan_slice prefix)
{
    char what[160];

    r->at = prefix.data;
    snprintf(what, sizeof what, "prefix \"%.*s\" is not in the mapping's namespaces", (int)prefix.size,
             prefix.data);
    return fail(r, what);
}

/* A name in one namespace, or none, is an id; in several it is a set of them. */
static enum rowan_status set_name(struct reader *r, struct rowan_step *step, struct meaning meaning,
                                  struct rowan_slice local)
{
    if (meaning.count > 1 || (meaning.first && meaning.first->pattern)) {
        step->test = ROWAN_TEST_AMONG;
        step->among = rowan_qname_table_set(r->scope->names, meaning.first, meaning.count, local);
        return step->among ? ROWAN_OK : rowan_out_of_memory(r->err);
    }
    step->test = ROWAN_TEST_NAME;
    step->name = rowan_qname_table_add(r->scope->names,
                                       rowan_slice_of(meaning.first ? meaning.first->uri : ""), local);
    return step->name ? ROWAN_OK : rowan_out_of_memory(r->err);
}

/* What follows *: a name in any namespace, or nothing. */
static enum rowan_status read_star(struct reader *r, struct rowan_step *step)
{
    struct rowan_slice local;

    step->test = ROWAN_TEST_ANY;
    if (r->at[0] != ':' || r->at[1] == ':')
        return ROWAN_OK;
    r->at++;
    local = read_ncname(r);
    if (local.size == 0)
        return fail(r, "expected a name after *:");
    step->test = ROWAN_TEST_AMONG;
    step->among = rowan_qname_table_set(r->scope->names, NULL, 0, local);
    return step->among ? ROWAN_OK : rowan_out_of_memory(r->err);
}

/* QName, * or *:name. An attribute without a prefix is in no namespace; an element then takes that of prefix
 * "". */
static enum rowan_status read_name_test(struct reader *r, struct rowan_step *step)
{
    struct rowan_slice prefix = {"", 0};
    struct rowan_slice local;
    struct meaning meaning = {NULL, 0};

    skip_space(r);
    if (*r->at == '*') {
        r->at++;
        return read_star(r, step);
    }
    local = read_ncname(r);
    if (local.size == 0)
        return fail(r, step->axis == ROWAN_AXIS_ATTRIBUTE ? "expected an attribute name or *"
                                                          : "expected an element name, *, @, . or ..");
    if (r->at[0] == ':' && r->at[1] == ':')
        return fail(r, rowan_slice_equal(local, rowan_slice_of("self"))
                           ? "axes are not part of the path language; for self::a say local-name() = 'a'"
                           : "axes are not part of the path language; use @, .. or //");
    if (*r->at == ':') {
        prefix = local;
        r->at++;
        local = read_ncname(r);
        if (local.size == 0)
            return fail(r, "expected a name after the prefix");
    }
    if (prefix.size || step->axis != ROWAN_AXIS_ATTRIBUTE)
        meaning = find_namespaces(r->scope, prefix);
    if (prefix.size && !meaning.first)
        return unknown_prefix(r, prefix);
    return set_name(r, step, meaning, local);
}

/* ---- predicates ---- */

static enum rowan_status read_or(struct reader *r, struct rowan_predicate **out);
static enum rowan_status read_operand(struct reader *r, struct rowan_predicate **out);

static struct rowan_predicate *new_expr(struct reader *r, enum rowan_predicate_op op,
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

static enum rowan_status read_string(struct reader *r, struct rowan_predicate **out)
{
    char quote = *r->at;
    const char *end = strchr(r->at + 1, quote);
    struct rowan_predicate *expr;

    if (!end)
        return fail(r, "the text in quotes has no end");
    expr = new_expr(r, ROWAN_PREDICATE_STRING, NULL, NULL);
    if (!expr)
        return rowan_out_of_memory(r->err);
    expr->string.size = (size_t)(end - r->at - 1);
    expr->string.data = rowan_arena_copy(r->scope->arena, r->at + 1, expr->string.size);
    r->at = end + 1;
    *out = expr;
    return expr->string.data ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_number(struct reader *r, struct rowan_predicate **out)
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
        return fail(r, "this is not a number");
    }
    memcpy(digits, begin, n);
    digits[n] = '\0';
    expr->number = strtod(digits, NULL);
    *out = expr;
    return ROWAN_OK;
}

static enum rowan_status close_call(struct reader *r)
{
    return take(r, ")") ? ROWAN_OK : fail_rest(r, "expected )");
}

/* not(x): the name and ( are behind us. */
static enum rowan_status read_not(struct reader *r, struct rowan_predicate **out)
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
static enum rowan_status read_text_argument(struct reader *r, struct rowan_predicate **out)
{
    const char *begin;
    enum rowan_status st;

    skip_space(r);
    begin = r->at;
    st = read_operand(r, out);
    if (st != ROWAN_OK || (*out)->op == ROWAN_PREDICATE_PATH || (*out)->op == ROWAN_PREDICATE_STRING)
        return st;
    r->at = begin;
    return fail(r, "expected a path or a text in quotes");
}

/* starts-with(a, b), contains(a, b): the name and ( are behind us. */
static enum rowan_status read_search(struct reader *r, enum rowan_predicate_op op,
                                     struct rowan_predicate **out)
{
    struct rowan_predicate *left = NULL;
    struct rowan_predicate *right = NULL;
    enum rowan_status st = read_text_argument(r, &left);

    if (st == ROWAN_OK)
        st = take(r, ",") ? read_text_argument(r, &right) : fail_rest(r, "expected , and a second argument");
    if (st == ROWAN_OK)
        st = close_call(r);
    if (st != ROWAN_OK)
        return st;
    *out = new_expr(r, op, left, right);
    return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_path_operand(struct reader *r, enum rowan_predicate_op op,
                                           struct rowan_predicate **out)
{
    struct rowan_path *path = NULL;
    enum rowan_status st = read_path(r, &path);

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
static bool take_function(struct reader *r, const char *name)
{
    const char *begin = r->at;

    if (take_word(r, name) && take(r, "("))
        return true;
    r->at = begin;
    return false;
}

static enum rowan_status read_steps(struct reader *r, struct rowan_path *path);
static struct rowan_step *add_step(struct reader *r, struct rowan_path *path);
static bool copy_text(struct reader *r, struct rowan_path *path, const char *begin);

/* current()/@x: current( is behind us. The node alone is its own step. */
static enum rowan_status read_current(struct reader *r, struct rowan_predicate **out)
{
    struct rowan_path *path = rowan_arena_alloc(r->scope->arena, sizeof *path);
    enum rowan_status st = close_call(r);
    const char *begin;
    struct rowan_step *self;

    *out = new_expr(r, ROWAN_PREDICATE_PATH, NULL, NULL);
    if (!path || !*out)
        return rowan_out_of_memory(r->err);
    (*out)->path = path;
    path->current = path->direct = true;
    begin = r->at;
    if (st == ROWAN_OK && take(r, "/")) {
        st = read_steps(r, path);
    } else if (st == ROWAN_OK) {
        self = add_step(r, path);
        if (!self)
            return rowan_out_of_memory(r->err);
        *self = (struct rowan_step){.axis = ROWAN_AXIS_SELF, .test = ROWAN_TEST_NODE};
    }
    if (st != ROWAN_OK)
        return st;
    if (path->gives)
        return fail(r, "local-name() and namespace-uri() end a path, and stand in no predicate here");
    return copy_text(r, path, begin) ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_function(struct reader *r, struct rowan_predicate **out, bool *is_function)
{
    *is_function = true;
    if (take_function(r, "not"))
        return read_not(r, out);
    if (take_function(r, "starts-with"))
        return read_search(r, ROWAN_PREDICATE_STARTS_WITH, out);
    if (take_function(r, "contains"))
        return read_search(r, ROWAN_PREDICATE_CONTAINS, out);
    if (take_function(r, "current"))
        return read_current(r, out);
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

static bool starts_number(const struct reader *r)
{
    const char *at = r->at + (*r->at == '-');

    return rowan_ascii_is_digit(*at) || (*at == '.' && rowan_ascii_is_digit(at[1]));
}

static enum rowan_status read_operand(struct reader *r, struct rowan_predicate **out)
{
    bool is_function = false;
    enum rowan_status st;

    skip_space(r);
    if (*r->at == '\'' || *r->at == '"')
        return read_string(r, out);
    if (starts_number(r))
        return read_number(r, out);
    if (take(r, "(")) {
        st = read_or(r, out);
        return st == ROWAN_OK ? close_call(r) : st;
    }
    st = read_function(r, out, &is_function);
    if (is_function || st != ROWAN_OK)
        return st;
    return read_path_operand(r, ROWAN_PREDICATE_PATH, out);
}

/* local-name() = 'a', or != : the name and ( are behind us. A document's names are known as far as paths have
 * them, so a comparison with a name is all there is. */
static enum rowan_status read_named(struct reader *r, struct rowan_predicate **out)
{
    static const char what[] = "local-name() is compared by = or != with a name in quotes";
    enum rowan_status st = close_call(r);
    struct rowan_predicate *text = NULL;
    struct rowan_slice local;
    bool differs;

    if (st != ROWAN_OK)
        return st;
    differs = take(r, "!=");
    if (!differs && !take(r, "="))
        return fail(r, what);
    skip_space(r);
    if (*r->at != '\'' && *r->at != '"')
        return fail(r, what);
    local = (struct rowan_slice){r->at + 1, 0};
    st = read_string(r, &text);
    if (st != ROWAN_OK)
        return st;
    local.size = text->string.size;
    if (!is_ncname(local)) {
        r->at = local.data;
        return fail(r, "this is not a name without a prefix");
    }
    text->op = ROWAN_PREDICATE_NAMED;
    text->among = rowan_qname_table_set(r->scope->names, NULL, 0, text->string);
    *out = differs ? new_expr(r, ROWAN_PREDICATE_NOT, text, NULL) : text;
    return text->among && *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_comparison(struct reader *r, struct rowan_predicate **out)
{
    static const struct {
        const char *token;
        enum rowan_predicate_op op;
    } operators[] = {{"!=", ROWAN_PREDICATE_NE}, {"<=", ROWAN_PREDICATE_LE}, {">=", ROWAN_PREDICATE_GE},
                     {"=", ROWAN_PREDICATE_EQ},  {"<", ROWAN_PREDICATE_LT},  {">", ROWAN_PREDICATE_GT}};
    enum rowan_status st;

    if (take_function(r, "local-name"))
        return read_named(r, out);
    st = read_operand(r, out);
    if (st != ROWAN_OK)
        return st;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        struct rowan_predicate *right = NULL;
        if (!take(r, operators[i].token))
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
static enum rowan_status read_chain(struct reader *r, const char *word, enum rowan_predicate_op op,
                                    enum rowan_status (*next)(struct reader *, struct rowan_predicate **),
                                    struct rowan_predicate **out)
{
    enum rowan_status st = next(r, out);

    while (st == ROWAN_OK && take_word(r, word)) {
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

static enum rowan_status read_and(struct reader *r, struct rowan_predicate **out)
{
    return read_chain(r, "and", ROWAN_PREDICATE_AND, read_comparison, out);
}

static enum rowan_status read_or(struct reader *r, struct rowan_predicate **out)
{
    enum rowan_status st;

    if (++r->depth > NEST_MAX)
        return fail(r, "nested too deep");
    st = read_chain(r, "or", ROWAN_PREDICATE_OR, read_and, out);
    r->depth--;
    return st;
}

/* [2] means [position() = 2]. */
static struct rowan_predicate *as_predicate(struct reader *r, struct rowan_predicate *expr)
{
    if (expr->op != ROWAN_PREDICATE_NUMBER && expr->op != ROWAN_PREDICATE_LAST &&
        expr->op != ROWAN_PREDICATE_COUNT && expr->op != ROWAN_PREDICATE_POSITION)
        return expr;
    struct rowan_predicate *position = new_expr(r, ROWAN_PREDICATE_POSITION, NULL, NULL);
    return position ? new_expr(r, ROWAN_PREDICATE_EQ, position, expr) : NULL;
}

/* [ is behind the reader, afterwards ] is, too. */
static enum rowan_status read_predicate(struct reader *r, struct rowan_predicate **out)
{
    enum rowan_status st = read_or(r, out);

    if (st != ROWAN_OK)
        return st;
    if (!take(r, "]"))
        return fail_rest(r, "expected ] after the predicate");
    *out = as_predicate(r, *out);
    return *out ? ROWAN_OK : rowan_out_of_memory(r->err);
}

/* ---- steps ---- */

static enum rowan_status read_predicates(struct reader *r, struct rowan_step *step)
{
    struct rowan_predicate **link = &step->predicates;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && take(r, "[")) {
        st = read_predicate(r, link);
        if (st == ROWAN_OK)
            link = &(*link)->next;
    }
    return st;
}

/* Where a step could stand: what the path gives of the nodes before. The step is the element itself then. */
static bool take_gives(struct reader *r, struct rowan_path *path, struct rowan_step *step)
{
    if (take_function(r, "local-name"))
        path->gives = ROWAN_GIVES_LOCAL_NAME;
    else if (take_function(r, "namespace-uri"))
        path->gives = ROWAN_GIVES_NAMESPACE;
    else
        return false;
    step->axis = ROWAN_AXIS_SELF;
    step->test = ROWAN_TEST_NODE;
    return true;
}

/* parse-xml( is behind us. It is a step, so the text is that of the element before it. */
static enum rowan_status read_inner(struct reader *r, const struct rowan_path *path, const char *begin,
                                    struct rowan_step *step)
{
    enum rowan_axis before = path->count ? path->steps[path->count - 1].axis : ROWAN_AXIS_CHILD;

    if (!take(r, ".") || *r->at == '.')
        return fail(r, "parse-xml(.) reads the text of the element before it: a/parse-xml(.)/b");
    if ((path->absolute && path->count == 0) || before == ROWAN_AXIS_DEEP || before == ROWAN_AXIS_INNER) {
        r->at = begin;
        return fail(r, "before parse-xml(.) stands the element whose text is a document: a/parse-xml(.)/b");
    }
    step->axis = ROWAN_AXIS_INNER;
    step->test = ROWAN_TEST_NODE;
    return close_call(r);
}

/* begin: of the name before the parenthesis. */
static enum rowan_status unknown_function(struct reader *r, const char *begin, enum rowan_axis axis)
{
    struct rowan_slice name = {begin, (size_t)(r->at - begin)};

    if (axis == ROWAN_AXIS_ATTRIBUTE)
        return fail(r, "behind @ stands an attribute's name; functions such as local-name() are of elements");
    if (rowan_slice_equal(name, rowan_slice_of("name")) ||
        rowan_slice_equal(name, rowan_slice_of("local_name")))
        return fail(r, "the name of an element is local-name() here, without its prefix");
    return fail(r, "this function is not part of the path language");
}

static enum rowan_status read_step(struct reader *r, struct rowan_path *path, struct rowan_step *step)
{
    enum rowan_status st = ROWAN_OK;

    bool deep = path->count && path->steps[path->count - 1].axis == ROWAN_AXIS_DEEP;
    const char *begin = r->at;
    const char *name = r->at;

    if (!r->depth && !deep && take_gives(r, path, step))
        return close_call(r);
    skip_space(r);
    step->axis = ROWAN_AXIS_CHILD;
    if (*r->at == '.' && deep)
        return fail(r, "after // comes an element name, *, @ or text()");
    if (take(r, "..")) {
        step->axis = ROWAN_AXIS_PARENT;
        step->test = ROWAN_TEST_NODE;
    } else if (*r->at == '.' && !rowan_ascii_is_digit(r->at[1])) {
        r->at++;
        step->axis = ROWAN_AXIS_SELF;
        step->test = ROWAN_TEST_NODE;
    } else if (strncmp(r->at, "text()", 6) == 0) {
        r->at += 6;
        step->test = ROWAN_TEST_TEXT;
    } else if (take_function(r, "parse-xml")) {
        st = read_inner(r, path, begin, step);
    } else {
        if (take(r, "@"))
            step->axis = ROWAN_AXIS_ATTRIBUTE;
        name = r->at;
        st = read_name_test(r, step);
    }
    if (st != ROWAN_OK)
        return st;
    if (*r->at == '(')
        return unknown_function(r, name, step->axis);
    return read_predicates(r, step);
}

/* Steps are gathered in an array that doubles; the arena forgets the smaller ones with the plan. */
static struct rowan_step *add_step(struct reader *r, struct rowan_path *path)
{
    if ((path->count & (path->count - 1)) == 0) {
        size_t room = path->count ? path->count * 2 : 1;
        struct rowan_step *steps = rowan_arena_alloc(r->scope->arena, room * sizeof *steps);
        if (!steps)
            return NULL;
        if (path->count)
            memcpy(steps, path->steps, path->count * sizeof *steps);
        path->steps = steps;
    }
    return &path->steps[path->count++];
}

static enum rowan_status add_deep(struct reader *r, struct rowan_path *path)
{
    struct rowan_step *step = add_step(r, path);

    if (!step)
        return rowan_out_of_memory(r->err);
    step->axis = ROWAN_AXIS_DEEP;
    step->test = ROWAN_TEST_NODE;
    path->direct = false;
    return ROWAN_OK;
}

static enum rowan_status read_steps(struct reader *r, struct rowan_path *path)
{
    enum rowan_status st;

    for (;;) {
        struct rowan_step step = {0};
        struct rowan_step *kept;
        st = read_step(r, path, &step);
        if (st != ROWAN_OK)
            return st;
        kept = add_step(r, path);
        if (!kept)
            return rowan_out_of_memory(r->err);
        *kept = step;
        if (step.axis == ROWAN_AXIS_PARENT)
            path->direct = false;
        if (take(r, "//"))
            st = add_deep(r, path);
        else if (!take(r, "/"))
            return ROWAN_OK;
        if (st != ROWAN_OK)
            return st;
        if (step.axis == ROWAN_AXIS_ATTRIBUTE || step.test == ROWAN_TEST_TEXT)
            return fail(r, "nothing can follow an attribute or text()");
        if (path->gives)
            return fail(r, "nothing can follow local-name() or namespace-uri()");
    }
}

/* What follows a / that is not the whole path. A bracket or quote here is a mistake that a step reports best.
 */
static bool step_start(char c)
{
    return rowan_ascii_starts_name(c) || (c != '\0' && strchr("*@./[('\"0123456789", c));
}

static bool is_plain(const struct rowan_path *path)
{
    for (size_t i = 0; i < path->count; i++)
        if (path->steps[i].predicates || path->steps[i].axis == ROWAN_AXIS_INNER)
            return false;
    return path->direct && path->count > 0;
}

static bool copy_text(struct reader *r, struct rowan_path *path, const char *begin)
{
    struct rowan_slice text = rowan_slice_trim((struct rowan_slice){begin, (size_t)(r->at - begin)});

    path->text = rowan_arena_copy(r->scope->arena, text.data, text.size);
    return path->text != NULL;
}

static enum rowan_status read_path(struct reader *r, struct rowan_path **out)
{
    struct rowan_path *path = rowan_arena_alloc(r->scope->arena, sizeof *path);
    enum rowan_status st = ROWAN_OK;
    const char *begin;

    if (!path)
        return rowan_out_of_memory(r->err);
    *out = path;
    skip_space(r);
    begin = r->at;
    path->direct = true;
    if (take(r, "//")) {
        path->absolute = true;
        st = add_deep(r, path);
    } else if (take(r, "/")) {
        path->absolute = true;
        skip_space(r);
        if (!step_start(*r->at))
            goto done;
    }
    if (st == ROWAN_OK)
        st = read_steps(r, path);
    if (st != ROWAN_OK)
        return st;
done:
    path->plain = is_plain(path);
    return copy_text(r, path, begin) ? ROWAN_OK : rowan_out_of_memory(r->err);
}

/* a | b | c: one path alone stands for itself. */
static enum rowan_status read_union(struct reader *r, struct rowan_path **out)
{
    const char *begin = r->at;
    enum rowan_status st = read_path(r, out);
    struct rowan_path *last = *out;
    struct rowan_path *all;

    skip_space(r);
    if (st != ROWAN_OK || *r->at != '|')
        return st;
    all = rowan_arena_alloc(r->scope->arena, sizeof *all);
    if (!all)
        return rowan_out_of_memory(r->err);
    all->first = *out;
    while (st == ROWAN_OK && take(r, "|")) {
        st = read_path(r, &last->next);
        last = last->next;
        skip_space(r);
    }
    *out = all;
    for (const struct rowan_path *path = all->first; st == ROWAN_OK && path; path = path->next)
        if (path->gives)
            return fail(r, "local-name() and namespace-uri() end a path that stands alone, without |");
    return st != ROWAN_OK || copy_text(r, all, begin) ? st : rowan_out_of_memory(r->err);
}

enum rowan_status rowan_path_parse(struct rowan_path **out, const char *text,
                                   const struct rowan_path_scope *scope, struct rowan_error *err)
{
    struct reader r = {text, text, scope, err, 0};
    struct rowan_path *path = NULL;
    enum rowan_status st;

    skip_space(&r);
    if (*r.at == '\0')
        return rowan_fail(err, ROWAN_MAPPING, "path", "the path is empty; use \".\" for the element itself");
    if (strlen(text) > TEXT_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "path", "the path is longer than %d bytes", TEXT_MAX);
    st = read_union(&r, &path);
    if (st != ROWAN_OK)
        return st;
    skip_space(&r);
    if (*r.at != '\0')
        return fail_rest(&r, strchr("=!<>", *r.at) ? "a comparison stands in a predicate: a[@x = 'v']"
                                                   : "the path should end here");
    *out = path;
    return ROWAN_OK;
}

bool rowan_path_has_axis(const struct rowan_path *path, enum rowan_axis axis)
{
    for (size_t i = 0; i < path->count; i++)
        if (path->steps[i].axis == axis)
            return true;
    for (const struct rowan_path *part = path->first; part; part = part->next)
        if (rowan_path_has_axis(part, axis))
            return true;
    return false;
}

bool rowan_path_ends_at_element(const struct rowan_path *path)
{
    const struct rowan_step *last = path->count ? &path->steps[path->count - 1] : NULL;

    for (const struct rowan_path *one = path->first; one; one = one->next)
        if (!rowan_path_ends_at_element(one))
            return false;
    return !last || (last->axis != ROWAN_AXIS_ATTRIBUTE && last->test != ROWAN_TEST_TEXT);
}

bool rowan_path_begins_at_document(const struct rowan_path *path)
{
    for (const struct rowan_path *part = path->first ? path->first : path; part; part = part->next)
        if (part->absolute)
            return true;
    return false;
}
