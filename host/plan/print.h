#ifndef ROWAN_PRINT_H
#define ROWAN_PRINT_H
/* A plan as text, for people. */
#include <stdio.h>

struct rowan_plan;

/* Print the plan as text; tests compare it, users read it. The schemas are those of the endpoints, or NULL.
 */
void rowan_plan_dump(const struct rowan_plan *plan, const char *source_schema, const char *target_schema,
                     FILE *out);
#endif
