#ifndef ROWAN_HANDLES_H
#define ROWAN_HANDLES_H
/* The handles behind connections and statements, and what both need. Private to connection.c and statement.c,
 * which speak ODBC, and to generic.c, which asks a driver about itself. */
#include <sql.h>
#include <sqlext.h>

#include "odbc/statement.h"
#include "odbc/server.h"

struct rowan_param_buffer;
struct rowan_param_buffer_array;

struct rowan_connection {
    char *connect; /* to open it again */
    enum rowan_side side;
    bool opening; /* for the first time: whoever asked for it says which side it is */
    SQLHENV env;
    SQLHDBC dbc;
    bool connected;
    bool manual; /* autocommit is off */
    bool open;   /* between begin and commit or rollback */
    bool failed; /* a statement of the open transaction failed: it can only be rolled back */
    bool aside;  /* what runs is no part of the transaction, and may run behind a failure */
    bool lost;
    bool unsure;         /* it was lost with a commit under way */
    char cause[400];     /* the first failure of the transaction, or that by which the connection was lost */
    bool single_results; /* the driver has one result a statement, and no call for more */
    struct rowan_warnings warnings;
    struct rowan_server server;
    struct rowan_statement *queries;
    struct rowan_statement *count_query;    /* the dialect's, made when first used */
    struct rowan_statement *warnings_query; /* likewise */
    bool asking;                            /* this statement is a question of ours about another */
};

struct result_column {
    char *name;
    SQLSMALLINT type;
    struct rowan_buffer text; /* of this row */
    size_t expect;            /* bytes that the next text probably has */
};

struct rowan_statement {
    struct rowan_connection *db;
    struct rowan_statement *previous;
    struct rowan_statement *next;
    SQLHSTMT stmt;                    /* NULL: the connection is closed */
    char *sql;                        /* NULL: it is the driver's own list */
    bool cursor;                      /* a result is open */
    bool of_rows;                     /* it inserts rows, one or many at a time */
    bool stale;                       /* it is to be prepared again before it runs */
    bool one_result;                  /* there is nothing behind it */
    bool uncounted;                   /* the driver does not count its rows: the dialect's count_query does */
    struct rowan_param_buffer *bound; /* one per marker */
    size_t bound_count;
    struct rowan_param_buffer_array *arrays; /* as many, made when first used */
    struct result_column *columns;
    size_t width;
    int64_t affected;
};

/* Fill err from the handle's first diagnostic. what is put in front; NULL for nothing. */
enum rowan_status rowan_odbc_fail(struct rowan_connection *db, SQLSMALLINT type, SQLHANDLE handle,
                                  const char *what, struct rowan_error *err);
enum rowan_status rowan_odbc_fail_query(struct rowan_statement *query, struct rowan_error *err);
/* ROWAN_LOST once the connection is. */
enum rowan_status rowan_odbc_alive(const struct rowan_connection *db, struct rowan_error *err);
/* Whether a statement may run: the connection is there, and the open transaction is not over. */
enum rowan_status rowan_odbc_ready(struct rowan_connection *db, struct rowan_error *err);
/* SQLMoreResults: SQL_NO_DATA at the end. */
SQLRETURN rowan_odbc_more_results(const struct rowan_connection *db, SQLHSTMT stmt);
/* Make the statement of its text on a connection that was opened again. */
enum rowan_status rowan_odbc_prepare_again(struct rowan_statement *query, struct rowan_error *err);
/* SQL_NO_DATA is a statement that did nothing. */
bool rowan_odbc_succeeded(SQLRETURN code);
#endif
