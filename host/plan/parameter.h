#ifndef ROWAN_PARAMETER_H
#define ROWAN_PARAMETER_H
/*
 * What a mapping leaves open, and whoever runs it says: a text that a type converts once, when the mapping is
 * loaded. From there on it is a constant, in columns and in expressions.
 */
#include "plan/plan.h"

#define ROWAN_PARAMETERS "parameters" /* how messages call where they stand */

struct rowan_expr_parameters;

struct rowan_parameter {
    char *name;
    struct rowan_location place;
    struct rowan_type type;
    struct rowan_slice given; /* as it was said, or else the default; data NULL: neither */
    struct rowan_slice text;  /* the value, as expressions take it; data NULL with given */
    bool is_default;
    bool used;
};

/* Marks it as used; ROWAN_MAPPING, without a place, when there is none of that name. */
enum rowan_status rowan_plan_parameter_find(const struct rowan_plan *plan, const char *name,
                                            const struct rowan_parameter **out, struct rowan_error *err);
/* The same for expressions. */
struct rowan_expr_parameters rowan_plan_parameters(const struct rowan_plan *plan);
/* ROWAN_MAPPING when one is named nowhere. */
enum rowan_status rowan_plan_parameters_used(const struct rowan_plan *plan, struct rowan_error *err);
/* ROWAN_MAPPING when one has no value. Until then a plan can be looked at, but not made rows with. */
enum rowan_status rowan_plan_parameters_given(const struct rowan_plan *plan, struct rowan_error *err);
#endif
