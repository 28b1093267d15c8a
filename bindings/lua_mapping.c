/*
 * rowan.mapping: what a script sees of a mapping. The object is a userdata with a method table; its
 * description (tables, columns, source) is made once, when the mapping is loaded.
 */
#include <errno.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "lua_state.h"
#include "mapping.h"
#include "plan/rows.h"
#include "xml/parser.h"
#include "xml/path.h"

#define MAPPING "rowan.mapping object"

struct rowan_mapping *rowan_mapping_check(lua_State *L, int index)
{
    struct rowan_mapping **box = luaL_checkudata(L, index, MAPPING);

    if (!*box)
        luaL_argerror(L, index, "the mapping is closed");
    return *box;
}

static int mapping_gc(lua_State *L)
{
    struct rowan_mapping **box = luaL_checkudata(L, 1, MAPPING);

    rowan_mapping_free(*box);
    *box = NULL;
    return 0;
}

static void set_string(lua_State *L, const char *name, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

static void set_type(lua_State *L, const struct rowan_type *type)
{
    char text[64];

    set_string(L, "type", rowan_type_print(type, text, sizeof text));
}

static void push_paths(lua_State *L, const struct rowan_column *column)
{
    lua_createtable(L, (int)column->path_count, 0);
    for (size_t i = 0; i < column->path_count; i++) {
        lua_pushstring(L, column->paths[i]->text);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_column(lua_State *L, const struct rowan_column *column)
{
    static const char *const origins[] = {"path", "parent", "position", "source", "constant",
                                          "run",  "expr",   "value",    "label",  "field"};

    lua_createtable(L, 0, 8);
    set_string(L, "name", column->name);
    set_type(L, &column->type);
    set_string(L, "from", origins[column->origin]);
    lua_pushinteger(L, column->place.line);
    lua_setfield(L, -2, "line");
    lua_pushboolean(L, column->required);
    lua_setfield(L, -2, "required");
    lua_pushboolean(L, column->is_key);
    lua_setfield(L, -2, "key");
    lua_pushboolean(L, rowan_column_calls(column) > 0);
    lua_setfield(L, -2, "via");
    push_paths(L, column);
    lua_setfield(L, -2, "paths");
}

static void push_table(lua_State *L, const struct rowan_plan *plan, const struct rowan_table *table)
{
    lua_createtable(L, 0, 6);
    set_string(L, "name", table->name);
    set_string(L, "each", table->each->text);
    set_string(L, "parent", table->parent >= 0 ? plan->tables[table->parent].name : NULL);
    lua_pushinteger(L, table->place.line);
    lua_setfield(L, -2, "line");
    lua_createtable(L, (int)table->key_count, 0);
    for (size_t i = 0; i < table->key_count; i++) {
        lua_pushstring(L, table->columns[table->key[i]].name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "key");
    lua_createtable(L, (int)table->column_count, 0);
    for (size_t i = 0; i < table->column_count; i++) {
        push_column(L, &table->columns[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "columns");
}

static void push_source(lua_State *L, const struct rowan_plan *plan)
{
    char type[64];

    lua_createtable(L, 0, 6);
    set_string(L, "schema", plan->source_schema);
    set_string(L, "table", plan->source_table);
    set_string(L, "document", plan->document_column);
    set_string(L, "key", plan->carried[0].name);
    set_string(L, "key_type", rowan_type_print(&plan->carried[0].type, type, sizeof type));
    lua_createtable(L, (int)plan->carried_count, 0);
    for (size_t i = 1; i < plan->carried_count; i++) {
        lua_createtable(L, 0, 2);
        set_string(L, "name", plan->carried[i].name);
        set_type(L, &plan->carried[i].type);
        lua_rawseti(L, -2, (lua_Integer)i);
    }
    lua_setfield(L, -2, "columns");
}

static void push_description(lua_State *L, const struct rowan_plan *plan)
{
    char hash[20];

    lua_createtable(L, 0, 8);
    set_string(L, "name", plan->name);
    set_string(L, "version", plan->version);
    set_string(L, "file", plan->file);
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)plan->hash);
    set_string(L, "hash", hash);
    push_source(L, plan);
    lua_setfield(L, -2, "source");
    lua_createtable(L, 0, 1);
    set_string(L, "schema", plan->target_schema);
    lua_setfield(L, -2, "target");
    lua_createtable(L, (int)plan->table_count, 0);
    for (size_t i = 0; i < plan->table_count; i++) {
        push_table(L, plan, &plan->tables[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "tables");
}

static enum rowan_status read_file(const char *path, struct rowan_buffer *out, struct rowan_error *err)
{
    FILE *file = fopen(path, "rb");
    char block[16384];
    size_t n;
    bool ok = true;

    if (!file)
        return rowan_fail(err, ROWAN_MAPPING, "file", "%s: %s", path, strerror(errno));
    while (ok && (n = fread(block, 1, sizeof block, file)) > 0)
        ok = rowan_buffer_append(out, block, n);
    if (ferror(file))
        rowan_fail(err, ROWAN_MAPPING, "file", "%s: %s", path, strerror(errno));
    else if (!ok || !rowan_buffer_string(out))
        rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory to read %s", path);
    else
        err->status = ROWAN_OK;
    fclose(file);
    return err->status;
}

/* Schemas of the second argument win over the mapping's. */
static enum rowan_status override(lua_State *L, struct rowan_plan *plan, struct rowan_error *err)
{
    const char *schema;
    enum rowan_status st = ROWAN_OK;

    if (!lua_istable(L, 2))
        return ROWAN_OK;
    schema = rowan_state_string_field(L, 2, "schema");
    if (schema)
        st = rowan_plan_target(plan, schema, err);
    schema = rowan_state_string_field(L, 2, "source_schema");
    if (st == ROWAN_OK && schema)
        st = rowan_plan_source(plan, schema, plan->source_table, plan->document_column, err);
    return st;
}

/* mapping.load(path [, { schema =, source_schema = }]) -> mapping. Raises an error object. */
static int mapping_load(lua_State *L)
{
    const char *path = rowan_state_plain(L, 1);
    struct rowan_mapping **box = lua_newuserdatauv(L, sizeof *box, 1);
    struct rowan_buffer text = {0};
    struct rowan_error err = {0};
    enum rowan_status st;

    *box = NULL;
    luaL_setmetatable(L, MAPPING);
    st = read_file(path, &text, &err);
    if (st == ROWAN_OK)
        st = rowan_mapping_load(box, path, rowan_buffer_text(&text), &err);
    rowan_buffer_clear(&text);
    if (st == ROWAN_OK)
        st = override(L, (*box)->plan, &err);
    rowan_state_check(L, st, &err);
    push_description(L, (*box)->plan);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* Methods first, then the description. */
static int mapping_index(lua_State *L)
{
    luaL_checkudata(L, 1, MAPPING);
    lua_pushvalue(L, 2);
    if (lua_gettable(L, lua_upvalueindex(1)) != LUA_TNIL)
        return 1;
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_gettable(L, -2);
    return 1;
}

/* m:plan() -> text */
static int mapping_plan(lua_State *L)
{
    struct rowan_mapping *m = rowan_mapping_check(L, 1);
    char **text = rowan_state_owner(L);
    size_t size = 0;
    FILE *out = open_memstream(text, &size);
    bool ok;

    if (!out)
        return luaL_error(L, "no memory for the plan");
    rowan_plan_dump(m->plan, out);
    ok = !ferror(out);
    if (fclose(out) != 0 || !ok)
        return luaL_error(L, "no memory for the plan");
    lua_pushlstring(L, *text, size);
    return 1;
}

/* ---- m:rows(xml, carried) ---- */

/* All that making rows needs; freed by its metatable, so that an error in Lua leaks nothing. */
struct trial {
    struct rowan_parser *parser;
    struct rowan_rows *rows;
};

#define TRIAL "rowan.trial"

static void trial_clear(struct trial *trial)
{
    rowan_parser_free(trial->parser);
    rowan_rows_free(trial->rows);
    memset(trial, 0, sizeof *trial);
}

static int trial_gc(lua_State *L)
{
    trial_clear(luaL_checkudata(L, 1, TRIAL));
    return 0;
}

/* false: the column stays out of the INSERT. */
static void push_cell(lua_State *L, const struct rowan_cells *cells, size_t row)
{
    struct rowan_value value = rowan_rows_cell(cells, row);

    if (value.omit)
        lua_pushboolean(L, 0);
    else if (value.null)
        lua_pushnil(L);
    else if (cells->integer)
        lua_pushinteger(L, value.number);
    else
        lua_pushlstring(L, value.text.data, value.text.size);
}

static void push_table_rows(lua_State *L, const struct rowan_rows *rows, size_t t)
{
    const struct rowan_table *table = &rows->plan->tables[t];

    lua_createtable(L, 0, 3);
    set_string(L, "table", table->name);
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
            push_cell(L, &rows->tables[t].cells[c], r);
            lua_rawseti(L, -2, (lua_Integer)c + 1);
        }
        lua_rawseti(L, -2, (lua_Integer)r + 1);
    }
    lua_setfield(L, -2, "rows");
}

/* Values of the source columns from a table name = text; they stay on the stack. */
static struct rowan_text *read_carried(lua_State *L, const struct rowan_plan *plan, int index)
{
    struct rowan_text *carried = lua_newuserdatauv(L, plan->carried_count * sizeof *carried, 0);

    for (size_t i = 0; i < plan->carried_count; i++) {
        carried[i] = rowan_text_of(NULL);
        if (!lua_istable(L, index))
            continue;
        lua_getfield(L, index, plan->carried[i].name);
        if (!lua_isnil(L, -1) && !lua_islightuserdata(L, -1)) { /* json.null */
            luaL_tolstring(L, -1, NULL);
            carried[i] = rowan_state_text(L, -1);
        }
    }
    return carried;
}

static void fill_run(struct rowan_rows *rows)
{
    rows->run[ROWAN_RUN_ID] = rowan_text_of("try");
    rows->run[ROWAN_RUN_STARTED] = rowan_text_of("1970-01-01 00:00:00");
    rows->run[ROWAN_RUN_MAPPING] = rowan_text_of(rows->plan->name);
    rows->run[ROWAN_RUN_VERSION] = rowan_text_of(rows->plan->version);
}

static enum rowan_status make_rows(struct trial *trial, const struct rowan_plan *plan, struct rowan_text xml,
                                   const struct rowan_text *carried, struct rowan_error *err)
{
    const struct rowan_document *document;
    enum rowan_status st = rowan_parser_new(&trial->parser, plan->projection, plan->names, NULL, err);

    if (st == ROWAN_OK)
        st = rowan_rows_new(&trial->rows, plan, err);
    if (st != ROWAN_OK)
        return st;
    fill_run(trial->rows);
    st = rowan_parser_bytes(trial->parser, xml, &document, err);
    if (st == ROWAN_OK)
        st = rowan_rows_add(trial->rows, document, carried, err);
    return st;
}

/* m:rows(xml [, { source column = value }]) -> { { table =, columns =, rows = }, ... }, or nil and an error
 * object. A cell is nil for NULL, false where the column is left to the database's default. */
static int mapping_rows(lua_State *L)
{
    struct rowan_mapping *m = rowan_mapping_check(L, 1);
    struct rowan_text xml = rowan_state_text(L, 2);
    struct rowan_error err = {0};
    struct trial *trial;
    const struct rowan_text *carried;

    lua_settop(L, 3);
    luaL_checkstack(L, (int)m->plan->carried_count * 2 + 20, NULL);
    trial = lua_newuserdatauv(L, sizeof *trial, 0);
    memset(trial, 0, sizeof *trial);
    luaL_setmetatable(L, TRIAL);
    carried = read_carried(L, m->plan, 3);
    if (make_rows(trial, m->plan, xml, carried, &err) != ROWAN_OK) {
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

static const luaL_Reg methods[] = {{"plan", mapping_plan}, {"rows", mapping_rows}, {NULL, NULL}};
static const luaL_Reg functions[] = {{"load", mapping_load}, {NULL, NULL}};

int rowan_open_mapping(lua_State *L)
{
    luaL_newmetatable(L, TRIAL);
    lua_pushcfunction(L, trial_gc);
    lua_setfield(L, -2, "__gc");
    luaL_newmetatable(L, MAPPING);
    lua_pushcfunction(L, mapping_gc);
    lua_setfield(L, -2, "__gc");
    luaL_newlib(L, methods);
    lua_pushcclosure(L, mapping_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 2);
    luaL_newlib(L, functions);
    return 1;
}
