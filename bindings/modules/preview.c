/*
 * A document's rows for scripts, and how one column's values come about. Nothing may raise while the core
 * works: what it reports is kept aside, and the preview owns it all.
 */
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "sandbox/lua_state.h"
#include "modules/mapping_object.h"
#include "rows/coverage.h"
#include "rows/rejects.h"
#include "rows/rows.h"
#include "rows/trace.h"
#include "modules/preview.h"
#include "xml/parser.h"

/* All that making rows needs; freed by its metatable, so that an error in Lua leaks nothing. */
struct preview {
    struct rowan_parser *parser;
    struct rowan_rows *rows;
    struct rowan_record_batch steps; /* m:why: what and text; the line of an element stands alone */
    bool no_memory;
};

#define PREVIEW "rowan.preview"

static void preview_clear(struct preview *preview)
{
    rowan_parser_free(preview->parser);
    rowan_rows_free(preview->rows);
    rowan_record_batch_clear(&preview->steps);
    memset(preview, 0, sizeof *preview);
}

static int preview_gc(lua_State *L)
{
    preview_clear(luaL_checkudata(L, 1, PREVIEW));
    return 0;
}

static struct preview *new_preview(lua_State *L)
{
    struct preview *preview = lua_newuserdatauv(L, sizeof *preview, 0);

    memset(preview, 0, sizeof *preview);
    luaL_setmetatable(L, PREVIEW);
    return preview;
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
static void push_cell(lua_State *L, const struct rowan_column *column, const struct rowan_cells *cells,
                      size_t row)
{
    struct rowan_value value = rowan_cells_get(cells, row);

    if (value.omit)
        lua_pushboolean(L, 0);
    else if (value.null)
        lua_pushnil(L);
    else if (column->numbered) /* by the database, when the row is written */
        lua_pushfstring(L, "#%I", (LUAI_UACINT)value.number);
    else if (cells->integer)
        lua_pushinteger(L, value.number);
    else if (column->type.kind == ROWAN_BINARY)
        push_bytes(L, value.text);
    else
        lua_pushlstring(L, value.text.data, value.text.size);
}

static void push_table_rows(lua_State *L, const struct rowan_rows *rows, size_t t)
{
    const struct rowan_table *table = &rows->plan->tables[t];

    lua_createtable(L, 0, 5);
    lua_pushstring(L, table->name);
    lua_setfield(L, -2, "table");
    lua_pushstring(L, table->as);
    lua_setfield(L, -2, "as");
    lua_pushinteger(L, table->place.line);
    lua_setfield(L, -2, "line");
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
            push_cell(L, &table->columns[c], &rows->tables[t].cells[c], r);
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

static enum rowan_status make_rows(struct preview *preview, const struct rowan_plan *plan,
                                   struct rowan_slice xml, const struct rowan_slice *source_columns,
                                   const struct rowan_trace *trace, struct rowan_error *err)
{
    const struct rowan_document *document;
    enum rowan_status st =
        rowan_parser_new(&preview->parser, plan->projection, plan->names, &plan->limits, err);

    if (st == ROWAN_OK)
        st = rowan_rows_new(&preview->rows, plan, err);
    if (st != ROWAN_OK)
        return st;
    fill_run(preview->rows);
    rowan_rows_trace(preview->rows, trace);
    st = rowan_parser_bytes(preview->parser, xml, &document, err);
    if (st != ROWAN_OK)
        return st;
    st = rowan_rows_add(preview->rows, document, source_columns, err);
    if (st == ROWAN_DOCUMENT)
        rowan_rows_explain(preview->rows, preview->parser, err);
    return st == ROWAN_OK ? rowan_rows_locate(preview->rows, preview->parser, err) : st;
}

/* What the document had counts for the mapping, whether it made rows or not. False for want of memory. */
static bool add_coverage(struct rowan_mapping *m, struct preview *preview)
{
    struct rowan_coverage *coverage = rowan_rows_coverage(preview->rows);

    if (!m->coverage)
        m->coverage = rowan_coverage_new(m->plan);
    if (!m->coverage)
        return false;
    rowan_coverage_reach(coverage, m->plan, preview->parser);
    rowan_coverage_add(m->coverage, coverage);
    return true;
}

/* Into the table at the top: skipped = { reason =, message = } of a document that is not the mapping's kind.
 */
static void push_skip(lua_State *L, const struct rowan_skip *skip)
{
    if (!skip->reason)
        return;
    lua_createtable(L, 0, 2);
    lua_pushstring(L, skip->reason);
    lua_setfield(L, -2, "reason");
    lua_pushstring(L, skip->message);
    lua_setfield(L, -2, "message");
    lua_setfield(L, -2, "skipped");
}

static void set_text(lua_State *L, const char *name, struct rowan_slice text)
{
    if (!text.data)
        return;
    lua_pushlstring(L, text.data, text.size);
    lua_setfield(L, -2, name);
}

/* Into the table at the top: rejected = { { table =, row =, column =, value =, reason =, message =, place =
 * }, ... } of a document with rows that are refused. */
static void push_rejects(lua_State *L, const struct rowan_rows *rows)
{
    const struct rowan_rejects *rejects = rowan_rows_rejects(rows);

    if (rejects->count == 0)
        return;
    lua_createtable(L, (int)rejects->count, 0);
    for (size_t i = 0; i < rejects->count; i++) {
        const struct rowan_reject *one = &rejects->items[i];
        lua_createtable(L, 0, 7);
        set_text(L, "table", rowan_slice_of(rows->plan->tables[one->table].name));
        lua_pushinteger(L, (lua_Integer)one->row_no);
        lua_setfield(L, -2, "row");
        set_text(L, "column", rowan_slice_of(one->column ? one->column->name : NULL));
        set_text(L, "value", rowan_rejects_text(rejects, one->value));
        set_text(L, "reason", rowan_slice_of(one->reason));
        set_text(L, "message", rowan_rejects_text(rejects, one->message));
        set_text(L, "place", rowan_rejects_text(rejects, one->place));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "rejected");
}

/* m:rows(xml [, { source column = value }]) -> { { table =, as =, line =, columns =, rows = }, ...,
 * skipped =, rejected = }. Raises an error object when the document fails. A cell is nil for NULL, false
 * where the column is left to the database's default. */
int rowan_mapping_rows(lua_State *L)
{
    struct rowan_mapping *m;
    struct rowan_slice xml;
    struct rowan_error err = {0};
    struct preview *preview;
    const struct rowan_slice *source_columns;
    enum rowan_status st;

    lua_settop(L, 3);
    m = rowan_lua_mapping_check_given(L, 1);
    xml = rowan_state_text(L, 2);
    preview = new_preview(L);
    source_columns = read_carried(L, m->plan, 3);
    st = make_rows(preview, m->plan, xml, source_columns, NULL, &err);
    if (preview->rows && !add_coverage(m, preview))
        st = rowan_out_of_memory(&err);
    if (st != ROWAN_OK) {
        preview_clear(preview);
        return rowan_state_raise(L, &err);
    }
    lua_createtable(L, (int)m->plan->table_count, 0);
    for (size_t t = 0; t < m->plan->table_count; t++) {
        push_table_rows(L, preview->rows, t);
        lua_rawseti(L, -2, (lua_Integer)t + 1);
    }
    push_skip(L, &preview->rows->skip);
    push_rejects(L, preview->rows);
    preview_clear(preview);
    return 1;
}

void rowan_mapping_open_preview(lua_State *L)
{
    luaL_newmetatable(L, PREVIEW);
    lua_pushcfunction(L, preview_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

/* ---- m:why ---- */

static void add_step(struct preview *preview, struct rowan_slice what, struct rowan_slice text)
{
    preview->no_memory = preview->no_memory || !rowan_record_batch_add(&preview->steps, what) ||
                         !rowan_record_batch_add(&preview->steps, text);
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

/* Append to the list at index what the preview noted: { line =, { what, text }, ... } per value. */
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
    struct preview *preview = new_preview(L);
    struct rowan_trace trace = {column, on_begin, on_step, preview};
    enum rowan_status st;

    rowan_record_batch_begin(&preview->steps, 2);
    st = make_rows(preview, m->plan, xml, source_columns, &trace, err);
    if (preview->no_memory)
        luaL_error(L, "out of memory");
    push_steps(L, list, &preview->steps);
    preview_clear(preview);
    lua_pop(L, 1);
    return st;
}

/* m:why(xml, { source column = value } or nil, table, column) -> { { line =, { what, text }, ... }, ... }
 * with the steps of each value; problem holds the error object of a document that fails. */
int rowan_mapping_why(lua_State *L)
{
    struct rowan_mapping *m;
    struct rowan_slice xml;
    const char *table, *name;
    struct rowan_error err = {0};
    const struct rowan_slice *source_columns;
    enum rowan_status st = ROWAN_OK;
    int list;

    lua_settop(L, 5);
    m = rowan_lua_mapping_check_given(L, 1);
    xml = rowan_state_text(L, 2);
    table = rowan_state_plain(L, 4);
    name = rowan_state_plain(L, 5);
    lua_newtable(L);
    list = lua_gettop(L);
    source_columns = read_carried(L, m->plan, 3);
    for (size_t t = 0; t < m->plan->table_count && st == ROWAN_OK; t++) {
        const struct rowan_table *into = &m->plan->tables[t];
        int c = strcmp(into->name, table) == 0 || strcmp(into->label, table) == 0
                    ? rowan_table_find_column(into, name)
                    : -1;
        if (c >= 0)
            st = trace_column(L, m, xml, source_columns, &into->columns[c], list, &err);
    }
    if (st != ROWAN_OK) {
        rowan_state_push_error(L, &err);
        lua_setfield(L, list, "problem");
    }
    lua_pushvalue(L, list);
    return 1;
}
