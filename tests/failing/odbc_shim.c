#include "odbc_shim.h"

#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <string.h>

static struct odbc_shim_state own;
struct odbc_shim_state *odbc_shim_state = &own;

static _Thread_local bool told; /* the last call of this thread failed here */

static atomic_bool gone;

/* What lies: a call that can only fail does not. */
static bool is_kind(enum odbc_when when)
{
    return odbc_shim.when == when || (odbc_shim.when == ODBC_GONE && when == ODBC_BEFORE);
}

static bool fails(const char *name, enum odbc_when when)
{
    told = false;
    if (gone && when == ODBC_BEFORE) {
        told = true;
        return true;
    }
    if (!odbc_shim.fail_at || !is_kind(when) || ++odbc_shim.count != odbc_shim.fail_at)
        return false;
    snprintf(odbc_shim.name, sizeof odbc_shim.name, "%s", name);
    odbc_shim.hit = true;
    told = true;
    gone = when == ODBC_BEFORE && odbc_shim.when == ODBC_GONE;
    odbc_shim.harmed = when == ODBC_SHORT || (when == ODBC_WARNS && strcmp(odbc_shim.state, "01000") != 0);
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

SQLRETURN __real_SQLNumResultCols(SQLHSTMT h, SQLSMALLINT *count);

/* Reading harms no row. */
static bool writes(SQLHSTMT h)
{
    SQLSMALLINT width = 0;

    return SQL_SUCCEEDED(__real_SQLNumResultCols(h, &width)) && width == 0;
}

/* A statement that runs: it may be told of with a warning. */
#define RUNS(name, parameters, arguments)                                                                    \
    SQLRETURN __real_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters;                                                                      \
    SQLRETURN __wrap_##name parameters                                                                       \
    {                                                                                                        \
        SQLRETURN code;                                                                                      \
        if (fails(#name, ODBC_BEFORE))                                                                       \
            return SQL_ERROR;                                                                                \
        code = __real_##name arguments;                                                                      \
        if (SQL_SUCCEEDED(code) && fails(#name, ODBC_WARNS)) {                                               \
            odbc_shim.harmed = odbc_shim.harmed && writes(h);                                                \
            return SQL_SUCCESS_WITH_INFO;                                                                    \
        }                                                                                                    \
        return SQL_SUCCEEDED(code) && fails(#name, ODBC_AFTER) ? SQL_ERROR : code;                           \
    }

/* Closing and freeing are not among them: who gives something back has nothing to do about a failure. */
BEFORE(SQLBindParameter,
       (SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT io, SQLSMALLINT c, SQLSMALLINT sql, SQLULEN size,
        SQLSMALLINT digits, SQLPOINTER value, SQLLEN room, SQLLEN *length),
       (h, n, io, c, sql, size, digits, value, room, length))
BEFORE(SQLColumns,
       (SQLHSTMT h, SQLCHAR *a, SQLSMALLINT an, SQLCHAR *b, SQLSMALLINT bn, SQLCHAR *c, SQLSMALLINT cn,
        SQLCHAR *d, SQLSMALLINT dn),
       (h, a, an, b, bn, c, cn, d, dn))
BEFORE(SQLGetTypeInfo, (SQLHSTMT h, SQLSMALLINT type), (h, type))
BEFORE(SQLColAttribute,
       (SQLHSTMT h, SQLUSMALLINT n, SQLUSMALLINT field, SQLPOINTER text, SQLSMALLINT room,
        SQLSMALLINT *length, SQLLEN *number),
       (h, n, field, text, room, length, number))
BEFORE(SQLDriverConnect,
       (SQLHDBC h, SQLHWND window, SQLCHAR *in, SQLSMALLINT size, SQLCHAR *out, SQLSMALLINT room,
        SQLSMALLINT *length, SQLUSMALLINT completion),
       (h, window, in, size, out, room, length, completion))
RUNS(SQLExecDirect, (SQLHSTMT h, SQLCHAR *text, SQLINTEGER size), (h, text, size))
RUNS(SQLExecute, (SQLHSTMT h), (h))
AFTER(SQLFetch, (SQLHSTMT h), (h))
BEFORE(SQLGetInfo, (SQLHDBC h, SQLUSMALLINT what, SQLPOINTER value, SQLSMALLINT room, SQLSMALLINT *length),
       (h, what, value, room, length))
AFTER(SQLMoreResults, (SQLHSTMT h), (h))
BEFORE(SQLNumResultCols, (SQLHSTMT h, SQLSMALLINT *count), (h, count))
BEFORE(SQLRowCount, (SQLHSTMT h, SQLLEN *count), (h, count))
BEFORE(SQLGetConnectAttr, (SQLHDBC h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER room, SQLINTEGER *length),
       (h, what, value, room, length))
AFTER(SQLSetConnectAttr, (SQLHDBC h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size),
      (h, what, value, size))
BEFORE(SQLSetEnvAttr, (SQLHENV h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size), (h, what, value, size))
BEFORE(SQLSetStmtAttr, (SQLHSTMT h, SQLINTEGER what, SQLPOINTER value, SQLINTEGER size),
       (h, what, value, size))

/* Who connects anew begins with an environment. */
SQLRETURN __real_SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE *out);
SQLRETURN __wrap_SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE *out);
SQLRETURN __wrap_SQLAllocHandle(SQLSMALLINT type, SQLHANDLE in, SQLHANDLE *out)
{
    if (type == SQL_HANDLE_ENV)
        gone = false;
    return fails("SQLAllocHandle", ODBC_BEFORE) ? SQL_ERROR : __real_SQLAllocHandle(type, in, out);
}

/* What was open on a connection that is gone is rolled back. */
SQLRETURN __real_SQLEndTran(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT completion);
SQLRETURN __wrap_SQLEndTran(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT completion);
SQLRETURN __wrap_SQLEndTran(SQLSMALLINT type, SQLHANDLE h, SQLSMALLINT completion)
{
    SQLRETURN code;

    if (fails("SQLEndTran", ODBC_BEFORE)) {
        if (gone)
            __real_SQLEndTran(type, h, SQL_ROLLBACK);
        return SQL_ERROR;
    }
    if (completion == SQL_ROLLBACK)
        odbc_shim.harmed = false;
    else if (odbc_shim.harmed)
        odbc_shim.committed = true;
    code = __real_SQLEndTran(type, h, completion);
    return SQL_SUCCEEDED(code) && fails("SQLEndTran", ODBC_AFTER) ? SQL_ERROR : code;
}

/* The statement by which SQLite is asked how many rows the last one wrote. */
static _Atomic(SQLHSTMT) counter;

SQLRETURN __real_SQLPrepare(SQLHSTMT h, SQLCHAR *text, SQLINTEGER size);
SQLRETURN __wrap_SQLPrepare(SQLHSTMT h, SQLCHAR *text, SQLINTEGER size);
SQLRETURN __wrap_SQLPrepare(SQLHSTMT h, SQLCHAR *text, SQLINTEGER size)
{
    SQLRETURN code;

    if (strstr((const char *)text, "changes()"))
        counter = h;
    else if (counter == h)
        counter = NULL;
    if (fails("SQLPrepare", ODBC_BEFORE))
        return SQL_ERROR;
    code = __real_SQLPrepare(h, text, size);
    return SQL_SUCCEEDED(code) && fails("SQLPrepare", ODBC_AFTER) ? SQL_ERROR : code;
}

SQLRETURN __real_SQLGetData(SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT type, SQLPOINTER value, SQLLEN room,
                            SQLLEN *length);
SQLRETURN __wrap_SQLGetData(SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT type, SQLPOINTER value, SQLLEN room,
                            SQLLEN *length);
SQLRETURN __wrap_SQLGetData(SQLHSTMT h, SQLUSMALLINT n, SQLSMALLINT type, SQLPOINTER value, SQLLEN room,
                            SQLLEN *length)
{
    SQLRETURN code;

    if (fails("SQLGetData", ODBC_BEFORE))
        return SQL_ERROR;
    code = __real_SQLGetData(h, n, type, value, room, length);
    if (SQL_SUCCEEDED(code) && h == counter && fails("SQLGetData", ODBC_SHORT)) {
        --*(SQLBIGINT *)value;
        told = false;
    }
    return code;
}

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
    snprintf(odbc_shim.state, sizeof odbc_shim.state, "%s", state);
    odbc_shim.count = 0;
    odbc_shim.hit = odbc_shim.harmed = odbc_shim.committed = false;
    *odbc_shim.name = '\0';
}

void odbc_shim_disarm(void)
{
    odbc_shim.fail_at = 0;
    gone = false;
}
