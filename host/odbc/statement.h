#ifndef ROWAN_STATEMENT_H
#define ROWAN_STATEMENT_H
/* Prepared statements of a connection: their parameters, their runs, their results. */
#include "odbc/connection.h"

struct rowan_sql;

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
/* End a text of rowan_sql_begin (odbc/sql_text.h), and prepare what its buffer holds from its beginning. */
enum rowan_status rowan_statement_prepare(struct rowan_statement **query, struct rowan_connection *db,
                                          struct rowan_sql *sql);
/* It inserts rows, which may come as arrays: see rowan_warning_ask. */
void rowan_statement_of_rows(struct rowan_statement *query);
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
/* The same of a text of at most so many bytes; of a longer one *too_long is set, and out is as it was. */
enum rowan_status rowan_statement_append_within(struct rowan_statement *query, size_t column, size_t most,
                                                struct rowan_buffer *out, bool *null, bool *too_long,
                                                struct rowan_error *err);
/* Likewise of bytes, as the driver has them. */
enum rowan_status rowan_statement_append_bytes(struct rowan_statement *query, size_t column, size_t most,
                                               struct rowan_buffer *out, bool *null, bool *too_long,
                                               struct rowan_error *err);
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
