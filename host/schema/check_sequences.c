#include "schema/check_sequences.h"

#include <string.h>

#include "odbc/dialect.h"
#include "schema/check_query.h"
#include "schema/fix_rights.h"

enum { FIELD_TABLE, FIELD_COLUMN, FIELD_SEQUENCE, FIELDS };

/* The first into of the table that does not fill the column, or NULL. */
static const struct rowan_table *left_away_by(const struct rowan_plan *plan, const char *table,
                                              const char *column)
{
    for (size_t t = 0; t < plan->table_count; t++)
        if (strcmp(plan->tables[t].name, table) == 0 && rowan_table_find_column(&plan->tables[t], column) < 0)
            return &plan->tables[t];
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

void rowan_check_sequences(struct rowan_check_context *check, const char *const *names, size_t count)
{
    rowan_check_ask(check, check->dialect->catalog.sequences, names, count, FIELDS, check_sequence);
}
