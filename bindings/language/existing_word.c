/* What is in the braces becomes a list of names, in an order that is the same in every process. */
#include "language/existing_word.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "language/tables.h"
#include "language/word_value.h"
#include "sandbox/frozen.h"

#define USAGE "existing \"customer\" { by = { \"customer_no\" }, take = \"customer_id\" }"

static void check_fields(lua_State *L)
{
    static const char *const names[] = {"by", "take", "missing", NULL};
    char room[120];

    for (lua_pushnil(L); rowan_frozen_step(L, 1); lua_pop(L, 1)) {
        bool text = lua_type(L, -2) == LUA_TSTRING;
        const char *hint = rowan_tables_check(names, text ? lua_tostring(L, -2) : "", room, sizeof room);
        if (hint)
            luaL_error(L, "unknown field \"%s\" in existing%s", luaL_tolstring(L, -2, NULL), hint);
    }
}

static void append(lua_State *L, int list, int text)
{
    lua_pushvalue(L, text);
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
}

/* Push { theirs, ours, ... } of { "both", theirs = "ours" }. */
static void push_pairs(lua_State *L)
{
    int by, list;

    if (lua_getfield(L, 1, "by") == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
    }
    by = lua_gettop(L);
    if (!lua_istable(L, by))
        luaL_error(L, "existing: by names the columns that find the row: " USAGE);
    lua_newtable(L);
    list = lua_gettop(L);
    for (lua_pushnil(L); rowan_frozen_step(L, by); lua_pop(L, 1)) {
        int top = lua_gettop(L);
        if (lua_type(L, top) != LUA_TSTRING)
            luaL_error(L,
                       "existing: by has names of columns, not a %s: by = { \"customer_no\" }, or "
                       "by = { customer_no = \"buyer_no\" } when the row calls it otherwise",
                       rowan_word_name(L, top));
        append(L, list, lua_type(L, top - 1) == LUA_TSTRING ? top - 1 : top);
        append(L, list, top);
    }
    if (lua_rawlen(L, list) == 0)
        luaL_error(L, "existing: by is empty; it names the columns that find the row: " USAGE);
}

/* At index 2, the table that the column's origin refers to. */
static void set_missing(lua_State *L)
{
    int type = lua_getfield(L, 1, "missing");
    bool null = type == LUA_TSTRING && strcmp(lua_tostring(L, -1), "null") == 0;

    if (type != LUA_TNIL && !null && !(type == LUA_TSTRING && strcmp(lua_tostring(L, -1), "fail") == 0))
        luaL_error(L, "missing must be \"fail\" or \"null\"");
    lua_pushboolean(L, null);
    lua_setfield(L, 2, "or_null");
    lua_pop(L, 1);
}

/* Upvalue: the table's name. */
static int existing_body(lua_State *L)
{
    rowan_word_expect(L, LUA_TTABLE, USAGE);
    lua_settop(L, 1);
    check_fields(L);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, 2, "table");
    if (lua_getfield(L, 1, "take") != LUA_TSTRING)
        luaL_error(L, "existing: take names the column whose value is taken: " USAGE);
    lua_setfield(L, 2, "take");
    set_missing(L);
    push_pairs(L);
    lua_setfield(L, 2, "by");
    lua_createtable(L, 0, 6);
    lua_pushliteral(L, "existing");
    lua_setfield(L, -2, "origin");
    lua_pushvalue(L, 2);
    lua_setfield(L, -2, "of");
    return rowan_word_finish_column(L);
}

int rowan_word_existing(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, USAGE);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, existing_body, 1);
    rowan_word_name_half(L, "existing", lua_tostring(L, 1), USAGE);
    return 1;
}
