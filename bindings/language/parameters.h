#ifndef ROWAN_PARAMETERS_H
#define ROWAN_PARAMETERS_H
/*
 * Parameters of a mapping: { country = text(2) } in its head. Their values travel as JSON, an object with a
 * text for each: from whoever sets them to the process that loads the mapping, and into the run's row.
 */
#include "language/reader.h"

/* Those of the mapping whose table is at index; place is where it stands. */
enum rowan_status rowan_parameters_read(struct rowan_reader *c, int mapping, struct rowan_location place);
/* Push the JSON of the table name = value at index, or nil where there is none; what it lacks is taken from
 * what plan was given, which may be NULL. Raises for what is no value. */
void rowan_parameters_push_set(lua_State *L, int index, const struct rowan_plan *plan);
#endif
