#ifndef BARE_PASS_H
#define BARE_PASS_H
/* What libxml2 takes by itself: a SAX2 pass with empty handlers, in a context that is reused. */
#include <libxml/parser.h>
#include <stdbool.h>
#include <stddef.h>

/* NULL is no memory. */
xmlParserCtxtPtr bare_pass_new(void);
/* False: the document is not well-formed. */
bool bare_pass_read(xmlParserCtxtPtr context, const char *document, size_t size);
#endif
