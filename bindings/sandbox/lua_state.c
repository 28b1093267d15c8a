/* States, errors and the protected call. */
#include "sandbox/lua_state.h"

#include <lauxlib.h>
#include <lualib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/script_message.h"

#define ERROR_TYPE "rowan.error"
#define OWNER_TYPE "rowan.owner"

/* ---- memory with a ceiling ---- */

struct memory {
    size_t used;
    size_t limit;
    size_t refused; /* size of the last request, when it was refused */
    bool exhausted; /* Lua could not go on without what was refused */
    bool system;    /* not the ceiling refused it last, but the system */
};

/* Lua asks again after a collection; a request that is then given up, or refused again, was a failure. The
 * script may have caught it, so it is noted here. */
static void *refuse(struct memory *memory, size_t size, bool system)
{
    if (memory->refused == size)
        memory->exhausted = true;
    memory->refused = size;
    memory->system = system;
    return NULL;
}

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
    if (size > before && memory->refused && memory->refused != size)
        memory->exhausted = true;
    if (size > before && memory->used - before + size > memory->limit)
        return refuse(memory, size, false);
    block = realloc(old, size);
    if (!block && size <= before)
        block = old; /* it is large enough */
    if (!block)
        return refuse(memory, size, true);
    if (size > before)
        memory->refused = 0;
    memory->used = memory->used - before + size;
    return block;
}

/* NULL: the state is not limited. */
static struct memory *memory_of(lua_State *L)
{
    void *user = NULL;

    return lua_getallocf(L, &user) == allocate ? user : NULL;
}

bool rowan_state_exhausted(lua_State *L)
{
    struct memory *memory = memory_of(L);
    bool exhausted;

    if (!memory)
        return false;
    exhausted = memory->exhausted || memory->refused;
    memory->exhausted = false;
    memory->refused = 0;
    return exhausted;
}

int rowan_state_out_of_memory(lua_State *L)
{
    struct memory *memory = memory_of(L);

    if (!memory)
        return luaL_error(L, "not enough memory");
    memory->exhausted = memory->system = true;
    lua_pushnil(L);
    return lua_error(L);
}

enum rowan_status rowan_state_no_memory(lua_State *L, enum rowan_status status, struct rowan_error *err)
{
    const struct memory *memory = memory_of(L);

    if (!memory || memory->system)
        return rowan_out_of_memory(err);
    return rowan_fail(
        err, status, status == ROWAN_DOCUMENT ? "script" : "memory",
        "the mapping needs more memory than it may have: does a function call itself, or a loop fill a "
        "table, without end?");
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

/* ---- errors ---- */

static int error_tostring(lua_State *L)
{
    lua_pushliteral(L, "message");
    lua_rawget(L, 1);
    return 1;
}

/* "failed: " .. problem */
static int error_concat(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
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
        lua_pushcfunction(L, error_concat);
        lua_setfield(L, -2, "__concat");
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

/* Only strings and numbers are shown: a __tostring that raises would end the process here, and so would a
 * number that becomes a string without memory. */
enum rowan_status rowan_state_error(lua_State *L, enum rowan_status status, struct rowan_error *err)
{
    const char *reason = status == ROWAN_DOCUMENT ? "script" : "mapping";
    char digits[ROWAN_NUMBER_MAX];
    char message[ROWAN_MESSAGE_MAX];

    if (lua_type(L, -1) == LUA_TSTRING) {
        rowan_script_message(lua_tostring(L, -1), message, sizeof message);
        rowan_fail(err, status, reason, "%s", message);
    } else if (lua_isinteger(L, -1)) {
        rowan_fail(err, status, reason, "%lld", (long long)lua_tointeger(L, -1));
    } else if (lua_type(L, -1) == LUA_TNUMBER) {
        rowan_fail(err, status, reason, "%s", rowan_state_number(lua_tonumber(L, -1), digits));
    } else {
        rowan_fail(err, status, reason, "an error was raised with a %s as its value",
                   lua_typename(L, lua_type(L, -1)));
    }
    lua_pop(L, 1);
    return status;
}

enum rowan_status rowan_state_call(lua_State *L, int nargs, int nresults, enum rowan_status status,
                                   struct rowan_error *err)
{
    int handler = lua_gettop(L) - nargs;
    int result;

    lua_pushcfunction(L, rowan_script_message_place);
    lua_insert(L, handler);
    result = lua_pcall(L, nargs, nresults, handler);
    lua_remove(L, handler);
    if (rowan_state_exhausted(L) || result == LUA_ERRMEM) {
        lua_pop(L, result == LUA_OK ? nresults : 1);
        return rowan_state_no_memory(L, status, err);
    }
    return result == LUA_OK ? ROWAN_OK : rowan_state_error(L, status, err);
}

/* ---- values ---- */

/* A point among the digits instead of an exponent. */
static void spread(double number, int places, char *out)
{
    char *end;

    snprintf(out, ROWAN_NUMBER_MAX, "%.*f", places > 0 ? places : 0, number);
    if (places <= 0)
        return;
    end = out + strlen(out);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
}

const char *rowan_state_number(double number, char *out)
{
    int precision = 15; /* enough for most, and never a digit too many */
    const char *e;
    int exponent;

    if (!isfinite(number)) {
        snprintf(out, ROWAN_NUMBER_MAX, "%s", isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
        return out;
    }
    do
        snprintf(out, ROWAN_NUMBER_MAX, "%.*g", precision, number);
    while (strtod(out, NULL) != number && ++precision <= 17);
    e = strchr(out, 'e');
    exponent = e ? (int)strtol(e + 1, NULL, 10) : 0;
    if (e && exponent >= -7 && exponent <= 20)
        spread(number, precision - 1 - exponent, out);
    return strcmp(out, "-0") == 0 ? "0" : out;
}

static int owner_gc(lua_State *L)
{
    char **owner = lua_touserdata(L, 1);

    free(*owner);
    *owner = NULL;
    return 0;
}

char **rowan_state_owner(lua_State *L)
{
    char **owner = lua_newuserdatauv(L, sizeof *owner, 0);

    *owner = NULL;
    if (luaL_newmetatable(L, OWNER_TYPE)) {
        lua_pushcfunction(L, owner_gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return owner;
}

struct rowan_slice rowan_state_text(lua_State *L, int index)
{
    struct rowan_slice text;

    text.data = luaL_checklstring(L, index, &text.size);
    return text;
}

const char *rowan_state_plain(lua_State *L, int index)
{
    struct rowan_slice text = rowan_state_text(L, index);

    luaL_argcheck(L, strlen(text.data) == text.size, index, "the text holds a NUL");
    return text.data;
}

const char *rowan_state_string_field(lua_State *L, int index, const char *name)
{
    const char *value = NULL;
    int type = lua_getfield(L, index, name);

    if (type == LUA_TSTRING || type == LUA_TNUMBER)
        value = rowan_state_plain(L, -1);
    else if (type != LUA_TNIL)
        luaL_error(L, "%s must be a string, not a %s", name,
                   luaL_getmetafield(L, -1, "__name") == LUA_TSTRING ? lua_tostring(L, -1)
                                                                     : lua_typename(L, type));
    if (type == LUA_TNUMBER) { /* tostring changed the copy on the stack: the table must keep that one */
        lua_setfield(L, index, name);
        return value;
    }
    lua_pop(L, 1); /* the table keeps it */
    return value;
}
