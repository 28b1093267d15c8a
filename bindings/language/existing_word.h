#ifndef ROWAN_EXISTING_WORD_H
#define ROWAN_EXISTING_WORD_H
/* existing "table" { by = { "column" }, take = "column" }: a column whose value is looked up. */
#include <lua.h>

int rowan_word_existing(lua_State *L);
#endif
