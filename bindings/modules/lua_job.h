#ifndef ROWAN_LUA_JOB_H
#define ROWAN_LUA_JOB_H
/* rowan.job, a table that can be called. */
#include <lua.h>

/* Pushes the table and returns 1. */
int rowan_open_job(lua_State *L);
#endif
