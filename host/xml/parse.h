#ifndef ROWAN_PARSE_H
#define ROWAN_PARSE_H
/*
 * One document on its way into the builder, whichever way it is read: what both ways count and fill. It is
 * begun anew for each document, and once more when the second way takes over.
 */
#include "xml/builder.h"
#include "xml/node_path.h"
#include "xml/parse_limits.h"
#include "xml/span_tracker.h"

#define ROWAN_PARSE_KEEP     ((size_t)4 << 20) /* bytes of each buffer, between documents */
#define ROWAN_NAMESPACES_MAX 1000   /* in scope: libxml2 looks for a prefix among them, one by one */
#define ROWAN_NAMES_MAX      100000 /* distinct ones of a document */

/* An inner document that is being read (inner_document.h). */
struct rowan_parse_inner {
    const struct rowan_inner_text *of;
    struct rowan_node *node;
    struct rowan_builder_mark mark;
    size_t levels; /* of its node, to which those of its elements are added */
};

struct rowan_parse {
    const struct rowan_projection *projection; /* NULL: everything is kept */
    struct rowan_qname_table *names;
    struct rowan_limits limits;
    struct rowan_slice text;               /* being parsed; values without references stay in it */
    const struct rowan_parse_inner *inner; /* of which document it is; NULL: the outermost */
    struct rowan_builder builder;
    struct rowan_span_tracker spans;
    size_t elements, others;              /* of this document, see document.h */
    bool automaton_used;                  /* by a document before this one */
    struct rowan_node_path *const *paths; /* that are being found; or NULL */
    size_t path_count;
    struct rowan_line_cursor lines;
    struct rowan_error error; /* the first of this document */
};

/* Limits that are zero get their defaults. False is no memory; clear it all the same. */
bool rowan_parse_init(struct rowan_parse *parse, const struct rowan_projection *projection,
                      struct rowan_qname_table *names, const struct rowan_limits *limits);
void rowan_parse_clear(struct rowan_parse *parse);
/* A document begins, or begins again. False is no memory. */
bool rowan_parse_begin(struct rowan_parse *parse);
/* It is complete. */
const struct rowan_document *rowan_parse_finish(struct rowan_parse *parse);
/* The automaton is full, so the next document gets a new one. */
bool rowan_parse_has_full_automaton(const struct rowan_parse *parse);
/* False is no memory. */
bool rowan_parse_renew_automaton(struct rowan_parse *parse);
/* The element in hand has been started and kept: paths that are being found see it. */
void rowan_parse_see(const struct rowan_parse *parse, const char *prefix, const char *local);

/* A comment or an instruction: what stands before it and behind it are two text nodes. */
static inline void rowan_parse_other(struct rowan_parse *parse)
{
    parse->others++;
    parse->builder.text_goes_on = false;
}

static inline bool rowan_parse_has_failed(const struct rowan_parse *parse)
{
    return parse->error.status != ROWAN_OK;
}
#endif
