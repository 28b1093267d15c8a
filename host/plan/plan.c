/* What a plan owns, until it goes. */
#include "plan/plan.h"

#include <stdlib.h>

#include "plan/build.h"
#include "value/enum.h"

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
