#ifndef ROWAN_SCRIPT_MESSAGE_H
#define ROWAN_SCRIPT_MESSAGE_H
/* Lua's own messages -> what they mean to the author of a mapping, with what to write instead. */
#include <lua.h>
#include <stddef.h>

/* Into out, cut to its size: the place (file:line:) as it was and the message in the language's words, or the
 * whole message as it was when it is none of Lua's. Takes no memory. */
void rowan_script_message(const char *message, char *out, size_t size);
/* A message handler for protected calls: what a function in C raised without a place gets that of the Lua
 * that called it. A message of the script's own, raised with error(), stays as it is. */
int rowan_script_message_place(lua_State *L);
#endif
