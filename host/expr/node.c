/* Places of nodes in messages, and how a tree grows. */
#include "expr/node.h"

#include <stdarg.h>
#include <stdio.h>

enum rowan_status rowan_expr_fail(struct rowan_slice text, size_t at, enum rowan_status status,
                                  struct rowan_error *err, const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    int line = 1, column = 1;
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    for (size_t i = 0; i < at && i < text.size; i++) {
        column += ((unsigned char)text.data[i] & 0xC0) != 0x80;
        if (text.data[i] == '\n') {
            line++;
            column = 1;
        }
    }
    return rowan_fail(err, status, status == ROWAN_DOCUMENT ? "value" : "mapping", "line %d, column %d: %s",
                      line, column, what);
}

void rowan_expr_adopt(struct rowan_expr_node *node, struct rowan_expr_node *child)
{
    if (node->first)
        node->last->next = child;
    else
        node->first = child;
    node->last = child;
    if (node->depth <= child->depth)
        node->depth = child->depth + 1;
}

void rowan_expr_set_text(struct rowan_expr_value *value, struct rowan_slice text)
{
    value->kind = text.data ? ROWAN_EXPR_TEXT : ROWAN_EXPR_NONE;
    value->text = text;
}
