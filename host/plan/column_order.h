#ifndef ROWAN_COLUMN_ORDER_H
#define ROWAN_COLUMN_ORDER_H
/* In which order the columns of a row are made, when some are made of others. */
#include "plan/plan.h"

/* ROWAN_MAPPING for columns that are made of each other, or that are asked for before there is a row. */
enum rowan_status rowan_column_order(struct rowan_plan *plan, struct rowan_table *table,
                                     struct rowan_error *err);
#endif
