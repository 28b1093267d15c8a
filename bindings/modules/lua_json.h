#ifndef ROWAN_LUA_JSON_H
#define ROWAN_LUA_JSON_H
/* rowan.json: encode, decode, null, array. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_json(lua_State *L);
/* Make the table at the top an array, also when it is empty. */
void rowan_lua_json_array(lua_State *L);
#endif
