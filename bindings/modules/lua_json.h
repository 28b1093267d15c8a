#ifndef ROWAN_LUA_JSON_H
#define ROWAN_LUA_JSON_H
/* rowan.json: encode, decode, null, array. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_json(lua_State *L);
#endif
