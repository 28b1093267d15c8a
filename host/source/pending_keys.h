#ifndef ROWAN_PENDING_KEYS_H
#define ROWAN_PENDING_KEYS_H
/*
 * Pages of keys alone, of which the target names those that are still to be done: for a source that is not in
 * the target's database. No text is read for it. Internal to pager.c and boundaries.c.
 */
#include "source/pending_query.h"
#include "source/source.h"

struct rowan_pending_keys;

/* query has no condition, and is the keys' alone until they are closed; pending has a filter, and is copied.
 */
enum rowan_status rowan_pending_keys_open(struct rowan_pending_keys **out, struct rowan_pending_query *query,
                                          const struct rowan_pending *pending, struct rowan_error *err);
void rowan_pending_keys_close(struct rowan_pending_keys *keys);
/* The next one in key order, which lives until the next call; *more is false at the end of the range. */
enum rowan_status rowan_pending_keys_next(struct rowan_pending_keys *keys, struct rowan_slice *key,
                                          bool *more, struct rowan_error *err);
#endif
