/* The names come from the tables that the checks use, so what is listed is what is known. */
#include "language/vocabulary.h"

#include "sandbox/environment.h"
#include "language/fields.h"
#include "language/options.h"
#include "expr/functions.h"
#include "expr/lexer.h"
#include "language/words.h"

static void push_names(lua_State *L, const char *const names[])
{
    lua_newtable(L);
    for (int i = 0; names[i]; i++) {
        lua_pushstring(L, names[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

static void set_fields(lua_State *L)
{
    static const struct {
        const char *name;
        const char *const *fields;
    } tables[] = {
        {"mapping", rowan_fields_mapping},   {"source", rowan_fields_source},
        {"target", rowan_fields_target},     {"into", rowan_fields_into},
        {"distinct", rowan_fields_distinct}, {"rows", rowan_fields_rows},
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
    for (size_t i = 0; get(i); i++) {
        lua_pushstring(L, get(i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, name);
}

/* mapping.words() -> { words, types, transforms, functions, libraries, options, fields = { mapping, ... },
 * expr = { functions, keywords, signs } } */
int rowan_mapping_words(lua_State *L)
{
    lua_newtable(L);
    rowan_words_list(L);
    rowan_environment_list(L);
    rowan_option_list(L);
    lua_setfield(L, -2, "options");
    set_fields(L);
    lua_newtable(L);
    set_each(L, "functions", rowan_expr_function_name);
    set_each(L, "keywords", rowan_expr_keyword);
    set_each(L, "signs", rowan_expr_sign);
    lua_setfield(L, -2, "expr");
    return 1;
}
