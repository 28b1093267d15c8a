/* `when` and `distinct`: which of the matches of `each` make a row. */
#include <lauxlib.h>
#include <string.h>

#include "compiler.h"
#include "words.h"

#define DISTINCT_MAX 32

static enum rowan_status add_when(struct compiler *c, int into, int table, struct rowan_place place)
{
    lua_State *L = c->L;
    const char *origin;

    if (lua_getfield(L, into, "when") == LUA_TNIL)
        return ROWAN_OK;
    if (!rowan_words_open(L, -1, ROWAN_WORD_COLUMN))
        return rowan_compiler_refuse(c, place, "when is a condition: when = expr [[ @value <> '' ]]");
    origin = rowan_compiler_field(c, lua_gettop(L), "origin");
    if (!origin || strcmp(origin, "expr") != 0)
        return rowan_compiler_refuse(c, place, "when is a condition: when = expr [[ @value <> '' ]]");
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "used");
    c->place = rowan_compiler_place(c, lua_gettop(L));
    return rowan_plan_when(c->plan, table, c->place, rowan_compiler_field(c, lua_gettop(L), "of"), c->err);
}

static enum rowan_status wrong_distinct(struct compiler *c, struct rowan_place place)
{
    return rowan_compiler_refuse(
        c, place,
        "distinct names columns, and which row stays: distinct = { \"a\", \"b\", keep = \"last\" }");
}

/* The table of distinct is at the top: only numbered names and keep. */
static enum rowan_status read_distinct(struct compiler *c, struct rowan_place place, const char **names,
                                       size_t *count, bool *last)
{
    lua_State *L = c->L;
    int list = lua_gettop(L);

    lua_pushnil(L);
    while (lua_next(L, list)) {
        bool keep = lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), "keep") == 0;
        if ((!keep && !lua_isinteger(L, -2)) || lua_type(L, -1) != LUA_TSTRING)
            return wrong_distinct(c, place);
        *last = *last || (keep && strcmp(lua_tostring(L, -1), "last") == 0);
        if (keep && !*last && strcmp(lua_tostring(L, -1), "first") != 0)
            return rowan_compiler_refuse(c, place, "keep must be \"first\" or \"last\"");
        lua_pop(L, 1);
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

static enum rowan_status add_distinct(struct compiler *c, int into, int table, struct rowan_place place)
{
    lua_State *L = c->L;
    const char *names[DISTINCT_MAX];
    size_t count = 1;
    bool last = false;
    enum rowan_status st = ROWAN_OK;
    int type = lua_getfield(L, into, "distinct");

    if (type == LUA_TNIL)
        return ROWAN_OK;
    if (type == LUA_TSTRING)
        names[0] = rowan_compiler_text(c, -1);
    else if (type == LUA_TTABLE)
        st = read_distinct(c, place, names, &count, &last);
    else
        st = wrong_distinct(c, place);
    return st == ROWAN_OK ? rowan_plan_distinct(c->plan, table, names, count, last, c->err) : st;
}

enum rowan_status rowan_compiler_choice(struct compiler *c, int into, int table, struct rowan_place place)
{
    int top = lua_gettop(c->L);
    enum rowan_status st = add_when(c, into, table, place);

    if (st == ROWAN_OK)
        st = add_distinct(c, into, table, place);
    lua_settop(c->L, top);
    return st;
}
