#ifndef ROWAN_PAGER_H
#define ROWAN_PAGER_H
/*
 * Reads a table by key: WHERE key > ? AND key <= ? AND (the mapping's where) AND (still to be done)
 * ORDER BY key LIMIT ?.
 * Never OFFSET over pages, so nothing is skipped when documents finish under way. Keys are compared by the
 * database, as their own type; here they are text.
 */
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "source/source.h"

struct rowan_pager;

struct rowan_page_limits {
    size_t documents; /* per query */
    size_t bytes;     /* a page ends early once its documents exceed it */
    size_t document;  /* bytes of one text: a longer one is not read; 0: any */
};

/* Range texts are copied; table outlives the pager. */
enum rowan_status rowan_pager_open(struct rowan_pager **out, const struct rowan_endpoint *endpoint,
                                   const struct rowan_source_table *table, const struct rowan_range *range,
                                   const struct rowan_pending *pending,
                                   const struct rowan_page_limits *limits, struct rowan_error *err);
/* From now on a thread reads the next page while one is handed out; the connection is the pager's alone. */
enum rowan_status rowan_pager_ahead(struct rowan_pager *pager, struct rowan_error *err);
void rowan_pager_close(struct rowan_pager *pager);
/* The next document in key order; *more is false at the end of the range. Its texts live until the next call.
 */
enum rowan_status rowan_pager_next(struct rowan_pager *pager, struct rowan_item *item, bool *more,
                                   struct rowan_error *err);
/* The SQL it runs for a page, for looking at its plan. */
const char *rowan_pager_sql(const struct rowan_pager *pager);
#endif
