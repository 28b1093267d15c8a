#ifndef ROWAN_LUA_MAPPING_H
#define ROWAN_LUA_MAPPING_H
/* rowan.mapping: load and words. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_mapping(lua_State *L);
#endif
