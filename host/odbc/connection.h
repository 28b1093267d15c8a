#ifndef ROWAN_CONNECTION_H
#define ROWAN_CONNECTION_H
/*
 * One ODBC connection and its transactions; statement.h has what runs on it. handles.h names who knows sql.h.
 * Errors carry SQLSTATE and are sorted into ROWAN_DUPLICATE, ROWAN_BUSY, ROWAN_NO_ROOM, ROWAN_LOST,
 * ROWAN_CONFIG and ROWAN_DATABASE, so that callers decide by status alone.
 */
#include <stdint.h>

#include "odbc/side.h"
#include "base/buffer.h"
#include "base/status.h"

struct rowan_connection;
struct rowan_statement;
struct rowan_dialect;
struct rowan_server;

/* connect is what rowan_connection_string_prepare made. Opens its own environment. Autocommit is on. That it
 * cannot be opened is said without the side, which the next one adds. */
enum rowan_status rowan_connection_open(struct rowan_connection **out, const char *connect,
                                        enum rowan_side side, struct rowan_error *err);
void rowan_connection_name_side(enum rowan_side side, struct rowan_error *err);
/* Both. */
enum rowan_status rowan_connection_open_side(struct rowan_connection **out, const char *connect,
                                             enum rowan_side side, struct rowan_error *err);
/*
 * Open it anew, where it was lost or where it stands: what was not committed is gone, results are closed, and
 * statements are prepared as they were.
 */
enum rowan_status rowan_connection_reopen(struct rowan_connection *db, struct rowan_error *err);
/*
 * After a call, with nothing in flight, that a connection met which was closed while it was idle (by a
 * server, a firewall, a pooler): true when it is open again, and the call is to be made once more.
 */
bool rowan_connection_revive(struct rowan_connection *db, enum rowan_status st);
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
/* The same for what is no part of the open transaction, as a setting of the session: also where a statement
 * of the transaction has failed. */
enum rowan_status rowan_connection_exec_aside(struct rowan_connection *db, const char *sql,
                                              struct rowan_error *err);
#endif
