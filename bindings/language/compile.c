/*
 * Walks the tables that the words made and hands them to the plan in the order they were written.
 * Runs inside a protected call, so it may raise for want of memory; everything it owns belongs to the
 * plan or to Lua at each such point.
 */
#include "language/compiler.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/calls.h"
#include "language/compile.h"
#include "sandbox/lua_state.h"
#include "language/words.h"
#include "value/enum.h"

int rowan_compiler_integer(struct compiler *c, int index, const char *name)
{
    lua_Integer value;

    lua_getfield(c->L, index, name);
    value = lua_tointeger(c->L, -1);
    lua_pop(c->L, 1);
    return (int)value;
}

bool rowan_compiler_boolean(struct compiler *c, int index, const char *name)
{
    bool value;

    lua_getfield(c->L, index, name);
    value = lua_toboolean(c->L, -1);
    lua_pop(c->L, 1);
    return value;
}

const char *rowan_compiler_text(struct compiler *c, int index)
{
    struct rowan_slice text = rowan_state_text(c->L, index);

    if (rowan_utf8_length(text) < 0)
        luaL_error(c->L, "%s:%d: a name, a path or another text is not UTF-8, or holds a NUL", c->place.file,
                   c->place.line);
    return text.data;
}

const char *rowan_compiler_field(struct compiler *c, int index, const char *name)
{
    const char *value = NULL;

    if (lua_getfield(c->L, index, name) == LUA_TSTRING)
        value = rowan_compiler_text(c, -1);
    lua_pop(c->L, 1);
    return value;
}

struct rowan_location rowan_compiler_place(struct compiler *c, int index)
{
    struct rowan_location place = {NULL, rowan_compiler_integer(c, index, "line")};

    if (lua_getfield(c->L, index, "file") == LUA_TSTRING)
        place.file = lua_tostring(c->L, -1);
    lua_pop(c->L, 1);
    return place;
}

enum rowan_status rowan_compiler_fail(struct compiler *c, struct rowan_location place, const char *format,
                                      ...)
{
    char what[ROWAN_MESSAGE_MAX];
    const char *file = place.file ? place.file : c->plan->file;
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (place.line > 0)
        return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s:%d: %s", file, place.line, what);
    return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s: %s", file, what);
}

/* ---- types ---- */

static enum rowan_status add_label(struct compiler *c, struct rowan_labels *labels)
{
    lua_State *L = c->L;
    struct rowan_slice text = rowan_state_text(L, -2);

    if (lua_isinteger(L, -1))
        return rowan_labels_add_integer(labels, text, lua_tointeger(L, -1), c->err);
    return rowan_labels_add_text(labels, text, rowan_state_text(L, -1), c->err);
}

/* An enum's labels are made once and remembered in the type's table. */
static enum rowan_status make_labels(struct compiler *c, int type, struct rowan_type *out)
{
    lua_State *L = c->L;
    struct rowan_labels *labels;
    enum rowan_status st;

    luaL_checkstack(L, 10, NULL);
    lua_getfield(L, type, "made");
    out->labels = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (out->labels)
        return ROWAN_OK;
    labels = rowan_labels_new();
    if (!labels)
        return rowan_out_of_memory(c->err);
    st = rowan_plan_own_labels(c->plan, labels, c->err);
    if (st != ROWAN_OK)
        return st;
    lua_getfield(L, type, "labels");
    lua_pushnil(L);
    while (st == ROWAN_OK && lua_next(L, -2)) {
        st = add_label(c, labels);
        lua_pop(L, 1);
    }
    if (st == ROWAN_OK)
        st = rowan_labels_freeze(labels, c->err);
    out->labels = labels;
    lua_pushlightuserdata(L, labels);
    lua_setfield(L, type, "made");
    return st;
}

enum rowan_status rowan_compiler_type(struct compiler *c, int index, struct rowan_type *out)
{
    memset(out, 0, sizeof *out);
    index = lua_absindex(c->L, index);
    out->kind = (enum rowan_kind)rowan_compiler_integer(c, index, "kind");
    out->precision = rowan_compiler_integer(c, index, "precision");
    out->scale = rowan_compiler_integer(c, index, "scale");
    out->length = (size_t)rowan_compiler_integer(c, index, "length");
    if (out->kind == ROWAN_ENUM) {
        int top = lua_gettop(c->L);
        enum rowan_status st = make_labels(c, index, out);
        lua_settop(c->L, top);
        if (st != ROWAN_OK)
            rowan_error_prefix(c->err, "%s:%d", c->place.file, c->place.line);
        return st;
    }
    return ROWAN_OK;
}

/* ---- columns ---- */

int rowan_compiler_choice_of(struct compiler *c, int index, const char *name, const char *const words[])
{
    const char *given = rowan_compiler_field(c, index, name);

    for (int i = 0; given && words[i]; i++)
        if (strcmp(words[i], given) == 0)
            return i;
    return 0;
}

static void read_rules(struct compiler *c, int index, struct rowan_column_spec *spec)
{
    static const char *const empty[] = {"null", "keep", NULL};
    static const char *const too_long[] = {"error", "cut", NULL};
    static const char *const rounding[] = {"error", "half_up", "down", NULL};
    static const char *const zone[] = {"error", "utc", "drop", NULL};
    static const char *const encoding[] = {"base64", "hex", NULL};
    static const char *const pick[] = {"", "first", "last", "join", NULL};

    spec->rules.trim = rowan_compiler_boolean(c, index, "trim");
    spec->rules.keep_empty = rowan_compiler_choice_of(c, index, "empty", empty) == 1;
    spec->rules.too_long = (enum rowan_too_long)rowan_compiler_choice_of(c, index, "too_long", too_long);
    spec->rules.rounding = (enum rowan_rounding)rowan_compiler_choice_of(c, index, "rounding", rounding);
    spec->rules.zone = (enum rowan_zone)rowan_compiler_choice_of(c, index, "zone", zone);
    spec->rules.encoding = (enum rowan_encoding)rowan_compiler_choice_of(c, index, "encoding", encoding);
    spec->pick = (enum rowan_pick)rowan_compiler_choice_of(c, index, "pick", pick);
    spec->joiner = rowan_compiler_field(c, index, "joiner");
    spec->required = rowan_compiler_boolean(c, index, "required");
    spec->inner = rowan_compiler_boolean(c, index, "inner");
    spec->identity = rowan_compiler_boolean(c, index, "identity");
}

static enum rowan_origin read_origin(struct compiler *c, int index)
{
    static const char *const names[] = {"paths", "parent", "position", "source", "constant", "run",
                                        "expr",  "value",  "label",    "field",  "xpath",    NULL};

    return (enum rowan_origin)rowan_compiler_choice_of(c, index, "origin", names);
}

/* What stands in "of", and the type of a constant that has none. */
static void read_origin_value(struct compiler *c, int column, struct rowan_column_spec *spec,
                              struct rowan_type *type)
{
    lua_State *L = c->L;

    lua_getfield(L, column, "of");
    if (spec->origin != ROWAN_FROM_CONSTANT) {
        spec->of = lua_isnil(L, -1) ? NULL : rowan_compiler_text(c, -1);
        return;
    }
    if (!spec->type && lua_type(L, -1) != LUA_TSTRING) {
        type->kind = lua_isboolean(L, -1)   ? ROWAN_BOOLEAN
                     : lua_isinteger(L, -1) ? ROWAN_BIGINT
                                            : ROWAN_DOUBLE;
        spec->type = type;
    }
    spec->constant = rowan_compiler_literal(c);
}

/* The column's table is at index column. The stack is cut back by the caller. */
static enum rowan_status add_column(struct compiler *c, int table, const char *name, int column)
{
    lua_State *L = c->L;
    struct rowan_column_spec spec = {.name = name};
    struct rowan_type type = {0};
    struct column_lists lists;
    enum rowan_status st;

    c->place = spec.place = rowan_compiler_place(c, column);
    spec.origin = read_origin(c, column);
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    if (lua_getfield(L, column, "type") == LUA_TTABLE) {
        st = rowan_compiler_type(c, -1, &type);
        if (st != ROWAN_OK)
            return st;
        spec.type = &type;
    }
    read_rules(c, column, &spec);
    rowan_compiler_lists(c, column, &spec, &lists);
    read_origin_value(c, column, &spec, &type);
    return rowan_plan_column(c->plan, table, &spec, c->err);
}

/* A column and the turn it was made in. */
struct turn {
    lua_Integer turn;
    const char *name;
};

static int by_turn(const void *a, const void *b)
{
    const struct turn *x = a;
    const struct turn *y = b;

    return x->turn != y->turn ? (x->turn > y->turn) - (x->turn < y->turn) : strcmp(x->name, y->name);
}

/* Count the columns and refuse what is none. */
static enum rowan_status check_columns(struct compiler *c, int columns, struct rowan_location place,
                                       size_t *count)
{
    lua_State *L = c->L;

    *count = 0;
    lua_pushnil(L);
    for (; lua_next(L, columns); ++*count) {
        if (lua_type(L, -2) != LUA_TSTRING)
            return rowan_compiler_fail(c, place,
                                       "columns is a table of name = column; here is a value without a name");
        if (!rowan_words_open(L, -1, ROWAN_WORD_COLUMN))
            return rowan_compiler_fail(
                c, place, "column %s must be a type with a path, such as text(20) \"@name\", not a %s",
                lua_tostring(L, -2), rowan_words_name(L, -1));
        lua_pop(L, 2);
    }
    return ROWAN_OK;
}

/* The names of the columns in the order in which they were written; a userdata on the stack holds them. */
static enum rowan_status sort_columns(struct compiler *c, int columns, struct rowan_location place,
                                      struct turn **out, size_t *count)
{
    lua_State *L = c->L;
    struct turn *turns;
    enum rowan_status st = check_columns(c, columns, place, count);

    if (st != ROWAN_OK)
        return st;
    turns = lua_newuserdatauv(L, (*count + 1) * sizeof *turns, 0);
    *out = turns;
    lua_pushnil(L);
    for (; lua_next(L, columns); turns++) {
        turns->name = rowan_compiler_text(c, -2);
        rowan_words_open(L, -1, ROWAN_WORD_COLUMN);
        turns->turn = rowan_compiler_integer(c, lua_gettop(L), "turn");
        lua_pop(L, 2);
    }
    qsort(*out, *count, sizeof **out, by_turn);
    return ROWAN_OK;
}

static enum rowan_status add_columns(struct compiler *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;
    struct turn *turns = NULL;
    size_t count = 0;
    int columns;

    if (lua_getfield(L, into, "columns") != LUA_TTABLE)
        return rowan_compiler_fail(c, place, "into needs columns = { name = type \"path\", ... }");
    columns = lua_gettop(L);
    st = sort_columns(c, columns, place, &turns, &count);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        int top = lua_gettop(L);
        lua_getfield(L, columns, turns[i].name);
        rowan_words_open(L, -1, ROWAN_WORD_COLUMN);
        st = add_column(c, table, turns[i].name, top + 2);
        lua_settop(L, top);
    }
    return st;
}

/* ---- tables ---- */

#define KEY_MAX   32 /* columns of a key; no database has more */
#define DEPTH_MAX 50 /* tables in tables */

static enum rowan_status add_key(struct compiler *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    const char *names[KEY_MAX];
    size_t count = 0;

    if (lua_getfield(L, into, "key") == LUA_TSTRING) {
        names[count++] = rowan_compiler_text(c, -1);
    } else if (lua_istable(L, -1)) {
        if (lua_rawlen(L, -1) > KEY_MAX)
            return rowan_compiler_fail(c, place, "key has more columns than a key can have");
        for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1); i++) {
            if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
                return rowan_compiler_fail(c, place, "key is a list of column names: key = { \"a\", \"b\" }");
            names[count++] = rowan_compiler_text(c, -1);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, -1)) {
        return rowan_compiler_fail(c, place, "key is a list of column names: key = { \"a\", \"b\" }");
    }
    return rowan_plan_key(c->plan, table, names, count, c->err);
}

static enum rowan_status add_table(struct compiler *c, int into, int parent);

static enum rowan_status add_children(struct compiler *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    lua_Integer count;
    int list;

    if (lua_getfield(L, into, "children") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_compiler_fail(c, place, "children is a list: children = { order_line }");
    list = lua_gettop(L);
    count = (lua_Integer)lua_rawlen(L, list);
    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        lua_rawgeti(L, list, i);
        if (!rowan_words_open(L, -1, ROWAN_WORD_INTO))
            return rowan_compiler_fail(c, place, "each of children must be an into \"table\" { ... }");
        st = add_table(c, lua_gettop(L), table);
        lua_settop(L, list);
    }
    return st;
}

static enum rowan_status add_table(struct compiler *c, int into, int parent)
{
    lua_State *L = c->L;
    struct rowan_location place = rowan_compiler_place(c, into);
    bool omit_missing = c->omit_missing;
    const char *each;
    enum rowan_status st;
    int table = 0;

    luaL_checkstack(L, 40, "tables nested too deep");
    c->place = place;
    if (c->depth >= DEPTH_MAX)
        return rowan_compiler_fail(c, place, "tables are nested too deep: is one its own child?");
    c->depth++;
    each = rowan_compiler_field(c, into, "each");
    if (!each)
        return rowan_compiler_fail(c, place, "into needs each = \"path\": the element that becomes a row");
    st =
        rowan_plan_table(c->plan, rowan_compiler_field(c, into, "name"), place, each, parent, &table, c->err);
    if (st == ROWAN_OK)
        st = rowan_compiler_several(c, into, table, place);
    if (lua_getfield(L, into, "omit_missing") == LUA_TBOOLEAN)
        c->omit_missing = lua_toboolean(L, -1);
    if (st == ROWAN_OK)
        st = add_columns(c, into, table, place);
    c->omit_missing = omit_missing;
    if (st == ROWAN_OK)
        st = add_key(c, into, table, place);
    if (st == ROWAN_OK)
        st = rowan_compiler_choice(c, into, table, place);
    if (st == ROWAN_OK)
        st = add_children(c, into, table, place);
    c->depth--;
    return st;
}

static enum rowan_status add_tables(struct compiler *c, int mapping)
{
    lua_State *L = c->L;
    lua_Integer count = (lua_Integer)lua_rawlen(L, mapping);
    enum rowan_status st = ROWAN_OK;

    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        int top = lua_gettop(L);
        lua_rawgeti(L, mapping, i);
        if (!rowan_words_open(L, -1, ROWAN_WORD_INTO))
            return rowan_compiler_fail(c, rowan_compiler_place(c, mapping),
                                       "a mapping's list holds into \"table\" { ... } only");
        st = add_table(c, top + 2, -1);
        lua_settop(L, top);
    }
    return st;
}

/* ---- the whole ---- */

static enum rowan_status find_unused(struct compiler *c)
{
    lua_State *L = c->L;
    int list;

    lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    list = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        if (!rowan_compiler_boolean(c, list + 1, "used"))
            return rowan_compiler_fail(
                c, rowan_compiler_place(c, list + 1),
                "this column is made but never used: is its name written twice, or the table left out?");
        lua_settop(L, list);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_compile(lua_State *L, struct rowan_plan *plan, struct rowan_calls *calls,
                                struct rowan_error *err)
{
    struct compiler c = {L, plan, calls, err, {plan->file, 0}, 0, false};
    int top = lua_gettop(L);
    enum rowan_status st;

    luaL_checkstack(L, 40, NULL);
    if (!rowan_words_open(L, top, ROWAN_WORD_MAPPING))
        return rowan_compiler_fail(&c, c.place, "a mapping file must end with: return mapping { ... }");
    st = rowan_compiler_head(&c, top + 1);
    if (st == ROWAN_OK)
        st = add_tables(&c, top + 1);
    if (st == ROWAN_OK)
        st = find_unused(&c);
    if (st == ROWAN_OK)
        rowan_plan_calls(plan, rowan_calls_run, rowan_calls_rows, calls);
    if (st == ROWAN_OK)
        st = rowan_plan_freeze(plan, err);
    lua_settop(L, top);
    return st;
}
