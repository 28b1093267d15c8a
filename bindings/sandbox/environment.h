#ifndef ROWAN_ENVIRONMENT_H
#define ROWAN_ENVIRONMENT_H
/* The environment of a mapping file: the words, harmless functions, libraries that cannot be changed. */
#include <lua.h>

/* Push the environment; words is the index of their table, to which functions and libraries are added. The
 * libraries of the state are changed too: once per state. */
void rowan_environment_push(lua_State *L, int words);
/* Into the table at the top: functions and libraries of Lua that mappings see, each a list of names. */
void rowan_environment_list(lua_State *L);
#endif
