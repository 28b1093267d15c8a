#ifndef ROWAN_LUA_STATE_H
#define ROWAN_LUA_STATE_H
/*
 * Lua states and the way errors cross between Lua and the core: the one protected call, and error
 * objects (tables with status, reason, message, sqlstate; tostring gives the message).
 */
#include <lua.h>
#include <stdbool.h>

#include "base/status.h"

/* A state for mappings: a ceiling on memory, no way outside, libraries that cannot be changed. */
lua_State *rowan_state_limited(size_t memory);
void rowan_state_close(lua_State *L); /* of a limited state; NULL is fine */
/* Whether a limited state came to the end of its memory since this was last asked: also when the script
 * caught the error, because how much it could do before depends on what ran earlier. */
bool rowan_state_exhausted(lua_State *L);
/* The failure to report for it: of this status when the state came to its ceiling, ROWAN_NO_MEMORY when the
 * system had no more. */
enum rowan_status rowan_state_no_memory(lua_State *L, enum rowan_status status, struct rowan_error *err);
/* Raise for an allocation that failed outside Lua. Does not return. */
int rowan_state_out_of_memory(lua_State *L);
/* A protected call; on failure fill err with this status, leave nothing on the stack. */
enum rowan_status rowan_state_call(lua_State *L, int nargs, int nresults, enum rowan_status status,
                                   struct rowan_error *err);
/* Describe the error value at the top of the stack, and pop it. Never raises. */
enum rowan_status rowan_state_error(lua_State *L, enum rowan_status status, struct rowan_error *err);
/* Push err as an error object. */
void rowan_state_push_error(lua_State *L, const struct rowan_error *err);
/* Raise err as an error object. Does not return. */
int rowan_state_raise(lua_State *L, const struct rowan_error *err);
/* Fails the script when st is not ROWAN_OK. */
void rowan_state_check(lua_State *L, enum rowan_status st, const struct rowan_error *err);
/* The status that an error object carries; ROWAN_OK when the value at index is none. */
enum rowan_status rowan_state_status(lua_State *L, int index);
#define ROWAN_NUMBER_MAX 40
/* The shortest digits that read back as the same number, without an exponent from 1e-7 to 1e20. out holds
 * ROWAN_NUMBER_MAX bytes; the result may be another text. */
const char *rowan_state_number(double number, char *out);
/* Push an owner for a piece of malloc'd memory: fill it, and the collector frees it whatever happens. */
char **rowan_state_owner(lua_State *L);
/* A string argument as a slice. */
struct rowan_slice rowan_state_text(lua_State *L, int index);
/* A string argument that goes where a NUL would cut it: raises when it holds one. */
const char *rowan_state_plain(lua_State *L, int index);
/* Field of a table argument, or NULL; a wrong type raises. */
const char *rowan_state_string_field(lua_State *L, int index, const char *name);
#endif
