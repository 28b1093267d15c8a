#ifndef ROWAN_TYPES_H
#define ROWAN_TYPES_H
/* The words that are types, and what calling a type makes: another type, or a column. */
#include <lua.h>

#include "value/type.h"

/* Push the table of a type; whoever has filled it in seals it. */
void rowan_word_push_type(lua_State *L, enum rowan_kind kind);
/* What calling a type does: type(20), type { option = value }, type "path". */
int rowan_word_type_call(lua_State *L);
/* enum { Text = value } */
int rowan_word_enum(lua_State *L);
#endif
