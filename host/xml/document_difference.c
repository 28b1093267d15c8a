/*
 * Both trees are walked in step, by their links and without recursion. Every function returns whether it
 * found a difference, and has said which.
 */
#include "xml/document_difference.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct scope_pair {
    const struct rowan_scope *a, *b;
};

struct difference {
    const struct rowan_document *a, *b;
    const struct rowan_qname_table *names;
    const struct rowan_node *at; /* of a, being compared; NULL: the whole document */
    struct scope_pair known;     /* the same, from here outwards */
    char *out;
    size_t size;
};

static bool say(struct difference *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns true: there is a difference. */
static bool say(struct difference *d, const char *format, ...)
{
    static const char *const kinds[] = {"document node", "element", "attribute", "text node",
                                        "document in a text"};
    char what[ROWAN_DIFFERENCE_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (!d->at)
        snprintf(d->out, d->size, "%s", what);
    else
        snprintf(d->out, d->size, "line %zu, %s %s (node %" PRIu32 "): %s", rowan_document_line(d->a, d->at),
                 kinds[d->at->kind],
                 d->at->name ? rowan_qname_table_local(d->names, d->at->name) : "of no path", d->at->order,
                 what);
    return true;
}

static bool numbers(struct difference *d, const char *what, uint64_t a, uint64_t b)
{
    return a != b && say(d, "%s: %" PRIu64 " and %" PRIu64, what, a, b);
}

/* Of long texts the first byte that differs is worth more than their beginnings. */
static bool texts(struct difference *d, const char *what, struct rowan_slice a, struct rowan_slice b)
{
    char quoted[2][100];
    size_t same = 0;

    if (rowan_slice_equal(a, b))
        return false;
    while (same < a.size && same < b.size && a.data[same] == b.data[same])
        same++;
    same -= same < 10 ? same : 10;
    return say(d, "%s of %zu and %zu bytes, from byte %zu: %s and %s", what, a.size, b.size, same,
               rowan_quote(quoted[0], sizeof quoted[0], (struct rowan_slice){a.data + same, a.size - same}),
               rowan_quote(quoted[1], sizeof quoted[1], (struct rowan_slice){b.data + same, b.size - same}));
}

static bool strings(struct difference *d, const char *what, const char *a, const char *b)
{
    return texts(d, what, rowan_slice_of(a ? a : ""), rowan_slice_of(b ? b : ""));
}

/* ---- spans ---- */

/* Lists share their tails, so what was found the same before ends the walk. */
static bool scopes(struct difference *d, const char *what, const struct rowan_scope *a,
                   const struct rowan_scope *b)
{
    const struct scope_pair here = {a, b};

    for (; a && b; a = a->outer, b = b->outer) {
        if (a == d->known.a && b == d->known.b)
            break;
        if (strings(d, "prefix", a->prefix, b->prefix) || strings(d, "namespace", a->uri, b->uri))
            return true;
    }
    if (!a != !b)
        return say(d, "%s: other numbers of namespaces", what);
    d->known = here;
    return false;
}

static bool spans(struct difference *d, const struct rowan_source_span *a, const struct rowan_source_span *b)
{
    if (!a && !b)
        return false;
    if (!a || !b)
        return say(d, "only %s is located", a ? "the first" : "the second");
    return numbers(d, "begin in the text", a->begin, b->begin) ||
           numbers(d, "end in the text", a->end, b->end) ||
           numbers(d, "number among the elements", a->index, b->index) ||
           scopes(d, "around it", a->outside, b->outside) || scopes(d, "in it", a->inside, b->inside);
}

/* ---- nodes ---- */

static bool node_texts(struct difference *d, const struct rowan_node *a, const struct rowan_node *b)
{
    if (a->kind == ROWAN_NODE_ATTRIBUTE)
        return texts(d, "value", rowan_node_text(d->a, a), rowan_node_text(d->b, b));
    if (!a->has_text)
        return false;
    return numbers(d, "begin among the characters", a->begin, b->begin) ||
           numbers(d, "end among the characters", a->end, b->end);
}

static bool nodes(struct difference *d, const struct rowan_node *a, const struct rowan_node *b)
{
    d->at = a;
    if (a->name != b->name)
        return say(d, "the other's name is %s",
                   b->name ? rowan_qname_table_local(d->names, b->name) : "of no path");
    return numbers(d, "kind", a->kind, b->kind) || numbers(d, "order", a->order, b->order) ||
           numbers(d, "offset", a->offset, b->offset) || numbers(d, "has text", a->has_text, b->has_text) ||
           node_texts(d, a, b) || (a->kind == ROWAN_NODE_ELEMENT && spans(d, a->span, b->span));
}

static bool missing(struct difference *d, const char *what, const struct rowan_node *a,
                    const struct rowan_node *b)
{
    return !a != !b && say(d, "%s is only in the %s", what, a ? "first" : "second");
}

static bool trees(struct difference *d, const struct rowan_node *a, const struct rowan_node *b);

static bool attributes(struct difference *d, const struct rowan_node *a, const struct rowan_node *b)
{
    const struct rowan_node *element = a;

    for (a = a->attributes, b = b->attributes; a && b; a = a->next, b = b->next)
        if (nodes(d, a, b) || (a->kind == ROWAN_NODE_INNER && trees(d, a, b)))
            return true;
    d->at = element;
    return missing(d, "an attribute", a, b);
}

/* The trees of two documents; of inner ones, which lie a few deep in each other. */
static bool trees(struct difference *d, const struct rowan_node *a, const struct rowan_node *b)
{
    const struct rowan_node *top = a;

    for (;;) {
        if (nodes(d, a, b) || (a->kind == ROWAN_NODE_ELEMENT && attributes(d, a, b)) ||
            missing(d, "a child", a->first, b->first))
            return true;
        if (a->first) {
            a = a->first, b = b->first;
            continue;
        }
        for (; a == top || !a->next; a = a->parent, b = b->parent) {
            if (a == top)
                return false;
            d->at = a;
            if (missing(d, "an element or text behind it", a->next, b->next))
                return true;
        }
        d->at = a;
        if (missing(d, "an element or text behind it", a->next, b->next))
            return true;
        a = a->next, b = b->next;
    }
}

static bool characters(struct difference *d)
{
    struct rowan_slice a = rowan_node_text(d->a, d->a->root), b = rowan_node_text(d->b, d->b->root);

    return texts(d, "characters", a, b);
}

bool rowan_document_differs(const struct rowan_document *a, const struct rowan_document *b,
                            const struct rowan_qname_table *names, char *out, size_t size)
{
    struct difference d = {a, b, names, NULL, {NULL, NULL}, out, size};

    if (strings(&d, "name of the document", a->local, b->local) ||
        strings(&d, "namespace of the document", a->uri, b->uri) || characters(&d) ||
        trees(&d, a->root, b->root))
        return true;
    d.at = NULL;
    return numbers(&d, "nodes kept", a->nodes, b->nodes) ||
           numbers(&d, "elements", a->elements, b->elements) ||
           numbers(&d, "attributes, namespaces, comments and instructions", a->others, b->others) ||
           texts(&d, "text", a->text, b->text);
}
