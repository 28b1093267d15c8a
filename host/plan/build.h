#ifndef ROWAN_BUILD_H
#define ROWAN_BUILD_H
/* What only building a plan needs. */
#include "plan/plan.h"
#include "xml/path.h"
#include "xml/projection.h"

/* A message with the place in front: "file:line: table.column: ". */
enum rowan_status rowan_plan_fail(const struct rowan_plan *plan, struct rowan_location place,
                                  const char *table, const char *column, struct rowan_error *err,
                                  const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Put the same place before the message that err holds. */
void rowan_plan_place(const struct rowan_plan *plan, struct rowan_location place, const char *table,
                      const char *column, struct rowan_error *err);
/* *to = a copy of place that lives as long as the plan. */
enum rowan_status rowan_plan_keep_place(struct rowan_plan *plan, struct rowan_location place,
                                        struct rowan_location *to, struct rowan_error *err);
/* Compile a path that no document is selected by. */
enum rowan_status rowan_plan_plain_path(struct rowan_plan *plan, struct rowan_path **out, const char *text,
                                        struct rowan_error *err);
/* Compile a path into the plan and make the projection keep what it reads. */
enum rowan_status rowan_plan_path(struct rowan_plan *plan, struct rowan_path **out,
                                  struct rowan_node_set **ends, const struct rowan_node_set *from,
                                  const char *text, bool value, struct rowan_error *err);
/* *to = a copy of s that lives as long as the plan; NULL stays NULL. False: no memory. */
bool rowan_plan_copy(struct rowan_plan *plan, char **to, const char *s);
#endif
