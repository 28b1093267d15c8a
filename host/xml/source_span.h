#ifndef ROWAN_SOURCE_SPAN_H
#define ROWAN_SOURCE_SPAN_H
/* Where an element stands in the text of its document, and which namespaces are declared there. */
#include <stddef.h>
#include <stdint.h>

/* A namespace declaration. outer: the one before it, of the same element or of one around it. */
struct rowan_scope {
    const struct rowan_scope *outer;
    const char *prefix; /* "" for names without one */
    const char *uri;    /* as libxml2 hands it: an & in it is "&#38;" */
};

/* Where an element stands in the text. Only elements that the projection locates have one. */
struct rowan_source_span {
    size_t begin, end;                 /* from its < to behind its last > */
    const struct rowan_scope *outside; /* what is declared around it */
    const struct rowan_scope *inside;  /* and on it */
    uint32_t index;                    /* among all elements of the document, from 0 */
};
#endif
