#ifndef ROWAN_WORDS_H
#define ROWAN_WORDS_H
/*
 * The words of the mapping language. Each word makes a value with a table inside that scripts cannot reach,
 * and notes its place and turn there; compile.c turns the finished value into a plan.
 */
#include <lua.h>

/* Push a table that holds every word. */
void rowan_words_push(lua_State *L);
/* Into the table at the top: words, types and transforms, each a list of names. */
void rowan_words_list(lua_State *L);
/* rowan.mapping.words(): every name that the language knows. */
int rowan_mapping_words(lua_State *L);
#endif
