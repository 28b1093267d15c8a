/*
 * rowan.mapping: what a script sees of a mapping. The object is a userdata with a method table; its
 * description (tables, columns, source) is made once, when the mapping is loaded.
 */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/lua_state.h"
#include "sandbox/strict.h"
#include "modules/lua_coverage.h"
#include "modules/lua_mapping.h"
#include "modules/mapping_documents.h"
#include "modules/mapping_object.h"
#include "modules/mapping_record.h"
#include "expr/where.h"
#include "modules/preview.h"
#include "language/parameters.h"
#include "language/words.h"
#include "plan/parameter.h"
#include "plan/print.h"
#include "base/file_key.h"
#include "source/folder_source.h"
#include "target/run_rows.h"
#include "xml/path.h"

/* m:close(); also at the end of a scope and by the collector. What it says of itself stays. */
static int mapping_close(lua_State *L)
{
    rowan_lua_mapping_free(rowan_object_check(L, 1, &rowan_lua_mapping_type));
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

static void set_place(lua_State *L, struct rowan_location place)
{
    set_string(L, "file", place.file);
    lua_pushinteger(L, place.line);
    lua_setfield(L, -2, "line");
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
    const char *origin = column->origin == ROWAN_FROM_PATHS ? "path" : rowan_origin_name(column->origin);

    lua_createtable(L, 0, 8);
    set_string(L, "name", column->name);
    set_type(L, &column->type);
    set_string(L, "from", column->parameter ? "parameter" : origin);
    set_place(L, column->place);
    lua_pushboolean(L, column->required);
    lua_setfield(L, -2, "required");
    lua_pushboolean(L, column->is_key);
    lua_setfield(L, -2, "key");
    lua_pushboolean(L, rowan_column_calls(column) > 0);
    lua_setfield(L, -2, "via");
    lua_pushboolean(L, column->identity);
    lua_setfield(L, -2, "identity");
    lua_pushboolean(L, column->numbered);
    lua_setfield(L, -2, "numbered");
    push_paths(L, column);
    lua_setfield(L, -2, "paths");
}

/* The path of each, or the first of several, that begins at the document; NULL: none does. */
static const char *find_from_root(const struct rowan_table *table)
{
    const struct rowan_path *path = table->each->first ? table->each->first : table->each;

    while (path && (!path->absolute || strstr(path->text, "current()"))) /* a reference differs by row */
        path = path->next;
    return path ? path->text : NULL;
}

static void push_names(lua_State *L, const struct rowan_table *table, const size_t *columns, size_t count)
{
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        lua_pushstring(L, table->columns[columns[i]].name);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_table(lua_State *L, const struct rowan_plan *plan, const struct rowan_table *table)
{
    lua_createtable(L, 0, 8);
    set_string(L, "name", table->name);
    set_string(L, "as", table->as);
    set_string(L, "label", table->label);
    set_string(L, "each", table->each->text);
    set_string(L, "from_root", find_from_root(table));
    set_string(L, "parent", table->parent >= 0 ? plan->tables[table->parent].name : NULL);
    lua_pushboolean(L, table->recursive);
    lua_setfield(L, -2, "recursive");
    set_string(L, "conflict", table->conflict ? rowan_conflict_name(table->conflict) : NULL);
    set_string(L, "below", table->below ? table->below->text : NULL);
    set_place(L, table->place);
    push_names(L, table, table->key, table->key_count);
    lua_setfield(L, -2, "key");
    push_names(L, table, table->unique, table->unique_count);
    lua_setfield(L, -2, "unique");
    lua_createtable(L, (int)table->column_count, 0);
    for (size_t i = 0; i < table->column_count; i++) {
        push_column(L, &table->columns[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "columns");
}

/* A text for a key of one column, else a list of them. */
static void set_key(lua_State *L, const struct rowan_plan *plan)
{
    const struct rowan_source_table *source = &plan->source;
    char type[64];

    if (source->key_count == 1) {
        set_string(L, "key", source->columns[0].name);
        set_string(L, "key_type", rowan_type_print(&source->columns[0].type, type, sizeof type));
        return;
    }
    lua_createtable(L, (int)source->key_count, 0);
    lua_createtable(L, (int)source->key_count, 0);
    for (size_t i = 0; i < source->key_count; i++) {
        lua_pushstring(L, source->columns[i].name);
        lua_rawseti(L, -3, (lua_Integer)i + 1);
        lua_pushstring(L, rowan_type_print(&source->columns[i].type, type, sizeof type));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -3, "key_type");
    lua_setfield(L, -2, "key");
}

static void push_source(lua_State *L, const struct rowan_mapping *mapping)
{
    const struct rowan_plan *plan = mapping->plan;

    lua_createtable(L, 0, 8);
    set_string(L, "schema", rowan_mapping_source(mapping, NULL).schema);
    set_string(L, plan->source.is_files ? "files" : "table", plan->source.name);
    set_string(L, "split", plan->source.split ? plan->source.split->text : NULL);
    set_string(L, "root", mapping->root);
    set_string(L, "document", plan->source.document);
    set_key(L, plan);
    set_string(L, "where", plan->source.where ? plan->source.where->line : NULL);
    set_string(L, "revision",
               plan->source.revision == ROWAN_REVISION_COLUMN
                   ? plan->source.columns[plan->source.revision_column].name
               : plan->source.revision == ROWAN_REVISION_DIGEST ? "digest()"
                                                                : NULL);
    lua_createtable(L, (int)plan->source.column_count, 0);
    for (size_t i = plan->source.key_count; i < plan->source.column_count; i++) {
        lua_createtable(L, 0, 2);
        set_string(L, "name", plan->source.columns[i].name);
        set_type(L, &plan->source.columns[i].type);
        lua_rawseti(L, -2, (lua_Integer)(i - plan->source.key_count) + 1);
    }
    lua_setfield(L, -2, "columns");
}

/* The mapping's own file, then those that it uses. */
static void push_files(lua_State *L, const struct rowan_plan *plan)
{
    lua_createtable(L, (int)plan->used_count + 1, 0);
    lua_pushstring(L, plan->file);
    lua_rawseti(L, -2, 1);
    for (size_t i = 0; i < plan->used_count; i++) {
        lua_pushstring(L, plan->used[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 2);
    }
}

static void push_parameters(lua_State *L, const struct rowan_plan *plan)
{
    lua_createtable(L, (int)plan->parameter_count, 0);
    for (size_t i = 0; i < plan->parameter_count; i++) {
        const struct rowan_parameter *parameter = &plan->parameters[i];
        lua_createtable(L, 0, 6);
        set_string(L, "name", parameter->name);
        set_type(L, &parameter->type);
        set_place(L, parameter->place);
        if (parameter->given.data) {
            lua_pushlstring(L, parameter->given.data, parameter->given.size);
            lua_setfield(L, -2, "value");
        }
        lua_pushboolean(L, parameter->is_default);
        lua_setfield(L, -2, "default");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_description(lua_State *L, const struct rowan_mapping *mapping)
{
    const struct rowan_plan *plan = mapping->plan;
    char hash[20];

    lua_createtable(L, 0, 8);
    set_string(L, "name", plan->name);
    lua_pushboolean(L, plan->named);
    lua_setfield(L, -2, "named");
    set_string(L, "feed", rowan_mapping_feed(mapping));
    set_string(L, "version", plan->version);
    lua_pushboolean(L, plan->lineage);
    lua_setfield(L, -2, "lineage");
    lua_pushboolean(L, plan->rejects);
    lua_setfield(L, -2, "rejects");
    lua_pushboolean(L, rowan_run_rows_needed(plan));
    lua_setfield(L, -2, "counts_rows");
    set_string(L, "file", plan->file);
    push_files(L, plan);
    lua_setfield(L, -2, "files");
    snprintf(hash, sizeof hash, "%016llx", (unsigned long long)plan->hash);
    set_string(L, "hash", hash);
    push_parameters(L, plan);
    lua_setfield(L, -2, "parameters");
    push_source(L, mapping);
    lua_setfield(L, -2, "source");
    lua_createtable(L, 0, 1);
    set_string(L, "schema", rowan_mapping_target(mapping, NULL).schema);
    lua_setfield(L, -2, "target");
    lua_createtable(L, (int)plan->table_count, 0);
    for (size_t i = 0; i < plan->table_count; i++) {
        push_table(L, plan, &plan->tables[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "tables");
}

/* Schemas, the root of files, the feed and the where of the second argument win over the mapping's. */
static enum rowan_status move(lua_State *L, struct rowan_mapping *mapping, struct rowan_error *err)
{
    const char *where;
    enum rowan_status st;

    if (!lua_istable(L, 2))
        return rowan_mapping_place(mapping, NULL, err);
    st = rowan_mapping_place(mapping, rowan_state_string_field(L, 2, "root"), err);
    where = rowan_state_string_field(L, 2, "where");
    if (st == ROWAN_OK && where)
        st = rowan_mapping_narrow(mapping, where, err);
    if (st != ROWAN_OK)
        return st;
    return rowan_mapping_move(mapping, rowan_state_string_field(L, 2, "source_schema"),
                              rowan_state_string_field(L, 2, "schema"),
                              rowan_state_string_field(L, 2, "feed"), err);
}

/* call_seconds of the second argument, if it is there. */
static enum rowan_status limit_calls(lua_State *L, struct rowan_mapping *mapping, struct rowan_error *err)
{
    lua_Number seconds;
    bool given;

    if (!lua_istable(L, 2))
        return ROWAN_OK;
    given = lua_getfield(L, 2, "call_seconds") != LUA_TNIL;
    seconds = lua_tonumber(L, -1);
    lua_pop(L, 1);
    if (!given)
        return ROWAN_OK;
    if (!(seconds >= 0.1 && seconds <= 86400))
        return rowan_fail(err, ROWAN_USAGE, "usage", "call_seconds must be a number from 0.1 to 86400");
    return rowan_mapping_limit(mapping, seconds, err);
}

/* Source and target are said to be two databases, where a table of the same name is another one. */
static bool is_apart(lua_State *L)
{
    bool apart = lua_istable(L, 2) && lua_getfield(L, 2, "apart") != LUA_TNIL && lua_toboolean(L, -1);

    lua_settop(L, 4);
    return apart;
}

/* The values of set in the second argument, at index 3. */
static void push_set(lua_State *L)
{
    if (lua_istable(L, 2) && lua_getfield(L, 2, "set") != LUA_TNIL)
        luaL_checktype(L, 3, LUA_TTABLE);
    rowan_parameters_push_set(L, 3, NULL);
    lua_replace(L, 3);
    lua_settop(L, 3);
}

/* mapping.load(path [, { schema =, source_schema =, root =, feed =, apart =, call_seconds =, set =, where =
 * }]) -> mapping. Raises an error object. apart: source and target are not one database. call_seconds: what
 * one call of a function may take of this thread's processor time; without it, anything. set: values of its
 * parameters; those that it needs are asked for when rows are made.
 */
static int mapping_load(lua_State *L)
{
    static const char *const settings[] = {"schema",       "source_schema", "root",  "feed", "apart",
                                           "call_seconds", "set",           "where", NULL};
    const char *path = rowan_state_plain(L, 1);
    struct rowan_mapping **box;
    struct rowan_error err = {0};
    enum rowan_status st;

    lua_settop(L, 2);
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        rowan_strict_settings(L, 2, "rowan.mapping.load", settings);
    }
    push_set(L);
    box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = NULL;
    luaL_setmetatable(L, ROWAN_LUA_MAPPING);
    st = rowan_mapping_open(box, path, lua_tostring(L, 3), &err);
    if (st == ROWAN_OK)
        st = move(L, *box, &err);
    if (st == ROWAN_OK && !is_apart(L))
        st = rowan_mapping_check_source(*box, &err);
    if (st == ROWAN_OK)
        st = limit_calls(L, *box, &err);
    rowan_state_check(L, st, &err);
    push_description(L, *box);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* What the mapping says of itself. */
static int mapping_field(lua_State *L)
{
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_rawget(L, -2);
    return 1;
}

/* m:plan_text() -> text */
static int mapping_plan_text(lua_State *L)
{
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 1);
    char **text = rowan_state_owner(L);
    size_t size = 0;
    FILE *out = open_memstream(text, &size);
    bool ok;

    if (!out)
        return luaL_error(L, "out of memory");
    rowan_plan_dump(m->plan, rowan_mapping_source(m, NULL).schema, rowan_mapping_target(m, NULL).schema, out);
    ok = !ferror(out);
    if (fclose(out) != 0 || !ok)
        return luaL_error(L, "out of memory");
    lua_pushlstring(L, *text, size);
    return 1;
}

/* m:count_files([most]) -> how many files there are, most at most */
static int mapping_count_files(lua_State *L)
{
    int64_t most = luaL_optinteger(L, 2, INT64_MAX), count = 0;
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 1); /* leaves a value on the stack */
    struct rowan_error err = {0};
    enum rowan_status st;

    if (!m->root)
        return luaL_error(L, "the mapping's documents are in a table");
    st = rowan_folder_source_count(m->root, &m->plan->source, most, &count, &err);
    rowan_state_check(L, st, &err);
    lua_pushinteger(L, count);
    return 1;
}

/* m:file_key(path) -> the key of a file whose path below the root this is */
static int mapping_file_key(lua_State *L)
{
    struct rowan_slice path;
    struct rowan_buffer key;
    bool good;

    rowan_lua_mapping_check(L, 1);
    path.data = luaL_checklstring(L, 2, &path.size);
    rowan_buffer_init(&key);
    good = rowan_file_key_add(&key, path) && rowan_buffer_string(&key);
    if (good)
        lua_pushlstring(L, key.data, key.size);
    rowan_buffer_clear(&key);
    return good ? 1 : luaL_error(L, "out of memory");
}

/* m:coverage() -> what the documents had that m:rows was given; lua_coverage.h says how. */
static int mapping_coverage(lua_State *L)
{
    const struct rowan_mapping *m = rowan_lua_mapping_check(L, 1);

    rowan_lua_coverage_push(L, m->plan, m->coverage);
    return 1;
}

static const luaL_Reg methods[] = {{"rows", rowan_mapping_rows},
                                   {"plan_text", mapping_plan_text},
                                   {"why", rowan_mapping_why},
                                   {"coverage", mapping_coverage},
                                   {"documents", rowan_mapping_documents},
                                   {"record", rowan_mapping_record},
                                   {"count_files", mapping_count_files},
                                   {"file_key", mapping_file_key},
                                   {"close", mapping_close},
                                   {NULL, NULL}};
static const luaL_Reg functions[] = {{"load", mapping_load}, {"words", rowan_mapping_words}, {NULL, NULL}};

static const char *const description[] = {"name",       "named",   "feed",    "version",     "file",
                                          "files",      "hash",    "source",  "target",      "tables",
                                          "parameters", "rejects", "lineage", "counts_rows", NULL};

const struct rowan_object_type rowan_lua_mapping_type = {
    .name = ROWAN_LUA_MAPPING,
    .what = "mapping",
    .methods = methods,
    .fields = description,
    .field = mapping_field,
    .close = mapping_close,
};

int rowan_open_mapping(lua_State *L)
{
    rowan_mapping_open_preview(L);
    rowan_mapping_documents_open(L);
    rowan_lua_mapping_open_holder(L);
    rowan_object_open(L, &rowan_lua_mapping_type);
    luaL_newlib(L, functions);
    return 1;
}
