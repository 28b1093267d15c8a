#ifndef ROWAN_CONNECTION_MAPPING_H
#define ROWAN_CONNECTION_MAPPING_H
/* What a connection can say about a mapping. */
#include <lua.h>

/* Once, before the methods are called. */
void rowan_lua_connection_open_diagnostics(lua_State *L);
/* conn:check(mapping) -> { diagnostic, ... } */
int rowan_lua_connection_check_mapping(lua_State *L);
/* conn:check_reload(mapping) -> { diagnostic, ... }: what stands in the way of unload and reload */
int rowan_lua_connection_check_reload(lua_State *L);
/* conn:check_indexes(mapping) -> { diagnostic, ... }: notes of indexes that unload and reload lack */
int rowan_lua_connection_check_indexes(lua_State *L);
/* conn:count_documents(mapping) -> count */
int rowan_lua_connection_count_documents(lua_State *L);
/* conn:pager_sql(mapping [, after]) -> the statement that reads a page, behind a key */
int rowan_lua_connection_pager_sql(lua_State *L);
/* conn:ledger_key(key) -> what the ledger keeps of a document's key; and what stands for it in a ledger whose
 * encoding lacks characters of it, nil if it is ASCII alone; and the condition that finds its row: "doc_key =
 * ?" */
int rowan_lua_connection_ledger_key(lua_State *L);
#endif
