#ifndef ROWAN_LUA_XML_H
#define ROWAN_LUA_XML_H
/* rowan.xml: parse. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_xml(lua_State *L);
#endif
