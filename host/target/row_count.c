#include "target/row_count.h"

#include <stdio.h>

#include "odbc/dialect.h"
#include "odbc/statement.h"

/* What the database met in the last statement, in its words. It is asked after a refusal only, and is no more
 * than a help. */
static void add_reason(struct rowan_connection *db, struct rowan_error *err)
{
    const char *question = rowan_connection_dialect(db)->warnings_query;
    struct rowan_statement *query = NULL;
    struct rowan_slice text = {NULL, 0};
    size_t used = strlen(err->message);
    bool more = false;

    if (question && rowan_statement_new(&query, db, question, NULL) == ROWAN_OK &&
        rowan_statement_run(query, NULL, 0, NULL) == ROWAN_OK &&
        rowan_statement_fetch(query, &more, NULL) == ROWAN_OK && more && rowan_statement_width(query) > 2 &&
        rowan_statement_text(query, 2, &text, NULL) == ROWAN_OK && text.data)
        snprintf(err->message + used, sizeof err->message - used, ": %.*s", (int)text.size, text.data);
    rowan_statement_free(query);
}

/* A driver that counts and has no number for this one met a refusal: odbc-mariadb does so. */
static int64_t count_of(struct rowan_connection *db, const struct rowan_statement *query, size_t sent)
{
    int64_t count = rowan_statement_affected(query);

    if (count >= 0)
        return count;
    return rowan_connection_dialect(db)->row_counts ? 0 : (int64_t)sent;
}

enum rowan_status rowan_row_count_check(int64_t *stored, struct rowan_connection *db,
                                        const struct rowan_statement *query, size_t sent, bool may_drop,
                                        struct rowan_error *err)
{
    *stored = count_of(db, query, sent);
    if (*stored >= (int64_t)sent || may_drop)
        return ROWAN_OK;
    rowan_connection_spoil(db);
    rowan_fail(err, ROWAN_DATABASE, "database",
               "the database stored %lld of %zu rows without an error: a trigger, a rule, or a value that it "
               "refuses in silence",
               (long long)*stored, sent);
    if (err)
        add_reason(db, err);
    return ROWAN_DATABASE;
}
