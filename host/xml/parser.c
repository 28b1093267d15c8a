/*
 * XML text -> events of libxml2's SAX2 interface (parser_events.c) -> builder. The context is reused; names
 * are compared by their pointers in its dictionary, so a context whose dictionary has grown is replaced.
 */
#include "xml/parser.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "xml/decode.h"
#include "xml/preflight.h"
#include "xml/parser_state.h"

#define DEFAULT_DOCUMENT_BYTES ((size_t)256 << 20)
#define DEFAULT_TREE_BYTES     ((size_t)256 << 20)
#define DEFAULT_ATTRIBUTES     5000
#define TREE_BYTES_MIN         ((size_t)64 << 10)
#define KEEP_BYTES             ((size_t)4 << 20) /* of each buffer, between documents */
#define KEEP_NAMES             20000             /* distinct names of a context before it is replaced */

/* ---- life ---- */

static bool is_worn(const struct rowan_parser *p)
{
    return !p->context || xmlDictSize(p->context->dict) > KEEP_NAMES ||
           xmlDictGetUsage(p->context->dict) > KEEP_BYTES;
}

static bool renew_context(struct rowan_parser *p)
{
    if (p->context)
        xmlFreeParserCtxt(p->context);
    rowan_qname_cache_reset(&p->cache);
    p->context = rowan_libxml_context(rowan_parser_on_error, p);
    if (!p->context)
        return false;
    *p->context->sax = p->sax;
    p->context->userData = p;
    return true;
}

static void set_limits(struct rowan_parser *p, const struct rowan_limits *limits)
{
    if (limits)
        p->limits = *limits;
    if (!p->limits.document_bytes)
        p->limits.document_bytes = DEFAULT_DOCUMENT_BYTES;
    if (p->limits.document_bytes > INT_MAX - 1)
        p->limits.document_bytes = INT_MAX - 1; /* libxml2 counts in int */
    if (!p->limits.tree_bytes)
        p->limits.tree_bytes = DEFAULT_TREE_BYTES;
    if (p->limits.tree_bytes < TREE_BYTES_MIN)
        p->limits.tree_bytes = TREE_BYTES_MIN;
    if (!p->limits.attributes)
        p->limits.attributes = DEFAULT_ATTRIBUTES;
}

enum rowan_status rowan_parser_new(struct rowan_parser **out, const struct rowan_projection *projection,
                                   struct rowan_qname_table *names, const struct rowan_limits *limits,
                                   struct rowan_error *err)
{
    struct rowan_parser *p = calloc(1, sizeof *p);

    *out = NULL;
    if (!p)
        goto no_memory;
    p->names = names;
    p->projection = projection;
    set_limits(p, limits);
    rowan_parser_set_handlers(&p->sax);
    rowan_builder_init(&p->builder, p->limits.tree_bytes);
    rowan_buffer_init(&p->input);
    rowan_qname_cache_init(&p->cache, names, projection == NULL);
    if (projection) {
        p->builder.automaton = rowan_automaton_new(projection, rowan_qname_table_count(names));
        if (!p->builder.automaton)
            goto no_memory;
        p->locator.on = rowan_projection_locates(projection);
    }
    xmlInitParser();
    if (!renew_context(p))
        goto no_memory;
    *out = p;
    return ROWAN_OK;
no_memory:
    rowan_parser_free(p);
    return rowan_out_of_memory(err);
}

void rowan_parser_free(struct rowan_parser *p)
{
    if (!p)
        return;
    if (p->context)
        xmlFreeParserCtxt(p->context);
    rowan_builder_clear(&p->builder);
    rowan_qname_cache_clear(&p->cache);
    rowan_buffer_clear(&p->input);
    free(p);
}

/* ---- one document ---- */

/* A document may have filled it; the next one starts over. */
static bool renew_automaton(struct rowan_parser *p)
{
    if (!p->builder.automaton || !rowan_automaton_is_full(p->builder.automaton))
        return true;
    rowan_automaton_free(p->builder.automaton);
    p->builder.automaton = rowan_automaton_new(p->projection, rowan_qname_table_count(p->names));
    return p->builder.automaton != NULL;
}

static bool begin_document(struct rowan_parser *p)
{
    if ((is_worn(p) && !renew_context(p)) || !renew_automaton(p))
        return false;
    p->namespaces = p->names_seen = p->elements = p->others = 0;
    p->cache.lacked = false;
    p->error.status = ROWAN_OK;
    return rowan_builder_begin(&p->builder, KEEP_BYTES) == ROWAN_BUILD_OK;
}

static bool run_libxml(struct rowan_parser *p)
{
    xmlDocPtr tree = NULL;
    bool ok = rowan_libxml_parse(p->context, rowan_buffer_slice(&p->input),
                                 XML_PARSE_IGNORE_ENC | XML_PARSE_NONET, rowan_parser_on_error, p, &tree);

    if (tree)
        xmlFreeDoc(tree);
    return ok;
}

/* Errors come through the handler; the flags of the context stand behind it. */
static void judge(struct rowan_parser *p)
{
    if (p->error.status == ROWAN_OK && (!p->context->wellFormed || !p->context->nsWellFormed))
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "not well-formed");
    if (p->error.status == ROWAN_OK && rowan_builder_level(&p->builder) != 0)
        rowan_fail(&p->error, ROWAN_DOCUMENT, "xml", "the document ends too early");
}

static enum rowan_status too_large(const struct rowan_parser *p, size_t size, struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document has %zu bytes, the limit is %zu", size,
                      p->limits.document_bytes);
}

/* What libxml2 would pass over or take too long for. */
static enum rowan_status check_input(const struct rowan_parser *p, struct rowan_error *err)
{
    struct rowan_slice text = rowan_buffer_slice(&p->input);
    struct rowan_slice start = rowan_slice_trim(text);

    if (text.size > p->limits.document_bytes)
        return too_large(p, text.size, err);
    if (start.size == 0)
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "the document is empty");
    if (start.data[0] != '<')
        return rowan_fail(err, ROWAN_DOCUMENT, "xml", "line 1: the document does not begin with <");
    if (memchr(text.data, '\0', text.size))
        return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "the document holds a NUL byte");
    return rowan_preflight(text, p->limits.attributes, err);
}

/* The text is in p->input. */
static enum rowan_status run(struct rowan_parser *p, const struct rowan_document **out,
                             struct rowan_error *err)
{
    enum rowan_status st = check_input(p, err);

    if (st != ROWAN_OK)
        return st;
    if (!rowan_buffer_string(&p->input) || !begin_document(p) || !run_libxml(p))
        return rowan_out_of_memory(err);
    judge(p);
    if (p->error.status != ROWAN_OK) {
        if (err)
            *err = p->error;
        return p->error.status;
    }
    rowan_builder_finish(&p->builder);
    p->builder.document.text = rowan_buffer_slice(&p->input);
    p->builder.document.elements = p->elements;
    p->builder.document.others = p->others;
    *out = &p->builder.document;
    return ROWAN_OK;
}

static struct rowan_slice skip_bom(struct rowan_slice text)
{
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3;
        text.size -= 3;
    }
    return text;
}

enum rowan_status rowan_parser_text(struct rowan_parser *p, struct rowan_slice text,
                                    const struct rowan_document **out, struct rowan_error *err)
{
    *out = NULL;
    if (text.size > p->limits.document_bytes)
        return too_large(p, text.size, err);
    text = skip_bom(text);
    rowan_buffer_reset(&p->input, KEEP_BYTES);
    if (!rowan_buffer_append(&p->input, text.data, text.size))
        return rowan_out_of_memory(err);
    return run(p, out, err);
}

enum rowan_status rowan_parser_bytes(struct rowan_parser *p, struct rowan_slice bytes,
                                     const struct rowan_document **out, struct rowan_error *err)
{
    enum rowan_status st;

    *out = NULL;
    if (bytes.size > p->limits.document_bytes)
        return too_large(p, bytes.size, err);
    rowan_buffer_reset(&p->input, KEEP_BYTES);
    st = rowan_decode(bytes, &p->input, err);
    return st == ROWAN_OK ? run(p, out, err) : st;
}
