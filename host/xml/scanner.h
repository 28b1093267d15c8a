#ifndef ROWAN_SCANNER_H
#define ROWAN_SCANNER_H
/*
 * The quick way into the builder, for documents that are surely what libxml2 accepts. It accepts or declines,
 * and never rejects: an error, a doubt and the neighbourhood of a limit decline, and the document goes to
 * libxml2, whose verdict and message count. So rows and messages do not depend on the scanner.
 */
#include "xml/decline.h"
#include "xml/parse.h"

enum rowan_scan {
    ROWAN_SCAN_ACCEPTED,
    ROWAN_SCAN_DECLINED,
    ROWAN_SCAN_NO_MEMORY /* an allocation failed */
};

struct rowan_scanner;

/* NULL is no memory. parse outlives it. */
struct rowan_scanner *rowan_scanner_new(struct rowan_parse *parse);
void rowan_scanner_free(struct rowan_scanner *scanner);
/* Read parse->text, behind which there is a NUL. Unless it is accepted parse holds nothing of use. */
enum rowan_scan rowan_scanner_read(struct rowan_scanner *scanner);
/* Of the document that was declined last: why, and where it was seen, as an offset in the text. */
enum rowan_decline rowan_scanner_why(const struct rowan_scanner *scanner);
size_t rowan_scanner_where(const struct rowan_scanner *scanner);
#endif
