#ifndef ROWAN_NAMESPACE_LIST_H
#define ROWAN_NAMESPACE_LIST_H
/* The namespaces that the prefixes of a mapping stand for. A prefix is given all of them in a row. */
#include <stdbool.h>

#include "base/location.h"
#include "base/status.h"

struct rowan_plan;

/* pattern: each * of uri stands for any characters. ROWAN_MAPPING with the place when it cannot be one, or
 * when a namespace could be two of the mapping's. */
enum rowan_status rowan_plan_namespace(struct rowan_plan *plan, struct rowan_location place,
                                       const char *prefix, const char *uri, bool pattern,
                                       struct rowan_error *err);
#endif
