#ifndef ROWAN_LUA_ROWS_H
#define ROWAN_LUA_ROWS_H
/* What a function that makes rows returns -> records. */
#include <lua.h>

#include "plan/record_batch.h"

struct rowan_record_batch_wanted {
    const char *const *fields;
    size_t count;
    struct rowan_record_batch *out;
};

/* The result of the function is at the top and stays there: a list of tables, or nil for no rows. Raises for
 * anything else, so it runs inside the protected call. */
void rowan_lua_rows(lua_State *L, const struct rowan_record_batch_wanted *wanted);
#endif
