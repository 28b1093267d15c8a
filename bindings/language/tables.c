/*
 * One list each names the fields of the tables in a mapping; options of a column are those of the plan
 * (plan/option.h). What is listed for whoever documents the language is what the checks use.
 */
#include "language/tables.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "expr/functions.h"
#include "expr/lexer.h"
#include "language/word_value.h"
#include "sandbox/frozen.h"
#include "plan/option.h"

/* ---- fields ---- */

const char *const rowan_tables_mapping[] = {"name",        "version",      "source",  "target",  "namespaces",
                                            "ignore_case", "omit_missing", "trim",    "dates",   "pivot",
                                            "assume",      "gap",          "overlap", "when",    "nothing",
                                            "parameters",  "bad_row",      "rejects", "lineage", NULL};
const char *const rowan_tables_source[] = {
    "table", "schema",   "key",      "document", "columns",      "revision",      "where", "files",
    "split", "max_text", "max_tree", "max_rows", "dtd_defaults", "leading_space", NULL};
const char *const rowan_tables_target[] = {"schema", NULL};
const char *const rowan_tables_into[] = {
    "each",         "key",     "when",     "distinct",          "unpivot",   "rows", "skip_empty",
    "omit_missing", "columns", "children", "database_may_drop", "recursive", "as",   "bad_row",
    "conflict",     "unique",  NULL};
const char *const rowan_tables_distinct[] = {"keep", "prefer", NULL};

const char *rowan_tables_check(const char *const names[], const char *name, char *hint, size_t size)
{
    struct rowan_suggest nearest;

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0)
            return NULL;
        rowan_suggest_offer(&nearest, names[i]);
    }
    return rowan_suggest_hint(&nearest, hint, size);
}

bool rowan_tables_of_rows(const char *name)
{
    const struct rowan_option *option = rowan_option_find(name);

    return option && option->of_rows;
}

void rowan_tables_push_rows(lua_State *L)
{
    const struct rowan_option *option;
    luaL_Buffer list;
    int some = 0;

    luaL_buffinit(L, &list);
    for (size_t i = 0; (option = rowan_option_at(i)); i++) {
        if (!option->of_rows)
            continue;
        luaL_addstring(&list, some++ ? ", " : "");
        luaL_addstring(&list, option->name);
    }
    luaL_pushresult(&list);
}

/* ---- values of options ---- */

/* Push `"first", "last" or "join"`: what is kept as 0 is the usual and comes last. */
static void push_choices(lua_State *L, const struct rowan_option *option)
{
    luaL_Buffer list;
    int count = 0;

    while (option->choices[count])
        count++;
    luaL_buffinit(L, &list);
    for (int i = 1, said = 0; i <= count; i++) {
        const char *choice = option->choices[i % count];
        if (!choice[0])
            continue;
        luaL_addstring(&list, said++ ? " or \"" : "\"");
        luaL_addstring(&list, choice);
        luaL_addstring(&list, "\"");
    }
    luaL_pushresult(&list);
}

static int is_choice(lua_State *L, const struct rowan_option *option)
{
    const char *given = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";

    for (int i = 0; given[0] && option->choices[i]; i++)
        if (strcmp(option->choices[i], given) == 0)
            return 1;
    return 0;
}

/* The column that constant() makes is used up by that. */
static bool is_constant(lua_State *L)
{
    const char *origin;
    bool plain;

    if (!rowan_word_open(L, -1, ROWAN_WORD_COLUMN))
        return false;
    lua_getfield(L, -1, "origin");
    lua_getfield(L, -2, "type");
    origin = lua_tostring(L, -2);
    plain = origin && strcmp(origin, "constant") == 0 && lua_isnil(L, -1);
    lua_pushboolean(L, 1);
    lua_setfield(L, -4, "used");
    lua_pop(L, 3);
    return plain;
}

static void check_choice(lua_State *L, const struct rowan_option *option)
{
    if (is_choice(L, option) || (option->constant && is_constant(L)))
        return;
    push_choices(L, option);
    luaL_error(L, "%s must be %s%s", option->name, lua_tostring(L, -1),
               option->constant ? " or constant(value)" : "");
}

/* The choices begin with false and true, which are no texts. */
static void check_switch(lua_State *L, const struct rowan_option *option)
{
    if (lua_isboolean(L, -1) || (lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "true") != 0 &&
                                 strcmp(lua_tostring(L, -1), "false") != 0 && is_choice(L, option)))
        return;
    luaL_error(L, "%s must be true, false or \"%s\"", option->name, option->choices[3]);
}

static void check_number(lua_State *L, const struct rowan_option *option)
{
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < option->least || lua_tointeger(L, -1) > option->most)
        luaL_error(L, "%s must be a whole number from %d to %d", option->name, option->least, option->most);
}

static void check_boolean(lua_State *L, const char *name)
{
    if (!lua_isboolean(L, -1))
        luaL_error(L, "%s must be true or false, not a %s", name, rowan_word_name(L, -1));
}

const char *rowan_tables_stray(lua_State *L)
{
    int list = lua_gettop(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, list);

    for (lua_pushnil(L); rowan_frozen_step(L, list);) {
        lua_pop(L, 1);
        if (lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && lua_tointeger(L, -1) <= count)
            continue;
        if (lua_type(L, -1) == LUA_TSTRING)
            return lua_pushfstring(L, "\"%s\"", lua_tostring(L, -1));
        return lua_type(L, -1) == LUA_TNUMBER ? lua_tostring(L, -1) : luaL_typename(L, -1);
    }
    return NULL;
}

static void check_list(lua_State *L, const char *name)
{
    const char *stray = lua_istable(L, -1) ? rowan_tables_stray(L) : NULL;

    if (stray)
        luaL_error(L, ROWAN_TABLES_STRAY, name, stray);
}

static int is_step(lua_State *L)
{
    return lua_isfunction(L, -1) || luaL_testudata(L, -1, ROWAN_WORD_TEXT_FUNCTION);
}

/* A function, a transform, or a list of them. */
static void check_via(lua_State *L)
{
    size_t count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;

    check_list(L, "via");
    if (count > ROWAN_VIA_MAX)
        luaL_error(L, "via has %d steps, %d are the most", (int)count, ROWAN_VIA_MAX);
    for (size_t i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        if (!is_step(L))
            luaL_error(L, "step %d of via must be a function or a transform such as digits, not a %s", (int)i,
                       rowan_word_name(L, -1));
        lua_pop(L, 1);
    }
    if (count == 0 && !is_step(L))
        luaL_error(L, "via must be a function, a transform such as digits, or a list of them, not a %s",
                   rowan_word_name(L, -1));
}

/* A text, or a list of texts; numbers are taken as they are written. */
void rowan_tables_texts(lua_State *L, const char *name)
{
    size_t count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;

    check_list(L, name);
    if (count > ROWAN_NULL_IF_MAX)
        luaL_error(L, "%s has %d texts, %d are the most", name, (int)count, ROWAN_NULL_IF_MAX);
    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TSTRING && !lua_isinteger(L, -1))
            luaL_error(L, "%s is a text or a list of texts; item %d is a %s", name, (int)i,
                       rowan_word_name(L, -1));
        lua_pop(L, 1);
    }
    if (count == 0 && lua_istable(L, -1))
        luaL_error(L, "%s is a text or a list of texts; the list is empty", name);
    if (count == 0 && lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
        luaL_error(L, "%s is a text or a list of texts, not a %s", name, rowan_word_name(L, -1));
}

void rowan_tables_finite(lua_State *L, const char *name)
{
    if (lua_type(L, -1) == LUA_TNUMBER && !isfinite(lua_tonumber(L, -1)))
        luaL_error(L, "%s must be a finite number", name);
}

static void check_default(lua_State *L)
{
    int type = lua_type(L, -1);

    if (rowan_word_open(L, -1, ROWAN_WORD_COLUMN)) {
        const char *origin;
        lua_getfield(L, -1, "origin");
        origin = lua_tostring(L, -1);
        if (!origin || (strcmp(origin, "run") != 0 && strcmp(origin, "source") != 0))
            luaL_error(L, "default must be a literal, run \"...\" or source \"...\"");
        lua_pushboolean(L, 1);
        lua_setfield(L, -3, "used");
        lua_pop(L, 2);
        return;
    }
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        luaL_error(L, "default must be a text, a number, true or false, not a %s", rowan_word_name(L, -1));
    rowan_tables_finite(L, "default");
}

static void check_string(lua_State *L, const char *name)
{
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "%s must be a text, not a %s", name, rowan_word_name(L, -1));
}

static const struct rowan_option *find_option(lua_State *L, const char *name)
{
    const struct rowan_option *option = rowan_option_find(name);
    struct rowan_suggest nearest;
    char hint[120];

    if (option)
        return option;
    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; (option = rowan_option_at(i)); i++)
        rowan_suggest_offer(&nearest, option->name);
    luaL_error(L, "unknown option \"%s\"%s", name, rowan_suggest_hint(&nearest, hint, sizeof hint));
    return NULL;
}

/* The script may change a list after this; the option keeps what was checked. */
static void keep_list(lua_State *L)
{
    lua_Integer count = lua_istable(L, -1) ? (lua_Integer)lua_rawlen(L, -1) : 0;

    if (!lua_istable(L, -1))
        return;
    lua_createtable(L, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -2, i);
        lua_rawseti(L, -2, i);
    }
    lua_replace(L, -2);
}

void rowan_tables_option(lua_State *L, const char *name)
{
    const struct rowan_option *option = find_option(L, name);

    switch (option->kind) {
    case ROWAN_OPTION_FLAG:
        check_boolean(L, name);
        break;
    case ROWAN_OPTION_CHOICE:
        check_choice(L, option);
        break;
    case ROWAN_OPTION_SWITCH:
        check_switch(L, option);
        break;
    case ROWAN_OPTION_NUMBER:
        check_number(L, option);
        break;
    case ROWAN_OPTION_TEXT:
        check_string(L, name);
        break;
    case ROWAN_OPTION_TEXTS:
    case ROWAN_OPTION_FORMATS:
        rowan_tables_texts(L, name);
        break;
    case ROWAN_OPTION_LITERAL:
        check_default(L);
        break;
    case ROWAN_OPTION_STEPS:
        check_via(L);
        break;
    }
    keep_list(L);
}

/* ---- the whole, listed ---- */

static void add_name(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

static void push_names(lua_State *L, const char *const names[])
{
    lua_newtable(L);
    for (int i = 0; names[i]; i++)
        add_name(L, names[i]);
}

static void set_fields(lua_State *L)
{
    static const struct {
        const char *name;
        const char *const *fields;
    } tables[] = {
        {"mapping", rowan_tables_mapping},   {"source", rowan_tables_source},
        {"target", rowan_tables_target},     {"into", rowan_tables_into},
        {"distinct", rowan_tables_distinct},
    };

    lua_newtable(L);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        push_names(L, tables[i].fields);
        lua_setfield(L, -2, tables[i].name);
    }
    lua_setfield(L, -2, "fields");
}

static void set_each(lua_State *L, const char *name, const char *(*get)(size_t index))
{
    lua_newtable(L);
    for (size_t i = 0; get(i); i++)
        add_name(L, get(i));
    lua_setfield(L, -2, name);
}

/* Push the names of what has its bit in bits. */
static void push_bits(lua_State *L, unsigned bits, const char *(*name)(unsigned number), unsigned count)
{
    lua_newtable(L);
    for (unsigned i = 0; i < count; i++)
        if (bits & 1u << i)
            add_name(L, name(i));
}

static const char *kind_name(unsigned number)
{
    return rowan_kind_name((enum rowan_kind)number);
}

static const char *origin_name(unsigned number)
{
    return rowan_origin_name((enum rowan_origin)number);
}

static void push_values(lua_State *L, const struct rowan_option *option)
{
    bool some = option->kind == ROWAN_OPTION_SWITCH;

    lua_newtable(L);
    for (int i = some ? 3 : 0; option->choices[i]; i++)
        if (option->choices[i][0])
            add_name(L, option->choices[i]);
}

static void push_option(lua_State *L, const struct rowan_option *option)
{
    static const char *const kinds[] = {"flag",  "choice",  "switch",  "number", "text",
                                        "texts", "formats", "literal", "steps"};

    lua_newtable(L);
    lua_pushstring(L, option->name);
    lua_setfield(L, -2, "name");
    lua_pushstring(L, kinds[option->kind]);
    lua_setfield(L, -2, "kind");
    push_values(L, option);
    lua_setfield(L, -2, "values");
    if (option->kind == ROWAN_OPTION_CHOICE && option->choices[0][0]) {
        lua_pushstring(L, option->choices[0]);
        lua_setfield(L, -2, "usual");
    }
    push_bits(L, option->types, kind_name, ROWAN_XML + 1);
    lua_setfield(L, -2, "types");
    lua_pushboolean(L, option->types == ~0u);
    lua_setfield(L, -2, "all_types");
    push_bits(L, option->origins, origin_name, ROWAN_FROM_ABOVE);
    lua_setfield(L, -2, "origins");
    push_bits(L, option->with_via, origin_name, ROWAN_FROM_ABOVE);
    lua_setfield(L, -2, "with_via");
    lua_pushboolean(L, option->of_rows);
    lua_setfield(L, -2, "of_rows");
    lua_pushstring(L, option->needs);
    lua_setfield(L, -2, "needs");
    lua_pushstring(L, option->or_needs);
    lua_setfield(L, -2, "or_needs");
    if (option->choice)
        lua_pushstring(L, rowan_option_find(option->needs)->choices[option->choice]);
    else
        lua_pushnil(L);
    lua_setfield(L, -2, "needs_choice");
    push_bits(L, option->alone, kind_name, ROWAN_XML + 1);
    lua_setfield(L, -2, "alone");
    push_bits(L, option->alone_of, origin_name, ROWAN_FROM_ABOVE);
    lua_setfield(L, -2, "alone_of");
}

/* All options, and those that rows takes, too, as its fields. */
static void set_options(lua_State *L)
{
    const struct rowan_option *option;

    lua_newtable(L);
    lua_getfield(L, -2, "fields");
    lua_newtable(L);
    for (size_t i = 0; (option = rowan_option_at(i)); i++) {
        push_option(L, option);
        lua_rawseti(L, -4, (lua_Integer)i + 1);
        if (option->of_rows)
            add_name(L, option->name);
    }
    lua_setfield(L, -2, "rows");
    lua_pop(L, 1);
    lua_setfield(L, -2, "options");
}

void rowan_tables_list(lua_State *L)
{
    set_fields(L);
    set_options(L);
    lua_newtable(L);
    set_each(L, "functions", rowan_expr_function_name);
    set_each(L, "keywords", rowan_expr_keyword);
    set_each(L, "signs", rowan_expr_sign);
    lua_setfield(L, -2, "expr");
}
