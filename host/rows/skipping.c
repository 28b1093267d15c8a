/* Only the paths of the condition are asked of a document that is skipped for it. */
#include "rows/skipping.h"

#include <stdio.h>
#include <string.h>

#include "rows/cell.h"

static void tell_condition(const struct rowan_column *when, struct rowan_skip *skip)
{
    skip->reason = "when";
    snprintf(skip->message, sizeof skip->message, "%s:%d: the mapping's when is not true: %.1000s",
             when->place.file, when->place.line, rowan_expr_line(when->expr));
}

enum rowan_status rowan_skipping_when(struct rowan_row_workspace *work,
                                      const struct rowan_row_context *context, struct rowan_skip *skip,
                                      struct rowan_error *err)
{
    const struct rowan_table *head = work->plan->head;
    struct rowan_value value = {0};
    enum rowan_status st;

    work->choosing = true;
    st = rowan_cell_make(work, context, head, head->when, &value, err);
    work->choosing = false;
    if (st == ROWAN_OK && (value.null || !value.number))
        tell_condition(head->when, skip);
    return st;
}

enum rowan_status rowan_skipping_nothing(const struct rowan_plan *plan, enum rowan_status st,
                                         const struct rowan_error *err, struct rowan_skip *skip)
{
    if (st != ROWAN_DOCUMENT || !plan->skip_nothing || strcmp(err->reason, "nothing") != 0)
        return st;
    skip->reason = "nothing";
    memcpy(skip->message, err->message, sizeof skip->message);
    return ROWAN_OK;
}
