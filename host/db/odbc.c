/*
 * The connection, its transactions and its statements. Everything is called in its narrow form: drivers
 * then pass UTF-8 through untouched whatever the locale says, which they do not in the wide form.
 *
 * Parameters live in bound.c, results are read piece by piece into growing buffers.
 */
#include "db/odbc.h"

#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <stdlib.h>

#include "db/bound.h"
#include "db/diagnose.h"
#include "db/dialect.h"

#define IDENTIFIER_MAX 63
#define READ_MIN       ((size_t)256) /* room offered to the first read of a text, at least */

struct rowan_db {
    SQLHENV env;
    SQLHDBC dbc;
    bool connected;
    bool manual; /* autocommit is off */
    bool open;   /* between begin and commit or rollback */
    bool failed; /* a statement of the open transaction failed: it can only be rolled back */
    bool lost;
    char cause[400]; /* the first failure of the transaction, or that by which the connection was lost */
    char quote[8];
    const struct rowan_dialect *dialect;
    struct rowan_query *queries;
};

struct result_column {
    char *name;
    SQLSMALLINT type;
    struct rowan_buffer text; /* of this row */
    size_t expect;            /* bytes that the next text probably has */
};

struct rowan_query {
    struct rowan_db *db;
    struct rowan_query *previous;
    struct rowan_query *next;
    SQLHSTMT stmt;
    bool cursor;               /* a result is open */
    struct rowan_bound *bound; /* one per marker */
    size_t bound_count;
    struct rowan_bound_array *arrays; /* as many, made when first used */
    struct result_column *columns;
    size_t width;
    int64_t affected;
};

/* --- errors --- */

static bool is_dead(const struct rowan_db *db)
{
    SQLUINTEGER dead = SQL_CD_FALSE;

    if (!db->connected)
        return false;
    if (!SQL_SUCCEEDED(SQLGetConnectAttr(db->dbc, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL)))
        return false;
    return dead == SQL_CD_TRUE;
}

/* Fill err from the handle's first diagnostic. what is put in front; NULL for nothing. */
static enum rowan_status fail_from(struct rowan_db *db, SQLSMALLINT type, SQLHANDLE handle, const char *what,
                                   struct rowan_error *err)
{
    SQLCHAR state[6] = "";
    SQLCHAR message[ROWAN_MESSAGE_MAX] = "";
    SQLINTEGER native = 0;
    SQLSMALLINT length;
    struct rowan_diagnosis d = {0};
    enum rowan_status st;

    if (!SQL_SUCCEEDED(SQLGetDiagRec(type, handle, 1, state, &native, message, sizeof message, &length)))
        snprintf((char *)message, sizeof message, "the driver reports a failure without a message");
    d.sqlstate = (const char *)state;
    d.native = native;
    d.message = (const char *)message;
    d.dialect = db->dialect ? db->dialect->name : "";
    d.connecting = !db->connected;
    d.dead = is_dead(db);
    st = rowan_diagnose(&d);
    rowan_diagnose_clean((char *)message);
    if (!db->lost && !(db->open && db->failed))
        snprintf(db->cause, sizeof db->cause, "%.190s", (const char *)message);
    if (st == ROWAN_LOST)
        db->lost = true;
    db->failed = true;
    rowan_fail(err, st, "database", "%s%s%s", what ? what : "", what ? ": " : "", (const char *)message);
    if (err)
        memcpy(err->sqlstate, state, sizeof err->sqlstate);
    return st;
}

static enum rowan_status fail_query(struct rowan_query *query, struct rowan_error *err)
{
    return fail_from(query->db, SQL_HANDLE_STMT, query->stmt, NULL, err);
}

static enum rowan_status no_memory(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

static enum rowan_status check_alive(const struct rowan_db *db, struct rowan_error *err)
{
    if (!db->lost)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_LOST, "database", "the connection to the database is lost: %s", db->cause);
}

/* --- connection --- */

static enum rowan_status read_identity(struct rowan_db *db, struct rowan_error *err)
{
    char name[128] = "";
    SQLSMALLINT length;

    if (!SQL_SUCCEEDED(SQLGetInfo(db->dbc, SQL_DBMS_NAME, name, sizeof name, &length)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "name of the database", err);
    db->dialect = rowan_dialect_find(name);
    if (!SQL_SUCCEEDED(SQLGetInfo(db->dbc, SQL_IDENTIFIER_QUOTE_CHAR, db->quote, sizeof db->quote, &length)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "quote character of the database", err);
    if (db->quote[0] == '\0' || db->quote[0] == ' ' || db->quote[1] != '\0')
        return rowan_fail(err, ROWAN_CONFIG, "config",
                          "the driver for \"%s\" has no way to quote identifiers", name);
    return ROWAN_OK;
}

static enum rowan_status run_session(struct rowan_db *db, struct rowan_error *err)
{
    const char *sql = db->dialect->session;
    char one[512];

    while (sql && *sql) {
        size_t n = strcspn(sql, ";");
        enum rowan_status st;
        snprintf(one, sizeof one, "%.*s", (int)n, sql);
        st = rowan_db_exec(db, one, err);
        if (st != ROWAN_OK)
            return st;
        sql += sql[n] ? n + 1 : n;
    }
    return ROWAN_OK;
}

static enum rowan_status connect_driver(struct rowan_db *db, const char *connect, struct rowan_error *err)
{
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &db->env)))
        return no_memory(err);
    if (!SQL_SUCCEEDED(SQLSetEnvAttr(db->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0)))
        return fail_from(db, SQL_HANDLE_ENV, db->env, "version of ODBC", err);
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, db->env, &db->dbc)))
        return no_memory(err);
    /* The string that comes back holds the password: it is not asked for. */
    if (!SQL_SUCCEEDED(
            SQLDriverConnect(db->dbc, NULL, (SQLCHAR *)connect, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "connect", err);
    db->connected = true;
    return ROWAN_OK;
}

enum rowan_status rowan_db_open(struct rowan_db **out, const char *connect, struct rowan_error *err)
{
    struct rowan_db *db = calloc(1, sizeof *db);
    enum rowan_status st;

    *out = NULL;
    if (!db)
        return no_memory(err);
    st = connect_driver(db, connect, err);
    if (st == ROWAN_OK)
        st = read_identity(db, err);
    if (st == ROWAN_OK)
        st = run_session(db, err);
    if (st != ROWAN_OK) {
        rowan_db_close(db);
        return st;
    }
    *out = db;
    return ROWAN_OK;
}

void rowan_db_close(struct rowan_db *db)
{
    if (!db)
        return;
    while (db->queries)
        rowan_query_free(db->queries);
    if (db->connected) {
        if (db->manual)
            SQLEndTran(SQL_HANDLE_DBC, db->dbc, SQL_ROLLBACK);
        SQLDisconnect(db->dbc);
    }
    if (db->dbc)
        SQLFreeHandle(SQL_HANDLE_DBC, db->dbc);
    if (db->env)
        SQLFreeHandle(SQL_HANDLE_ENV, db->env);
    free(db);
}

const struct rowan_dialect *rowan_db_dialect(const struct rowan_db *db)
{
    return db->dialect;
}

static bool append_quoted(const struct rowan_db *db, struct rowan_buffer *out, const char *name)
{
    bool ok = rowan_buffer_append_char(out, db->quote[0]);

    for (; *name && ok; name++) {
        ok = rowan_buffer_append_char(out, *name);
        if (*name == db->quote[0])
            ok = ok && rowan_buffer_append_char(out, *name);
    }
    return ok && rowan_buffer_append_char(out, db->quote[0]);
}

static enum rowan_status check_identifier(const char *name, struct rowan_error *err)
{
    if (!*name)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "a name of a schema, table or column is empty");
    if (strlen(name) > IDENTIFIER_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the name \"%.80s\" is longer than %d bytes", name,
                          IDENTIFIER_MAX);
    return ROWAN_OK;
}

enum rowan_status rowan_db_quote(const struct rowan_db *db, struct rowan_buffer *out, const char *schema,
                                 const char *name, struct rowan_error *err)
{
    enum rowan_status st = schema ? check_identifier(schema, err) : ROWAN_OK;

    if (st == ROWAN_OK)
        st = check_identifier(name, err);
    if (st != ROWAN_OK)
        return st;
    if (schema && !(append_quoted(db, out, schema) && rowan_buffer_append_char(out, '.')))
        return no_memory(err);
    return append_quoted(db, out, name) ? ROWAN_OK : no_memory(err);
}

/* --- transactions --- */

/* The switch costs a round trip with some drivers, so it is left off between two transactions and goes
 * back on with the first statement that runs outside of one. */
static enum rowan_status set_manual(struct rowan_db *db, bool manual, struct rowan_error *err)
{
    SQLULEN want = manual ? SQL_AUTOCOMMIT_OFF : SQL_AUTOCOMMIT_ON;
    SQLULEN have = 99; /* neither of the two; drivers fill 4 or 8 bytes */

    if (db->manual == manual)
        return ROWAN_OK;
    if (!SQL_SUCCEEDED(SQLSetConnectAttr(db->dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)want, SQL_IS_UINTEGER)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "autocommit", err);
    if (!SQL_SUCCEEDED(SQLGetConnectAttr(db->dbc, SQL_ATTR_AUTOCOMMIT, &have, SQL_IS_UINTEGER, NULL)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "autocommit", err);
    if ((SQLUINTEGER)have != (SQLUINTEGER)want) {
        db->lost = true;
        snprintf(db->cause, sizeof db->cause, "the driver does not switch autocommit");
        return rowan_fail(err, ROWAN_CONFIG, "database", "%s", db->cause);
    }
    db->manual = manual;
    return ROWAN_OK;
}

enum rowan_status rowan_db_begin(struct rowan_db *db, struct rowan_error *err)
{
    enum rowan_status st = check_alive(db, err);

    if (st != ROWAN_OK)
        return st;
    if (db->open)
        return rowan_fail(err, ROWAN_USAGE, "usage", "a transaction is open already");
    st = set_manual(db, true, err);
    db->open = st == ROWAN_OK;
    db->failed = false;
    return st;
}

enum rowan_status rowan_db_commit(struct rowan_db *db, struct rowan_error *err)
{
    enum rowan_status st;

    if (!db->open)
        return rowan_fail(err, ROWAN_USAGE, "usage", "no transaction is open");
    if (db->failed) { /* drivers would answer success and keep a half, or nothing */
        rowan_db_rollback(db, NULL);
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "commit: a statement of the transaction had failed");
    }
    if (SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, db->dbc, SQL_COMMIT))) {
        db->open = false;
        return ROWAN_OK;
    }
    st = fail_from(db, SQL_HANDLE_DBC, db->dbc, "commit", err);
    rowan_db_rollback(db, NULL);
    return st;
}

enum rowan_status rowan_db_rollback(struct rowan_db *db, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    struct rowan_error why;

    if (db->manual && !SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, db->dbc, SQL_ROLLBACK))) {
        size_t n = db->failed ? strlen(db->cause) : 0;
        st = fail_from(db, SQL_HANDLE_DBC, db->dbc, "rollback", &why);
        /* Whatever it says: a connection whose state is not known is not used again. */
        db->lost = true;
        snprintf(db->cause + n, sizeof db->cause - n, "%s%.190s", n ? "; " : "", why.message);
        if (err)
            *err = why;
    }
    db->open = false;
    return st;
}

/* Before any statement: alive, and autocommit as the caller sees it. */
static enum rowan_status ready(struct rowan_db *db, struct rowan_error *err)
{
    enum rowan_status st = check_alive(db, err);

    if (st == ROWAN_OK && !db->open)
        st = set_manual(db, false, err);
    return st;
}

static bool succeeded(SQLRETURN code)
{
    return SQL_SUCCEEDED(code) || code == SQL_NO_DATA; /* an UPDATE of no row */
}

enum rowan_status rowan_db_exec(struct rowan_db *db, const char *sql, struct rowan_error *err)
{
    SQLHSTMT stmt = NULL;
    enum rowan_status st = ready(db, err);

    if (st != ROWAN_OK)
        return st;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, db->dbc, &stmt)))
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "statement", err);
    if (!succeeded(SQLExecDirect(stmt, (SQLCHAR *)sql, SQL_NTS)))
        st = fail_from(db, SQL_HANDLE_STMT, stmt, NULL, err);
    SQLFreeHandle(SQL_HANDLE_STMT, stmt);
    return st;
}

/* --- statements --- */

static enum rowan_status new_query(struct rowan_query **out, struct rowan_db *db, struct rowan_error *err)
{
    struct rowan_query *query = calloc(1, sizeof *query);

    *out = NULL;
    if (!query)
        return no_memory(err);
    query->db = db;
    query->affected = -1;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, db->dbc, &query->stmt))) {
        free(query);
        return fail_from(db, SQL_HANDLE_DBC, db->dbc, "statement", err);
    }
    query->next = db->queries;
    if (query->next)
        query->next->previous = query;
    db->queries = query;
    *out = query;
    return ROWAN_OK;
}

enum rowan_status rowan_query_new(struct rowan_query **out, struct rowan_db *db, const char *sql,
                                  struct rowan_error *err)
{
    enum rowan_status st = ready(db, err);

    *out = NULL;
    if (st == ROWAN_OK)
        st = new_query(out, db, err);
    if (st != ROWAN_OK)
        return st;
    if (!SQL_SUCCEEDED(SQLPrepare((*out)->stmt, (SQLCHAR *)sql, SQL_NTS))) {
        st = fail_query(*out, err);
        rowan_query_free(*out);
        *out = NULL;
    }
    return st;
}

static void clear_columns(struct rowan_query *query)
{
    for (size_t i = 0; i < query->width; i++) {
        free(query->columns[i].name);
        rowan_buffer_clear(&query->columns[i].text);
    }
    free(query->columns);
    query->columns = NULL;
    query->width = 0;
}

void rowan_query_free(struct rowan_query *query)
{
    if (!query)
        return;
    if (query->previous)
        query->previous->next = query->next;
    else
        query->db->queries = query->next;
    if (query->next)
        query->next->previous = query->previous;
    SQLFreeHandle(SQL_HANDLE_STMT, query->stmt);
    clear_columns(query);
    for (size_t i = 0; i < query->bound_count; i++) {
        rowan_bound_clear(&query->bound[i]);
        if (query->arrays)
            rowan_bound_array_clear(&query->arrays[i]);
    }
    free(query->bound);
    free(query->arrays);
    free(query);
}

void rowan_query_reset(struct rowan_query *query)
{
    if (query->cursor)
        SQLFreeStmt(query->stmt, SQL_CLOSE);
    query->cursor = false;
}

/* --- parameters --- */

/* Lengths are handed over as they are. */
_Static_assert(sizeof(SQLLEN) == sizeof(int64_t) && SQL_NULL_DATA == ROWAN_BOUND_NULL, "64-bit ODBC");

/* Number of markers is fixed by the first run. */
static enum rowan_status make_bound(struct rowan_query *query, size_t count, struct rowan_error *err)
{
    if (query->bound_count == count)
        return ROWAN_OK;
    if (query->bound_count != 0)
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "the statement was run with %zu values before, now with %zu", query->bound_count,
                          count);
    query->bound = calloc(count, sizeof *query->bound);
    if (!query->bound)
        return no_memory(err);
    query->bound_count = count;
    return ROWAN_OK;
}

/* PostgreSQL types a marker by what is bound first, so there all texts are long ones. */
static SQLSMALLINT text_sql_type(const struct rowan_query *query, enum rowan_param_kind kind, size_t size)
{
    bool binary = kind == ROWAN_PARAM_BINARY;

    if (size > 4000 || query->db->dialect->insert == ROWAN_INSERT_UNNEST)
        return binary ? SQL_LONGVARBINARY : SQL_LONGVARCHAR;
    return binary ? SQL_VARBINARY : SQL_VARCHAR;
}

static enum rowan_status bind(struct rowan_query *query, size_t i, enum rowan_param_kind kind,
                              const void *values, size_t size, int64_t *lengths, struct rowan_error *err)
{
    SQLSMALLINT c_type = SQL_C_CHAR;
    SQLSMALLINT type = SQL_VARCHAR;
    SQLULEN digits = size ? size : 1;

    if (kind == ROWAN_PARAM_INT) {
        c_type = SQL_C_SBIGINT;
        type = SQL_BIGINT;
        digits = 19;
    } else if (kind == ROWAN_PARAM_DOUBLE) {
        c_type = SQL_C_DOUBLE;
        type = SQL_DOUBLE;
        digits = 15;
    } else {
        c_type = kind == ROWAN_PARAM_BINARY ? SQL_C_BINARY : SQL_C_CHAR;
        type = text_sql_type(query, kind, size);
    }
    if (SQL_SUCCEEDED(SQLBindParameter(query->stmt, (SQLUSMALLINT)(i + 1), SQL_PARAM_INPUT, c_type, type,
                                       digits, 0, (void *)(uintptr_t)values, (SQLLEN)size,
                                       (SQLLEN *)lengths)))
        return ROWAN_OK;
    return fail_query(query, err);
}

/* The driver of SQLite reads the length of bytes when they are bound, and not again when the statement runs.
 */
static enum rowan_status bind_param(struct rowan_query *query, size_t i, const struct rowan_param *param,
                                    struct rowan_error *err)
{
    struct rowan_bound *bound = &query->bound[i];
    enum rowan_bound_change change = rowan_bound_put(bound, param);
    enum rowan_status st;

    if (change == ROWAN_BOUND_SAME && param->kind == ROWAN_PARAM_BINARY)
        change = ROWAN_BOUND_MOVED;
    switch (change) {
    case ROWAN_BOUND_SAME:
        return ROWAN_OK;
    case ROWAN_BOUND_MOVED:
        st = bind(query, i, param->kind, bound->place, bound->size, &bound->length, err);
        break;
    default:
        st = no_memory(err);
    }
    bound->bound = st == ROWAN_OK; /* else the driver has the old place, or none */
    return st;
}

/* --- running --- */

static enum rowan_status describe_columns(struct rowan_query *query, SQLSMALLINT width,
                                          struct rowan_error *err)
{
    clear_columns(query);
    query->columns = calloc((size_t)width, sizeof *query->columns);
    if (!query->columns)
        return no_memory(err);
    query->width = (size_t)width;
    for (size_t i = 0; i < query->width; i++) {
        SQLCHAR name[256] = "";
        SQLSMALLINT length, scale, nullable;
        SQLULEN size;
        if (!SQL_SUCCEEDED(SQLDescribeCol(query->stmt, (SQLUSMALLINT)(i + 1), name, sizeof name, &length,
                                          &query->columns[i].type, &size, &scale, &nullable)))
            return fail_query(query, err);
        query->columns[i].name = strdup((const char *)name);
        if (!query->columns[i].name)
            return no_memory(err);
    }
    return ROWAN_OK;
}

static enum rowan_status read_columns(struct rowan_query *query, SQLSMALLINT width, struct rowan_error *err)
{
    enum rowan_status st = describe_columns(query, width, err);

    if (st != ROWAN_OK)
        clear_columns(query); /* half of them would pass for all the next time */
    return st;
}

/* After a run: an open result, or a number of rows. */
static enum rowan_status after_run(struct rowan_query *query, struct rowan_error *err)
{
    SQLSMALLINT width = 0;
    SQLLEN affected = -1;

    query->affected = -1;
    if (!SQL_SUCCEEDED(SQLNumResultCols(query->stmt, &width)))
        return fail_query(query, err);
    if (width > 0) {
        query->cursor = true;
        return (size_t)width == query->width ? ROWAN_OK : read_columns(query, width, err);
    }
    if (SQL_SUCCEEDED(SQLRowCount(query->stmt, &affected)))
        query->affected = affected;
    return ROWAN_OK;
}

static enum rowan_status execute(struct rowan_query *query, struct rowan_error *err)
{
    if (!succeeded(SQLExecute(query->stmt)))
        return fail_query(query, err);
    return after_run(query, err);
}

enum rowan_status rowan_query_run(struct rowan_query *query, const struct rowan_param *params, size_t count,
                                  struct rowan_error *err)
{
    enum rowan_status st = ready(query->db, err);

    rowan_query_reset(query);
    if (st == ROWAN_OK)
        st = make_bound(query, count, err);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = bind_param(query, i, &params[i], err);
    return st == ROWAN_OK ? execute(query, err) : st;
}

/* --- parameter arrays --- */

/* How many sets of parameters the next run sends. */
static enum rowan_status set_rows(struct rowan_query *query, size_t rows, struct rowan_error *err)
{
    if (SQL_SUCCEEDED(SQLSetStmtAttr(query->stmt, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)rows, 0)))
        return ROWAN_OK;
    return fail_query(query, err);
}

/* The MariaDB driver sends addresses instead of texts when a statement that ran with one set of parameters
 * runs with an array: it must forget what was bound. */
static enum rowan_status run_array(struct rowan_query *query, const struct rowan_param *params, size_t count,
                                   size_t rows, const size_t *widths, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    SQLFreeStmt(query->stmt, SQL_RESET_PARAMS);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        struct rowan_bound_array *array = &query->arrays[i];
        bool text = rowan_bound_is_text(params[i].kind);
        if (!rowan_bound_fill(array, params + i, count, rows, widths[i]))
            return no_memory(err);
        query->bound[i].bound = false;
        st = bind(query, i, params[i].kind, array->values, text ? widths[i] : 0, array->lengths, err);
    }
    if (st != ROWAN_OK)
        return st;
    st = set_rows(query, rows, err);
    if (st == ROWAN_OK)
        st = execute(query, err);
    if (set_rows(query, 1, st == ROWAN_OK ? err : NULL) != ROWAN_OK) {
        query->db->lost = true; /* it would send what is not there any more */
        st = st == ROWAN_OK ? ROWAN_LOST : st;
    }
    SQLFreeStmt(query->stmt, SQL_RESET_PARAMS);
    return st;
}

enum rowan_status rowan_query_run_rows(struct rowan_query *query, const struct rowan_param *params,
                                       size_t count, size_t rows, struct rowan_error *err)
{
    enum rowan_status st = ready(query->db, err);
    size_t *widths = NULL;

    rowan_query_reset(query);
    if (st == ROWAN_OK)
        st = make_bound(query, count, err);
    if (st != ROWAN_OK || rows == 0)
        return st;
    if (query->db->dialect->insert != ROWAN_INSERT_ARRAYS) {
        for (size_t row = 0; row < rows && st == ROWAN_OK; row++)
            st = rowan_query_run(query, params + row * count, count, err);
        return st;
    }
    widths = calloc(count, sizeof *widths);
    if (!query->arrays)
        query->arrays = calloc(count, sizeof *query->arrays);
    if (!widths || !query->arrays)
        st = no_memory(err);
    for (size_t row = 0; row < rows && st == ROWAN_OK;) {
        size_t n = rowan_bound_rows(params + row * count, count, rows - row, widths);
        st = run_array(query, params + row * count, count, n, widths, err);
        row += n;
    }
    free(widths);
    return st;
}

/* --- results --- */

enum rowan_status rowan_query_columns(struct rowan_query **out, struct rowan_db *db, const char *schema,
                                      const char *table, struct rowan_error *err)
{
    enum rowan_status st = ready(db, err);

    *out = NULL;
    if (st == ROWAN_OK)
        st = new_query(out, db, err);
    if (st != ROWAN_OK)
        return st;
    if (!SQL_SUCCEEDED(SQLColumns((*out)->stmt, NULL, 0, (SQLCHAR *)(uintptr_t)schema, SQL_NTS,
                                  (SQLCHAR *)(uintptr_t)table, SQL_NTS, NULL, 0)))
        st = fail_query(*out, err);
    if (st == ROWAN_OK)
        st = after_run(*out, err);
    if (st != ROWAN_OK) {
        rowan_query_free(*out);
        *out = NULL;
    }
    return st;
}

enum rowan_status rowan_query_fetch(struct rowan_query *query, bool *more, struct rowan_error *err)
{
    SQLRETURN code;

    *more = false;
    if (!query->cursor)
        return ROWAN_OK;
    code = SQLFetch(query->stmt);
    if (SQL_SUCCEEDED(code)) {
        *more = true;
        return ROWAN_OK;
    }
    if (code == SQL_NO_DATA) {
        rowan_query_reset(query);
        return ROWAN_OK;
    }
    return fail_query(query, err);
}

/*
 * A driver is offered what the text probably needs, not all that out has: that of SQLite fills the rest with
 * zeros. One that needs more says how much, and gets it in a second call.
 */
static enum rowan_status read_text(struct rowan_query *query, size_t column, struct rowan_buffer *out,
                                   bool *null, struct rowan_error *err)
{
    size_t room = query->columns[column].expect + 1 > READ_MIN ? query->columns[column].expect + 1 : READ_MIN;
    SQLRETURN code;
    SQLLEN rest; /* bytes there were before a call */

    *null = false;
    for (;;) {
        if (!rowan_buffer_reserve(out, room))
            return no_memory(err);
        rest = 0;
        code = SQLGetData(query->stmt, (SQLUSMALLINT)(column + 1), SQL_C_CHAR, out->data + out->size,
                          (SQLLEN)room, &rest);
        if (code == SQL_NO_DATA)
            return ROWAN_OK;
        if (!SQL_SUCCEEDED(code))
            return fail_query(query, err);
        if (rest == SQL_NULL_DATA) {
            *null = true;
            return ROWAN_OK;
        }
        if (rest != SQL_NO_TOTAL && (size_t)rest < room) {
            out->size += (size_t)rest;
            return ROWAN_OK;
        }
        out->size += room - 1; /* a terminator takes the last byte */
        room = rest == SQL_NO_TOTAL ? room * 2 : (size_t)rest - (room - 1) + 1;
    }
}

/* The longest text, forgotten by an eighth with every shorter one. */
static void learn_size(struct result_column *column, size_t size)
{
    if (size > column->expect)
        column->expect = size;
    else
        column->expect -= (column->expect - size) / 8;
}

enum rowan_status rowan_query_append(struct rowan_query *query, size_t column, struct rowan_buffer *out,
                                     bool *null, struct rowan_error *err)
{
    size_t before = out->size;
    enum rowan_status st = read_text(query, column, out, null, err);

    if (st != ROWAN_OK)
        out->size = before;
    else if (!*null)
        learn_size(&query->columns[column], out->size - before);
    return st;
}

enum rowan_status rowan_query_text(struct rowan_query *query, size_t column, struct rowan_text *out,
                                   struct rowan_error *err)
{
    struct rowan_buffer *text = &query->columns[column].text;
    bool null;
    enum rowan_status st;

    text->size = 0;
    st = rowan_query_append(query, column, text, &null, err);
    out->data = st == ROWAN_OK && !null ? text->data : NULL;
    out->size = out->data ? text->size : 0;
    return st;
}

size_t rowan_query_width(const struct rowan_query *query)
{
    return query->width;
}

const char *rowan_query_name(const struct rowan_query *query, size_t column)
{
    return query->columns[column].name;
}

enum rowan_param_kind rowan_query_kind(const struct rowan_query *query, size_t column)
{
    switch (query->columns[column].type) {
    case SQL_BIT:
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
        return ROWAN_PARAM_INT;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
        return ROWAN_PARAM_DOUBLE;
    default:
        return ROWAN_PARAM_TEXT;
    }
}

int64_t rowan_query_affected(const struct rowan_query *query)
{
    return query->affected;
}
