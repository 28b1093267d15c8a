/* Select, pick one match or join them. */
#include "rows/path_text.h"

#include <stdio.h>

#include "xml/node_name.h"

enum rowan_status rowan_path_text_several(size_t count, struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "several",
                      "%zu nodes match where one is expected; say pick = \"first\", \"last\" or \"join\"",
                      count);
}

/* The column's texts are made in work->joined, and are no pieces of the document. */
static bool makes_text(const struct rowan_column *column)
{
    return column->pick == ROWAN_PICK_JOIN || column->type.kind == ROWAN_XML;
}

/* Append what a node is for the column. */
static enum rowan_status append_node(struct rowan_row_workspace *work, const struct rowan_document *document,
                                     const struct rowan_column *column, enum rowan_gives gives,
                                     const struct rowan_node *node, struct rowan_error *err)
{
    struct rowan_slice text;

    if (column->type.kind == ROWAN_XML)
        return rowan_serialize_append(&work->markup, document, node, column->inner, &work->joined, err);
    if (!rowan_node_gives(document, node, gives, &work->names, &text))
        return rowan_out_of_memory(err);
    return rowan_buffer_append(&work->joined, text.data, text.size) ? ROWAN_OK : rowan_out_of_memory(err);
}

/* An empty match is not picked from several, unless it is a value; of markup only what is inner can be empty.
 */
static bool takes_empty(const struct rowan_column *column)
{
    return column->rules.keep_empty || (column->type.kind == ROWAN_XML && !column->inner);
}

bool rowan_path_text_holds(const struct rowan_column *column, struct rowan_slice text)
{
    return text.size > 0 && (!rowan_column_trims(column) || rowan_slice_trim(text).size > 0);
}

/* Whether the node is a part of what is joined. */
static bool append_part(struct rowan_row_workspace *work, const struct rowan_document *document,
                        const struct rowan_column *column, enum rowan_gives gives,
                        const struct rowan_node *node, enum rowan_status *st, struct rowan_error *err)
{
    size_t before = work->joined.size;

    *st = append_node(work, document, column, gives, node, err);
    return takes_empty(column) ||
           (work->joined.size > before &&
            rowan_path_text_holds(
                column, (struct rowan_slice){work->joined.data + before, work->joined.size - before}));
}

/* Of one node, or of all that match. */
static enum rowan_status join(struct rowan_row_workspace *work, const struct rowan_document *document,
                              const struct rowan_column *column, enum rowan_gives gives,
                              const struct rowan_node *const *nodes, size_t count, struct rowan_slice *out,
                              struct rowan_error *err)
{
    struct rowan_slice joiner = rowan_slice_of(column->joiner ? column->joiner : "");
    enum rowan_status st = ROWAN_OK;
    size_t before, parts = 0;

    work->joined.size = 0;
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        before = work->joined.size;
        if (parts > 0 && !rowan_buffer_append(&work->joined, joiner.data, joiner.size))
            return rowan_out_of_memory(err);
        parts++;
        if (!append_part(work, document, column, gives, nodes[i], &st, err)) {
            work->joined.size = before;
            parts--;
        }
    }
    if (st != ROWAN_OK)
        return st;
    out->data = work->joined.data ? work->joined.data : "";
    out->size = work->joined.size;
    return ROWAN_OK;
}

static void trace_path(const struct rowan_row_workspace *work, const struct rowan_column *column,
                       const struct rowan_path *path, struct rowan_slice text)
{
    char what[160];

    snprintf(what, sizeof what, "path \"%.100s\" (%zu match%s)", path->text, work->nodes.count,
             work->nodes.count == 1 ? "" : "es");
    rowan_trace_step(work->trace, column, what, text);
}

/* The first or last match that is not empty, which a name never is; when all are, the first or last. */
static const struct rowan_node *pick_node(const struct rowan_document *document,
                                          const struct rowan_column *column, bool named,
                                          const struct rowan_nodes *nodes)
{
    bool last = column->pick == ROWAN_PICK_LAST;
    bool any = nodes->count == 1 || column->pick == ROWAN_PICK_ONE || takes_empty(column) || named;

    for (size_t i = 0; !any && i < nodes->count; i++) {
        const struct rowan_node *node = nodes->items[last ? nodes->count - 1 - i : i];
        if (rowan_path_text_holds(column, rowan_node_text(document, node)))
            return node;
    }
    return nodes->items[last ? nodes->count - 1 : 0];
}

enum rowan_status rowan_path_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, const struct rowan_path *path,
                                  struct rowan_slice *out, struct rowan_error *err)
{
    struct rowan_nodes *nodes = &work->nodes;
    const struct rowan_node *node;
    enum rowan_status st = rowan_select(work->selector, context->document, path, context->node, nodes, err);

    out->data = NULL;
    out->size = 0;
    if (work->trace && st == ROWAN_OK && nodes->count == 0)
        trace_path(work, column, path, *out);
    if (st != ROWAN_OK || nodes->count == 0)
        return st;
    node = pick_node(context->document, column, path->gives != ROWAN_GIVES_TEXT, nodes);
    work->node = node;
    if (nodes->count > 1 && column->pick == ROWAN_PICK_ONE)
        return rowan_path_text_several(nodes->count, err);
    if (column->pick == ROWAN_PICK_JOIN)
        st = join(work, context->document, column, path->gives, nodes->items, nodes->count, out, err);
    else if (makes_text(column))
        st = join(work, context->document, column, path->gives, &node, 1, out, err);
    else if (!path->gives)
        *out = rowan_node_text(context->document, node);
    else if (!rowan_node_gives(context->document, node, path->gives, &work->names, out))
        st = rowan_out_of_memory(err);
    if (work->trace)
        trace_path(work, column, path, *out);
    return st;
}

enum rowan_status rowan_path_text_collect(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_column *column, struct rowan_path *const *paths,
                                          size_t count, struct rowan_operand_texts *texts,
                                          struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    texts->count = 0;
    while (st == ROWAN_OK && texts->count < count) {
        size_t i = texts->count++;
        rowan_buffer_init(&texts->joined[i]);
        st = rowan_path_text(work, context, column, paths[i], &texts->items[i], err);
        if (st == ROWAN_OK && makes_text(column) && texts->items[i].data) {
            texts->joined[i] = work->joined;
            rowan_buffer_init(&work->joined);
        }
    }
    return st;
}
