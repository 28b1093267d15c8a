/*
 * Functions live in one Lua array. What a function could carry over is found once, when it is added: its
 * upvalues and those of the functions it can reach. Tables among them are frozen; for the rest the first
 * value is noted and compared after each call.
 */
#include "calls.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua_state.h"

struct rowan_calls {
    lua_State *L;
    int functions; /* registry reference of { function, ... } */
    int variables; /* registry reference of { { {function, upvalue, first value, name}, ... } per function }
                    */
    int seen;      /* registry reference: tables that are frozen already, by identity */
    int count;
};

struct rowan_calls *rowan_calls_new(lua_State *L)
{
    struct rowan_calls *calls = calloc(1, sizeof *calls);

    if (!calls)
        return NULL;
    calls->L = L;
    lua_newtable(L);
    calls->functions = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    calls->variables = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    calls->seen = luaL_ref(L, LUA_REGISTRYINDEX);
    return calls;
}

void rowan_calls_free(struct rowan_calls *calls)
{
    free(calls);
}

/* ---- what a function must not change ---- */

static int refuse_write(lua_State *L)
{
    return luaL_error(
        L, "a mapping's tables cannot be changed once it is loaded: what a function keeps would carry "
           "over from one document to the next");
}

static int frozen_length(lua_State *L)
{
    lua_getmetatable(L, 1);
    lua_getfield(L, -1, "__index");
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static int frozen_next(lua_State *L)
{
    lua_settop(L, 2);
    return lua_next(L, 1) ? 2 : 0;
}

static int frozen_pairs(lua_State *L)
{
    lua_pushcfunction(L, frozen_next);
    lua_getmetatable(L, 1);
    lua_getfield(L, -1, "__index");
    lua_remove(L, -2);
    lua_pushnil(L);
    return 3;
}

static void reach(struct rowan_calls *calls, lua_State *L, int variables);

/* Move the contents of the table at index into a hidden one that is only read; what they reach as well. */
static void freeze(struct rowan_calls *calls, lua_State *L, int index, int variables)
{
    index = lua_absindex(L, index);
    if (lua_getmetatable(L, index)) { /* a word's value, or frozen already */
        lua_pop(L, 1);
        return;
    }
    luaL_checkstack(L, 12, "tables nested too deep");
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, index);
    }
    lua_createtable(L, 0, 5);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse_write);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, frozen_length);
    lua_setfield(L, -2, "__len");
    lua_pushcfunction(L, frozen_pairs);
    lua_setfield(L, -2, "__pairs");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, index);
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        reach(calls, L, variables);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void note_variable(lua_State *L, int function, int upvalue, const char *name, int variables)
{
    lua_createtable(L, 4, 0);
    lua_pushvalue(L, function);
    lua_rawseti(L, -2, 1);
    lua_pushinteger(L, upvalue);
    lua_rawseti(L, -2, 2);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 3);
    lua_pushstring(L, name);
    lua_rawseti(L, -2, 4);
    lua_rawseti(L, variables, (lua_Integer)lua_rawlen(L, variables) + 1);
}

static void reach_function(struct rowan_calls *calls, lua_State *L, int function, int variables)
{
    const char *name;

    function = lua_absindex(L, function);
    if (lua_iscfunction(L, function))
        return;
    lua_rawgeti(L, LUA_REGISTRYINDEX, calls->seen);
    lua_pushvalue(L, function);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_pop(L, 1);
    for (int i = 1; (name = lua_getupvalue(L, function, i)); i++) {
        if (strcmp(name, "_ENV") != 0) {
            note_variable(L, function, i, name, variables);
            reach(calls, L, variables);
        }
        lua_pop(L, 1);
    }
}

/* The value at the top: freeze it if it is a table, walk on if it is a function not yet seen for this list.
 */
static void reach(struct rowan_calls *calls, lua_State *L, int variables)
{
    int value = lua_gettop(L);

    luaL_checkstack(L, 12, "functions nested too deep");
    if (lua_istable(L, value)) {
        freeze(calls, L, value, variables);
        return;
    }
    if (!lua_isfunction(L, value))
        return;
    lua_rawgeti(L, LUA_REGISTRYINDEX, calls->seen);
    lua_pushvalue(L, value);
    lua_rawget(L, -2);
    if (lua_toboolean(L, -1)) {
        lua_pop(L, 2);
        return;
    }
    lua_pop(L, 2);
    reach_function(calls, L, value, variables);
}

int rowan_calls_add(struct rowan_calls *calls, lua_State *L)
{
    int function = lua_gettop(L);

    lua_newtable(L); /* functions seen: per list, since each via is checked alone */
    lua_rawseti(L, LUA_REGISTRYINDEX, calls->seen);
    lua_newtable(L);
    reach_function(calls, L, function, lua_gettop(L));
    calls->count++;
    lua_rawgeti(L, LUA_REGISTRYINDEX, calls->variables);
    lua_insert(L, -2);
    lua_rawseti(L, -2, calls->count);
    lua_pop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, calls->functions);
    lua_pushvalue(L, function);
    lua_rawseti(L, -2, calls->count);
    lua_pop(L, 1);
    return calls->count;
}

/* ---- calling ---- */

/* Compare the variables of function fn with their first values; put back the ones that changed. */
static enum rowan_status check_variables(struct rowan_calls *calls, int fn, struct rowan_error *err)
{
    lua_State *L = calls->L;
    enum rowan_status st = ROWAN_OK;
    int top = lua_gettop(L);
    lua_Integer count;

    lua_rawgeti(L, LUA_REGISTRYINDEX, calls->variables);
    lua_rawgeti(L, -1, fn);
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        int upvalue;
        lua_rawgeti(L, top + 2, i);
        lua_rawgeti(L, -1, 2);
        upvalue = (int)lua_tointeger(L, -1);
        lua_rawgeti(L, top + 3, 1);
        lua_getupvalue(L, -1, upvalue);
        lua_rawgeti(L, top + 3, 3);
        if (!lua_rawequal(L, -1, -2)) {
            lua_rawgeti(L, top + 3, 4);
            st = rowan_fail(
                err, ROWAN_DOCUMENT, "script",
                "the function changes its variable \"%s\", which would carry over to the next document",
                lua_tostring(L, -1));
            lua_pop(L, 1);
            lua_setupvalue(L, -3, upvalue);
        }
        lua_settop(L, top + 2);
    }
    lua_settop(L, top);
    return st;
}

/* Shortest digits that read back as the same number. */
static bool append_number(struct rowan_buffer *out, double number)
{
    char digits[40];

    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    if (!strpbrk(digits, "e") && fabs(number) < 1e15 && number == floor(number))
        snprintf(digits, sizeof digits, "%.0f", number);
    return rowan_buffer_append_text(out, digits);
}

static enum rowan_status take_result(lua_State *L, struct rowan_buffer *out, bool *null,
                                     struct rowan_error *err)
{
    size_t size = 0;
    const char *text;
    bool ok = true;

    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        *null = true;
        return ROWAN_OK;
    case LUA_TSTRING:
        text = lua_tolstring(L, -1, &size);
        ok = rowan_buffer_append(out, text, size);
        break;
    case LUA_TBOOLEAN:
        ok = rowan_buffer_append_text(out, lua_toboolean(L, -1) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, -1))
            ok = rowan_buffer_append_int(out, lua_tointeger(L, -1));
        else if (!isfinite(lua_tonumber(L, -1)))
            return rowan_fail(err, ROWAN_DOCUMENT, "script",
                              "the function returned a number that is not finite");
        else
            ok = append_number(out, lua_tonumber(L, -1));
        break;
    default:
        return rowan_fail(err, ROWAN_DOCUMENT, "script",
                          "the function returned a %s; a text, a number, true, false or nil is expected",
                          luaL_typename(L, -1));
    }
    return ok ? ROWAN_OK : rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for a value");
}

/* Pushing a text can need memory, so it happens inside the protected call. */
struct request {
    struct rowan_calls *calls;
    int fn;
    const struct rowan_text *args;
    size_t count;
};

static int enter(lua_State *L)
{
    const struct request *r = lua_touserdata(L, 1);

    luaL_checkstack(L, (int)r->count + 2, NULL);
    lua_rawgeti(L, LUA_REGISTRYINDEX, r->calls->functions);
    lua_rawgeti(L, -1, r->fn);
    for (size_t i = 0; i < r->count; i++)
        lua_pushlstring(L, r->args[i].data, r->args[i].size);
    lua_call(L, (int)r->count, 1);
    return 1;
}

enum rowan_status rowan_calls_run(void *context, int fn, const struct rowan_text *args, size_t count,
                                  struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    struct rowan_calls *calls = context;
    struct request request = {calls, fn, args, count};
    lua_State *L = calls->L;
    enum rowan_status st;
    enum rowan_status kept;
    struct rowan_error carried;

    *null = false;
    lua_pushcfunction(L, enter);
    lua_pushlightuserdata(L, &request);
    st = rowan_state_call(L, 1, 1, ROWAN_DOCUMENT, err);
    if (st == ROWAN_OK) {
        st = take_result(L, out, null, err);
        lua_pop(L, 1);
    }
    kept = check_variables(calls, fn, &carried);
    if (st == ROWAN_OK && kept != ROWAN_OK) {
        *err = carried;
        st = kept;
    }
    return st;
}
