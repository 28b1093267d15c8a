/*
 * Reading ahead is behind the port: only the source knows what a page is, and a page that the thread fills
 * is handed out as it lies.
 */
#include "source/table.h"

#include <string.h>

#include "source/boundaries.h"

/* source is the first member of a table's. */
static struct rowan_table_source *of(struct rowan_source *source)
{
    return (struct rowan_table_source *)source;
}

static enum rowan_status begin_range(struct rowan_source *source, const struct rowan_range *range,
                                     const struct rowan_pending *pending, struct rowan_error *err)
{
    struct rowan_table_source *t = of(source);

    return rowan_pager_open(&t->pager, &t->endpoint, t->table, range, pending, &t->limits, err);
}

static enum rowan_status read_ahead(struct rowan_source *source, struct rowan_error *err)
{
    return rowan_pager_ahead(of(source)->pager, err);
}

static enum rowan_status next(struct rowan_source *source, struct rowan_item *item, bool *more,
                              struct rowan_error *err)
{
    return rowan_pager_next(of(source)->pager, item, more, err);
}

static void end_range(struct rowan_source *source)
{
    rowan_pager_close(of(source)->pager);
    of(source)->pager = NULL;
}

static enum rowan_status find_boundaries(struct rowan_source *source, const struct rowan_range *range,
                                         const struct rowan_pending *pending, int64_t chunk, int64_t limit,
                                         rowan_boundary_fn take, void *context, struct rowan_error *err)
{
    struct rowan_table_source *t = of(source);
    struct rowan_boundaries *boundaries;
    struct rowan_slice key;
    int64_t count = 0;
    bool more = true;
    enum rowan_status st =
        rowan_boundaries_open(&boundaries, &t->endpoint, t->table, range, pending, chunk, limit, err);

    while (st == ROWAN_OK) {
        st = rowan_boundaries_next(boundaries, &key, &count, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        st = take(context, key, count, err);
    }
    rowan_boundaries_close(boundaries);
    return st;
}

/* Where no SQL makes one text of several columns, the target is shown the text that is made here. */
static bool asks_for_keys(const struct rowan_endpoint *endpoint, const struct rowan_source_table *table)
{
    return table->key_count > 1 && endpoint->db && !rowan_connection_dialect(endpoint->db)->keys.part;
}

void rowan_table_source_init(struct rowan_table_source *table_source, const struct rowan_endpoint *endpoint,
                             const struct rowan_source_table *table, const struct rowan_page_limits *limits,
                             bool apart)
{
    memset(table_source, 0, sizeof *table_source);
    table_source->source.filters = apart || asks_for_keys(endpoint, table);
    table_source->source.open = begin_range;
    table_source->source.read_ahead = read_ahead;
    table_source->source.next = next;
    table_source->source.close = end_range;
    table_source->source.boundaries = find_boundaries;
    table_source->endpoint = *endpoint;
    table_source->table = table;
    if (limits)
        table_source->limits = *limits;
}
