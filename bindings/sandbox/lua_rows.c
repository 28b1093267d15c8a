/* A record is a table of field = value; a name that no column asks for is a slip, and refused. */
#include "sandbox/lua_rows.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "sandbox/frozen.h"
#include "sandbox/lua_state.h"

/* A table that a function returns may be one that was frozen when the mapping was loaded. */
static void open_table(lua_State *L)
{
    if (rowan_frozen_open(L, -1))
        lua_remove(L, -2);
}

static bool is_wanted(const struct rowan_record_batch_wanted *wanted, const char *name)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (strcmp(name, wanted->fields[i]) == 0)
            return true;
    return false;
}

/* Add a field with the nearest that is wanted to the text at the top. */
static void add_field(lua_State *L, const char *name, bool first,
                      const struct rowan_record_batch_wanted *wanted)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < wanted->count; i++)
        rowan_suggest_offer(&nearest, wanted->fields[i]);
    lua_pushfstring(L, "%s\"%s\"%s", first ? "" : ", ", name,
                    rowan_suggest_hint(&nearest, hint, sizeof hint));
    lua_concat(L, 2);
}

/* Raise: fields of the record at index are none that are wanted. All are told, in the order of their names.
 */
static void refuse_fields(lua_State *L, int record, lua_Integer row,
                          const struct rowan_record_batch_wanted *wanted)
{
    int text, count = 0;

    lua_pushliteral(L, "");
    text = lua_gettop(L);
    for (lua_pushnil(L); rowan_frozen_step(L, record);) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "row %d must be a table of field = value", (int)row);
        if (is_wanted(wanted, lua_tostring(L, -1)))
            continue;
        lua_pushvalue(L, text);
        add_field(L, lua_tostring(L, -2), count++ == 0, wanted);
        lua_replace(L, text);
    }
    luaL_error(L, "row %d has %s %s that no column takes", (int)row, count == 1 ? "a field" : "the fields",
               lua_tostring(L, text));
}

/* The record is at the top. */
static void check_fields(lua_State *L, lua_Integer row, const struct rowan_record_batch_wanted *wanted)
{
    int record = lua_gettop(L);

    lua_pushnil(L);
    while (lua_next(L, record)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING || !is_wanted(wanted, lua_tostring(L, -1)))
            refuse_fields(L, record, row, wanted);
    }
}

/* The value at the top as text, which takes its place on the stack. */
static struct rowan_slice field_text(lua_State *L, lua_Integer row, const char *name)
{
    struct rowan_slice text = {NULL, 0};
    char digits[ROWAN_NUMBER_MAX];

    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        return text;
    case LUA_TBOOLEAN:
        return rowan_slice_of(lua_toboolean(L, -1) ? "true" : "false");
    case LUA_TNUMBER:
        if (!isfinite(lua_tonumber(L, -1)))
            luaL_error(L, "field \"%s\" of row %d is a number that is not finite", name, (int)row);
        if (!lua_isinteger(L, -1)) {
            lua_pushstring(L, rowan_state_number(lua_tonumber(L, -1), digits));
            lua_replace(L, -2);
        }
        break;
    case LUA_TSTRING:
        break;
    default:
        luaL_error(L, "field \"%s\" of row %d is a %s; a text, a number, true, false or nil is expected",
                   name, (int)row, luaL_typename(L, -1));
    }
    text.data = lua_tolstring(L, -1, &text.size);
    return text;
}

static void take_record(lua_State *L, lua_Integer row, const struct rowan_record_batch_wanted *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        lua_getfield(L, -1, wanted->fields[i]);
        if (!rowan_record_batch_add(wanted->out, field_text(L, row, wanted->fields[i])))
            rowan_state_out_of_memory(L);
        lua_pop(L, 1);
    }
}

/* The entry at the top is none of the rows 1 to count, and would be left out. */
static void refuse_entry(lua_State *L, lua_Integer count)
{
    if (count == 0 && lua_type(L, -1) == LUA_TSTRING)
        luaL_error(L, "the function returned one row; a list of rows is expected: return { { ... } }");
    if (lua_type(L, -1) == LUA_TSTRING)
        luaL_error(L, "the list of rows has a field \"%s\"; a list of rows is expected: return { { ... } }",
                   lua_tostring(L, -1));
    if (lua_isinteger(L, -1) && lua_tointeger(L, -1) < 1)
        luaL_error(L, "the list of rows has a row %I, but rows are numbered from 1",
                   (LUAI_UACINT)lua_tointeger(L, -1));
    if (lua_isinteger(L, -1))
        luaL_error(L, "the list of rows has a row %I, but no row %I", (LUAI_UACINT)lua_tointeger(L, -1),
                   (LUAI_UACINT)count + 1);
    luaL_error(L, "the list of rows has an entry that is not numbered: its key is a %s",
               luaL_typename(L, -1));
}

/* Of several the first by its key is told. */
static void refuse_entries(lua_State *L, int list, lua_Integer count)
{
    for (lua_pushnil(L); rowan_frozen_step(L, list);) {
        lua_pop(L, 1);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 || lua_tointeger(L, -1) > count)
            refuse_entry(L, count);
    }
}

static void check_entries(lua_State *L, int list, lua_Integer count)
{
    lua_pushnil(L);
    while (lua_next(L, list)) {
        lua_pop(L, 1);
        if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1 || lua_tointeger(L, -1) > count)
            refuse_entries(L, list, count);
    }
}

void rowan_lua_rows(lua_State *L, const struct rowan_record_batch_wanted *wanted)
{
    int top = lua_gettop(L);
    int list = top + 1;

    rowan_record_batch_begin(wanted->out, wanted->count);
    if (lua_isnil(L, -1))
        return;
    if (!lua_istable(L, -1))
        luaL_error(L, "the function returned a %s; a list of rows is expected, each a table of field = value",
                   luaL_typename(L, -1));
    lua_pushvalue(L, -1);
    open_table(L);
    check_entries(L, list, (lua_Integer)lua_rawlen(L, list));
    for (lua_Integer row = 1; row <= (lua_Integer)lua_rawlen(L, list); row++) {
        if (lua_rawgeti(L, list, row) != LUA_TTABLE)
            luaL_error(L, "row %d must be a table of field = value, not a %s", (int)row,
                       luaL_typename(L, -1));
        open_table(L);
        check_fields(L, row, wanted);
        take_record(L, row, wanted);
        lua_settop(L, list);
    }
    lua_settop(L, top);
}
