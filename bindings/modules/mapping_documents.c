/*
 * The source of files behind a loop of a script. The object that the loop holds owns the source and a share
 * of the mapping; it ends with the loop, however that ends.
 */
#include "modules/mapping_documents.h"

#include <lauxlib.h>
#include <string.h>

#include "modules/mapping_object.h"
#include "sandbox/lua_state.h"
#include "sandbox/strict.h"
#include "source/folder_source.h"

#define DOCUMENTS "rowan.mapping documents"

struct documents {
    struct rowan_mapping *mapping;
    struct rowan_folder_source folder;
    bool open;
};

static int documents_close(lua_State *L)
{
    struct documents *d = luaL_checkudata(L, 1, DOCUMENTS);

    if (d->open) {
        d->folder.source->close(d->folder.source);
        rowan_folder_source_close(&d->folder);
    }
    d->open = false;
    rowan_lua_mapping_free(&d->mapping);
    return 0;
}

static struct rowan_slice key_field(lua_State *L, const char *name)
{
    return lua_istable(L, 2) ? rowan_slice_of(rowan_state_string_field(L, 2, name)) : rowan_slice_of(NULL);
}

static enum rowan_status open_source(lua_State *L, struct documents *d, struct rowan_error *err)
{
    const struct rowan_plan *plan = d->mapping->plan;
    struct rowan_range range = {.from = key_field(L, "from"), .to = key_field(L, "to")};
    struct rowan_split split = {.names = plan->names, .limits = &plan->limits, .hash = plan->hash};
    enum rowan_status st = rowan_folder_source_open(&d->folder, d->mapping->root, &plan->source, split,
                                                    plan->limits.document_bytes, NULL, err);

    if (st != ROWAN_OK)
        return st;
    d->open = true;
    return d->folder.source->open(d->folder.source, &range, NULL, err);
}

static void push_slice(lua_State *L, struct rowan_slice text)
{
    if (text.data)
        lua_pushlstring(L, text.data, text.size);
    else
        lua_pushnil(L);
}

static void push_columns(lua_State *L, const struct rowan_source_table *source, const struct rowan_item *item)
{
    lua_createtable(L, 0, (int)source->column_count);
    for (size_t i = 0; i < source->column_count; i++) {
        push_slice(L, item->columns[i]);
        lua_setfield(L, -2, source->columns[i].name);
    }
}

/* The error object of what is not read, as the ledger would have it; else nil. */
static void push_problem(lua_State *L, const struct rowan_item *item, size_t limit)
{
    struct rowan_error err = {0};

    if (item->unread == ROWAN_UNREAD_NOT) {
        lua_pushnil(L);
        return;
    }
    if (item->unread == ROWAN_UNREAD_REFUSED)
        rowan_fail(&err, ROWAN_DOCUMENT, item->reason, "%s", item->message);
    else
        rowan_fail(&err, ROWAN_DOCUMENT, "limit", "the document has more than %zu bytes", limit);
    rowan_state_push_error(L, &err);
}

/* (documents) -> key, text or nil, columns, problem or nil */
static int documents_next(lua_State *L)
{
    struct documents *d = luaL_checkudata(L, 1, DOCUMENTS);
    struct rowan_error err = {0};
    struct rowan_item item;
    bool more;

    if (!d->open)
        return luaL_error(L, "the loop over the documents has ended");
    rowan_state_check(L, d->folder.source->next(d->folder.source, &item, &more, &err), &err);
    if (!more)
        return 0;
    push_slice(L, item.key);
    if (item.unread == ROWAN_UNREAD_NOT)
        push_slice(L, item.document);
    else
        lua_pushnil(L);
    push_columns(L, &d->mapping->plan->source, &item);
    push_problem(L, &item, d->mapping->plan->limits.document_bytes);
    return 4;
}

/* m:documents([{ from =, to = }]) -> for key, text, columns, problem in ... */
int rowan_mapping_documents(lua_State *L)
{
    static const char *const settings[] = {"from", "to", NULL};
    struct rowan_error err = {0};
    struct rowan_mapping *m;
    struct documents *d;

    lua_settop(L, 2);
    m = rowan_lua_mapping_check(L, 1);
    if (!m->root)
        return luaL_error(L, "the mapping's documents are in a table, which conn:each reads");
    if (!lua_isnil(L, 2)) {
        luaL_checktype(L, 2, LUA_TTABLE);
        rowan_strict_settings(L, 2, "documents", settings);
    }
    lua_pushcfunction(L, documents_next);
    d = lua_newuserdatauv(L, sizeof *d, 0);
    memset(d, 0, sizeof *d);
    luaL_setmetatable(L, DOCUMENTS);
    d->mapping = rowan_mapping_share(m);
    rowan_state_check(L, open_source(L, d, &err), &err);
    lua_pushnil(L);
    lua_pushvalue(L, -2);
    return 4;
}

void rowan_mapping_documents_open(lua_State *L)
{
    luaL_newmetatable(L, DOCUMENTS);
    lua_pushcfunction(L, documents_close);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, documents_close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
}
