/* The condition hangs at a table of its own, which is filled by nobody: whoever asks for the table of a path
 * or of a column gets that one. */
#include "plan/document_kind.h"

#include "plan/column_builder.h"

enum rowan_status rowan_plan_document_when(struct rowan_plan *plan, struct rowan_location place,
                                           const char *expr, struct rowan_error *err)
{
    static const struct rowan_type boolean = {.kind = ROWAN_BOOLEAN};
    static char name[] = "mapping";
    struct rowan_column_spec spec = {
        .name = "when", .place = place, .type = &boolean, .origin = ROWAN_FROM_EXPR, .of = expr};

    plan->head = rowan_arena_alloc(&plan->arena, sizeof *plan->head);
    if (!plan->head)
        return rowan_out_of_memory(err);
    plan->head->name = plan->head->label = name;
    plan->head->parent = -1;
    return rowan_plan_hidden(plan, plan->head, &spec, &plan->head->when, err);
}
