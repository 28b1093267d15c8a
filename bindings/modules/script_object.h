#ifndef ROWAN_SCRIPT_OBJECT_H
#define ROWAN_SCRIPT_OBJECT_H
/*
 * Objects of ours in a script. A name that they lack is refused with the nearest one that they have, as in
 * sandbox/strict.h. So is what cannot be done with an object, in words of its own.
 */
#include <lauxlib.h>
#include <lua.h>

struct rowan_object_type {
    const char *name;          /* of its metatable */
    const char *what;          /* what messages call it, "mapping"; an article goes before it */
    const luaL_Reg *methods;   /* the first is the example of a call */
    const char *const *fields; /* names beside the methods, to a NULL; or NULL */
    lua_CFunction field;       /* object, one of these names -> its value */
    lua_CFunction close;       /* __gc and __close, or NULL */
};

/* Once, before an object is made with luaL_setmetatable. */
void rowan_object_open(lua_State *L, const struct rowan_object_type *type);
/* The object at index; raises for any other value. A method is told from an argument by its index, 1. */
void *rowan_object_check(lua_State *L, int index, const struct rowan_object_type *type);
/* Raises: what is at index is no object called so. */
int rowan_object_fail(lua_State *L, int index, const char *what);
/* What is at index, with an article: "a mapping", "a text". May push. */
const char *rowan_object_kind(lua_State *L, int index);

/* Which of the choices, to a NULL, the text at index is; otherwise (or NULL) stands for one that is missing.
 */
int rowan_script_choice(lua_State *L, int index, const char *otherwise, const char *const *choices);
#endif
