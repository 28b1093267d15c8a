#include "xml/document.h"

static size_t count_line_feeds(const char *from, const char *to)
{
    size_t count = 0;

    for (; from < to; from++)
        count += *from == '\n';
    return count;
}

const struct rowan_node *rowan_document_inner(const struct rowan_document *document,
                                              const struct rowan_node *node)
{
    while (document->inner && node && node->kind != ROWAN_NODE_INNER)
        node = node->parent;
    return document->inner ? node : NULL;
}

struct rowan_slice rowan_document_text(const struct rowan_document *document, const struct rowan_node *node)
{
    const struct rowan_node *inner = rowan_document_inner(document, node);

    return inner ? *inner->text : document->text;
}

size_t rowan_document_inner_line(const struct rowan_document *document, const struct rowan_node *node)
{
    const struct rowan_node *inner = rowan_document_inner(document, node);

    return inner && inner != node ? 1 + count_line_feeds(inner->text->data, inner->text->data + node->offset)
                                  : 0;
}

size_t rowan_document_line(const struct rowan_document *document, const struct rowan_node *node)
{
    struct rowan_line_cursor *lines = document->lines;
    const struct rowan_node *inner;
    const char *at;
    const char *last = document->text.data + lines->offset;

    for (inner = rowan_document_inner(document, node); inner; inner = rowan_document_inner(document, node))
        node = inner->parent;
    at = document->text.data + node->offset;

    if (at >= last)
        lines->line += count_line_feeds(last, at);
    else
        lines->line -= count_line_feeds(at, last);
    lines->offset = node->offset;
    return lines->line;
}
