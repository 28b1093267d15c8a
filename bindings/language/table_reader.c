/* The words of a table in the order in which the plan wants them: what makes its rows, columns, key,
 * children. */
#include "language/table_reader.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "language/column_reader.h"
#include "language/recursive_reader.h"
#include "language/tables.h"
#include "plan/conflict_rule.h"
#include "sandbox/frozen.h"

#define KEY_MAX      32 /* columns of a key; no database has more */
#define DEPTH_MAX    50 /* tables in tables */
#define DISTINCT_MAX 32
#define LABELS_MAX   16 /* named fields of an entry of unpivot */

/* ---- columns ---- */

/* Count the columns and refuse what is none. */
static enum rowan_status check_columns(struct rowan_reader *c, int columns, struct rowan_location place,
                                       size_t *count)
{
    lua_State *L = c->L;

    *count = 0;
    lua_pushnil(L);
    for (; rowan_frozen_step(L, columns); ++*count) {
        if (lua_type(L, -2) != LUA_TSTRING)
            return rowan_reader_fail(c, place,
                                     "columns is a table of name = column; here is a value without a name");
        if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN))
            return rowan_reader_fail(
                c, place, "column %s must be a type with a path, such as text(20) \"@name\", not a %s",
                lua_tostring(L, -2), rowan_word_name(L, -1));
        lua_pop(L, 2);
    }
    return ROWAN_OK;
}

/* The names of the columns in the order in which they were written; a userdata on the stack holds them. */
static enum rowan_status sort_columns(struct rowan_reader *c, int columns, struct rowan_location place,
                                      struct rowan_column_turn **out, size_t *count)
{
    lua_State *L = c->L;
    struct rowan_column_turn *turns;
    enum rowan_status st = check_columns(c, columns, place, count);

    if (st != ROWAN_OK)
        return st;
    turns = lua_newuserdatauv(L, (*count + 1) * sizeof *turns, 0);
    *out = turns;
    lua_pushnil(L);
    for (; lua_next(L, columns); turns++) {
        turns->name = rowan_reader_text(c, -2);
        rowan_word_open(L, -1, ROWAN_WORD_COLUMN);
        turns->turn = rowan_reader_integer(c, lua_gettop(L), "turn");
        lua_pop(L, 2);
    }
    qsort(*out, *count, sizeof **out, rowan_column_by_turn);
    return ROWAN_OK;
}

static enum rowan_status add_columns(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st;
    struct rowan_column_turn *turns = NULL;
    size_t count = 0;
    bool moved = false;
    int columns;

    if (lua_getfield(L, into, "columns") != LUA_TTABLE)
        return rowan_reader_fail(c, place, "into needs columns = { name = type \"path\", ... }");
    columns = lua_gettop(L);
    st = sort_columns(c, columns, place, &turns, &count);
    if (st == ROWAN_OK)
        rowan_recursive_reader_order(c, table, columns, turns, count, &moved);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        int top = lua_gettop(L);
        lua_getfield(L, columns, turns[i].name);
        rowan_word_open(L, -1, ROWAN_WORD_COLUMN);
        st = rowan_column_reader_add(c, table, turns[i].name, top + 2);
        lua_settop(L, top);
    }
    return st == ROWAN_OK && moved ? rowan_recursive_reader_arrange(c, table, turns, count) : st;
}

/* The names of a field that is a text or a list of them; 0 when it is not there. */
static enum rowan_status read_names_of(struct rowan_reader *c, int into, const char *field,
                                       struct rowan_location place, const char **names, size_t *count)
{
    lua_State *L = c->L;
    int type = lua_getfield(L, into, field);

    *count = 0;
    if (type == LUA_TSTRING) {
        names[(*count)++] = rowan_reader_text(c, -1);
    } else if (lua_istable(L, -1)) {
        if (lua_rawlen(L, -1) > KEY_MAX)
            return rowan_reader_fail(c, place, "%s has more columns than a key can have", field);
        if (rowan_reader_list(c, place, field) != ROWAN_OK)
            return ROWAN_MAPPING;
        for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, -1); i++) {
            if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
                return rowan_reader_fail(c, place, "%s is a list of column names: %s = { \"a\", \"b\" }",
                                         field, field);
            names[(*count)++] = rowan_reader_text(c, -1);
            lua_pop(L, 1);
        }
    } else if (type != LUA_TNIL) {
        return rowan_reader_fail(c, place, "%s is a list of column names: %s = { \"a\", \"b\" }", field,
                                 field);
    }
    return ROWAN_OK;
}

static enum rowan_status add_key(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    const char *names[KEY_MAX];
    size_t count;
    enum rowan_status st = read_names_of(c, into, "key", place, names, &count);

    return st == ROWAN_OK ? rowan_plan_key(c->plan, table, names, count, c->err) : st;
}

static enum rowan_status add_unique(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    const char *names[KEY_MAX];
    size_t count;
    bool said = lua_getfield(c->L, into, "unique") != LUA_TNIL;
    enum rowan_status st = read_names_of(c, into, "unique", place, names, &count);

    return st == ROWAN_OK && said ? rowan_plan_unique(c->plan, table, names, count, c->err) : st;
}

/* ---- when, distinct ---- */

static enum rowan_status add_when(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    const char *expr;

    if (lua_getfield(c->L, into, "when") == LUA_TNIL)
        return ROWAN_OK;
    expr = rowan_reader_expr(c, &c->place);
    if (!expr)
        return rowan_reader_fail(c, place, "when is a condition: when = expr [[ @value <> '' ]]");
    return rowan_plan_when(c->plan, table, c->place, expr, c->err);
}

static enum rowan_status wrong_distinct(struct rowan_reader *c, struct rowan_location place)
{
    return rowan_reader_fail(
        c, place,
        "distinct names columns, and which row stays: distinct = { \"a\", \"b\", keep = \"last\" }");
}

static bool is_field(lua_State *L, int index, const char *name)
{
    return lua_type(L, index) == LUA_TSTRING && strcmp(lua_tostring(L, index), name) == 0;
}

/* The table of distinct is at the top: only numbered names, keep and prefer. */
static enum rowan_status read_distinct(struct rowan_reader *c, struct rowan_location place,
                                       const char **names, size_t *count, bool *last)
{
    lua_State *L = c->L;
    int list = lua_gettop(L);

    lua_pushnil(L);
    for (; rowan_frozen_step(L, list); lua_pop(L, 1)) {
        bool keep = is_field(L, -2, "keep");
        if (is_field(L, -2, "prefer"))
            continue;
        if ((!keep && !lua_isinteger(L, -2)) || lua_type(L, -1) != LUA_TSTRING)
            return wrong_distinct(c, place);
        *last = *last || (keep && strcmp(lua_tostring(L, -1), "last") == 0);
        if (keep && !*last && strcmp(lua_tostring(L, -1), "first") != 0)
            return rowan_reader_fail(c, place, "keep must be \"first\" or \"last\"");
    }
    *count = lua_rawlen(L, list);
    if (*count == 0 || *count > DISTINCT_MAX)
        return wrong_distinct(c, place);
    for (size_t i = 0; i < *count; i++) {
        lua_rawgeti(L, list, (lua_Integer)i + 1);
        names[i] = rowan_reader_text(c, -1);
        lua_pop(L, 1);
    }
    return ROWAN_OK;
}

/* prefer of the distinct at index. */
static enum rowan_status add_prefer(struct rowan_reader *c, int distinct, int table,
                                    struct rowan_location place)
{
    const char *expr;

    if (!lua_istable(c->L, distinct) || lua_getfield(c->L, distinct, "prefer") == LUA_TNIL)
        return ROWAN_OK;
    expr = rowan_reader_expr(c, &c->place);
    if (!expr)
        return rowan_reader_fail(
            c, place, "prefer is a rank, the smallest wins: prefer = expr [[ rank(@role, 'A', 'B') ]]");
    return rowan_plan_prefer(c->plan, table, c->place, expr, c->err);
}

static enum rowan_status add_distinct(struct rowan_reader *c, int into, int table,
                                      struct rowan_location place)
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
        names[0] = rowan_reader_text(c, -1);
    else if (type == LUA_TTABLE)
        st = read_distinct(c, place, names, &count, &last);
    else
        st = wrong_distinct(c, place);
    if (st == ROWAN_OK)
        st = rowan_plan_distinct(c->plan, table, names, count, last, c->err);
    return st == ROWAN_OK ? add_prefer(c, distinct, table, place) : st;
}

static enum rowan_status add_choice(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    int top = lua_gettop(c->L);
    enum rowan_status st = add_when(c, into, table, place);

    if (st == ROWAN_OK)
        st = add_distinct(c, into, table, place);
    lua_settop(c->L, top);
    return st;
}

/* ---- unpivot ---- */

/* The names of the fields of all pairs. */
struct labels {
    const char *names[LABELS_MAX];
    size_t count;
};

static enum rowan_status wrong_pair(struct rowan_reader *c, struct rowan_location place, size_t pair)
{
    return rowan_reader_fail(
        c, place,
        "pair %zu of unpivot must be { \"label\", \"path\" }, with an expr for a path where one is needed",
        pair);
}

/* Add the names of the pair at the top. */
static enum rowan_status collect_names(struct rowan_reader *c, struct rowan_location place, size_t pair,
                                       struct labels *labels)
{
    lua_State *L = c->L;

    lua_pushnil(L);
    while (rowan_frozen_step(L, -2)) {
        const char *name;
        size_t i = 0;
        lua_pop(L, 1);
        if (lua_isinteger(L, -1))
            continue;
        if (lua_type(L, -1) != LUA_TSTRING)
            return wrong_pair(c, place, pair);
        name = rowan_reader_text(c, -1);
        while (i < labels->count && strcmp(labels->names[i], name) != 0)
            i++;
        if (i < labels->count)
            continue;
        if (labels->count == LABELS_MAX)
            return rowan_reader_fail(c, place, "the pairs of unpivot have more than %d different fields",
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
static enum rowan_status read_names(struct rowan_reader *c, struct rowan_location place, int list,
                                    struct labels *labels)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    size_t count = lua_rawlen(L, list);

    labels->names[0] = "label";
    labels->count = 1;
    if (count == 0)
        return rowan_reader_fail(c, place,
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
static enum rowan_status read_labels(struct rowan_reader *c, struct rowan_location place, int pair,
                                     size_t number, const struct labels *labels, struct rowan_slice *texts)
{
    lua_State *L = c->L;

    for (size_t i = 0; i < labels->count; i++) {
        int type = i ? lua_getfield(L, pair, labels->names[i]) : lua_rawgeti(L, pair, 1);
        if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN &&
            (i == 0 || type != LUA_TNIL))
            return wrong_pair(c, place, number);
        rowan_tables_finite(L, "a label");
        texts[i] = rowan_reader_literal(c);
    }
    return ROWAN_OK;
}

static enum rowan_status add_pair(struct rowan_reader *c, int table, struct rowan_location place,
                                  size_t number, const struct labels *labels)
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
        spec.path = rowan_reader_text(c, -1);
    } else {
        spec.expr = rowan_reader_expr(c, &spec.place);
        if (!spec.expr)
            return wrong_pair(c, place, number);
    }
    return rowan_plan_unpivot_entry(c->plan, table, &spec, c->err);
}

static enum rowan_status add_unpivot(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    struct labels labels;
    enum rowan_status st;
    int list;

    if (lua_getfield(L, into, "unpivot") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_reader_fail(c, place,
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
static bool check_rows(struct rowan_reader *c, int rows)
{
    lua_State *L = c->L;

    lua_pushnil(L);
    while (rowan_frozen_step(L, rows)) {
        bool fits = lua_isinteger(L, -2) && lua_type(L, -1) == LUA_TSTRING;
        if (lua_type(L, -2) == LUA_TSTRING)
            fits = rowan_tables_of_rows(lua_tostring(L, -2));
        if (!fits)
            return false;
        if (lua_type(L, -2) == LUA_TSTRING)
            rowan_tables_option(L, lua_tostring(L, -2));
        lua_pop(L, 1);
    }
    return true;
}

static enum rowan_status add_rows(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    lua_State *L = c->L;
    struct rowan_column_spec spec = {.place = place};
    struct rowan_column_lists lists;
    int rows;

    if (lua_getfield(L, into, "rows") == LUA_TNIL)
        return ROWAN_OK;
    rows = lua_gettop(L);
    if (lua_getfield(L, into, "unpivot") != LUA_TNIL)
        return rowan_reader_fail(c, place, "a table has unpivot or rows, not both");
    if (!lua_istable(L, rows))
        return rowan_reader_fail(
            c, place, "rows takes paths and a function: rows = { \"path\", via = function(text) ... end }");
    if (!check_rows(c, rows)) {
        const char *given = luaL_tolstring(L, -2, NULL);
        rowan_tables_push_rows(L);
        return rowan_reader_fail(c, place, "rows takes paths and %s; here is \"%s\"", lua_tostring(L, -1),
                                 given);
    }
    rowan_column_reader_options(c, rows, &spec, &lists);
    spec.omit_inherited = false;
    return rowan_plan_row_function(c->plan, table, &spec, c->err);
}

static enum rowan_status add_several(struct rowan_reader *c, int into, int table, struct rowan_location place)
{
    int top = lua_gettop(c->L);
    const char *bad_row;
    enum rowan_status st = add_rows(c, into, table, place);

    if (st == ROWAN_OK)
        st = add_unpivot(c, into, table, place);
    if (rowan_reader_boolean(c, into, "skip_empty"))
        rowan_plan_skip_empty(c->plan, table);
    if (rowan_reader_boolean(c, into, "database_may_drop"))
        rowan_plan_may_drop(c->plan, table);
    bad_row = rowan_reader_field(c, into, "bad_row");
    bad_row = bad_row ? bad_row : c->bad_row;
    if (bad_row && strcmp(bad_row, "reject") == 0)
        rowan_plan_reject(c->plan, table);
    lua_settop(c->L, top);
    return st;
}

/* ---- rows that several documents make ---- */

static enum rowan_status add_conflict(struct rowan_reader *c, int into, int table)
{
    lua_State *L = c->L;
    int top = lua_gettop(L);
    int type = lua_getfield(L, into, "conflict");
    const char *word = type == LUA_TSTRING ? lua_tostring(L, -1) : "fail", *column = NULL;
    enum rowan_conflict conflict = strcmp(word, "skip") == 0     ? ROWAN_CONFLICT_SKIP
                                   : strcmp(word, "update") == 0 ? ROWAN_CONFLICT_UPDATE
                                                                 : ROWAN_CONFLICT_FAIL;
    enum rowan_status st;

    if (type == LUA_TTABLE) {
        lua_getfield(L, -1, "newest");
        column = lua_tostring(L, -1);
        conflict = ROWAN_CONFLICT_NEWEST;
    }
    st = rowan_plan_conflict(c->plan, table, type != LUA_TNIL, conflict, column, c->err);
    lua_settop(L, top);
    return st;
}

/* ---- the whole table ---- */

static enum rowan_status add_children(struct rowan_reader *c, int into, int table,
                                      struct rowan_location place)
{
    lua_State *L = c->L;
    enum rowan_status st = ROWAN_OK;
    lua_Integer count;
    int list;

    if (lua_getfield(L, into, "children") == LUA_TNIL)
        return ROWAN_OK;
    if (!lua_istable(L, -1))
        return rowan_reader_fail(c, place, "children is a list: children = { order_line }");
    list = lua_gettop(L);
    count = (lua_Integer)lua_rawlen(L, list);
    for (lua_Integer i = 1; st == ROWAN_OK && i <= count; i++) {
        lua_rawgeti(L, list, i);
        if (!rowan_word_open(L, -1, ROWAN_WORD_INTO))
            return rowan_reader_fail(c, place, "each of children must be an into \"table\" { ... }, not a %s",
                                     lua_type(L, -1) == LUA_TSTRING ? "text" : rowan_word_name(L, -1));
        st = rowan_table_reader_add(c, lua_gettop(L), table);
        lua_settop(L, list);
    }
    return st;
}

enum rowan_status rowan_table_reader_add(struct rowan_reader *c, int into, int parent)
{
    lua_State *L = c->L;
    struct rowan_location place = rowan_reader_place(c, into);
    bool omit_missing = c->omit_missing;
    const char *each, *as;
    enum rowan_status st;
    int table = 0;

    luaL_checkstack(L, 40, "tables nested too deep");
    c->place = place;
    if (c->depth >= DEPTH_MAX)
        return rowan_reader_fail(c, place, "tables are nested too deep: is one its own child?");
    c->depth++;
    each = rowan_reader_field(c, into, "each");
    if (!each)
        return rowan_reader_fail(c, place, "into needs each = \"path\": the element that becomes a row");
    st = rowan_plan_table(c->plan, rowan_reader_field(c, into, "name"), place, each, parent, &table, c->err);
    as = rowan_reader_field(c, into, "as");
    if (st == ROWAN_OK && as)
        st = rowan_plan_as(c->plan, table, as, c->err);
    if (st == ROWAN_OK)
        st = add_several(c, into, table, place);
    if (st == ROWAN_OK)
        st = rowan_recursive_reader_add(c, into, table);
    if (lua_getfield(L, into, "omit_missing") == LUA_TBOOLEAN)
        c->omit_missing = lua_toboolean(L, -1);
    if (st == ROWAN_OK)
        st = add_columns(c, into, table, place);
    c->omit_missing = omit_missing;
    if (st == ROWAN_OK)
        st = add_key(c, into, table, place);
    if (st == ROWAN_OK)
        st = add_unique(c, into, table, place);
    if (st == ROWAN_OK)
        st = add_choice(c, into, table, place);
    if (st == ROWAN_OK)
        st = add_conflict(c, into, table);
    if (st == ROWAN_OK)
        st = add_children(c, into, table, place);
    c->depth--;
    return st;
}
