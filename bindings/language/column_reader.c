/* What a column's table says becomes its description for the plan; options go by their rows (plan/option.h).
 */
#include "language/column_reader.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "plan/option.h"
#include "sandbox/calls.h"

/* The texts stay in the table at list. */
static void read_texts(struct rowan_reader *c, int list, struct rowan_column_lists *lists,
                       struct rowan_column_spec *spec)
{
    /* cppcheck-suppress ctuuninitvar; it is filled below */
    spec->paths = lists->paths;
    spec->path_count = lua_rawlen(c->L, list);
    for (size_t i = 0; i < spec->path_count && i < ROWAN_PATHS_MAX; i++) {
        lua_rawgeti(c->L, list, (lua_Integer)i + 1);
        lists->paths[i] = rowan_reader_text(c, -1);
        lua_pop(c->L, 1);
    }
}

/* ---- options ---- */

/* The function or transform at the top. */
static void read_step(struct rowan_reader *c, struct rowan_via *step)
{
    *step = (struct rowan_via){.transform = ROWAN_TEXT_FUNCTION_CALL};
    if (rowan_word_open(c->L, -1, ROWAN_WORD_TEXT_FUNCTION)) {
        step->transform = (enum rowan_text_function)rowan_reader_integer(c, lua_gettop(c->L), "transform");
        lua_pop(c->L, 1);
    } else {
        step->function = rowan_calls_add(c->calls, c->L);
    }
}

static void read_via(struct rowan_reader *c, int column, struct rowan_column_lists *lists,
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

/* The texts stay in the column's table, or, made of numbers, on the stack. */
static void read_null_if(struct rowan_reader *c, int column, struct rowan_column_lists *lists,
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
        lists->null_if[i] = rowan_slice_trim(rowan_reader_literal(c));
    }
}

/* A literal, or run "..." or source "...". */
static void read_default(struct rowan_reader *c, int column, struct rowan_column_spec *spec)
{
    lua_State *L = c->L;

    lua_getfield(L, column, "default");
    if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN)) {
        spec->fallback = rowan_reader_literal(c);
        return;
    }
    spec->default_from = rowan_column_reader_origin(c, lua_gettop(L));
    spec->default_of = rowan_reader_field(c, lua_gettop(L), "of");
}

/* constant(value) in place of a choice; the literal stays on the stack. */
static void read_constant(struct rowan_reader *c, struct rowan_column_spec *spec)
{
    lua_getfield(c->L, -1, "of");
    spec->bad = ROWAN_BAD_CONSTANT;
    spec->bad_text = rowan_reader_literal(c);
}

/* The number of a choice or switch at the top. */
static unsigned read_number(lua_State *L, const struct rowan_option *option)
{
    const char *word = lua_isboolean(L, -1) ? lua_toboolean(L, -1) ? "true" : "false" : lua_tostring(L, -1);
    unsigned number = 0;

    while (option->choices[number] && strcmp(option->choices[number], word) != 0)
        number++;
    return number;
}

/* The texts of an option of its own kind stay in the column's table, or, made of numbers, on the stack. */
static void read_option(struct rowan_reader *c, int column, const struct rowan_option *option,
                        struct rowan_column_spec *spec, struct rowan_column_lists *lists)
{
    lua_State *L = c->L;
    bool some = lua_getfield(L, column, option->name) != LUA_TNIL;

    switch (option->kind) {
    case ROWAN_OPTION_FLAG:
        if (some)
            rowan_option_set(option, spec, (unsigned)lua_toboolean(L, -1));
        break;
    case ROWAN_OPTION_CHOICE:
        if (option->constant && rowan_word_open(L, -1, ROWAN_WORD_COLUMN)) {
            read_constant(c, spec);
            return;
        }
        if (some)
            rowan_option_set(option, spec, read_number(L, option));
        break;
    case ROWAN_OPTION_SWITCH:
        if (some)
            rowan_option_set(option, spec, read_number(L, option));
        break;
    case ROWAN_OPTION_NUMBER:
        if (some)
            rowan_option_set(option, spec, (unsigned)lua_tointeger(L, -1));
        break;
    case ROWAN_OPTION_TEXT:
        rowan_option_set_text(option, spec, some ? rowan_reader_text(c, -1) : NULL);
        break;
    case ROWAN_OPTION_TEXTS:
        read_null_if(c, column, lists, spec);
        return;
    case ROWAN_OPTION_FORMATS:
        spec->formats = lists->formats;
        spec->format_count = rowan_reader_formats(c, column, option->name, lists->formats);
        break;
    case ROWAN_OPTION_LITERAL:
        read_default(c, column, spec);
        return;
    case ROWAN_OPTION_STEPS:
        read_via(c, column, lists, spec);
        break;
    }
    lua_pop(L, 1);
}

static bool has(lua_State *L, int index, const char *name)
{
    bool some = lua_getfield(L, index, name) != LUA_TNIL;

    lua_pop(L, 1);
    return some;
}

/* A column may have the mapping's zone and other words beside it. */
static void inherit_zone(struct rowan_reader *c, int index, struct rowan_column_spec *spec)
{
    bool gap = has(c->L, index, "gap"), overlap = has(c->L, index, "overlap");

    if (spec->assume || !c->assume || (!gap && !overlap))
        return;
    spec->assume = c->assume;
    spec->gap = gap ? spec->gap : c->gap;
    spec->overlap = overlap ? spec->overlap : c->overlap;
}

void rowan_column_reader_options(struct rowan_reader *c, int index, struct rowan_column_spec *spec,
                                 struct rowan_column_lists *lists)
{
    const struct rowan_option *option;

    read_texts(c, index, lists, spec);
    for (size_t i = 0; (option = rowan_option_at(i)); i++)
        read_option(c, index, option, spec, lists);
    inherit_zone(c, index, spec);
    spec->trim_inherited = c->trim && !has(c->L, index, "trim");
    /* The column's own word wins over that of its table, and that over the mapping's. */
    spec->omit_inherited = c->omit_missing && lua_getfield(c->L, index, "omit_missing") == LUA_TNIL;
}

/* ---- origins ---- */

enum rowan_origin rowan_column_reader_origin(struct rowan_reader *c, int index)
{
    const char *given = rowan_reader_field(c, index, "origin");
    unsigned origin = ROWAN_FROM_PATHS;

    if (given && strcmp(given, "parameter") == 0)
        return ROWAN_FROM_CONSTANT; /* whose value is known when a mapping is loaded */
    while (given && strcmp(rowan_origin_name((enum rowan_origin)origin), given) != 0)
        origin++;
    return (enum rowan_origin)origin;
}

/* The table that the word has made of its arguments. */
static void read_existing(struct rowan_reader *c, int index, struct rowan_column_lists *lists,
                          struct rowan_column_spec *spec)
{
    spec->of = rowan_reader_field(c, index, "table");
    spec->take = rowan_reader_field(c, index, "take");
    lua_getfield(c->L, index, "or_null");
    spec->or_null = lua_toboolean(c->L, -1);
    lua_getfield(c->L, index, "by");
    read_texts(c, lua_gettop(c->L), lists, spec);
}

/* What stands in "of", and the type of a constant that has none. */
static void read_origin_value(struct rowan_reader *c, int column, struct rowan_column_spec *spec,
                              struct rowan_column_lists *lists, struct rowan_type *type)
{
    lua_State *L = c->L;
    const char *origin = rowan_reader_field(c, column, "origin");

    lua_getfield(L, column, "of");
    if (spec->origin == ROWAN_FROM_HASH) {
        read_texts(c, lua_gettop(L), lists, spec);
        return;
    }
    if (spec->origin == ROWAN_FROM_EXISTING) {
        read_existing(c, lua_gettop(L), lists, spec);
        return;
    }
    if (spec->origin != ROWAN_FROM_CONSTANT || strcmp(origin, "constant") != 0) {
        spec->of = lua_isnil(L, -1) ? NULL : rowan_reader_text(c, -1);
        return;
    }
    if (!spec->type && lua_type(L, -1) != LUA_TSTRING) {
        type->kind = lua_isboolean(L, -1)   ? ROWAN_BOOLEAN
                     : lua_isinteger(L, -1) ? ROWAN_BIGINT
                                            : ROWAN_DOUBLE;
        spec->type = type;
    }
    spec->constant = rowan_reader_literal(c);
}

/* The column's table is at index column. The stack is cut back by the caller. */
enum rowan_status rowan_column_reader_add(struct rowan_reader *c, int table, const char *name, int column)
{
    lua_State *L = c->L;
    struct rowan_column_spec spec = {.name = name};
    struct rowan_type type = {0};
    struct rowan_column_lists lists;
    enum rowan_status st;

    c->place = spec.place = rowan_reader_place(c, column);
    spec.origin = rowan_column_reader_origin(c, column);
    lua_pushboolean(L, 1);
    lua_setfield(L, column, "used");
    if (lua_getfield(L, column, "type") == LUA_TTABLE) {
        st = rowan_reader_type(c, -1, &type);
        if (st != ROWAN_OK)
            return st;
        spec.type = &type;
    }
    rowan_column_reader_options(c, column, &spec, &lists);
    read_origin_value(c, column, &spec, &lists, &type);
    return rowan_plan_column(c->plan, table, &spec, c->err);
}
