#ifndef ROWAN_LIBXML_H
#define ROWAN_LIBXML_H
/* What differs between libxml2's versions, for the files of xml/ that use it. Private to xml/. */
#include <libxml/parser.h>

#include "base/text.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *rowan_libxml_error; /* the signature changed with 2.12 */
#else
typedef xmlErrorPtr rowan_libxml_error;
#endif

/*
 * Parse text, behind which there is a NUL, with the handlers of context. *tree is what they made of it, or
 * NULL. handler gets the wants of memory that libxml2 reports to no context. Returns false for want of
 * memory.
 */
bool rowan_libxml_parse(xmlParserCtxtPtr context, struct rowan_text text, int options,
                        void (*handler)(void *user, rowan_libxml_error error), void *user, xmlDocPtr *tree);
#endif
