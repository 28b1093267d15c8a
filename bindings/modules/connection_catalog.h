#ifndef ROWAN_CONNECTION_CATALOG_H
#define ROWAN_CONNECTION_CATALOG_H
/* What a connection can say about a table that is there. */
#include <lua.h>

/* Once, before the method is called. */
void rowan_lua_connection_open_catalog(lua_State *L);
/* conn:columns(table [, schema]) -> { { name =, holds =, size =, scale =, nullable =, has_default = }, ... }
 * or nil */
int rowan_lua_connection_columns(lua_State *L);
/* conn:schema([name]) -> { name =, made_by_sql =, there =, may_use =, sees_all =, may_create = } for the
 * connection's user, nil where a database does not tell. */
int rowan_lua_connection_schema(lua_State *L);
#endif
