#ifndef ROWAN_UPDATE_H
#define ROWAN_UPDATE_H
/* UPDATE of many rows by their keys, one set of values each. */
#include "target/insert.h"
#include "target/lookup_sql.h"

struct rowan_updater;

/* set: columns of the inserter that get a value, key: those that say which row it is, with their parts. The
 * inserter, whose checks of values hold here, too, and parts outlive it. */
enum rowan_status rowan_update_open(struct rowan_updater **out, const struct rowan_inserter *inserter,
                                    const size_t *set, size_t set_count, const size_t *key, size_t key_count,
                                    const struct rowan_lookup_part *parts, struct rowan_error *err);
void rowan_update_close(struct rowan_updater *updater);
/* Update rows [begin, end) inside the open transaction, cells by the columns of the inserter. *changed: how
 * many the database says it has changed. */
enum rowan_status rowan_update_rows(struct rowan_updater *updater, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, int64_t *changed, struct rowan_error *err);
#endif
