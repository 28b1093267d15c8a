#ifndef ROWAN_SAX_H
#define ROWAN_SAX_H
/*
 * libxml2's way into the builder: its SAX2 interface, with a context that is reused. No entity is expanded
 * but the predefined ones, nothing is loaded, and every error libxml2 reports refuses the document.
 */
#include "xml/parse.h"

struct rowan_sax;

/* NULL is no memory. parse outlives it. */
struct rowan_sax *rowan_sax_new(struct rowan_parse *parse);
void rowan_sax_free(struct rowan_sax *sax);
/* Read parse->text, which has passed rowan_input_check. parse->error is what is wrong with the document.
 * False for want of memory. */
bool rowan_sax_read(struct rowan_sax *sax);
/* The same, without a second look at what limits say of it. */
bool rowan_sax_read_once(struct rowan_sax *sax);
#endif
