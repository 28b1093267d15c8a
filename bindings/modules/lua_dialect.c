/* A dialect as an object of scripts: quote, ddl and its name, as a connection has them. */
#include "modules/lua_dialect.h"

#include <lauxlib.h>
#include <string.h>

#include "modules/lua_connection.h"
#include "modules/mapping_object.h"
#include "modules/script_object.h"
#include "odbc/sql_text.h"
#include "sandbox/lua_state.h"
#include "schema/ddl.h"

#define DIALECT "rowan.odbc.dialect"

int rowan_lua_dialect_quote(lua_State *L, const struct rowan_server *server)
{
    const char *name = rowan_state_plain(L, 2);
    const char *schema = lua_isnoneornil(L, 3) ? NULL : rowan_state_plain(L, 3);
    struct rowan_buffer *out = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};
    struct rowan_sql sql;

    rowan_sql_begin(&sql, server, out, &err);
    rowan_sql_add_name(&sql, schema, name);
    rowan_state_check(L, rowan_sql_end(&sql), &err);
    lua_pushlstring(L, out->data, out->size);
    return 1;
}

/* Statements are separated by ";\n". */
static void push_statements(lua_State *L, struct rowan_slice sql)
{
    lua_Integer count = 0;

    lua_newtable(L);
    while (sql.size) {
        const char *end = memmem(sql.data, sql.size, ";\n", 2);
        struct rowan_slice one = {sql.data, end ? (size_t)(end - sql.data) : sql.size};
        size_t step = end ? one.size + 2 : one.size;
        sql.data += step;
        sql.size -= step;
        one = rowan_slice_trim(one);
        if (one.size == 0)
            continue;
        lua_pushlstring(L, one.data, one.size);
        lua_rawseti(L, -2, ++count);
    }
}

int rowan_lua_dialect_ddl(lua_State *L, const struct rowan_server *server)
{
    static const char *const kinds[] = {"target", "source", NULL};
    bool source = rowan_script_choice(L, 2, NULL, kinds) == 1;
    bool if_missing = lua_toboolean(L, 4);
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 3);
    struct rowan_buffer *out = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};
    const char *schema = (source ? rowan_mapping_source(m, NULL) : rowan_mapping_target(m, NULL)).schema;

    if (source)
        rowan_lua_mapping_refuse_files(L, m);
    rowan_state_check(L,
                      source ? rowan_ddl_source(server, schema, m->plan, if_missing, out, &err)
                             : rowan_ddl_target(server, schema, m->plan, if_missing, out, &err),
                      &err);
    push_statements(L, rowan_buffer_slice(out));
    return 1;
}

/* ---- the object ---- */

static const struct rowan_object_type dialect_type;

static int dialect_quote(lua_State *L)
{
    return rowan_lua_dialect_quote(L, rowan_object_check(L, 1, &dialect_type));
}

static int dialect_ddl(lua_State *L)
{
    return rowan_lua_dialect_ddl(L, rowan_object_check(L, 1, &dialect_type));
}

static int dialect_name(lua_State *L)
{
    const struct rowan_server *server = lua_touserdata(L, 1);

    lua_pushstring(L, server->dialect->name);
    return 1;
}

static const luaL_Reg methods[] = {{"quote", dialect_quote}, {"ddl", dialect_ddl}, {NULL, NULL}};
static const char *const fields[] = {"dialect", NULL};
static const struct rowan_object_type dialect_type = {
    .name = DIALECT, .what = "dialect", .methods = methods, .fields = fields, .field = dialect_name};

/* odbc.dialect(name) -> dialect. Raises for one that does not exist, or that needs a driver. */
static int odbc_dialect(lua_State *L)
{
    const char *name = rowan_state_plain(L, 1);
    const struct rowan_dialect *dialect = rowan_dialect_named(name);
    struct rowan_server *server = lua_newuserdatauv(L, sizeof *server, 0);
    struct rowan_error err = {0};

    rowan_state_check(
        L, dialect ? rowan_server_init(server, dialect, &err) : rowan_dialect_unknown(name, &err), &err);
    luaL_setmetatable(L, DIALECT);
    return 1;
}

/* The names of those that need no driver. */
static void push_names(lua_State *L)
{
    struct rowan_server server;
    lua_Integer count = 0;

    lua_newtable(L);
    for (const struct rowan_dialect *const *d = rowan_dialects; *d; d++) {
        if (rowan_server_init(&server, *d, NULL) != ROWAN_OK)
            continue;
        lua_pushstring(L, (*d)->name);
        lua_rawseti(L, -2, ++count);
    }
}

void rowan_lua_dialect_open(lua_State *L)
{
    rowan_object_open(L, &dialect_type);
    lua_pushcfunction(L, odbc_dialect);
    lua_setfield(L, -2, "dialect");
    push_names(L);
    lua_setfield(L, -2, "dialects");
}
