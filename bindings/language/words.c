/*
 * One table names every word. A word checks what can be checked where it stands: the kinds of its
 * arguments and the names of options; the rest waits for the plan. types.c has the types.
 */
#include "language/words.h"

#include <lauxlib.h>
#include <string.h>

#include "language/existing_word.h"
#include "language/tables.h"
#include "language/types.h"
#include "language/use.h"
#include "language/word_value.h"
#include "sandbox/environment.h"
#include "value/text_function.h"
#include "value/type.h"
#include "sandbox/frozen.h"

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
    return rowan_word_finish_column(L);
}

static int word_parent(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "parent \"column\"");
    return push_origin(L, "parent");
}

static int word_source(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "source \"column\"");
    return push_origin(L, "source");
}

static int word_run(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "run \"id\"");
    return push_origin(L, "run");
}

static int word_parameter(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "parameter \"country\"");
    lua_settop(L, 1);
    return push_origin(L, "parameter");
}

static int word_position(lua_State *L)
{
    rowan_word_expect_none(L, "position()");
    return push_origin(L, "position");
}

static int word_level(lua_State *L)
{
    rowan_word_expect_none(L, "level()");
    return push_origin(L, "level");
}

static int word_ordinal(lua_State *L)
{
    rowan_word_expect_none(L, "ordinal()");
    return push_origin(L, "ordinal");
}

/* A copy of the list of names, as scripts can change theirs. */
static int word_hash(lua_State *L)
{
    rowan_word_expect(L, LUA_TTABLE, "hash { \"order_no\", \"line_no\" }");
    lua_settop(L, 1);
    rowan_tables_texts(L, "hash");
    lua_newtable(L);
    rowan_word_copy_fields(L, 1, 2);
    lua_replace(L, 1);
    return push_origin(L, "hash");
}

static int word_sequence(lua_State *L)
{
    if (!lua_isnoneornil(L, 1))
        rowan_word_expect(L, LUA_TSTRING, "sequence \"order_id_seq\" or sequence()");
    lua_settop(L, lua_isnoneornil(L, 1) ? 0 : 1);
    return push_origin(L, "sequence");
}

static int word_identity(lua_State *L)
{
    rowan_word_expect_none(L, "identity()");
    return push_origin(L, "identity");
}

static int word_value(lua_State *L)
{
    rowan_word_expect_none(L, "value()");
    return push_origin(L, "value");
}

static int word_label(lua_State *L)
{
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_pushliteral(L, "label");
    }
    rowan_word_expect(L, LUA_TSTRING, "label() or label \"field\"");
    lua_settop(L, 1);
    return push_origin(L, "label");
}

static int word_field(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "field \"name\"");
    lua_settop(L, 1);
    return push_origin(L, "field");
}

/* The text is parsed with its column, when it is known where paths begin. */
static int word_expr(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "expr [[ @a + @b ]]");
    if (strlen(lua_tostring(L, 1)) != lua_rawlen(L, 1))
        return luaL_error(L, "the expression holds a NUL");
    lua_settop(L, 1);
    return push_origin(L, "expr");
}

/* A column of the expression at index 1, with a type of its own. */
static int push_typed_expr(lua_State *L, enum rowan_kind kind)
{
    lua_createtable(L, 0, 6);
    lua_pushliteral(L, "expr");
    lua_setfield(L, -2, "origin");
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "of");
    rowan_word_push_type(L, kind);
    lua_setfield(L, -2, "type");
    return rowan_word_finish_column(L);
}

/* count "Line" is integer(expr "count(`Line`)"). */
static int push_aggregate(lua_State *L, const char *name, enum rowan_kind kind)
{
    if (strchr(lua_tostring(L, 1), '`'))
        return luaL_error(L, "a backquote is no part of a path");
    lua_settop(L, 1);
    lua_pushfstring(L, "%s(`%s`)", name, lua_tostring(L, 1));
    lua_replace(L, 1);
    return push_typed_expr(L, kind);
}

static int word_count(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "count \"path\"");
    return push_aggregate(L, "count", ROWAN_INTEGER);
}

static int word_exists(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "exists \"path\"");
    return push_aggregate(L, "exists", ROWAN_BOOLEAN);
}

/* local_name() is text(expr "local-name()"). */
static int push_name(lua_State *L, const char *expression)
{
    lua_settop(L, 0);
    lua_pushstring(L, expression);
    return push_typed_expr(L, ROWAN_TEXT);
}

static int word_local_name(lua_State *L)
{
    return push_name(L, "local-name()");
}

static int word_namespace_uri(lua_State *L)
{
    return push_name(L, "namespace-uri()");
}

/* Likewise, by the plan. */
static int word_xpath(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "xpath \"count(a)\"");
    lua_settop(L, 1);
    return push_origin(L, "xpath");
}

static int word_constant(lua_State *L)
{
    int type = lua_type(L, 1);

    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        return luaL_error(L, "a constant is a text, a number, true or false, not a %s",
                          rowan_word_name(L, 1));
    if (lua_gettop(L) > 1)
        return luaL_error(L, "a constant is one value, not %d", lua_gettop(L));
    lua_settop(L, 1);
    rowan_tables_finite(L, "a constant");
    return push_origin(L, "constant");
}

/* ---- tables and the whole ---- */

static int word_matching(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "matching \"urn:example:orders:*\"");
    lua_settop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "pattern");
    rowan_word_freeze(L, ROWAN_WORD_PATTERN);
    return 1;
}

static int word_digest(lua_State *L)
{
    rowan_word_expect_none(L, "digest()");
    lua_newtable(L);
    rowan_word_freeze(L, ROWAN_WORD_DIGEST);
    return 1;
}

static void check_fields(lua_State *L, int index, const char *what, const char *const names[], int list)
{
    char room[120];

    for (lua_pushnil(L); rowan_frozen_step(L, index); lua_pop(L, 1)) {
        const char *hint;
        if (list && lua_isinteger(L, -2))
            continue;
        hint = rowan_tables_check(names, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "", room,
                                  sizeof room);
        if (hint)
            luaL_error(L, "unknown field \"%s\" in %s%s", luaL_tolstring(L, -2, NULL), what, hint);
    }
}

static void check_switch(lua_State *L, int index, const char *name)
{
    if (lua_getfield(L, index, name) != LUA_TNIL && !lua_isboolean(L, -1))
        luaL_error(L, "%s must be true or false, not a %s", name, rowan_word_name(L, -1));
    lua_pop(L, 1);
}

/* A field that is one of two words. */
static void check_either(lua_State *L, int index, const char *name, const char *one, const char *other)
{
    const char *given;

    if (lua_getfield(L, index, name) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    given = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    if (strcmp(given, one) != 0 && strcmp(given, other) != 0)
        luaL_error(L, "%s must be \"%s\" or \"%s\"", name, one, other);
    lua_pop(L, 1);
}

/* A switch, or the path to the rows below. */
static void check_recursive(lua_State *L)
{
    int type = lua_getfield(L, 1, "recursive");

    if (type != LUA_TNIL && type != LUA_TBOOLEAN && type != LUA_TSTRING)
        luaL_error(L, "recursive must be true, or the path from a row to the rows below it, not a %s",
                   rowan_word_name(L, -1));
    lua_pop(L, 1);
}

static void check_as(lua_State *L)
{
    int type = lua_getfield(L, 1, "as");

    if (type != LUA_TNIL && type != LUA_TSTRING)
        luaL_error(L, "as must be a text, not a %s: as = \"seller\"", rowan_word_name(L, -1));
    lua_pop(L, 1);
}

/* One of three words, or { newest = "column" } and nothing else. */
static void check_conflict(lua_State *L)
{
    static const char *const words[] = {"fail", "skip", "update"};
    int type = lua_getfield(L, 1, "conflict");
    bool good = type == LUA_TNIL;

    for (int i = 0; type == LUA_TSTRING && i < 3; i++)
        good = good || strcmp(lua_tostring(L, -1), words[i]) == 0;
    if (type == LUA_TTABLE) {
        good = lua_getfield(L, -1, "newest") == LUA_TSTRING;
        lua_pop(L, 1);
        lua_pushnil(L);
        for (int fields = 0; good && lua_next(L, -2); lua_pop(L, 1))
            good = ++fields == 1;
    }
    if (!good)
        luaL_error(L, "conflict must be \"fail\", \"skip\", \"update\" or { newest = \"column\" }");
    lua_settop(L, 1);
}

#define INTO_USAGE "into \"table\" { each = \"path\", columns = { ... } }"

/* Upvalue 1: the table's name; upvalues 2 and 3: file and line of the word. */
static int into_body(lua_State *L)
{
    rowan_word_expect(L, LUA_TTABLE, INTO_USAGE);
    lua_settop(L, 1);
    check_fields(L, 1, "into", rowan_tables_into, 0);
    check_switch(L, 1, "skip_empty");
    check_switch(L, 1, "omit_missing");
    check_switch(L, 1, "database_may_drop");
    check_recursive(L);
    check_as(L);
    check_either(L, 1, "bad_row", "fail", "reject");
    check_conflict(L);
    lua_createtable(L, 0, 8);
    rowan_word_copy_fields(L, 1, 2);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setfield(L, 2, "name");
    rowan_word_stamp(L);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_setfield(L, 2, "file");
    lua_pushvalue(L, lua_upvalueindex(3));
    lua_setfield(L, 2, "line");
    rowan_word_freeze(L, ROWAN_WORD_INTO);
    return 1;
}

static int word_into(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, INTO_USAGE);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    rowan_word_push_caller(L);
    lua_pushcclosure(L, into_body, 3);
    rowan_word_name_half(L, "into", lua_tostring(L, 1), INTO_USAGE);
    return 1;
}

static int word_mapping(lua_State *L)
{
    static const char *const texts[] = {"name", "version"};
    static const char *const options[] = {"pivot", "trim", "assume", "gap", "overlap"};

    rowan_word_expect(L, LUA_TTABLE, "mapping { source = { ... }, into \"table\" { ... } }");
    lua_settop(L, 1);
    check_fields(L, 1, "mapping", rowan_tables_mapping, 1);
    check_switch(L, 1, "ignore_case");
    check_switch(L, 1, "omit_missing");
    check_switch(L, 1, "lineage");
    check_either(L, 1, "nothing", "fail", "skip");
    check_either(L, 1, "bad_row", "fail", "reject");
    if (lua_getfield(L, 1, "rejects") != LUA_TNIL &&
        !(lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 1 && lua_tointeger(L, -1) <= 1000000))
        return luaL_error(L, "rejects is how many rows of a document may be rejected, 1 to 1000000");
    lua_pop(L, 1);
    for (int i = 0; i < 2; i++) {
        int type = lua_getfield(L, 1, texts[i]);
        if (type != LUA_TNIL && type != LUA_TSTRING)
            return luaL_error(L, "%s must be a text: %s = \"...\"", texts[i], texts[i]);
        lua_pop(L, 1);
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (lua_getfield(L, 1, options[i]) != LUA_TNIL)
            rowan_tables_option(L, options[i]);
    if (lua_getfield(L, 1, "dates") != LUA_TNIL)
        rowan_tables_texts(L, "dates");
    lua_settop(L, 1);
    lua_createtable(L, 0, 8);
    rowan_word_copy_fields(L, 1, 2);
    rowan_word_stamp(L);
    rowan_word_freeze(L, ROWAN_WORD_MAPPING);
    return 1;
}

/* ---- the table of words ---- */

/* A word that is a function, and how it is written. */
struct word {
    const char *name;
    lua_CFunction call;
    const char *usage;
};

static const struct word functions[] = {
    /* the whole: source, target, namespaces, tables */
    {"mapping", word_mapping, "mapping { ... }"},
    /* into "table" { each, key, when, distinct, columns, children } */
    {"into", word_into, "into \"table\" { ... }"},
    /* a column of the parent row */
    {"parent", word_parent, "parent \"column\""},
    /* a column of the source table */
    {"source", word_source, "source \"column\""},
    /* what whoever runs the mapping says */
    {"parameter", word_parameter, "parameter \"country\""},
    /* number of the row under its parent row */
    {"position", word_position, "position()"},
    /* how deep the row is in a recursive table */
    {"level", word_level, "level()"},
    /* number of the row among the document's rows in its table */
    {"ordinal", word_ordinal, "ordinal()"},
    /* a key made of other columns */
    {"hash", word_hash, "hash { \"column\", ... }"},
    /* a number that the database gives */
    {"sequence", word_sequence, "sequence \"order_id_seq\""},
    /* a number that the database gives by itself */
    {"identity", word_identity, "identity()"},
    /* the key of a row that is there already */
    {"existing", rowan_word_existing, "existing \"table\" { by = { \"column\" }, take = \"column\" }"},
    /* the same value in every row */
    {"constant", word_constant, "constant \"text\""},
    /* a value calculated from paths: SQL's scalar expressions */
    {"expr", word_expr, "expr [[ @a + @b ]]"},
    /* how many matches a path has */
    {"count", word_count, "count \"path\""},
    /* whether it has any */
    {"exists", word_exists, "exists \"path\""},
    /* of the row's element: its name without a prefix, its namespace */
    {"local_name", word_local_name, "local_name()"},
    {"namespace_uri", word_namespace_uri, "namespace_uri()"},
    /* full XPath 1.0, on a tree of the whole document */
    {"xpath", word_xpath, "xpath \"count(a)\""},
    /* unpivot: what the pair's path gives */
    {"value", word_value, "value()"},
    /* unpivot: the pair's label, or a named field of it */
    {"label", word_label, "label()"},
    /* rows: a field of the record */
    {"field", word_field, "field \"name\""},
    /* a value of the run: id, started, mapping, version */
    {"run", word_run, "run \"id\""},
    /* namespaces that a prefix stands for, by a pattern */
    {"matching", word_matching, "matching \"urn:example:orders:*\""},
    /* of a document's text, as its revision */
    {"digest", word_digest, "digest()"},
    /* the value that another file returns */
    {"use", rowan_word_use, "use \"parts/enums.lua\""},
    /* enum { Text = value } */
    {"enum", rowan_word_enum, "enum { Open = 1, Closed = 2 }"},
};

#define FUNCTIONS (sizeof functions / sizeof functions[0])

static const enum rowan_kind types[] = {
    ROWAN_BOOLEAN,   ROWAN_BIT,  ROWAN_TINYINT, ROWAN_SMALLINT, ROWAN_INTEGER, ROWAN_BIGINT,
    ROWAN_DECIMAL,   ROWAN_REAL, ROWAN_DOUBLE,  ROWAN_TEXT,     ROWAN_DATE,    ROWAN_TIME,
    ROWAN_TIMESTAMP, ROWAN_UUID, ROWAN_BINARY,  ROWAN_XML,
};

static void add_name(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

void rowan_words_list(lua_State *L)
{
    lua_newtable(L);
    for (size_t i = 0; i < FUNCTIONS; i++)
        add_name(L, functions[i].name);
    lua_setfield(L, -2, "words");
    lua_newtable(L);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        add_name(L, rowan_kind_name(types[i]));
    lua_setfield(L, -2, "types");
    lua_newtable(L);
    for (int t = ROWAN_TEXT_FUNCTION_CALL + 1; t < ROWAN_TEXT_FUNCTIONS; t++)
        add_name(L, rowan_text_function_name((enum rowan_text_function)t));
    lua_setfield(L, -2, "transforms");
}

/* text(20) "@a" { required = true }, or text("20") { "@a" }: the path has made a column already. */
static int refuse_column_call(lua_State *L)
{
    const char *path;

    lua_getiuservalue(L, 1, 1);
    lua_rawgeti(L, -1, 1);
    path = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    if (path && *path && path[strspn(path, "0123456789, ")] == '\0')
        return luaL_error(L, "a type's length is a number, not a text: write (%s), not (\"%s\")", path, path);
    if (path)
        return luaL_error(
            L,
            "the path \"%s\" ends the column; options stand in braces with it: { \"%s\", required = true }",
            path, path);
    return luaL_error(L, "a column is complete; its options stand in the braces of its type");
}

static int refuse_call(lua_State *L)
{
    return luaL_error(L, "a %s is complete; nothing can follow it", rowan_word_name(L, 1));
}

/* Lua's own messages call a value by the name in its metatable. */
static void make_metatables(lua_State *L)
{
    static const struct {
        const char *kind, *name;
        lua_CFunction call;
    } kinds[] = {{ROWAN_WORD_TYPE, "type", rowan_word_type_call},
                 {ROWAN_WORD_COLUMN, "column", refuse_column_call},
                 {ROWAN_WORD_INTO, "target table", refuse_call},
                 {ROWAN_WORD_MAPPING, "mapping", refuse_call},
                 {ROWAN_WORD_TEXT_FUNCTION, "transform", refuse_call},
                 {ROWAN_WORD_PATTERN, "pattern", refuse_call},
                 {ROWAN_WORD_DIGEST, "digest", refuse_call}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        luaL_newmetatable(L, kinds[i].kind);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pushcfunction(L, kinds[i].call);
        lua_setfield(L, -2, "__call");
        lua_pushstring(L, kinds[i].name);
        lua_setfield(L, -2, "__name");
        lua_pop(L, 1);
    }
}

/* The table of those that are called; their usages, by the function, are for rowan_word_name. */
static void push_functions(lua_State *L)
{
    lua_createtable(L, 0, FUNCTIONS + sizeof types / sizeof types[0]);
    lua_createtable(L, 0, FUNCTIONS);
    for (size_t i = 0; i < FUNCTIONS; i++) {
        lua_pushcfunction(L, functions[i].call);
        lua_pushfstring(L, "word by itself (it is written %s)", functions[i].usage);
        lua_settable(L, -3);
        lua_pushcfunction(L, functions[i].call);
        lua_setfield(L, -3, functions[i].name);
    }
    lua_setfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_USAGES);
}

void rowan_words_push(lua_State *L)
{
    make_metatables(L);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, ROWAN_WORD_COLUMNS);
    push_functions(L);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        rowan_word_push_type(L, types[i]);
        rowan_word_freeze(L, ROWAN_WORD_TYPE);
        lua_setfield(L, -2, rowan_kind_name(types[i]));
    }
    for (int t = ROWAN_TEXT_FUNCTION_CALL + 1; t < ROWAN_TEXT_FUNCTIONS; t++) {
        lua_createtable(L, 0, 1);
        lua_pushinteger(L, t);
        lua_setfield(L, -2, "transform");
        rowan_word_freeze(L, ROWAN_WORD_TEXT_FUNCTION);
        lua_setfield(L, -2, rowan_text_function_name((enum rowan_text_function)t));
    }
}

/* mapping.words() -> { words, types, transforms, functions, libraries, options, fields = { mapping, ... },
 * expr = { functions, keywords, signs } } */
int rowan_mapping_words(lua_State *L)
{
    lua_newtable(L);
    rowan_words_list(L);
    rowan_environment_list(L);
    rowan_tables_list(L);
    return 1;
}
