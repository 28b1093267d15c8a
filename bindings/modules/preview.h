#ifndef ROWAN_TRIAL_H
#define ROWAN_TRIAL_H
/* Rows of one document without a database: m:rows and m:why. */
#include <lua.h>

void rowan_mapping_open_trial(lua_State *L);
int rowan_mapping_rows(lua_State *L);
int rowan_mapping_why(lua_State *L);
#endif
