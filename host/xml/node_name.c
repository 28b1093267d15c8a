/* An element's start tag in the text has its name, and the declarations in scope lead from the prefix to the
 * namespace. */
#include "xml/node_name.h"

#include <string.h>

#include "base/ascii.h"
#include "xml/libxml.h"

/* prefix:local behind the < at begin. */
static struct rowan_slice tag_name(struct rowan_slice text, size_t begin)
{
    struct rowan_slice name = {text.data + begin + 1, 0};
    size_t left = text.size - begin - 1;

    while (name.size < left && !rowan_ascii_is_space(name.data[name.size]) && name.data[name.size] != '>' &&
           name.data[name.size] != '/')
        name.size++;
    return name;
}

/* The bytes of the prefix; the colon is not counted. 0: there is none. */
static size_t prefix_size(struct rowan_slice name)
{
    const char *colon = memchr(name.data, ':', name.size);

    return colon ? (size_t)(colon - name.data) : 0;
}

/* As the mapping writes it: scopes have it as libxml2 does. */
static bool plain_uri(const char *uri, struct rowan_arena *arena, struct rowan_slice *out)
{
    char *copy;

    *out = rowan_slice_of(uri);
    if (!strchr(uri, '&'))
        return true;
    copy = rowan_arena_copy(arena, uri, out->size);
    if (!copy)
        return false;
    *out = (struct rowan_slice){copy, rowan_libxml_unescape(copy, out->size)};
    return true;
}

static bool find_uri(const struct rowan_scope *scope, struct rowan_slice prefix, struct rowan_arena *arena,
                     struct rowan_slice *out)
{
    while (scope && !rowan_slice_equal(rowan_slice_of(scope->prefix), prefix))
        scope = scope->outer;
    *out = rowan_slice_of(!scope && prefix.size ? ROWAN_XML_URI : "");
    return !scope || plain_uri(scope->uri, arena, out);
}

bool rowan_node_gives(const struct rowan_document *document, const struct rowan_node *node,
                      enum rowan_gives gives, struct rowan_arena *arena, struct rowan_slice *out)
{
    struct rowan_slice name;
    size_t prefix;

    if (gives == ROWAN_GIVES_TEXT) {
        *out = rowan_node_text(document, node);
        return true;
    }
    *out = rowan_slice_of("");
    if (node->kind != ROWAN_NODE_ELEMENT || !node->span) /* the document itself has no name */
        return true;
    name = tag_name(rowan_document_text(document, node), node->span->begin);
    prefix = prefix_size(name);
    if (gives == ROWAN_GIVES_NAMESPACE)
        return find_uri(node->span->inside, (struct rowan_slice){name.data, prefix}, arena, out);
    if (prefix) {
        name.data += prefix + 1;
        name.size -= prefix + 1;
    }
    *out = name;
    return true;
}
