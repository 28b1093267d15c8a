/*
 * rowan.json: Lua values <-> JSON by jansson. A table with a first element, or marked by json.array, is an
 * array; any other table is an object, its keys sorted so that output is the same every time.
 */
#include <jansson.h>
#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/lua_state.h"
#include "modules/lua_json.h"

#define ARRAY     "rowan.json.array"
#define DEPTH_MAX 100
#define JSON_BOX  "rowan.json.box"

static int null_marker; /* its address stands for JSON's null */

/* A json_t that is freed whatever happens. */
static json_t **new_box(lua_State *L)
{
    json_t **box = lua_newuserdatauv(L, sizeof *box, 0);

    *box = NULL;
    luaL_setmetatable(L, JSON_BOX);
    return box;
}

static int box_gc(lua_State *L)
{
    json_t **box = luaL_checkudata(L, 1, JSON_BOX);

    json_decref(*box);
    *box = NULL;
    return 0;
}

static json_t *encode_value(lua_State *L, int index, int depth);

static json_t *encode_number(lua_State *L, int index)
{
    if (lua_isinteger(L, index))
        return json_integer(lua_tointeger(L, index));
    return isfinite(lua_tonumber(L, index)) ? json_real(lua_tonumber(L, index)) : NULL;
}

static lua_Integer count_keys(lua_State *L, int index)
{
    lua_Integer count = 0;

    for (lua_pushnil(L); lua_next(L, index); count++)
        lua_pop(L, 1);
    return count;
}

static json_t *encode_array(lua_State *L, int index, int depth)
{
    json_t *array = json_array();

    if (count_keys(L, index) != (lua_Integer)lua_rawlen(L, index)) { /* a name, or a hole: it would be lost */
        json_decref(array);
        return NULL;
    }
    for (lua_Integer i = 1; array && i <= (lua_Integer)lua_rawlen(L, index); i++) {
        lua_rawgeti(L, index, i);
        if (json_array_append_new(array, encode_value(L, -1, depth + 1)) != 0) {
            json_decref(array);
            array = NULL;
        }
        lua_pop(L, 1);
    }
    return array;
}

/* The key and the value at the top become a member. Keys are texts or numbers; one with a NUL would be cut.
 */
static bool set_member(lua_State *L, json_t *object, int depth)
{
    json_t *value;
    char digits[ROWAN_NUMBER_MAX];
    size_t size = 0;
    const char *key = digits;

    if (lua_type(L, -2) == LUA_TSTRING)
        key = lua_tolstring(L, -2, &size);
    else if (lua_isinteger(L, -2))
        snprintf(digits, sizeof digits, LUA_INTEGER_FMT, lua_tointeger(L, -2));
    else if (lua_type(L, -2) == LUA_TNUMBER)
        key = rowan_state_number(lua_tonumber(L, -2), digits);
    else
        return false;
    if (size && strlen(key) != size)
        return false;
    value = encode_value(L, -1, depth + 1);
    return json_object_set_new(object, key, value) == 0;
}

static json_t *encode_object(lua_State *L, int index, int depth)
{
    json_t *object = json_object();

    lua_pushnil(L);
    while (object && lua_next(L, index)) {
        bool ok = set_member(L, object, depth);
        lua_pop(L, 1);
        if (!ok) {
            lua_pop(L, 1);
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

static json_t *encode_table(lua_State *L, int index, int depth)
{
    bool is_array = false;

    if (lua_getmetatable(L, index)) { /* other metatables, such as an error's, make no array */
        luaL_getmetatable(L, ARRAY);
        is_array = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    if (is_array || lua_rawlen(L, index) > 0)
        return encode_array(L, index, depth);
    return encode_object(L, index, depth);
}

/* NULL: the value cannot be said in JSON. */
static json_t *encode_value(lua_State *L, int index, int depth)
{
    size_t size;
    const char *text;

    index = lua_absindex(L, index);
    if (depth > DEPTH_MAX || !lua_checkstack(L, 8))
        return NULL;
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        return json_null();
    case LUA_TBOOLEAN:
        return json_boolean(lua_toboolean(L, index));
    case LUA_TNUMBER:
        return encode_number(L, index);
    case LUA_TSTRING:
        text = lua_tolstring(L, index, &size);
        return json_stringn(text, size);
    case LUA_TTABLE:
        return encode_table(L, index, depth);
    case LUA_TLIGHTUSERDATA:
        return lua_touserdata(L, index) == &null_marker ? json_null() : NULL;
    default:
        return NULL;
    }
}

/* json.encode(value [, pretty]) -> text */
static int json_encode_lua(lua_State *L)
{
    size_t flags = JSON_SORT_KEYS | JSON_ENCODE_ANY | (lua_toboolean(L, 2) ? JSON_INDENT(2) : JSON_COMPACT);
    json_t **box;
    char **text;

    luaL_checkany(L, 1);
    lua_settop(L, 1);
    box = new_box(L);
    *box = encode_value(L, 1, 0);
    if (!*box)
        return luaL_error(
            L, "this value cannot be written as JSON (a function, a number that is not finite, text that "
               "is not UTF-8, a table with both numbers and names or with holes, or nested too deep)");
    text = rowan_state_owner(L);
    *text = json_dumps(*box, flags);
    if (!*text)
        return luaL_error(L, "out of memory");
    lua_pushstring(L, *text);
    return 1;
}

static void push_value(lua_State *L, const json_t *value);

static void push_object(lua_State *L, const json_t *object)
{
    const char *key;
    json_t *value;

    lua_createtable(L, 0, (int)json_object_size(object));
    json_object_foreach((json_t *)object, key, value)
    {
        push_value(L, value);
        lua_setfield(L, -2, key);
    }
}

static void push_array(lua_State *L, const json_t *array)
{
    size_t size = json_array_size(array);

    lua_createtable(L, (int)size, 0);
    for (size_t i = 0; i < size; i++) {
        push_value(L, json_array_get(array, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    luaL_setmetatable(L, ARRAY);
}

static void push_value(lua_State *L, const json_t *value)
{
    luaL_checkstack(L, 8, "JSON nested too deep");
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        push_object(L, value);
        break;
    case JSON_ARRAY:
        push_array(L, value);
        break;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        lua_pushinteger(L, json_integer_value(value));
        break;
    case JSON_REAL:
        lua_pushnumber(L, json_real_value(value));
        break;
    case JSON_NULL:
        lua_pushlightuserdata(L, &null_marker);
        break;
    default:
        lua_pushboolean(L, json_is_true(value));
    }
}

/* json.decode(text) -> value; null comes as json.null. Raises with line and column. */
static int json_decode_lua(lua_State *L)
{
    size_t size;
    const char *text = luaL_checklstring(L, 1, &size);
    json_t **box = new_box(L);
    json_error_t error;

    *box = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    if (!*box)
        return luaL_error(L, "line %d, column %d: %s", error.line, error.column, error.text);
    push_value(L, *box);
    return 1;
}

/* json.array(table) -> the same table, written as an array even when it is empty */
static int json_array_lua(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    luaL_setmetatable(L, ARRAY);
    return 1;
}

static const luaL_Reg functions[] = {
    {"encode", json_encode_lua}, {"decode", json_decode_lua}, {"array", json_array_lua}, {NULL, NULL}};

int rowan_open_json(lua_State *L)
{
    luaL_newmetatable(L, JSON_BOX);
    lua_pushcfunction(L, box_gc);
    lua_setfield(L, -2, "__gc");
    luaL_newmetatable(L, ARRAY); /* its __name marks arrays */
    lua_pop(L, 2);
    luaL_newlib(L, functions);
    lua_pushlightuserdata(L, &null_marker);
    lua_setfield(L, -2, "null");
    return 1;
}

void rowan_lua_json_array(lua_State *L)
{
    luaL_setmetatable(L, ARRAY);
}
