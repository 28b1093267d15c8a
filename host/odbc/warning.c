#include "odbc/warning.h"

#include <stdio.h>
#include <stdlib.h>

#include "odbc/classify_error.h"
#include "odbc/dialect.h"

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

static void count_warning(struct rowan_connection *db, const char *message)
{
    if (db->warnings.count++ == 0)
        snprintf(db->warnings.first, sizeof db->warnings.first, "%.*s", (int)sizeof db->warnings.first - 1,
                 message);
}

/* Notices: SQLSTATE 00000, as psqlodbc has it, and what the dialect lists. */
static bool is_notice(const struct rowan_connection *db, const char *sqlstate, long native)
{
    const long *notice = db->server.dialect ? db->server.dialect->driver.notices : NULL;

    while (notice && *notice && *notice != native)
        notice++;
    return strncmp(sqlstate, "00", 2) == 0 || (notice && *notice);
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
    count_warning(db, message);
    return ROWAN_OK;
}

/* One record of a handle; false: there are no more. */
static bool read_record(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT i, SQLCHAR state[6],
                        SQLINTEGER *native, SQLCHAR message[ROWAN_MESSAGE_MAX])
{
    SQLSMALLINT length;

    *state = *message = '\0';
    *native = 0;
    if (!SQL_SUCCEEDED(SQLGetDiagRec(type, handle, i, state, native, message, ROWAN_MESSAGE_MAX, &length)))
        return false;
    rowan_classify_error_clean((char *)message);
    return true;
}

enum rowan_status rowan_warning_read(struct rowan_connection *db, SQLHSTMT stmt, SQLRETURN code,
                                     struct rowan_error *err)
{
    SQLCHAR state[6], message[ROWAN_MESSAGE_MAX];
    SQLINTEGER native;
    enum rowan_status st = ROWAN_OK;

    for (SQLSMALLINT i = 1; code == SQL_SUCCESS_WITH_INFO && i <= RECORDS_MAX && st == ROWAN_OK; i++) {
        if (!read_record(SQL_HANDLE_STMT, stmt, i, state, &native, message))
            break;
        if (!is_notice(db, (const char *)state, native))
            st = rowan_warning_add(db, (const char *)state, native, (const char *)message, err);
    }
    return st;
}

void rowan_warning_of_commit(struct rowan_connection *db, SQLRETURN code)
{
    SQLCHAR state[6], message[ROWAN_MESSAGE_MAX];
    SQLINTEGER native;

    for (SQLSMALLINT i = 1; code == SQL_SUCCESS_WITH_INFO && i <= RECORDS_MAX; i++) {
        if (!read_record(SQL_HANDLE_DBC, db->dbc, i, state, &native, message))
            break;
        if (!is_notice(db, (const char *)state, native))
            count_warning(db, (const char *)message);
    }
}

/*
 * A note (a fraction that was cut on the way into somebody's column, as SQL's rounding does) is no harm by
 * itself, whatever its number: it is counted if its number is a harmful one, and else, as "the table is there
 * already", nothing. Nor does a warning fail rows, of which only some are told. An error is told by the
 * number of rows.
 */
static enum rowan_status take_row(struct rowan_connection *db, const struct rowan_slice *cells, bool of_rows,
                                  struct rowan_error *err)
{
    bool note = rowan_slice_equal(cells[0], rowan_slice_of("Note"));
    long number = cells[1].data ? strtol(cells[1].data, NULL, 10) : 0;
    char text[ROWAN_MESSAGE_MAX];

    if (rowan_slice_equal(cells[0], rowan_slice_of("Error")) ||
        (note && !rowan_warning_is_harmful(db->server.dialect, "", number)))
        return ROWAN_OK;
    snprintf(text, sizeof text, "%.*s", cells[2].size < 1900 ? (int)cells[2].size : 1900,
             cells[2].data ? cells[2].data : "");
    return rowan_warning_add(db, "", note || of_rows ? 0 : number, text, err);
}

static enum rowan_status take_rows(struct rowan_connection *db, bool of_rows, struct rowan_error *err)
{
    struct rowan_statement *query = db->warnings_query;
    struct rowan_slice cells[3];
    bool more = true;
    enum rowan_status st = rowan_statement_run(query, NULL, 0, err);

    while (st == ROWAN_OK) {
        st = rowan_statement_fetch(query, &more, err);
        if (st != ROWAN_OK || !more)
            break;
        for (size_t i = 0; i < 3 && st == ROWAN_OK; i++)
            st = rowan_statement_text(query, i, &cells[i], err);
        if (st == ROWAN_OK)
            st = take_row(db, cells, of_rows, err);
    }
    rowan_statement_reset(query);
    return st;
}

/* A statement that is prepared between another one and the question would be what is asked about. */
enum rowan_status rowan_warning_prepare(struct rowan_connection *db, struct rowan_error *err)
{
    const char *question = db->server.dialect ? db->server.dialect->warnings_query : NULL;

    return question && !db->warnings_query && !db->asking
               ? rowan_statement_new(&db->warnings_query, db, question, err)
               : ROWAN_OK;
}

enum rowan_status rowan_warning_ask(struct rowan_connection *db, bool of_rows, struct rowan_error *err)
{
    enum rowan_status st;

    if (!db->warnings_query || db->asking)
        return ROWAN_OK;
    db->asking = true;
    st = take_rows(db, of_rows, err);
    db->asking = false;
    return st;
}
