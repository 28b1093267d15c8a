/*
 * Statements. Parameters live in param_buffer.c, results are read piece by piece into growing buffers.
 */
#include "odbc/statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "odbc/handles.h"
#include "odbc/param_buffer.h"
#include "odbc/sql_text.h"
#include "odbc/warning.h"

#define READ_MIN ((size_t)256) /* room offered to the first read of a text, at least */

/* --- statements --- */

static enum rowan_status new_query(struct rowan_statement **out, struct rowan_connection *db,
                                   struct rowan_error *err)
{
    struct rowan_statement *query = calloc(1, sizeof *query);

    *out = NULL;
    if (!query)
        return rowan_out_of_memory(err);
    query->db = db;
    query->affected = -1;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, db->dbc, &query->stmt))) {
        free(query);
        return rowan_odbc_fail(db, SQL_HANDLE_DBC, db->dbc, "statement", err);
    }
    query->next = db->queries;
    if (query->next)
        query->next->previous = query;
    db->queries = query;
    *out = query;
    return ROWAN_OK;
}

/* word NULL: no. */
static bool begins_with(const char *sql, const char *word)
{
    while (rowan_ascii_is_space(*sql))
        sql++;
    return word && rowan_ascii_same_prefix(sql, word, strlen(word));
}

static void clear_columns(struct rowan_statement *query)
{
    for (size_t i = 0; i < query->width; i++) {
        free(query->columns[i].name);
        rowan_buffer_clear(&query->columns[i].text);
    }
    free(query->columns);
    query->columns = NULL;
    query->width = 0;
}

static enum rowan_status prepare(struct rowan_statement *query, struct rowan_error *err)
{
    if (SQL_SUCCEEDED(SQLPrepare(query->stmt, (SQLCHAR *)query->sql, SQL_NTS)))
        return ROWAN_OK;
    return rowan_odbc_fail_query(query, err);
}

enum rowan_status rowan_statement_new(struct rowan_statement **out, struct rowan_connection *db,
                                      const char *sql, struct rowan_error *err)
{
    enum rowan_status st = rowan_odbc_ready(db, err);

    *out = NULL;
    if (st == ROWAN_OK)
        st = new_query(out, db, err);
    if (st != ROWAN_OK)
        return st;
    (*out)->uncounted = begins_with(sql, db->server.dialect->uncounted_word);
    (*out)->one_result =
        db->server.dialect->several_results && !begins_with(sql, db->server.dialect->several_results);
    (*out)->sql = strdup(sql);
    st = (*out)->sql ? prepare(*out, err) : rowan_out_of_memory(err);
    if (st != ROWAN_OK) {
        rowan_statement_free(*out);
        *out = NULL;
    }
    return st;
}

enum rowan_status rowan_odbc_prepare_again(struct rowan_statement *query, struct rowan_error *err)
{
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, query->db->dbc, &query->stmt))) {
        query->stmt = NULL;
        return rowan_odbc_fail(query->db, SQL_HANDLE_DBC, query->db->dbc, "statement", err);
    }
    clear_columns(query);
    query->stale = false;
    for (size_t i = 0; i < query->bound_count; i++)
        query->bound[i].bound = false;
    return query->sql ? prepare(query, err) : ROWAN_OK;
}

enum rowan_status rowan_statement_prepare(struct rowan_statement **query, struct rowan_connection *db,
                                          struct rowan_sql *sql)
{
    *query = NULL;
    if (rowan_sql_end(sql) != ROWAN_OK)
        return sql->status;
    return rowan_statement_new(query, db, sql->out->data, sql->err);
}

void rowan_statement_free(struct rowan_statement *query)
{
    if (!query)
        return;
    if (query->previous)
        query->previous->next = query->next;
    else
        query->db->queries = query->next;
    if (query->next)
        query->next->previous = query->previous;
    if (query->stmt)
        SQLFreeHandle(SQL_HANDLE_STMT, query->stmt);
    free(query->sql);
    clear_columns(query);
    for (size_t i = 0; i < query->bound_count; i++) {
        rowan_param_buffer_clear(&query->bound[i]);
        if (query->arrays)
            rowan_param_buffer_array_clear(&query->arrays[i]);
    }
    free(query->bound);
    free(query->arrays);
    free(query);
}

void rowan_statement_of_rows(struct rowan_statement *query)
{
    query->of_rows = true;
}

void rowan_statement_reset(struct rowan_statement *query)
{
    if (query->cursor)
        SQLFreeStmt(query->stmt, SQL_CLOSE);
    query->cursor = false;
}

/* --- parameters --- */

/* Lengths are handed over as they are. */
/* NOLINTNEXTLINE(misc-redundant-expression): that they are the same is what it says */
_Static_assert(sizeof(SQLLEN) == sizeof(int64_t) && SQL_NULL_DATA == ROWAN_PARAM_BUFFER_NULL, "64-bit ODBC");

/* Number of markers is fixed by the first run. */
static enum rowan_status make_bound(struct rowan_statement *query, size_t count, struct rowan_error *err)
{
    if (query->bound_count == count)
        return ROWAN_OK;
    if (query->bound_count != 0)
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "the statement was run with %zu values before, now with %zu", query->bound_count,
                          count);
    query->bound = calloc(count, sizeof *query->bound);
    if (!query->bound)
        return rowan_out_of_memory(err);
    query->bound_count = count;
    return ROWAN_OK;
}

#define WIDE_UNITS 4000 /* of UTF-16, fewer than bytes of UTF-8 */
#define WIDE_BYTES 8000

/* FreeTDS cuts a longer one without an error, unless it is bound as a long text. */
static SQLSMALLINT wide_sql_type(bool binary, size_t size)
{
    if (binary)
        return size <= WIDE_BYTES ? SQL_VARBINARY : SQL_LONGVARBINARY;
    return size <= WIDE_UNITS ? SQL_WVARCHAR : SQL_WLONGVARCHAR;
}

/* Short ones are declared with one length, whatever is in them, so that the server has one plan for all. */
static SQLULEN wide_digits(bool binary, size_t size)
{
    size_t least = binary ? WIDE_BYTES : WIDE_UNITS;

    return size <= least ? least : size;
}

static SQLSMALLINT text_sql_type(const struct rowan_statement *query, enum rowan_param_kind kind, size_t size)
{
    bool binary = kind == ROWAN_PARAM_BINARY;

    if (query->db->server.dialect->driver.wide_texts)
        return wide_sql_type(binary, size);
    if (size > 4000 || query->db->server.dialect->long_texts)
        return binary ? SQL_LONGVARBINARY : SQL_LONGVARCHAR;
    return binary ? SQL_VARBINARY : SQL_VARCHAR;
}

static enum rowan_status bind(struct rowan_statement *query, size_t i, enum rowan_param_kind kind,
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
        if (query->db->server.dialect->driver.wide_texts)
            digits = wide_digits(kind == ROWAN_PARAM_BINARY, size);
    }
    if (SQL_SUCCEEDED(SQLBindParameter(query->stmt, (SQLUSMALLINT)(i + 1), SQL_PARAM_INPUT, c_type, type,
                                       digits, 0, (void *)(uintptr_t)values, (SQLLEN)size,
                                       (SQLLEN *)lengths)))
        return ROWAN_OK;
    return rowan_odbc_fail_query(query, err);
}

/* A copied text ends with a zero; its end is told only where it has none before that. */
static bool is_string(const struct rowan_param_buffer *bound, const struct rowan_param *param)
{
    return param->kind == ROWAN_PARAM_TEXT && !param->null && !bound->direct &&
           (param->text.size == 0 || !memchr(param->text.data, '\0', param->text.size));
}

/* The driver of SQLite reads the length of bytes when they are bound, and not again when the statement runs.
 */
static enum rowan_status bind_param(struct rowan_statement *query, size_t i, const struct rowan_param *param,
                                    struct rowan_error *err)
{
    struct rowan_param_buffer *bound = &query->bound[i];
    enum rowan_param_buffer_change change = rowan_param_buffer_put(bound, param);
    enum rowan_status st;

    if (query->db->server.dialect->zero_ended && is_string(bound, param))
        bound->length = SQL_NTS;
    if (change == ROWAN_PARAM_BUFFER_SAME && param->kind == ROWAN_PARAM_BINARY)
        change = ROWAN_PARAM_BUFFER_MOVED;
    switch (change) {
    case ROWAN_PARAM_BUFFER_SAME:
        return ROWAN_OK;
    case ROWAN_PARAM_BUFFER_MOVED:
        st = bind(query, i, param->kind, bound->place, bound->size, &bound->length, err);
        break;
    default:
        st = rowan_out_of_memory(err);
    }
    bound->bound = st == ROWAN_OK; /* else the driver has the old place, or none */
    return st;
}

/* --- running --- */

/* Not SQLDescribeCol, and not the concise type: for these the driver of PostgreSQL reads the catalogue of
 * each table that the result is from. */
static enum rowan_status describe_columns(struct rowan_statement *query, SQLSMALLINT width,
                                          struct rowan_error *err)
{
    clear_columns(query);
    query->columns = calloc((size_t)width, sizeof *query->columns);
    if (!query->columns)
        return rowan_out_of_memory(err);
    query->width = (size_t)width;
    for (SQLUSMALLINT i = 0; i < query->width; i++) {
        SQLCHAR name[256] = "";
        SQLLEN type = 0;
        if (!SQL_SUCCEEDED(
                SQLColAttribute(query->stmt, i + 1, SQL_DESC_NAME, name, sizeof name, NULL, NULL)) ||
            !SQL_SUCCEEDED(SQLColAttribute(query->stmt, i + 1, SQL_DESC_TYPE, NULL, 0, NULL, &type)))
            return rowan_odbc_fail_query(query, err);
        query->columns[i].type = (SQLSMALLINT)type;
        query->columns[i].name = strdup((const char *)name);
        if (!query->columns[i].name)
            return rowan_out_of_memory(err);
    }
    return ROWAN_OK;
}

static enum rowan_status read_columns(struct rowan_statement *query, SQLSMALLINT width,
                                      struct rowan_error *err)
{
    enum rowan_status st = describe_columns(query, width, err);

    if (st != ROWAN_OK)
        clear_columns(query); /* half of them would pass for all the next time */
    return st;
}

/* Add what the driver says of the result in hand to the number of rows. */
static void add_count(struct rowan_statement *query)
{
    bool last = query->db->server.dialect->driver.last_count;
    SQLLEN rows = -1;

    if (SQL_SUCCEEDED(SQLRowCount(query->stmt, &rows)) && rows >= 0)
        query->affected = query->affected < 0 || last ? rows : query->affected + rows;
}

/* Pass over the results behind the one in hand: an error may stand there. */
static enum rowan_status drain(struct rowan_statement *query, struct rowan_error *err)
{
    for (;;) {
        SQLRETURN code = rowan_odbc_more_results(query->db, query->stmt);
        SQLSMALLINT width = 0;
        enum rowan_status st;
        if (code == SQL_NO_DATA)
            return ROWAN_OK;
        if (!SQL_SUCCEEDED(code))
            return rowan_odbc_fail_query(query, err);
        st = rowan_warning_read(query->db, query->stmt, code, err);
        if (st != ROWAN_OK)
            return st;
        if (SQL_SUCCEEDED(SQLNumResultCols(query->stmt, &width)) && width == 0)
            add_count(query);
    }
}

/* The count that the driver does not have. Asked after each such statement, so by the calls alone. */
static enum rowan_status ask_count(struct rowan_statement *query, struct rowan_error *err)
{
    struct rowan_connection *db = query->db;
    SQLHSTMT stmt;
    SQLRETURN code;
    SQLBIGINT count = -1;
    SQLLEN length;
    enum rowan_status st = ROWAN_OK;

    if (!db->count_query)
        st = rowan_statement_new(&db->count_query, db, db->server.dialect->count_query, err);
    if (st != ROWAN_OK)
        return st;
    stmt = db->count_query->stmt;
    code = SQLExecute(stmt);
    st = rowan_warning_read(db, stmt, code, err);
    if (st == ROWAN_OK && (!SQL_SUCCEEDED(code) || !SQL_SUCCEEDED(SQLFetch(stmt)) ||
                           !SQL_SUCCEEDED(SQLGetData(stmt, 1, SQL_C_SBIGINT, &count, sizeof count, &length))))
        st = rowan_odbc_fail_query(db->count_query, err);
    SQLFreeStmt(stmt, SQL_CLOSE);
    query->affected = count;
    return st;
}

/* After a run: an open result, or a number of rows. */
static enum rowan_status after_run(struct rowan_statement *query, SQLRETURN code, struct rowan_error *err)
{
    SQLSMALLINT width = 0;
    enum rowan_status st = rowan_warning_read(query->db, query->stmt, code, err);

    query->affected = -1;
    if (st != ROWAN_OK)
        return st;
    if (!SQL_SUCCEEDED(SQLNumResultCols(query->stmt, &width)))
        return rowan_odbc_fail_query(query, err);
    if (width > 0) {
        query->cursor = true;
        return (size_t)width == query->width ? ROWAN_OK : read_columns(query, width, err);
    }
    if (!query->uncounted)
        add_count(query);
    st = query->one_result ? ROWAN_OK : drain(query, err);
    if (st == ROWAN_OK && query->uncounted)
        st = ask_count(query, err);
    return st == ROWAN_OK ? rowan_warning_ask(query->db, query->of_rows, err) : st;
}

static enum rowan_status execute(struct rowan_statement *query, struct rowan_error *err)
{
    enum rowan_status st = rowan_warning_prepare(query->db, err);
    SQLRETURN code;

    if (st != ROWAN_OK)
        return st;
    code = SQLExecute(query->stmt);
    st = rowan_odbc_succeeded(code) ? after_run(query, code, err) : rowan_odbc_fail_query(query, err);

    query->stale = st != ROWAN_OK && query->db->server.dialect->driver.loses_prepared;
    return st;
}

/* Under XACT_ABORT an error ends the procedure that prepares and runs a statement: FreeTDS then does not get
 * its number, and fails without a word when it is to run again. */
static enum rowan_status freshen(struct rowan_statement *query, struct rowan_error *err)
{
    if (!query->stale || !query->sql)
        return ROWAN_OK;
    query->stale = false;
    SQLFreeStmt(query->stmt, SQL_CLOSE);
    for (size_t i = 0; i < query->bound_count; i++)
        query->bound[i].bound = false;
    return prepare(query, err);
}

enum rowan_status rowan_statement_run(struct rowan_statement *query, const struct rowan_param *params,
                                      size_t count, struct rowan_error *err)
{
    enum rowan_status st = rowan_odbc_ready(query->db, err);

    rowan_statement_reset(query);
    if (st == ROWAN_OK)
        st = freshen(query, err);
    if (st == ROWAN_OK)
        st = make_bound(query, count, err);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = bind_param(query, i, &params[i], err);
    return st == ROWAN_OK ? execute(query, err) : st;
}

/*
 * The driver stops after so many rows. It is told before the text is prepared, and the text is prepared for
 * each page: that of SQLite else loses the first row of a page that comes after one that was not read to its
 * end.
 */
static enum rowan_status prepare_page(struct rowan_statement *query, int64_t rows, struct rowan_error *err)
{
    rowan_statement_reset(query);
    if (!SQL_SUCCEEDED(SQLSetStmtAttr(query->stmt, SQL_ATTR_MAX_ROWS, (SQLPOINTER)(uintptr_t)rows, 0)) ||
        !SQL_SUCCEEDED(SQLPrepare(query->stmt, (SQLCHAR *)query->sql, SQL_NTS)))
        return rowan_odbc_fail_query(query, err);
    for (size_t i = 0; i < query->bound_count; i++)
        query->bound[i].bound = false;
    return ROWAN_OK;
}

enum rowan_status rowan_statement_run_page(struct rowan_statement *query, struct rowan_param *params,
                                           size_t count, int64_t rows, struct rowan_error *err)
{
    enum rowan_status st;

    if (query->db->server.dialect->page_marker) {
        params[count++] = (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = rows};
        return rowan_statement_run(query, params, count, err);
    }
    st = rowan_odbc_ready(query->db, err);
    if (st == ROWAN_OK)
        st = prepare_page(query, rows, err);
    return st == ROWAN_OK ? rowan_statement_run(query, params, count, err) : st;
}

/* --- parameter arrays --- */

/* How many sets of parameters the next run sends. */
static enum rowan_status set_rows(struct rowan_statement *query, size_t rows, struct rowan_error *err)
{
    if (SQL_SUCCEEDED(SQLSetStmtAttr(query->stmt, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)rows, 0)))
        return ROWAN_OK;
    return rowan_odbc_fail_query(query, err);
}

/* The MariaDB driver sends addresses instead of texts when a statement that ran with one set of parameters
 * runs with an array: it must forget what was bound. */
static enum rowan_status run_array(struct rowan_statement *query, const struct rowan_param *params,
                                   size_t count, size_t rows, const size_t *widths, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    SQLFreeStmt(query->stmt, SQL_RESET_PARAMS);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        struct rowan_param_buffer_array *array = &query->arrays[i];
        bool text = rowan_param_buffer_is_text(params[i].kind);
        if (!rowan_param_buffer_fill(array, params + i, count, rows, widths[i]))
            return rowan_out_of_memory(err);
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

/* One run whose rows are not known makes all of them so. */
static int64_t add_affected(int64_t sum, const struct rowan_statement *query)
{
    return sum < 0 || query->affected < 0 ? -1 : sum + query->affected;
}

enum rowan_status rowan_statement_run_array(struct rowan_statement *query, const struct rowan_param *params,
                                            size_t count, size_t rows, struct rowan_error *err)
{
    enum rowan_status st = rowan_odbc_ready(query->db, err);
    size_t *widths = NULL;
    int64_t sum = 0;

    rowan_statement_reset(query);
    if (st == ROWAN_OK)
        st = make_bound(query, count, err);
    if (st != ROWAN_OK || rows == 0)
        return st;
    if (query->db->server.dialect->insert != ROWAN_INSERT_ARRAYS) {
        for (size_t row = 0; row < rows && st == ROWAN_OK; row++) {
            st = rowan_statement_run(query, params + row * count, count, err);
            sum = add_affected(sum, query);
        }
        query->affected = sum;
        return st;
    }
    widths = calloc(count, sizeof *widths);
    if (!query->arrays)
        query->arrays = calloc(count, sizeof *query->arrays);
    if (!widths || !query->arrays)
        st = rowan_out_of_memory(err);
    for (size_t row = 0; row < rows && st == ROWAN_OK;) {
        size_t n = rowan_param_buffer_rows(params + row * count, count, rows - row, widths);
        st = run_array(query, params + row * count, count, n, widths, err);
        sum = add_affected(sum, query);
        row += n;
    }
    query->affected = sum;
    free(widths);
    return st;
}

/* --- results --- */

/* A new statement, for a function of the driver that gives a result. */
static enum rowan_status begin_list(struct rowan_statement **out, struct rowan_connection *db,
                                    struct rowan_error *err)
{
    enum rowan_status st = rowan_odbc_ready(db, err);

    *out = NULL;
    return st == ROWAN_OK ? new_query(out, db, err) : st;
}

static enum rowan_status end_list(struct rowan_statement **out, SQLRETURN code, struct rowan_error *err)
{
    enum rowan_status st =
        SQL_SUCCEEDED(code) ? after_run(*out, code, err) : rowan_odbc_fail_query(*out, err);

    if (st != ROWAN_OK) {
        rowan_statement_free(*out);
        *out = NULL;
    }
    return st;
}

/* Databases of which a server has several, and no schemas in them: there a driver calls a schema a catalog.
 */
static bool has_schemas(const struct rowan_connection *db)
{
    SQLUINTEGER usage = SQL_SU_DML_STATEMENTS;

    return !SQL_SUCCEEDED(SQLGetInfo(db->dbc, SQL_SCHEMA_USAGE, &usage, sizeof usage, NULL)) || usage != 0;
}

enum rowan_status rowan_statement_columns(struct rowan_statement **out, struct rowan_connection *db,
                                          const char *schema, const char *table, struct rowan_error *err)
{
    enum rowan_status st = begin_list(out, db, err);
    SQLCHAR *place = (SQLCHAR *)(uintptr_t)schema;
    bool is_schema;

    if (st != ROWAN_OK)
        return st;
    is_schema = !schema || has_schemas(db);
    return end_list(out,
                    SQLColumns((*out)->stmt, is_schema ? NULL : place, SQL_NTS, is_schema ? place : NULL,
                               SQL_NTS, (SQLCHAR *)(uintptr_t)table, SQL_NTS, NULL, 0),
                    err);
}

enum rowan_status rowan_statement_types(struct rowan_statement **out, struct rowan_connection *db, int type,
                                        struct rowan_error *err)
{
    enum rowan_status st = begin_list(out, db, err);

    return st == ROWAN_OK ? end_list(out, SQLGetTypeInfo((*out)->stmt, (SQLSMALLINT)type), err) : st;
}

enum rowan_status rowan_statement_finish(struct rowan_statement *query, struct rowan_error *err)
{
    enum rowan_status st = query->cursor && !query->one_result ? drain(query, err) : ROWAN_OK;

    rowan_statement_reset(query);
    return st;
}

enum rowan_status rowan_statement_fetch(struct rowan_statement *query, bool *more, struct rowan_error *err)
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
    return code == SQL_NO_DATA ? rowan_statement_finish(query, err) : rowan_odbc_fail_query(query, err);
}

/* Bytes that a driver is offered for a text: all there are, or what it probably needs. */
static size_t room_for(const struct rowan_statement *query, size_t column, const struct rowan_buffer *out)
{
    size_t need = query->columns[column].expect + 1;
    size_t left = out->capacity - out->size;

    if (need < READ_MIN)
        need = READ_MIN;
    return !query->db->server.dialect->fills_room && left > need ? left : need;
}

/* Bytes that are read as a text come as pairs of digits, and FreeTDS never gives half of one: where there is
 * room for one digit it gives nothing, for ever. */
static size_t even_room(size_t room, size_t end)
{
    return room - (room - end) % 2;
}

/* A driver that needs more room says how much, and gets it in a second call. That of PostgreSQL goes through
 * the whole text in each. */
static enum rowan_status read_value(struct rowan_statement *query, size_t column, bool bytes, size_t most,
                                    struct rowan_buffer *out, bool *null, bool *too_long,
                                    struct rowan_error *err)
{
    size_t end = bytes ? 0 : 1; /* a terminator takes the last byte */
    size_t room = even_room(room_for(query, column, out), end), before = out->size;
    SQLRETURN code;
    SQLLEN rest; /* bytes there were before a call */

    *null = false;
    for (;;) {
        if (!rowan_buffer_reserve(out, room))
            return rowan_out_of_memory(err);
        rest = 0;
        code = SQLGetData(query->stmt, (SQLUSMALLINT)(column + 1), bytes ? SQL_C_BINARY : SQL_C_CHAR,
                          out->data + out->size, (SQLLEN)room, &rest);
        if (code == SQL_NO_DATA)
            return ROWAN_OK;
        if (!SQL_SUCCEEDED(code))
            return rowan_odbc_fail_query(query, err);
        if (rest == SQL_NULL_DATA) {
            *null = true;
            return ROWAN_OK;
        }
        if (rest != SQL_NO_TOTAL && (size_t)rest + end <= room) {
            out->size += (size_t)rest;
            *too_long = out->size - before > most;
            return ROWAN_OK;
        }
        out->size += room - end;
        *too_long = out->size - before > most || (rest != SQL_NO_TOTAL && (size_t)rest > most);
        if (*too_long)
            return ROWAN_OK;
        room = rest == SQL_NO_TOTAL ? room * 2 : (size_t)rest - (room - end) + end;
        room += (room - end) % 2;
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

static enum rowan_status append(struct rowan_statement *query, size_t column, bool bytes, size_t most,
                                struct rowan_buffer *out, bool *null, bool *too_long, struct rowan_error *err)
{
    size_t before = out->size;
    enum rowan_status st;

    *too_long = false;
    st = read_value(query, column, bytes, most, out, null, too_long, err);
    if (st != ROWAN_OK || *too_long)
        out->size = before;
    else if (!*null)
        learn_size(&query->columns[column], out->size - before);
    return st;
}

enum rowan_status rowan_statement_append_within(struct rowan_statement *query, size_t column, size_t most,
                                                struct rowan_buffer *out, bool *null, bool *too_long,
                                                struct rowan_error *err)
{
    return append(query, column, false, most, out, null, too_long, err);
}

enum rowan_status rowan_statement_append_bytes(struct rowan_statement *query, size_t column, size_t most,
                                               struct rowan_buffer *out, bool *null, bool *too_long,
                                               struct rowan_error *err)
{
    return append(query, column, true, most, out, null, too_long, err);
}

enum rowan_status rowan_statement_append(struct rowan_statement *query, size_t column,
                                         struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    bool too_long;

    return rowan_statement_append_within(query, column, SIZE_MAX, out, null, &too_long, err);
}

enum rowan_status rowan_statement_text(struct rowan_statement *query, size_t column, struct rowan_slice *out,
                                       struct rowan_error *err)
{
    struct rowan_buffer *text = &query->columns[column].text;
    bool null;
    enum rowan_status st;

    text->size = 0;
    st = rowan_statement_append(query, column, text, &null, err);
    out->data = st == ROWAN_OK && !null ? text->data : NULL;
    out->size = out->data ? text->size : 0;
    return st;
}

size_t rowan_statement_width(const struct rowan_statement *query)
{
    return query->width;
}

const char *rowan_statement_name(const struct rowan_statement *query, size_t column)
{
    return query->columns[column].name;
}

enum rowan_param_kind rowan_statement_kind(const struct rowan_statement *query, size_t column)
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

int64_t rowan_statement_affected(const struct rowan_statement *query)
{
    return query->affected;
}
