#ifndef ROWAN_PENDING_QUERY_H
#define ROWAN_PENDING_QUERY_H
/*
 * The part that pages and chunk boundaries share: which documents are still to be done, in key order, from a
 * key on. Internal to pager.c and boundaries.c.
 */
#include "expr/source_table.h"
#include "odbc/endpoint.h"
#include "source/source.h"
#include "source/key_columns.h"
#include "source/where_sql.h"
#include "odbc/statement.h"

struct rowan_pending_query {
    struct rowan_connection *db;
    const char *schema; /* while it is opened */
    const struct rowan_source_table *table;
    struct rowan_key_columns key;
    struct rowan_buffer from;        /* " FROM source s" */
    struct rowan_buffer condition;   /* the target's: still to be done; size 0: all documents are */
    struct rowan_param target_param; /* the value of its marker */
    const char **carried;            /* of each column of the table, rowan_dialect's word for it or NULL */
    bool document_is_bytes;          /* by the type of its column */
    struct rowan_where_sql filter;
    struct rowan_param *params; /* of the statement, with room for one more of the caller's */
    struct rowan_key_bound low;
    struct rowan_key_bound high;
    struct rowan_buffer chosen; /* parts of keys that are asked for by themselves */
    bool inclusive;             /* of low */
    bool moved;                 /* the statement made before does not fit any more */
};

/* Looks table and key up in the catalogue. On failure the query is cleared. */
enum rowan_status rowan_pending_query_open(struct rowan_pending_query *query,
                                           const struct rowan_endpoint *endpoint,
                                           const struct rowan_source_table *table,
                                           const struct rowan_range *range,
                                           const struct rowan_pending *pending, struct rowan_error *err);
void rowan_pending_query_clear(struct rowan_pending_query *query);
/* " FROM source s WHERE ... ", with a page in key order at its end. */
void rowan_pending_query_add(struct rowan_pending_query *query, struct rowan_sql *sql);
/* A format with any number of %s for a column of the source, and %% for a percent sign; NULL: the column. */
void rowan_pending_query_add_column(struct rowan_sql *sql, const char *format, const char *name);
/* Set params to the values of that statement's markers, but for the page's. */
enum rowan_status rowan_pending_query_params(struct rowan_pending_query *query, size_t *count,
                                             struct rowan_error *err);
/* Append the key of a row, the first column of the result; ROWAN_DATABASE when it is NULL. */
enum rowan_status rowan_pending_query_read_key(const struct rowan_pending_query *query,
                                               struct rowan_statement *statement, struct rowan_buffer *out,
                                               struct rowan_error *err);
/* " FROM source s WHERE key is one of count markers ... ORDER BY key", for rowan_statement_run. */
void rowan_pending_query_add_chosen(const struct rowan_pending_query *query, size_t count,
                                    struct rowan_sql *sql);
/* Set params to the values of that statement's markers: the keys, at most as many as markers, whose last one
 * stands in for the rest. They live on while the statement runs. */
enum rowan_status rowan_pending_query_chosen_params(struct rowan_pending_query *query,
                                                    const struct rowan_slice *keys, size_t count,
                                                    size_t markers, size_t *params, struct rowan_error *err);
/* " FROM source s WHERE ..." of the documents to be done whose keys the database takes for equal to one, for
 * rowan_statement_run, and the values of its markers. */
void rowan_pending_query_add_equal(const struct rowan_pending_query *query, struct rowan_sql *sql);
enum rowan_status rowan_pending_query_equal_params(struct rowan_pending_query *query, struct rowan_slice key,
                                                   size_t *params, struct rowan_error *err);
/* ROWAN_DATABASE when the source has a row without a key. */
enum rowan_status rowan_pending_query_check_null(struct rowan_pending_query *query, struct rowan_error *err);
/* Go on after this key, which is one of the source. False: no memory. */
bool rowan_pending_query_move(struct rowan_pending_query *query, struct rowan_slice key);
#endif
