/* Names are offered in their order: of two that are equally near always the same is told. */
#include "sandbox/strict.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "base/suggest.h"
#include "sandbox/frozen.h"
#include "sandbox/lua_state.h"

int rowan_strict_fail(lua_State *L, const char *problem, int key, int names)
{
    struct rowan_suggest nearest;
    char hint[120];

    names = lua_absindex(L, names);
    rowan_suggest_init(&nearest, rowan_state_text(L, key));
    for (lua_pushnil(L); rowan_frozen_step(L, names); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            rowan_suggest_offer(&nearest, lua_tostring(L, -2)); /* the table keeps it */
    return luaL_error(L, "%s \"%s\"%s", problem, lua_tostring(L, key),
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static bool is_read_by_script(lua_State *L)
{
    lua_Debug reader;

    return lua_getstack(L, 1, &reader) && lua_getinfo(L, "S", &reader) && *reader.what != 'C';
}

/* Upvalues: "WHAT has no"; the set of names that may be nil in the table, or nil. */
static int unknown_name(lua_State *L)
{
    bool is_record = !lua_isnil(L, lua_upvalueindex(2));

    if (lua_type(L, 2) != LUA_TSTRING || !is_read_by_script(L))
        return 0;
    lua_settop(L, 2);
    if (is_record) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
            return 0;
        lua_pushvalue(L, lua_upvalueindex(2));
    }
    return rowan_strict_fail(L, lua_tostring(L, lua_upvalueindex(1)), 2, is_record ? -1 : 1);
}

/* Put unknown_name into the metatable at metatable; the set of names, or nil, is at the top and goes. */
static void set_index(lua_State *L, int metatable, const char *what)
{
    metatable = lua_absindex(L, metatable);
    lua_pushfstring(L, "%s has no", what);
    lua_insert(L, -2);
    lua_pushcclosure(L, unknown_name, 2);
    lua_setfield(L, metatable, "__index");
}

void rowan_strict_table(lua_State *L, const char *what)
{
    if (!lua_getmetatable(L, -1))
        lua_createtable(L, 0, 1);
    lua_pushnil(L);
    set_index(L, -2, what);
    lua_setmetatable(L, -2);
}

void rowan_strict_names(lua_State *L, const char *what)
{
    lua_createtable(L, 0, 1);
    lua_insert(L, -2);
    set_index(L, -2, what);
}

void rowan_strict_record(lua_State *L, const char *what, const char *const *fields)
{
    if (luaL_newmetatable(L, what)) {
        lua_newtable(L);
        for (; *fields; fields++) {
            lua_pushboolean(L, 1);
            lua_setfield(L, -2, *fields);
        }
        set_index(L, -2, what);
    }
    lua_setmetatable(L, -2);
}

static bool is_among(const char *const *fields, const char *name)
{
    for (; *fields; fields++)
        if (strcmp(*fields, name) == 0)
            return true;
    return false;
}

/* The keys of a table have no order: the first by name is told. */
void rowan_strict_settings(lua_State *L, int index, const char *what, const char *const *fields)
{
    const char *unknown = NULL;
    struct rowan_suggest nearest;
    char hint[120];

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "(a number)";
        if (!is_among(fields, name) && (!unknown || strcmp(name, unknown) < 0))
            unknown = name; /* the table keeps it */
    }
    if (!unknown)
        return;
    rowan_suggest_init(&nearest, rowan_slice_of(unknown));
    for (; *fields; fields++)
        rowan_suggest_offer(&nearest, *fields);
    luaL_error(L, "%s has no setting \"%s\"%s", what, unknown,
               rowan_suggest_hint(&nearest, hint, sizeof hint));
}
