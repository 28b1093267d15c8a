#ifndef ROWAN_LOAD_TABLE_H
#define ROWAN_LOAD_TABLE_H
/* Loading a chunk of the plan's source table: the loop of load.h with the table as its source. */
#include "run/worker/load.h"

/* Opens a connection to read by; load->source is not looked at. schema is the source's; NULL: the
 * connection's default. */
enum rowan_exit rowan_load_table(const struct rowan_load *load, const char *schema, struct rowan_error *err);
#endif
