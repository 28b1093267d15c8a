/*
 * rowan.odbc: a connection for scripts. Results come as tables by column name; NULL is nil. What can fail
 * raises an error object. A result under iteration belongs to a userdata, so that leaving a loop early
 * closes it.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "db/catalog.h"
#include "db/connect.h"
#include "db/ddl.h"
#include "db/dialect.h"
#include "db/pager.h"
#include "lua_state.h"
#include "mapping.h"
#include "modules.h"

#define CONNECTION "rowan.odbc.connection"
#define RESULT     "rowan.odbc.result"
#define BUFFER     "rowan.buffer"
#define PARAMS_MAX 1000

struct rowan_connection *rowan_connection_check(lua_State *L, int index)
{
    struct rowan_connection *c = luaL_checkudata(L, index, CONNECTION);

    if (!c->db)
        luaL_argerror(L, index, "the connection is closed");
    return c;
}

static int buffer_gc(lua_State *L)
{
    rowan_buffer_clear(luaL_checkudata(L, 1, BUFFER));
    return 0;
}

struct rowan_buffer *rowan_connection_buffer(lua_State *L)
{
    struct rowan_buffer *buffer = lua_newuserdatauv(L, sizeof *buffer, 0);

    rowan_buffer_init(buffer);
    luaL_setmetatable(L, BUFFER);
    return buffer;
}

/* odbc.connect(string or DSN [, password]) -> connection */
static int odbc_connect(lua_State *L)
{
    const char *given = luaL_checkstring(L, 1);
    const char *password = luaL_optstring(L, 2, NULL);
    struct rowan_connection *c = lua_newuserdatauv(L, sizeof *c, 0);
    struct rowan_buffer *prepared = rowan_connection_buffer(L);
    struct rowan_error err = {0};
    enum rowan_status st;

    memset(c, 0, sizeof *c);
    lua_pushvalue(L, -2);
    luaL_setmetatable(L, CONNECTION);
    st = rowan_connect_prepare(prepared, given, password, &err);
    if (st == ROWAN_OK && !rowan_buffer_string(prepared))
        st = rowan_fail(&err, ROWAN_NO_MEMORY, "memory", "no memory for a connection");
    if (st == ROWAN_OK)
        st = rowan_db_open(&c->db, prepared->data, &err);
    rowan_buffer_clear(prepared);
    rowan_state_check(L, st, &err);
    return 1;
}

/* conn:close(); also at the end of a scope and by the collector */
static int connection_close(lua_State *L)
{
    struct rowan_connection *c = luaL_checkudata(L, 1, CONNECTION);

    rowan_db_close(c->db);
    c->db = NULL;
    return 0;
}

/* ---- statements ---- */

void rowan_connection_param(lua_State *L, int index, struct rowan_param *param)
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
        luaL_error(L, "a %s cannot be a parameter of a statement", luaL_typename(L, index));
    }
}

struct result {
    struct rowan_query *query;
    struct rowan_connection *connection;
};

/* Its connection may be closed by now, which freed the statement already. */
static int result_gc(lua_State *L)
{
    struct result *result = luaL_checkudata(L, 1, RESULT);

    if (result->query && result->connection->db)
        rowan_query_free(result->query);
    result->query = NULL;
    return 0;
}

/* Prepare and run arguments 2 (SQL) and on; a result object goes onto the stack. */
static struct result *run_query(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    const char *sql = luaL_checkstring(L, 2);
    int count = lua_gettop(L) - 2;
    struct rowan_param params[PARAMS_MAX];
    struct rowan_error err = {0};
    struct result *result;

    luaL_argcheck(L, count <= PARAMS_MAX, 2, "too many parameters");
    for (int i = 0; i < count; i++)
        rowan_connection_param(L, i + 3, &params[i]);
    result = lua_newuserdatauv(L, sizeof *result, 1);
    result->query = NULL;
    result->connection = c;
    luaL_setmetatable(L, RESULT);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    rowan_state_check(L, rowan_query_new(&result->query, c->db, sql, &err), &err);
    rowan_state_check(L, rowan_query_run(result->query, params, (size_t)count, &err), &err);
    return result;
}

static void push_field(lua_State *L, struct rowan_query *query, size_t column)
{
    struct rowan_error err = {0};
    struct rowan_text text;

    rowan_state_check(L, rowan_query_text(query, column, &text, &err), &err);
    if (!text.data) {
        lua_pushnil(L);
        return;
    }
    lua_pushlstring(L, text.data, text.size);
    if (rowan_query_kind(query, column) != ROWAN_PARAM_TEXT && lua_stringtonumber(L, lua_tostring(L, -1)))
        lua_remove(L, -2);
}

/* The next row as a table by column name; false at the end. */
static bool push_row(lua_State *L, struct rowan_query *query)
{
    struct rowan_error err = {0};
    bool more = false;
    size_t width = rowan_query_width(query);

    rowan_state_check(L, rowan_query_fetch(query, &more, &err), &err);
    if (!more)
        return false;
    lua_createtable(L, 0, (int)width);
    for (size_t i = 0; i < width; i++) {
        push_field(L, query, i);
        lua_setfield(L, -2, rowan_query_name(query, i));
    }
    return true;
}

static void finish(struct result *result)
{
    rowan_query_free(result->query);
    result->query = NULL;
}

/* conn:query(sql, ...) -> { { column = value }, ... } */
static int connection_query(lua_State *L)
{
    struct result *result = run_query(L);

    lua_newtable(L);
    for (lua_Integer i = 1; push_row(L, result->query); i++)
        lua_rawseti(L, -2, i);
    finish(result);
    return 1;
}

static int next_row(lua_State *L)
{
    struct result *result = lua_touserdata(L, lua_upvalueindex(1));

    if (!result->query)
        return 0;
    if (!result->connection->db)
        return luaL_error(L, "the connection was closed under the loop");
    if (push_row(L, result->query))
        return 1;
    finish(result);
    return 0;
}

/* for row in conn:each(sql, ...) do ... end; rows come one at a time */
static int connection_each(lua_State *L)
{
    run_query(L);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, next_row, 1);
    lua_insert(L, -2);
    lua_pushnil(L);
    lua_insert(L, -2);
    lua_pushnil(L);
    lua_insert(L, -2);
    return 4; /* function, nil, nil, and the result to be closed */
}

/* conn:exec(sql, ...) -> rows changed, or nil when the driver does not say */
static int connection_exec(lua_State *L)
{
    struct result *result = run_query(L);
    int64_t affected = rowan_query_affected(result->query);

    finish(result);
    if (affected < 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, affected);
    return 1;
}

/* conn:transaction(function) -> what the function returns. An error in it rolls back and goes on up. */
static int connection_transaction(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_error err = {0};
    int result;

    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    if (c->in_transaction)
        return luaL_error(L, "a transaction is open already");
    rowan_state_check(L, rowan_db_begin(c->db, &err), &err);
    c->in_transaction = true;
    result = lua_pcall(L, 0, LUA_MULTRET, 0);
    c->in_transaction = false;
    if (!c->db)
        return luaL_error(L, "the connection was closed inside its transaction: nothing is kept");
    if (result != LUA_OK) {
        rowan_db_rollback(c->db, NULL);
        return lua_error(L);
    }
    rowan_state_check(L, rowan_db_commit(c->db, &err), &err);
    return lua_gettop(L) - 1;
}

/* conn:quote(name [, schema]) -> the identifier as this database wants it */
static int connection_quote(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    const char *name = luaL_checkstring(L, 2);
    const char *schema = luaL_optstring(L, 3, NULL);
    struct rowan_buffer *out = rowan_connection_buffer(L);
    struct rowan_error err = {0};

    rowan_state_check(L, rowan_db_quote(c->db, out, schema, name, &err), &err);
    lua_pushlstring(L, out->data, out->size);
    return 1;
}

/* ---- what needs a mapping ---- */

/* Statements are separated by ";\n". */
static void push_statements(lua_State *L, struct rowan_text sql)
{
    lua_Integer count = 0;

    lua_newtable(L);
    while (sql.size) {
        const char *end = memmem(sql.data, sql.size, ";\n", 2);
        struct rowan_text one = {sql.data, end ? (size_t)(end - sql.data) : sql.size};
        size_t step = end ? one.size + 2 : one.size;
        sql.data += step;
        sql.size -= step;
        one = rowan_text_trim(one);
        if (one.size == 0)
            continue;
        lua_pushlstring(L, one.data, one.size);
        lua_rawseti(L, -2, ++count);
    }
}

/* conn:ddl("target" or "source", mapping [, if_missing]) -> { statement, ... } */
static int connection_ddl(lua_State *L)
{
    static const char *const kinds[] = {"target", "source", NULL};
    struct rowan_connection *c = rowan_connection_check(L, 1);
    int kind = luaL_checkoption(L, 2, NULL, kinds);
    struct rowan_mapping *m = rowan_mapping_check(L, 3);
    bool if_missing = lua_toboolean(L, 4);
    struct rowan_buffer *out = rowan_connection_buffer(L);
    struct rowan_error err = {0};
    enum rowan_status st = kind == 0 ? rowan_ddl_target(c->db, m->plan, if_missing, out, &err)
                                     : rowan_ddl_source(c->db, m->plan, if_missing, out, &err);

    rowan_state_check(L, st, &err);
    push_statements(L, rowan_buffer_text(out));
    return 1;
}

/* Called by the check for every finding: the list is at the top of the stack. */
static void add_finding(void *context, const struct rowan_finding *finding)
{
    lua_State *L = context;

    lua_createtable(L, 0, 6);
    lua_pushboolean(L, finding->error);
    lua_setfield(L, -2, "error");
    lua_pushstring(L, finding->file);
    lua_setfield(L, -2, "file");
    lua_pushinteger(L, finding->line);
    lua_setfield(L, -2, "line");
    lua_pushstring(L, finding->table);
    lua_setfield(L, -2, "table");
    lua_pushstring(L, finding->column);
    lua_setfield(L, -2, "column");
    lua_pushstring(L, finding->message);
    lua_setfield(L, -2, "message");
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* conn:check(mapping) -> { { error =, file =, line =, table =, column =, message = }, ... } */
static int connection_check(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_mapping *m = rowan_mapping_check(L, 2);
    struct rowan_error err = {0};
    enum rowan_status st;

    luaL_checkstack(L, 20, NULL);
    lua_newtable(L);
    st = rowan_catalog_check(c->db, c->db, m->plan, add_finding, L, &err);
    if (st != ROWAN_OK && (st != ROWAN_MAPPING || lua_rawlen(L, -1) == 0))
        rowan_state_raise(L, &err);
    return 1;
}

/* conn:pager_sql(mapping) -> the statement that reads a page, for EXPLAIN */
static int connection_pager_sql(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_mapping *m = rowan_mapping_check(L, 2);
    struct rowan_range range = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    struct rowan_pager *pager = NULL;
    struct rowan_error err = {0};

    rowan_state_check(L, rowan_pager_open(&pager, c->db, m->plan, &range, 500, (size_t)32 << 20, &err), &err);
    lua_pushstring(L, rowan_pager_sql(pager));
    rowan_pager_close(pager);
    return 1;
}

/* Methods, and conn.dialect. */
static int connection_index(lua_State *L)
{
    luaL_checkudata(L, 1, CONNECTION);
    if (strcmp(luaL_checkstring(L, 2), "dialect") == 0) {
        lua_pushstring(L, rowan_db_dialect(rowan_connection_check(L, 1)->db)->name);
        return 1;
    }
    lua_pushvalue(L, 2);
    lua_gettable(L, lua_upvalueindex(1));
    return 1;
}

static const luaL_Reg methods[] = {{"query", connection_query},
                                   {"each", connection_each},
                                   {"exec", connection_exec},
                                   {"transaction", connection_transaction},
                                   {"insert", rowan_connection_insert},
                                   {"quote", connection_quote},
                                   {"ddl", connection_ddl},
                                   {"check", connection_check},
                                   {"pager_sql", connection_pager_sql},
                                   {"close", connection_close},
                                   {NULL, NULL}};
static const luaL_Reg functions[] = {{"connect", odbc_connect}, {NULL, NULL}};

static void closing_metatable(lua_State *L, const char *name, lua_CFunction close)
{
    luaL_newmetatable(L, name);
    lua_pushcfunction(L, close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}

int rowan_open_odbc(lua_State *L)
{
    closing_metatable(L, BUFFER, buffer_gc);
    closing_metatable(L, RESULT, result_gc);
    closing_metatable(L, CONNECTION, connection_close);
    luaL_getmetatable(L, CONNECTION);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, connection_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
