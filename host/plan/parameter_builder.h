#ifndef ROWAN_PARAMETER_BUILDER_H
#define ROWAN_PARAMETER_BUILDER_H
/* Adding parameters to a plan that is being built. */
#include "plan/column_spec.h"

/* Before all that may name it. given: data NULL when nobody said anything; spec has name, place, type,
 * options and the default as its fallback. */
enum rowan_status rowan_plan_parameter(struct rowan_plan *plan, const struct rowan_column_spec *spec,
                                       struct rowan_slice given, struct rowan_error *err);
#endif
