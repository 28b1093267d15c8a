#ifndef ROWAN_PATH_USE_H
#define ROWAN_PATH_USE_H
/*
 * Each path that a plan reads, wherever it stands: each, columns, expressions, conditions, pairs, predicates.
 * Its number in the list is how others know it.
 */
#include "plan/plan.h"
#include "xml/xpath_words.h"

struct rowan_path_use {
    const struct rowan_path *path;       /* NULL: the column's xpath, */
    const struct rowan_xpath_name *name; /* unless it is NULL, this name in it */
    const struct rowan_table *table;
    const struct rowan_column *column; /* or what stands for one: when, prefer, unpivot, rows; NULL: each */
    const struct rowan_path *within;   /* the path that has it in a predicate; or NULL */
    bool below;                        /* without a column: not each, but what finds the rows below a row */
};

/* The last step of building: number the plan's paths and columns. */
enum rowan_status rowan_path_use_list(struct rowan_plan *plan, struct rowan_error *err);
/* The number of the xpath of a column. */
static inline size_t rowan_path_use_xpath(const struct rowan_plan *plan, const struct rowan_column *column)
{
    return plan->path_count - plan->xpath_name_count - plan->xpath_count + (size_t)column->of;
}
#endif
