/*
 * A frozen table is an empty one with a metatable of its own: __index is the hidden table, "order" the list
 * of its keys. Scripts can get at neither: there is no getmetatable, and __metatable stands before it.
 */
#include "sandbox/frozen.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- the order of keys ---- */

enum rank { RANK_NUMBER, RANK_TEXT, RANK_BOOLEAN, RANK_OTHER };

struct key {
    enum rank rank;
    lua_Integer integer; /* when the number is one; a boolean */
    double number;
    const char *text; /* the key's table keeps it alive */
    size_t size;
    lua_Integer place; /* where Lua had it */
};

static void read_key(lua_State *L, int index, struct key *key)
{
    memset(key, 0, sizeof *key);
    switch (lua_type(L, index)) {
    case LUA_TNUMBER:
        key->rank = RANK_NUMBER;
        key->number = lua_tonumber(L, index);
        key->integer = lua_tointeger(L, index);
        break;
    case LUA_TSTRING:
        key->rank = RANK_TEXT;
        key->text = lua_tolstring(L, index, &key->size);
        break;
    case LUA_TBOOLEAN:
        key->rank = RANK_BOOLEAN;
        key->integer = lua_toboolean(L, index);
        break;
    default:
        key->rank = RANK_OTHER;
    }
}

static int compare_texts(const struct key *a, const struct key *b)
{
    int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);

    return order ? order : (a->size > b->size) - (a->size < b->size);
}

/* Keys that are tables or functions have no order of their own; Lua's is kept. */
static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left;
    const struct key *b = right;

    if (a->rank != b->rank)
        return (a->rank > b->rank) - (a->rank < b->rank);
    if (a->rank == RANK_TEXT)
        return compare_texts(a, b);
    if (a->rank == RANK_NUMBER && a->number != b->number)
        return (a->number > b->number) - (a->number < b->number);
    if (a->rank != RANK_OTHER && a->integer != b->integer)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->place > b->place) - (a->place < b->place);
}

/* Push the list of the keys of the table at index, in order. */
static void push_order(lua_State *L, int index)
{
    lua_Integer count = 0;
    struct key *keys;
    int raw;

    luaL_checkstack(L, 10, NULL);
    lua_newtable(L);
    raw = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, index);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_rawseti(L, raw, ++count);
    }
    keys = lua_newuserdatauv(L, (size_t)(count + 1) * sizeof *keys, 0);
    for (lua_Integer i = 0; i < count; i++) {
        lua_rawgeti(L, raw, i + 1);
        read_key(L, -1, &keys[i]);
        keys[i].place = i + 1;
        lua_pop(L, 1);
    }
    qsort(keys, (size_t)count, sizeof *keys, compare_keys);
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 0; i < count; i++) {
        lua_rawgeti(L, raw, keys[i].place);
        lua_rawseti(L, -2, i + 1);
    }
    lua_replace(L, raw);
    lua_settop(L, raw);
}

void rowan_frozen_order(lua_State *L, int index)
{
    push_order(L, lua_absindex(L, index));
}

/* ---- frozen tables ---- */

static int refuse_write(lua_State *L)
{
    return luaL_error(
        L, "a mapping's tables cannot be changed once it is loaded: what a function keeps would carry "
           "over from one document to the next");
}

int rowan_frozen_open(lua_State *L, int index)
{
    if (!lua_istable(L, index) || !lua_getmetatable(L, index))
        return 0;
    lua_pushliteral(L, "order");
    if (lua_rawget(L, -2) != LUA_TTABLE) { /* a library */
        lua_pop(L, 2);
        return 0;
    }
    lua_pushliteral(L, "__index");
    lua_rawget(L, -3);
    lua_replace(L, -3);
    lua_pop(L, 1);
    return 1;
}

static int frozen_length(lua_State *L)
{
    if (!rowan_frozen_open(L, 1))
        return 0;
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

/* Move the contents of the table at index into a new one, which is pushed. */
static void move_out(lua_State *L, int index)
{
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, index);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, index);
    }
}

void rowan_frozen_make(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    luaL_checkstack(L, 10, NULL);
    move_out(L, index);
    lua_createtable(L, 0, 5);
    push_order(L, lua_gettop(L) - 1);
    lua_setfield(L, -2, "order");
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_write);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, frozen_length);
    lua_setfield(L, -2, "__len");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, index);
}

/* ---- going over tables ---- */

/* Upvalues: the order, the table, how far it went. What was removed on the way is passed over. */
static int step(lua_State *L)
{
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));

    lua_settop(L, 0);
    while (lua_rawgeti(L, lua_upvalueindex(1), ++at) != LUA_TNIL) {
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
            break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return lua_gettop(L);
}

int rowan_frozen_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (rowan_frozen_open(L, 1)) {
        luaL_getmetafield(L, 1, "order");
        lua_insert(L, 2);
    } else {
        push_order(L, 1);
        lua_pushvalue(L, 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, step, 3);
    lua_pushvalue(L, 1);
    lua_pushnil(L);
    return 3;
}

/* Push the smallest key of the table at index that is above last (NULL: of all), or nil. */
static void push_successor(lua_State *L, int index, const struct key *last)
{
    struct key best = {.rank = RANK_OTHER};
    struct key key;

    lua_pushnil(L); /* the best */
    for (lua_pushnil(L); lua_next(L, index);) {
        lua_pop(L, 1);
        read_key(L, -1, &key);
        if ((last && compare_keys(&key, last) <= 0) || (!lua_isnil(L, -2) && compare_keys(&key, &best) >= 0))
            continue;
        best = key;
        lua_pushvalue(L, -1);
        lua_replace(L, -3);
    }
}

int rowan_frozen_step(lua_State *L, int index)
{
    struct key last;
    bool first = lua_isnil(L, -1);

    index = lua_absindex(L, index);
    luaL_checkstack(L, 6, NULL);
    read_key(L, -1, &last);
    push_successor(L, index, first ? NULL : &last);
    lua_remove(L, -2);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        return 0;
    }
    lua_pushvalue(L, -1);
    lua_rawget(L, index);
    return 1;
}

int rowan_frozen_next(lua_State *L)
{
    struct key last;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    read_key(L, 2, &last);
    if (!lua_isnil(L, 2) && last.rank == RANK_OTHER)
        return luaL_error(L, "next cannot go on after a key that is a %s; use pairs", luaL_typename(L, 2));
    if (!rowan_frozen_open(L, 1))
        lua_pushvalue(L, 1);
    push_successor(L, 3, lua_isnil(L, 2) ? NULL : &last);
    if (lua_isnil(L, 4))
        return 1;
    lua_pushvalue(L, 4);
    lua_rawget(L, 3);
    return 2;
}
