#ifndef ROWAN_TABLE_H
#define ROWAN_TABLE_H
/* A table or view as a source: pages by its key, boundaries from the key's index. */
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "source/pager.h"
#include "source/source.h"

struct rowan_table_source {
    struct rowan_source source; /* the port */
    struct rowan_endpoint endpoint;
    const struct rowan_source_table *table;
    struct rowan_page_limits limits;
    struct rowan_pager *pager; /* of the open range */
};

/* limits NULL: for boundaries alone. apart: the target is in another database. The connection is the source's
 * alone while a range is open. Nothing is owned but what a range needs. */
void rowan_table_source_init(struct rowan_table_source *table_source, const struct rowan_endpoint *endpoint,
                             const struct rowan_source_table *table, const struct rowan_page_limits *limits,
                             bool apart);
#endif
