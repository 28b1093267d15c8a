/* Options of a column that are lists, or that may stand in several shapes. */
#include <lauxlib.h>

#include "sandbox/calls.h"
#include "language/compiler.h"
#include "sandbox/lua_state.h"
#include "language/words.h"

struct rowan_slice rowan_compiler_literal(struct compiler *c)
{
    lua_State *L = c->L;
    struct rowan_slice none = {NULL, 0};
    char digits[ROWAN_NUMBER_MAX];

    if (lua_isnil(L, -1))
        return none;
    if (lua_isboolean(L, -1))
        lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
    else if (lua_type(L, -1) == LUA_TNUMBER && !lua_isinteger(L, -1))
        lua_pushstring(L, rowan_state_number(lua_tonumber(L, -1), digits));
    else
        luaL_tolstring(L, -1, NULL);
    return rowan_state_text(L, -1);
}

/* The texts stay in the column's table. */
static void read_paths(struct compiler *c, int column, struct column_lists *lists,
                       struct rowan_column_spec *spec)
{
    /* cppcheck-suppress ctuuninitvar; it is filled below */
    spec->paths = lists->paths;
    spec->path_count = lua_rawlen(c->L, column);
    for (size_t i = 0; i < spec->path_count && i < ROWAN_PATHS_MAX; i++) {
        lua_rawgeti(c->L, column, (lua_Integer)i + 1);
        lists->paths[i] = rowan_compiler_text(c, -1);
        lua_pop(c->L, 1);
    }
}

/* ---- via ---- */

/* The function or transform at the top. */
static void read_step(struct compiler *c, struct rowan_via *step)
{
    step->transform = ROWAN_TEXT_FUNCTION_CALL;
    if (rowan_words_open(c->L, -1, ROWAN_WORD_TEXT_FUNCTION)) {
        step->transform = (enum rowan_text_function)rowan_compiler_integer(c, lua_gettop(c->L), "transform");
        lua_pop(c->L, 1);
    } else {
        step->function = rowan_calls_add(c->calls, c->L);
    }
}

static void read_via(struct compiler *c, int column, struct column_lists *lists,
                     struct rowan_column_spec *spec)
{
    lua_State *L = c->L;
    int type = lua_getfield(L, column, "via");

    spec->via = lists->via;
    if (type == LUA_TTABLE) {
        spec->via_count = lua_rawlen(L, -1);
        for (size_t i = 0; i < spec->via_count; i++) {
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
            read_step(c, &lists->via[i]);
            lua_pop(L, 1);
        }
    } else if (type != LUA_TNIL) {
        spec->via_count = 1;
        read_step(c, &lists->via[0]);
    }
    lua_pop(L, 1);
}

/* ---- what is missing ---- */

/* The texts stay in the column's table, or, made of numbers, on the stack. */
static void read_null_if(struct compiler *c, int column, struct column_lists *lists,
                         struct rowan_column_spec *spec)
{
    lua_State *L = c->L;
    int list = lua_gettop(L) + 1;
    int type = lua_getfield(L, column, "null_if");

    spec->null_if = lists->null_if;
    spec->null_if_count = type == LUA_TNIL ? 0 : type == LUA_TTABLE ? lua_rawlen(L, -1) : 1;
    luaL_checkstack(L, 2 * (int)spec->null_if_count + 10, NULL);
    for (size_t i = 0; i < spec->null_if_count; i++) {
        if (type == LUA_TTABLE)
            lua_rawgeti(L, list, (lua_Integer)i + 1);
        else
            lua_pushvalue(L, list);
        lists->null_if[i] = rowan_slice_trim(rowan_compiler_literal(c));
    }
}

/* The texts stay in the field's table. */
size_t rowan_compiler_formats(struct compiler *c, int index, const char *name, const char **formats)
{
    lua_State *L = c->L;
    int type = lua_getfield(L, index, name);
    size_t count = type == LUA_TNIL ? 0 : type == LUA_TTABLE ? lua_rawlen(L, -1) : 1;

    for (size_t i = 0; i < count && i < ROWAN_NULL_IF_MAX; i++) {
        if (type == LUA_TTABLE)
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s:%d: a format is a text, such as \"MM/DD/YYYY\"", c->place.file, c->place.line);
        formats[i] = rowan_compiler_text(c, -1);
        if (type == LUA_TTABLE)
            lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return count < ROWAN_NULL_IF_MAX ? count : ROWAN_NULL_IF_MAX;
}

/* A literal, or run "..." or source "...". */
static void read_default(struct compiler *c, int column, struct rowan_column_spec *spec)
{
    static const char *const origins[] = {"", "run", "source", NULL};
    static const enum rowan_origin from[] = {ROWAN_FROM_PATHS, ROWAN_FROM_RUN, ROWAN_FROM_SOURCE};
    lua_State *L = c->L;

    lua_getfield(L, column, "default");
    if (!rowan_words_open(L, -1, ROWAN_WORD_COLUMN)) {
        spec->fallback = rowan_compiler_literal(c);
        return;
    }
    spec->default_from = from[rowan_compiler_choice_of(c, lua_gettop(L), "origin", origins)];
    spec->default_of = rowan_compiler_field(c, lua_gettop(L), "of");
}

static enum rowan_counts read_counts(struct compiler *c, int column)
{
    enum rowan_counts counts = ROWAN_COUNTS_AUTO;
    int type = lua_getfield(c->L, column, "counts");

    if (type == LUA_TBOOLEAN)
        counts = lua_toboolean(c->L, -1) ? ROWAN_COUNTS_YES : ROWAN_COUNTS_NO;
    else if (type == LUA_TSTRING)
        counts = ROWAN_COUNTS_NONZERO;
    lua_pop(c->L, 1);
    return counts;
}

/* The column's own word wins over that of its table, and that over the mapping's. */
static bool read_omit(struct compiler *c, int column)
{
    bool omit = c->omit_missing;

    if (lua_getfield(c->L, column, "omit_missing") == LUA_TBOOLEAN)
        omit = lua_toboolean(c->L, -1);
    lua_pop(c->L, 1);
    return omit;
}

void rowan_compiler_lists(struct compiler *c, int index, struct rowan_column_spec *spec,
                          struct column_lists *lists)
{
    static const char *const bad[] = {"error", "missing", NULL};

    read_paths(c, index, lists, spec);
    read_via(c, index, lists, spec);
    read_null_if(c, index, lists, spec);
    read_default(c, index, spec);
    spec->formats = lists->formats;
    spec->format_count = rowan_compiler_formats(c, index, "format", lists->formats);
    spec->ignore_case = rowan_compiler_boolean(c, index, "ignore_case");
    spec->bad_missing = rowan_compiler_choice_of(c, index, "bad", bad) == 1;
    spec->omit = read_omit(c, index);
    if (lua_getfield(c->L, index, "strict") == LUA_TBOOLEAN)
        spec->lenient = !lua_toboolean(c->L, -1);
    spec->counts = read_counts(c, index);
}
