#ifndef ROWAN_BOUNDARIES_H
#define ROWAN_BOUNDARIES_H
/* Chunk boundaries of a table: cuts a range into pieces of chunk documents that are still to be done. */
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "source/source.h"

struct rowan_boundaries;

/* limit 0: no limit. Range texts are copied. */
enum rowan_status rowan_boundaries_open(struct rowan_boundaries **out, const struct rowan_endpoint *endpoint,
                                        const struct rowan_source_table *table,
                                        const struct rowan_range *range, const struct rowan_pending *pending,
                                        int64_t chunk, int64_t limit, struct rowan_error *err);
void rowan_boundaries_close(struct rowan_boundaries *boundaries);
/* boundary is the key of the piece's last document, count how many it has; *more is false after the last. */
enum rowan_status rowan_boundaries_next(struct rowan_boundaries *boundaries, struct rowan_slice *boundary,
                                        int64_t *count, bool *more, struct rowan_error *err);
#endif
