/*
 * A lexer after section 3.7 of XPath 1.0. What a name is depends on what stands before it: behind an operand
 * it is an operator, elsewhere a function, an axis or a test for names.
 */
#include "xml/xpath_words.h"

#include "base/ascii.h"
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"

#define DEPTH_MAX 32
#define MANY      1000

struct function {
    const char *name;
    int least, most; /* arguments */
};

static const struct function functions[] = {
    {"last", 0, 0},
    {"position", 0, 0},
    {"count", 1, 1},
    {"id", 1, 1},
    {"local-name", 0, 1},
    {"namespace-uri", 0, 1},
    {"name", 0, 1},
    {"string", 0, 1},
    {"concat", 2, MANY},
    {"starts-with", 2, 2},
    {"contains", 2, 2},
    {"substring-before", 2, 2},
    {"substring-after", 2, 2},
    {"substring", 2, 3},
    {"string-length", 0, 1},
    {"normalize-space", 0, 1},
    {"translate", 3, 3},
    {"boolean", 1, 1},
    {"not", 1, 1},
    {"true", 0, 0},
    {"false", 0, 0},
    {"lang", 1, 1},
    {"number", 0, 1},
    {"sum", 1, 1},
    {"floor", 1, 1},
    {"ceiling", 1, 1},
    {"round", 1, 1},
};

/* What stands before the token in hand. */
enum before { BEFORE_OPERATOR, BEFORE_OPERAND, BEFORE_ATTRIBUTE, BEFORE_NAMESPACE, BEFORE_AXIS };

/* A parenthesis or bracket that is open. */
struct open {
    const struct function *function; /* NULL: no call */
    size_t at;                       /* of the function's name */
    int arguments;
};

struct reader {
    const char *text;
    const char *at;
    const struct rowan_namespace *namespaces;
    size_t namespace_count;
    struct rowan_error *err;
    enum before before;
    struct open open[DEPTH_MAX + 1]; /* [0] is the whole */
    size_t depth;
    struct rowan_xpath_name *names; /* NULL: they are checked, and not listed */
    size_t name_count;
};

/* ---- characters ---- */

static struct rowan_slice read_name(const char *p)
{
    struct rowan_slice name = {p, 0};

    while (rowan_ascii_starts_name(p[name.size]) || rowan_ascii_is_digit(p[name.size]) ||
           p[name.size] == '-' || p[name.size] == '.')
        name.size++;
    return name;
}

static const char *skip_space(const char *p)
{
    while (rowan_ascii_is_space(*p))
        p++;
    return p;
}

/* Behind the text in quotes at p, or at the end. */
static const char *skip_literal(const char *p)
{
    const char *end = strchr(p + 1, *p);

    return end ? end + 1 : p + strlen(p);
}

void rowan_xpath_line(const char *text, char *out)
{
    char *end = out;

    for (const char *p = skip_space(text); *p;) {
        const char *next = *p == '\'' || *p == '"' ? skip_literal(p) : skip_space(p);
        if (next == p) {
            *end++ = *p++;
        } else if (rowan_ascii_is_space(*p)) {
            if (*next)
                *end++ = ' ';
            p = next;
        } else {
            memcpy(end, p, (size_t)(next - p));
            end += next - p;
            p = next;
        }
    }
    *end = '\0';
}

/* ---- failing ---- */

static size_t count_characters(const char *from, const char *to)
{
    size_t n = 0;

    for (; from < to; from++)
        n += ((unsigned char)*from & 0xC0) != 0x80;
    return n;
}

/* ", line 2, column 5" of byte at; lines only where there are several. */
static void print_place(const char *text, size_t at, char *out, size_t size)
{
    const char *begin = text;
    int line = 1;

    for (const char *p = text; p < text + at; p++)
        if (*p == '\n') {
            begin = p + 1;
            line++;
        }
    if (strchr(text, '\n'))
        snprintf(out, size, ", line %d, column %zu", line, count_characters(begin, text + at) + 1);
    else
        snprintf(out, size, ", column %zu", count_characters(begin, text + at) + 1);
}

enum rowan_status rowan_xpath_fail(const char *text, size_t at, struct rowan_error *err, const char *format,
                                   ...)
{
    char what[ROWAN_MESSAGE_MAX / 2];
    char line[ROWAN_XPATH_MAX + 1];
    char shown[320];
    char place[60] = "";
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rowan_xpath_line(text, line);
    if (at != ROWAN_XPATH_NOWHERE)
        print_place(text, at, place, sizeof place);
    return rowan_fail(err, ROWAN_MAPPING, "xpath", "xpath %s%s: %s",
                      rowan_quote(shown, sizeof shown, rowan_slice_of(line)), place, what);
}

static enum rowan_status fail(struct reader *r, const char *at, const char *what)
{
    return rowan_xpath_fail(r->text, (size_t)(at - r->text), r->err, "%s", what);
}

enum rowan_status rowan_xpath_depth(const char *text, struct rowan_error *err)
{
    int depth = 0;

    for (const char *p = text; *p;) {
        if (*p == '\'' || *p == '"') {
            p = skip_literal(p);
            continue;
        }
        if (*p == '(' || *p == '[')
            depth++;
        else if (*p == ')' || *p == ']')
            depth--;
        if (depth > DEPTH_MAX)
            return rowan_xpath_fail(text, (size_t)(p - text), err, "nested too deep");
        p++;
    }
    return ROWAN_OK;
}

/* ---- names ---- */

static bool is_listed(const struct reader *r, const struct rowan_xpath_name *name)
{
    for (size_t i = 0; i < r->name_count; i++)
        if (r->names[i].attribute == name->attribute && rowan_slice_equal(r->names[i].prefix, name->prefix) &&
            rowan_slice_equal(r->names[i].local, name->local))
            return true;
    return false;
}

/* The text goes from the prefix or @ to where the reader is. */
static void list_name(struct reader *r, struct rowan_slice prefix, struct rowan_slice local)
{
    struct rowan_xpath_name name = {
        .prefix = prefix, .local = local, .attribute = r->before == BEFORE_ATTRIBUTE};
    const char *begin = prefix.size ? prefix.data : local.data;

    if (begin > r->text && begin[-1] == '@')
        begin--;
    name.text = (struct rowan_slice){begin, (size_t)(local.data + local.size - begin)};
    if (!is_listed(r, &name))
        r->names[r->name_count++] = name;
}

static enum rowan_status check_prefix(struct reader *r, struct rowan_slice prefix)
{
    const struct rowan_namespace *one = NULL;

    for (size_t i = 0; i < r->namespace_count; i++) {
        if (!rowan_slice_equal(rowan_slice_of(r->namespaces[i].prefix), prefix))
            continue;
        if (one || r->namespaces[i].pattern)
            return rowan_xpath_fail(r->text, (size_t)(prefix.data - r->text), r->err,
                                    "prefix \"%.*s\" stands for several namespaces, which XPath 1.0 does not "
                                    "know; write *[local-name() = 'Name']",
                                    (int)prefix.size, prefix.data);
        one = &r->namespaces[i];
    }
    if (one)
        return ROWAN_OK;
    if (rowan_slice_equal(prefix, rowan_slice_of("xml")))
        return ROWAN_OK;
    return rowan_xpath_fail(r->text, (size_t)(prefix.data - r->text), r->err,
                            "prefix \"%.*s\" is not in the mapping's namespaces", (int)prefix.size,
                            prefix.data);
}

/* XPath 1.0 has no namespace for names without a prefix; who has given one expects it here. */
static enum rowan_status check_plain_name(struct reader *r, struct rowan_slice name)
{
    bool counts = r->before != BEFORE_ATTRIBUTE && r->before != BEFORE_NAMESPACE;

    for (size_t i = 0; i < r->namespace_count && counts; i++)
        if (r->namespaces[i].prefix[0] == '\0')
            return rowan_xpath_fail(r->text, (size_t)(name.data - r->text), r->err,
                                    "\"%.*s\" is in no namespace here: [\"\"] does not count in xpath, so "
                                    "give its namespace a prefix",
                                    (int)name.size, name.data);
    return ROWAN_OK;
}

static bool is_node_type(struct rowan_slice name)
{
    static const char *const types[] = {"node", "text", "comment", "processing-instruction"};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (rowan_slice_equal(rowan_slice_of(types[i]), name))
            return true;
    return false;
}

/* A name with a parenthesis behind it. */
static enum rowan_status check_function(struct reader *r, struct rowan_slice name,
                                        const struct function **out)
{
    struct rowan_suggest nearest;
    char hint[120];

    *out = NULL;
    if (is_node_type(name))
        return ROWAN_OK;
    rowan_suggest_init(&nearest, name);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (rowan_slice_equal(rowan_slice_of(functions[i].name), name)) {
            *out = &functions[i];
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, functions[i].name);
    }
    return rowan_xpath_fail(r->text, (size_t)(name.data - r->text), r->err,
                            "XPath 1.0 has no function %.*s%s", (int)name.size, name.data,
                            rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status check_arguments(struct reader *r, const struct open *call)
{
    const struct function *f = call->function;
    char wanted[40];

    if (!f || (call->arguments >= f->least && call->arguments <= f->most))
        return ROWAN_OK;
    if (f->most == MANY)
        snprintf(wanted, sizeof wanted, "at least %d arguments", f->least);
    else if (f->least != f->most)
        snprintf(wanted, sizeof wanted, "%d or %d arguments", f->least, f->most);
    else
        snprintf(wanted, sizeof wanted, "%d argument%s", f->most, f->most == 1 ? "" : "s");
    return rowan_xpath_fail(r->text, call->at, r->err, "%s() takes %s, not %d", f->name, wanted,
                            call->arguments);
}

/* ---- tokens ---- */

static void open_parenthesis(struct reader *r, const struct function *function, const char *name)
{
    if (r->depth < DEPTH_MAX)
        r->depth++;
    r->open[r->depth] = (struct open){function, (size_t)(name - r->text), 0};
    r->before = BEFORE_OPERATOR;
}

static enum rowan_status close_parenthesis(struct reader *r)
{
    enum rowan_status st = check_arguments(r, &r->open[r->depth]);

    if (r->depth > 0)
        r->depth--;
    r->before = BEFORE_OPERAND;
    return st;
}

/* A name that is no operator; name ends before what is at r->at. */
static enum rowan_status take_plain_name(struct reader *r, struct rowan_slice name)
{
    const char *next = skip_space(r->at);
    const struct function *function;
    enum rowan_status st;

    if (next[0] == ':' && next[1] == ':') {
        r->at = next + 2;
        r->before = rowan_slice_equal(name, rowan_slice_of("attribute"))   ? BEFORE_ATTRIBUTE
                    : rowan_slice_equal(name, rowan_slice_of("namespace")) ? BEFORE_NAMESPACE
                                                                           : BEFORE_AXIS;
        return ROWAN_OK;
    }
    if (*next == '(') {
        st = check_function(r, name, &function);
        r->at = next + 1;
        open_parenthesis(r, function, name.data);
        return st;
    }
    st = check_plain_name(r, name);
    if (r->names && r->before != BEFORE_NAMESPACE)
        list_name(r, (struct rowan_slice){"", 0}, name);
    r->before = BEFORE_OPERAND;
    return st;
}

/* libxml2 takes "1 andcount(a)" for "1 and count(a)". */
static enum rowan_status check_operator(struct reader *r, struct rowan_slice name)
{
    static const char *const operators[] = {"and", "or", "div", "mod"};

    r->before = BEFORE_OPERATOR;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (rowan_slice_equal(rowan_slice_of(operators[i]), name))
            return ROWAN_OK;
    return fail(r, name.data, "expected and, or, div, mod or another operator");
}

static enum rowan_status take_name(struct reader *r)
{
    struct rowan_slice name = read_name(r->at), local;
    enum rowan_status st;

    r->at += name.size;
    if (r->before == BEFORE_OPERAND)
        return check_operator(r, name);
    if (r->at[0] != ':' || r->at[1] == ':')
        return take_plain_name(r, name);
    st = check_prefix(r, name);
    local = read_name(++r->at);
    r->at += *r->at == '*' ? 1 : local.size;
    if (r->names && local.size)
        list_name(r, name, local);
    r->before = BEFORE_OPERAND;
    if (st == ROWAN_OK && *skip_space(r->at) == '(')
        st = fail(r, name.data, "XPath 1.0 has no functions with a prefix");
    return st;
}

static void take_number_or_dots(struct reader *r)
{
    while (rowan_ascii_is_digit(*r->at) || *r->at == '.')
        r->at++;
    r->before = BEFORE_OPERAND;
}

static enum rowan_status take_sign(struct reader *r)
{
    char c = *r->at++;

    switch (c) {
    case '(':
    case '[':
        open_parenthesis(r, NULL, r->at);
        return ROWAN_OK;
    case ')':
    case ']':
        return close_parenthesis(r);
    case ',':
        r->open[r->depth].arguments++;
        r->before = BEFORE_OPERATOR;
        return ROWAN_OK;
    case '@':
        r->before = BEFORE_ATTRIBUTE;
        return ROWAN_OK;
    case '*':
        r->before = r->before == BEFORE_OPERAND ? BEFORE_OPERATOR : BEFORE_OPERAND;
        return ROWAN_OK;
    case '$':
        return fail(r, r->at - 1, "there are no variables");
    default:
        r->before = BEFORE_OPERATOR;
        return ROWAN_OK;
    }
}

static enum rowan_status take(struct reader *r)
{
    char c = *r->at;

    if (c != ')' && c != ']' && r->open[r->depth].arguments == 0)
        r->open[r->depth].arguments = 1;
    if (c == '\'' || c == '"') {
        r->at = skip_literal(r->at);
        r->before = BEFORE_OPERAND;
        return ROWAN_OK;
    }
    if (rowan_ascii_is_digit(c) || c == '.') {
        take_number_or_dots(r);
        return ROWAN_OK;
    }
    return rowan_ascii_starts_name(c) ? take_name(r) : take_sign(r);
}

enum rowan_status rowan_xpath_words(const char *text, const struct rowan_namespace *namespaces, size_t count,
                                    struct rowan_error *err)
{
    struct reader r = {.text = text, .namespaces = namespaces, .namespace_count = count, .err = err};
    enum rowan_status st = ROWAN_OK;

    for (r.at = skip_space(text); st == ROWAN_OK && *r.at; r.at = skip_space(r.at))
        st = take(&r);
    if (st == ROWAN_OK && r.depth > 0) /* libxml2 takes "count(" for a call without arguments */
        st = fail(&r, r.at,
                  r.depth == 1 ? "a parenthesis or bracket is not closed"
                               : "parentheses or brackets are not closed");
    return st;
}

size_t rowan_xpath_names(const char *text, const struct rowan_namespace *namespaces, size_t count,
                         struct rowan_xpath_name *names)
{
    struct reader r = {.text = text, .namespaces = namespaces, .namespace_count = count, .names = names};

    for (r.at = skip_space(text); *r.at; r.at = skip_space(r.at))
        take(&r);
    return r.name_count;
}
