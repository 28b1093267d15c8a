#include "schema/document_index.h"

#include <string.h>

#include "plan/document_rows.h"

static void take(struct rowan_document_index *want, const struct rowan_table *table, const size_t *columns,
                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        want->columns[i] = table->columns[columns[i]].name;
    want->count = count;
}

bool rowan_document_index(struct rowan_document_index *want, const struct rowan_plan *plan, size_t table)
{
    const struct rowan_table *t = &plan->tables[table];
    struct rowan_document_rows rows = rowan_document_rows(plan, table);
    size_t mine[ROWAN_DOCUMENT_INDEX_COLUMNS];

    want->count = 0;
    if (t->conflict)
        return false;
    if (rows.by == ROWAN_ROWS_BY_KEY)
        take(want, t, rows.columns, plan->source.key_count);
    else if (rows.by == ROWAN_ROWS_BY_PARENT &&
             plan->tables[t->parent].key_count <= ROWAN_DOCUMENT_INDEX_COLUMNS)
        take(want, t, mine, rowan_plan_foreign_key(plan, t, mine, NULL));
    return want->count > 0;
}

static bool has(const struct rowan_document_index *want, const char *name)
{
    for (size_t i = 0; i < want->count; i++)
        if (strcmp(want->columns[i], name) == 0)
            return true;
    return false;
}

bool rowan_document_index_found(const struct rowan_document_index *want, const char *const *columns,
                                size_t count, bool unique)
{
    size_t i = 0;

    while (i < count && i < want->count && has(want, columns[i]))
        i++;
    return i == want->count || (unique && count > 0 && i == count);
}

bool rowan_document_index_is_key(const struct rowan_document_index *want, const struct rowan_table *table)
{
    const char *names[ROWAN_DOCUMENT_INDEX_COLUMNS];
    size_t count = 0;

    while (count < table->key_count && count < ROWAN_DOCUMENT_INDEX_COLUMNS) {
        names[count] = table->columns[table->key[count]].name;
        count++;
    }
    return rowan_document_index_found(want, names, count, table->key_count == count);
}
