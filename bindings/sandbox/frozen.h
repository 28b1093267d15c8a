#ifndef ROWAN_FROZEN_H
#define ROWAN_FROZEN_H
/*
 * Tables that can be read and not changed, and going over tables in the order of their keys: Lua's own order
 * differs from one process to the next.
 */
#include <lua.h>

/* Freeze the table at index, not what it holds: its contents move into a hidden table, which it reads. */
void rowan_frozen_make(lua_State *L, int index);
/* Push the hidden table when the value at index is a frozen one; otherwise push nothing and return 0. */
int rowan_frozen_open(lua_State *L, int index);
/* Lua's pairs and next for all tables, frozen or not. Numbers come first, then texts, bytewise. */
int rowan_frozen_pairs(lua_State *L);
int rowan_frozen_next(lua_State *L);
/* lua_next in that order, for short tables whose mistakes are told: of several always the same is. Of keys
 * that are neither numbers nor texts it gives one. */
int rowan_frozen_step(lua_State *L, int index);
/* Push the list of the keys of the table at index in that order. */
void rowan_frozen_order(lua_State *L, int index);
#endif
