#ifndef ROWAN_SCANNER_H
#define ROWAN_SCANNER_H
/*
 * The quick way into the builder, for documents that are surely what libxml2 accepts. It accepts or declines,
 * and never rejects: an error, a doubt and the neighbourhood of a limit decline, and the document goes to
 * libxml2, whose verdict and message count. So rows and messages do not depend on the scanner.
 */
#include "xml/parse.h"

enum rowan_scan {
    ROWAN_SCAN_ACCEPTED,
    ROWAN_SCAN_DECLINED,
    ROWAN_SCAN_NO_MEMORY /* an allocation failed */
};

/* Why a document was declined. */
enum rowan_decline {
    ROWAN_DECLINE_NONE,
    ROWAN_DECLINE_DOCTYPE,
    ROWAN_DECLINE_DECLARATION, /* an XML declaration that is not of the usual form */
    ROWAN_DECLINE_MARKUP,      /* tags, comments, instructions that are not as they should be */
    ROWAN_DECLINE_NAME,        /* what does not look like a name */
    ROWAN_DECLINE_NAMESPACE,   /* a declaration that is odd, a prefix that is not declared */
    ROWAN_DECLINE_CHARACTER,   /* a byte that XML or UTF-8 does not allow there */
    ROWAN_DECLINE_REFERENCE,   /* neither a number nor one of the five entities */
    ROWAN_DECLINE_LIMIT,       /* near one of the limits */
    ROWAN_DECLINES
};

struct rowan_scanner;

/* A word or two, for reports. */
const char *rowan_decline_name(enum rowan_decline why);
/* NULL is no memory. parse outlives it. */
struct rowan_scanner *rowan_scanner_new(struct rowan_parse *parse);
void rowan_scanner_free(struct rowan_scanner *scanner);
/* Read parse->text, behind which there is a NUL. Unless it is accepted parse holds nothing of use. */
enum rowan_scan rowan_scanner_read(struct rowan_scanner *scanner);
/* Of the document that was declined last: why, and where it was seen, as an offset in the text. */
enum rowan_decline rowan_scanner_why(const struct rowan_scanner *scanner);
size_t rowan_scanner_where(const struct rowan_scanner *scanner);
#endif
