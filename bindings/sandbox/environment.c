/*
 * What a mapping's code can see. Results must not depend on the run, so nothing here shows an address, a
 * random number or the order of a hash; and nothing can be changed.
 */
#include "sandbox/environment.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "base/suggest.h"
#include "sandbox/frozen.h"
#include "plan/option.h"
#include "sandbox/lua_state.h"
#include "sandbox/strict.h"

/* Lua's own string.format, among the loaded modules: Lua's messages take its name from there. */
#define FORMAT "string.format"

/* ---- refusals ---- */

static int refuse_change(lua_State *L)
{
    return luaL_error(L, "this table belongs to rowan and cannot be changed");
}

static int refuse_global(lua_State *L)
{
    return luaL_error(L, "\"%s\" is not local: a mapping sets no globals; write local %s = ...",
                      luaL_tolstring(L, 2, NULL), luaL_tolstring(L, 2, NULL));
}

/* What SQL and other languages call the types here. */
static const char *foreign_word(const char *word)
{
    static const char *const words[][2] = {
        {"int", "integer"},           {"int2", "smallint"},        {"int4", "integer"},
        {"int8", "bigint"},           {"long", "bigint"},          {"varchar", "text(n)"},
        {"nvarchar", "text(n)"},      {"char", "text(n)"},         {"str", "text(n)"},
        {"numeric", "decimal(p, s)"}, {"number", "decimal(p, s)"}, {"money", "decimal(p, s)"},
        {"datetime", "timestamp"},    {"float", "double"},         {"bool", "boolean"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], word) == 0)
            return words[i][1];
    return NULL;
}

static void offer_name(struct rowan_suggest *nearest, const char *name)
{
    if (*name != '(' && strcmp(name, "_ENV") != 0) /* not Lua's own */
        rowan_suggest_offer(nearest, name);
}

/* The variables of the function that named an unknown word. */
static void offer_variables(lua_State *L, struct rowan_suggest *nearest)
{
    lua_Debug caller;
    const char *name;

    if (!lua_getstack(L, 1, &caller))
        return;
    for (int i = 1; (name = lua_getlocal(L, &caller, i)); i++) {
        offer_name(nearest, name);
        lua_pop(L, 1);
    }
    lua_getinfo(L, "f", &caller);
    for (int i = 1; (name = lua_getupvalue(L, -1, i)); i++) {
        offer_name(nearest, name);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* Upvalue 1: the words. */
static int unknown_word(lua_State *L)
{
    struct rowan_suggest nearest;
    char hint[120];

    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    if (foreign_word(lua_tostring(L, 2)))
        return luaL_error(L, "unknown word \"%s\" (here it is called %s)", lua_tostring(L, 2),
                          foreign_word(lua_tostring(L, 2)));
    if (rowan_option_find(lua_tostring(L, 2)))
        return luaL_error(
            L, "\"%s\" is an option, not a word: it is set in the braces of a type, %s = ..., with one =",
            lua_tostring(L, 2), lua_tostring(L, 2));
    rowan_suggest_init(&nearest, rowan_state_text(L, 2));
    offer_variables(L, &nearest);
    for (lua_pushnil(L); rowan_frozen_step(L, lua_upvalueindex(1)); lua_pop(L, 1))
        rowan_suggest_offer(&nearest, lua_tostring(L, -2));
    return luaL_error(L, "unknown word \"%s\"%s", lua_tostring(L, 2),
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

/* An empty table in front of the one at the top, which can be read through it and not changed. */
static void wrap_read_only(lua_State *L)
{
    lua_newtable(L);
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_change);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

/* ---- functions that differ from Lua's own ---- */

/* Lua's tostring shows addresses, which differ from run to run. */
static int safe_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    switch (lua_type(L, 1)) {
    case LUA_TNIL:
    case LUA_TBOOLEAN:
    case LUA_TNUMBER:
    case LUA_TSTRING:
        luaL_tolstring(L, 1, NULL);
        break;
    default:
        lua_pushstring(L, luaL_typename(L, 1));
    }
    return 1;
}

static bool shows_address(const char *format)
{
    while ((format = strchr(format, '%'))) {
        format++;
        format += strspn(format, "-+ #0123456789.");
        if (*format == 'p')
            return true;
        format += *format != '\0';
    }
    return false;
}

/* string.format without addresses; Lua's own is kept among the modules, so that this one has no upvalue. */
static int safe_format(lua_State *L)
{
    int count = lua_gettop(L);

    if (shows_address(luaL_checkstring(L, 1)))
        return luaL_error(L, "string.format: %%p shows an address, which differs from run to run");
    for (int i = 2; i <= count; i++) {
        int type = lua_type(L, i);
        if (type != LUA_TNIL && type != LUA_TBOOLEAN && type != LUA_TNUMBER && type != LUA_TSTRING)
            return luaL_error(L, "string.format: a %s has no text", luaL_typename(L, i));
    }
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, FORMAT);
    lua_remove(L, -2);
    lua_insert(L, 1);
    lua_call(L, count, 1);
    return 1;
}

static void replace_format(lua_State *L)
{
    lua_getglobal(L, "string");
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -2, "format");
    lua_setfield(L, -2, FORMAT);
    lua_pushcfunction(L, safe_format);
    lua_setfield(L, -3, "format");
    lua_pop(L, 2);
}

/* ---- the environment ---- */

static const char *const same[] = {"assert", "error", "ipairs", "pcall", "select", "tonumber", "type", NULL};
static const luaL_Reg changed[] = {
    {"next", rowan_frozen_next}, {"pairs", rowan_frozen_pairs}, {"tostring", safe_tostring}, {NULL, NULL}};
static const char *const libraries[] = {"string", "table", "math", "utf8", NULL};

static void copy_functions(lua_State *L, int words)
{
    for (size_t i = 0; same[i]; i++) {
        lua_getglobal(L, same[i]);
        lua_setfield(L, words, same[i]);
    }
    lua_pushvalue(L, words);
    luaL_setfuncs(L, changed, 0);
    lua_pop(L, 1);
}

/* Functions of Lua's libraries that mappings do not see. */
static const struct {
    const char *library, *name, *why;
} removed[] = {{"string", "dump", "it gives bytecode"},
               {"math", "random", "rows would depend on the run"},
               {"math", "randomseed", "rows would depend on the run"}};

static void remove_functions(lua_State *L)
{
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        lua_getglobal(L, removed[i].library);
        lua_pushnil(L);
        lua_setfield(L, -2, removed[i].name);
        lua_pop(L, 1);
    }
}

/* What a library lacks: nil would be no option at all where a function was meant. Upvalue 1: its name. */
static int unknown_function(lua_State *L)
{
    const char *library = lua_tostring(L, lua_upvalueindex(1));

    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++)
        if (strcmp(removed[i].library, library) == 0 && strcmp(removed[i].name, lua_tostring(L, 2)) == 0)
            return luaL_error(L, "%s.%s is not for mappings: %s", library, removed[i].name, removed[i].why);
    return rowan_strict_fail(L, lua_pushfstring(L, "%s has no function", library), 2, 1);
}

/* string(20) is a type elsewhere. Upvalue 1: the library's name. */
static int refuse_call(lua_State *L)
{
    const char *name = lua_tostring(L, lua_upvalueindex(1));

    return luaL_error(L, "%s is a library of functions%s", name,
                      strcmp(name, "string") == 0 ? "; the type is called text(n)" : ", not a word");
}

static void set_named(lua_State *L, const char *field, lua_CFunction function, const char *name)
{
    lua_pushstring(L, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, -2, field);
}

static void copy_libraries(lua_State *L, int words)
{
    for (size_t i = 0; libraries[i]; i++) {
        lua_getglobal(L, libraries[i]);
        lua_createtable(L, 0, 1);
        set_named(L, "__index", unknown_function, libraries[i]);
        lua_setmetatable(L, -2);
        wrap_read_only(L);
        lua_getmetatable(L, -1);
        set_named(L, "__call", refuse_call, libraries[i]);
        lua_pop(L, 1);
        lua_setfield(L, words, libraries[i]);
    }
    lua_pushliteral(L, "");
    if (lua_getmetatable(L, -1)) {
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

void rowan_environment_push(lua_State *L, int words)
{
    words = lua_absindex(L, words);
    remove_functions(L);
    replace_format(L);
    copy_functions(L, words);
    copy_libraries(L, words);
    lua_newtable(L);
    lua_createtable(L, 0, 4);
    lua_createtable(L, 0, 1); /* the words, and behind them the message for unknown ones */
    lua_pushvalue(L, words);
    lua_pushcclosure(L, unknown_word, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, words);
    lua_pushvalue(L, words);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_global);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void rowan_environment_list(lua_State *L)
{
    lua_newtable(L);
    for (int i = 0; same[i]; i++) {
        lua_pushstring(L, same[i]);
        lua_rawseti(L, -2, i + 1);
    }
    for (const luaL_Reg *function = changed; function->name; function++) {
        lua_pushstring(L, function->name);
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
    lua_setfield(L, -2, "functions");
    lua_newtable(L);
    for (int i = 0; libraries[i]; i++) {
        lua_pushstring(L, libraries[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setfield(L, -2, "libraries");
}
