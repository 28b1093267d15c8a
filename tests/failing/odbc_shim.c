#include "odbc_shim.h"

#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <string.h>

struct odbc_shim odbc_shim;

static _Thread_local bool told; /* the last call of this thread failed here */

static bool fails(const char *name, enum odbc_when when)
{
    told = false;
    if (!odbc_shim.fail_at || odbc_shim.when != when || ++odbc_shim.count != odbc_shim.fail_at)
        return false;
    odbc_shim.name = name;
    odbc_shim.hit = true;
    told = true;
    return true;
}

/* A call that can fail before it is made, and one that can fail after it. */
#define BEFORE(name, parameters, arguments)                                                                  \
    SQLRETURN __real_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters                                                                       \
    {                                                                                                        \
        return fails(#name, ODBC_BEFORE) ? SQL_ERROR : __real_##name arguments;                              \
    }
#define AFTER(name, parameters, arguments)                                                                   \
    SQLRETURN __real_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters                                                                       \
    {                                                                                                        \
        SQLRETURN code;                                                                                      \
        if (fails(#name, ODBC_BEFORE))                                                                       \
            return SQL_ERROR;                                                                                \
        code = __real_##name arguments;                                                                      \
        return SQL_SUCCEEDED(code) && fails(#name, ODBC_AFTER) ? SQL_ERROR : code;                           \
    }

/* Closing and freeing are not among them: who gives something back has nothing to do about a failure. */
BEFORE(SQLAllocHandle, (SQLSMALLINT type, SQLHANDLE in, SQLHANDLE *out), (type, in, out))
BEFORE(SQLBindParameter,
       (SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT io, SQLSMALLINT c, SQLSMALLINT sql, SQLULEN size,
        SQLSMALLINT digits, SQLPOINTER value, SQLLEN room, SQLLEN *length),
       (h, n, io, c, sql, size, digits, value, room, length))
BEFORE(SQLColAttribute,
       (SQLHSTMT h, SQLUSMALLINT n, SQLUSMALLINT field, SQLPOINTER text, SQLSMALLINT room,
        SQLSMALLINT *length, SQLLEN *number),
       (h, n, field, text, room, length, number))
BEFORE(SQLDriverConnect,
       (SQLHDBC h, SQLHWND window, SQLCHAR *in, SQLSMALLINT size, SQLCHAR *out, SQLSMALLINT room,
        SQLSMALLINT *length, SQLUSMALLINT completion),
       (h, window, in, size, out, room, length, completion))
AFTER(SQLEndTran, (SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT completion), (type, h, completion))
AFTER(SQLExecDirect, (SQLHSTMT h, SQLCHAR *text, SQLINTEGER size), (h, text, size))
AFTER(SQLExecute, (SQLHSTMT h), (h))
AFTER(SQLFetch, (SQLHSTMT h), (h))
BEFORE(SQLGetData,
       (SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT type, SQLPOINTER value, SQLLEN room, SQLLEN *length),
       (h, n, type, value, room, length))
BEFORE(SQLGetInfo, (SQLHDBC h, SQLUSMALLINT what, SQLPOINTER value, SQLSMALLINT room, SQLSMALLINT *length),
       (h, what, value, room, length))
AFTER(SQLMoreResults, (SQLHSTMT h), (h))
BEFORE(SQLNumResultCols, (SQLHSTMT h, SQLSMALLINT *count), (h, count))
AFTER(SQLPrepare, (SQLHSTMT h, SQLCHAR *text, SQLINTEGER size), (h, text, size))
BEFORE(SQLRowCount, (SQLHSTMT h, SQLLEN *count), (h, count))
BEFORE(SQLGetConnectAttr, (SQLHDBC h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER room, SQLINTEGER *length),
       (h, what, value, room, length))
AFTER(SQLSetConnectAttr, (SQLHDBC h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size),
      (h, what, value, size))
BEFORE(SQLSetEnvAttr, (SQLHENV h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size), (h, what, value, size))
BEFORE(SQLSetStmtAttr, (SQLHSTMT h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size),
       (h, what, value, size))

SQLRETURN __real_SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT n, SQLCHAR *state,
                               SQLINTEGER *native, SQLCHAR *text, SQLSMALLINT room, SQLSMALLINT *length);
SQLRETURN __wrap_SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT n, SQLCHAR *state,
                               SQLINTEGER *native, SQLCHAR *text, SQLSMALLINT room, SQLSMALLINT *length);
SQLRETURN __wrap_SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT n, SQLCHAR *state,
                               SQLINTEGER *native, SQLCHAR *text, SQLSMALLINT room, SQLSMALLINT *length)
{
    if (!told)
        return __real_SQLGetDiagRec(type, h, n, state, native, text, room, length);
    told = false;
    memcpy(state, odbc_shim.state, 6);
    *native = 1;
    *length = (SQLSMALLINT)snprintf((char *)text, (size_t)room, "%s", ODBC_SHIM_MESSAGE);
    return SQL_SUCCESS;
}

void odbc_shim_arm(long fail_at, enum odbc_when when, const char *state)
{
    odbc_shim.fail_at = fail_at;
    odbc_shim.when = when;
    odbc_shim.state = state;
    odbc_shim.count = 0;
    odbc_shim.hit = false;
    odbc_shim.name = "";
}

void odbc_shim_disarm(void)
{
    odbc_shim.fail_at = 0;
}
