/* Finding one's way in a table. */
#include "plan/plan_table.h"

#include <string.h>

#include "base/suggest.h"

const size_t *rowan_table_rule_key(const struct rowan_table *table, size_t *count)
{
    *count = table->unique_count ? table->unique_count : table->key_count;
    return table->unique_count ? table->unique : table->key;
}

int rowan_table_find_column(const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

size_t rowan_table_identity(const struct rowan_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].origin == ROWAN_FROM_IDENTITY)
            return i;
    return ROWAN_NO_COLUMN;
}

char *rowan_table_column_hint(const struct rowan_table *table, const char *name, char *out, size_t size)
{
    struct rowan_suggest nearest;

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < table->column_count; i++)
        rowan_suggest_offer(&nearest, table->columns[i].name);
    return rowan_suggest_hint(&nearest, out, size);
}

const char *rowan_conflict_name(enum rowan_conflict conflict)
{
    static const char *const names[] = {"fail", "skip", "update", "newest"};

    return names[conflict];
}
