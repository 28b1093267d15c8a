#ifndef ROWAN_PARSE_LIMITS_H
#define ROWAN_PARSE_LIMITS_H
/* What one document may be and cost, and which way it is read. */
#include <stdbool.h>
#include <stddef.h>

#define ROWAN_DOCUMENT_BYTES ((size_t)256 << 20)

/* Rows and messages do not depend on it. */
enum rowan_xml_way {
    ROWAN_XML_AS_SAID, /* by $ROWAN_XML; the scanner where that is not set */
    ROWAN_XML_SCANNER, /* the scanner, and libxml2 for what it declines */
    ROWAN_XML_LIBXML2, /* libxml2 alone */
    ROWAN_XML_BOTH     /* both, and what they make of the document is compared */
};

/* Ceilings and leniency, fixed when the parser is made. Zero: the default. */
struct rowan_limits {
    size_t document_bytes; /* of one text, default ROWAN_DOCUMENT_BYTES */
    size_t tree_bytes;     /* of the projected tree, default 256 MB */
    size_t attributes;     /* of one element, its namespaces included; default 5,000 */
    bool are_settings;     /* of a mapping: messages name them */
    bool dtd_defaults;     /* attributes have the values that the internal subset declares */
    bool leading_space;    /* white space before an XML declaration is passed over */
    bool locates;          /* without a projection: where every element stands in the text is noted */
    enum rowan_xml_way way;
};
#endif
