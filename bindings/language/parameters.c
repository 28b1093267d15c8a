/* A parameter is a type that whoever runs the mapping gives a text for. */
#include "language/parameters.h"

#include <jansson.h>
#include <lauxlib.h>
#include <string.h>

#include "base/suggest.h"
#include "language/column_reader.h"
#include "plan/parameter.h"
#include "plan/parameter_builder.h"
#include "sandbox/frozen.h"
#include "sandbox/lua_state.h"

/* ---- what the mapping says ---- */

/* Options that say how a text is read. */
static const char *const options[] = {"default", "format",   "ignore_case", "rounding",
                                      "trim",    "too_long", "zone",        NULL};

static bool is_option(const char *name)
{
    size_t i = 0;

    while (options[i] && strcmp(options[i], name) != 0)
        i++;
    return options[i] != NULL;
}

static enum rowan_status check_options(struct rowan_reader *c, int table, const char *name)
{
    lua_State *L = c->L;

    for (lua_pushnil(L); rowan_frozen_step(L, table); lua_pop(L, 1))
        if (!is_option(lua_tostring(L, -2)))
            return rowan_reader_fail(c, c->place, "parameters.%s: %s does nothing for a parameter", name,
                                     lua_tostring(L, -2));
    return ROWAN_OK;
}

static struct rowan_slice find_given(const struct rowan_reader *c, const char *name)
{
    const json_t *text = json_object_get(c->set, name);

    return (struct rowan_slice){json_string_value(text), json_string_length(text)};
}

/* The type's table is at index type. */
static enum rowan_status read_type(struct rowan_reader *c, const char *name, int type)
{
    lua_State *L = c->L;
    struct rowan_column_lists lists;
    struct rowan_type made = {0};
    struct rowan_column_spec spec = {.name = name, .place = c->place, .type = &made};
    enum rowan_status st = rowan_reader_type(c, type, &made);
    int table;

    if (lua_getfield(L, type, "options") != LUA_TTABLE)
        lua_newtable(L);
    table = lua_gettop(L);
    if (st == ROWAN_OK)
        st = check_options(c, table, name);
    if (st != ROWAN_OK)
        return st;
    rowan_column_reader_options(c, table, &spec, &lists);
    spec.omit_inherited = false;
    if (spec.default_from != ROWAN_FROM_PATHS)
        return rowan_reader_fail(c, c->place, "parameters.%s: the default of a parameter is a literal", name);
    return rowan_plan_parameter(c->plan, &spec, find_given(c, name), c->err);
}

/* Name and value at the top. */
static enum rowan_status read_one(struct rowan_reader *c)
{
    lua_State *L = c->L;
    const char *name;

    if (lua_type(L, -2) != LUA_TSTRING)
        return rowan_reader_fail(c, c->place, "parameters is a table of name = type: { country = text(2) }");
    name = rowan_reader_text(c, -2);
    if (!rowan_word_open(L, -1, ROWAN_WORD_TYPE))
        return rowan_reader_fail(
            c, c->place, "parameters.%s must be a type, such as text(2) or date { default = ... }, not a %s",
            name, rowan_word_name(L, -1));
    return read_type(c, name, lua_gettop(L));
}

/* A value that was set for nothing is a slip in its name. */
static enum rowan_status check_set(struct rowan_reader *c)
{
    const struct rowan_plan *plan = c->plan;
    struct rowan_suggest nearest;
    const char *name;
    char hint[120];
    json_t *value;
    size_t i;

    json_object_foreach((json_t *)(uintptr_t)c->set, name, value)
    {
        rowan_suggest_init(&nearest, rowan_slice_of(name));
        for (i = 0; i < plan->parameter_count && strcmp(plan->parameters[i].name, name) != 0; i++)
            rowan_suggest_offer(&nearest, plan->parameters[i].name);
        if (i < plan->parameter_count)
            continue;
        if (plan->parameter_count == 0)
            return rowan_reader_fail(c, c->place, "\"%.60s\" is set, and the mapping has no parameters",
                                     name);
        return rowan_reader_fail(c, c->place, "\"%.60s\" is set, and is no parameter%s", name,
                                 rowan_suggest_hint(&nearest, hint, sizeof hint));
    }
    return ROWAN_OK;
}

enum rowan_status rowan_parameters_read(struct rowan_reader *c, int mapping, struct rowan_location place)
{
    lua_State *L = c->L;
    int type = lua_getfield(L, mapping, "parameters");
    int table = lua_gettop(L);
    enum rowan_status st = ROWAN_OK;

    c->place = place;
    if (type != LUA_TNIL && type != LUA_TTABLE)
        return rowan_reader_fail(c, place, "parameters is a table: parameters = { country = text(2) }");
    if (type == LUA_TTABLE)
        for (lua_pushnil(L); st == ROWAN_OK && rowan_frozen_step(L, table); lua_settop(L, table + 1))
            st = read_one(c);
    return st == ROWAN_OK ? check_set(c) : st;
}

/* ---- values on their way ---- */

/* The value at the top as text. */
static void make_text(lua_State *L, const char *name)
{
    char digits[ROWAN_NUMBER_MAX];
    int type = lua_type(L, -1);
    size_t size;

    if (type == LUA_TBOOLEAN)
        lua_pushstring(L, lua_toboolean(L, -1) ? "true" : "false");
    else if (type == LUA_TNUMBER && !lua_isinteger(L, -1))
        lua_pushstring(L, rowan_state_number(lua_tonumber(L, -1), digits));
    else if (type == LUA_TNUMBER || type == LUA_TSTRING)
        luaL_tolstring(L, -1, NULL);
    else
        luaL_error(L, "set.%s must be a text, a number, true or false, not a %s", name, luaL_typename(L, -1));
    if (strlen(lua_tolstring(L, -1, &size)) != size)
        luaL_error(L, "set.%s holds a NUL", name);
}

/* Push a copy of the table at index with texts only, so that nothing raises afterwards. */
static void push_texts(lua_State *L, int index)
{
    int texts;

    luaL_checkstack(L, 20, NULL);
    lua_newtable(L);
    texts = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, index); lua_settop(L, texts + 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "set is a table of name = value");
        make_text(L, lua_tostring(L, -2));
        lua_pushvalue(L, texts + 1);
        lua_pushvalue(L, -2);
        lua_rawset(L, texts);
    }
}

/* Raises nothing. */
static bool add_texts(lua_State *L, int texts, json_t *object)
{
    bool good = true;

    for (lua_pushnil(L); lua_next(L, texts); lua_pop(L, 1)) {
        size_t size;
        const char *text = lua_tolstring(L, -1, &size);
        good = good && json_object_set_new(object, lua_tostring(L, -2), json_stringn(text, size)) == 0;
    }
    return good;
}

static bool add_given(const struct rowan_plan *plan, json_t *object)
{
    bool good = true;

    for (size_t i = 0; plan && i < plan->parameter_count; i++) {
        struct rowan_slice text = plan->parameters[i].given;
        if (text.data && good)
            good = json_object_set_new(object, plan->parameters[i].name,
                                       json_stringn(text.data, text.size)) == 0;
    }
    return good;
}

void rowan_parameters_push_set(lua_State *L, int index, const struct rowan_plan *plan)
{
    bool some = lua_istable(L, index);
    char **text;
    json_t *object;
    bool good;

    if (!some && (!plan || !plan->parameter_count)) {
        lua_pushnil(L);
        return;
    }
    if (some)
        push_texts(L, index);
    else
        lua_newtable(L);
    text = rowan_state_owner(L);
    object = json_object();
    good = object && add_given(plan, object) && add_texts(L, lua_gettop(L) - 1, object);
    *text = good ? json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(object);
    if (!*text)
        luaL_error(L, good ? "out of memory" : "a value of set is not UTF-8");
    lua_pushstring(L, *text);
    lua_insert(L, -3);
    lua_pop(L, 2);
}
