/*
 * rowan.json: Lua values <-> JSON by jansson. A table with a first element, or marked by json.array, is an
 * array; any other table is an object, its keys sorted so that output is the same every time.
 */
#include <jansson.h>
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>

#include "modules.h"

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

static json_t *encode_array(lua_State *L, int index, int depth)
{
    json_t *array = json_array();

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

static json_t *encode_object(lua_State *L, int index, int depth)
{
    json_t *object = json_object();

    lua_pushnil(L);
    while (object && lua_next(L, index)) {
        json_t *value = encode_value(L, -1, depth + 1);
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        if (json_object_set_new(object, lua_tostring(L, -1) ? lua_tostring(L, -1) : "", value) != 0) {
            json_decref(object);
            object = NULL;
        }
        lua_pop(L, 1);
    }
    if (!object)
        lua_pop(L, 1); /* lua_next's key */
    return object;
}

static json_t *encode_table(lua_State *L, int index, int depth)
{
    int is_array = luaL_getmetafield(L, index, "__name") != LUA_TNIL;

    lua_settop(L, lua_gettop(L) - (is_array ? 1 : 0));
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
    char *text;

    luaL_checkany(L, 1);
    lua_settop(L, 1);
    box = new_box(L);
    *box = encode_value(L, 1, 0);
    if (!*box)
        return luaL_error(
            L, "this value cannot be written as JSON (a function, a number that is not finite, text that "
               "is not UTF-8, or nested too deep)");
    text = json_dumps(*box, flags);
    if (!text)
        return luaL_error(L, "no memory for JSON");
    lua_pushstring(L, text);
    free(text);
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
