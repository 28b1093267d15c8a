#ifndef ROWAN_WORDS_H
#define ROWAN_WORDS_H
/*
 * The words of the mapping language. Each word makes a plain Lua table with a metatable and notes its
 * source line and turn; compile.c turns the finished value into a plan.
 */
#include <lua.h>

#define ROWAN_WORD_TYPE    "rowan.type"    /* { kind, precision, scale, length, labels } */
#define ROWAN_WORD_COLUMN  "rowan.column"  /* { type, origin, of, paths..., options, line, turn } */
#define ROWAN_WORD_INTO    "rowan.into"    /* { name, line, turn, each, key, columns, children } */
#define ROWAN_WORD_MAPPING "rowan.mapping" /* { line, name, version, source, ... } */

/* Registry field: list of all columns made, for finding those never used. */
#define ROWAN_WORD_COLUMNS "rowan.columns"

/* Push a table that holds every word. */
void rowan_words_push(lua_State *L);
/* Whether the value at index was made by the word with this metatable. */
int rowan_words_is(lua_State *L, int index, const char *kind);
#endif
