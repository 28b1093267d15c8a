/*
 * One table names every word. A word checks what can be checked where it stands: the kinds of its
 * arguments and the names of options; the rest waits for the plan.
 */
#include "words.h"

#include <lauxlib.h>
#include <string.h>

#include "lua_state.h"
#include "base/nearest.h"
#include "plan/plan.h"

#define TURN "rowan.turn"

int rowan_words_is(lua_State *L, int index, const char *kind)
{
    int same = 0;

    if (lua_istable(L, index) && lua_getmetatable(L, index)) {
        luaL_getmetatable(L, kind);
        same = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    return same;
}

/* Line of the mapping file that called the word. */
static int caller_line(lua_State *L)
{
    lua_Debug ar;

    for (int level = 1; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline > 0)
            return ar.currentline;
    }
    return 0;
}

/* Set line and turn of the table at the top, and its metatable. */
static void stamp(lua_State *L, const char *kind)
{
    lua_Integer turn;

    lua_pushinteger(L, caller_line(L));
    lua_setfield(L, -2, "line");
    lua_getfield(L, LUA_REGISTRYINDEX, TURN);
    turn = lua_tointeger(L, -1) + 1;
    lua_pop(L, 1);
    lua_pushinteger(L, turn);
    lua_setfield(L, LUA_REGISTRYINDEX, TURN);
    lua_pushinteger(L, turn);
    lua_setfield(L, -2, "turn");
    luaL_setmetatable(L, kind);
}

static void remember_column(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

/* ---- options ---- */

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
        luaL_error(L, "%s must be true or false, not a %s", name, luaL_typename(L, -1));
}

static void check_via(lua_State *L)
{
    if (!lua_isfunction(L, -1))
        luaL_error(L, "via must be a function, not a %s", luaL_typename(L, -1));
}

static void check_default(lua_State *L)
{
    int type = lua_type(L, -1);

    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        luaL_error(L, "default must be a text, a number, true or false, not a %s", luaL_typename(L, -1));
}

static void check_string(lua_State *L, const char *name)
{
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "%s must be a text, not a %s", name, luaL_typename(L, -1));
}

/* Every option of a column, with the values it takes. */
static const struct option {
    const char *name;
    enum { OPTION_BOOLEAN, OPTION_DEFAULT, OPTION_VIA, OPTION_TEXT, OPTION_CHOICE } kind;
    const char *choices[4];
} options[] = {
    {"required", OPTION_BOOLEAN, {0}},
    {"default", OPTION_DEFAULT, {0}},
    {"via", OPTION_VIA, {0}},
    {"trim", OPTION_BOOLEAN, {0}},
    {"empty", OPTION_CHOICE, {"keep", "null"}},
    {"too_long", OPTION_CHOICE, {"cut", "error"}},
    {"rounding", OPTION_CHOICE, {"half_up", "down", "error"}},
    {"zone", OPTION_CHOICE, {"utc", "drop", "error"}},
    {"pick", OPTION_CHOICE, {"first", "last", "join"}},
    {"joiner", OPTION_TEXT, {0}},
};

static const struct option *find_option(lua_State *L, const char *name)
{
    struct rowan_nearest nearest;
    char hint[120];

    rowan_nearest_init(&nearest, rowan_text_of(name));
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
        rowan_nearest_offer(&nearest, options[i].name);
    }
    luaL_error(L, "unknown option \"%s\"%s", name, rowan_nearest_hint(&nearest, hint, sizeof hint));
    return NULL;
}

/* The value is at the top. */
static void check_option(lua_State *L, const char *name)
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
    case OPTION_TEXT:
        check_string(L, name);
        break;
    case OPTION_CHOICE:
        check_choice(L, name, option->choices);
        break;
    }
}

/* ---- columns ---- */

/* Copy origin and of from the column at from, which becomes part of this one. */
static void adopt(lua_State *L, int from, int to)
{
    static const char *const fields[] = {"origin", "of"};

    for (size_t i = 0; i < 2; i++) {
        lua_getfield(L, from, fields[i]);
        lua_setfield(L, to, fields[i]);
    }
    lua_pushboolean(L, 1);
    lua_setfield(L, from, "used");
}

/* One entry of { "path", ..., option = value }: key at -2, value at -1. */
static void take_entry(lua_State *L, int column, lua_Integer *paths)
{
    if (lua_type(L, -2) == LUA_TSTRING) {
        check_option(L, lua_tostring(L, -2));
        lua_pushvalue(L, -1);
        lua_setfield(L, column, lua_tostring(L, -3));
    } else if (lua_type(L, -1) == LUA_TSTRING && lua_isinteger(L, -2)) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, column, lua_tointeger(L, -3));
        if (lua_tointeger(L, -2) > *paths)
            *paths = lua_tointeger(L, -2);
    } else if (rowan_words_is(L, -1, ROWAN_WORD_COLUMN)) {
        adopt(L, lua_absindex(L, -1), column);
    } else {
        luaL_error(L, "a column takes paths and options; here is a %s", luaL_typename(L, -1));
    }
}

static void take_table(lua_State *L, int index, int column)
{
    lua_Integer paths = 0;

    lua_pushnil(L);
    while (lua_next(L, index)) {
        take_entry(L, column, &paths);
        lua_pop(L, 1);
    }
    if (paths && lua_getfield(L, column, "origin") != LUA_TNIL)
        luaL_error(L, "a column is made from paths or from %s, not both", lua_tostring(L, -1));
    lua_settop(L, column);
    if (paths != (lua_Integer)lua_rawlen(L, column))
        luaL_error(L, "one of the paths is nil");
    if (paths == 0 && lua_getfield(L, column, "origin") == LUA_TNIL)
        luaL_error(L, "the column has no path");
    lua_settop(L, column);
}

/* type(20), type "path", type { ... }, type(source "x"): the type is argument 1. */
static int type_call(lua_State *L);

static int make_column(lua_State *L)
{
    int type = lua_type(L, 2);
    int column;

    lua_settop(L, 2);
    lua_newtable(L);
    column = lua_gettop(L);
    lua_pushvalue(L, 1);
    lua_setfield(L, column, "type");
    if (type == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        lua_rawseti(L, column, 1);
    } else if (rowan_words_is(L, 2, ROWAN_WORD_COLUMN)) {
        adopt(L, 2, column);
    } else if (type == LUA_TTABLE) {
        take_table(L, 2, column);
    } else {
        return luaL_error(L, "a type takes a path or a table of paths and options, not a %s",
                          luaL_typename(L, 2));
    }
    stamp(L, ROWAN_WORD_COLUMN);
    remember_column(L);
    return 1;
}

/* ---- types ---- */

static void push_type(lua_State *L, enum rowan_kind kind)
{
    lua_createtable(L, 0, 4);
    lua_pushinteger(L, kind);
    lua_setfield(L, -2, "kind");
    luaL_setmetatable(L, ROWAN_WORD_TYPE);
}

static int specialise(lua_State *L, enum rowan_kind kind)
{
    if (kind == ROWAN_TEXT) {
        push_type(L, kind);
        lua_pushinteger(L, luaL_checkinteger(L, 2));
        lua_setfield(L, -2, "length");
        if (luaL_checkinteger(L, 2) < 1)
            return luaL_error(L, "text(%d): the length must be at least 1", (int)luaL_checkinteger(L, 2));
        return 1;
    }
    if (kind == ROWAN_DECIMAL) {
        push_type(L, kind);
        lua_pushinteger(L, luaL_checkinteger(L, 2));
        lua_setfield(L, -2, "precision");
        lua_pushinteger(L, luaL_optinteger(L, 3, 0));
        lua_setfield(L, -2, "scale");
        return 1;
    }
    return luaL_error(L, "%s takes no number", rowan_kind_name(kind));
}

static int type_call(lua_State *L)
{
    enum rowan_kind kind;

    if (lua_type(L, 2) != LUA_TNUMBER) {
        lua_getfield(L, 1, "kind");
        kind = (enum rowan_kind)lua_tointeger(L, -1);
        if (kind == ROWAN_DECIMAL && lua_getfield(L, 1, "precision") == LUA_TNIL)
            return luaL_error(L, "decimal needs its digits: decimal(12, 2)");
        return make_column(L);
    }
    lua_getfield(L, 1, "kind");
    kind = (enum rowan_kind)lua_tointeger(L, -1);
    if (lua_getfield(L, 1, "length") != LUA_TNIL || lua_getfield(L, 1, "precision") != LUA_TNIL)
        return luaL_error(L, "%s has its numbers already", rowan_kind_name(kind));
    return specialise(L, kind);
}

static void check_label(lua_State *L)
{
    if (lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "an enum is a table of text = value; use [\"%s\"] = value",
                   luaL_tolstring(L, -2, NULL));
    if (lua_type(L, -1) != LUA_TSTRING && !lua_isinteger(L, -1))
        luaL_error(L, "the value of label \"%s\" must be a text or a whole number", lua_tostring(L, -2));
}

static int word_enum(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    push_type(L, ROWAN_ENUM);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, 1)) {
        check_label(L);
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, -4);
    }
    lua_setfield(L, -2, "labels");
    return 1;
}

/* ---- values that are not paths ---- */

static int push_origin(lua_State *L, const char *origin)
{
    lua_createtable(L, 0, 6);
    lua_pushstring(L, origin);
    lua_setfield(L, -2, "origin");
    if (lua_gettop(L) > 1) {
        lua_pushvalue(L, 1);
        lua_setfield(L, -2, "of");
    }
    stamp(L, ROWAN_WORD_COLUMN);
    remember_column(L);
    return 1;
}

static int word_parent(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    return push_origin(L, "parent");
}

static int word_source(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    return push_origin(L, "source");
}

static int word_run(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    return push_origin(L, "run");
}

static int word_position(lua_State *L)
{
    lua_settop(L, 0);
    return push_origin(L, "position");
}

static int word_constant(lua_State *L)
{
    int type = lua_type(L, 1);

    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        return luaL_error(L, "a constant is a text, a number, true or false, not a %s", luaL_typename(L, 1));
    lua_settop(L, 1);
    return push_origin(L, "constant");
}

/* ---- tables and the whole ---- */

static void check_fields(lua_State *L, int index, const char *what, const char *const names[], int list)
{
    struct rowan_nearest nearest;
    char hint[120];

    lua_pushnil(L);
    while (lua_next(L, index)) {
        int known = list && lua_isinteger(L, -2);
        rowan_nearest_init(&nearest,
                           rowan_text_of(lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : ""));
        for (int i = 0; names[i] && !known; i++) {
            known = lua_type(L, -2) == LUA_TSTRING && strcmp(names[i], lua_tostring(L, -2)) == 0;
            rowan_nearest_offer(&nearest, names[i]);
        }
        if (!known)
            luaL_error(L, "unknown field \"%s\" in %s%s", luaL_tolstring(L, -2, NULL), what,
                       rowan_nearest_hint(&nearest, hint, sizeof hint));
        lua_pop(L, 1);
    }
}

static void copy_fields(lua_State *L, int from, int to)
{
    lua_pushnil(L);
    while (lua_next(L, from)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_settable(L, to);
    }
}

/* Upvalue 1: the table's name; upvalue 2: line of the word. */
static int into_body(lua_State *L)
{
    static const char *const fields[] = {"each", "key", "columns", "children", NULL};

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    check_fields(L, 1, "into", fields, 0);
    lua_createtable(L, 0, 8);
    copy_fields(L, 1, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, 2, "name");
    stamp(L, ROWAN_WORD_INTO);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_setfield(L, 2, "line");
    return 1;
}

static int word_into(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 1);
    lua_pushinteger(L, caller_line(L));
    lua_pushcclosure(L, into_body, 2);
    return 1;
}

static int word_mapping(lua_State *L)
{
    static const char *const fields[] = {"name", "version", "source", "target", "namespaces", NULL};

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    check_fields(L, 1, "mapping", fields, 1);
    for (int i = 0; i < 2; i++) {
        int type = lua_getfield(L, 1, fields[i]);
        if (type != LUA_TNIL && type != LUA_TSTRING)
            return luaL_error(L, "%s must be a text: %s = \"...\"", fields[i], fields[i]);
        lua_pop(L, 1);
    }
    lua_createtable(L, 0, 8);
    copy_fields(L, 1, 2);
    stamp(L, ROWAN_WORD_MAPPING);
    return 1;
}

/* ---- the table of words ---- */

static const luaL_Reg functions[] = {
    {"mapping", word_mapping},   /* the whole: source, target, namespaces, tables */
    {"into", word_into},         /* into "table" { each, key, columns, children } */
    {"parent", word_parent},     /* a column of the parent row */
    {"source", word_source},     /* a column of the source table */
    {"position", word_position}, /* number of the row under its parent row */
    {"constant", word_constant}, /* the same value in every row */
    {"run", word_run},           /* a value of the run: id, started, mapping, version */
    {"enum", word_enum},         /* enum { Text = value } */
    {NULL, NULL},
};

static const enum rowan_kind types[] = {
    ROWAN_BOOLEAN, ROWAN_BIT,    ROWAN_TINYINT, ROWAN_SMALLINT, ROWAN_INTEGER, ROWAN_BIGINT,    ROWAN_DECIMAL,
    ROWAN_REAL,    ROWAN_DOUBLE, ROWAN_TEXT,    ROWAN_DATE,     ROWAN_TIME,    ROWAN_TIMESTAMP,
};

static void make_metatables(lua_State *L)
{
    static const char *const kinds[] = {ROWAN_WORD_COLUMN, ROWAN_WORD_INTO, ROWAN_WORD_MAPPING};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        luaL_newmetatable(L, kinds[i]);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pop(L, 1);
    }
    luaL_newmetatable(L, ROWAN_WORD_TYPE);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushcfunction(L, type_call);
    lua_setfield(L, -2, "__call");
    lua_pop(L, 1);
}

void rowan_words_push(lua_State *L)
{
    make_metatables(L);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    luaL_newlib(L, functions);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        push_type(L, types[i]);
        lua_setfield(L, -2, rowan_kind_name(types[i]));
    }
}
