/*
 * Walks the tables that the words made and hands them to the plan in the order they were written.
 * Runs inside a protected call, so it may raise for want of memory; everything it owns belongs to the
 * plan or to Lua at each such point.
 */
#include "compile.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "lua_state.h"
#include "words.h"

struct compiler {
    lua_State *L;
    struct rowan_plan *plan;
    struct rowan_calls *calls;
    struct rowan_error *err;
};

static int field_integer(lua_State *L, int index, const char *name)
{
    int value;

    lua_getfield(L, index, name);
    value = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

static bool field_boolean(lua_State *L, int index, const char *name)
{
    bool value;

    lua_getfield(L, index, name);
    value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

/* The string stays alive as long as its table does. */
static const char *field_string(lua_State *L, int index, const char *name)
{
    const char *value = NULL;

    if (lua_getfield(L, index, name) == LUA_TSTRING)
        value = lua_tostring(L, -1);
    lua_pop(L, 1);
    return value;
}

static enum rowan_status refuse(struct compiler *c, int line, const char *what)
{
    if (line > 0)
        return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s:%d: %s", c->plan->file, line, what);
    return rowan_fail(c->err, ROWAN_MAPPING, "mapping", "%s: %s", c->plan->file, what);
}

/* ---- types ---- */

static enum rowan_status add_label(struct compiler *c, struct rowan_labels *labels)
{
    lua_State *L = c->L;
    struct rowan_text text = rowan_state_text(L, -2);

    if (lua_isinteger(L, -1))
        return rowan_labels_add_integer(labels, text, lua_tointeger(L, -1), c->err);
    return rowan_labels_add_text(labels, text, rowan_state_text(L, -1), c->err);
}

/* An enum's labels are made once and remembered in the type's table. */
static enum rowan_status make_labels(struct compiler *c, int type, struct rowan_type *out)
{
    lua_State *L = c->L;
    struct rowan_labels *labels;
    enum rowan_status st = ROWAN_OK;

    lua_getfield(L, type, "made");
    out->labels = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (out->labels)
        return ROWAN_OK;
    labels = rowan_labels_new();
    if (!labels)
        return rowan_fail(c->err, ROWAN_NO_MEMORY, "memory", "no memory for an enum");
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
        st = rowan_labels_seal(labels, c->err);
    out->labels = labels;
    lua_pushlightuserdata(L, labels);
    lua_setfield(L, type, "made");
    return st;
}

static enum rowan_status read_type(struct compiler *c, int index, struct rowan_type *out)
{
    memset(out, 0, sizeof *out);
    index = lua_absindex(c->L, index);
    out->kind = (enum rowan_kind)field_integer(c->L, index, "kind");
    out->precision = field_integer(c->L, index, "precision");
    out->scale = field_integer(c->L, index, "scale");
    out->length = (size_t)field_integer(c->L, index, "length");
    if (out->kind == ROWAN_ENUM) {
        int top = lua_gettop(c->L);
        enum rowan_status st = make_labels(c, index, out);
        lua_settop(c->L, top);
        return st;
    }
    return ROWAN_OK;
}

/* ---- columns ---- */

static int choice(lua_State *L, int index, const char *name, const char *const words[])
{
    const char *given = field_string(L, index, name);

    for (int i = 0; given && words[i]; i++)
        if (strcmp(words[i], given) == 0)
            return i;
    return 0;
}

static void read_rules(lua_State *L, int index, struct rowan_column_spec *spec)
{
    static const char *const empty[] = {"null", "keep", NULL};
    static const char *const too_long[] = {"error", "cut", NULL};
    static const char *const rounding[] = {"error", "half_up", "down", NULL};
    static const char *const zone[] = {"error", "utc", "drop", NULL};
    static const char *const pick[] = {"", "first", "last", "join", NULL};

    spec->rules.trim = field_boolean(L, index, "trim");
    spec->rules.keep_empty = choice(L, index, "empty", empty) == 1;
    spec->rules.too_long = (enum rowan_too_long)choice(L, index, "too_long", too_long);
    spec->rules.rounding = (enum rowan_rounding)choice(L, index, "rounding", rounding);
    spec->rules.zone = (enum rowan_zone)choice(L, index, "zone", zone);
    spec->pick = (enum rowan_pick)choice(L, index, "pick", pick);
    spec->joiner = field_string(L, index, "joiner");
    spec->required = field_boolean(L, index, "required");
}

static enum rowan_origin read_origin(lua_State *L, int index)
{
    static const char *const names[] = {"paths", "parent", "position", "source", "constant", "run", NULL};

    return (enum rowan_origin)choice(L, index, "origin", names);
}

/* The value at the top as text; it stays on the stack, which keeps the text alive. */
static struct rowan_text literal(lua_State *L)
{
    struct rowan_text none = {NULL, 0};

    if (lua_isnil(L, -1))
        return none;
    if (lua_isboolean(L, -1))
        lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
    else
        luaL_tolstring(L, -1, NULL);
    return rowan_state_text(L, -1);
}

static void read_origin_value(lua_State *L, int column, struct rowan_column_spec *spec,
                              struct rowan_type *type)
{
    lua_getfield(L, column, "of");
    if (spec->origin != ROWAN_FROM_CONSTANT) {
        spec->of = lua_isnil(L, -1) ? NULL : lua_tostring(L, -1);
        return;
    }
    if (!spec->type && (lua_isinteger(L, -1) || lua_isboolean(L, -1))) {
        type->kind = lua_isboolean(L, -1) ? ROWAN_BOOLEAN : ROWAN_BIGINT;
        spec->type = type;
    } else if (!spec->type && lua_type(L, -1) == LUA_TNUMBER) {
        type->kind = ROWAN_DOUBLE;
        spec->type = type;
    }
    spec->constant = literal(L);
}

static enum rowan_status read_via(struct compiler *c, int column, struct rowan_column_spec *spec)
{
    spec->via = -1;
    if (lua_getfield(c->L, column, "via") == LUA_TFUNCTION)
        spec->via = rowan_calls_add(c->calls, c->L);
    lua_pop(c->L, 1);
    return ROWAN_OK;
}

/* The column is at the top; name is its key. The stack is cut back by the caller. */
static enum rowan_status add_column(struct compiler *c, int table, const char *name, int column)
{
    lua_State *L = c->L;
    struct rowan_column_spec spec = {.name = name};
    struct rowan_type type = {0};
    const char *paths[ROWAN_PATHS_MAX + 1];
    enum rowan_status st;

    spec.line = field_integer(L, column, "line");
    spec.origin = read_origin(L, column);
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    if (lua_getfield(L, column, "type") == LUA_TTABLE) {
        st = read_type(c, -1, &type);
        if (st != ROWAN_OK)
            return refuse(c, spec.line, c->err->message);
        spec.type = &type;
    }
    spec.path_count = lua_rawlen(L, column);
    for (size_t i = 0; i < spec.path_count && i <= ROWAN_PATHS_MAX; i++) {
        lua_rawgeti(L, column, (lua_Integer)i + 1);
        paths[i] = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    spec.paths = paths;
    read_rules(L, column, &spec);
    read_via(c, column, &spec);
    read_origin_value(L, column, &spec, &type);
    lua_getfield(L, column, "default");
    spec.fallback = literal(L);
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

/* The names of the columns in the order in which they were written; a userdata on the stack holds them. */
static enum rowan_status sort_columns(struct compiler *c, int columns, int line, struct turn **out,
                                      size_t *count)
{
    lua_State *L = c->L;
    size_t n = 0;
    struct turn *turns;

    lua_pushnil(L);
    for (; lua_next(L, columns); n++) {
        if (lua_type(L, -2) != LUA_TSTRING)
            return refuse(c, line, "columns is a table of name = column; here is a value without a name");
        if (!rowan_words_is(L, -1, ROWAN_WORD_COLUMN)) {
            rowan_fail(c->err, ROWAN_MAPPING, "mapping",
                       "%s:%d: column %s must be a type with a path, such as text(20) "
                       "\"@name\", not a %s",
                       c->plan->file, line, lua_tostring(L, -2), luaL_typename(L, -1));
            return ROWAN_MAPPING;
        }
        lua_pop(L, 1);
    }
    turns = lua_newuserdatauv(L, (n + 1) * sizeof *turns, 0);
    n = 0;
    lua_pushnil(L);
    for (; lua_next(L, columns); n++) {
        turns[n].name = lua_tostring(L, -2);
        turns[n].turn = field_integer(L, lua_gettop(L), "turn");
        lua_pop(L, 1);
    }
    qsort(turns, n, sizeof *turns, by_turn);
    *out = turns;
    *count = n;
    return ROWAN_OK;
}

static enum rowan_status add_columns(struct compiler *c, int into, int table, int line)
{
    lua_State *L = c->L;
    enum rowan_status st;
    struct turn *turns = NULL;
    size_t count = 0;
    int columns;

    if (lua_getfield(L, into, "columns") != LUA_TTABLE)
        return refuse(c, line, "into needs columns = { name = type \"path\", ... }");
    columns = lua_gettop(L);
    st = sort_columns(c, columns, line, &turns, &count);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        int top = lua_gettop(L);
        lua_getfield(L, columns, turns[i].name);
        st = add_column(c, table, turns[i].name, top + 1);
        lua_settop(L, top);
    }
    return st;
}

/* ---- tables ---- */

#define KEY_MAX 32

static enum rowan_status add_key(struct compiler *c, int into, int table, int line)
{
    lua_State *L = c->L;
    const char *names[KEY_MAX];
    size_t count = 0;

    if (lua_getfield(L, into, "key") == LUA_TSTRING) {
        names[count++] = lua_tostring(L, -1);
    } else if (lua_istable(L, -1)) {
        for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1) && count < KEY_MAX; i++) {
            if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
                return refuse(c, line, "key is a list of column names: key = { \"a\", \"b\" }");
            names[count++] = lua_tostring(L, -1);
            lua_pop(L, 1);
        }
    } else if (!lua_isnil(L, -1)) {
        return refuse(c, line, "key is a list of column names: key = { \"a\", \"b\" }");
    }
    return rowan_plan_key(c->plan, table, names, count, c->err);
}

static enum rowan_status add_table(struct compiler *c, int into, int parent);

static enum rowan_status add_children(struct compiler *c, int into, int table, int line)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    lua_Integer count;
    int list;

    if (lua_getfield(L, into, "children") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1) || rowan_words_is(L, -1, ROWAN_WORD_INTO))
        return refuse(c, line, "children is a list: children = { order_line }");
    list = lua_gettop(L);
    count = (lua_Integer)lua_rawlen(L, list);
    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        lua_rawgeti(L, list, i);
        if (!rowan_words_is(L, -1, ROWAN_WORD_INTO))
            return refuse(c, line, "each of children must be an into \"table\" { ... }");
        st = add_table(c, lua_gettop(L), table);
        lua_settop(L, list);
    }
    return st;
}

static enum rowan_status add_table(struct compiler *c, int into, int parent)
{
    lua_State *L = c->L;
    int line = field_integer(L, into, "line");
    const char *each;
    enum rowan_status st;
    int table = 0;

    luaL_checkstack(L, 40, "tables nested too deep");
    each = field_string(L, into, "each");
    if (!each)
        return refuse(c, line, "into needs each = \"path\": the element that becomes a row");
    st = rowan_plan_table(c->plan, field_string(L, into, "name"), line, each, parent, &table, c->err);
    if (st == ROWAN_OK)
        st = add_columns(c, into, table, line);
    if (st == ROWAN_OK)
        st = add_key(c, into, table, line);
    if (st == ROWAN_OK)
        st = add_children(c, into, table, line);
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
        if (!rowan_words_is(L, -1, ROWAN_WORD_INTO))
            return refuse(c, field_integer(L, mapping, "line"),
                          "a mapping's list holds into \"table\" { ... } only");
        st = add_table(c, top + 1, -1);
        lua_settop(L, top);
    }
    return st;
}

/* ---- the head of a mapping ---- */

/* A carried column: type "name", or just "name" for a key of type bigint. The value is at the top. */
static enum rowan_status carry(struct compiler *c, int line)
{
    lua_State *L = c->L;
    struct rowan_type type = {.kind = ROWAN_BIGINT};
    int column = lua_gettop(L);
    enum rowan_status st;

    if (lua_type(L, column) == LUA_TSTRING)
        return rowan_plan_carry(c->plan, lua_tostring(L, column), &type, c->err);
    if (!rowan_words_is(L, column, ROWAN_WORD_COLUMN) || lua_rawlen(L, column) != 1)
        return refuse(c, line,
                      "a source column is a type with the column's name, such as text(40) \"doc_no\"");
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    lua_getfield(L, column, "type");
    st = read_type(c, -1, &type);
    if (st != ROWAN_OK)
        return st;
    lua_rawgeti(L, column, 1);
    return rowan_plan_carry(c->plan, lua_tostring(L, -1), &type, c->err);
}

static enum rowan_status check_source_fields(struct compiler *c, int source, int line)
{
    static const char *const known[] = {"table", "schema", "key", "document", "columns"};
    lua_State *L = c->L;

    lua_pushnil(L);
    while (lua_next(L, source)) {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            found |= lua_type(L, -2) == LUA_TSTRING && strcmp(lua_tostring(L, -2), known[i]) == 0;
        if (!found)
            return refuse(c, line,
                          "source has table, schema, key, document and columns; another field is there");
        lua_pop(L, 1);
    }
    return ROWAN_OK;
}

static enum rowan_status carry_columns(struct compiler *c, int source, int line)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    int list;

    if (lua_getfield(L, source, "columns") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1) || rowan_words_is(L, -1, ROWAN_WORD_COLUMN))
        return refuse(c, line, "source columns is a list: columns = { timestamp \"received_at\" }");
    list = lua_gettop(L);
    for (lua_Integer i = 1; st == ROWAN_OK && i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        st = carry(c, line);
        lua_settop(L, list);
    }
    return st;
}

static enum rowan_status add_source(struct compiler *c, int mapping, int line)
{
    lua_State *L = c->L;
    enum rowan_status st;
    int source;

    if (lua_getfield(L, mapping, "source") == LUA_TNIL)
        return ROWAN_OK; /* the plan says what is missing */
    if (!lua_istable(L, -1))
        return refuse(c, line,
                      "source is a table: source = { table = \"...\", key = \"...\", document = \"...\" }");
    source = lua_gettop(L);
    c->plan->source_line = line;
    st = check_source_fields(c, source, line);
    if (st != ROWAN_OK)
        return st;
    if (!field_string(L, source, "table") || !field_string(L, source, "document"))
        return refuse(c, line,
                      "source needs table = \"...\" and document = \"...\" (the column that holds the XML)");
    st = rowan_plan_source(c->plan, field_string(L, source, "schema"), field_string(L, source, "table"),
                           field_string(L, source, "document"), c->err);
    if (st != ROWAN_OK)
        return st;
    if (lua_getfield(L, source, "key") == LUA_TNIL)
        return refuse(c, line,
                      "source needs key = \"column\" or a type with it, such as key = text(40) \"doc_no\"");
    st = carry(c, line);
    if (st == ROWAN_OK)
        st = carry_columns(c, source, line);
    return st;
}

static enum rowan_status add_target(struct compiler *c, int mapping, int line)
{
    lua_State *L = c->L;

    if (lua_getfield(L, mapping, "target") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return refuse(c, line, "target is a table: target = { schema = \"...\" }");
    return rowan_plan_target(c->plan, field_string(L, lua_gettop(L), "schema"), c->err);
}

static enum rowan_status add_namespaces(struct compiler *c, int mapping, int line)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;

    if (lua_getfield(L, mapping, "namespaces") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return refuse(c, line, "namespaces is a table: namespaces = { o = \"urn:...\" }");
    lua_pushnil(L);
    while (st == ROWAN_OK && lua_next(L, -2)) {
        if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING)
            return refuse(c, line, "namespaces is a table of prefix = \"uri\"");
        st = rowan_plan_namespace(c->plan, lua_tostring(L, -2), lua_tostring(L, -1), c->err);
        lua_pop(L, 1);
    }
    return st;
}

static enum rowan_status find_unused(struct compiler *c)
{
    lua_State *L = c->L;
    int list;

    lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    list = lua_gettop(L);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, list); i++) {
        lua_rawgeti(L, list, i);
        if (!field_boolean(L, list + 1, "used"))
            return refuse(
                c, field_integer(L, list + 1, "line"),
                "this column is made but never used: is its name written twice, or the table left out?");
        lua_settop(L, list);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_compile(lua_State *L, struct rowan_plan *plan, struct rowan_calls *calls,
                                struct rowan_error *err)
{
    struct compiler c = {L, plan, calls, err};
    int mapping = lua_gettop(L);
    enum rowan_status st;
    int line;

    if (!rowan_words_is(L, mapping, ROWAN_WORD_MAPPING))
        return refuse(&c, 0, "a mapping file must end with: return mapping { ... }");
    line = field_integer(L, mapping, "line");
    st = rowan_plan_name(plan, field_string(L, mapping, "name"), field_string(L, mapping, "version"), err);
    if (st == ROWAN_OK)
        st = add_source(&c, mapping, line);
    if (st == ROWAN_OK)
        st = add_target(&c, mapping, line);
    if (st == ROWAN_OK)
        st = add_namespaces(&c, mapping, line);
    if (st == ROWAN_OK)
        st = add_tables(&c, mapping);
    if (st == ROWAN_OK)
        st = find_unused(&c);
    if (st == ROWAN_OK)
        rowan_plan_calls(plan, rowan_calls_run, calls);
    if (st == ROWAN_OK)
        st = rowan_plan_freeze(plan, err);
    lua_settop(L, mapping);
    return st;
}
