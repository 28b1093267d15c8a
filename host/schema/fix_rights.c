#include "schema/fix_rights.h"

#include "odbc/dialect.h"
#include "odbc/statement.h"

static void add_user(struct rowan_sql *sql, struct rowan_connection *db)
{
    struct rowan_statement *query = NULL;
    struct rowan_slice user = {NULL, 0};
    bool more = false;
    enum rowan_status st = rowan_statement_new(&query, db, rowan_connection_dialect(db)->user_query, NULL);

    if (st == ROWAN_OK)
        st = rowan_statement_run(query, NULL, 0, NULL);
    if (st == ROWAN_OK)
        st = rowan_statement_fetch(query, &more, NULL);
    if (st == ROWAN_OK && more)
        st = rowan_statement_text(query, 0, &user, NULL);
    rowan_sql_spoil(sql, st == ROWAN_OK && !user.data ? ROWAN_DATABASE : st);
    if (user.data)
        rowan_sql_add_slice(sql, user);
    rowan_statement_free(query);
}

static const struct rowan_dialect *dialect_of(const struct rowan_fix *fix)
{
    return rowan_connection_dialect(fix->endpoint->db);
}

static void end_grant(struct rowan_fix *fix, struct rowan_sql *sql)
{
    rowan_sql_add(sql, " TO ");
    add_user(sql, fix->endpoint->db);
    rowan_sql_add(sql, ";");
    rowan_fix_end(fix, sql);
}

void rowan_fix_grant(struct rowan_fix *fix, const char *table, const char *rights)
{
    struct rowan_sql sql;

    if (!dialect_of(fix)->user_query)
        return;
    sql = rowan_fix_begin(fix);
    rowan_sql_add(&sql, "GRANT ");
    rowan_sql_add(&sql, rights);
    rowan_sql_add(&sql, " ON ");
    rowan_sql_add_name(&sql, fix->endpoint->schema, table);
    end_grant(fix, &sql);
}

void rowan_fix_grant_schema(struct rowan_fix *fix, const char *schema)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_add(&sql, "GRANT USAGE ON SCHEMA ");
    rowan_sql_add_name(&sql, NULL, schema);
    end_grant(fix, &sql);
}

void rowan_fix_grant_sequence(struct rowan_fix *fix, const char *sequence)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_add(&sql, "GRANT ");
    rowan_sql_add_cast(&sql, dialect_of(fix)->sequence.grant, sequence);
    end_grant(fix, &sql);
}

void rowan_fix_create_schema(struct rowan_fix *fix, const char *schema, bool if_missing)
{
    struct rowan_sql sql = rowan_fix_begin(fix);

    rowan_sql_add(&sql, "CREATE SCHEMA ");
    if (if_missing)
        rowan_sql_add(&sql, dialect_of(fix)->if_missing);
    rowan_sql_add_name(&sql, NULL, schema);
    rowan_sql_add(&sql, ";");
    rowan_fix_end(fix, &sql);
}
