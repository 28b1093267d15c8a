#ifndef ROWAN_PARSER_H
#define ROWAN_PARSER_H
/*
 * XML text -> projected document, by the scanner (scanner.h), or by libxml2 (sax.h) for what it declines. The
 * document does not depend on which of the two it was.
 */
#include "xml/document.h"
#include "xml/parse_limits.h"
#include "xml/projection.h"
#include "xml/qname_table.h"
#include "xml/scanner.h"

/* How many documents the scanner took, and how many it left to libxml2, by reason. */
struct rowan_scan_counts {
    uint64_t accepted;
    uint64_t declined[ROWAN_DECLINES];
};

static inline void rowan_scan_counts_add(struct rowan_scan_counts *sum,
                                         const struct rowan_scan_counts *counts)
{
    sum->accepted += counts->accepted;
    for (int i = 0; i < ROWAN_DECLINES; i++)
        sum->declined[i] += counts->declined[i];
}

struct rowan_node_path;
struct rowan_parser;

/* projection NULL keeps everything, with names added to names as they come (for scripts). Both must outlive
 * the parser. limits NULL: the defaults, and the way that $ROWAN_XML says. */
enum rowan_status rowan_parser_new(struct rowan_parser **out, const struct rowan_projection *projection,
                                   struct rowan_qname_table *names, const struct rowan_limits *limits,
                                   struct rowan_error *err);
void rowan_parser_free(struct rowan_parser *parser);
/*
 * Parse text that a database gave as characters: it is UTF-8 whatever its XML declaration says; a leading
 * U+FEFF is passed over. The text is not copied: it is followed by a NUL byte, which belongs to the caller
 * and is not counted, and it stays as it is while the document is in use. The document lives until the next
 * call. ROWAN_DOCUMENT, reason "xml", "limit" or "encoding", with the line in the message; with both ways,
 * when they differ, "scanner".
 */
enum rowan_status rowan_parser_text(struct rowan_parser *parser, struct rowan_slice text,
                                    const struct rowan_document **out, struct rowan_error *err);
/* The same for bytes of a file, which are copied: what is compressed (gzip, zlib, zstd) is expanded, BOM and
 * declaration are obeyed, and must agree (UTF-8, UTF-16, US-ASCII, ISO-8859-n, Windows-125n). Besides, reason
 * "compressed". */
enum rowan_status rowan_parser_bytes(struct rowan_parser *parser, struct rowan_slice bytes,
                                     const struct rowan_document **out, struct rowan_error *err);
/* The same of bytes that are followed by a NUL byte, and stay as they are while the document is in use: what
 * is UTF-8 already is not copied. */
enum rowan_status rowan_parser_bytes_in_place(struct rowan_parser *parser, struct rowan_slice bytes,
                                              const struct rowan_document **out, struct rowan_error *err);
/* The last document, while it is there. */
const struct rowan_document *rowan_parser_document(const struct rowan_parser *parser);
/* Parse the text of the last document once more, to find where the nodes of it are that paths were made for;
 * paths may have NULLs. The document is gone. False for want of memory. */
bool rowan_parser_locate(struct rowan_parser *parser, struct rowan_node_path *const *paths, size_t count);
/* How many steps of the path, from its first on, an element of the documents so far is at: a path that
 * matches nothing got so far. An attribute or a text at its end does not count. */
size_t rowan_parser_reach(const struct rowan_parser *parser, const struct rowan_path *path);
/* Of the documents so far. */
const struct rowan_scan_counts *rowan_parser_counts(const struct rowan_parser *parser);
#endif
