/* Columns of tables and rights in schemas, as the catalogue of the database has them. */
#include "modules/connection_catalog.h"

#include <lauxlib.h>

#include "catalog/catalog.h"
#include "catalog/schema_rights.h"
#include "modules/lua_connection.h"
#include "odbc/dialect.h"
#include "sandbox/lua_state.h"

#define CATALOG_TABLE "rowan.catalog_table"

static int table_gc(lua_State *L)
{
    struct rowan_catalog_table **box = luaL_checkudata(L, 1, CATALOG_TABLE);

    rowan_catalog_free(*box);
    *box = NULL;
    return 0;
}

void rowan_lua_connection_open_catalog(lua_State *L)
{
    luaL_newmetatable(L, CATALOG_TABLE);
    lua_pushcfunction(L, table_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

static void set_integer(lua_State *L, const char *name, long number)
{
    lua_pushinteger(L, number);
    lua_setfield(L, -2, name);
}

static void set_boolean(lua_State *L, const char *name, bool truth)
{
    lua_pushboolean(L, truth);
    lua_setfield(L, -2, name);
}

static void push_column(lua_State *L, const struct rowan_catalog_column *column)
{
    static const char *const holds[] = {
        [ROWAN_HOLDS_BOOLEAN] = "boolean",     [ROWAN_HOLDS_BIT] = "bit",
        [ROWAN_HOLDS_INTEGER] = "integer",     [ROWAN_HOLDS_DECIMAL] = "decimal",
        [ROWAN_HOLDS_FLOAT] = "float",         [ROWAN_HOLDS_TEXT] = "text",
        [ROWAN_HOLDS_DATE] = "date",           [ROWAN_HOLDS_TIME] = "time",
        [ROWAN_HOLDS_TIMESTAMP] = "timestamp", [ROWAN_HOLDS_BINARY] = "binary",
        [ROWAN_HOLDS_OTHER] = "other",
    };

    lua_createtable(L, 0, 8);
    lua_pushstring(L, column->name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, holds[column->holds]);
    lua_setfield(L, -2, "holds");
    set_integer(L, "size", column->size);
    set_integer(L, "scale", column->scale);
    set_integer(L, "bits", column->bits);
    set_boolean(L, "positive", column->positive);
    set_boolean(L, "nullable", column->nullable);
    set_boolean(L, "has_default", column->has_default);
}

int rowan_lua_connection_columns(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    const char *name = luaL_checkstring(L, 2);
    const char *schema = luaL_optstring(L, 3, NULL);
    struct rowan_catalog_table **box = lua_newuserdatauv(L, sizeof *box, 0);
    struct rowan_error err = {0};

    *box = NULL;
    luaL_setmetatable(L, CATALOG_TABLE);
    rowan_lua_connection_check(L, 1); /* making the box can run finalizers */
    rowan_state_check(L, rowan_catalog_read(box, c->db, schema, name, &err), &err);
    if (!*box)
        return 0;
    lua_createtable(L, (int)(*box)->column_count, 0);
    for (size_t i = 0; i < (*box)->column_count; i++) {
        push_column(L, &(*box)->columns[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

int rowan_lua_connection_schema(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    const char *schema = luaL_optstring(L, 2, NULL);
    struct rowan_schema_rights rights;
    struct rowan_error err = {0};

    rowan_state_check(L, rowan_schema_rights_read(&rights, c->db, schema, &err), &err);
    if (!rights.known)
        return 0;
    lua_createtable(L, 0, 6);
    lua_pushstring(L, rights.name);
    lua_setfield(L, -2, "name");
    set_boolean(L, "made_by_sql", rowan_connection_dialect(c->db)->user_query != NULL);
    set_boolean(L, "there", rights.there);
    set_boolean(L, "may_use", rights.may_use);
    set_boolean(L, "sees_all", rights.sees_all);
    set_boolean(L, "may_create", rights.may_create);
    return 1;
}
