#ifndef ROWAN_MAPPING_OBJECT_H
#define ROWAN_MAPPING_OBJECT_H
/* The mapping as an object of scripts: what all its methods need. */
#include <lua.h>

#include "language/mapping.h"
#include "modules/script_object.h"

#define ROWAN_LUA_MAPPING "rowan.mapping object" /* its metatable */

extern const struct rowan_object_type rowan_lua_mapping_type; /* in lua_mapping, with its methods */

/* The mapping object at index of a script's stack; raises when it is none or closed. Pushes an owner: a
 * script that is called meanwhile (callbacks, finalizers) may close the object, and the mapping stays. */
struct rowan_mapping *rowan_lua_mapping_check(lua_State *L, int index);
/* The same, of which rows are made, or documents asked for: raises when a parameter has no value, too. */
struct rowan_mapping *rowan_lua_mapping_check_given(lua_State *L, int index);
/* Raises where documents are files: what is asked of a source's table has no answer then. */
void rowan_lua_mapping_refuse_files(lua_State *L, const struct rowan_mapping *m);
/* Give up the share in the box, which may be empty. */
void rowan_lua_mapping_free(struct rowan_mapping **box);
/* Once, before the first check. */
void rowan_lua_mapping_open_holder(lua_State *L);
#endif
