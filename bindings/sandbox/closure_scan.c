/* A walk over everything a function refers to, by a list of what is still to be looked at: no recursion, so
 * deep structures cannot overflow the C stack. */
#include "sandbox/closure_scan.h"

#include <lauxlib.h>

#include "sandbox/frozen.h"
#include "sandbox/lua_state.h"

/* Stack indexes of the tables that the walk works with. */
struct walk {
    lua_State *L;
    struct rowan_closure_scan *scan;
    int kept;   /* list: functions and values that stay */
    int places; /* function -> place in kept; identity of a variable -> its number + 1 */
    int seen;   /* of the function in hand */
    int queue;
    lua_Integer waiting;
    int via; /* place of the function in hand */
};

static void append(struct walk *w, struct rowan_buffer *buffer, const void *data, size_t size)
{
    if (!rowan_buffer_append(buffer, data, size))
        rowan_state_out_of_memory(w->L);
}

/* Refuse the mapping, with the line where the via function begins. */
static void refuse(struct walk *w, const char *what)
{
    lua_Debug ar = {0};

    lua_rawgeti(w->L, w->kept, w->via);
    lua_getinfo(w->L, ">S", &ar);
    luaL_error(w->L, "%s:%d: %s", ar.short_src, ar.linedefined, what);
}

/* The value at the top goes away; it is looked at later when it can hold others. */
static void enqueue(struct walk *w)
{
    lua_State *L = w->L;
    int type = lua_type(L, -1);

    if (type != LUA_TTABLE && type != LUA_TFUNCTION) {
        lua_pop(L, 1);
        return;
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, w->seen) != LUA_TNIL) {
        lua_pop(L, 2);
        return;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_pushboolean(L, 1);
    lua_rawset(L, w->seen);
    lua_rawseti(L, w->queue, ++w->waiting);
}

/* Append the value at the top to the list of what stays; pops it. */
static int keep(struct walk *w)
{
    lua_rawseti(w->L, w->kept, ++w->scan->kept);
    return w->scan->kept;
}

static int owner_place(struct walk *w, int function)
{
    lua_State *L = w->L;
    int place;

    lua_pushvalue(L, function);
    lua_rawget(L, w->places);
    place = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (place)
        return place;
    lua_pushvalue(L, function);
    place = keep(w);
    lua_pushvalue(L, function);
    lua_pushinteger(L, place);
    lua_rawset(L, w->places);
    return place;
}

/* The variable's value is at the top and stays there. */
static void note_variable(struct walk *w, int function, int upvalue)
{
    lua_State *L = w->L;
    void *identity = lua_upvalueid(L, function, upvalue);
    struct rowan_variable variable;
    int number;

    lua_rawgetp(L, w->places, identity);
    number = (int)lua_tointeger(L, -1) - 1;
    lua_pop(L, 1);
    if (number < 0) {
        number = (int)(w->scan->variables.size / sizeof variable);
        variable.owner = owner_place(w, function);
        variable.upvalue = upvalue;
        lua_pushvalue(L, -1);
        variable.value = keep(w);
        append(w, &w->scan->variables, &variable, sizeof variable);
        lua_pushinteger(L, number + 1);
        lua_rawsetp(L, w->places, identity);
    }
    append(w, &w->scan->uses, &number, sizeof number);
}

static void visit_function(struct walk *w, int function)
{
    lua_State *L = w->L;

    if (lua_iscfunction(L, function)) {
        if (lua_getupvalue(L, function, 1))
            refuse(w,
                   "the function uses an iterator that was made outside it, which remembers how far it went");
        return;
    }
    for (int i = 1; lua_getupvalue(L, function, i); i++) {
        note_variable(w, function, i);
        enqueue(w);
    }
}

static void visit_table(struct walk *w, int table)
{
    lua_State *L = w->L;

    if (!rowan_frozen_open(L, table)) {
        if (lua_getmetatable(L, table)) { /* a library, or the environment: nobody can change it */
            lua_pop(L, 1);
            return;
        }
        rowan_frozen_make(L, table);
        rowan_frozen_open(L, table);
    }
    for (lua_pushnil(L); lua_next(L, table + 1);) {
        enqueue(w);
        lua_pushvalue(L, -1);
        enqueue(w);
    }
    lua_pop(L, 1);
}

/* Look at what the function at the top refers to, and pop it. */
static void walk(struct walk *w)
{
    lua_State *L = w->L;

    lua_newtable(L);
    lua_replace(L, w->seen);
    enqueue(w);
    while (w->waiting) {
        int top = lua_gettop(L);
        lua_rawgeti(L, w->queue, w->waiting);
        lua_pushnil(L);
        lua_rawseti(L, w->queue, w->waiting--);
        if (lua_isfunction(L, top + 1))
            visit_function(w, top + 1);
        else
            visit_table(w, top + 1);
        lua_settop(L, top);
    }
}

void rowan_closure_scan_all(lua_State *L, int kept, int count, struct rowan_closure_scan *scan, size_t *first)
{
    int top = lua_gettop(L);
    struct walk w = {L, scan, lua_absindex(L, kept), top + 1, top + 2, top + 3, 0, 0};

    luaL_checkstack(L, 30, NULL);
    scan->kept = count;
    for (int i = 0; i < 3; i++)
        lua_newtable(L);
    for (w.via = 1; w.via <= count; w.via++) {
        first[w.via - 1] = scan->uses.size / sizeof(int);
        lua_rawgeti(L, w.kept, w.via);
        walk(&w);
    }
    first[count] = scan->uses.size / sizeof(int);
    lua_settop(L, top);
}
