#ifndef ROWAN_LUA_MAPPING_H
#define ROWAN_LUA_MAPPING_H
/* rowan.mapping: load and words, and the object that scripts see. */
#include <lua.h>

#include "language/mapping.h"

/* Pushes the table and returns 1. */
int rowan_open_mapping(lua_State *L);
/* The mapping object at index of a script's stack; raises when it is none or closed. Pushes an owner: a
 * script that is called meanwhile (callbacks, finalizers) may close the object, and the mapping stays. */
struct rowan_mapping *rowan_lua_mapping_check(lua_State *L, int index);
#endif
