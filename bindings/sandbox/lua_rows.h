#ifndef ROWAN_TAKE_RECORDS_H
#define ROWAN_TAKE_RECORDS_H
/* What a function that makes rows returns -> records. */
#include <lua.h>

#include "plan/record_batch.h"

struct rowan_records_wanted {
    const char *const *fields;
    size_t count;
    struct rowan_records *out;
};

/* The result of the function is at the top and stays there: a list of tables, or nil for no rows. Raises for
 * anything else, so it runs inside the protected call. */
void rowan_calls_take_records(lua_State *L, const struct rowan_records_wanted *wanted);
#endif
