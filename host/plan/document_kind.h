#ifndef ROWAN_DOCUMENT_KIND_H
#define ROWAN_DOCUMENT_KIND_H
/* Which documents are the mapping's kind: the others are skipped, which is no failure. */
#include "plan/plan.h"

/* Only documents for which the expression (expr/expr.h) is true: its paths begin at the document. After the
 * source's columns and the namespaces, before the tables. */
enum rowan_status rowan_plan_document_when(struct rowan_plan *plan, struct rowan_location place,
                                           const char *expr, struct rowan_error *err);
#endif
