/* The type of an object is a constant of C: metatables keep its address. */
#include "modules/script_object.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/suggest.h"
#include "sandbox/lua_state.h"

/* ---- names that are not there ---- */

static void offer_list(struct rowan_suggest *nearest, const char *const *names)
{
    for (; names && *names; names++)
        rowan_suggest_offer(nearest, *names);
}

static void offer_methods(struct rowan_suggest *nearest, const luaL_Reg *methods)
{
    for (; methods && methods->name; methods++)
        rowan_suggest_offer(nearest, methods->name);
}

static bool has(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Raise: the name on the stack at key is none of those offered. */
static int fail_name(lua_State *L, const char *what, int key, const struct rowan_suggest *nearest)
{
    bool shown = lua_type(L, key) == LUA_TSTRING || lua_type(L, key) == LUA_TNUMBER;
    char hint[120];

    return luaL_error(L, "%s has no \"%s\"%s", what,
                      shown ? luaL_tolstring(L, key, NULL) : luaL_typename(L, key),
                      rowan_suggest_hint(nearest, hint, sizeof hint));
}

static struct rowan_slice name_at(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TSTRING ? rowan_state_text(L, index) : rowan_slice_of(NULL);
}

/* ---- words ---- */

int rowan_script_choice(lua_State *L, int index, const char *otherwise, const char *const *choices)
{
    const char *word = lua_isnoneornil(L, index) && otherwise ? otherwise : luaL_checkstring(L, index);
    luaL_Buffer list;

    for (int i = 0; choices[i]; i++)
        if (strcmp(choices[i], word) == 0)
            return i;
    luaL_buffinit(L, &list);
    for (int i = 0; choices[i]; i++) {
        luaL_addstring(&list, i == 0 ? "\"" : choices[i + 1] ? "\", \"" : "\" or \"");
        luaL_addstring(&list, choices[i]);
    }
    luaL_addchar(&list, '"');
    luaL_pushresult(&list);
    return luaL_error(L, "%s is expected, not \"%s\"", lua_tostring(L, -1), word);
}

/* ---- objects ---- */

static const struct rowan_object_type *type_of(lua_State *L)
{
    return lua_touserdata(L, lua_upvalueindex(1));
}

/* Upvalues: the type, its methods by name. */
static int object_index(lua_State *L)
{
    const struct rowan_object_type *type = type_of(L);
    struct rowan_slice name = name_at(L, 2);
    struct rowan_suggest nearest;
    char what[60];

    rowan_object_check(L, 1, type);
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (name.data && lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL)
        return 1;
    lua_settop(L, 2);
    if (name.data && has(type->fields, name.data))
        return type->field(L);
    rowan_suggest_init(&nearest, name);
    offer_methods(&nearest, type->methods);
    offer_list(&nearest, type->fields);
    snprintf(what, sizeof what, "a %s", type->what);
    return fail_name(L, what, 2, &nearest);
}

static int object_newindex(lua_State *L)
{
    return luaL_error(L, "a %s cannot be changed: \"%s\" cannot be set", type_of(L)->what,
                      luaL_tolstring(L, 2, NULL));
}

static int object_call(lua_State *L)
{
    return luaL_error(L, "a %s is no function: what it does stands behind a colon, %s:%s(...)",
                      type_of(L)->what, type_of(L)->what, type_of(L)->methods->name);
}

static int object_concat(lua_State *L)
{
    return luaL_error(L, "a %s is no text: .. joins texts and numbers only", type_of(L)->what);
}

static int object_arithmetic(lua_State *L)
{
    return luaL_error(L, "a %s is no number, so nothing is calculated with it", type_of(L)->what);
}

static int object_order(lua_State *L)
{
    return luaL_error(L, "a %s has no order: < and > compare two numbers or two texts", type_of(L)->what);
}

static int object_entries(lua_State *L)
{
    return luaL_error(L, "a %s is no table: it has no entries to count or to go over", type_of(L)->what);
}

/* __newindex and its kin: what Lua's own messages would say in Lua's words. */
static const luaL_Reg refused[] = {{"__newindex", object_newindex}, {"__call", object_call},
                                   {"__concat", object_concat},     {"__add", object_arithmetic},
                                   {"__sub", object_arithmetic},    {"__mul", object_arithmetic},
                                   {"__div", object_arithmetic},    {"__idiv", object_arithmetic},
                                   {"__mod", object_arithmetic},    {"__pow", object_arithmetic},
                                   {"__unm", object_arithmetic},    {"__lt", object_order},
                                   {"__le", object_order},          {"__len", object_entries},
                                   {"__pairs", object_entries},     {NULL, NULL}};

void rowan_object_open(lua_State *L, const struct rowan_object_type *type)
{
    luaL_newmetatable(L, type->name);
    lua_pushlightuserdata(L, (void *)(uintptr_t)type);
    luaL_setfuncs(L, refused, 1);
    lua_pushstring(L, type->what);
    lua_setfield(L, -2, "__name");
    if (type->close) {
        lua_pushcfunction(L, type->close);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, type->close);
        lua_setfield(L, -2, "__close");
    }
    lua_pushlightuserdata(L, (void *)(uintptr_t)type);
    lua_newtable(L);
    luaL_setfuncs(L, type->methods, 0);
    lua_pushcclosure(L, object_index, 2);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

const char *rowan_object_kind(lua_State *L, int index)
{
    if (luaL_getmetafield(L, index, "__name") == LUA_TSTRING)
        return lua_pushfstring(L, "a %s", lua_tostring(L, -1));
    if (lua_isnoneornil(L, index))
        return "nil";
    return lua_type(L, index) == LUA_TSTRING ? "a text" : lua_pushfstring(L, "a %s", luaL_typename(L, index));
}

int rowan_object_fail(lua_State *L, int index, const char *what)
{
    const char *kind = rowan_object_kind(L, index);
    lua_Debug at = {0};

    if (lua_getstack(L, 0, &at))
        lua_getinfo(L, "n", &at);
    if (!at.name)
        return luaL_error(L, "a %s is expected as argument %d, not %s", what, index, kind);
    if (index == 1)
        return luaL_error(L, "%s is called behind a colon, %s:%s(...); what stands before it here is %s",
                          at.name, what, at.name, kind);
    return luaL_error(L, "%s: argument %d is %s; a %s is expected", at.name, index - 1, kind, what);
}

void *rowan_object_check(lua_State *L, int index, const struct rowan_object_type *type)
{
    void *object = luaL_testudata(L, index, type->name);

    if (!object)
        rowan_object_fail(L, index, type->what);
    return object;
}
