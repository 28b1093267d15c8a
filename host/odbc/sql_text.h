#ifndef ROWAN_SQL_TEXT_H
#define ROWAN_SQL_TEXT_H
/*
 * How SQL is made: piece by piece, with every name quoted for its server. A piece that fails spoils the text:
 * what comes after does nothing, and rowan_sql_end says why. So statements are written without a branch.
 */
#include "base/buffer.h"
#include "base/status.h"
#include "odbc/server.h"

struct rowan_sql {
    const struct rowan_server *server;
    struct rowan_buffer *out;
    size_t begun;             /* where this text starts in out */
    enum rowan_status status; /* of the first piece that failed */
    struct rowan_error *err;  /* filled by it; may be NULL */
};

/* Go on at the end of out, which belongs to the caller. */
void rowan_sql_begin(struct rowan_sql *sql, const struct rowan_server *server, struct rowan_buffer *out,
                     struct rowan_error *err);
/* The status of the whole. out ends with a zero, or is as it was before when a piece failed. */
enum rowan_status rowan_sql_end(struct rowan_sql *sql);
/* A caller's own piece failed: status becomes that of the whole, unless there is one before it. */
void rowan_sql_spoil(struct rowan_sql *sql, enum rowan_status status);

void rowan_sql_add(struct rowan_sql *sql, const char *text);
void rowan_sql_add_slice(struct rowan_sql *sql, struct rowan_slice text);
void rowan_sql_add_number(struct rowan_sql *sql, long long number);
/* A name in quotes, behind its schema where schema is not NULL. ROWAN_MAPPING for a name that is empty or
 * longer than the server takes. */
void rowan_sql_add_name(struct rowan_sql *sql, const char *schema, const char *name);
/* "(a, b)" */
void rowan_sql_add_names(struct rowan_sql *sql, const char *const *names, size_t count);
/* The type of a target column that holds this type, as in CREATE TABLE. */
void rowan_sql_add_type(struct rowan_sql *sql, const struct rowan_type *type, bool in_key);
/* format has a %s wherever expression stands. */
void rowan_sql_add_cast(struct rowan_sql *sql, const char *format, const char *expression);
/* "INSERT INTO t (a, b) ", in the dialect's words: what is inserted comes after it. */
void rowan_sql_add_insert(struct rowan_sql *sql, const char *schema, const char *table,
                          const char *const *columns, size_t count);
/* "VALUES (?, ?), (?, ?)": a marker for each column; NULL, for one or for all, is "?". */
void rowan_sql_add_values(struct rowan_sql *sql, size_t rows, const char *const *markers, size_t columns);
/* " ORDER BY order" and the limit of a page, for rowan_statement_run_page. */
void rowan_sql_add_page(struct rowan_sql *sql, const char *order);
/* What stands behind all of a statement that reads a page. */
void rowan_sql_add_page_end(struct rowan_sql *sql);
#endif
