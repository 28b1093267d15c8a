#ifndef ROWAN_EVALUATION_H
#define ROWAN_EVALUATION_H
/*
 * Evaluation is a walk over the tree: values and conditions ask for each other, and functions for both.
 * Whoever writes a function finds here what it needs; who has an expression finds it in expr/expr.h.
 */
#include "expr/expr_matches.h"
#include "expr/expr_paths.h"
#include "expr/node.h"

/* One evaluation. */
struct rowan_expr_run {
    struct rowan_slice text; /* of the expression */
    const struct rowan_slice *operands;
    struct rowan_arena *arena;
    const struct rowan_datetime_formats *dates;
    struct rowan_error *err;
    const struct rowan_expr_matches *matches; /* of the row; NULL: nothing is asked of it */
};

#define ROWAN_EXPR_ARGUMENTS 3 /* of a strict function */
#define ROWAN_EXPR_MANY      1000

/* What a function does with its arguments' order. */
enum rowan_expr_relation { ROWAN_EXPR_UNRELATED, ROWAN_EXPR_EQUATED, ROWAN_EXPR_ORDERED };

/* strict: all arguments are evaluated and none is missing. lazy: takes its arguments from the node itself, as
 * does test, which makes a condition of them. */
struct rowan_expr_function {
    const char *name;
    int least, most;           /* arguments, without the unit */
    bool takes_unit;           /* day, month, ... before the arguments */
    enum rowan_expr_type type; /* of the result; UNTYPED: that of the arguments */
    enum rowan_expr_relation relation;
    unsigned numbers; /* which arguments are numbers: bit 0 for the first */
    enum rowan_status (*strict)(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                struct rowan_expr_value *arguments, struct rowan_expr_value *out);
    enum rowan_status (*lazy)(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              struct rowan_expr_value *out);
    enum rowan_status (*test)(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              enum rowan_expr_truth *out);
    /* Once, when the mapping is loaded: ROWAN_MAPPING when the arguments will not do. NULL: they will. */
    enum rowan_status (*prepare)(struct rowan_expr_run *run, struct rowan_expr_node *node);
    enum rowan_expr_other
        other;       /* its argument is a name in quotes, or there is none; it does nothing itself */
    bool aggregates; /* the first argument is a path; what follows is evaluated for each of its matches */
};

enum rowan_status rowan_expr_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out);
/* node's value as it is compared: a number, a text, or a time written so that its text orders it. NONE stays
 * NONE, as do blanks where a number or a time is needed. */
enum rowan_status rowan_expr_comparand(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       enum rowan_expr_type type, struct rowan_expr_value *out);
/* The same for a value that node has given. */
enum rowan_status rowan_expr_to_comparand(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                          enum rowan_expr_type type, struct rowan_expr_value *value);
/* Of two comparands of one type, neither of which is NONE. */
int rowan_expr_order(const struct rowan_expr_value *a, const struct rowan_expr_value *b);
enum rowan_status rowan_expr_test(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  enum rowan_expr_truth *out);
/* Make text of a value in place; NONE stays NONE. */
enum rowan_status rowan_expr_to_text(struct rowan_expr_run *run, struct rowan_expr_value *value);
/* Make a number of a value in place; blank text becomes NONE, other text that is no number is refused. */
enum rowan_status rowan_expr_to_number(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *value);
/* The message for a fault of node's calculation. */
enum rowan_status rowan_expr_fault(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   enum rowan_number_fault fault);
/* Refuse what node gave: "@salary: " and the rest. */
enum rowan_status rowan_expr_fail_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        const char *format, ...) __attribute__((format(printf, 3, 4)));
#endif
