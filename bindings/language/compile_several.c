/* `unpivot` and `rows`: several rows of one match. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/calls.h"
#include "language/compiler.h"
#include "language/fields.h"
#include "language/options.h"
#include "language/words.h"

#define LABELS_MAX 16 /* named fields of a pair */

/* ---- unpivot ---- */

/* The names of the fields of all pairs. */
struct labels {
    const char *names[LABELS_MAX];
    size_t count;
};

static enum rowan_status wrong_pair(struct compiler *c, struct rowan_location place, size_t pair)
{
    return rowan_compiler_fail(
        c, place,
        "pair %zu of unpivot must be { \"label\", \"path\" }, with an expr for a path where one is needed",
        pair);
}

/* Add the names of the pair at the top. */
static enum rowan_status collect_names(struct compiler *c, struct rowan_location place, size_t pair,
                                       struct labels *labels)
{
    lua_State *L = c->L;

    lua_pushnil(L);
    while (lua_next(L, -2)) {
        const char *name;
        size_t i = 0;
        lua_pop(L, 1);
        if (lua_isinteger(L, -1))
            continue;
        if (lua_type(L, -1) != LUA_TSTRING)
            return wrong_pair(c, place, pair);
        name = rowan_compiler_text(c, -1);
        while (i < labels->count && strcmp(labels->names[i], name) != 0)
            i++;
        if (i < labels->count)
            continue;
        if (labels->count == LABELS_MAX)
            return rowan_compiler_fail(c, place, "the pairs of unpivot have more than %d different fields",
                                       LABELS_MAX - 1);
        labels->names[labels->count++] = name;
    }
    return ROWAN_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of the alphabet, since Lua's own differs from one process to the next. */
static enum rowan_status read_names(struct compiler *c, struct rowan_location place, int list,
                                    struct labels *labels)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    size_t count = lua_rawlen(L, list);

    labels->names[0] = "label";
    labels->count = 1;
    if (count == 0)
        return rowan_compiler_fail(c, place,
                                   "unpivot is a list of pairs: unpivot = { { \"label\", \"path\" }, ... }");
    for (size_t i = 1; st == ROWAN_OK && i <= count; i++) {
        if (lua_rawgeti(L, list, (lua_Integer)i) != LUA_TTABLE || lua_rawlen(L, -1) != 2)
            return wrong_pair(c, place, i);
        st = collect_names(c, place, i, labels);
        lua_settop(L, list);
    }
    qsort(labels->names + 1, labels->count - 1, sizeof labels->names[0], by_name);
    return st;
}

/* The label and the named fields of the pair at index, whose texts stay on the stack. */
static enum rowan_status read_labels(struct compiler *c, struct rowan_location place, int pair, size_t number,
                                     const struct labels *labels, struct rowan_slice *texts)
{
    lua_State *L = c->L;

    for (size_t i = 0; i < labels->count; i++) {
        int type = i ? lua_getfield(L, pair, labels->names[i]) : lua_rawgeti(L, pair, 1);
        if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN &&
            (i == 0 || type != LUA_TNIL))
            return wrong_pair(c, place, number);
        rowan_option_finite(L, "a label");
        texts[i] = rowan_compiler_literal(c);
    }
    return ROWAN_OK;
}

static enum rowan_status add_pair(struct compiler *c, int table, struct rowan_location place, size_t number,
                                  const struct labels *labels)
{
    lua_State *L = c->L;
    int pair = lua_gettop(L);
    struct rowan_slice texts[LABELS_MAX];
    struct rowan_unpivot_entry_spec spec = {.place = place, .labels = texts};
    enum rowan_status st;

    luaL_checkstack(L, 3 * LABELS_MAX, NULL);
    st = read_labels(c, place, pair, number, labels, texts);
    if (st != ROWAN_OK)
        return st;
    if (lua_rawgeti(L, pair, 2) == LUA_TSTRING) {
        spec.path = rowan_compiler_text(c, -1);
    } else {
        spec.expr = rowan_compiler_expr(c, &spec.place);
        if (!spec.expr)
            return wrong_pair(c, place, number);
    }
    return rowan_plan_unpivot_entry(c->plan, table, &spec, c->err);
}

static enum rowan_status add_unpivot(struct compiler *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    struct labels labels;
    enum rowan_status st;
    int list;

    if (lua_getfield(L, into, "unpivot") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(c, place,
                                   "unpivot is a list of pairs: unpivot = { { \"label\", \"path\" }, ... }");
    list = lua_gettop(L);
    st = read_names(c, place, list, &labels);
    if (st == ROWAN_OK)
        st = rowan_plan_unpivot(c->plan, table, labels.names, labels.count, lua_rawlen(L, list), c->err);
    for (size_t i = 1; st == ROWAN_OK && i <= lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, (lua_Integer)i);
        st = add_pair(c, table, place, i, &labels);
        lua_settop(L, list);
    }
    return st;
}

/* ---- rows ---- */

/* False with what does not belong there on the stack, key and value. */
static bool check_rows(struct compiler *c, int rows)
{
    lua_State *L = c->L;
    char room[120];

    lua_pushnil(L);
    while (lua_next(L, rows)) {
        bool fits = lua_isinteger(L, -2) && lua_type(L, -1) == LUA_TSTRING;
        if (lua_type(L, -2) == LUA_TSTRING)
            fits = !rowan_fields_check(rowan_fields_rows, lua_tostring(L, -2), room, sizeof room);
        if (!fits)
            return false;
        if (lua_type(L, -2) == LUA_TSTRING)
            rowan_option_check(L, lua_tostring(L, -2));
        lua_pop(L, 1);
    }
    return true;
}

static enum rowan_status add_rows(struct compiler *c, int into, int table, struct rowan_location place)
{
    static const char *const pick[] = {"", "first", "last", "join", NULL};
    lua_State *L = c->L;
    struct rowan_column_spec spec = {.place = place};
    struct column_lists lists;
    int rows;

    if (lua_getfield(L, into, "rows") == LUA_TNIL)
        return ROWAN_OK;
    rows = lua_gettop(L);
    if (lua_getfield(L, into, "unpivot") != LUA_TNIL)
        return rowan_compiler_fail(c, place, "a table has unpivot or rows, not both");
    if (!lua_istable(L, rows))
        return rowan_compiler_fail(
            c, place, "rows takes paths and a function: rows = { \"path\", via = function(text) ... end }");
    if (!check_rows(c, rows))
        return rowan_compiler_fail(
            c, place,
            "rows takes paths, via, and one of null_if, ignore_case, strict, pick, joiner; here is \"%s\"",
            luaL_tolstring(L, -2, NULL));
    rowan_compiler_lists(c, rows, &spec, &lists);
    spec.pick = (enum rowan_pick)rowan_compiler_choice_of(c, rows, "pick", pick);
    spec.joiner = rowan_compiler_field(c, rows, "joiner");
    return rowan_plan_row_function(c->plan, table, &spec, c->err);
}

enum rowan_status rowan_compiler_several(struct compiler *c, int into, int table, struct rowan_location place)
{
    int top = lua_gettop(c->L);
    enum rowan_status st = add_rows(c, into, table, place);

    if (st == ROWAN_OK)
        st = add_unpivot(c, into, table, place);
    if (rowan_compiler_boolean(c, into, "skip_empty"))
        rowan_plan_skip_empty(c->plan, table);
    lua_settop(c->L, top);
    return st;
}
