/*
 * The connection and its transactions. Everything is called in its narrow form: drivers then pass UTF-8
 * through untouched whatever the locale says, which they do not in the wide form.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/locale.h"
#include "odbc/classify_error.h"
#include "odbc/connect_advice.h"
#include "odbc/handles.h"
#include "odbc/session.h"
#include "odbc/sql_text.h"
#include "odbc/warning.h"
#include "odbc/statement.h"

/* --- errors --- */

static bool is_dead(const struct rowan_connection *db)
{
    SQLUINTEGER dead = SQL_CD_FALSE;

    if (!db->connected)
        return false;
    if (!SQL_SUCCEEDED(SQLGetConnectAttr(db->dbc, SQL_ATTR_CONNECTION_DEAD, &dead, 0, NULL)))
        return false;
    return dead == SQL_CD_TRUE;
}

static void explain_error(const struct rowan_diagnosis *d, enum rowan_side side, char *message, size_t size)
{
    const char *meaning = d->dialect && d->dialect->explain ? d->dialect->explain(d) : NULL;
    const char *advice = d->connecting ? rowan_connect_advice(d, side) : NULL;
    size_t length = strlen(message);

    if (meaning)
        snprintf(message, size, "%s", meaning);
    else if (advice)
        snprintf(message + length, size - length, "; %s", advice);
}

static const char *const side_names[] = {NULL, "source", "target"};

/* NULL: messages of this status do not say which side it is. */
static const char *side_of(const struct rowan_connection *db, enum rowan_status st)
{
    bool about_document = st == ROWAN_DATABASE || st == ROWAN_DUPLICATE;

    if (db->opening || (db->side == ROWAN_SIDE_TARGET && about_document))
        return NULL;
    return side_names[db->side];
}

/* Fill err from the handle's first diagnostic. what is put in front; NULL for nothing. */

enum rowan_status rowan_odbc_fail(struct rowan_connection *db, SQLSMALLINT type, SQLHANDLE handle,
                                  const char *what, struct rowan_error *err)
{
    SQLCHAR state[6] = "";
    SQLCHAR message[ROWAN_MESSAGE_MAX] = "";
    SQLINTEGER native = 0;
    SQLSMALLINT length;
    struct rowan_diagnosis d = {0};
    enum rowan_status st;

    if (!SQL_SUCCEEDED(SQLGetDiagRec(type, handle, 1, state, &native, message, sizeof message, &length)))
        *state = *message = '\0'; /* unixODBC says 00000 */
    d.sqlstate = (const char *)state;
    d.native = native;
    d.message = (const char *)message;
    d.dialect = db->server.dialect;
    d.connecting = !db->connected;
    d.dead = is_dead(db);
    st = rowan_classify_error(&d);
    rowan_classify_error_clean((char *)message);
    explain_error(&d, db->side, (char *)message, sizeof message);
    if (!*message)
        snprintf((char *)message, sizeof message,
                 "the driver reports a failure and has no message: is it out of memory?");
    if (!db->lost && !(db->open && db->failed))
        snprintf(db->cause, sizeof db->cause, "%.190s", (const char *)message);
    if (st == ROWAN_LOST)
        db->lost = true;
    db->failed = true;
    rowan_fail(err, st, "database", "%s%s%s", what ? what : "", what ? ": " : "", (const char *)message);
    if (side_of(db, st))
        rowan_error_prefix(err, "%s", side_of(db, st));
    if (err)
        memcpy(err->sqlstate, state, sizeof err->sqlstate);
    return st;
}

enum rowan_status rowan_odbc_fail_query(struct rowan_statement *query, struct rowan_error *err)
{
    return rowan_odbc_fail(query->db, SQL_HANDLE_STMT, query->stmt, NULL, err);
}

enum rowan_status rowan_odbc_alive(const struct rowan_connection *db, struct rowan_error *err)
{
    if (!db->lost)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_LOST, "database", "the connection to the %s is lost: %s",
                      db->side == ROWAN_SIDE_BOTH ? "database" : side_names[db->side], db->cause);
}

/* --- connection --- */

/* Which dialect a server speaks: what the driver calls it says so, unless somebody knows better. */
static enum rowan_status find_dialect(struct rowan_server *server, const char *dbms_name,
                                      struct rowan_error *err)
{
    const char *wanted = getenv("ROWAN_DIALECT");
    enum rowan_status st;

    server->dialect = wanted && *wanted ? rowan_dialect_named(wanted) : rowan_dialect_find(dbms_name);
    if (server->dialect)
        return ROWAN_OK;
    st = rowan_dialect_unknown(wanted, err);
    rowan_error_prefix(err, "ROWAN_DIALECT");
    return st;
}

static enum rowan_status read_dialect(struct rowan_connection *db, struct rowan_error *err)
{
    char name[128] = "";
    SQLSMALLINT length;

    if (!SQL_SUCCEEDED(SQLGetInfo(db->dbc, SQL_DBMS_NAME, name, sizeof name, &length)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "name of the database", err);
    return find_dialect(&db->server, name, err);
}

/* Which character quotes names may depend on the session. */
static enum rowan_status read_quote(struct rowan_connection *db, struct rowan_error *err)
{
    char quote[8] = "";
    SQLSMALLINT length;

    if (!SQL_SUCCEEDED(SQLGetInfo(db->dbc, SQL_IDENTIFIER_QUOTE_CHAR, quote, sizeof quote, &length)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "quote character of the database", err);
    if (quote[0] == '\0' || quote[0] == ' ' || quote[1] != '\0')
        return rowan_fail(err, ROWAN_CONFIG, "config",
                          "the driver of the database has no way to quote identifiers");
    db->server.quote = quote[0];
    return ROWAN_OK;
}

/* What the dialect leaves to the driver. */
static enum rowan_status read_server(struct rowan_connection *db, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = db->server.dialect;
    enum rowan_status st = ROWAN_OK;

    if (rowan_server_init(&db->server, dialect, NULL) != ROWAN_OK)
        st = read_quote(db, err);
    return st == ROWAN_OK && dialect->open ? dialect->open(db, &db->server, err) : st;
}

/* The manager loads the driver here, and both look at their words in the thread's locale. */
static SQLRETURN load_and_connect(struct rowan_connection *db)
{
    struct rowan_locale_guard guard;
    SQLRETURN code;

    rowan_locale_enter(&guard);
    /* The string that comes back holds the password: it is not asked for. */
    code =
        SQLDriverConnect(db->dbc, NULL, (SQLCHAR *)db->connect, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT);
    rowan_locale_leave(&guard);
    return code;
}

/* A driver without SQLMoreResults has one result a statement. */
static void ask_functions(struct rowan_connection *db)
{
    SQLUSMALLINT supported = SQL_TRUE;

    if (SQL_SUCCEEDED(SQLGetFunctions(db->dbc, SQL_API_SQLMORERESULTS, &supported)))
        db->single_results = supported == SQL_FALSE;
}

static enum rowan_status connect_driver(struct rowan_connection *db, struct rowan_error *err)
{
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &db->env)))
        return rowan_out_of_memory(err);
    if (!SQL_SUCCEEDED(SQLSetEnvAttr(db->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0)))
        return rowan_odbc_fail(db, SQL_HANDLE_ENV, db->env, "version of ODBC", err);
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, db->env, &db->dbc)))
        return rowan_out_of_memory(err);
    if (!SQL_SUCCEEDED(load_and_connect(db)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "connect", err);
    db->connected = true;
    ask_functions(db);
    return ROWAN_OK;
}

static enum rowan_status connect_session(struct rowan_connection *db, struct rowan_error *err)
{
    enum rowan_status st = connect_driver(db, err);

    if (st == ROWAN_OK)
        st = read_dialect(db, err);
    if (st == ROWAN_OK)
        st = rowan_session_begin(db, err);
    if (st == ROWAN_OK)
        st = read_server(db, err);
    return st == ROWAN_OK ? rowan_session_check(db, err) : st;
}

enum rowan_status rowan_connection_open(struct rowan_connection **out, const char *connect,
                                        enum rowan_side side, struct rowan_error *err)
{
    struct rowan_connection *db = calloc(1, sizeof *db);
    enum rowan_status st;

    *out = NULL;
    if (!db)
        return rowan_out_of_memory(err);
    db->side = side;
    db->opening = true;
    db->connect = strdup(connect);
    st = db->connect ? connect_session(db, err) : rowan_out_of_memory(err);
    db->opening = false;
    if (st != ROWAN_OK) {
        rowan_connection_close(db);
        return st;
    }
    *out = db;
    return ROWAN_OK;
}

void rowan_connection_name_side(enum rowan_side side, struct rowan_error *err)
{
    if (side_names[side])
        rowan_error_prefix(err, "%s", side_names[side]);
}

enum rowan_status rowan_connection_open_side(struct rowan_connection **out, const char *connect,
                                             enum rowan_side side, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_open(out, connect, side, err);

    if (st != ROWAN_OK)
        rowan_connection_name_side(side, err);
    return st;
}

static void roll_back_open(struct rowan_connection *db)
{
    const struct rowan_dialect *dialect = db->server.dialect;

    if (db->manual)
        SQLEndTran(SQL_HANDLE_DBC, db->dbc, SQL_ROLLBACK);
    else if (db->open && !db->lost && dialect->driver.transaction.begin)
        rowan_connection_exec(db, dialect->driver.transaction.rollback, NULL);
}

static void disconnect(struct rowan_connection *db)
{
    for (struct rowan_statement *query = db->queries; query; query = query->next) {
        if (query->stmt)
            SQLFreeHandle(SQL_HANDLE_STMT, query->stmt);
        query->stmt = NULL;
        query->cursor = false;
    }
    if (db->connected) {
        roll_back_open(db);
        SQLDisconnect(db->dbc);
    }
    if (db->dbc)
        SQLFreeHandle(SQL_HANDLE_DBC, db->dbc);
    if (db->env)
        SQLFreeHandle(SQL_HANDLE_ENV, db->env);
    db->dbc = db->env = NULL;
    db->connected = db->manual = db->open = db->failed = db->lost = db->unsure = false;
}

enum rowan_status rowan_connection_reopen(struct rowan_connection *db, struct rowan_error *err)
{
    enum rowan_status st;

    disconnect(db);
    st = connect_session(db, err);
    for (struct rowan_statement *query = db->queries; query && st == ROWAN_OK; query = query->next)
        st = rowan_odbc_prepare_again(query, err);
    if (st != ROWAN_OK)
        db->lost = true;
    return st;
}

bool rowan_connection_revive(struct rowan_connection *db, enum rowan_status st)
{
    return st == ROWAN_LOST && !db->unsure && rowan_connection_reopen(db, NULL) == ROWAN_OK;
}

bool rowan_connection_lost(const struct rowan_connection *db)
{
    return db->lost;
}

bool rowan_connection_unsure(const struct rowan_connection *db)
{
    return db->unsure;
}

void rowan_connection_close(struct rowan_connection *db)
{
    if (!db)
        return;
    while (db->queries)
        rowan_statement_free(db->queries);
    disconnect(db);
    free(db->connect);
    free(db);
}

const struct rowan_server *rowan_connection_server(const struct rowan_connection *db)
{
    return &db->server;
}

const struct rowan_dialect *rowan_connection_dialect(const struct rowan_connection *db)
{
    return db->server.dialect;
}

enum rowan_status rowan_connection_quote(const struct rowan_connection *db, struct rowan_buffer *out,
                                         const char *schema, const char *name, struct rowan_error *err)
{
    struct rowan_sql sql;

    rowan_sql_begin(&sql, &db->server, out, err);
    rowan_sql_add_name(&sql, schema, name);
    return rowan_sql_end(&sql);
}

/* --- transactions --- */

/* The switch costs a round trip with some drivers, so it is left off between two transactions and goes
 * back on with the first statement that runs outside of one. */
static enum rowan_status set_manual(struct rowan_connection *db, bool manual, struct rowan_error *err)
{
    SQLULEN want = manual ? SQL_AUTOCOMMIT_OFF : SQL_AUTOCOMMIT_ON;
    SQLULEN have = 99; /* neither of the two; drivers fill 4 or 8 bytes */

    if (db->manual == manual)
        return ROWAN_OK;
    if (!SQL_SUCCEEDED(SQLSetConnectAttr(db->dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)want, SQL_IS_UINTEGER)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "autocommit", err);
    if (!SQL_SUCCEEDED(SQLGetConnectAttr(db->dbc, SQL_ATTR_AUTOCOMMIT, &have, SQL_IS_UINTEGER, NULL)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "autocommit", err);
    if ((SQLUINTEGER)have != (SQLUINTEGER)want) {
        db->lost = true;
        snprintf(db->cause, sizeof db->cause, "the driver does not switch autocommit");
        return rowan_fail(err, ROWAN_CONFIG, "database", "%s", db->cause);
    }
    db->manual = manual;
    return ROWAN_OK;
}

/* A session whose transaction does not begin is in a state that nobody knows: it is not used again. */
static enum rowan_status begin_by_words(struct rowan_connection *db, const char *words,
                                        struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_exec(db, words, err);

    if (st == ROWAN_OK || st == ROWAN_NO_MEMORY)
        return st;
    db->lost = true;
    rowan_error_prefix(err, "begin");
    if (err)
        err->status = ROWAN_LOST;
    return ROWAN_LOST;
}

/* A commit that is done cannot be refused for what was said beside it. */
static enum rowan_status end_by_words(struct rowan_connection *db, const char *words, struct rowan_error *err)
{
    bool refused = db->warnings.refused;
    enum rowan_status st;

    db->warnings.refused = false;
    st = rowan_connection_exec_aside(db, words, err);
    db->warnings.refused = refused;
    return st;
}

/* Commit, or roll back. */
static enum rowan_status end_transaction(struct rowan_connection *db, bool commit, struct rowan_error *err)
{
    const struct rowan_transaction_words *words = &db->server.dialect->driver.transaction;
    const char *name = commit ? "commit" : "rollback";
    SQLRETURN code;
    enum rowan_status st;

    if (words->begin) {
        st = end_by_words(db, commit ? words->commit : words->rollback, err);
        if (st != ROWAN_OK)
            rowan_error_prefix(err, "%s", name);
        return st;
    }
    code = SQLEndTran(SQL_HANDLE_DBC, db->dbc, commit ? SQL_COMMIT : SQL_ROLLBACK);
    if (!SQL_SUCCEEDED(code))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, name, err);
    if (commit)
        rowan_warning_of_commit(db, code);
    return ROWAN_OK;
}

enum rowan_status rowan_connection_begin(struct rowan_connection *db, struct rowan_error *err)
{
    const char *words = db->server.dialect->driver.transaction.begin;
    enum rowan_status st = rowan_odbc_alive(db, err);

    if (st != ROWAN_OK)
        return st;
    if (db->open)
        return rowan_fail(err, ROWAN_USAGE, "usage", "a transaction is open already");
    st = words ? begin_by_words(db, words, err) : set_manual(db, true, err);
    db->open = st == ROWAN_OK;
    db->failed = false;
    return st;
}

enum rowan_status rowan_connection_commit(struct rowan_connection *db, struct rowan_error *err)
{
    enum rowan_status st;

    if (!db->open)
        return rowan_fail(err, ROWAN_USAGE, "usage", "no transaction is open");
    if (db->failed) { /* drivers would answer success and keep a half, or nothing */
        rowan_connection_rollback(db, NULL);
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "commit: a statement of the transaction had failed");
    }
    st = end_transaction(db, true, err);
    if (st == ROWAN_OK) {
        db->open = false;
        return ROWAN_OK;
    }
    db->unsure = st == ROWAN_LOST;
    rowan_connection_rollback(db, NULL);
    return st;
}

enum rowan_status rowan_connection_rollback(struct rowan_connection *db, struct rowan_error *err)
{
    bool words = db->server.dialect->driver.transaction.begin != NULL;
    size_t n = db->failed ? strlen(db->cause) : 0;
    enum rowan_status st = ROWAN_OK;
    struct rowan_error why = {0};

    if (db->manual || (words && db->open))
        st = end_transaction(db, false, &why);
    if (st != ROWAN_OK) {
        /* Whatever it says: a connection whose state is not known is not used again. */
        db->lost = true;
        snprintf(db->cause + n, sizeof db->cause - n, "%s%.190s", n ? "; " : "", why.message);
        if (err)
            *err = why;
    }
    db->open = false;
    return st;
}

void rowan_connection_spoil(struct rowan_connection *db)
{
    db->failed = true;
}

/* Where a transaction is begun by words, an error may end it at once: what comes behind would commit alone.
 */
static bool is_over(const struct rowan_connection *db)
{
    return db->open && db->failed && !db->aside && db->server.dialect->driver.transaction.begin;
}

/* Before any statement: alive, in no transaction that is over, and autocommit as the caller sees it. */
enum rowan_status rowan_odbc_ready(struct rowan_connection *db, struct rowan_error *err)
{
    enum rowan_status st = rowan_odbc_alive(db, err);

    if (st == ROWAN_OK && is_over(db))
        return rowan_fail(err, ROWAN_DATABASE, "database",
                          "a statement of the transaction had failed: it can only be rolled back");
    if (st == ROWAN_OK && !db->open)
        st = set_manual(db, false, err);
    return st;
}

const struct rowan_warnings *rowan_connection_warnings(const struct rowan_connection *db)
{
    return &db->warnings;
}

void rowan_connection_refuse_warnings(struct rowan_connection *db)
{
    db->warnings.refused = true;
}

SQLRETURN rowan_odbc_more_results(const struct rowan_connection *db, SQLHSTMT stmt)
{
    return db->single_results ? SQL_NO_DATA : SQLMoreResults(stmt);
}

bool rowan_odbc_succeeded(SQLRETURN code)
{
    return SQL_SUCCEEDED(code) || code == SQL_NO_DATA; /* an UPDATE of no row */
}

enum rowan_status rowan_connection_exec(struct rowan_connection *db, const char *sql, struct rowan_error *err)
{
    SQLHSTMT stmt = NULL;
    SQLRETURN code;
    enum rowan_status st = rowan_odbc_ready(db, err);

    if (st != ROWAN_OK)
        return st;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, db->dbc, &stmt)))
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "statement", err);
    code = SQLExecDirect(stmt, (SQLCHAR *)sql, SQL_NTS);
    if (code == SQL_NO_DATA)
        code = rowan_odbc_more_results(db, stmt);
    while (code != SQL_NO_DATA && st == ROWAN_OK) {
        st = SQL_SUCCEEDED(code) ? rowan_warning_read(db, stmt, code, err)
                                 : rowan_odbc_fail(db, SQL_HANDLE_STMT, stmt, NULL, err);
        if (st == ROWAN_OK)
            code = rowan_odbc_more_results(db, stmt);
    }
    SQLFreeHandle(SQL_HANDLE_STMT, stmt);
    return st;
}

enum rowan_status rowan_connection_exec_aside(struct rowan_connection *db, const char *sql,
                                              struct rowan_error *err)
{
    enum rowan_status st;

    db->aside = true;
    st = rowan_connection_exec(db, sql, err);
    db->aside = false;
    return st;
}
