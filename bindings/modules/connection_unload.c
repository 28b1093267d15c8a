/* What is allocated here is in userdata of Lua's, or freed before anything can raise. */
#include "modules/connection_unload.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "language/files.h"
#include "modules/lua_connection.h"
#include "modules/mapping_object.h"
#include "run/supervisor/job.h"
#include "sandbox/lua_state.h"
#include "source/folder_source.h"
#include "source/table.h"
#include "target/ledger.h"
#include "target/run_record.h"
#include "target/unloader.h"
#include "xml/parser.h"

int rowan_lua_connection_begin_run(lua_State *L)
{
    const char *settings = rowan_state_plain(L, 3);
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 2);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_endpoint target = rowan_mapping_target(m, c->db);
    struct rowan_error err = {0};
    char run_id[ROWAN_RUN_ID_SIZE];
    struct rowan_run_record record = {.run_id = run_id,
                                      .feed = rowan_mapping_feed(m),
                                      .version = m->plan->version,
                                      .hash = m->plan->hash,
                                      .files = m->files->items,
                                      .file_count = m->files->count,
                                      .plan = m->plan,
                                      .settings = settings,
                                      .pid = getpid()};
    enum rowan_status st = rowan_job_run_id(run_id, sizeof run_id, &err);

    if (st == ROWAN_OK)
        st = rowan_run_record_begin(&target, &record, &err);
    rowan_state_check(L, st, &err);
    lua_pushstring(L, run_id);
    return 1;
}

int rowan_lua_connection_end_run(lua_State *L)
{
    const char *run_id = rowan_state_plain(L, 3), *outcome = rowan_state_plain(L, 4);
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 2);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_endpoint target = rowan_mapping_target(m, c->db);
    struct rowan_error err = {0};

    rowan_state_check(L, rowan_run_record_end(&target, run_id, outcome, &(struct rowan_run_counts){0}, &err),
                      &err);
    return 0;
}

/* ---- unload ---- */

static void set_text(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void push_result(lua_State *L, const struct rowan_unload_result *result)
{
    static const char *const verdicts[] = {[ROWAN_UNLOAD_DONE] = "done",
                                           [ROWAN_UNLOAD_NOTHING] = "nothing",
                                           [ROWAN_UNLOAD_RIVAL] = "rival",
                                           [ROWAN_UNLOAD_REFUSED] = "refused"};

    lua_createtable(L, 0, 4);
    set_text(L, "verdict", verdicts[result->verdict]);
    lua_pushinteger(L, result->rows);
    lua_setfield(L, -2, "rows");
    if (result->verdict != ROWAN_UNLOAD_REFUSED)
        return;
    set_text(L, "reason", result->why.reason);
    set_text(L, "message", result->why.message);
}

/* The texts of the list at index, which stay in it. */
static struct rowan_slice *read_keys(lua_State *L, int index, size_t *count)
{
    struct rowan_slice *keys;

    luaL_checktype(L, index, LUA_TTABLE);
    *count = (size_t)lua_rawlen(L, index);
    keys = lua_newuserdatauv(L, (*count + 1) * sizeof *keys, 0);
    for (size_t i = 0; i < *count; i++) {
        if (lua_rawgeti(L, index, (lua_Integer)i + 1) != LUA_TSTRING)
            luaL_error(L, "a key is a text, not a %s", luaL_typename(L, -1));
        keys[i].data = lua_tolstring(L, -1, &keys[i].size);
        lua_pop(L, 1);
    }
    return keys;
}

int rowan_lua_connection_unload(lua_State *L)
{
    const char *run_id = rowan_state_plain(L, 3);
    bool forget = lua_toboolean(L, 5);
    size_t count = 0;
    struct rowan_slice *keys = read_keys(L, 4, &count);
    struct rowan_unload_result *results = lua_newuserdatauv(L, (count + 1) * sizeof *results, 0);
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 2);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_endpoint target = rowan_mapping_target(m, c->db);
    struct rowan_unloader *unloader = NULL;
    struct rowan_error err = {0};
    enum rowan_status st =
        rowan_unloader_open(&unloader, &target, m->plan, rowan_mapping_feed(m), run_id, forget, &err);

    if (st == ROWAN_OK)
        st = count ? rowan_unloader_run(unloader, keys, count, results, &err)
                   : rowan_unloader_try(unloader, &err);
    rowan_unloader_close(unloader);
    rowan_state_check(L, st, &err);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_result(L, &results[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- keys of a range ---- */

/* Keys one behind the other, each with a NUL behind it. */
static enum rowan_status take_key(void *context, struct rowan_slice key, int64_t count,
                                  struct rowan_error *err)
{
    struct rowan_buffer *keys = context;

    (void)count;
    if (rowan_buffer_append(keys, key.data, key.size) && rowan_buffer_append_char(keys, '\0'))
        return ROWAN_OK;
    return rowan_out_of_memory(err);
}

/* The opposite of what a run asks. */
static enum rowan_status is_known(void *ledger, const struct rowan_slice *keys,
                                  const struct rowan_slice *revisions, size_t count, bool *pending,
                                  struct rowan_error *err)
{
    enum rowan_status st = rowan_ledger_filter(ledger, keys, revisions, count, pending, err);

    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        pending[i] = !pending[i];
    return st;
}

/* Nobody knows what is in a folder or an archive that cannot be read, so nothing of it is told to be gone. */
static enum rowan_status is_known_file(void *ledger, const struct rowan_slice *keys,
                                       const struct rowan_slice *revisions, size_t count, bool *pending,
                                       struct rowan_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (keys[i].data[keys[i].size - 1] == '/')
            return rowan_fail(err, ROWAN_LOST, "file",
                              "%.*s: this cannot be read, so which documents are in it is not known",
                              (int)keys[i].size, keys[i].data);
    return is_known(ledger, keys, revisions, count, pending, err);
}

static enum rowan_status list_keys(struct rowan_source *source, bool files, struct rowan_ledger *ledger,
                                   const struct rowan_range *range, struct rowan_buffer *keys,
                                   struct rowan_error *err)
{
    struct rowan_pending pending = {
        .filter = files ? is_known_file : is_known, .target = ledger, .whole = true};

    return source->boundaries(source, range, &pending, 1, 0, take_key, keys, err);
}

/* Where boundaries are places, and documents have keys of their own. */
static enum rowan_status list_own_keys(struct rowan_source *source, struct rowan_ledger *ledger,
                                       const struct rowan_range *range, struct rowan_buffer *keys,
                                       struct rowan_error *err)
{
    struct rowan_pending pending = {.filter = is_known_file, .target = ledger, .whole = true};
    struct rowan_item item;
    bool more = true;
    enum rowan_status st = source->open(source, range, &pending, err);

    while (st == ROWAN_OK && more) {
        st = source->next(source, &item, &more, err);
        if (st == ROWAN_OK && more)
            st = take_key(keys, item.key, 1, err);
    }
    source->close(source);
    return st;
}

static enum rowan_status list_table(const struct rowan_mapping *m, const struct rowan_endpoint *from,
                                    struct rowan_ledger *ledger, const struct rowan_range *range,
                                    struct rowan_buffer *keys, struct rowan_error *err)
{
    struct rowan_table_source table;

    rowan_table_source_init(&table, from, &m->plan->source, NULL, true);
    return list_keys(&table.source, false, ledger, range, keys, err);
}

static enum rowan_status list_files(const struct rowan_mapping *m, const char *root,
                                    struct rowan_ledger *ledger, const struct rowan_range *range,
                                    struct rowan_buffer *keys, struct rowan_error *err)
{
    struct rowan_folder_source folder;
    enum rowan_status st = rowan_folder_source_open(
        &folder, root, &m->plan->source,
        (struct rowan_split){.names = m->plan->names, .hash = m->plan->hash, .limits = &m->plan->limits},
        m->plan->limits.document_bytes, NULL, err);

    if (st == ROWAN_OK)
        st = m->plan->source.split_key ? list_own_keys(folder.source, ledger, range, keys, err)
                                       : list_keys(folder.source, true, ledger, range, keys, err);
    rowan_folder_source_close(&folder);
    return st;
}

static void push_keys(lua_State *L, const struct rowan_buffer *keys)
{
    lua_Integer n = 0;

    lua_newtable(L);
    for (size_t at = 0; at < keys->size;) {
        size_t size = strlen(keys->data + at);
        lua_pushlstring(L, keys->data + at, size);
        lua_rawseti(L, -2, ++n);
        at += size + 1;
    }
}

int rowan_lua_connection_known_keys(lua_State *L)
{
    struct rowan_range range = {.from =
                                    rowan_slice_of(lua_isnoneornil(L, 4) ? NULL : rowan_state_plain(L, 4)),
                                .to = rowan_slice_of(lua_isnoneornil(L, 5) ? NULL : rowan_state_plain(L, 5))};
    struct rowan_mapping *m = rowan_lua_mapping_check_given(L, 2);
    struct rowan_buffer *keys = rowan_lua_connection_buffer(L);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_lua_connection *of_source = lua_isnoneornil(L, 3) ? c : rowan_lua_connection_check(L, 3);
    struct rowan_endpoint source = rowan_mapping_source(m, of_source->db);
    struct rowan_endpoint target = rowan_mapping_target(m, c->db);
    struct rowan_ledger *ledger = NULL;
    struct rowan_error err = {0};
    enum rowan_status st = rowan_ledger_open(&ledger, &target, m->plan, rowan_mapping_feed(m), NULL, &err);

    if (st == ROWAN_OK)
        st = source.root ? list_files(m, source.root, ledger, &range, keys, &err)
                         : list_table(m, &source, ledger, &range, keys, &err);
    rowan_ledger_close(ledger);
    rowan_state_check(L, st, &err);
    push_keys(L, keys);
    return 1;
}
