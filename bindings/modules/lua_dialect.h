#ifndef ROWAN_LUA_DIALECT_H
#define ROWAN_LUA_DIALECT_H
/* SQL for scripts that takes no connection: a dialect as an object, and what it shares with a connection. */
#include <lua.h>

#include "odbc/server.h"

/* quote(name [, schema]) of an object -> the identifier as the server wants it */
int rowan_lua_dialect_quote(lua_State *L, const struct rowan_server *server);
/* ddl("target" or "source", mapping [, if_missing]) of an object -> { statement, ... } */
int rowan_lua_dialect_ddl(lua_State *L, const struct rowan_server *server);
/* Set dialect and dialects in the table at the top, which is rowan.odbc. */
void rowan_lua_dialect_open(lua_State *L);
#endif
