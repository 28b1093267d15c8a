/* Patterns stand in quotes, so they are compiled with the mapping, and what is wrong with them is told then.
 */
#include "expr/regexp_functions.h"

#include "base/ascii.h"
#include "value/regexp.h"

/* ---- when the mapping is loaded ---- */

static bool is_quoted(const struct rowan_expr_node *node)
{
    return node->op == ROWAN_EXPR_CONSTANT && node->value.kind == ROWAN_EXPR_TEXT;
}

#define refuse(run, node, ...)                                                                               \
    rowan_expr_fail((run)->text, (node)->begin, ROWAN_MAPPING, (run)->err, __VA_ARGS__)

/* The group that \1 to \9 at p names, 0 for \0, the whole; -1: it is none of these. */
static int group_at(const char *p, size_t size)
{
    return size > 1 && p[0] == '\\' && rowan_ascii_is_digit(p[1]) ? p[1] - '0' : -1;
}

static enum rowan_status check_replacement(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                           struct rowan_slice text)
{
    int groups = (int)rowan_regexp_groups(node->regexp);

    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '\\')
            continue;
        if (i + 1 < text.size && text.data[i + 1] == '\\') {
            i++;
            continue;
        }
        if (group_at(text.data + i, text.size - i) < 0)
            return refuse(run, node->first->next->next,
                          "in what replaces, \\ stands before the number of a group or before itself");
        if (group_at(text.data + i, text.size - i) > groups)
            return refuse(run, node->first->next->next, "the pattern has %d group%s, and no group %d", groups,
                          groups == 1 ? "" : "s", group_at(text.data + i, text.size - i));
    }
    return ROWAN_OK;
}

static enum rowan_status prepare(struct rowan_expr_run *run, struct rowan_expr_node *node)
{
    const struct rowan_expr_node *pattern = node->first->next;
    char problem[ROWAN_REGEXP_PROBLEM];
    size_t at;

    if (!is_quoted(pattern))
        return refuse(run, pattern, "a pattern stands in quotes: %s(Name, '[A-Z]+')", node->function->name);
    node->regexp = rowan_regexp_compile(pattern->value.text, run->arena, &at, problem);
    if (!node->regexp && !problem[0])
        return rowan_out_of_memory(run->err);
    if (!node->regexp)
        return refuse(run, pattern, "the pattern, at byte %zu: %s", at, problem);
    if (!pattern->next)
        return ROWAN_OK;
    if (!is_quoted(pattern->next))
        return refuse(run, pattern->next, "what replaces stands in quotes; \\1 in it is the first group");
    return check_replacement(run, node, pattern->next->value.text);
}

/* ---- with a document ---- */

/* The first argument as a text; *some is false when it has none, and there is nothing to end. */
static enum rowan_status begin(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                               struct rowan_regexp_scan *scan, bool *some)
{
    struct rowan_expr_value text;
    enum rowan_status st = rowan_expr_value(run, node->first, &text);

    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &text);
    *some = st == ROWAN_OK && text.kind != ROWAN_EXPR_NONE;
    if (!*some)
        return st;
    *some = rowan_regexp_begin(scan, node->regexp, text.text);
    return *some ? ROWAN_OK : rowan_out_of_memory(run->err);
}

static enum rowan_status next(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              struct rowan_regexp_scan *scan, bool *more)
{
    enum rowan_regexp_result result = rowan_regexp_next(scan);

    *more = result == ROWAN_REGEXP_MATCH;
    if (result == ROWAN_REGEXP_NO_MEMORY)
        return rowan_out_of_memory(run->err);
    if (result == ROWAN_REGEXP_LIMIT)
        return rowan_expr_fail_value(run, node, "the pattern takes too many steps on this text");
    return ROWAN_OK;
}

static enum rowan_status test_like(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   enum rowan_expr_truth *out)
{
    struct rowan_regexp_scan scan;
    bool some, found = false;
    enum rowan_status st = begin(run, node, &scan, &some);

    *out = ROWAN_EXPR_UNKNOWN;
    if (st != ROWAN_OK || !some)
        return st;
    st = next(run, node, &scan, &found);
    rowan_regexp_end(&scan);
    *out = found ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
    return st;
}

static enum rowan_status call_substr(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *out)
{
    struct rowan_regexp_scan scan;
    bool some, found = false;
    enum rowan_status st = begin(run, node, &scan, &some);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !some)
        return st;
    st = next(run, node, &scan, &found);
    if (st == ROWAN_OK && found)
        rowan_expr_set_text(out, rowan_regexp_group(&scan, 0));
    rowan_regexp_end(&scan);
    return st;
}

/* What is made; of what has no room only the bytes are counted. */
struct result {
    char *data;
    size_t size, capacity;
};

static void put(struct result *to, const char *data, size_t size)
{
    if (size > 0 && to->size + size <= to->capacity)
        memcpy(to->data + to->size, data, size);
    to->size += size;
}

/* What replaces the match in hand. */
static void put_replacement(const struct rowan_regexp_scan *scan, struct rowan_slice with, struct result *to)
{
    for (size_t i = 0; i < with.size; i++) {
        int group = group_at(with.data + i, with.size - i);
        struct rowan_slice piece = {with.data + i, 1};
        if (group >= 0)
            piece = rowan_regexp_group(scan, (unsigned)group);
        i += with.data[i] == '\\';
        put(to, piece.data, piece.size);
    }
}

/* One go through the text. */
static enum rowan_status replace_all(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_regexp_scan *scan, struct result *to)
{
    struct rowan_slice with = node->first->next->next->value.text;
    struct rowan_slice text = scan->text;
    enum rowan_status st;
    size_t from = 0;
    bool more;

    while ((st = next(run, node, scan, &more)) == ROWAN_OK && more) {
        struct rowan_slice whole = rowan_regexp_group(scan, 0);
        size_t begin_at = (size_t)(whole.data - text.data);
        if (begin_at < from) /* \K in a look-behind */
            continue;
        put(to, text.data + from, begin_at - from);
        put_replacement(scan, with, to);
        from = begin_at + whole.size;
    }
    put(to, text.data + from, text.size - from);
    return st;
}

static bool make_room(struct rowan_expr_run *run, size_t capacity, struct result *to)
{
    *to = (struct result){rowan_arena_alloc(run->arena, capacity + 1), 0, capacity};
    return to->data;
}

/* Most results are not longer than their texts; for others the first go counts. */
static enum rowan_status replace_in(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_regexp_scan *scan, struct rowan_expr_value *out)
{
    struct result to;
    enum rowan_status st;

    if (!make_room(run, scan->text.size, &to))
        return rowan_out_of_memory(run->err);
    st = replace_all(run, node, scan, &to);
    if (st == ROWAN_OK && to.size > to.capacity) {
        if (!make_room(run, to.size, &to))
            return rowan_out_of_memory(run->err);
        rowan_regexp_again(scan);
        st = replace_all(run, node, scan, &to);
    }
    if (st == ROWAN_OK)
        rowan_expr_set_text(out, (struct rowan_slice){to.data, to.size});
    return st;
}

static enum rowan_status call_replace(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *out)
{
    struct rowan_regexp_scan scan;
    bool some;
    enum rowan_status st = begin(run, node, &scan, &some);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !some)
        return st;
    st = replace_in(run, node, &scan, out);
    rowan_regexp_end(&scan);
    return st;
}

const struct rowan_expr_function rowan_expr_regexp_functions[] = {
    {.name = "regexp_like", .least = 2, .most = 2, .test = test_like, .prepare = prepare},
    {.name = "regexp_replace",
     .least = 3,
     .most = 3,
     .type = ROWAN_EXPR_TEXTUAL,
     .lazy = call_replace,
     .prepare = prepare},
    {.name = "regexp_substr",
     .least = 2,
     .most = 2,
     .type = ROWAN_EXPR_TEXTUAL,
     .lazy = call_substr,
     .prepare = prepare},
    {.name = NULL},
};
