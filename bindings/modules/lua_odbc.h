#ifndef ROWAN_LUA_ODBC_H
#define ROWAN_LUA_ODBC_H
/* The connection object of rowan.odbc. Private to bindings/. */
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
/* conn:insert(table, columns, rows [, schema]) -> count */
int rowan_lua_connection_insert(lua_State *L);
/* conn:ddl, conn:check, conn:count_documents and conn:pager_sql; see connection_mapping.c. */
int rowan_lua_connection_ddl(lua_State *L);
int rowan_lua_connection_check_mapping(lua_State *L);
int rowan_lua_connection_count_documents(lua_State *L);
int rowan_lua_connection_pager_sql(lua_State *L);
void rowan_lua_connection_open_diagnostics(lua_State *L);
/* A Lua value as a parameter; text stays owned by Lua. Raises for a value that no column can hold. */
void rowan_lua_connection_param(lua_State *L, int index, struct rowan_param *param);

/* A growing piece of SQL that is freed whatever happens: a userdata left on the stack. */
struct rowan_buffer *rowan_lua_connection_buffer(lua_State *L);
#endif
