/* `when` and `distinct`: which of the matches of `each` make a row. */
#include <lauxlib.h>
#include <string.h>

#include "language/compiler.h"
#include "language/words.h"

#define DISTINCT_MAX 32

const char *rowan_compiler_expr(struct compiler *c, struct rowan_location *place)
{
    lua_State *L = c->L;
    const char *origin;
    int column;

    if (!rowan_words_open(L, -1, ROWAN_WORD_COLUMN))
        return NULL;
    column = lua_gettop(L);
    origin = rowan_compiler_field(c, column, "origin");
    if (!origin || strcmp(origin, "expr") != 0)
        return NULL;
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    *place = rowan_compiler_place(c, column);
    return rowan_compiler_field(c, column, "of");
}

static enum rowan_status add_when(struct compiler *c, int into, int table, struct rowan_location place)
{
    const char *expr;

    if (lua_getfield(c->L, into, "when") == LUA_TNIL)
        return ROWAN_OK;
    expr = rowan_compiler_expr(c, &c->place);
    if (!expr)
        return rowan_compiler_fail(c, place, "when is a condition: when = expr [[ @value <> '' ]]");
    return rowan_plan_when(c->plan, table, c->place, expr, c->err);
}

static enum rowan_status wrong_distinct(struct compiler *c, struct rowan_location place)
{
    return rowan_compiler_fail(
        c, place,
        "distinct names columns, and which row stays: distinct = { \"a\", \"b\", keep = \"last\" }");
}

static bool is_field(lua_State *L, int index, const char *name)
{
    return lua_type(L, index) == LUA_TSTRING && strcmp(lua_tostring(L, index), name) == 0;
}

/* The table of distinct is at the top: only numbered names, keep and prefer. */
static enum rowan_status read_distinct(struct compiler *c, struct rowan_location place, const char **names,
                                       size_t *count, bool *last)
{
    lua_State *L = c->L;
    int list = lua_gettop(L);

    lua_pushnil(L);
    for (; lua_next(L, list); lua_pop(L, 1)) {
        bool keep = is_field(L, -2, "keep");
        if (is_field(L, -2, "prefer"))
            continue;
        if ((!keep && !lua_isinteger(L, -2)) || lua_type(L, -1) != LUA_TSTRING)
            return wrong_distinct(c, place);
        *last = *last || (keep && strcmp(lua_tostring(L, -1), "last") == 0);
        if (keep && !*last && strcmp(lua_tostring(L, -1), "first") != 0)
            return rowan_compiler_fail(c, place, "keep must be \"first\" or \"last\"");
    }
    *count = lua_rawlen(L, list);
    if (*count == 0 || *count > DISTINCT_MAX)
        return wrong_distinct(c, place);
    for (size_t i = 0; i < *count; i++) {
        lua_rawgeti(L, list, (lua_Integer)i + 1);
        names[i] = rowan_compiler_text(c, -1);
        lua_pop(L, 1);
    }
    return ROWAN_OK;
}

/* prefer of the distinct at index. */
static enum rowan_status add_prefer(struct compiler *c, int distinct, int table, struct rowan_location place)
{
    const char *expr;

    if (!lua_istable(c->L, distinct) || lua_getfield(c->L, distinct, "prefer") == LUA_TNIL)
        return ROWAN_OK;
    expr = rowan_compiler_expr(c, &c->place);
    if (!expr)
        return rowan_compiler_fail(
            c, place, "prefer is a rank, the smallest wins: prefer = expr [[ rank(@role, 'A', 'B') ]]");
    return rowan_plan_prefer(c->plan, table, c->place, expr, c->err);
}

static enum rowan_status add_distinct(struct compiler *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    const char *names[DISTINCT_MAX];
    size_t count = 1;
    bool last = false;
    enum rowan_status st = ROWAN_OK;
    int type = lua_getfield(L, into, "distinct");
    int distinct = lua_gettop(L);

    if (type == LUA_TNIL)
        return ROWAN_OK;
    if (type == LUA_TSTRING)
        names[0] = rowan_compiler_text(c, -1);
    else if (type == LUA_TTABLE)
        st = read_distinct(c, place, names, &count, &last);
    else
        st = wrong_distinct(c, place);
    if (st == ROWAN_OK)
        st = rowan_plan_distinct(c->plan, table, names, count, last, c->err);
    return st == ROWAN_OK ? add_prefer(c, distinct, table, place) : st;
}

enum rowan_status rowan_compiler_choice(struct compiler *c, int into, int table, struct rowan_location place)
{
    int top = lua_gettop(c->L);
    enum rowan_status st = add_when(c, into, table, place);

    if (st == ROWAN_OK)
        st = add_distinct(c, into, table, place);
    lua_settop(c->L, top);
    return st;
}
