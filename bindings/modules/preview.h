#ifndef ROWAN_PREVIEW_H
#define ROWAN_PREVIEW_H
/* Rows of one document without a database: m:rows and m:why. */
#include <lua.h>

void rowan_mapping_open_preview(lua_State *L);
int rowan_mapping_rows(lua_State *L);
int rowan_mapping_why(lua_State *L);
#endif
