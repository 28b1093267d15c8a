/*
 * The tree of a document grows by what its texts hold: each inner document begins at a node that hangs on its
 * element, in the automaton's state for it. Its text is copied into the tree's memory, so that slices of it
 * last, and the limit of that memory holds for all of them together.
 */
#include "xml/inner_document.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "xml/input_check.h"

#define PATH_MAX_BYTES 240

/* ---- where it is, for messages ---- */

/* The name in a start tag, as it is written. */
static struct rowan_slice tag_name(struct rowan_slice text, size_t tag_end)
{
    const char *less = memrchr(text.data, '<', tag_end);
    struct rowan_slice name = {less ? less + 1 : text.data, 0};

    while (name.data + name.size < text.data + tag_end && !rowan_ascii_is_space(name.data[name.size]))
        name.size++;
    return name;
}

/* /R/P in front of what begins at at; from the element outwards. Returns where it begins. */
static size_t print_path(const struct rowan_document *document, const struct rowan_node *node, char *out,
                         size_t at)
{
    for (; node->kind != ROWAN_NODE_ROOT; node = node->parent) {
        struct rowan_slice step = node->kind == ROWAN_NODE_INNER
                                      ? rowan_slice_of("parse-xml(.)")
                                      : tag_name(rowan_document_text(document, node), node->offset);
        if (step.size + 4 > at) {
            memcpy(out + at - 3, "...", 3);
            return at - 3;
        }
        at -= step.size;
        memcpy(out + at, step.data, step.size);
        out[--at] = '/';
    }
    return at;
}

static enum rowan_status fail_at(const struct rowan_document *document, const struct rowan_node *element,
                                 struct rowan_error *err)
{
    char path[PATH_MAX_BYTES];
    size_t end = sizeof path - 1;

    path[end] = '\0';
    if (err && err->status == ROWAN_DOCUMENT)
        rowan_error_prefix(err, "line %zu, %s", rowan_document_line(document, element),
                           path + print_path(document, element, path, end));
    return err ? err->status : ROWAN_DOCUMENT;
}

/* ---- the text ---- */

static bool begins(struct rowan_slice text, const char *with)
{
    return text.size >= strlen(with) && memcmp(text.data, with, strlen(with)) == 0;
}

static struct rowan_slice skip(struct rowan_slice text, size_t size)
{
    return (struct rowan_slice){text.data + size, text.size - size};
}

/* Behind what ends with mark. */
static struct rowan_slice skip_past(struct rowan_slice text, const char *mark)
{
    const char *end = memmem(text.data, text.size, mark, strlen(mark));

    return end ? skip(text, (size_t)(end - text.data) + strlen(mark)) : skip(text, text.size);
}

/* Whether an element whose text is white space has elements in it. */
static bool has_elements(const struct rowan_document *document, const struct rowan_node *element)
{
    struct rowan_slice rest = skip(rowan_document_text(document, element), element->offset);

    if (begins(rest, "/"))
        return false;
    for (;;) {
        const char *less = memchr(rest.data, '<', rest.size);
        rest = less ? skip(rest, (size_t)(less - rest.data)) : skip(rest, rest.size);
        if (begins(rest, "<!--"))
            rest = skip_past(skip(rest, 4), "-->");
        else if (begins(rest, "<?"))
            rest = skip_past(rest, "?>");
        else if (begins(rest, "<![CDATA["))
            rest = skip_past(rest, "]]>");
        else
            return rest.size > 1 && rest.data[1] != '/';
    }
}

/* ---- reading ---- */

static size_t depth_of(const struct rowan_document *document, const struct rowan_node *node)
{
    size_t depth = 0;

    while ((node = rowan_document_inner(document, node)) != NULL) {
        node = node->parent;
        depth++;
    }
    return depth;
}

static enum rowan_status no_room(const struct rowan_parse *p, size_t size, struct rowan_error *err)
{
    if (rowan_builder_out_of_memory(&p->builder, size) == ROWAN_BUILD_NO_MEMORY)
        return rowan_out_of_memory(err);
    return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                      "the mapping keeps more of this document than %zu bytes%s", p->limits.tree_bytes,
                      p->limits.are_settings ? ", max_tree of the source" : "");
}

/* A copy of the text in the tree's memory, and the node of its document. NULL: there is no room. */
static struct rowan_node *add(struct rowan_parse *p, const struct rowan_inner_text *of,
                              struct rowan_slice text)
{
    struct rowan_slice *copy = rowan_arena_alloc(&p->builder.arena, sizeof *copy);

    if (!copy)
        return NULL;
    *copy = (struct rowan_slice){rowan_arena_copy(&p->builder.arena, text.data, text.size), text.size};
    return copy->data ? rowan_builder_add_inner(&p->builder, of, copy) : NULL;
}

static enum rowan_status read_one(struct rowan_parse *p, const struct rowan_inner_text *of,
                                  rowan_inner_read_fn read, void *context, struct rowan_error *err)
{
    struct rowan_parse_inner inner = {.of = of};
    struct rowan_slice text = {p->builder.characters.data + of->element->begin,
                               of->element->end - of->element->begin};
    const struct rowan_document *document = &p->builder.document;
    enum rowan_status st;

    text = rowan_input_begin(text, true); /* white space there is the outer document's layout */
    if (rowan_slice_trim(text).size == 0)
        return has_elements(document, of->element)
                   ? rowan_fail(err, ROWAN_DOCUMENT, "xml",
                                "there are elements where parse-xml(.) expects a document as text")
                   : ROWAN_OK;
    if (depth_of(document, of->element) >= ROWAN_INNER_DEPTH_MAX)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit", "more than %d documents lie in each other's texts",
                          ROWAN_INNER_DEPTH_MAX);
    if (text.size > UINT32_MAX - p->builder.characters.size)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "the texts of the documents in this document have more than 4 GB together");
    inner.node = add(p, of, text);
    if (!inner.node)
        return no_room(p, text.size + sizeof(struct rowan_node) + sizeof text, err);
    inner.mark = rowan_builder_mark(&p->builder);
    inner.levels = rowan_node_path_level(inner.node);
    p->text = *inner.node->text;
    p->inner = &inner;
    st = read(context, err);
    p->inner = NULL;
    if (st == ROWAN_DOCUMENT)
        rowan_error_prefix(err, "the document in its text");
    if (st == ROWAN_OK)
        rowan_builder_finish_inner(&p->builder, inner.node);
    return st;
}

/* The list grows while it is gone through. */
static enum rowan_status read_all(struct rowan_parse *p, rowan_inner_read_fn read, void *context,
                                  struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (const struct rowan_inner_text *of = p->builder.inner; st == ROWAN_OK && of; of = of->next) {
        st = read_one(p, of, read, context, err);
        if (st == ROWAN_DOCUMENT)
            st = fail_at(&p->builder.document, of->element, err);
        else if (st == ROWAN_OK && p->builder.inner_lost)
            st = no_room(p, p->builder.lost, err);
    }
    return st;
}

static const char *keep(struct rowan_builder *b, const char *text)
{
    return text ? rowan_arena_copy(&b->arena, text, strlen(text)) : NULL;
}

enum rowan_status rowan_inner_documents_read(struct rowan_parse *p, rowan_inner_read_fn read, void *context,
                                             struct rowan_error *err)
{
    struct rowan_document *document = &p->builder.document;
    const char *local = document->local, *uri = document->uri;
    size_t elements = p->elements, others = p->others;
    enum rowan_status st;

    if (p->builder.inner_lost)
        return no_room(p, p->builder.lost, err);
    if (!p->builder.inner)
        return ROWAN_OK;
    document->text = p->text;
    document->lines = &p->lines;
    p->lines = (struct rowan_line_cursor){0, 1};
    document->local = keep(&p->builder, local);
    document->uri = keep(&p->builder, uri);
    if (!document->local || (uri && !document->uri))
        return no_room(p, strlen(local) + (uri ? strlen(uri) : 0) + 2, err);
    local = document->local;
    uri = document->uri;
    st = read_all(p, read, context, err);
    p->text = document->text;
    p->elements = elements;
    p->others = others;
    document->local = local;
    document->uri = uri;
    return st;
}
