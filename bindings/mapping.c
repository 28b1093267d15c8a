/*
 * A mapping file runs once, in a limited state of its own, under one protected call; what it returns is
 * compiled. The state stays as long as the plan, for the functions of via.
 */
#include "mapping.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "compile.h"
#include "lua_state.h"
#include "words.h"

#define STATE_MEMORY ((size_t)64 << 20) /* ceiling of a mapping's Lua state */
#define LOAD_STEPS   100000000          /* Lua instructions that loading a file may take */

/* What the protected call works on. */
struct loading {
    struct rowan_mapping *mapping;
    const char *file;
    struct rowan_text text;
    enum rowan_status status;
    struct rowan_error *err;
};

static void too_long(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    luaL_error(L, "loading the mapping takes too long: does a loop never end?");
}

static int load_protected(lua_State *L)
{
    struct loading *loading = lua_touserdata(L, 1);
    const char *chunk = lua_pushfstring(L, "@%s", loading->file);

    if (luaL_loadbufferx(L, loading->text.data, loading->text.size, chunk, "t") != LUA_OK)
        return lua_error(L);
    rowan_words_push(L);
    rowan_state_push_environment(L, -1);
    lua_setupvalue(L, -3, 1);
    lua_pop(L, 1);
    lua_sethook(L, too_long, LUA_MASKCOUNT, LOAD_STEPS);
    lua_call(L, 0, 1);
    lua_sethook(L, NULL, 0, 0);
    loading->mapping->calls = rowan_calls_new(L);
    if (!loading->mapping->calls)
        return luaL_error(L, "not enough memory");
    loading->status = rowan_compile(L, loading->mapping->plan, loading->mapping->calls, loading->err);
    return 0;
}

static bool keep_text(struct rowan_mapping *mapping, struct rowan_text text)
{
    mapping->text = malloc(text.size + 1);
    if (!mapping->text)
        return false;
    memcpy(mapping->text, text.data, text.size);
    mapping->text[text.size] = '\0';
    mapping->size = text.size;
    return true;
}

static enum rowan_status run_file(struct rowan_mapping *mapping, const char *file, struct rowan_text text,
                                  struct rowan_error *err)
{
    struct loading loading = {mapping, file, text, ROWAN_OK, err};
    enum rowan_status st;

    lua_pushcfunction(mapping->state, load_protected);
    lua_pushlightuserdata(mapping->state, &loading);
    st = rowan_state_call(mapping->state, 1, 0, ROWAN_MAPPING, err);
    return st == ROWAN_OK ? loading.status : st;
}

enum rowan_status rowan_mapping_load(struct rowan_mapping **out, const char *file, struct rowan_text text,
                                     struct rowan_error *err)
{
    struct rowan_mapping *mapping = calloc(1, sizeof *mapping);
    enum rowan_status st = ROWAN_NO_MEMORY;

    *out = NULL;
    if (mapping && keep_text(mapping, text))
        mapping->state = rowan_state_limited(STATE_MEMORY);
    if (!mapping || !mapping->state) {
        rowan_fail(err, st, "memory", "no memory for a mapping");
        goto done;
    }
    st = rowan_plan_new(&mapping->plan, file, text, err);
    if (st == ROWAN_OK)
        st = run_file(mapping, file, text, err);
done:
    if (st == ROWAN_OK)
        *out = mapping;
    else
        rowan_mapping_free(mapping);
    return st;
}

void rowan_mapping_free(struct rowan_mapping *mapping)
{
    if (!mapping)
        return;
    rowan_plan_free(mapping->plan);
    rowan_calls_free(mapping->calls);
    rowan_state_close(mapping->state);
    free(mapping->text);
    free(mapping);
}
