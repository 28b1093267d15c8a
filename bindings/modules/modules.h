#ifndef ROWAN_MODULES_H
#define ROWAN_MODULES_H
/* The parts of the module `rowan`; each pushes its table and returns 1. */
#include <lua.h>

int rowan_open_json(lua_State *L);     /* rowan.json: encode, decode, null, array */
int rowan_open_terminal(lua_State *L); /* rowan.terminal: table, width, is_tty */
int rowan_open_xml(lua_State *L);      /* rowan.xml: parse */
int rowan_open_odbc(lua_State *L);     /* rowan.odbc: connect */
int rowan_open_job(lua_State *L);      /* rowan.job, a callable table */

#endif
