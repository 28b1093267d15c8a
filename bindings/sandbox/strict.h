#ifndef ROWAN_STRICT_H
#define ROWAN_STRICT_H
/*
 * Tables of which a name that they lack is refused, with the nearest one that they have: nil would be seen
 * later or never. Only a script is told; C that reads such a table gets nil. Numbers are no names.
 */
#include <lua.h>

/* The table at the top is complete: other names in it raise "WHAT has no ...". */
void rowan_strict_table(lua_State *L, const char *what);
/* The table at the top is a record with these fields, to a NULL, of which some may be nil: others raise. */
void rowan_strict_record(lua_State *L, const char *what, const char *const *fields);
/* Replace the set of names at the top, { name = true }, by a metatable for records that have these fields. */
void rowan_strict_names(lua_State *L, const char *what);
/* Raises for a name in the table at index, settings that a script gave, that is not among the fields. */
void rowan_strict_settings(lua_State *L, int index, const char *what, const char *const *fields);
/* Raise "PROBLEM \"key\"" for the text at key, with the nearest key of the table at names. */
int rowan_strict_fail(lua_State *L, const char *problem, int key, int names);
#endif
