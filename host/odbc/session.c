/* All settings are read back by one query, as it costs a round trip for each connection. */
#include "odbc/session.h"

#include "odbc/statement.h"
#include "odbc/dialect.h"
#include "odbc/sql_text.h"

enum rowan_status rowan_session_begin(struct rowan_connection *db, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (const char *const *sql = rowan_connection_dialect(db)->session; sql && *sql && st == ROWAN_OK; sql++)
        st = rowan_connection_exec(db, *sql, err);
    return st;
}

static enum rowan_status ask_settings(struct rowan_statement **query, struct rowan_connection *db,
                                      struct rowan_error *err)
{
    struct rowan_buffer text;
    struct rowan_sql sql;
    enum rowan_status st;

    rowan_buffer_init(&text);
    rowan_sql_begin(&sql, rowan_connection_server(db), &text, err);
    for (const struct rowan_session_setting *s = rowan_connection_dialect(db)->settings; s->name; s++) {
        rowan_sql_add(&sql, s == rowan_connection_dialect(db)->settings ? "SELECT " : ", ");
        rowan_sql_add(&sql, s->query);
    }
    st = rowan_statement_prepare(query, db, &sql);
    if (st == ROWAN_OK)
        st = rowan_statement_run(*query, NULL, 0, err);
    rowan_buffer_clear(&text);
    return st;
}

static enum rowan_status compare_setting(const struct rowan_session_setting *s, struct rowan_slice found,
                                         struct rowan_error *err)
{
    char shown[80];

    if (found.data && rowan_slice_equal(found, rowan_slice_of(s->wanted)))
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_CONFIG, "config", "the session's %s is %s, and rowan needs \"%s\"%s%s",
                      s->name, rowan_quote(shown, sizeof shown, found), s->wanted, s->remedy ? ": " : "",
                      s->remedy ? s->remedy : "");
}

enum rowan_status rowan_session_check(struct rowan_connection *db, struct rowan_error *err)
{
    const struct rowan_session_setting *settings = rowan_connection_dialect(db)->settings;
    struct rowan_statement *query = NULL;
    struct rowan_slice found;
    enum rowan_status st;
    bool more = false;

    if (!settings)
        return ROWAN_OK;
    st = ask_settings(&query, db, err);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, err);
    for (size_t i = 0; st == ROWAN_OK && more && settings[i].name; i++) {
        st = rowan_statement_text(query, i, &found, err);
        if (st == ROWAN_OK)
            st = compare_setting(&settings[i], found, err);
    }
    rowan_statement_free(query);
    return st;
}
