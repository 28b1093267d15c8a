#ifndef ROWAN_LINEAGE_H
#define ROWAN_LINEAGE_H
/*
 * lineage = true: which tables of a plan have the keys of their rows recorded, and whether these find a row
 * again. docs/internals/load-again.md
 */
#include "plan/plan.h"

/* Of a plan that is whole: where no table needs it, the word changes nothing, and plan->lineage is false
 * afterwards. ROWAN_MAPPING for a table that needs it and has no key that finds its rows. */
enum rowan_status rowan_lineage_check(struct rowan_plan *plan, struct rowan_error *err);
#endif
