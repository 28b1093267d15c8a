/*
 * A used file runs once, in the environment of the mapping, and its value is kept under its name. What can be
 * used is decided when the mapping is loaded first; so that workers, which have only the files that were read
 * then, see the same, a use that failed fails the mapping even when an error was caught.
 */
#include "language/use.h"

#include <lauxlib.h>
#include <string.h>

#include "language/files.h"
#include "sandbox/lua_state.h"
#include "sandbox/strict.h"
#include "plan/plan_builder.h"
#include "language/word_value.h"

/*
 * In the registry: { context =, environment =, values = { name = { value } }, strict = { tables },
 * chain = { names }, failure = message }
 */
#define USE "rowan.use"

/* Indexes of the stack in use_protected; rowan_word_use has the first two. */
enum { NAME = 1, STATE, VALUES, CHAIN };

struct context {
    struct rowan_files *files;
    struct rowan_plan *plan;
};

void rowan_use_open(lua_State *L, struct rowan_files *files, struct rowan_plan *plan)
{
    const char *name = files->items[0].name;
    const char *slash = strrchr(name, '/');
    struct context *context;

    lua_createtable(L, 0, 6);
    context = lua_newuserdatauv(L, sizeof *context, 0);
    context->files = files;
    context->plan = plan;
    lua_setfield(L, -2, "context");
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "environment");
    lua_newtable(L);
    lua_setfield(L, -2, "values");
    lua_newtable(L);
    lua_setfield(L, -2, "strict");
    lua_createtable(L, 4, 0);
    lua_pushstring(L, slash ? slash + 1 : name);
    lua_rawseti(L, -2, 1);
    lua_setfield(L, -2, "chain");
    lua_setfield(L, LUA_REGISTRYINDEX, USE);
}

/* Functions of the mapping look texts of documents up in tables, which need not be there. */
static void end_strict(lua_State *L, int state)
{
    lua_getfield(L, state, "strict");
    for (lua_Integer i = 1; lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        lua_pushnil(L);
        lua_setmetatable(L, -2);
        lua_pop(L, 1);
    }
    lua_pop(L, 2);
}

void rowan_use_close(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, USE);
    end_strict(L, lua_gettop(L));
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, USE);
    if (lua_getfield(L, -1, "failure") != LUA_TNIL)
        lua_error(L);
    lua_pop(L, 2);
}

/* ---- the value of a used file ---- */

/* The walk below: values that wait, all that were met, tables that are strict. */
struct offer {
    lua_State *L;
    int queue, seen, strict;
    lua_Integer waiting;
    const char *what; /* what tables of the file are called */
};

/* The value at the top goes away; it is looked at later when it can hold columns. */
static void enqueue(struct offer *o)
{
    lua_State *L = o->L;

    if ((!lua_istable(L, -1) && !lua_isuserdata(L, -1)) || lua_islightuserdata(L, -1)) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, o->seen) != LUA_TNIL) {
        lua_pop(L, 2);
        return;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushboolean(L, 1);
    lua_rawset(L, o->seen);
    lua_rawseti(L, o->queue, ++o->waiting);
}

/* A name that the table at index lacks would be a column, or an option, that is lost in silence. What has a
 * metatable is a library, or a table of a file that this one used. */
static void make_strict(struct offer *o, int index)
{
    lua_State *L = o->L;

    if (lua_getmetatable(L, index)) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, index);
    rowan_strict_table(L, o->what);
    lua_rawseti(L, o->strict, (lua_Integer)lua_rawlen(L, o->strict) + 1);
}

/* The value at index, and what is in it. */
static void look_at(struct offer *o, int index)
{
    lua_State *L = o->L;

    if (rowan_word_open(L, index, ROWAN_WORD_COLUMN)) {
        lua_pushboolean(L, 1);
        lua_setfield(L, -2, "used");
        return;
    }
    if (lua_istable(L, index))
        make_strict(o, index);
    else if (!rowan_word_open(L, index, ROWAN_WORD_INTO))
        return;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        enqueue(o);
    }
}

/*
 * A file that several mappings use offers more columns than each of them needs. So those that its value at
 * the top holds count as used; what is in no table, like a name that is written twice, still does not. And
 * its tables are strict while the mapping is loaded.
 */
static void offer_columns(lua_State *L)
{
    int top = lua_gettop(L);
    struct offer o = {L, top + 1, top + 2, top + 3, 0, NULL};

    luaL_checkstack(L, 20, NULL);
    lua_newtable(L);
    lua_newtable(L);
    lua_getfield(L, STATE, "strict");
    o.what = lua_tostring(L, NAME);
    lua_pushvalue(L, top);
    enqueue(&o);
    while (o.waiting > 0) {
        lua_rawgeti(L, o.queue, o.waiting--);
        look_at(&o, top + 4);
        lua_settop(L, top + 3);
    }
    lua_settop(L, top);
}

/* ---- use "file" ---- */

/* Editors put a byte order mark before UTF-8; Lua takes it off files only. */
static struct rowan_slice without_mark(struct rowan_slice text)
{
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3;
        text.size -= 3;
    }
    return text;
}

void rowan_use_chunk(lua_State *L, const struct rowan_file *file)
{
    struct rowan_slice text = without_mark(file->text);

    if (text.size && text.data[0] == LUA_SIGNATURE[0])
        luaL_error(L, "%s: this is Lua's bytecode; a mapping's files are Lua as text", file->name);
    lua_pushfstring(L, "@%s", file->name);
    if (luaL_loadbufferx(L, text.data, text.size, lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    lua_remove(L, -2);
}

/* Raise what is wrong with the use in hand, with the place of the word. Between here and there are the
 * protected call in rowan_word_use and perhaps one of the mapping's own. */
static void fail(lua_State *L, const char *what)
{
    lua_Debug ar = {.currentline = 0};

    for (int level = 1; ar.currentline <= 0 && lua_getstack(L, level, &ar); level++)
        lua_getinfo(L, "Sl", &ar);
    lua_pushfstring(L, "%s:%d: use \"%s\"%s", ar.short_src, ar.currentline, lua_tostring(L, NAME), what);
    lua_error(L);
}

/* Refuse a file that is being run: push the chain from the mapping to it. */
static void check_chain(lua_State *L)
{
    lua_Integer count = (lua_Integer)lua_rawlen(L, CHAIN);
    bool found = false;
    luaL_Buffer names;

    for (lua_Integer i = 1; i <= count && !found; i++) {
        lua_rawgeti(L, CHAIN, i);
        found = lua_rawequal(L, -1, NAME);
        lua_pop(L, 1);
    }
    if (!found)
        return;
    luaL_buffinit(L, &names);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, CHAIN, i);
        luaL_addvalue(&names);
        luaL_addstring(&names, " uses ");
    }
    lua_pushvalue(L, NAME);
    luaL_addvalue(&names);
    luaL_pushresult(&names);
    fail(L, lua_pushfstring(L, " goes in a circle: %s", lua_tostring(L, -1)));
}

/* Push the function that the file's text is. */
static void push_chunk(lua_State *L)
{
    const struct context *context;
    struct rowan_file file = {NULL, {NULL, 0}};
    struct rowan_error err = {0};
    enum rowan_status st;

    lua_getfield(L, STATE, "context");
    context = lua_touserdata(L, -1);
    st = rowan_files_use(context->files, lua_tostring(L, NAME), &file, &err);
    if (st != ROWAN_OK && st != ROWAN_NO_MEMORY)
        fail(L, lua_pushfstring(L, ": %s", err.message));
    if (st == ROWAN_OK)
        st = rowan_plan_use(context->plan, file.name, file.text, &err);
    if (st == ROWAN_NO_MEMORY)
        rowan_state_out_of_memory(L);
    if (st != ROWAN_OK)
        luaL_error(L, "%s", err.message);
    rowan_use_chunk(L, &file);
    lua_getfield(L, STATE, "environment");
    lua_setupvalue(L, -2, 1);
}

/* Run the file and keep its value. Its name stands in the chain meanwhile. */
static void run_file(lua_State *L)
{
    lua_Integer place = (lua_Integer)lua_rawlen(L, CHAIN) + 1;

    push_chunk(L);
    lua_pushvalue(L, NAME);
    lua_rawseti(L, CHAIN, place);
    lua_call(L, 0, 1);
    lua_pushnil(L);
    lua_rawseti(L, CHAIN, place);
    if (lua_isnil(L, -1))
        fail(L, ": the file returns nothing; it must end with: return ...");
    offer_columns(L);
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 1);
    lua_pushvalue(L, NAME);
    lua_insert(L, -2);
    lua_rawset(L, VALUES);
}

/* Arguments: name, state. Returns the value. */
static int use_protected(lua_State *L)
{
    lua_getfield(L, STATE, "values");
    lua_getfield(L, STATE, "chain");
    check_chain(L);
    lua_pushvalue(L, NAME);
    if (lua_rawget(L, VALUES) == LUA_TNIL) {
        run_file(L);
        lua_settop(L, CHAIN);
        lua_pushvalue(L, NAME);
        lua_rawget(L, VALUES);
    }
    lua_rawgeti(L, -1, 1);
    return 1;
}

/* A file that failed is not being run any more. */
static void leave_chain(lua_State *L)
{
    lua_Integer last;

    lua_getfield(L, STATE, "chain");
    last = (lua_Integer)lua_rawlen(L, -1);
    lua_rawgeti(L, -1, last);
    if (last > 1 && lua_rawequal(L, -1, NAME)) {
        lua_pushnil(L);
        lua_rawseti(L, -3, last);
    }
    lua_pop(L, 2);
}

int rowan_word_use(lua_State *L)
{
    rowan_word_expect(L, LUA_TSTRING, "use \"parts/enums.lua\"");
    if (strlen(lua_tostring(L, 1)) != lua_rawlen(L, 1))
        return luaL_error(L, "use: the name holds a NUL");
    lua_settop(L, 1);
    if (lua_getfield(L, LUA_REGISTRYINDEX, USE) != LUA_TTABLE)
        return luaL_error(L,
                          "use is for loading a mapping: call it outside of functions, and keep its value");
    lua_pushcfunction(L, use_protected);
    lua_pushvalue(L, NAME);
    lua_pushvalue(L, STATE);
    if (lua_pcall(L, 2, 1, 0) == LUA_OK)
        return 1;
    if (lua_getfield(L, STATE, "failure") == LUA_TNIL) {
        lua_pushvalue(L, -2);
        lua_setfield(L, STATE, "failure");
    }
    lua_pop(L, 1);
    leave_chain(L);
    return lua_error(L);
}
