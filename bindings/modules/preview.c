/*
 * A document's rows for scripts, and how one column's values come about. Nothing may raise while the core
 * works: what it reports is kept aside, and the trial owns it all.
 */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/lua_state.h"
#include "language/mapping.h"
#include "rows/rows.h"
#include "rows/trace.h"
#include "modules/preview.h"
#include "xml/parser.h"

/* All that making rows needs; freed by its metatable, so that an error in Lua leaks nothing. */
struct trial {
    struct rowan_parser *parser;
    struct rowan_rows *rows;
    struct rowan_record_batch steps; /* m:why: what and text; the line of an element stands alone */
    bool no_memory;
};

#define TRIAL "rowan.trial"

static void trial_clear(struct trial *trial)
{
    rowan_parser_free(trial->parser);
    rowan_rows_free(trial->rows);
    rowan_record_batch_clear(&trial->steps);
    memset(trial, 0, sizeof *trial);
}

static int trial_gc(lua_State *L)
{
    trial_clear(luaL_checkudata(L, 1, TRIAL));
    return 0;
}

static struct trial *new_trial(lua_State *L)
{
    struct trial *trial = lua_newuserdatauv(L, sizeof *trial, 0);

    memset(trial, 0, sizeof *trial);
    luaL_setmetatable(L, TRIAL);
    return trial;
}

/* Bytes as PostgreSQL shows them: a script can print that, and JSON hold it. */
static void push_bytes(lua_State *L, struct rowan_slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    luaL_Buffer out;

    luaL_buffinit(L, &out);
    luaL_addstring(&out, "\\x");
    for (size_t i = 0; i < bytes.size; i++) {
        luaL_addchar(&out, digits[(unsigned char)bytes.data[i] >> 4]);
        luaL_addchar(&out, digits[(unsigned char)bytes.data[i] & 15]);
    }
    luaL_pushresult(&out);
}

/* false: the column stays out of the INSERT. */
static void push_cell(lua_State *L, enum rowan_kind kind, const struct rowan_cells *cells, size_t row)
{
    struct rowan_value value = rowan_cells_get(cells, row);

    if (value.omit)
        lua_pushboolean(L, 0);
    else if (value.null)
        lua_pushnil(L);
    else if (cells->integer)
        lua_pushinteger(L, value.number);
    else if (kind == ROWAN_BINARY)
        push_bytes(L, value.text);
    else
        lua_pushlstring(L, value.text.data, value.text.size);
}

static void push_table_rows(lua_State *L, const struct rowan_rows *rows, size_t t)
{
    const struct rowan_table *table = &rows->plan->tables[t];

    lua_createtable(L, 0, 3);
    lua_pushstring(L, table->name);
    lua_setfield(L, -2, "table");
    lua_createtable(L, (int)table->column_count, 0);
    for (size_t c = 0; c < table->column_count; c++) {
        lua_pushstring(L, table->columns[c].name);
        lua_rawseti(L, -2, (lua_Integer)c + 1);
    }
    lua_setfield(L, -2, "columns");
    lua_createtable(L, (int)rows->tables[t].count, 0);
    for (size_t r = 0; r < rows->tables[t].count; r++) {
        lua_createtable(L, (int)table->column_count, 0);
        for (size_t c = 0; c < table->column_count; c++) {
            push_cell(L, table->columns[c].type.kind, &rows->tables[t].cells[c], r);
            lua_rawseti(L, -2, (lua_Integer)c + 1);
        }
        lua_rawseti(L, -2, (lua_Integer)r + 1);
    }
    lua_setfield(L, -2, "rows");
}

/* Values of the source columns from a table name = text; they stay on the stack. */
static struct rowan_slice *read_carried(lua_State *L, const struct rowan_plan *plan, int index)
{
    struct rowan_slice *source_columns;

    luaL_checkstack(L, (int)plan->source.column_count * 2 + 20, NULL);
    source_columns = lua_newuserdatauv(L, plan->source.column_count * sizeof *source_columns, 0);
    for (size_t i = 0; i < plan->source.column_count; i++) {
        source_columns[i] = rowan_slice_of(NULL);
        if (!lua_istable(L, index))
            continue;
        lua_getfield(L, index, plan->source.columns[i].name);
        if (!lua_isnil(L, -1) && !lua_islightuserdata(L, -1)) { /* json.null */
            luaL_tolstring(L, -1, NULL);
            source_columns[i] = rowan_state_text(L, -1);
        }
    }
    return source_columns;
}

static void fill_run(struct rowan_rows *rows)
{
    rows->run[ROWAN_RUN_ID] = rowan_slice_of("try");
    rows->run[ROWAN_RUN_STARTED] = rowan_slice_of("1970-01-01 00:00:00");
    rows->run[ROWAN_RUN_MAPPING] = rowan_slice_of(rows->plan->name);
    rows->run[ROWAN_RUN_VERSION] = rowan_slice_of(rows->plan->version);
}

static enum rowan_status make_rows(struct trial *trial, const struct rowan_plan *plan, struct rowan_slice xml,
                                   const struct rowan_slice *source_columns, const struct rowan_trace *trace,
                                   struct rowan_error *err)
{
    const struct rowan_document *document;
    enum rowan_status st = rowan_parser_new(&trial->parser, plan->projection, plan->names, NULL, err);

    if (st == ROWAN_OK)
        st = rowan_rows_new(&trial->rows, plan, err);
    if (st != ROWAN_OK)
        return st;
    fill_run(trial->rows);
    rowan_rows_trace(trial->rows, trace);
    st = rowan_parser_bytes(trial->parser, xml, &document, err);
    if (st == ROWAN_OK)
        st = rowan_rows_add(trial->rows, document, source_columns, err);
    return st;
}

/* m:rows(xml [, { source column = value }]) -> { { table =, columns =, rows = }, ... }, or nil and an error
 * object. A cell is nil for NULL, false where the column is left to the database's default. */
int rowan_mapping_rows(lua_State *L)
{
    struct rowan_mapping *m = rowan_mapping_check(L, 1);
    struct rowan_slice xml = rowan_state_text(L, 2);
    struct rowan_error err = {0};
    struct trial *trial;
    const struct rowan_slice *source_columns;

    lua_settop(L, 3);
    trial = new_trial(L);
    source_columns = read_carried(L, m->plan, 3);
    if (make_rows(trial, m->plan, xml, source_columns, NULL, &err) != ROWAN_OK) {
        trial_clear(trial);
        lua_pushnil(L);
        rowan_state_push_error(L, &err);
        return 2;
    }
    lua_createtable(L, (int)m->plan->table_count, 0);
    for (size_t t = 0; t < m->plan->table_count; t++) {
        push_table_rows(L, trial->rows, t);
        lua_rawseti(L, -2, (lua_Integer)t + 1);
    }
    trial_clear(trial);
    return 1;
}

void rowan_mapping_open_preview(lua_State *L)
{
    luaL_newmetatable(L, TRIAL);
    lua_pushcfunction(L, trial_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

/* ---- m:why ---- */

static void add_step(struct trial *trial, struct rowan_slice what, struct rowan_slice text)
{
    trial->no_memory = trial->no_memory || !rowan_record_batch_add(&trial->steps, what) ||
                       !rowan_record_batch_add(&trial->steps, text);
}

static void on_begin(void *context, uint32_t line)
{
    char number[16];

    snprintf(number, sizeof number, "%u", (unsigned)line);
    add_step(context, rowan_slice_of(NULL), rowan_slice_of(number));
}

static void on_step(void *context, const char *what, struct rowan_slice text)
{
    add_step(context, rowan_slice_of(what), text);
}

/* Append to the list at index what the trial noted: { line =, { what, text }, ... } per value. */
static void push_steps(lua_State *L, int list, const struct rowan_record_batch *steps)
{
    struct rowan_slice step[2];

    for (size_t i = 0; i < steps->count; i++) {
        rowan_record_batch_get(steps, i, step);
        if (!step[0].data) {
            lua_createtable(L, 4, 1);
            lua_pushlstring(L, step[1].data, step[1].size);
            lua_pushinteger(L, lua_tointeger(L, -1));
            lua_setfield(L, -3, "line");
            lua_pop(L, 1);
            lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
            continue;
        }
        lua_rawgeti(L, list, (lua_Integer)lua_rawlen(L, list));
        lua_createtable(L, 2, 0);
        lua_pushlstring(L, step[0].data, step[0].size);
        lua_rawseti(L, -2, 1);
        if (step[1].data) {
            lua_pushlstring(L, step[1].data, step[1].size);
            lua_rawseti(L, -2, 2);
        }
        lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        lua_pop(L, 1);
    }
}

/* The whole document is made once per column of this name: several into may fill one table. */
static enum rowan_status trace_column(lua_State *L, struct rowan_mapping *m, struct rowan_slice xml,
                                      const struct rowan_slice *source_columns,
                                      const struct rowan_column *column, int list, struct rowan_error *err)
{
    struct trial *trial = new_trial(L);
    struct rowan_trace trace = {column, on_begin, on_step, trial};
    enum rowan_status st;

    rowan_record_batch_begin(&trial->steps, 2);
    st = make_rows(trial, m->plan, xml, source_columns, &trace, err);
    if (trial->no_memory)
        luaL_error(L, "out of memory");
    push_steps(L, list, &trial->steps);
    trial_clear(trial);
    lua_pop(L, 1);
    return st;
}

/* m:why(xml, { source column = value } or nil, table, column) -> { { line =, { what, text }, ... }, ... }
 * with the steps of each value, and an error object when the document fails. */
int rowan_mapping_why(lua_State *L)
{
    struct rowan_mapping *m = rowan_mapping_check(L, 1);
    struct rowan_slice xml = rowan_state_text(L, 2);
    const char *table = rowan_state_plain(L, 4);
    const char *name = rowan_state_plain(L, 5);
    struct rowan_error err = {0};
    const struct rowan_slice *source_columns;
    enum rowan_status st = ROWAN_OK;
    int list;

    lua_settop(L, 5);
    lua_newtable(L);
    list = lua_gettop(L);
    source_columns = read_carried(L, m->plan, 3);
    for (size_t t = 0; t < m->plan->table_count && st == ROWAN_OK; t++) {
        const struct rowan_table *into = &m->plan->tables[t];
        int c = strcmp(into->name, table) == 0 ? rowan_table_find_column(into, name) : -1;
        if (c >= 0)
            st = trace_column(L, m, xml, source_columns, &into->columns[c], list, &err);
    }
    lua_pushvalue(L, list);
    if (st == ROWAN_OK)
        return 1;
    rowan_state_push_error(L, &err);
    return 2;
}
