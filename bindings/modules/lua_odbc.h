#ifndef ROWAN_CONNECTION_H
#define ROWAN_CONNECTION_H
/* The connection object of rowan.odbc. Private to bindings/. */
#include <lua.h>

#include "odbc/odbc.h"

struct rowan_connection {
    struct rowan_db *db; /* NULL once closed */
    bool in_transaction;
};

/* Put the connection string, its secrets masked, before a message that a connection could not be made. */
void rowan_connection_name(struct rowan_error *err, const char *given);
/* Raises when the value is no open connection. */
struct rowan_connection *rowan_connection_check(lua_State *L, int index);
/* conn:insert(table, columns, rows [, schema]) -> count */
int rowan_connection_insert(lua_State *L);
/* conn:ddl, conn:check, conn:documents and conn:pager_sql; see connection_mapping.c. */
int rowan_connection_ddl(lua_State *L);
int rowan_connection_check_mapping(lua_State *L);
int rowan_connection_documents(lua_State *L);
int rowan_connection_pager_sql(lua_State *L);
void rowan_connection_open_findings(lua_State *L);
/* A Lua value as a parameter; text stays owned by Lua. Raises for a value that no column can hold. */
void rowan_connection_param(lua_State *L, int index, struct rowan_param *param);

/* A growing piece of SQL that is freed whatever happens: a userdata left on the stack. */
struct rowan_buffer *rowan_connection_buffer(lua_State *L);
#endif
