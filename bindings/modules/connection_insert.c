/*
 * conn:insert: many rows by multi-row VALUES, as many to a statement as the dialect likes, in one
 * transaction. One prepared statement serves all full blocks, a second one the rest.
 */
#include "modules/connection_insert.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "modules/lua_connection.h"
#include "odbc/sql_text.h"
#include "catalog/catalog.h"
#include "sandbox/lua_state.h"
#include "target/row_count.h"
#include "odbc/statement.h"

#define BLOCK_BYTES ((size_t)4 << 20) /* text of one statement's values */

struct insert {
    lua_State *L;
    struct rowan_lua_connection *connection;
    const char **names;            /* of the columns */
    struct rowan_buffer *head;     /* INSERT INTO t (a, b) */
    struct rowan_buffer *sql;      /* the statement prepared now */
    struct rowan_statement *query; /* for prepared_rows rows */
    size_t prepared_rows;
    struct rowan_param *params;
    size_t width;
    size_t block;   /* rows to a statement at most */
    bool uncounted; /* the rows that it took are not counted */
    struct rowan_error err;
};

static enum rowan_status write_head(struct insert *in, const char *schema)
{
    lua_State *L = in->L;
    struct rowan_sql sql;

    for (size_t i = 0; i < in->width; i++) {
        lua_rawgeti(L, 3, (lua_Integer)i + 1);
        in->names[i] = rowan_state_plain(L, -1);
        lua_rawseti(L, 3, (lua_Integer)i + 1); /* the list keeps it, also when it was a number */
    }
    rowan_sql_begin(&sql, rowan_connection_server(in->connection->db), in->head, &in->err);
    rowan_sql_add_insert(&sql, schema, lua_tostring(L, 2), in->names, in->width);
    return rowan_sql_end(&sql);
}

static enum rowan_status prepare(struct insert *in, size_t rows)
{
    struct rowan_sql sql;

    if (rows == in->prepared_rows)
        return ROWAN_OK;
    rowan_statement_free(in->query);
    in->query = NULL;
    in->sql->size = 0;
    in->prepared_rows = rows;
    rowan_sql_begin(&sql, rowan_connection_server(in->connection->db), in->sql, &in->err);
    rowan_sql_add_slice(&sql, rowan_buffer_slice(in->head));
    rowan_sql_add_values(&sql, rows, NULL, in->width);
    return rowan_statement_prepare(&in->query, in->connection->db, &sql);
}

/* Raise for what cannot be written before anything is: later nothing here may raise. */
static void check_rows(struct insert *in, lua_Integer count)
{
    lua_State *L = in->L;
    struct rowan_param param;

    for (lua_Integer r = 1; r <= count; r++) {
        if (lua_rawgeti(L, 4, r) != LUA_TTABLE)
            luaL_error(L, "row %d is a %s, not a table", (int)r, luaL_typename(L, -1));
        if (lua_rawlen(L, -1) > in->width)
            luaL_error(L, "row %d has more values than there are columns", (int)r);
        for (size_t c = 0; c < in->width; c++) {
            lua_rawgeti(L, -1, (lua_Integer)c + 1);
            rowan_lua_connection_param(L, -1, &param);
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
}

/* Read rows from first on into params until the block is full; returns how many. The texts stay in the
 * rows' tables. */
static size_t read_block(struct insert *in, lua_Integer first, lua_Integer count)
{
    lua_State *L = in->L;
    size_t rows = 0;
    size_t bytes = 0;

    while (rows < in->block && first + (lua_Integer)rows <= count && bytes < BLOCK_BYTES) {
        struct rowan_param *row = in->params + rows * in->width;
        lua_rawgeti(L, 4, first + (lua_Integer)rows);
        for (size_t c = 0; c < in->width; c++) {
            lua_rawgeti(L, -1, (lua_Integer)c + 1);
            rowan_lua_connection_param(L, -1, &row[c]);
            bytes += row[c].text.size;
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
        rows++;
    }
    return rows;
}

/* With some databases nobody knows how many rows a view's trigger took: then it must be one. */
static bool is_uncounted(struct insert *in)
{
    const char *schema = lua_tostring(in->L, 5);
    struct rowan_catalog_table *table = NULL;
    bool view = false;

    if (rowan_connection_dialect(in->connection->db)->uncounted_views &&
        rowan_catalog_read(&table, in->connection->db, schema, lua_tostring(in->L, 2), NULL) == ROWAN_OK &&
        table)
        view = table->relation == ROWAN_RELATION_VIEW;
    rowan_catalog_free(table);
    return view;
}

static enum rowan_status run_block(struct insert *in, size_t rows)
{
    int64_t stored;
    enum rowan_status st = rowan_statement_run(in->query, in->params, rows * in->width, &in->err);

    if (st != ROWAN_OK)
        return st;
    if (!in->uncounted && rowan_statement_affected(in->query) == 0)
        in->uncounted = is_uncounted(in);
    if (in->uncounted)
        return ROWAN_OK;
    return rowan_row_count_check(&stored, in->connection->db, in->query, rows, false, &in->err);
}

static enum rowan_status write_rows(struct insert *in, lua_Integer count)
{
    enum rowan_status st = ROWAN_OK;

    for (lua_Integer first = 1; st == ROWAN_OK && first <= count;) {
        size_t rows = read_block(in, first, count);
        st = prepare(in, rows);
        if (st == ROWAN_OK)
            st = run_block(in, rows);
        first += (lua_Integer)rows;
    }
    rowan_statement_free(in->query);
    in->query = NULL;
    return st;
}

static enum rowan_status write_all(struct insert *in, lua_Integer count)
{
    struct rowan_connection *db = in->connection->db;
    enum rowan_status st;

    if (in->connection->in_transaction)
        return write_rows(in, count);
    st = rowan_connection_begin(db, &in->err);
    if (st != ROWAN_OK)
        return st;
    st = write_rows(in, count);
    if (st == ROWAN_OK)
        return rowan_connection_commit(db, &in->err);
    rowan_connection_rollback(db, NULL);
    return st;
}

static size_t block_rows(const struct rowan_dialect *dialect, size_t width)
{
    size_t rows = dialect->values_rows;

    if (rows * width > dialect->values_params)
        rows = dialect->values_params / width;
    return rows ? rows : 1;
}

int rowan_lua_connection_insert(lua_State *L)
{
    struct insert in = {.L = L, .connection = rowan_lua_connection_check(L, 1)};
    const char *schema = lua_isnoneornil(L, 5) ? NULL : rowan_state_plain(L, 5);
    lua_Integer count;
    enum rowan_status st;

    rowan_state_plain(L, 2);
    luaL_checktype(L, 3, LUA_TTABLE);
    luaL_checktype(L, 4, LUA_TTABLE);
    lua_settop(L, 5);
    in.width = lua_rawlen(L, 3);
    luaL_argcheck(L, in.width > 0, 3, "no column is named");
    count = (lua_Integer)lua_rawlen(L, 4);
    in.block = block_rows(rowan_connection_dialect(in.connection->db), in.width);
    in.head = rowan_lua_connection_buffer(L);
    in.sql = rowan_lua_connection_buffer(L);
    in.names = lua_newuserdatauv(L, in.width * sizeof *in.names, 0);
    in.params = lua_newuserdatauv(L, in.block * in.width * sizeof *in.params, 0);
    rowan_lua_connection_check(L, 1); /* making the buffers can run finalizers; from here on nothing does */
    check_rows(&in, count);
    st = write_head(&in, schema);
    if (st == ROWAN_OK)
        st = write_all(&in, count);
    rowan_state_check(L, st, &in.err);
    lua_pushinteger(L, count);
    return 1;
}
