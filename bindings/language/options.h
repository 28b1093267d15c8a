#ifndef ROWAN_OPTIONS_H
#define ROWAN_OPTIONS_H
/* Options of a column: what they are called and which values they take. Private to words.c. */
#include <lua.h>

/* Raises when there is no such option, or when it does not take the value at the top. A list at the top is
 * replaced by a copy. */
void rowan_option_check(lua_State *L, const char *name);
/* Raises when the value at the top is neither a text nor a list of texts. */
void rowan_option_texts(lua_State *L, const char *name);
/* Push a list of all options: { name = , values = { texts it takes } or nil }. */
void rowan_option_list(lua_State *L);
/* Raises when the value at the top is a number that no column can hold. */
void rowan_option_finite(lua_State *L, const char *name);
#endif
