#ifndef ROWAN_SCAN_PARTS_H
#define ROWAN_SCAN_PARTS_H
/* What the parts of the scanner share. A part returns the byte behind what it read, or NULL: declined. */
#include "xml/decline.h"
#include "xml/parse.h"
#include "xml/scan_names.h"

#define ROWAN_SCAN_PIECE 9000000 /* bytes of a value, comment, section: libxml2 takes 10,000,000 */

/* An element that is open. */
struct rowan_scan_open {
    const struct rowan_scan_name *name;
    uint32_t bindings; /* that its start tag made */
};

/* A prefix that an open element binds, and what it stood for before. */
struct rowan_scan_binding {
    struct rowan_scan_prefix *prefix;
    const char *before;
};

/* An attribute of the start tag in hand. */
struct rowan_scan_attribute {
    struct rowan_scan_name *name;
    struct rowan_slice value; /* as it is written, without the quotes */
    bool plain;               /* it means what is written */
};

struct rowan_scanner {
    struct rowan_parse *parse;
    struct rowan_scan_names names;
    const char *begin, *end; /* of the text; there is a NUL at end */
    size_t depth;
    struct rowan_scan_open open[ROWAN_DEPTH_MAX];
    size_t binding_count;
    struct rowan_scan_binding bindings[ROWAN_NAMESPACES_MAX + 1];
    struct rowan_scan_attribute *attributes;
    size_t attribute_count, attribute_capacity;
    uint64_t tag;        /* number of the start tag in hand, over all documents */
    size_t uncopied;     /* bytes that libxml2's way might have asked of the arena besides */
    size_t instructions; /* of this document */
    enum rowan_decline why;
    size_t where;
    bool out_of_memory;
};

/* Returns NULL. Only the first of a document counts. */
const char *rowan_scan_decline(struct rowan_scanner *s, enum rowan_decline why, const char *at);
/* The builder refused: a limit, which declines, or no memory. Returns NULL. */
const char *rowan_scan_refused(struct rowan_scanner *s, enum rowan_build why, const char *at);

/* p is at the <?xml of a declaration at the very beginning. */
const char *rowan_scan_declaration(struct rowan_scanner *s, const char *p);
/* p is behind the <?. */
const char *rowan_scan_instruction(struct rowan_scanner *s, const char *p);
/* p is behind the <!--. */
const char *rowan_scan_comment(struct rowan_scanner *s, const char *p);
/* p is behind the <![CDATA[. */
const char *rowan_scan_section(struct rowan_scanner *s, const char *p);
/* Character data from from on, up to to, for the builder. False: declined. */
bool rowan_scan_append(struct rowan_scanner *s, const char *from, const char *to);
/* The same up to a CR at p, and the line end that CR is or begins. Returns where character data goes on. */
const char *rowan_scan_line_end(struct rowan_scanner *s, const char *from, const char *p);
/* p is at the &. out, of four bytes, gets what it stands for, *size of them. */
const char *rowan_scan_reference(struct rowan_scanner *s, const char *p, char *out, size_t *size);
/* A value that is not plain and has been read without being declined, as it is meant: the normalized one, in
 * the builder's arena. data is NULL: there is no room or no memory for it. */
struct rowan_slice rowan_scan_value(struct rowan_scanner *s, struct rowan_slice written);
#endif
