/* A script may close a mapping while a function of ours still works with it: whoever works holds a share. */
#include "modules/mapping_object.h"

#include <lauxlib.h>

#include "plan/parameter.h"
#include "sandbox/lua_state.h"

#define HOLDER "rowan.mapping holder"

void rowan_lua_mapping_free(struct rowan_mapping **box)
{
    rowan_mapping_free(*box);
    *box = NULL;
}

struct rowan_mapping *rowan_lua_mapping_check(lua_State *L, int index)
{
    struct rowan_mapping **box = rowan_object_check(L, index, &rowan_lua_mapping_type);
    struct rowan_mapping **holder = lua_newuserdatauv(L, sizeof *holder, 0);

    *holder = NULL;
    luaL_setmetatable(L, HOLDER);
    if (!*box)
        luaL_error(L, "the mapping is closed");
    *holder = rowan_mapping_share(*box);
    return *holder;
}

struct rowan_mapping *rowan_lua_mapping_check_given(lua_State *L, int index)
{
    struct rowan_mapping *m = rowan_lua_mapping_check(L, index);
    struct rowan_error err = {0};

    rowan_state_check(L, rowan_plan_parameters_given(m->plan, &err), &err);
    return m;
}

void rowan_lua_mapping_refuse_files(lua_State *L, const struct rowan_mapping *m)
{
    if (m->root)
        luaL_error(L, "the mapping's documents are files, not in a table");
}

static int holder_gc(lua_State *L)
{
    rowan_lua_mapping_free(luaL_checkudata(L, 1, HOLDER));
    return 0;
}

void rowan_lua_mapping_open_holder(lua_State *L)
{
    luaL_newmetatable(L, HOLDER);
    lua_pushcfunction(L, holder_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}
