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
#include "environment.h"
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

/* From here on at every instruction: a script that catches the error gets it again. */
static void too_long(lua_State *L, lua_Debug *ar)
{
    lua_sethook(L, too_long, LUA_MASKCOUNT, 1);
    lua_getinfo(L, "Sl", ar);
    lua_pushfstring(L, "%s:%d: loading the mapping takes too long: does a loop never end?", ar->short_src,
                    ar->currentline);
    lua_error(L);
}

/* Editors put a byte order mark before UTF-8; Lua takes it off files only. */
static struct rowan_text without_mark(struct rowan_text text)
{
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3;
        text.size -= 3;
    }
    return text;
}

static int load_protected(lua_State *L)
{
    struct loading *loading = lua_touserdata(L, 1);
    struct rowan_mapping *mapping = loading->mapping;
    struct rowan_text text = without_mark(loading->text);
    const char *chunk = lua_pushfstring(L, "@%s", loading->file);

    if (luaL_loadbufferx(L, text.data, text.size, chunk, "t") != LUA_OK)
        return lua_error(L);
    rowan_words_push(L);
    rowan_environment_push(L, -1);
    lua_setupvalue(L, -3, 1);
    lua_pop(L, 1);
    lua_sethook(L, too_long, LUA_MASKCOUNT, LOAD_STEPS);
    lua_call(L, 0, 1);
    lua_sethook(L, NULL, 0, 0);
    loading->status = rowan_compile(L, mapping->plan, mapping->calls, loading->err);
    if (loading->status == ROWAN_OK)
        rowan_calls_seal(mapping->calls, L);
    return 0;
}

static bool keep_text(struct rowan_mapping *mapping, struct rowan_text text)
{
    mapping->text = malloc(text.size + 1);
    if (!mapping->text)
        return false;
    if (text.size)
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
    if (mapping && mapping->state)
        mapping->calls = rowan_calls_new(mapping->state);
    if (!mapping || !mapping->calls) {
        rowan_fail(err, st, "memory", "no memory for a mapping");
        goto done;
    }
    st = rowan_plan_new(&mapping->plan, file, text, err);
    if (st == ROWAN_OK)
        st = run_file(mapping, file, text, err);
    if (st == ROWAN_OK)
        st = rowan_calls_start(mapping->calls, err);
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
