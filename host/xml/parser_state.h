#ifndef ROWAN_PARSER_STATE_H
#define ROWAN_PARSER_STATE_H
/* What parser.c (life, one document) and parser_events.c (what comes out of libxml2) share. */
#include "xml/builder.h"
#include "xml/libxml.h"
#include "xml/source_span.h"
#include "xml/qname_cache.h"
#include "xml/parser.h"

struct rowan_parser {
    xmlParserCtxtPtr context;
    xmlSAXHandler sax;
    const struct rowan_projection *projection;
    struct rowan_qname_table *names;
    struct rowan_limits limits;
    struct rowan_qname_cache cache;
    struct rowan_buffer input; /* the text, terminated; values without references stay in it */
    struct rowan_builder builder;
    struct rowan_span_tracker locator;
    uint32_t declared[ROWAN_DEPTH_MAX + 1]; /* namespaces, by level of the element that declares them */
    size_t namespaces;                      /* declared by the open elements */
    size_t elements, others;                /* of this document, see document.h */
    size_t names_seen;                      /* names of elements and attributes since they were counted */
    struct rowan_error error;               /* the first of this document */
};

/* The events that a parser listens to; their user data is a struct rowan_parser. */
void rowan_parser_set_handlers(xmlSAXHandler *sax);
/* libxml2's errors, the first of which ends the document. user is a struct rowan_parser. */
void rowan_parser_on_error(void *user, rowan_libxml_error error);
#endif
