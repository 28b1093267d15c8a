#ifndef ROWAN_EVALUATION_H
#define ROWAN_EVALUATION_H
/* Evaluating the tree: who makes which value, and the functions. Private to expr/. */
#include "expr/node.h"

/* One evaluation. */
struct rowan_expr_run {
    struct rowan_slice text; /* of the expression */
    const struct rowan_slice *operands;
    struct rowan_arena *arena;
    const struct rowan_datetime_formats *dates;
    struct rowan_error *err;
};

#define ROWAN_EXPR_ARGUMENTS 3 /* of a strict function */
#define ROWAN_EXPR_MANY      1000

/* strict: all arguments are evaluated and none is missing. lazy: takes its arguments from the node itself. */
struct rowan_expr_function {
    const char *name;
    int least, most; /* arguments, without the unit */
    bool takes_unit; /* day, month, ... before the arguments */
    enum rowan_status (*strict)(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                struct rowan_expr_value *arguments, struct rowan_expr_value *out);
    enum rowan_status (*lazy)(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                              struct rowan_expr_value *out);
};

/* expr.c and condition.c */
enum rowan_status rowan_expr_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *out);
enum rowan_status rowan_expr_test(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  enum rowan_expr_truth *out);
/* The branch that CASE or SWITCH takes; NULL when none is taken and there is no ELSE. */
enum rowan_status rowan_expr_choose(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    const struct rowan_expr_node **branch);
/* Make text of a value in place; NONE stays NONE. */
enum rowan_status rowan_expr_to_text(struct rowan_expr_run *run, struct rowan_expr_value *value);
/* Make a number of a value in place; blank text becomes NONE, other text that is no number is refused. */
enum rowan_status rowan_expr_to_number(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       struct rowan_expr_value *value);
/* Neither may be NONE. */
enum rowan_status rowan_expr_compare(struct rowan_expr_run *run, const struct rowan_expr_value *a,
                                     const struct rowan_expr_value *b, int *order);
/* The message for a fault of node's calculation. */
enum rowan_status rowan_expr_fault(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   enum rowan_number_fault fault);
/* Refuse what node gave: "@salary: " and the rest. */
enum rowan_status rowan_expr_fail_value(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        const char *format, ...) __attribute__((format(printf, 3, 4)));
/* NONE when the text has no data. */
void rowan_expr_set_text(struct rowan_expr_value *value, struct rowan_slice text);

/* text_functions.c */
enum rowan_status rowan_expr_like(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  enum rowan_expr_truth *out);

/* date_functions.c: the text as one that compares like time; 0 when it is no date or timestamp. */
#define ROWAN_EXPR_DATETIME 36
size_t rowan_expr_datetime(struct rowan_expr_run *run, struct rowan_slice text, char *out);

/* number_functions.c, text_functions.c, date_functions.c: tables that end with a NULL name. */
extern const struct rowan_expr_function rowan_expr_number_functions[];
extern const struct rowan_expr_function rowan_expr_text_functions[];
extern const struct rowan_expr_function rowan_expr_date_functions[];
#endif
