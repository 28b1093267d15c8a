#include "xml/parse.h"

#include <limits.h>
#include <string.h>

#define DEFAULT_TREE_BYTES ((size_t)256 << 20)
#define DEFAULT_ATTRIBUTES 5000
#define TREE_BYTES_MIN     ((size_t)64 << 10)

static void set_limits(struct rowan_parse *p, const struct rowan_limits *limits)
{
    if (limits)
        p->limits = *limits;
    if (!p->limits.document_bytes)
        p->limits.document_bytes = ROWAN_DOCUMENT_BYTES;
    if (p->limits.document_bytes > INT_MAX - 1)
        p->limits.document_bytes = INT_MAX - 1; /* libxml2 counts in int, a node's offset has 32 bits */
    if (!p->limits.tree_bytes)
        p->limits.tree_bytes = DEFAULT_TREE_BYTES;
    if (p->limits.tree_bytes < TREE_BYTES_MIN)
        p->limits.tree_bytes = TREE_BYTES_MIN;
    if (!p->limits.attributes)
        p->limits.attributes = DEFAULT_ATTRIBUTES;
}

bool rowan_parse_init(struct rowan_parse *p, const struct rowan_projection *projection,
                      struct rowan_qname_table *names, const struct rowan_limits *limits)
{
    memset(p, 0, sizeof *p);
    p->names = names;
    p->projection = projection;
    set_limits(p, limits);
    rowan_builder_init(&p->builder, p->limits.tree_bytes);
    p->spans.copies = projection && projection->has_inner;
    p->spans.on = projection ? rowan_projection_locates(projection) : p->limits.locates;
    return rowan_parse_renew_automaton(p);
}

void rowan_parse_clear(struct rowan_parse *p)
{
    rowan_builder_clear(&p->builder);
}

bool rowan_parse_renew_automaton(struct rowan_parse *p)
{
    if (!p->projection)
        return true;
    rowan_automaton_free(p->builder.automaton);
    p->builder.automaton = rowan_automaton_new(p->projection, rowan_qname_table_count(p->names));
    p->automaton_used = false;
    return p->builder.automaton != NULL;
}

bool rowan_parse_has_full_automaton(const struct rowan_parse *p)
{
    return p->projection && (!p->builder.automaton || rowan_automaton_is_full(p->builder.automaton));
}

bool rowan_parse_begin(struct rowan_parse *p)
{
    if (rowan_parse_has_full_automaton(p) && !rowan_parse_renew_automaton(p))
        return false;
    p->elements = p->others = 0;
    p->error.status = ROWAN_OK;
    if (p->inner)
        return rowan_builder_begin_inner(&p->builder, p->inner->of, p->inner->node, &p->inner->mark) ==
               ROWAN_BUILD_OK;
    return rowan_builder_begin(&p->builder, ROWAN_PARSE_KEEP) == ROWAN_BUILD_OK;
}

const struct rowan_document *rowan_parse_finish(struct rowan_parse *p)
{
    struct rowan_document *document = &p->builder.document;

    rowan_builder_finish(&p->builder);
    document->text = p->text;
    document->elements = p->elements;
    document->others = p->others;
    document->lines = &p->lines;
    p->lines = (struct rowan_line_cursor){0, 1};
    return document;
}

void rowan_parse_see(const struct rowan_parse *p, const char *prefix, const char *local)
{
    const struct rowan_builder *b = &p->builder;
    size_t level = b->depth - 2 + (p->inner ? p->inner->levels : 0);

    for (size_t i = 0; i < p->path_count; i++)
        if (p->paths[i])
            rowan_node_path_see(p->paths[i], level, b->frames[b->depth - 1].node, prefix, local);
}
