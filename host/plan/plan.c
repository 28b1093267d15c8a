/* What a plan owns, until it goes. */
#include "plan/plan.h"

#include <stdlib.h>

#include "value/enum.h"
#include "xml/projection.h"
#include "xml/qname_table.h"

size_t rowan_plan_foreign_key(const struct rowan_plan *plan, const struct rowan_table *table, size_t *mine,
                              size_t *theirs)
{
    const struct rowan_table *parent;
    size_t count = 0;

    if (table->parent < 0)
        return 0;
    parent = &plan->tables[table->parent];
    for (size_t k = 0; k < parent->key_count; k++) {
        size_t i = 0;
        while (i < table->column_count && !(table->columns[i].origin == ROWAN_FROM_PARENT &&
                                            (size_t)table->columns[i].of == parent->key[k]))
            i++;
        if (i == table->column_count)
            return 0;
        if (mine)
            mine[count] = i;
        if (theirs)
            theirs[count] = parent->key[k];
        count++;
    }
    return count;
}

void rowan_plan_build_free(struct rowan_plan *plan)
{
    if (!plan->build)
        return;
    free(plan->build->namespaces);
    free(plan->build->places);
    free(plan->build);
    plan->build = NULL;
}

void rowan_plan_free(struct rowan_plan *plan)
{
    if (!plan)
        return;
    rowan_plan_build_free(plan);
    for (size_t i = 0; i < plan->table_count; i++)
        free(plan->tables[i].columns);
    for (struct rowan_labels_list *item = plan->labels; item; item = item->next)
        rowan_labels_free(item->labels);
    free(plan->tables);
    free(plan->source.columns);
    free(plan->used);
    rowan_projection_free(plan->projection);
    rowan_qname_table_free(plan->names);
    rowan_arena_clear(&plan->arena);
    free(plan);
}
