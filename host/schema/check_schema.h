#ifndef ROWAN_CHECK_SCHEMA_H
#define ROWAN_CHECK_SCHEMA_H
/* The schema of an endpoint: is it there, and may the user of the connection use it? */
#include "schema/check_context.h"

enum rowan_check_end { ROWAN_CHECK_SOURCE, ROWAN_CHECK_TARGET };

/* Fills check->rights, and gives check->endpoint the schema that was meant where the connection has none.
 * False: without a schema there is nothing to look at. */
bool rowan_check_schema(struct rowan_check_context *check, const struct rowan_check_location *spot,
                        enum rowan_check_end end);
#endif
