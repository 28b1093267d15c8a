/* Notices (SQLSTATE 00000, as psqlodbc has it) are no warnings. */
#include "odbc/warning.h"

#include <stdio.h>

#include "odbc/classify_error.h"

#define RECORDS_MAX 100 /* read of one statement */

/* Cut text, a value out of range, a fraction that was cut. */
static const char *const harmful_states[] = {"01004", "01S07", "22"};

bool rowan_warning_is_harmful(const struct rowan_dialect *dialect, const char *sqlstate, long native)
{
    for (size_t i = 0; i < sizeof harmful_states / sizeof harmful_states[0]; i++)
        if (strncmp(sqlstate, harmful_states[i], strlen(harmful_states[i])) == 0)
            return true;
    for (const long *harmful = dialect ? dialect->harmful_warnings : NULL; harmful && *harmful; harmful++)
        if (*harmful == native)
            return true;
    return false;
}

enum rowan_status rowan_warning_add(struct rowan_connection *db, const char *sqlstate, long native,
                                    const char *message, struct rowan_error *err)
{
    bool harmful = rowan_warning_is_harmful(db->server.dialect, sqlstate, native);

    if (harmful || db->warnings.refused) {
        db->failed = true;
        rowan_fail(err, ROWAN_DATABASE, "database", "%s%s",
                   harmful ? "" : "a warning, and warnings are refused: ", message);
        if (err)
            snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate);
        return ROWAN_DATABASE;
    }
    if (db->warnings.count++ == 0)
        snprintf(db->warnings.first, sizeof db->warnings.first, "%s", message);
    return ROWAN_OK;
}

enum rowan_status rowan_warning_read(struct rowan_connection *db, SQLHSTMT stmt, SQLRETURN code,
                                     struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    if (code != SQL_SUCCESS_WITH_INFO)
        return ROWAN_OK;
    for (SQLSMALLINT i = 1; i <= RECORDS_MAX && st == ROWAN_OK; i++) {
        SQLCHAR state[6] = "";
        SQLCHAR message[ROWAN_MESSAGE_MAX] = "";
        SQLINTEGER native = 0;
        SQLSMALLINT length;
        if (!SQL_SUCCEEDED(
                SQLGetDiagRec(SQL_HANDLE_STMT, stmt, i, state, &native, message, sizeof message, &length)))
            break;
        rowan_classify_error_clean((char *)message);
        if (strncmp((const char *)state, "00", 2) != 0)
            st = rowan_warning_add(db, (const char *)state, native, (const char *)message, err);
    }
    return st;
}
