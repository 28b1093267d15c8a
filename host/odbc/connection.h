#ifndef ROWAN_CONNECTION_H
#define ROWAN_CONNECTION_H
/*
 * One ODBC connection and its prepared statements: connection.c, statement.c and generic.c know sql.h.
 * Errors carry SQLSTATE and are sorted into ROWAN_DUPLICATE, ROWAN_BUSY, ROWAN_LOST, ROWAN_CONFIG and
 * ROWAN_DATABASE, so that callers decide by status alone.
 */
#include <stdint.h>

#include "base/buffer.h"
#include "base/status.h"

struct rowan_connection;
struct rowan_statement;
struct rowan_dialect;
struct rowan_server;

/* connect is what rowan_connection_string_prepare made. Opens its own environment. Autocommit is on. */
enum rowan_status rowan_connection_open(struct rowan_connection **out, const char *connect,
                                        struct rowan_error *err);
/*
 * Open it anew, where it was lost or where it stands: what was not committed is gone, results are closed, and
 * statements are prepared as they were.
 */
enum rowan_status rowan_connection_reopen(struct rowan_connection *db, struct rowan_error *err);
/* It can only be opened again, or closed. */
bool rowan_connection_lost(const struct rowan_connection *db);
/* It was lost with a commit under way: nobody knows whether that arrived. Else what was open is rolled back.
 */
bool rowan_connection_unsure(const struct rowan_connection *db);
/* Rolls back what is open, frees every statement. NULL is fine. */
void rowan_connection_close(struct rowan_connection *db);
const struct rowan_dialect *rowan_connection_dialect(const struct rowan_connection *db);
/* Its dialect, and what its driver told; for odbc/sql_text.h. */
const struct rowan_server *rowan_connection_server(const struct rowan_connection *db);
/* One name as rowan_sql_add_name writes it. schema may be NULL. */
enum rowan_status rowan_connection_quote(const struct rowan_connection *db, struct rowan_buffer *out,
                                         const char *schema, const char *name, struct rowan_error *err);

/* Autocommit off until commit or rollback; the switch is checked and read back. */
enum rowan_status rowan_connection_begin(struct rowan_connection *db, struct rowan_error *err);
/* A failed commit with a lost connection is ROWAN_LOST: the outcome is unknown. */
enum rowan_status rowan_connection_commit(struct rowan_connection *db, struct rowan_error *err);
enum rowan_status rowan_connection_rollback(struct rowan_connection *db, struct rowan_error *err);
/* What the open transaction did is not what was asked for: it can only be rolled back. */
void rowan_connection_spoil(struct rowan_connection *db);
/* What the database said beside success, since the connection was opened. */
struct rowan_warnings {
    int64_t count;
    char first[400]; /* its words */
    bool refused;    /* any is a failure */
};

const struct rowan_warnings *rowan_connection_warnings(const struct rowan_connection *db);
void rowan_connection_refuse_warnings(struct rowan_connection *db);

/* Run one statement without parameters or result. */
enum rowan_status rowan_connection_exec(struct rowan_connection *db, const char *sql,
                                        struct rowan_error *err);

enum rowan_param_kind { ROWAN_PARAM_INT, ROWAN_PARAM_TEXT, ROWAN_PARAM_DOUBLE, ROWAN_PARAM_BINARY };

/* One value for one marker. Text is UTF-8, or bytes for BINARY, and not copied: it lives until the statement
 * has run. */
struct rowan_param {
    enum rowan_param_kind kind;
    bool null;
    int64_t number;
    double real;
    struct rowan_slice text;
};

/* Prepared once, run many times. Belongs to the connection; freed with it at the latest. */
enum rowan_status rowan_statement_new(struct rowan_statement **out, struct rowan_connection *db,
                                      const char *sql, struct rowan_error *err);
void rowan_statement_free(struct rowan_statement *query);
/* Run with count values. An open result is closed first. */
enum rowan_status rowan_statement_run(struct rowan_statement *query, const struct rowan_param *params,
                                      size_t count, struct rowan_error *err);
/*
 * Run once for every one of rows parameter sets: params[row * count + column] (ODBC parameter arrays
 * where the driver has them, one by one otherwise). Column kinds must not change between rows.
 */
enum rowan_status rowan_statement_run_array(struct rowan_statement *query, const struct rowan_param *params,
                                            size_t count, size_t rows, struct rowan_error *err);
/*
 * Run with count values and read at most so many rows of the result. The statement's text has the page of
 * rowan_sql_add_page at its end; params has room for one more value.
 */
enum rowan_status rowan_statement_run_page(struct rowan_statement *query, struct rowan_param *params,
                                           size_t count, int64_t rows, struct rowan_error *err);
/*
 * The driver's list of a table's columns as a result (SQLColumns): for databases nobody described. Names are
 * patterns to the driver, so the caller compares them again. schema may be NULL.
 */
enum rowan_status rowan_statement_columns(struct rowan_statement **out, struct rowan_connection *db,
                                          const char *schema, const char *table, struct rowan_error *err);
/* What the driver calls a type of ODBC's, as a result whose first column is its name (SQLGetTypeInfo). */
enum rowan_status rowan_statement_types(struct rowan_statement **out, struct rowan_connection *db, int type,
                                        struct rowan_error *err);
/* Step to the next row; *more is false at the end. */
enum rowan_status rowan_statement_fetch(struct rowan_statement *query, bool *more, struct rowan_error *err);
/* Columns of the result, from 0. Text of any size, read once per row and column, left to right; valid until
 * the next fetch. data is NULL for NULL (an empty string has data). */
enum rowan_status rowan_statement_text(struct rowan_statement *query, size_t column, struct rowan_slice *out,
                                       struct rowan_error *err);
/* The same, appended to out without a copy in between; *null tells NULL from "". */
enum rowan_status rowan_statement_append(struct rowan_statement *query, size_t column,
                                         struct rowan_buffer *out, bool *null, struct rowan_error *err);
/* Number and names of the result's columns. */
size_t rowan_statement_width(const struct rowan_statement *query);
const char *rowan_statement_name(const struct rowan_statement *query, size_t column);
/* How a script should see a result column: INT, DOUBLE or TEXT by its SQL type (exact decimals are TEXT). */
enum rowan_param_kind rowan_statement_kind(const struct rowan_statement *query, size_t column);
/* Pass over what else the last run left, where an error may stand, and close the result. */
enum rowan_status rowan_statement_finish(struct rowan_statement *query, struct rowan_error *err);
/* Rows that the last run changed, all parameter sets together; -1 when the driver does not say. */
int64_t rowan_statement_affected(const struct rowan_statement *query);
/* Close the result, keep the statement. */
void rowan_statement_reset(struct rowan_statement *query);
#endif
