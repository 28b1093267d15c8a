/* The options of a column: one table names each with the values it takes. */
#include "language/options.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "language/words.h"

static void check_choice(lua_State *L, const char *name, const char *const choices[])
{
    const char *given = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    luaL_Buffer list;

    for (int i = 0; choices[i]; i++)
        if (strcmp(choices[i], given) == 0)
            return;
    luaL_buffinit(L, &list);
    for (int i = 0; choices[i]; i++) {
        luaL_addstring(&list, i ? " or \"" : "\"");
        luaL_addstring(&list, choices[i]);
        luaL_addstring(&list, "\"");
    }
    luaL_pushresult(&list);
    luaL_error(L, "%s must be %s", name, lua_tostring(L, -1));
}

static void check_boolean(lua_State *L, const char *name)
{
    if (!lua_isboolean(L, -1))
        luaL_error(L, "%s must be true or false, not a %s", name, rowan_words_name(L, -1));
}

static int is_step(lua_State *L)
{
    return lua_isfunction(L, -1) || luaL_testudata(L, -1, ROWAN_WORD_TEXT_FUNCTION);
}

/* A function, a transform, or a list of them. */
static void check_via(lua_State *L)
{
    size_t count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;

    if (count > ROWAN_VIA_MAX)
        luaL_error(L, "via has %d steps, %d are the most", (int)count, ROWAN_VIA_MAX);
    for (size_t i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        if (!is_step(L))
            luaL_error(L, "step %d of via must be a function or a transform such as digits, not a %s", (int)i,
                       rowan_words_name(L, -1));
        lua_pop(L, 1);
    }
    if (count == 0 && !is_step(L))
        luaL_error(L, "via must be a function, a transform such as digits, or a list of them, not a %s",
                   rowan_words_name(L, -1));
}

/* A text, or a list of texts; numbers are taken as they are written. */
void rowan_option_texts(lua_State *L, const char *name)
{
    size_t count = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;

    if (count > ROWAN_NULL_IF_MAX)
        luaL_error(L, "%s has %d texts, %d are the most", name, (int)count, ROWAN_NULL_IF_MAX);
    for (size_t i = 1; i <= count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TSTRING && !lua_isinteger(L, -1))
            luaL_error(L, "%s is a text or a list of texts; item %d is a %s", name, (int)i,
                       rowan_words_name(L, -1));
        lua_pop(L, 1);
    }
    if (count == 0 && lua_istable(L, -1))
        luaL_error(L, "%s is a text or a list of texts; the list is empty", name);
    if (count == 0 && lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
        luaL_error(L, "%s is a text or a list of texts, not a %s", name, rowan_words_name(L, -1));
}

static void check_counts(lua_State *L)
{
    if (!lua_isboolean(L, -1) &&
        (lua_type(L, -1) != LUA_TSTRING || strcmp(lua_tostring(L, -1), "nonzero") != 0))
        luaL_error(L, "counts must be true, false or \"nonzero\"");
}

void rowan_option_finite(lua_State *L, const char *name)
{
    if (lua_type(L, -1) == LUA_TNUMBER && !isfinite(lua_tonumber(L, -1)))
        luaL_error(L, "%s must be a finite number", name);
}

static void check_default(lua_State *L)
{
    int type = lua_type(L, -1);

    if (rowan_words_open(L, -1, ROWAN_WORD_COLUMN)) {
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
        luaL_error(L, "default must be a text, a number, true or false, not a %s", rowan_words_name(L, -1));
    rowan_option_finite(L, "default");
}

static void check_string(lua_State *L, const char *name)
{
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "%s must be a text, not a %s", name, rowan_words_name(L, -1));
}

/* Every option of a column, with the values it takes. */
static const struct option {
    const char *name;
    enum {
        OPTION_BOOLEAN,
        OPTION_DEFAULT,
        OPTION_VIA,
        OPTION_TEXT,
        OPTION_TEXTS,
        OPTION_COUNTS,
        OPTION_CHOICE
    } kind;
    const char *choices[4];
} options[] = {
    {"required", OPTION_BOOLEAN, {0}},
    {"default", OPTION_DEFAULT, {0}},
    {"via", OPTION_VIA, {0}},
    {"identity", OPTION_BOOLEAN, {0}},
    {"strict", OPTION_BOOLEAN, {0}},
    {"null_if", OPTION_TEXTS, {0}},
    {"ignore_case", OPTION_BOOLEAN, {0}},
    {"bad", OPTION_CHOICE, {"missing", "error"}},
    {"omit_missing", OPTION_BOOLEAN, {0}},
    {"counts", OPTION_COUNTS, {0}},
    {"trim", OPTION_BOOLEAN, {0}},
    {"empty", OPTION_CHOICE, {"keep", "null"}},
    {"too_long", OPTION_CHOICE, {"cut", "error"}},
    {"rounding", OPTION_CHOICE, {"half_up", "down", "error"}},
    {"zone", OPTION_CHOICE, {"utc", "drop", "error"}},
    {"encoding", OPTION_CHOICE, {"base64", "hex"}},
    {"format", OPTION_TEXTS, {0}},
    {"pick", OPTION_CHOICE, {"first", "last", "join"}},
    {"joiner", OPTION_TEXT, {0}},
    {"inner", OPTION_BOOLEAN, {0}},
};

static const struct option *find_option(lua_State *L, const char *name)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
        rowan_suggest_offer(&nearest, options[i].name);
    }
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

void rowan_option_check(lua_State *L, const char *name)
{
    const struct option *option = find_option(L, name);

    switch (option->kind) {
    case OPTION_BOOLEAN:
        check_boolean(L, name);
        break;
    case OPTION_DEFAULT:
        check_default(L);
        break;
    case OPTION_VIA:
        check_via(L);
        break;
    case OPTION_TEXTS:
        rowan_option_texts(L, name);
        break;
    case OPTION_COUNTS:
        check_counts(L);
        break;
    case OPTION_TEXT:
        check_string(L, name);
        break;
    case OPTION_CHOICE:
        check_choice(L, name, option->choices);
        break;
    }
    keep_list(L);
}

void rowan_option_list(lua_State *L)
{
    lua_newtable(L);
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        lua_newtable(L);
        lua_pushstring(L, options[i].name);
        lua_setfield(L, -2, "name");
        lua_newtable(L);
        for (int c = 0; options[i].choices[c]; c++) {
            lua_pushstring(L, options[i].choices[c]);
            lua_rawseti(L, -2, c + 1);
        }
        if (options[i].kind == OPTION_CHOICE)
            lua_setfield(L, -2, "values");
        else
            lua_pop(L, 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}
