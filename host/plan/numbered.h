#ifndef ROWAN_NUMBERED_H
#define ROWAN_NUMBERED_H
/*
 * Columns whose numbers the database gives when rows are written: those of a sequence, keys of rows
 * that are looked up, and those that take them from the row above. Until then a cell has a number that only
 * tells rows of a batch apart.
 */
#include "plan/plan.h"

#define ROWAN_NUMBERED_LATER                                                                                 \
    "the database gives this number when the row is written, and nobody knows it before"

/* Mark them. ROWAN_MAPPING for a default, which would be taken for such a number. */
enum rowan_status rowan_plan_numbered(struct rowan_plan *plan, struct rowan_error *err);
#endif
