#ifndef ROWAN_LUA_ODBC_H
#define ROWAN_LUA_ODBC_H
/* rowan.odbc: connect, and the methods of a connection. Those that need more than a statement are in
 * connection_insert and connection_mapping. */
#include <lua.h>

/* Open rowan.odbc: pushes the table and returns 1. */
int rowan_open_odbc(lua_State *L);
#endif
