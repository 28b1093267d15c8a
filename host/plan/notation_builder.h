#ifndef ROWAN_NOTATION_BUILDER_H
#define ROWAN_NOTATION_BUILDER_H
/* How a document writes the numbers of a column that is being added: point, group, sign, exponent, hex. */
#include "plan/column_spec.h"

/* What the mapping says is in column->writing, and via in place; goes to the rules, or to the step that reads
 * it. of_expr: an expression makes the text. */
enum rowan_status rowan_plan_notation(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column_spec *spec, struct rowan_column *column,
                                      bool of_expr, struct rowan_error *err);
#endif
