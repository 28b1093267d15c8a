#ifndef ROWAN_EXPAND_H
#define ROWAN_EXPAND_H
/* Compressed bytes: known by how they begin, expanded up to a bound, their checksums compared. */
#include <stdbool.h>

#include "base/buffer.h"

enum rowan_compression {
    ROWAN_COMPRESSION_NONE,
    ROWAN_COMPRESSION_GZIP,
    ROWAN_COMPRESSION_ZLIB,
    ROWAN_COMPRESSION_ZSTD
};

enum rowan_expanded {
    ROWAN_EXPANDED,
    ROWAN_EXPANDED_LONG,   /* to more than the bound; out has no more than that */
    ROWAN_EXPANDED_BROKEN, /* it ends early, or is not what was compressed; *why, a constant, says which */
    ROWAN_EXPANDED_NO_MEMORY
};

/* No document begins as these do, whatever its encoding is. */
enum rowan_compression rowan_compression_of(struct rowan_slice bytes);
/* "gzip". */
const char *rowan_compression_name(enum rowan_compression kind);
/* Append what bytes expand to, at most so many bytes. Nothing but more of the same kind may stand behind it.
 */
enum rowan_expanded rowan_expand(enum rowan_compression kind, struct rowan_slice bytes, size_t most,
                                 struct rowan_buffer *out, const char **why);

/* ---- the same piece by piece ---- */

enum rowan_expand_step { ROWAN_EXPAND_MORE, ROWAN_EXPAND_END, ROWAN_EXPAND_BROKEN, ROWAN_EXPAND_NO_MEMORY };

struct rowan_expander;

/* NULL: no memory. */
struct rowan_expander *rowan_expander_new(enum rowan_compression kind);
void rowan_expander_free(struct rowan_expander *expander);
/* Whoever will not read to the end has no use for a checksum that stands there: of gzip and zlib none is made
 * then, nor compared. */
void rowan_expander_skip_checksum(struct rowan_expander *expander);
/* Take some of in, which moves on, and give some bytes: *room is how many may be, and then how many are. END:
 * in could end here; another piece may follow. */
enum rowan_expand_step rowan_expander_step(struct rowan_expander *expander, struct rowan_slice *in, char *out,
                                           size_t *room);
/* Why it is broken, a constant. */
const char *rowan_expander_why(const struct rowan_expander *expander);
#endif
