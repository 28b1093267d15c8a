#ifndef ROWAN_WORD_VALUE_H
#define ROWAN_WORD_VALUE_H
/*
 * What a word of the mapping language makes: a value with a table inside that scripts cannot reach, which
 * notes where and in which turn it was made.
 */
#include <lua.h>

#define ROWAN_WORD_TYPE    "rowan.type"    /* { kind, precision, scale, length, labels } */
#define ROWAN_WORD_COLUMN  "rowan.column"  /* { type, origin, of, paths..., options, file, line, turn } */
#define ROWAN_WORD_INTO    "rowan.into"    /* { name, file, line, turn, each, key, columns, children } */
#define ROWAN_WORD_MAPPING "rowan.mapping" /* { file, line, name, version, source, ... } */

#define ROWAN_WORD_TEXT_FUNCTION "rowan.transform" /* { transform }: a built-in step of via */

#define ROWAN_WORD_PATTERN "rowan.pattern" /* { pattern }: of namespaces */

#define ROWAN_WORD_DIGEST "rowan.digest" /* {}: of a document's text */

#define ROWAN_VIA_MAX     16  /* steps of a via */
#define ROWAN_NULL_IF_MAX 100 /* texts of a null_if */

/* Registry field: list of all columns made, for finding those never used. */
#define ROWAN_WORD_COLUMNS "rowan.columns"
/* Registry field: what rowan_word_name says of the words that are functions. */
#define ROWAN_WORD_USAGES "rowan.usages"

/* Push the table inside the value at index when the word of this kind made it; otherwise push nothing and
 * return 0. */
int rowan_word_open(lua_State *L, int index, const char *kind);
/* What the value at index is, for messages. */
const char *rowan_word_name(lua_State *L, int index);
/* Raise unless argument 1, the only one, is of this type of Lua's; usage is how the word is written. */
void rowan_word_expect(lua_State *L, int type, const char *usage);
/* Raise unless the word that is written so was called without anything. */
void rowan_word_expect_none(lua_State *L, const char *usage);
/* The function at the top waits for the braces of a word, whose first part is name: what it is for messages.
 */
void rowan_word_name_half(lua_State *L, const char *word, const char *name, const char *usage);
/* Push file and line that called the word. */
void rowan_word_push_caller(lua_State *L);
/* Set file, line and turn of the table at the top. */
void rowan_word_stamp(lua_State *L);
/* Put the table at the top into a value that scripts can pass on, but neither read nor change. */
void rowan_word_freeze(lua_State *L, const char *kind);
/* Copy all fields of the table at from to the one at to; both indexes are positive. */
void rowan_word_copy_fields(lua_State *L, int from, int to);
/* The table at the top is a column: note where it stands, remember that it was made, and seal it. Returns 1,
 * as its caller does. */
int rowan_word_finish_column(lua_State *L);
#endif
