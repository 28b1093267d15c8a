/*
 * Walks the tables that the words made and hands them to the plan in the order they were written: the head of
 * the mapping (its name, where documents come from, where rows go, the prefixes of paths), then its tables.
 */
#include "language/compile.h"

#include <lauxlib.h>
#include <string.h>

#include "language/document_reader.h"
#include "language/parameters.h"
#include "language/table_reader.h"
#include "language/tables.h"
#include "language/word_value.h"
#include "plan/option.h"
#include "sandbox/calls.h"
#include "sandbox/frozen.h"
#include "plan/document_kind.h"

/* ---- the head ---- */

/* Of the key, or one that is carried. */
typedef enum rowan_status (*add_column_fn)(struct rowan_plan *plan, const char *column,
                                           const struct rowan_type *type, struct rowan_error *err);

/* A source_columns column: type "name", or just "name" for a key of type bigint. The value is at the top. */
static enum rowan_status carry(struct rowan_reader *c, struct rowan_location place, add_column_fn add)
{
    lua_State *L = c->L;
    struct rowan_type type = {.kind = ROWAN_BIGINT};
    int column = lua_gettop(L);
    enum rowan_status st;

    if (lua_type(L, column) == LUA_TSTRING)
        return add(c->plan, rowan_reader_text(c, column), &type, c->err);
    if (!rowan_word_open(L, column++, ROWAN_WORD_COLUMN) || lua_rawlen(L, column) != 1)
        return rowan_reader_fail(
            c, place, "a source column is a type with the column's name, such as text(40) \"doc_no\"");
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    lua_getfield(L, column, "type");
    st = rowan_reader_type(c, -1, &type);
    if (st != ROWAN_OK)
        return st;
    lua_rawgeti(L, column, 1);
    return add(c->plan, rowan_reader_text(c, -1), &type, c->err);
}

static enum rowan_status check_fields(struct rowan_reader *c, int index, struct rowan_location place,
                                      const char *what, const char *const known[])
{
    lua_State *L = c->L;

    for (lua_pushnil(L); rowan_frozen_step(L, index); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? rowan_reader_text(c, -2) : "(a number)";
        char room[120];
        const char *hint = rowan_tables_check(known, name, room, sizeof room);
        if (hint)
            return rowan_reader_fail(c, place, "unknown field \"%s\" in %s%s", name, what, hint);
    }
    return ROWAN_OK;
}

/* A list of columns at the top. */
static enum rowan_status carry_list(struct rowan_reader *c, struct rowan_location place, const char *what,
                                    add_column_fn add)
{
    lua_State *L = c->L;
    int list = lua_gettop(L);
    enum rowan_status st = rowan_reader_list(c, place, what);

    for (lua_Integer i = 1; st == ROWAN_OK && i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        st = carry(c, place, add);
        lua_settop(L, list);
    }
    return st;
}

static enum rowan_status carry_columns(struct rowan_reader *c, int source, struct rowan_location place)
{
    lua_State *L = c->L;

    if (lua_getfield(L, source, "columns") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_reader_fail(c, place,
                                 "source columns is a list: columns = { timestamp \"received_at\" }");
    return carry_list(c, place, "source columns", rowan_plan_source_column);
}

/* One column, or a list of them. */
static enum rowan_status add_key(struct rowan_reader *c, int source, struct rowan_location place)
{
    lua_State *L = c->L;

    if (lua_getfield(L, source, "key") == LUA_TNIL)
        return rowan_reader_fail(
            c, place, "source needs key = \"column\" or a type with it, such as key = text(40) \"doc_no\"");
    if (!lua_istable(L, -1))
        return carry(c, place, rowan_plan_source_key);
    if (lua_rawlen(L, -1) == 0)
        return rowan_reader_fail(
            c, place,
            "a key of several columns is a list of them: key = { bigint \"batch\", text(10) \"no\" }");
    return carry_list(c, place, "source key", rowan_plan_source_key);
}

/* Which text of a document it is: a column, or digest(). */
static enum rowan_status add_revision(struct rowan_reader *c, int source, struct rowan_location place)
{
    lua_State *L = c->L;

    if (lua_getfield(L, source, "revision") == LUA_TNIL)
        return ROWAN_OK;
    if (rowan_word_open(L, -1, ROWAN_WORD_DIGEST)) {
        c->plan->source.revision = ROWAN_REVISION_DIGEST;
        return ROWAN_OK;
    }
    if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN))
        return rowan_reader_fail(
            c, place,
            "revision is a type with a column's name, such as timestamp \"updated_at\", or "
            "digest()");
    lua_pop(L, 1);
    return carry(c, place, rowan_plan_revision);
}

static enum rowan_status add_where(struct rowan_reader *c, int source, struct rowan_location place)
{
    static const char what[] = "where is a condition: where = expr [[ status = 'NEW' ]]";
    lua_State *L = c->L;
    const char *origin;
    int where;

    if (lua_getfield(L, source, "where") == LUA_TNIL)
        return ROWAN_OK;
    if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN))
        return rowan_reader_fail(c, place, "%s", what);
    where = lua_gettop(L);
    origin = rowan_reader_field(c, where, "origin");
    if (!origin || strcmp(origin, "expr") != 0)
        return rowan_reader_fail(c, place, "%s", what);
    lua_pushboolean(L, 1);
    lua_setfield(L, where, "used");
    c->place = rowan_reader_place(c, where);
    return rowan_plan_where(c->plan, c->place, rowan_reader_field(c, where, "of"), c->err);
}

static enum rowan_status add_table_source(struct rowan_reader *c, int source, struct rowan_location place)
{
    enum rowan_status st;

    if (!rowan_reader_field(c, source, "table") || !rowan_reader_field(c, source, "document"))
        return rowan_reader_fail(
            c, place, "source needs table = \"...\" and document = \"...\" (the column that holds the XML)");
    st = rowan_plan_source(c->plan, rowan_reader_field(c, source, "schema"),
                           rowan_reader_field(c, source, "table"), rowan_reader_field(c, source, "document"),
                           c->err);
    if (st == ROWAN_OK)
        st = add_key(c, source, place);
    if (st == ROWAN_OK)
        st = carry_columns(c, source, place);
    if (st == ROWAN_OK)
        st = add_revision(c, source, place);
    if (st == ROWAN_OK)
        st = add_where(c, source, place);
    return st;
}

/* All that a table needs is known of files. */
static enum rowan_status add_files(struct rowan_reader *c, int source, struct rowan_location place)
{
    lua_State *L = c->L;
    const char *pattern = rowan_reader_field(c, source, "files");
    enum rowan_status st;

    if (!pattern)
        return rowan_reader_fail(c, place, "files is a pattern: source = { files = \"**/*.xml\" }");
    for (lua_pushnil(L); lua_next(L, source); lua_pop(L, 1)) {
        const char *name = rowan_reader_text(c, -2);
        if (strcmp(name, "where") == 0)
            return rowan_reader_fail(c, place, "source: where is of tables; of files the pattern says which");
        if (strcmp(name, "key") == 0 && rowan_reader_field(c, source, "split"))
            continue;
        if (strcmp(name, "files") != 0 && strcmp(name, "split") != 0 && strcmp(name, "revision") != 0 &&
            !rowan_document_reader_knows(name))
            return rowan_reader_fail(c, place,
                                     "source: %s is of tables; files have a path, a name, a size and the "
                                     "time when they were modified",
                                     name);
    }
    st = rowan_plan_files(c->plan, pattern, c->err);
    return st == ROWAN_OK ? add_revision(c, source, place) : st;
}

/* A path, so the namespaces come before it. */
static enum rowan_status add_split(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    const char *split;
    enum rowan_status st;

    if (lua_getfield(L, mapping, "source") == LUA_TNIL)
        return ROWAN_OK;
    if (lua_getfield(L, -1, "split") == LUA_TNIL)
        return ROWAN_OK;
    split = rowan_reader_field(c, lua_gettop(L) - 1, "split");
    if (!split)
        return rowan_reader_fail(c, place, "split is a path: split = \"/feed/entry\"");
    if (!rowan_reader_field(c, lua_gettop(L) - 1, "files"))
        return rowan_reader_fail(c, place, "source: split is of files: a column has one document");
    st = rowan_plan_split(c->plan, split, c->err);
    if (st != ROWAN_OK || lua_getfield(L, lua_gettop(L) - 1, "key") == LUA_TNIL)
        return st;
    return carry(c, place, rowan_plan_record_key);
}

static enum rowan_status add_source(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;
    int source;

    if (lua_getfield(L, mapping, "source") == LUA_TNIL)
        return ROWAN_OK; /* the plan says what is missing */
    if (!lua_istable(L, -1))
        return rowan_reader_fail(
            c, place, "source is a table: source = { table = \"...\", key = \"...\", document = \"...\" }");
    source = lua_gettop(L);
    st = rowan_plan_source_place(c->plan, place, c->err);
    if (st == ROWAN_OK)
        st = check_fields(c, source, place, "source", rowan_tables_source);
    if (st == ROWAN_OK)
        st = rowan_document_reader_add(c, source, place);
    if (st != ROWAN_OK)
        return st;
    return lua_getfield(L, source, "files") != LUA_TNIL ? add_files(c, source, place)
                                                        : add_table_source(c, source, place);
}

static enum rowan_status add_target(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;

    if (lua_getfield(L, mapping, "target") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_reader_fail(c, place, "target is a table: target = { schema = \"...\" }");
    st = check_fields(c, lua_gettop(L), place, "target", rowan_tables_target);
    if (st != ROWAN_OK)
        return st;
    return rowan_plan_target(c->plan, rowan_reader_field(c, lua_gettop(L), "schema"), c->err);
}

/* "uri" or matching "uri*" is at the top. */
static enum rowan_status add_uri(struct rowan_reader *c, struct rowan_location place, const char *prefix)
{
    lua_State *L = c->L;
    int top = lua_gettop(L);
    bool pattern = rowan_word_open(L, top, ROWAN_WORD_PATTERN);
    enum rowan_status st;

    if (pattern)
        lua_getfield(L, top + 1, "pattern");
    if (lua_type(L, -1) != LUA_TSTRING)
        return rowan_reader_fail(
            c, place,
            "namespaces is a table of prefix = \"uri\", { \"uri\", \"uri\" } or matching "
            "\"uri*\"");
    st = rowan_plan_namespace(c->plan, place, prefix, rowan_reader_text(c, -1), pattern, c->err);
    lua_settop(L, top);
    return st;
}

/* What a prefix stands for is at the top: one, or a list. */
static enum rowan_status add_prefix(struct rowan_reader *c, struct rowan_location place, const char *prefix)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    lua_Integer count = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : 0;

    if (count == 0)
        return add_uri(c, place, prefix);
    st = rowan_reader_list(c, place, "what a prefix of namespaces stands for");
    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        lua_rawgeti(L, -1, i);
        st = add_uri(c, place, prefix);
        lua_pop(L, 1);
    }
    return st;
}

static enum rowan_status add_namespaces(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;

    if (lua_getfield(L, mapping, "namespaces") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_reader_fail(c, place, "namespaces is a table: namespaces = { o = \"urn:...\" }");
    lua_pushnil(L);
    while (st == ROWAN_OK && rowan_frozen_step(L, -2)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            return rowan_reader_fail(c, place, "namespaces is a table of prefix = \"uri\"");
        st = add_prefix(c, place, rowan_reader_text(c, -2));
        lua_pop(L, 1);
    }
    return st;
}

/* The number of the word; 0 if nothing is said. */
static int read_choice(struct rowan_reader *c, int mapping, const char *name)
{
    const char *word = rowan_reader_field(c, mapping, name);
    const struct rowan_option *option = rowan_option_find(name);
    int number = 0;

    while (word && strcmp(option->choices[number], word) != 0)
        number++;
    return number;
}

static enum rowan_status add_assume(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    c->assume = rowan_reader_field(c, mapping, "assume");
    c->gap = (enum rowan_choice)read_choice(c, mapping, "gap");
    c->overlap = (enum rowan_choice)read_choice(c, mapping, "overlap");
    if (c->assume)
        return rowan_plan_assume(c->plan, place, c->assume, c->gap, c->overlap, c->err);
    return c->gap || c->overlap
               ? rowan_reader_fail(c, place, "%s does nothing without assume, the zone of the mapping",
                                   c->gap ? "gap" : "overlap")
               : ROWAN_OK;
}

static enum rowan_status add_dates(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    const char *formats[ROWAN_NULL_IF_MAX] = {"iso"};
    size_t count = rowan_reader_formats(c, mapping, "dates", formats);
    int pivot = rowan_reader_integer(c, mapping, "pivot");

    if (count || (c->assume && !pivot))
        return rowan_plan_dates(c->plan, place, formats, count ? count : 1, pivot, c->err);
    return pivot ? rowan_reader_fail(c, place, "pivot does nothing without dates, the formats of the mapping")
                 : ROWAN_OK;
}

static enum rowan_status add_kind(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    const char *nothing = rowan_reader_field(c, mapping, "nothing");
    const char *expr;

    c->plan->skip_nothing = nothing && strcmp(nothing, "skip") == 0;
    c->plan->lineage = rowan_reader_boolean(c, mapping, "lineage");
    c->bad_row = rowan_reader_field(c, mapping, "bad_row");
    if (lua_getfield(c->L, mapping, "rejects") != LUA_TNIL)
        c->plan->rejects_most = lua_tointeger(c->L, -1);
    lua_pop(c->L, 1);
    if (lua_getfield(c->L, mapping, "when") == LUA_TNIL)
        return ROWAN_OK;
    expr = rowan_reader_expr(c, &c->place);
    if (!expr)
        return rowan_reader_fail(c, place, "when is a condition: when = expr [[ exists(/Orders) ]]");
    return rowan_plan_document_when(c->plan, c->place, expr, c->err);
}

static enum rowan_status add_head(struct rowan_reader *c, int mapping)
{
    enum rowan_status st;
    struct rowan_location place = rowan_reader_place(c, mapping);

    c->place = place;
    st = rowan_plan_name(c->plan, rowan_reader_field(c, mapping, "name"),
                         rowan_reader_field(c, mapping, "version"), c->err);
    if (rowan_reader_boolean(c, mapping, "ignore_case"))
        rowan_plan_ignore_case(c->plan);
    c->omit_missing = rowan_reader_boolean(c, mapping, "omit_missing");
    c->trim = rowan_reader_boolean(c, mapping, "trim");
    if (st == ROWAN_OK)
        st = rowan_parameters_read(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_source(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_target(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_namespaces(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_split(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_assume(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_dates(c, mapping, place);
    if (st == ROWAN_OK)
        st = add_kind(c, mapping, place);
    lua_settop(c->L, mapping);
    return st;
}

/* ---- the whole ---- */

static enum rowan_status add_tables(struct rowan_reader *c, int mapping)
{
    lua_State *L = c->L;
    lua_Integer count = (lua_Integer)lua_rawlen(L, mapping);
    enum rowan_status st = ROWAN_OK;

    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        int top = lua_gettop(L);
        lua_rawgeti(L, mapping, i);
        if (!rowan_word_open(L, -1, ROWAN_WORD_INTO))
            return rowan_reader_fail(c, rowan_reader_place(c, mapping),
                                     "a mapping's list holds into \"table\" { ... } only, not a %s",
                                     lua_type(L, -1) == LUA_TSTRING ? "text" : rowan_word_name(L, -1));
        st = rowan_table_reader_add(c, top + 2, -1);
        lua_settop(L, top);
    }
    return st;
}

static enum rowan_status check_rejects(struct rowan_reader *c, int mapping)
{
    bool said = lua_getfield(c->L, mapping, "rejects") != LUA_TNIL;

    lua_pop(c->L, 1);
    if (!said || c->plan->rejects)
        return ROWAN_OK;
    return rowan_reader_fail(c, rowan_reader_place(c, mapping),
                             "rejects says how many rows of a document may be rejected, and no table has "
                             "bad_row = \"reject\"");
}

static enum rowan_status find_unused(struct rowan_reader *c)
{
    lua_State *L = c->L;
    int list;

    lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    list = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        if (!rowan_reader_boolean(c, list + 1, "used"))
            return rowan_reader_fail(
                c, rowan_reader_place(c, list + 1),
                "this column is made but never used: is its name written twice, or the table left out?");
        lua_settop(L, list);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_compile(lua_State *L, struct rowan_plan *plan, struct rowan_calls *calls,
                                const struct json_t *set, struct rowan_error *err)
{
    struct rowan_reader c = {
        .L = L, .plan = plan, .calls = calls, .err = err, .place = {plan->file, 0}, .set = set};
    int top = lua_gettop(L);
    enum rowan_status st;

    luaL_checkstack(L, 40, NULL);
    if (!rowan_word_open(L, top, ROWAN_WORD_MAPPING))
        return rowan_reader_fail(&c, c.place, "a mapping file must end with: return mapping { ... }");
    st = add_head(&c, top + 1);
    if (st == ROWAN_OK)
        st = add_tables(&c, top + 1);
    if (st == ROWAN_OK)
        st = check_rejects(&c, top + 1);
    if (st == ROWAN_OK)
        st = find_unused(&c);
    if (st == ROWAN_OK)
        rowan_plan_calls(plan, rowan_calls_run, rowan_calls_rows, calls);
    if (st == ROWAN_OK)
        st = rowan_plan_freeze(plan, err);
    lua_settop(L, top);
    return st;
}
