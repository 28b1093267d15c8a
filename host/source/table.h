#ifndef ROWAN_TABLE_H
#define ROWAN_TABLE_H
/* A table or view as a source: pages by its key, boundaries from the key's index. */
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "source/source.h"

struct rowan_pager;

struct rowan_table_source {
    struct rowan_source source; /* the port */
    struct rowan_endpoint endpoint;
    const struct rowan_source_table *table;
    size_t page;
    size_t page_bytes;
    struct rowan_pager *pager; /* of the open range */
};

/* page: documents per query; page_bytes: a page ends early once its documents exceed it. The connection is
 * the source's alone while a range is open. Nothing is owned but what a range needs. */
void rowan_table_source_init(struct rowan_table_source *table_source, const struct rowan_endpoint *endpoint,
                             const struct rowan_source_table *table, size_t page, size_t page_bytes);
#endif
