/* A value of a word is a full userdata whose user value is the table; its metatable says which kind it is. */
#include "language/word_value.h"

#include <lauxlib.h>

#define TURN "rowan.turn"

int rowan_word_open(lua_State *L, int index, const char *kind)
{
    if (!luaL_testudata(L, index, kind))
        return 0;
    lua_getiuservalue(L, index, 1);
    return 1;
}

/* Of a word that was not called; NULL for any other value. */
static const char *name_function(lua_State *L, int index)
{
    const char *name;

    if (!lua_iscfunction(L, index))
        return NULL;
    lua_pushvalue(L, index);
    if (lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_USAGES) != LUA_TTABLE) {
        lua_pop(L, 2);
        return NULL;
    }
    lua_insert(L, -2);
    lua_rawget(L, -2);
    name = lua_tostring(L, -1); /* the registry keeps it */
    lua_pop(L, 2);
    return name;
}

const char *rowan_word_name(lua_State *L, int index)
{
    const char *function = name_function(L, index);

    if (function)
        return function;
    if (luaL_testudata(L, index, ROWAN_WORD_TYPE))
        return "type without a path";
    if (luaL_testudata(L, index, ROWAN_WORD_COLUMN))
        return "column";
    if (luaL_testudata(L, index, ROWAN_WORD_INTO))
        return "target table";
    if (luaL_testudata(L, index, ROWAN_WORD_TEXT_FUNCTION))
        return "transform";
    if (luaL_testudata(L, index, ROWAN_WORD_PATTERN))
        return "pattern of namespaces";
    if (luaL_testudata(L, index, ROWAN_WORD_DIGEST))
        return "digest of the document";
    return luaL_testudata(L, index, ROWAN_WORD_MAPPING) ? "mapping" : luaL_typename(L, index);
}

void rowan_word_expect(lua_State *L, int type, const char *usage)
{
    const char *name = lua_type(L, 1) == LUA_TSTRING ? "text" : rowan_word_name(L, 1);

    if (lua_gettop(L) > 1)
        luaL_error(L, "one value is expected, not %d: write %s", lua_gettop(L), usage);
    if (lua_type(L, 1) == type)
        return;
    luaL_error(L, "a %s is expected, not %s%s: write %s", type == LUA_TTABLE ? "table" : "text",
               lua_isnoneornil(L, 1) ? "" : "a ", lua_isnone(L, 1) ? "nil" : name, usage);
}

void rowan_word_expect_none(lua_State *L, const char *usage)
{
    if (lua_gettop(L) > 0)
        luaL_error(L, "nothing is expected in the parentheses, not a %s: write %s",
                   lua_type(L, 1) == LUA_TSTRING ? "text" : rowan_word_name(L, 1), usage);
}

void rowan_word_name_half(lua_State *L, const char *word, const char *name, const char *usage)
{
    if (lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_USAGES) == LUA_TTABLE) {
        lua_pushvalue(L, -2);
        lua_pushfstring(L, "word without its braces (%s \"%s\" is written %s)", word, name, usage);
        lua_rawset(L, -3);
    }
    lua_pop(L, 1);
}

void rowan_word_freeze(lua_State *L, const char *kind)
{
    lua_newuserdatauv(L, 0, 1);
    lua_insert(L, -2);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, kind);
}

void rowan_word_push_caller(lua_State *L)
{
    lua_Debug ar = {.source = "@"};
    int line = 0;

    for (int level = 1; line <= 0 && lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        line = ar.currentline;
    }
    lua_pushstring(L, ar.source + 1); /* after the @ that names of files have */
    lua_pushinteger(L, line);
}

void rowan_word_stamp(lua_State *L)
{
    lua_Integer turn;

    rowan_word_push_caller(L);
    lua_setfield(L, -3, "line");
    lua_setfield(L, -2, "file");
    lua_getfield(L, LUA_REGISTRYINDEX, TURN);
    turn = lua_tointeger(L, -1) + 1;
    lua_pop(L, 1);
    lua_pushinteger(L, turn);
    lua_setfield(L, LUA_REGISTRYINDEX, TURN);
    lua_pushinteger(L, turn);
    lua_setfield(L, -2, "turn");
}

int rowan_word_finish_column(lua_State *L)
{
    rowan_word_stamp(L);
    lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
    rowan_word_freeze(L, ROWAN_WORD_COLUMN);
    return 1;
}

void rowan_word_copy_fields(lua_State *L, int from, int to)
{
    lua_pushnil(L);
    while (lua_next(L, from)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, to);
    }
}
