/* The connection object of scripts, and what its methods share. */
#include "modules/lua_connection.h"

#include <lauxlib.h>
#include <string.h>

#include "odbc/connection_string.h"
#include "sandbox/lua_state.h"
#include "odbc/statement.h"

#define BUFFER "rowan.buffer"

struct rowan_lua_connection *rowan_lua_connection_check(lua_State *L, int index)
{
    struct rowan_lua_connection *c = rowan_object_check(L, index, &rowan_lua_connection_type);

    if (!c->db)
        luaL_error(L, "the connection is closed");
    return c;
}

static int buffer_gc(lua_State *L)
{
    rowan_buffer_clear(luaL_checkudata(L, 1, BUFFER));
    return 0;
}

struct rowan_buffer *rowan_lua_connection_buffer(lua_State *L)
{
    struct rowan_buffer *buffer = lua_newuserdatauv(L, sizeof *buffer, 0);

    rowan_buffer_init(buffer);
    luaL_setmetatable(L, BUFFER);
    return buffer;
}

void rowan_lua_connection_name(struct rowan_error *err, const char *given)
{
    struct rowan_buffer shown;

    if (strncmp(err->message, "connect: ", 9) != 0)
        return;
    rowan_buffer_init(&shown);
    if (rowan_connection_string_mask(&shown, given) && rowan_buffer_string(&shown))
        rowan_error_prefix(err, "%.300s", shown.data);
    rowan_buffer_clear(&shown);
}

void rowan_lua_connection_param(lua_State *L, int index, struct rowan_param *param)
{
    memset(param, 0, sizeof *param);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
    case LUA_TLIGHTUSERDATA: /* json.null */
        param->kind = ROWAN_PARAM_TEXT;
        param->null = true;
        break;
    case LUA_TBOOLEAN:
        param->kind = ROWAN_PARAM_INT;
        param->number = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        param->kind = lua_isinteger(L, index) ? ROWAN_PARAM_INT : ROWAN_PARAM_DOUBLE;
        param->number = lua_isinteger(L, index) ? lua_tointeger(L, index) : 0;
        param->real = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        param->kind = ROWAN_PARAM_TEXT;
        param->text = rowan_state_text(L, index);
        break;
    default:
        luaL_error(L, "%s cannot be a parameter of a statement", rowan_object_kind(L, index));
    }
}

void rowan_lua_connection_open_buffer(lua_State *L)
{
    luaL_newmetatable(L, BUFFER);
    lua_pushcfunction(L, buffer_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}
