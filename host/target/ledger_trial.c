#include "target/ledger_trial.h"

#include "odbc/connection.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"
#include "target/ledger_tables.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A name that no feed should have; its rows are rolled back in any case. */
#define NOBODY " "

/* Case, blanks at the end, accents, and two ways of writing one letter. */
#define ASCII_KEYS 3 /* the first ones */
static const char *const keys[] = {"a", "A", "a ", "\xc3\xa4", "a\xcc\x88"};

static enum rowan_status insert(const struct rowan_endpoint *target, const char *key, struct rowan_error *err)
{
    const struct rowan_param params[] = {rowan_param_text(NOBODY), rowan_param_text(key)};

    return rowan_ledger_tables_insert(target, ROWAN_LEDGER_TABLE,
                                      " (feed, doc_key, status, sent, stored, run_id, logged_at) VALUES "
                                      "(?, ?, 'failed', 0, 0, '', CURRENT_TIMESTAMP)",
                                      params, COUNT(params), err);
}

/* A ledger that lacks letters beyond ASCII is no matter of collations. */
static enum rowan_status try_keys(const struct rowan_endpoint *target, struct rowan_error *err)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        enum rowan_status st = insert(target, keys[i], err);
        if (st == ROWAN_DUPLICATE)
            return rowan_fail(
                err, ROWAN_CONFIG, "config",
                "the ledger takes the key \"%s\" for another one that is written otherwise: give "
                "its column doc_key a collation that compares bytes",
                keys[i]);
        if (st != ROWAN_OK)
            return i < ASCII_KEYS ? st : ROWAN_OK;
    }
    return ROWAN_OK;
}

enum rowan_status rowan_ledger_trial(const struct rowan_endpoint *target, struct rowan_error *err)
{
    enum rowan_status st, back;

    if (!rowan_connection_dialect(target->db)->keys.tried)
        return ROWAN_OK;
    st = rowan_connection_begin(target->db, err);
    if (st != ROWAN_OK)
        return st;
    st = try_keys(target, err);
    back = rowan_connection_rollback(target->db, st == ROWAN_OK ? err : NULL);
    return st == ROWAN_OK ? back : st;
}
