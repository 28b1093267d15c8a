#include "xml/document.h"

static size_t count_line_feeds(const char *from, const char *to)
{
    size_t count = 0;

    for (; from < to; from++)
        count += *from == '\n';
    return count;
}

size_t rowan_document_line(const struct rowan_document *document, const struct rowan_node *node)
{
    struct rowan_line_cursor *lines = document->lines;
    const char *at = document->text.data + node->offset;
    const char *last = document->text.data + lines->offset;

    if (at >= last)
        lines->line += count_line_feeds(last, at);
    else
        lines->line -= count_line_feeds(at, last);
    lines->offset = node->offset;
    return lines->line;
}
