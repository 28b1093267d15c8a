/*
 * Types, and what a type makes: another type with numbers or options, or a column.
 */
#include "language/types.h"

#include <lauxlib.h>

#include "language/tables.h"
#include "language/word_value.h"
#include "sandbox/frozen.h"

/* ---- columns ---- */

/* Copy origin and of from the column at from, which becomes part of this one. */
static void adopt(lua_State *L, int from, int to)
{
    static const char *const fields[] = {"origin", "of"};

    for (size_t i = 0; i < 2; i++) {
        lua_getfield(L, from, fields[i]);
        lua_setfield(L, to, fields[i]);
    }
    lua_pushboolean(L, 1);
    lua_setfield(L, from, "used");
}

/* One entry of { "path", ..., option = value }: key at -2, value at -1. */
static void take_entry(lua_State *L, int column, lua_Integer *paths)
{
    if (lua_type(L, -2) == LUA_TSTRING) {
        rowan_tables_option(L, lua_tostring(L, -2));
        lua_pushvalue(L, -1);
        lua_setfield(L, column, lua_tostring(L, -3));
    } else if (lua_type(L, -1) == LUA_TSTRING && lua_isinteger(L, -2)) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, column, lua_tointeger(L, -3));
        if (lua_tointeger(L, -2) > *paths)
            *paths = lua_tointeger(L, -2);
    } else if (rowan_word_open(L, -1, ROWAN_WORD_COLUMN)) {
        adopt(L, lua_gettop(L), column);
        lua_pop(L, 1);
    } else {
        luaL_error(L, "a column takes paths and options; here is a %s", rowan_word_name(L, -1));
    }
}

static void take_table(lua_State *L, int index, int column)
{
    lua_Integer paths = 0;

    lua_pushnil(L);
    while (rowan_frozen_step(L, index)) {
        take_entry(L, column, &paths);
        lua_pop(L, 1);
    }
    if (paths && lua_getfield(L, column, "origin") != LUA_TNIL)
        luaL_error(L, "a column is made from paths or from %s, not both", lua_tostring(L, -1));
    lua_settop(L, column);
    if (paths != (lua_Integer)lua_rawlen(L, column))
        luaL_error(L, "one of the paths is nil");
    if (paths == 0 && lua_getfield(L, column, "origin") == LUA_TNIL)
        luaL_error(L, "the column has no path");
    lua_settop(L, column);
}

/* type "path", type { ... }, type(source "x"): the type's table is argument 1. */
static int make_column(lua_State *L)
{
    int type = lua_type(L, 2);
    int column;

    if (lua_gettop(L) > 2)
        return luaL_error(L, "a type takes one path; put several into a table: { \"a\", \"b\", via = ... }");
    lua_settop(L, 2);
    lua_newtable(L);
    column = lua_gettop(L);
    lua_pushvalue(L, 1);
    lua_setfield(L, column, "type");
    if (lua_getfield(L, 1, "options") == LUA_TTABLE)
        rowan_word_copy_fields(L, lua_gettop(L), column);
    lua_settop(L, column);
    if (type == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        lua_rawseti(L, column, 1);
    } else if (rowan_word_open(L, 2, ROWAN_WORD_COLUMN)) {
        adopt(L, lua_gettop(L), column);
        lua_settop(L, column);
    } else if (type == LUA_TTABLE) {
        take_table(L, 2, column);
    } else {
        return luaL_error(L, "a type takes a path or a table of paths and options, not a %s",
                          rowan_word_name(L, 2));
    }
    return rowan_word_finish_column(L);
}

/* ---- types ---- */

void rowan_word_push_type(lua_State *L, enum rowan_kind kind)
{
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, kind);
    lua_setfield(L, -2, "kind");
}

/* A copy of the type's table at index 1, without the labels that may have been made of it. */
static void push_type_copy(lua_State *L)
{
    lua_createtable(L, 0, 6);
    rowan_word_copy_fields(L, 1, lua_gettop(L));
    lua_pushnil(L);
    lua_setfield(L, -2, "made");
}

/* Options only: no path, and nothing that a column is made from. */
static int is_options(lua_State *L, int index)
{
    int some = 0;

    if (!lua_istable(L, index))
        return 0;
    lua_pushnil(L);
    for (; lua_next(L, index); some = 1) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING)
            continue;
        lua_pop(L, 1);
        return 0;
    }
    return some;
}

/* type { option = value }: a type whose columns have these options, unless they say otherwise. */
static int add_options(lua_State *L)
{
    int type, options;

    lua_settop(L, 2);
    push_type_copy(L);
    type = lua_gettop(L);
    lua_newtable(L);
    options = lua_gettop(L);
    if (lua_getfield(L, 1, "options") == LUA_TTABLE)
        rowan_word_copy_fields(L, lua_gettop(L), options);
    lua_settop(L, options);
    lua_pushnil(L);
    while (rowan_frozen_step(L, 2)) {
        rowan_tables_option(L, lua_tostring(L, -2));
        lua_setfield(L, options, lua_tostring(L, -2));
    }
    lua_setfield(L, type, "options");
    rowan_word_freeze(L, ROWAN_WORD_TYPE);
    return 1;
}

/* Argument index as a whole number; usage is how the type is written. */
static lua_Integer whole_number(lua_State *L, int index, const char *usage)
{
    int is_whole = 0;
    lua_Integer number = lua_tointegerx(L, index, &is_whole);

    if (is_whole)
        return number;
    if (lua_type(L, index) == LUA_TNUMBER)
        luaL_error(L, "a whole number is expected, not %s: write %s", lua_tostring(L, index), usage);
    luaL_error(L, "a whole number is expected, not a %s: write %s", rowan_word_name(L, index), usage);
    return number;
}

/* text(20), binary(16) */
static int specialise_length(lua_State *L, enum rowan_kind kind)
{
    const char *name = rowan_kind_name(kind);
    lua_Integer length = whole_number(L, 2, kind == ROWAN_TEXT ? "text(20)" : "binary(16)");

    if (lua_gettop(L) > 2)
        return luaL_error(L, "%s takes one number, the length", name);
    if (length < 1)
        return luaL_error(L, "%s(%I): the length must be at least 1", name, (LUAI_UACINT)length);
    if (length > ROWAN_LENGTH_MAX)
        return luaL_error(L, "%s(%I): the length is at most %d", name, (LUAI_UACINT)length, ROWAN_LENGTH_MAX);
    push_type_copy(L);
    lua_pushinteger(L, length);
    lua_setfield(L, -2, "length");
    rowan_word_freeze(L, ROWAN_WORD_TYPE);
    return 1;
}

#define FAR 1000

static int specialise_decimal(lua_State *L)
{
    lua_Integer precision = whole_number(L, 2, "decimal(12, 2)");
    lua_Integer scale = lua_isnoneornil(L, 3) ? 0 : whole_number(L, 3, "decimal(12, 2)");

    if (lua_gettop(L) > 3)
        return luaL_error(L,
                          "decimal takes two numbers, the digits and how many of them are after the point");
    if (precision < -FAR || precision > FAR || scale < -FAR ||
        scale > FAR) /* near ones: the plan names t.c */
        return luaL_error(L, "decimal(%I,%I): the precision is 1 to %d", (LUAI_UACINT)precision,
                          (LUAI_UACINT)scale, ROWAN_PRECISION_MAX);
    push_type_copy(L);
    lua_pushinteger(L, precision);
    lua_setfield(L, -2, "precision");
    lua_pushinteger(L, scale);
    lua_setfield(L, -2, "scale");
    rowan_word_freeze(L, ROWAN_WORD_TYPE);
    return 1;
}

static int has_field(lua_State *L, int index, const char *name)
{
    int has = lua_getfield(L, index, name) != LUA_TNIL;

    lua_pop(L, 1);
    return has;
}

int rowan_word_type_call(lua_State *L)
{
    enum rowan_kind kind;

    luaL_checkudata(L, 1, ROWAN_WORD_TYPE);
    lua_getiuservalue(L, 1, 1);
    lua_replace(L, 1);
    lua_getfield(L, 1, "kind");
    kind = (enum rowan_kind)lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (is_options(L, 2) && lua_gettop(L) == 2)
        return add_options(L);
    if (lua_type(L, 2) != LUA_TNUMBER) {
        if (kind == ROWAN_DECIMAL && !has_field(L, 1, "precision"))
            return luaL_error(L, "decimal needs its digits: decimal(12, 2)");
        return make_column(L);
    }
    if (has_field(L, 1, "length") || has_field(L, 1, "precision"))
        return luaL_error(L, "%s has its numbers already", rowan_kind_name(kind));
    if (kind == ROWAN_TEXT || kind == ROWAN_BINARY)
        return specialise_length(L, kind);
    if (kind == ROWAN_DECIMAL)
        return specialise_decimal(L);
    return luaL_error(L, "%s takes no number", rowan_kind_name(kind));
}

static void check_label(lua_State *L)
{
    if (lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "an enum is a table of text = value; use [\"%s\"] = value",
                   luaL_tolstring(L, -2, NULL));
    if (lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
        luaL_error(L, "the value of label \"%s\" must be a text or a whole number", lua_tostring(L, -2));
}

int rowan_word_enum(lua_State *L)
{
    rowan_word_expect(L, LUA_TTABLE, "enum { Open = 1, Closed = 2 }");
    lua_settop(L, 1);
    rowan_word_push_type(L, ROWAN_ENUM);
    lua_newtable(L);
    rowan_frozen_order(L, 1);
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        lua_pushvalue(L, -1);
        lua_rawget(L, 1);
        check_label(L);
        lua_rawset(L, -4);
    }
    lua_pop(L, 2);
    lua_setfield(L, -2, "labels");
    rowan_word_freeze(L, ROWAN_WORD_TYPE);
    return 1;
}
