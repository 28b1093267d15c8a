/*
 * Path text -> steps, by recursive descent; path_predicate.c reads what stands in brackets. The reader is one
 * pass over the text; every refusal names the column and what would have been right. TEXT_MAX bounds the
 * chains of "and" that selection walks by recursion.
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

#include "xml/path_reader.h"

#define TEXT_MAX 4096 /* bytes of a path */

void rowan_path_skip_space(struct rowan_path_reader *r)
{
    while (rowan_ascii_is_space(*r->at))
        r->at++;
}

/* Counted in characters, from 1. */
static int column_of(const struct rowan_path_reader *r)
{
    int column = 1;

    for (const char *at = r->text; at < r->at; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80;
    return column;
}

enum rowan_status rowan_path_fail(struct rowan_path_reader *r, const char *what)
{
    char shown[200];

    return rowan_fail(r->err, ROWAN_MAPPING, "path", "path %s, column %d: %s",
                      rowan_quote(shown, sizeof shown, rowan_slice_of(r->text)), column_of(r), what);
}

enum rowan_status rowan_path_fail_rest(struct rowan_path_reader *r, const char *expected)
{
    rowan_path_skip_space(r);
    if (*r->at == '|')
        return rowan_path_fail(r, "| is not part of the path language");
    if (*r->at == '+' || *r->at == '-' || *r->at == '*')
        return rowan_path_fail(r, "arithmetic is not part of the path language");
    return rowan_path_fail(r, expected);
}

bool rowan_path_take(struct rowan_path_reader *r, const char *token)
{
    size_t n = strlen(token);

    rowan_path_skip_space(r);
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
bool rowan_path_take_word(struct rowan_path_reader *r, const char *word)
{
    size_t n = strlen(word);

    rowan_path_skip_space(r);
    if (strncmp(r->at, word, n) != 0 || name_char(r->at[n]) || r->at[n] == ':')
        return false;
    r->at += n;
    return true;
}

static struct rowan_slice read_ncname(struct rowan_path_reader *r)
{
    struct rowan_slice name = {r->at, 0};

    if (rowan_ascii_starts_name(*r->at))
        while (name_char(*r->at))
            r->at++;
    name.size = (size_t)(r->at - name.data);
    return name;
}

static const char *find_namespace(const struct rowan_path_scope *scope, struct rowan_slice prefix)
{
    if (rowan_slice_equal(prefix, rowan_slice_of("xml")))
        return "http://www.w3.org/XML/1998/namespace";
    for (size_t i = 0; i < scope->namespace_count; i++)
        if (rowan_slice_equal(rowan_slice_of(scope->namespaces[i].prefix), prefix))
            return scope->namespaces[i].uri;
    return NULL;
}

static enum rowan_status unknown_prefix(struct rowan_path_reader *r, struct rowan_slice prefix)
{
    char what[160];

    r->at = prefix.data;
    snprintf(what, sizeof what, "prefix \"%.*s\" is not in the mapping's namespaces", (int)prefix.size,
             prefix.data);
    return rowan_path_fail(r, what);
}

/* QName or *. An attribute without a prefix is in no namespace; an element then takes that of prefix "". */
static enum rowan_status read_name_test(struct rowan_path_reader *r, struct rowan_step *step)
{
    struct rowan_slice prefix = {"", 0};
    struct rowan_slice local;
    const char *uri = NULL;

    rowan_path_skip_space(r);
    if (*r->at == '*') {
        r->at++;
        step->test = ROWAN_TEST_ANY;
        return ROWAN_OK;
    }
    local = read_ncname(r);
    if (local.size == 0)
        return rowan_path_fail(r, step->axis == ROWAN_AXIS_ATTRIBUTE
                                      ? "expected an attribute name or *"
                                      : "expected an element name, *, @, . or ..");
    if (r->at[0] == ':' && r->at[1] == ':')
        return rowan_path_fail(r, "axes are not part of the path language; use @, .. or //");
    if (*r->at == ':') {
        prefix = local;
        r->at++;
        local = read_ncname(r);
        if (local.size == 0)
            return rowan_path_fail(r, "expected a name after the prefix");
    }
    if (prefix.size || step->axis != ROWAN_AXIS_ATTRIBUTE)
        uri = find_namespace(r->scope, prefix);
    if (prefix.size && !uri)
        return unknown_prefix(r, prefix);
    step->test = ROWAN_TEST_NAME;
    step->name = rowan_qname_table_add(r->scope->names, rowan_slice_of(uri ? uri : ""), local);
    return step->name ? ROWAN_OK : rowan_out_of_memory(r->err);
}

static enum rowan_status read_predicates(struct rowan_path_reader *r, struct rowan_step *step)
{
    struct rowan_predicate **link = &step->predicates;
    enum rowan_status st = ROWAN_OK;

    while (st == ROWAN_OK && rowan_path_take(r, "[")) {
        st = rowan_path_read_predicate(r, link);
        if (st == ROWAN_OK)
            link = &(*link)->next;
    }
    return st;
}

static enum rowan_status read_step(struct rowan_path_reader *r, const struct rowan_path *path,
                                   struct rowan_step *step)
{
    enum rowan_status st = ROWAN_OK;

    rowan_path_skip_space(r);
    step->axis = ROWAN_AXIS_CHILD;
    if (*r->at == '.' && path->count && path->steps[path->count - 1].axis == ROWAN_AXIS_DEEP)
        return rowan_path_fail(r, "after // comes an element name, *, @ or text()");
    if (rowan_path_take(r, "..")) {
        step->axis = ROWAN_AXIS_PARENT;
        step->test = ROWAN_TEST_NODE;
    } else if (*r->at == '.' && !rowan_ascii_is_digit(r->at[1])) {
        r->at++;
        step->axis = ROWAN_AXIS_SELF;
        step->test = ROWAN_TEST_NODE;
    } else if (strncmp(r->at, "text()", 6) == 0) {
        r->at += 6;
        step->test = ROWAN_TEST_TEXT;
    } else {
        if (rowan_path_take(r, "@"))
            step->axis = ROWAN_AXIS_ATTRIBUTE;
        st = read_name_test(r, step);
    }
    if (st != ROWAN_OK)
        return st;
    if (*r->at == '(')
        return rowan_path_fail(r, "this function is not part of the path language");
    return read_predicates(r, step);
}

/* Steps are gathered in an array that doubles; the arena forgets the smaller ones with the plan. */
static struct rowan_step *add_step(struct rowan_path_reader *r, struct rowan_path *path)
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

static enum rowan_status add_deep(struct rowan_path_reader *r, struct rowan_path *path)
{
    struct rowan_step *step = add_step(r, path);

    if (!step)
        return rowan_out_of_memory(r->err);
    step->axis = ROWAN_AXIS_DEEP;
    step->test = ROWAN_TEST_NODE;
    path->direct = false;
    return ROWAN_OK;
}

static enum rowan_status read_steps(struct rowan_path_reader *r, struct rowan_path *path)
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
        if (rowan_path_take(r, "//"))
            st = add_deep(r, path);
        else if (!rowan_path_take(r, "/"))
            return ROWAN_OK;
        if (st != ROWAN_OK)
            return st;
        if (step.axis == ROWAN_AXIS_ATTRIBUTE || step.test == ROWAN_TEST_TEXT)
            return rowan_path_fail(r, "nothing can follow an attribute or text()");
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
        if (path->steps[i].predicates)
            return false;
    return path->direct && path->count > 0;
}

enum rowan_status rowan_path_read(struct rowan_path_reader *r, struct rowan_path **out)
{
    struct rowan_path *path = rowan_arena_alloc(r->scope->arena, sizeof *path);
    enum rowan_status st = ROWAN_OK;
    struct rowan_slice text;
    const char *begin;

    if (!path)
        return rowan_out_of_memory(r->err);
    *out = path;
    rowan_path_skip_space(r);
    begin = r->at;
    path->direct = true;
    if (rowan_path_take(r, "//")) {
        path->absolute = true;
        st = add_deep(r, path);
    } else if (rowan_path_take(r, "/")) {
        path->absolute = true;
        rowan_path_skip_space(r);
        if (!step_start(*r->at))
            goto done;
    }
    if (st == ROWAN_OK)
        st = read_steps(r, path);
    if (st != ROWAN_OK)
        return st;
done:
    path->plain = is_plain(path);
    text = rowan_slice_trim((struct rowan_slice){begin, (size_t)(r->at - begin)});
    path->text = rowan_arena_copy(r->scope->arena, text.data, text.size);
    return path->text ? ROWAN_OK : rowan_out_of_memory(r->err);
}

enum rowan_status rowan_path_parse(struct rowan_path **out, const char *text,
                                   const struct rowan_path_scope *scope, struct rowan_error *err)
{
    struct rowan_path_reader r = {text, text, scope, err, 0};
    struct rowan_path *path = NULL;
    enum rowan_status st;

    rowan_path_skip_space(&r);
    if (*r.at == '\0')
        return rowan_fail(err, ROWAN_MAPPING, "path", "the path is empty; use \".\" for the element itself");
    if (strlen(text) > TEXT_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "path", "the path is longer than %d bytes", TEXT_MAX);
    st = rowan_path_read(&r, &path);
    if (st != ROWAN_OK)
        return st;
    rowan_path_skip_space(&r);
    if (*r.at != '\0')
        return rowan_path_fail_rest(&r, strchr("=!<>", *r.at)
                                            ? "a comparison stands in a predicate: a[@x = 'v']"
                                            : "the path should end here");
    *out = path;
    return ROWAN_OK;
}

bool rowan_path_ends_at_element(const struct rowan_path *path)
{
    const struct rowan_step *last = path->count ? &path->steps[path->count - 1] : NULL;

    return !last || (last->axis != ROWAN_AXIS_ATTRIBUTE && last->test != ROWAN_TEST_TEXT);
}
