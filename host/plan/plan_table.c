/* Finding one's way in a table. */
#include "plan/plan_table.h"

#include <string.h>

int rowan_table_find_column(const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *rowan_conflict_name(enum rowan_conflict conflict)
{
    static const char *const names[] = {"fail", "skip", "update", "newest"};

    return names[conflict];
}
