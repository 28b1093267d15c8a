#ifndef ROWAN_LUA_TERMINAL_H
#define ROWAN_LUA_TERMINAL_H
/* rowan.terminal: table, columns, cut, width, is_tty. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_terminal(lua_State *L);
#endif
