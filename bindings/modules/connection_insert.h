#ifndef ROWAN_CONNECTION_INSERT_H
#define ROWAN_CONNECTION_INSERT_H
/* Many rows at once from a script. */
#include <lua.h>

/* conn:insert(table, columns, rows [, schema]) -> count */
int rowan_lua_connection_insert(lua_State *L);
#endif
