/* The head of a mapping: its name, where documents come from, where rows go, and the prefixes of paths. */
#include "language/compiler.h"

#include <lauxlib.h>
#include <string.h>

#include "language/fields.h"
#include "language/words.h"

/* A source_columns column: type "name", or just "name" for a key of type bigint. The value is at the top. */
static enum rowan_status carry(struct compiler *c, struct rowan_location place)
{
    lua_State *L = c->L;
    struct rowan_type type = {.kind = ROWAN_BIGINT};
    int column = lua_gettop(L);
    enum rowan_status st;

    if (lua_type(L, column) == LUA_TSTRING)
        return rowan_plan_source_column(c->plan, rowan_compiler_text(c, column), &type, c->err);
    if (!rowan_words_open(L, column++, ROWAN_WORD_COLUMN) || lua_rawlen(L, column) != 1)
        return rowan_compiler_fail(
            c, place, "a source column is a type with the column's name, such as text(40) \"doc_no\"");
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    lua_getfield(L, column, "type");
    st = rowan_compiler_type(c, -1, &type);
    if (st != ROWAN_OK)
        return st;
    lua_rawgeti(L, column, 1);
    return rowan_plan_source_column(c->plan, rowan_compiler_text(c, -1), &type, c->err);
}

static enum rowan_status check_fields(struct compiler *c, int index, struct rowan_location place,
                                      const char *what, const char *const known[])
{
    lua_State *L = c->L;

    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? rowan_compiler_text(c, -2) : "(a number)";
        char room[120];
        const char *hint = rowan_fields_check(known, name, room, sizeof room);
        if (hint)
            return rowan_compiler_fail(c, place, "unknown field \"%s\" in %s%s", name, what, hint);
    }
    return ROWAN_OK;
}

static enum rowan_status carry_columns(struct compiler *c, int source, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    int list;

    if (lua_getfield(L, source, "columns") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(c, place,
                                   "source columns is a list: columns = { timestamp \"received_at\" }");
    list = lua_gettop(L);
    for (lua_Integer i = 1; st == ROWAN_OK && i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        st = carry(c, place);
        lua_settop(L, list);
    }
    return st;
}

static enum rowan_status add_where(struct compiler *c, int source, struct rowan_location place)
{
    static const char what[] = "where is a condition: where = expr [[ status = 'NEW' ]]";
    lua_State *L = c->L;
    const char *origin;
    int where;

    if (lua_getfield(L, source, "where") == LUA_TNIL)
        return ROWAN_OK;
    if (!rowan_words_open(L, -1, ROWAN_WORD_COLUMN))
        return rowan_compiler_fail(c, place, "%s", what);
    where = lua_gettop(L);
    origin = rowan_compiler_field(c, where, "origin");
    if (!origin || strcmp(origin, "expr") != 0)
        return rowan_compiler_fail(c, place, "%s", what);
    lua_pushboolean(L, 1);
    lua_setfield(L, where, "used");
    c->place = rowan_compiler_place(c, where);
    return rowan_plan_where(c->plan, c->place, rowan_compiler_field(c, where, "of"), c->err);
}

static enum rowan_status add_source(struct compiler *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;
    int source;

    if (lua_getfield(L, mapping, "source") == LUA_TNIL)
        return ROWAN_OK; /* the plan says what is missing */
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(
            c, place, "source is a table: source = { table = \"...\", key = \"...\", document = \"...\" }");
    source = lua_gettop(L);
    st = rowan_plan_source_place(c->plan, place, c->err);
    if (st == ROWAN_OK)
        st = check_fields(c, source, place, "source", rowan_fields_source);
    if (st != ROWAN_OK)
        return st;
    if (!rowan_compiler_field(c, source, "table") || !rowan_compiler_field(c, source, "document"))
        return rowan_compiler_fail(
            c, place, "source needs table = \"...\" and document = \"...\" (the column that holds the XML)");
    st = rowan_plan_source(c->plan, rowan_compiler_field(c, source, "schema"),
                           rowan_compiler_field(c, source, "table"),
                           rowan_compiler_field(c, source, "document"), c->err);
    if (st != ROWAN_OK)
        return st;
    if (lua_getfield(L, source, "key") == LUA_TNIL)
        return rowan_compiler_fail(
            c, place, "source needs key = \"column\" or a type with it, such as key = text(40) \"doc_no\"");
    st = carry(c, place);
    if (st == ROWAN_OK)
        st = carry_columns(c, source, place);
    if (st == ROWAN_OK)
        st = add_where(c, source, place);
    return st;
}

static enum rowan_status add_target(struct compiler *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;

    if (lua_getfield(L, mapping, "target") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(c, place, "target is a table: target = { schema = \"...\" }");
    st = check_fields(c, lua_gettop(L), place, "target", rowan_fields_target);
    if (st != ROWAN_OK)
        return st;
    return rowan_plan_target(c->plan, rowan_compiler_field(c, lua_gettop(L), "schema"), c->err);
}

static enum rowan_status add_namespaces(struct compiler *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;

    if (lua_getfield(L, mapping, "namespaces") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(c, place, "namespaces is a table: namespaces = { o = \"urn:...\" }");
    lua_pushnil(L);
    while (st == ROWAN_OK && lua_next(L, -2)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            return rowan_compiler_fail(c, place, "namespaces is a table of prefix = \"uri\"");
        st = rowan_plan_namespace(c->plan, rowan_compiler_text(c, -2), rowan_compiler_text(c, -1), c->err);
        lua_pop(L, 1);
    }
    return st;
}

static enum rowan_status add_dates(struct compiler *c, int mapping, struct rowan_location place)
{
    const char *formats[ROWAN_NULL_IF_MAX];
    size_t count = rowan_compiler_formats(c, mapping, "dates", formats);

    return count ? rowan_plan_dates(c->plan, place, formats, count, c->err) : ROWAN_OK;
}

enum rowan_status rowan_compiler_head(struct compiler *c, int mapping)
{
    enum rowan_status st;
    struct rowan_location place = rowan_compiler_place(c, mapping);

    c->place = place;
    st = rowan_plan_name(c->plan, rowan_compiler_field(c, mapping, "name"),
                         rowan_compiler_field(c, mapping, "version"), c->err);
    if (rowan_compiler_boolean(c, mapping, "ignore_case"))
        rowan_plan_ignore_case(c->plan);
    c->omit_missing = rowan_compiler_boolean(c, mapping, "omit_missing");
    if (st == ROWAN_OK)
        st = add_source(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_target(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_namespaces(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_dates(c, mapping, place);
    lua_settop(c->L, mapping);
    return st;
}
