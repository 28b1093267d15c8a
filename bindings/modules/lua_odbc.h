#ifndef ROWAN_LUA_ODBC_H
#define ROWAN_LUA_ODBC_H
/* rowan.odbc: connect, and the connection object. Its methods that need more than a statement are in
 * connection_insert and connection_mapping. */
#include <lua.h>

#include "odbc/connection.h"

struct rowan_lua_connection {
    struct rowan_connection *db; /* NULL once closed */
    bool in_transaction;
};

/* Open rowan.odbc: pushes the table and returns 1. */
int rowan_open_odbc(lua_State *L);
/* Put the connection string, its secrets masked, before a message that a connection could not be made. */
void rowan_lua_connection_name(struct rowan_error *err, const char *given);
/* Raises when the value is no open connection. */
struct rowan_lua_connection *rowan_lua_connection_check(lua_State *L, int index);
/* A Lua value as a parameter; text stays owned by Lua. Raises for a value that no column can hold. */
void rowan_lua_connection_param(lua_State *L, int index, struct rowan_param *param);

/* A growing piece of SQL that is freed whatever happens: a userdata left on the stack. */
struct rowan_buffer *rowan_lua_connection_buffer(lua_State *L);
#endif
