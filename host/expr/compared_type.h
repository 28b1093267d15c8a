#ifndef ROWAN_COMPARED_TYPE_H
#define ROWAN_COMPARED_TYPE_H
/*
 * As what values are compared is decided by how they are written, when the mapping is loaded, and never by
 * what a document says: 'N/A' > 600 would else be a comparison of texts, and '01' equal to 1.
 */
#include "expr/evaluation.h"
#include "value/type.h"

/* Of values of a type. */
enum rowan_expr_type rowan_expr_type_of_value(const struct rowan_type *type);
/* Of a CASE, or of a function that gives one of its arguments. */
enum rowan_expr_type rowan_expr_type_of_choice(const struct rowan_expr_node *node);
/*
 * Decide as what the children of node are compared. ROWAN_MAPPING, with what to write instead, when they do
 * not go together, or when an order is asked for of values of which nothing says what they are.
 */
enum rowan_status rowan_expr_decide_compared_type(struct rowan_expr_run *run, struct rowan_expr_node *node,
                                                  enum rowan_expr_relation relation);
#endif
