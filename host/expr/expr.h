#ifndef ROWAN_EXPR_H
#define ROWAN_EXPR_H
/*
 * Scalar expressions in SQL's manner over paths: case, arithmetic, comparison, functions. An expression is
 * parsed once into the plan's arena and is then read-only; evaluating it allocates nothing once the
 * scratch space is warm. What the language means is in docs/mapping.md, why in docs/internals/expressions.md.
 */
#include "expr/expr_matches.h"
#include "expr/expr_parser.h"

/* Where evaluation puts texts and forgets them with the next one. All zero is a new one. */
struct rowan_expr_scratch {
    struct rowan_arena arena;
};

/* The expression on one line, without comments. */
const char *rowan_expr_line(const struct rowan_expr *expr);
/*
 * operands has one text per number that was given out (data NULL = missing), matches is NULL when
 * the expression has neither aggregates nor values of other origins.
 * The result's data is NULL when there is no value; else it lives as long as operands, expression and
 * scratch do, and scratch until the next evaluation. ROWAN_DOCUMENT, reason "value", for what cannot be
 * calculated.
 */
enum rowan_status rowan_expr_eval(const struct rowan_expr *expr, const struct rowan_slice *operands,
                                  const struct rowan_expr_matches *matches,
                                  struct rowan_expr_scratch *scratch, struct rowan_slice *out,
                                  struct rowan_error *err);
void rowan_expr_scratch_clear(struct rowan_expr_scratch *scratch);
#endif
