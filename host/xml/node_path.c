/* A step per element from the document's down to the node's; siblings count that have its name and its
 * parent. */
#include "xml/node_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define INNER_LABEL "parse-xml(.)" /* of the document in an element's text */

struct step {
    uint32_t name, order;
    uint32_t seen;  /* siblings of the name */
    uint32_t index; /* which of them it is, from 1 */
    char label[64]; /* the name as the document writes it */
};

struct rowan_node_path {
    size_t count;
    const char *attribute; /* the name; NULL: it is none */
    size_t inner_line;     /* in the text of the inner document that it is in; 0: it is in none */
    struct step steps[];
};

size_t rowan_node_path_level(const struct rowan_node *node)
{
    size_t level = 0;

    while (node->parent) {
        node = node->parent;
        level++;
    }
    return level;
}

struct rowan_node_path *rowan_node_path_new(const struct rowan_document *document,
                                            const struct rowan_node *node,
                                            const struct rowan_qname_table *names)
{
    const struct rowan_node *element =
        node->kind == ROWAN_NODE_ATTRIBUTE || node->kind == ROWAN_NODE_TEXT ? node->parent : node;
    size_t count = rowan_node_path_level(element);
    struct rowan_node_path *path = calloc(1, sizeof *path + count * sizeof path->steps[0]);

    if (!path)
        return NULL;
    path->count = count;
    path->inner_line = rowan_document_inner_line(document, node);
    if (node->kind == ROWAN_NODE_ATTRIBUTE)
        path->attribute = node->name ? rowan_qname_table_local(names, node->name) : "*";
    for (; count > 0; element = element->parent) {
        path->steps[--count].name = element->name;
        path->steps[count].order = element->order;
        if (element->kind == ROWAN_NODE_INNER)
            strcpy(path->steps[count].label, INNER_LABEL);
    }
    return path;
}

void rowan_node_path_free(struct rowan_node_path *path)
{
    free(path);
}

void rowan_node_path_see(struct rowan_node_path *path, size_t level, const struct rowan_node *node,
                         const char *prefix, const char *local)
{
    struct step *step = &path->steps[level];

    if (level >= path->count || node->name != step->name ||
        (level > 0 && node->parent->order != path->steps[level - 1].order))
        return;
    step->seen++;
    if (node->order != step->order)
        return;
    step->index = step->seen;
    snprintf(step->label, sizeof step->label, "%s%s%s", prefix ? prefix : "", prefix ? ":" : "", local);
}

/* Elements that share no name of the mapping's, as those of *, are not counted. */
static bool append_step(struct rowan_buffer *out, const struct step *step)
{
    bool ok = rowan_buffer_append_char(out, '/') && rowan_buffer_append_slice(out, step->label);

    if (ok && step->name && step->seen > 1)
        ok = rowan_buffer_append_char(out, '[') && rowan_buffer_append_int(out, (long long)step->index) &&
             rowan_buffer_append_char(out, ']');
    return ok;
}

char *rowan_node_path_print(const struct rowan_node_path *path, char *out, size_t size)
{
    struct rowan_buffer text = {0};
    const char *whole;
    size_t length;
    bool ok = true;

    for (size_t i = 0; ok && i < path->count; i++)
        ok = append_step(&text, &path->steps[i]);
    if (ok && path->attribute)
        ok = rowan_buffer_append_slice(&text, "/@") && rowan_buffer_append_slice(&text, path->attribute);
    if (ok && path->inner_line)
        ok = rowan_buffer_append_slice(&text, " (line ") &&
             rowan_buffer_append_int(&text, (long long)path->inner_line) &&
             rowan_buffer_append_slice(&text, " of the document there)");
    whole = ok ? rowan_buffer_string(&text) : NULL;
    length = whole ? strlen(whole) : 0;
    if (length < size)
        snprintf(out, size, "%s", whole ? whole : "");
    else
        snprintf(out, size, "...%s", whole + length + 4 - size);
    rowan_buffer_clear(&text);
    return out;
}
