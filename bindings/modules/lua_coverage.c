/* Numbers become names and places. */
#include "modules/lua_coverage.h"

#include <lauxlib.h>

#include "modules/lua_json.h"
#include "rows/no_rows.h"
#include "xml/path_prefix.h"
#include "xml/select.h"

#define COVERAGE "rowan.coverage"

static int coverage_gc(lua_State *L)
{
    struct rowan_coverage **box = luaL_checkudata(L, 1, COVERAGE);

    rowan_coverage_free(*box);
    *box = NULL;
    return 0;
}

struct rowan_coverage *rowan_lua_coverage_new(lua_State *L, const struct rowan_plan *plan)
{
    struct rowan_coverage **box = lua_newuserdatauv(L, sizeof *box, 0);

    *box = NULL;
    if (luaL_newmetatable(L, COVERAGE)) {
        lua_pushcfunction(L, coverage_gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    *box = rowan_coverage_new(plan);
    if (!*box)
        luaL_error(L, "out of memory");
    return *box;
}

static void set_text(lua_State *L, const char *name, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, name);
}

static void set_count(lua_State *L, const char *name, int64_t value)
{
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, name);
}

static void set_place(lua_State *L, struct rowan_location place)
{
    set_text(L, "file", place.file);
    set_count(L, "line", place.line);
}

static void append(lua_State *L)
{
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* ---- paths ---- */

static void push_path(lua_State *L, const struct rowan_plan *plan, const struct rowan_path_use *use,
                      uint8_t seen)
{
    size_t reached =
        use->path ? rowan_path_prefix(use->path, rowan_select_steps(seen), rowan_select_is_named(seen)) : 0;

    lua_createtable(L, 0, 12);
    set_count(L, "into", use->table == plan->head ? 0 : use->table - plan->tables + 1);
    set_text(L, "table", use->table->name);
    set_text(L, "label", use->table->label);
    set_text(L, "each", use->table->each ? use->table->each->text : NULL);
    set_text(L, "column", use->column ? use->column->name : use->below ? "recursive" : "each");
    lua_pushboolean(L, !use->column && !use->within);
    lua_setfield(L, -2, "finds");
    set_text(L, "path", use->path ? use->path->text : NULL);
    set_text(L, "within", use->within ? use->within->text : use->name ? use->column->xpath : NULL);
    if (use->name) {
        lua_pushlstring(L, use->name->text.data, use->name->text.size);
        lua_setfield(L, -2, "path");
    }
    if (reached) {
        lua_pushlstring(L, use->path->text, reached);
        lua_setfield(L, -2, "reached");
    }
    set_place(L, use->column ? use->column->place : use->table->place);
}

static bool is_unmatched(const struct rowan_coverage *coverage, size_t i)
{
    return coverage->paths[i] && coverage->paths[i] != ROWAN_SELECT_MATCHED;
}

/* Of an xpath that finds nothing the names that are not there say why. */
static bool is_told_by_name(const struct rowan_plan *plan, const struct rowan_coverage *coverage,
                            const struct rowan_path_use *use)
{
    bool told = false;

    for (size_t i = plan->path_count - plan->xpath_name_count;
         !use->path && !use->name && i < plan->path_count; i++)
        told |= plan->paths[i].column == use->column && is_unmatched(coverage, i);
    return told;
}

static void push_unmatched(lua_State *L, const struct rowan_plan *plan, const struct rowan_coverage *coverage)
{
    lua_newtable(L);
    rowan_lua_json_array(L);
    for (size_t i = 0; coverage && i < plan->path_count; i++) {
        if (!is_unmatched(coverage, i) || is_told_by_name(plan, coverage, &plan->paths[i]))
            continue;
        push_path(L, plan, &plan->paths[i], coverage->paths[i]);
        append(L);
    }
}

/* ---- values ---- */

static void push_changes(lua_State *L, const struct rowan_table *table, const struct rowan_column *column,
                         const int64_t *changes)
{
    lua_createtable(L, 0, 8);
    set_text(L, "table", table->name);
    set_text(L, "label", table->label);
    set_text(L, "column", column->name);
    set_place(L, column->place);
    for (int i = 0; i < ROWAN_CHANGES; i++)
        if (changes[i])
            set_count(L, rowan_change_name((enum rowan_change)i), changes[i]);
}

static bool has_some(const int64_t *counts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (counts[i])
            return true;
    return false;
}

static void push_changed(lua_State *L, const struct rowan_plan *plan, const struct rowan_coverage *coverage)
{
    lua_newtable(L);
    rowan_lua_json_array(L);
    for (size_t t = 0; coverage && t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            const struct rowan_column *column = &plan->tables[t].columns[c];
            const int64_t *changes = coverage->changes + (column->number - 1) * ROWAN_CHANGES;
            if (!has_some(changes, ROWAN_CHANGES))
                continue;
            push_changes(L, &plan->tables[t], column, changes);
            append(L);
        }
}

/* ---- tables ---- */

static void push_into(lua_State *L, const struct rowan_table *table, const int64_t *fates)
{
    char why[200];

    lua_createtable(L, 0, 8);
    set_text(L, "table", table->name);
    set_text(L, "label", table->label);
    set_text(L, "each", table->each->text);
    set_text(L, "conflict", table->conflict ? rowan_conflict_name(table->conflict) : NULL);
    for (int f = 0; f < ROWAN_FATES; f++)
        if (table->conflict || f < ROWAN_FATE_INSERTED || f > ROWAN_FATE_KEPT)
            set_count(L, rowan_fate_name((enum rowan_fate)f), fates[f]);
    if (!fates[ROWAN_FATE_MATCHED] || fates[ROWAN_FATE_ROWS] || fates[ROWAN_FATE_REJECTED])
        return;
    rowan_no_rows_why(table, fates, why, sizeof why);
    set_text(L, "why", why);
}

static void push_intos(lua_State *L, const struct rowan_plan *plan, const struct rowan_coverage *coverage)
{
    lua_newtable(L);
    rowan_lua_json_array(L);
    for (size_t t = 0; coverage && t < plan->table_count; t++) {
        push_into(L, &plan->tables[t], coverage->fates + t * ROWAN_FATES);
        append(L);
    }
}

void rowan_lua_coverage_push(lua_State *L, const struct rowan_plan *plan,
                             const struct rowan_coverage *coverage)
{
    luaL_checkstack(L, 12, NULL);
    lua_createtable(L, 0, 3);
    push_unmatched(L, plan, coverage);
    lua_setfield(L, -2, "unmatched");
    push_changed(L, plan, coverage);
    lua_setfield(L, -2, "changed");
    push_intos(L, plan, coverage);
    lua_setfield(L, -2, "intos");
}
