#ifndef ROWAN_LUA_CONNECTION_H
#define ROWAN_LUA_CONNECTION_H
/* The connection object of scripts: what all its methods need. */
#include <lua.h>

#include "modules/script_object.h"
#include "odbc/statement.h"

#define ROWAN_LUA_CONNECTION "rowan.odbc.connection" /* its metatable */

extern const struct rowan_object_type rowan_lua_connection_type; /* in lua_odbc, with its methods */

struct rowan_lua_connection {
    struct rowan_connection *db; /* NULL once closed */
    bool in_transaction;
};

/* Put the connection string, its secrets masked, before a message that a connection could not be made. */
void rowan_lua_connection_name(struct rowan_error *err, const char *given);
/* Raises when the value is no open connection. */
struct rowan_lua_connection *rowan_lua_connection_check(lua_State *L, int index);
/* A Lua value as a parameter; text stays owned by Lua. Raises for a value that no column can hold. */
void rowan_lua_connection_param(lua_State *L, int index, struct rowan_param *param);

/* A growing piece of SQL that is freed whatever happens: a userdata left on the stack. */
struct rowan_buffer *rowan_lua_connection_buffer(lua_State *L);
/* Once, before a buffer is made. */
void rowan_lua_connection_open_buffer(lua_State *L);
#endif
