#ifndef ROWAN_LIBXML_H
#define ROWAN_LIBXML_H
/* What is odd in libxml2, or differs between its versions, for the files of xml/ that use it. */
#include <libxml/parser.h>

#include "base/slice.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *rowan_libxml_error; /* the signature changed with 2.12 */
#else
typedef xmlErrorPtr rowan_libxml_error;
#endif

typedef void rowan_libxml_handler(void *user, rowan_libxml_error error);

/* Before anything else. Catalogs that a document names (<?oasis-xml-catalog?>) are passed over from now on:
 * libxml2 would look for the end of their list for each of them, and not give it back. */
void rowan_libxml_init(void);

/* Some wants of memory are reported to no context, but to a handler of the thread, and without one written to
 * standard error. So both give the thread this handler, and then back the one that it had. */

/* A new parser context; NULL is no memory. */
xmlParserCtxtPtr rowan_libxml_context(rowan_libxml_handler *handler, void *user);
/*
 * Parse text, behind which there is a NUL, with the handlers of context. *tree is what they made of it, or
 * NULL. Returns false for want of memory.
 */
bool rowan_libxml_parse(xmlParserCtxtPtr context, struct rowan_slice text, int options,
                        rowan_libxml_handler *handler, void *user, xmlDocPtr *tree);
/* Whether libxml2 takes the name of a namespace for a URI. */
bool rowan_libxml_is_uri(const char *text);
/*
 * An & of a value or of a namespace's name comes as "&#38;", and nothing else there begins with &. Puts it
 * back in place, and returns the size that is left.
 */
size_t rowan_libxml_unescape(char *text, size_t size);
#endif
