/* States, errors and the protected call. */
#include "lua_state.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

#define ERROR_TYPE "rowan.error"

/* ---- memory with a ceiling ---- */

struct memory {
    size_t used;
    size_t limit;
};

static void *allocate(void *user, void *old, size_t old_size, size_t size)
{
    struct memory *memory = user;
    size_t before = old ? old_size : 0;
    void *block;

    if (size == 0) {
        free(old);
        memory->used -= before;
        return NULL;
    }
    if (size > before && memory->used - before + size > memory->limit)
        return NULL;
    block = realloc(old, size);
    if (block)
        memory->used = memory->used - before + size;
    return block;
}

static int open_libraries(lua_State *L)
{
    static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},
                                         {LUA_STRLIBNAME, luaopen_string},
                                         {LUA_TABLIBNAME, luaopen_table},
                                         {LUA_MATHLIBNAME, luaopen_math},
                                         {LUA_UTF8LIBNAME, luaopen_utf8}};

    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        luaL_requiref(L, libraries[i].name, libraries[i].func, 1);
        lua_pop(L, 1);
    }
    return 0;
}

lua_State *rowan_state_limited(size_t limit)
{
    struct memory *memory = calloc(1, sizeof *memory);
    lua_State *L;

    if (!memory)
        return NULL;
    memory->limit = limit;
    L = lua_newstate(allocate, memory);
    if (!L) {
        free(memory);
        return NULL;
    }
    lua_pushcfunction(L, open_libraries);
    if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
        rowan_state_close(L);
        return NULL;
    }
    return L;
}

void rowan_state_close(lua_State *L)
{
    void *memory = NULL;

    if (!L)
        return;
    lua_getallocf(L, &memory);
    lua_close(L);
    free(memory);
}

/* ---- the environment of a mapping ---- */

static int refuse_change(lua_State *L)
{
    return luaL_error(L, "this table belongs to rowan and cannot be changed");
}

static int refuse_global(lua_State *L)
{
    return luaL_error(L, "\"%s\" is not local: a mapping sets no globals; write local %s = ...",
                      luaL_tolstring(L, 2, NULL), luaL_tolstring(L, 2, NULL));
}

/* Upvalue 1: the words. */
static int unknown_word(lua_State *L)
{
    struct rowan_nearest nearest;
    char hint[120];

    if (lua_type(L, 2) != LUA_TSTRING)
        return 0;
    rowan_nearest_init(&nearest, rowan_state_text(L, 2));
    lua_pushnil(L);
    while (lua_next(L, lua_upvalueindex(1))) {
        lua_pop(L, 1);
        rowan_nearest_offer(&nearest, lua_tostring(L, -1));
    }
    return luaL_error(L, "unknown word \"%s\"%s", lua_tostring(L, 2),
                      rowan_nearest_hint(&nearest, hint, sizeof hint));
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

static void copy_functions(lua_State *L, int words)
{
    static const char *const functions[] = {"assert", "error",    "ipairs",   "pairs", "pcall",
                                            "select", "tonumber", "tostring", "type",  "next"};

    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        lua_getglobal(L, functions[i]);
        lua_setfield(L, words, functions[i]);
    }
}

/* Random numbers would make a result depend on the run; string.dump gives bytecode. */
static void copy_libraries(lua_State *L, int words)
{
    static const char *const libraries[] = {"string", "table", "math", "utf8"};
    static const char *const removed[][2] = {{"string", "dump"}, {"math", "random"}, {"math", "randomseed"}};

    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        lua_getglobal(L, removed[i][0]);
        lua_pushnil(L);
        lua_setfield(L, -2, removed[i][1]);
        lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        lua_getglobal(L, libraries[i]);
        wrap_read_only(L);
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

void rowan_state_push_environment(lua_State *L, int words)
{
    words = lua_absindex(L, words);
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

/* ---- errors ---- */

static int error_tostring(lua_State *L)
{
    lua_getfield(L, 1, "message");
    return 1;
}

void rowan_state_push_error(lua_State *L, const struct rowan_error *err)
{
    lua_createtable(L, 0, 4);
    lua_pushstring(L, rowan_status_name(err->status));
    lua_setfield(L, -2, "status");
    lua_pushstring(L, err->reason);
    lua_setfield(L, -2, "reason");
    lua_pushstring(L, err->message);
    lua_setfield(L, -2, "message");
    lua_pushstring(L, err->sqlstate);
    lua_setfield(L, -2, "sqlstate");
    lua_pushinteger(L, err->status);
    lua_setfield(L, -2, "code");
    if (luaL_newmetatable(L, ERROR_TYPE)) {
        lua_pushcfunction(L, error_tostring);
        lua_setfield(L, -2, "__tostring");
    }
    lua_setmetatable(L, -2);
}

int rowan_state_raise(lua_State *L, const struct rowan_error *err)
{
    rowan_state_push_error(L, err);
    return lua_error(L);
}

void rowan_state_check(lua_State *L, enum rowan_status st, const struct rowan_error *err)
{
    if (st != ROWAN_OK)
        rowan_state_raise(L, err);
}

enum rowan_status rowan_state_status(lua_State *L, int index)
{
    enum rowan_status status = ROWAN_OK;

    if (lua_istable(L, index) && lua_getmetatable(L, index)) {
        luaL_getmetatable(L, ERROR_TYPE);
        if (lua_rawequal(L, -1, -2)) {
            lua_pushliteral(L, "code");
            lua_rawget(L, index < 0 ? index - 3 : index);
            status = (enum rowan_status)lua_tointeger(L, -1);
            lua_pop(L, 1);
        }
        lua_pop(L, 2);
    }
    return status;
}

/* Only strings are shown: a __tostring that raises would end the process here. */
enum rowan_status rowan_state_error(lua_State *L, enum rowan_status status, struct rowan_error *err)
{
    const char *reason = status == ROWAN_DOCUMENT ? "script" : "mapping";

    if (lua_type(L, -1) == LUA_TSTRING)
        rowan_fail(err, status, reason, "%s", lua_tostring(L, -1));
    else
        rowan_fail(err, status, reason, "an error was raised with a %s as its value",
                   lua_typename(L, lua_type(L, -1)));
    lua_pop(L, 1);
    return status;
}

enum rowan_status rowan_state_call(lua_State *L, int nargs, int nresults, enum rowan_status status,
                                   struct rowan_error *err)
{
    int result = lua_pcall(L, nargs, nresults, 0);

    if (result == LUA_OK)
        return ROWAN_OK;
    if (result == LUA_ERRMEM) {
        lua_pop(L, 1);
        return rowan_fail(err, status, status == ROWAN_DOCUMENT ? "script" : "memory",
                          "the mapping needs more memory than it may have");
    }
    return rowan_state_error(L, status, err);
}

/* ---- arguments ---- */

struct rowan_text rowan_state_text(lua_State *L, int index)
{
    struct rowan_text text;

    text.data = luaL_checklstring(L, index, &text.size);
    return text;
}

const char *rowan_state_string_field(lua_State *L, int index, const char *name)
{
    const char *value = NULL;
    int type = lua_getfield(L, index, name);

    if (type == LUA_TSTRING || type == LUA_TNUMBER)
        value = lua_tostring(L, -1);
    else if (type != LUA_TNIL)
        luaL_error(L, "%s must be a string, not a %s", name, lua_typename(L, type));
    if (type == LUA_TNUMBER) { /* tostring changed the copy on the stack: the table must keep that one */
        lua_setfield(L, index, name);
        return value;
    }
    lua_pop(L, 1); /* the table keeps it */
    return value;
}

lua_Integer rowan_state_integer_field(lua_State *L, int index, const char *name, lua_Integer otherwise)
{
    lua_Integer value = otherwise;
    int is_integer = 1;

    if (lua_getfield(L, index, name) != LUA_TNIL)
        value = lua_tointegerx(L, -1, &is_integer);
    lua_pop(L, 1);
    if (!is_integer)
        luaL_error(L, "%s must be a whole number", name);
    return value;
}
