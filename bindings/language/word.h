#ifndef ROWAN_WORD_H
#define ROWAN_WORD_H
/* What the words of the mapping language are made with. Private to words.c and word_type.c. */
#include <lua.h>

#include "value/type.h"

/* Put the table at the top into a value that scripts can pass on, but neither read nor change. */
void rowan_word_freeze(lua_State *L, const char *kind);
/* Copy all fields of the table at from to the one at to; both indexes are positive. */
void rowan_word_copy_fields(lua_State *L, int from, int to);
/* The table at the top is a column: note where it stands, remember that it was made, and seal it. Returns 1,
 * as its caller does. */
int rowan_word_finish_column(lua_State *L);

/* Push the table of a type; whoever has filled it in seals it. */
void rowan_word_push_type(lua_State *L, enum rowan_kind kind);
/* What calling a type does: type(20), type { option = value }, type "path". */
int rowan_word_type_call(lua_State *L);
/* enum { Text = value } */
int rowan_word_enum(lua_State *L);
#endif
