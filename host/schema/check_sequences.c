#include "schema/check_sequences.h"

#include <string.h>

#include "catalog/catalog_query.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"
#include "schema/check_name.h"
#include "schema/check_query.h"
#include "schema/fix_rights.h"
#include "target/numbers.h"
#include "target/sequence_numbers.h"

enum { FIELD_TABLE, FIELD_COLUMN, FIELD_SEQUENCE, FIELDS };

/* The first into of the table that leaves the column to the database, or NULL. */
static const struct rowan_table *left_away_by(const struct rowan_plan *plan, const char *table,
                                              const char *column)
{
    for (size_t t = 0; t < plan->table_count; t++) {
        const struct rowan_table *into = &plan->tables[t];
        int c = strcmp(into->name, table) == 0 ? rowan_table_find_column(into, column) : 0;
        if (c < 0 || (strcmp(into->name, table) == 0 && into->columns[c].origin == ROWAN_FROM_IDENTITY))
            return into;
    }
    return NULL;
}

static void check_sequence(struct rowan_check_context *check, char *const *names)
{
    const struct rowan_table *table = left_away_by(check->plan, names[FIELD_TABLE], names[FIELD_COLUMN]);
    struct rowan_check_location spot;

    if (!table)
        return;
    spot = (struct rowan_check_location){table->place, table->name, names[FIELD_COLUMN]};
    rowan_fix_grant_sequence(&check->fix, names[FIELD_SEQUENCE]);
    rowan_check_error(check, &spot,
                      "the database user may not use the sequence %s, which numbers this column",
                      names[FIELD_SEQUENCE]);
}

/* ---- those of the mapping ---- */

static struct rowan_check_location spot_of(const struct rowan_plan *plan, const struct rowan_column *of)
{
    size_t t = 0;

    while (of < plan->tables[t].columns || of >= plan->tables[t].columns + plan->tables[t].column_count)
        t++;
    return (struct rowan_check_location){of->place, plan->tables[t].name, of->name};
}

static bool is_there(struct rowan_check_context *check, const char *name)
{
    struct rowan_statement *query = NULL;
    bool more = false;

    if (check->status == ROWAN_OK)
        check->status = rowan_catalog_ask(&query, check->db, check->dialect->sequence.catalog,
                                          check->endpoint->schema, &name, 1, check->err);
    if (check->status == ROWAN_OK)
        check->status = rowan_statement_fetch(query, &more, check->err);
    rowan_statement_free(query);
    return more;
}

/* False: one is missing, or the database has none. */
static bool find_sequences(struct rowan_check_context *check)
{
    const struct rowan_plan *plan = check->plan;
    bool all = true;

    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count && check->status == ROWAN_OK; c++) {
            const struct rowan_column *column = &plan->tables[t].columns[c];
            struct rowan_check_location spot = spot_of(plan, column);
            if (!column->sequence)
                continue;
            if (!rowan_check_name(check, &spot, "sequence", column->sequence)) {
                all = false;
                continue;
            }
            if (is_there(check, column->sequence) || check->status != ROWAN_OK)
                continue;
            all = false;
            rowan_fix_create_sequence(&check->fix, column->sequence);
            rowan_check_error(check, &spot, "there is no sequence \"%s\" that could number this column",
                              column->sequence);
        }
    return all && check->status == ROWAN_OK;
}

static void tell_unusable(struct rowan_check_context *check, const struct rowan_column *column,
                          const struct rowan_error *why)
{
    struct rowan_check_location spot = spot_of(check->plan, column);
    struct rowan_buffer name = {0};

    if (check->dialect->sequence.grant && check->dialect->user_query &&
        rowan_connection_quote(check->db, &name, check->endpoint->schema, column->sequence, NULL) == ROWAN_OK)
        rowan_fix_grant_sequence(&check->fix, name.data);
    rowan_check_error(check, &spot, "the database gives no number: %s", why->message);
    rowan_buffer_clear(&name);
}

/* That a right is there is shown by using it; the number that is taken is a gap. */
static void try_sequences(struct rowan_check_context *check)
{
    const struct rowan_column *failed = NULL;
    struct rowan_numbers *numbers = NULL;
    struct rowan_error why = {0};
    enum rowan_status st = rowan_numbers_open(&numbers, check->endpoint, check->plan, &why);

    if (st == ROWAN_OK)
        st = rowan_numbers_try(numbers, &failed, &why);
    rowan_numbers_close(numbers);
    if (st == ROWAN_OK || st == ROWAN_LOST || st == ROWAN_NO_MEMORY || !failed) {
        check->status = st;
        if (st != ROWAN_OK && check->err)
            *check->err = why;
        return;
    }
    tell_unusable(check, failed, &why);
}

static const struct rowan_column *first_numbered(const struct rowan_plan *plan)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            if (plan->tables[t].columns[c].sequence)
                return &plan->tables[t].columns[c];
    return NULL;
}

static void check_numbered(struct rowan_check_context *check)
{
    const struct rowan_sequence_rule *rule = &check->dialect->sequence;
    const struct rowan_column *column = check->plan->numbered ? first_numbered(check->plan) : NULL;

    if (!column || check->status != ROWAN_OK || rule->maximum)
        return;
    if (!rule->take) {
        struct rowan_check_location spot = spot_of(check->plan, column);
        rowan_check_error(check, &spot, ROWAN_NUMBERS_UNKNOWN);
    } else if (!rule->catalog || find_sequences(check)) {
        try_sequences(check);
    }
}

void rowan_check_sequences(struct rowan_check_context *check, const char *const *names, size_t count)
{
    rowan_check_ask(check, check->dialect->catalog.sequences, names, count, FIELDS, check_sequence);
    check_numbered(check);
}
