#ifndef ROWAN_TABLES_H
#define ROWAN_TABLES_H
/* What the fields of the tables in a mapping are called, and which values they take. */
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* Each list ends with NULL. */
extern const char *const rowan_tables_mapping[];
extern const char *const rowan_tables_source[];
extern const char *const rowan_tables_target[];
extern const char *const rowan_tables_into[];
extern const char *const rowan_tables_distinct[]; /* beside the columns */

/* NULL when name is one of names; else the hint for the message, which may be "": a near one, in hint. */
const char *rowan_tables_check(const char *const names[], const char *name, char *hint, size_t size);
/* Is this a field of rows, beside the paths? */
bool rowan_tables_of_rows(const char *name);
/* Push their names as one text. */
void rowan_tables_push_rows(lua_State *L);
/* Raises when a column has no such option, or when it does not take the value at the top. A list at the top
 * is replaced by a copy. */
void rowan_tables_option(lua_State *L, const char *name);
/* Of a list at the top, the first entry that is not among 1 to its length, which nobody would read: its key
 * as messages show it, and something is pushed; or NULL. */
const char *rowan_tables_stray(lua_State *L);
#define ROWAN_TABLES_STRAY "%s is a list: %s in it has no place among its entries" /* whose, and that */
/* Raises when the value at the top is neither a text nor a list of texts. */
void rowan_tables_texts(lua_State *L, const char *name);
/* Raises when the value at the top is a number that no column can hold. */
void rowan_tables_finite(lua_State *L, const char *name);
/* Into the table at the top: fields, options and expr, with their names. */
void rowan_tables_list(lua_State *L);
#endif
