/*
 * The text has passed the parser, which refuses entities, defaults for attributes and whatever is not
 * well-formed; so all that is left to libxml2 is to build, and to find no memory for it.
 */
#include "xml/dom.h"

#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>

#include "xml/libxml.h"

#define NODES_MAX ((size_t)4000000) /* a gigabyte, at worst */
/* HUGE: the parser has seen to what is too large, and takes texts between tags of any size. DTDATTR: what the
 * internal subset gives belongs to the tree; the parser has refused it where nobody asked for it. */
#define OPTIONS                                                                                              \
    (XML_PARSE_IGNORE_ENC | XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_NOERROR |    \
     XML_PARSE_NOWARNING | XML_PARSE_HUGE | XML_PARSE_DTDATTR)

/* Wants of memory count, which the context does not always know of. */
static void on_error(void *user, rowan_libxml_error error)
{
    bool *hungry = user;

    *hungry = *hungry || error->code == XML_ERR_NO_MEMORY;
}

static xmlNodePtr next_node(xmlNodePtr node)
{
    if (node->type == XML_ELEMENT_NODE && node->children)
        return node->children;
    while (node && !node->next)
        node = node->parent;
    return node ? node->next : NULL;
}

/* False when there are not as many elements as the parser has seen. */
static bool list_elements(struct rowan_dom *dom, size_t count)
{
    size_t n = 0;

    for (xmlNodePtr node = dom->tree->children; node; node = next_node(node))
        if (node->type == XML_ELEMENT_NODE && n++ < count)
            dom->elements[n - 1] = node;
    return n == count;
}

static enum rowan_status build(struct rowan_dom *dom, xmlParserCtxtPtr context,
                               const struct rowan_document *document, struct rowan_error *err)
{
    bool hungry = false;

    if (!rowan_libxml_parse(context, document->text, OPTIONS, on_error, &hungry, &dom->tree) || hungry ||
        context->errNo == XML_ERR_NO_MEMORY)
        return rowan_out_of_memory(err);
    if (!dom->tree || !context->wellFormed)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "libxml2 makes no tree of the document");
    dom->elements = calloc(document->elements + 1, sizeof(xmlNodePtr));
    if (!dom->elements)
        return rowan_out_of_memory(err);
    if (!list_elements(dom, document->elements))
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "libxml2 makes another tree of the document");
    xmlXPathOrderDocElems(dom->tree);
    return ROWAN_OK;
}

enum rowan_status rowan_dom_make(struct rowan_dom *dom, const struct rowan_document *document,
                                 struct rowan_error *err)
{
    xmlParserCtxtPtr context;
    enum rowan_status st;
    bool ignored = false; /* a context that is not there says enough */

    memset(dom, 0, sizeof *dom);
    if (document->elements + document->others > NODES_MAX)
        return rowan_fail(
            err, ROWAN_DOCUMENT, "limit",
            "a tree for xpath has at most %zu elements, attributes and comments; this document has %zu",
            NODES_MAX, document->elements + document->others);
    context = rowan_libxml_context(on_error, &ignored);
    if (!context)
        return rowan_out_of_memory(err);
    context->sax->externalSubset = NULL; /* which DTDATTR would read */
    st = build(dom, context, document, err);
    xmlFreeParserCtxt(context);
    if (st == ROWAN_NO_MEMORY)
        rowan_error_prefix(err, "the whole tree of a document");
    if (st != ROWAN_OK)
        rowan_dom_clear(dom);
    return st;
}

void rowan_dom_clear(struct rowan_dom *dom)
{
    if (dom->tree)
        xmlFreeDoc(dom->tree);
    free(dom->elements);
    memset(dom, 0, sizeof *dom);
}
