/*
 * Calling is made cheap: functions, and the first values of the variables they can change, stand on the
 * state's stack at fixed slots, so a call looks nothing up. One protected call is all it costs beyond the
 * function itself and the texts it is given.
 */
#include "sandbox/calls.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/lua_state.h"
#include "sandbox/closure_scan.h"
#include "sandbox/lua_rows.h"
#include "sandbox/script_message.h"
#include "sandbox/time_limit.h"

#define KEPT "rowan.kept" /* registry: list of what goes onto the stack */

struct rowan_calls {
    lua_State *L;
    int count;
    struct rowan_closure_scan scan;
    size_t *first;                  /* in scan.uses, per function; one more at the end */
    int handler;                    /* slot of the message handler */
    struct rowan_time_limit *limit; /* or NULL */
};

struct rowan_calls *rowan_calls_new(lua_State *L)
{
    struct rowan_calls *calls = calloc(1, sizeof *calls);

    if (calls)
        calls->L = L;
    return calls;
}

void rowan_calls_free(struct rowan_calls *calls)
{
    if (!calls)
        return;
    rowan_buffer_clear(&calls->scan.variables);
    rowan_buffer_clear(&calls->scan.uses);
    free(calls->first);
    rowan_time_limit_free(calls->limit);
    free(calls);
}

enum rowan_status rowan_calls_limit(struct rowan_calls *calls, double seconds, struct rowan_error *err)
{
    return rowan_time_limit_start(&calls->limit, calls->L, seconds, err);
}

int rowan_calls_add(struct rowan_calls *calls, lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, KEPT);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, ++calls->count);
    lua_pop(L, 1);
    return calls->count;
}

void rowan_calls_freeze(struct rowan_calls *calls, lua_State *L)
{
    calls->first = calloc((size_t)calls->count + 1, sizeof *calls->first);
    if (!calls->first)
        rowan_state_out_of_memory(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, KEPT);
    rowan_closure_scan_all(L, lua_gettop(L), calls->count, &calls->scan, calls->first);
    lua_pop(L, 1);
}

enum rowan_status rowan_calls_start(struct rowan_calls *calls, struct rowan_error *err)
{
    lua_State *L = calls->L;
    int count = calls->scan.kept;

    lua_settop(L, 0);
    if (lua_getfield(L, LUA_REGISTRYINDEX, KEPT) != LUA_TTABLE)
        return ROWAN_OK; /* no function at all */
    if (!lua_checkstack(L, count + LUA_MINSTACK)) {
        rowan_state_exhausted(L);
        return rowan_state_no_memory(L, ROWAN_MAPPING, err);
    }
    for (int i = 1; i <= count; i++)
        lua_rawgeti(L, 1, i);
    lua_remove(L, 1); /* now place i of the list is slot i */
    lua_pushcfunction(L, rowan_script_message_place);
    calls->handler = lua_gettop(L);
    return ROWAN_OK;
}

/* ---- variables ---- */

/* Not lua_rawequal: 1 and 1.0 differ when they become text, and nan is itself. */
static bool same_number(lua_State *L, int a, int b)
{
    lua_Number x = lua_tonumber(L, a);
    lua_Number y = lua_tonumber(L, b);

    if (lua_isinteger(L, a) || lua_isinteger(L, b))
        return lua_isinteger(L, a) && lua_isinteger(L, b) && lua_rawequal(L, a, b);
    return (isnan(x) && isnan(y)) || (x == y && signbit(x) == signbit(y));
}

static bool same(lua_State *L, int a, int b)
{
    int type = lua_type(L, a);

    if (type == LUA_TNUMBER && lua_type(L, b) == LUA_TNUMBER)
        return same_number(L, a, b);
    return lua_rawequal(L, a, b);
}

/* Put back the variables that function fn changed. Returns the name of one of them, or NULL. */
static const char *restore_variables(struct rowan_calls *calls, int fn)
{
    const struct rowan_variable *variables = (const void *)calls->scan.variables.data;
    const int *uses = (const void *)calls->scan.uses.data;
    const char *changed = NULL;
    lua_State *L = calls->L;

    for (size_t i = calls->first[fn - 1]; i < calls->first[fn]; i++) {
        const struct rowan_variable *v = &variables[uses[i]];
        const char *name = lua_getupvalue(L, v->owner, v->upvalue);
        if (!same(L, -1, v->value)) {
            lua_pushvalue(L, v->value);
            lua_setupvalue(L, v->owner, v->upvalue);
            changed = name;
        }
        lua_pop(L, 1);
    }
    return changed;
}

/* ---- results ---- */

static bool append_number(lua_State *L, struct rowan_buffer *out)
{
    char digits[ROWAN_NUMBER_MAX];
    lua_Number number = lua_tonumber(L, -1);

    if (lua_isinteger(L, -1))
        return rowan_buffer_append_int(out, lua_tointeger(L, -1));
    if (number == floor(number) && fabs(number) < 0x1p53)
        return rowan_buffer_append_int(out, (long long)number);
    return rowan_buffer_append_slice(out, rowan_state_number(number, digits));
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
        break;
    case LUA_TSTRING:
        text = lua_tolstring(L, -1, &size);
        ok = rowan_buffer_append(out, text, size);
        break;
    case LUA_TBOOLEAN:
        ok = rowan_buffer_append_slice(out, lua_toboolean(L, -1) ? "true" : "false");
        break;
    case LUA_TNUMBER:
        if (!isfinite(lua_tonumber(L, -1)))
            return rowan_fail(err, ROWAN_DOCUMENT, "script",
                              "the function returned a number that is not finite");
        ok = append_number(L, out);
        break;
    case LUA_TUSERDATA:
        return rowan_fail(
            err, ROWAN_DOCUMENT, "script",
            "the function returned a type or a column; a text, a number, true, false or nil is expected");
    default:
        return rowan_fail(err, ROWAN_DOCUMENT, "script",
                          "the function returned a %s; a text, a number, true, false or nil is expected",
                          luaL_typename(L, -1));
    }
    return ok ? ROWAN_OK : rowan_out_of_memory(err);
}

/* ---- calling ---- */

struct request {
    const struct rowan_slice *args;
    size_t count;
    struct rowan_record_batch_wanted wanted; /* rows: what to take out of the result */
};

/* Argument 1 is the request, 2 the function. Pushing a text can need memory, so it happens in here. */
static int enter(lua_State *L)
{
    const struct request *r = lua_touserdata(L, 1);

    if (r->count > LUA_MINSTACK - 4)
        luaL_checkstack(L, (int)r->count, NULL);
    for (size_t i = 0; i < r->count; i++)
        if (r->args[i].data)
            lua_pushlstring(L, r->args[i].data, r->args[i].size);
        else
            lua_pushnil(L);
    lua_call(L, (int)r->count, 1);
    if (r->wanted.out)
        rowan_lua_rows(L, &r->wanted);
    return 1;
}

/* Leaves the result on the stack when it is ROWAN_OK. What a function can allocate depends on the garbage of
 * earlier documents, so a failure counts only when it comes again after a collection. */
static enum rowan_status call_function(struct rowan_calls *calls, int fn, struct request *request,
                                       struct rowan_error *err)
{
    lua_State *L = calls->L;
    bool again = false;
    int result;

    for (;;) {
        lua_pushcfunction(L, enter);
        lua_pushlightuserdata(L, request);
        lua_pushvalue(L, fn);
        rowan_time_limit_enter(calls->limit);
        result = lua_pcall(L, 2, 1, calls->handler);
        rowan_time_limit_leave(calls->limit);
        if (!rowan_state_exhausted(L))
            break;
        lua_pop(L, 1);
        if (again)
            return rowan_state_no_memory(L, ROWAN_DOCUMENT, err);
        restore_variables(calls, fn);
        lua_gc(L, LUA_GCCOLLECT);
        again = true;
    }
    return result == LUA_OK ? ROWAN_OK : rowan_state_error(L, ROWAN_DOCUMENT, err);
}

/* A function must not have changed what lives on after it. */
static enum rowan_status check_variables(struct rowan_calls *calls, int fn, enum rowan_status st,
                                         struct rowan_error *err)
{
    const char *changed = restore_variables(calls, fn);

    if (st != ROWAN_OK || !changed)
        return st;
    return rowan_fail(err, ROWAN_DOCUMENT, "script",
                      "the function changes its variable \"%s\", which would carry over to the next document",
                      changed);
}

enum rowan_status rowan_calls_run(void *context, int fn, const struct rowan_slice *args, size_t count,
                                  struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    struct rowan_calls *calls = context;
    struct request request = {args, count, {NULL, 0, NULL}};
    enum rowan_status st = call_function(calls, fn, &request, err);

    *null = false;
    if (st == ROWAN_OK) {
        st = take_result(calls->L, out, null, err);
        lua_pop(calls->L, 1);
    }
    return check_variables(calls, fn, st, err);
}

enum rowan_status rowan_calls_rows(void *context, int fn, const struct rowan_slice *args, size_t count,
                                   const char *const *fields, size_t field_count,
                                   struct rowan_record_batch *out, struct rowan_error *err)
{
    struct rowan_calls *calls = context;
    struct request request = {args, count, {fields, field_count, out}};
    enum rowan_status st = call_function(calls, fn, &request, err);

    if (st == ROWAN_OK)
        lua_pop(calls->L, 1);
    return check_variables(calls, fn, st, err);
}
