/*
 * rowan.odbc: a connection for scripts. Results come as tables by column name; NULL is nil. What can fail
 * raises an error object. A result under iteration belongs to a userdata, so that leaving a loop early
 * closes it.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "modules/connection_insert.h"
#include "modules/connection_catalog.h"
#include "modules/connection_mapping.h"
#include "modules/connection_unload.h"
#include "modules/lua_connection.h"
#include "modules/lua_dialect.h"
#include "modules/lua_odbc.h"
#include "odbc/connection_string.h"
#include "odbc/server.h"
#include "sandbox/lua_state.h"
#include "sandbox/strict.h"
#include "odbc/statement.h"

#define RESULT     "rowan.odbc.result"
#define PARAMS_MAX 1000

/* odbc.connect(string or DSN [, password [, side]]) -> connection. side: what it is of a run whose sides are
 * two, for messages. */
static int odbc_connect(lua_State *L)
{
    static const char *const sides[] = {"both", "source", "target", NULL}; /* enum rowan_side */
    enum rowan_side side = (enum rowan_side)rowan_script_choice(L, 3, "both", sides);
    const char *given = rowan_state_plain(L, 1);
    const char *password = lua_isnoneornil(L, 2) ? NULL : rowan_state_plain(L, 2);
    struct rowan_lua_connection *c = lua_newuserdatauv(L, sizeof *c, 0);
    struct rowan_buffer *prepared = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};
    enum rowan_status st;

    memset(c, 0, sizeof *c);
    lua_pushvalue(L, -2);
    luaL_setmetatable(L, ROWAN_LUA_CONNECTION);
    st = rowan_connection_string_prepare(prepared, given, password, &err);
    if (st == ROWAN_OK && !rowan_buffer_string(prepared))
        st = rowan_out_of_memory(&err);
    if (st == ROWAN_OK)
        st = rowan_connection_open(&c->db, prepared->data, side, &err);
    rowan_buffer_clear(prepared);
    if (st != ROWAN_OK) {
        rowan_lua_connection_name(&err, given);
        rowan_connection_name_side(side, &err);
    }
    rowan_state_check(L, st, &err);
    return 1;
}

/* conn:close(); also at the end of a scope and by the collector */
static int connection_close(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_object_check(L, 1, &rowan_lua_connection_type);

    rowan_connection_close(c->db);
    c->db = NULL;
    return 0;
}

/* ---- statements ---- */

struct result {
    struct rowan_statement *query;
    struct rowan_lua_connection *connection;
};

/* Its connection may be closed by now, which freed the statement already. */
static int result_gc(lua_State *L)
{
    struct result *result = luaL_checkudata(L, 1, RESULT);

    if (result->query && result->connection->db)
        rowan_statement_free(result->query);
    result->query = NULL;
    return 0;
}

/* A statement goes with its connection, which a loop's body or a finalizer may close at any time. */
static void still_open(lua_State *L, struct result *result)
{
    if (result->connection->db)
        return;
    result->query = NULL;
    luaL_error(L, "the connection was closed under the statement");
}

static void finish(struct result *result)
{
    rowan_statement_free(result->query);
    result->query = NULL;
}

/* A failed statement is not left to the collector: until it is freed it may hold locks. */
static void check_result(lua_State *L, struct result *result, enum rowan_status st,
                         const struct rowan_error *err)
{
    if (st == ROWAN_OK)
        return;
    finish(result);
    rowan_state_raise(L, err);
}

/* Prepare and run arguments 2 (SQL) and on; a result object goes onto the stack. */
static struct result *run_query(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    const char *sql = rowan_state_plain(L, 2);
    int count = lua_gettop(L) - 2;
    struct rowan_param params[PARAMS_MAX];
    struct rowan_error err = {0};
    struct result *result;

    luaL_argcheck(L, count <= PARAMS_MAX, 2, "too many parameters");
    for (int i = 0; i < count; i++)
        rowan_lua_connection_param(L, i + 3, &params[i]);
    result = lua_newuserdatauv(L, sizeof *result, 1);
    result->query = NULL;
    result->connection = c;
    luaL_setmetatable(L, RESULT);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    still_open(L, result); /* making the result can run finalizers */
    rowan_state_check(L, rowan_statement_new(&result->query, c->db, sql, &err), &err);
    check_result(L, result, rowan_statement_run(result->query, params, (size_t)count, &err), &err);
    return result;
}

/* The text at the top becomes a number when that loses nothing: an integer beyond 64 bits stays a text. */
static void to_number(lua_State *L, enum rowan_param_kind kind)
{
    if (kind == ROWAN_PARAM_TEXT || !lua_stringtonumber(L, lua_tostring(L, -1)))
        return;
    if (kind == ROWAN_PARAM_INT && !lua_isinteger(L, -1))
        lua_pop(L, 1);
    else
        lua_remove(L, -2);
}

static void push_field(lua_State *L, struct result *result, size_t column)
{
    struct rowan_statement *query = result->query;
    struct rowan_error err = {0};
    struct rowan_slice text;
    enum rowan_param_kind kind = rowan_statement_kind(query, column);

    check_result(L, result, rowan_statement_text(query, column, &text, &err), &err);
    if (!text.data) {
        lua_pushnil(L);
        return;
    }
    lua_pushlstring(L, text.data, text.size);
    to_number(L, kind);
}

/* A row is a table by name: of two columns with one name, only one would be seen. */
static void check_names(lua_State *L, struct result *result)
{
    size_t width = rowan_statement_width(result->query);

    for (size_t i = 1; i < width; i++) {
        const char *name = rowan_statement_name(result->query, i);
        for (size_t k = 0; k < i; k++) {
            struct rowan_error err = {0};
            if (strcmp(rowan_statement_name(result->query, k), name) != 0)
                continue;
            rowan_fail(
                &err, ROWAN_USAGE, "usage",
                "columns %zu and %zu of the result are both called \"%.60s\": give one another name with AS",
                k + 1, i + 1, name);
            check_result(L, result, ROWAN_USAGE, &err);
        }
    }
}

/* Push the metatable of the rows: NULL is nil, and a name that is no column would pass for it. */
static void push_row_type(lua_State *L, struct result *result)
{
    lua_newtable(L);
    still_open(L, result);
    for (size_t i = 0; i < rowan_statement_width(result->query); i++) {
        lua_pushstring(L, rowan_statement_name(result->query, i));
        lua_pushboolean(L, 1);
        lua_rawset(L, -3);
        still_open(L, result);
    }
    rowan_strict_names(L, "the row");
}

/* The next row as a table by column name, with the metatable at type; false at the end. */
static bool push_row(lua_State *L, struct result *result, int type)
{
    struct rowan_error err = {0};
    bool more = false;
    size_t width;

    still_open(L, result);
    width = rowan_statement_width(result->query);
    check_result(L, result, rowan_statement_fetch(result->query, &more, &err), &err);
    if (!more)
        return false;
    lua_createtable(L, 0, (int)width);
    for (size_t i = 0; i < width; i++) {
        still_open(L, result);
        lua_pushstring(L, rowan_statement_name(result->query, i));
        still_open(L, result);
        push_field(L, result, i);
        lua_rawset(L, -3);
    }
    lua_pushvalue(L, type);
    lua_setmetatable(L, -2);
    return true;
}

/* conn:query(sql, ...) -> { { column = value }, ... } */
static int connection_query(lua_State *L)
{
    struct result *result = run_query(L);

    int type;

    check_names(L, result);
    push_row_type(L, result);
    type = lua_gettop(L);
    lua_newtable(L);
    for (lua_Integer i = 1; push_row(L, result, type); i++)
        lua_rawseti(L, -2, i);
    finish(result);
    return 1;
}

/* Upvalues: the result, the metatable of its rows. */
static int next_row(lua_State *L)
{
    struct result *result = lua_touserdata(L, lua_upvalueindex(1));

    if (!result->query)
        return 0;
    if (push_row(L, result, lua_upvalueindex(2)))
        return 1;
    finish(result);
    return 0;
}

/* for row in conn:each(sql, ...) do ... end; rows come one at a time */
static int connection_each(lua_State *L)
{
    struct result *result = run_query(L);
    int closed = lua_gettop(L);

    check_names(L, result);
    lua_pushvalue(L, closed);
    push_row_type(L, result);
    lua_pushcclosure(L, next_row, 2);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, closed);
    return 4; /* function, nil, nil, and the result to be closed */
}

/* conn:exec(sql, ...) -> rows changed, or nil when the driver does not say */
static int connection_exec(lua_State *L)
{
    struct result *result = run_query(L);
    struct rowan_error err = {0};
    int64_t affected;

    check_result(L, result, rowan_statement_finish(result->query, &err), &err);
    affected = rowan_statement_affected(result->query);
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
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_error err = {0};
    int result;

    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    if (c->in_transaction)
        return luaL_error(L, "a transaction is open already");
    rowan_state_check(L, rowan_connection_begin(c->db, &err), &err);
    c->in_transaction = true;
    result = lua_pcall(L, 0, LUA_MULTRET, 0);
    c->in_transaction = false;
    if (!c->db)
        return luaL_error(L, "the connection was closed inside its transaction: nothing is kept");
    if (result != LUA_OK) {
        rowan_connection_rollback(c->db, NULL);
        return lua_error(L);
    }
    rowan_state_check(L, rowan_connection_commit(c->db, &err), &err);
    return lua_gettop(L) - 1;
}

/* A copy: finalizers, which making a value can run, may close the connection. */
static struct rowan_server server_of(lua_State *L)
{
    return *rowan_connection_server(rowan_lua_connection_check(L, 1)->db);
}

/* conn:quote(name [, schema]) -> the identifier as this database wants it */
static int connection_quote(lua_State *L)
{
    struct rowan_server server = server_of(L);

    return rowan_lua_dialect_quote(L, &server);
}

/* conn:ddl("target" or "source", mapping [, if_missing]) -> { statement, ... } */
static int connection_ddl(lua_State *L)
{
    struct rowan_server server = server_of(L);

    return rowan_lua_dialect_ddl(L, &server);
}

/* ---- the object ---- */

static int connection_field(lua_State *L)
{
    lua_pushstring(L, rowan_connection_dialect(rowan_lua_connection_check(L, 1)->db)->name);
    return 1;
}

static const luaL_Reg methods[] = {{"query", connection_query},
                                   {"each", connection_each},
                                   {"exec", connection_exec},
                                   {"transaction", connection_transaction},
                                   {"insert", rowan_lua_connection_insert},
                                   {"quote", connection_quote},
                                   {"ddl", connection_ddl},
                                   {"check", rowan_lua_connection_check_mapping},
                                   {"check_reload", rowan_lua_connection_check_reload},
                                   {"check_indexes", rowan_lua_connection_check_indexes},
                                   {"begin_run", rowan_lua_connection_begin_run},
                                   {"end_run", rowan_lua_connection_end_run},
                                   {"unload", rowan_lua_connection_unload},
                                   {"known_keys", rowan_lua_connection_known_keys},
                                   {"columns", rowan_lua_connection_columns},
                                   {"schema", rowan_lua_connection_schema},
                                   {"count_documents", rowan_lua_connection_count_documents},
                                   {"pager_sql", rowan_lua_connection_pager_sql},
                                   {"ledger_key", rowan_lua_connection_ledger_key},
                                   {"close", connection_close},
                                   {NULL, NULL}};
static const luaL_Reg functions[] = {{"connect", odbc_connect}, {NULL, NULL}};

static const char *const connection_fields[] = {"dialect", NULL};

const struct rowan_object_type rowan_lua_connection_type = {
    .name = ROWAN_LUA_CONNECTION,
    .what = "connection",
    .methods = methods,
    .fields = connection_fields,
    .field = connection_field,
    .close = connection_close,
};

static void open_result(lua_State *L)
{
    luaL_newmetatable(L, RESULT);
    lua_pushcfunction(L, result_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, result_gc);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}

int rowan_open_odbc(lua_State *L)
{
    rowan_lua_connection_open_diagnostics(L);
    rowan_lua_connection_open_buffer(L);
    rowan_lua_connection_open_catalog(L);
    open_result(L);
    rowan_object_open(L, &rowan_lua_connection_type);
    luaL_newlib(L, functions);
    rowan_lua_dialect_open(L);
    return 1;
}
