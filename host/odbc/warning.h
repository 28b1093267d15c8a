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
/* Before a statement: what rowan_warning_ask needs. */
enum rowan_status rowan_warning_prepare(struct rowan_connection *db, struct rowan_error *err);
/* What is said beside the success of a COMMIT: that cannot be undone, so it is counted, whatever it says. */
void rowan_warning_of_commit(struct rowan_connection *db, SQLRETURN code);
/* Ask what the last statement met, where the driver does not say so. of_rows: it is one of those of which an
 * array tells of the last row alone, so none of them fails by a warning, unless all are refused. */
enum rowan_status rowan_warning_ask(struct rowan_connection *db, bool of_rows, struct rowan_error *err);
/* Take a warning down. ROWAN_DATABASE when it is harmful, or when all are refused. */
enum rowan_status rowan_warning_add(struct rowan_connection *db, const char *sqlstate, long native,
                                    const char *message, struct rowan_error *err);
/* After a call that answered code, before any other call on the statement: it would drop the records. */
enum rowan_status rowan_warning_read(struct rowan_connection *db, SQLHSTMT stmt, SQLRETURN code,
                                     struct rowan_error *err);
#endif
