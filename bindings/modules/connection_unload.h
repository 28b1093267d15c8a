#ifndef ROWAN_CONNECTION_UNLOAD_H
#define ROWAN_CONNECTION_UNLOAD_H
/* Taking documents away, by a connection to the target. */
#include <lua.h>

/* conn:begin_run(mapping, settings) -> run_id: a row of rowan_run, with settings as JSON */
int rowan_lua_connection_begin_run(lua_State *L);
/* conn:end_run(mapping, run_id, outcome) */
int rowan_lua_connection_end_run(lua_State *L);
/* conn:unload(mapping, run_id, keys, forget) -> { { verdict =, rows =, reason =, message = }, ... }; without
 * keys it only finds out whether rows may be deleted */
int rowan_lua_connection_unload(lua_State *L);
/* conn:known_keys(mapping, source [, from [, to]]) -> { key, ... } of the source's range that are in the
 * ledger; source is the connection to it, nil for files */
int rowan_lua_connection_known_keys(lua_State *L);
#endif
