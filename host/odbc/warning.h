#ifndef ROWAN_WARNING_H
#define ROWAN_WARNING_H
/*
 * What a database says beside success: SQL_SUCCESS_WITH_INFO, and its records. A record of a class that says
 * that a value was changed is a failure of the statement. Any other, such as what a trigger says, is counted;
 * the first is kept, to be shown. docs/internals/success.md
 */
#include "odbc/handles.h"

/* Whether a warning says that a value was cut, rounded or replaced. */
bool rowan_warning_is_harmful(const struct rowan_dialect *dialect, const char *sqlstate, long native);
/* Take a warning down. ROWAN_DATABASE when it is harmful, or when all are refused. */
enum rowan_status rowan_warning_add(struct rowan_connection *db, const char *sqlstate, long native,
                                    const char *message, struct rowan_error *err);
/* After a call that answered code, before any other call on the statement: it would drop the records. */
enum rowan_status rowan_warning_read(struct rowan_connection *db, SQLHSTMT stmt, SQLRETURN code,
                                     struct rowan_error *err);
#endif
