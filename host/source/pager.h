#ifndef ROWAN_PAGER_H
#define ROWAN_PAGER_H
/*
 * Reads the source by key: WHERE key > ? AND key <= ? AND (the mapping's where) AND NOT EXISTS (ledger)
 * ORDER BY key LIMIT ?.
 * Never OFFSET over pages, so nothing is skipped when documents finish under way. Keys are compared by the
 * database, as their own type; here they are text. The same statement shape serves documents (rowan_pager)
 * and chunk boundaries (rowan_boundaries).
 */
#include "odbc/connection.h"
#include "plan/plan.h"

/* A range of keys. A text with data NULL is open at that end. */
struct rowan_range {
    struct rowan_slice after; /* exclusive */
    struct rowan_slice from;  /* inclusive; only one of after and from is given */
    struct rowan_slice to;    /* inclusive */
};

struct rowan_pager;

/* One document of a page. Texts live until the next call of rowan_pager_next. */
struct rowan_item {
    struct rowan_slice *source_columns; /* plan->source.column_count of them; [0] is the key */
    struct rowan_slice document;        /* data NULL: the column is NULL */
};

/* page: documents per query; page_bytes: a page ends early once its documents exceed it. Range texts are
 * copied. */
enum rowan_status rowan_pager_open(struct rowan_pager **out, struct rowan_connection *db,
                                   const struct rowan_plan *plan, const struct rowan_range *range,
                                   size_t page, size_t page_bytes, struct rowan_error *err);
/* From now on a thread reads the next page while one is handed out; the connection is the pager's alone. */
enum rowan_status rowan_pager_ahead(struct rowan_pager *pager, struct rowan_error *err);
void rowan_pager_close(struct rowan_pager *pager);
/* The next document in key order; *more is false at the end of the range. */
enum rowan_status rowan_pager_next(struct rowan_pager *pager, struct rowan_item *item, bool *more,
                                   struct rowan_error *err);
/* The SQL it runs for a page, for looking at its plan. */
const char *rowan_pager_sql(const struct rowan_pager *pager);

/*
 * Chunk boundaries: cuts a range into pieces of chunk documents that are not in the ledger yet. boundary is
 * the key of the piece's last document, count how many it has; *more is false after the last. limit 0: no
 * limit.
 */
struct rowan_boundaries;
enum rowan_status rowan_boundaries_open(struct rowan_boundaries **out, struct rowan_connection *db,
                                        const struct rowan_plan *plan, const struct rowan_range *range,
                                        int64_t chunk, int64_t limit, struct rowan_error *err);
void rowan_boundaries_close(struct rowan_boundaries *boundaries);
enum rowan_status rowan_boundaries_next(struct rowan_boundaries *boundaries, struct rowan_slice *boundary,
                                        int64_t *count, bool *more, struct rowan_error *err);
#endif
