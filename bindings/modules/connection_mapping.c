/* What a connection can say about a mapping: whether it fits the tables, how it pages. */
#include "modules/connection_mapping.h"

#include <lauxlib.h>
#include <string.h>

#include "base/ascii.h"
#include "modules/lua_connection.h"
#include "schema/check.h"
#include "schema/check_indexes.h"
#include "schema/check_reload.h"
#include "source/table.h"
#include "xml/parser.h"
#include "source/where_sql.h"
#include "target/ledger.h"
#include "target/ledger_key.h"
#include "sandbox/lua_state.h"
#include "modules/mapping_object.h"

#define DIAGNOSTICS "rowan.diagnostics"

/* ---- diagnostics ---- */

static int diagnostics_gc(lua_State *L)
{
    rowan_diagnostics_clear(luaL_checkudata(L, 1, DIAGNOSTICS));
    return 0;
}

void rowan_lua_connection_open_diagnostics(lua_State *L)
{
    luaL_newmetatable(L, DIAGNOSTICS);
    lua_pushcfunction(L, diagnostics_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void push_diagnostic(lua_State *L, const struct rowan_diagnostic *diagnostic)
{
    lua_createtable(L, 0, 8);
    set_text(L, "severity", rowan_severity_word(diagnostic->severity));
    set_text(L, "file", diagnostic->file);
    if (diagnostic->line > 0) {
        lua_pushinteger(L, diagnostic->line);
        lua_setfield(L, -2, "line");
    }
    set_text(L, "table", diagnostic->table);
    set_text(L, "column", diagnostic->column);
    set_text(L, "message", diagnostic->message);
    set_text(L, "kind", diagnostic->kind);
    set_text(L, "fix", diagnostic->fix);
}

static void push_diagnostics(lua_State *L, const struct rowan_diagnostics *diagnostics)
{
    lua_Integer count = 0;

    lua_newtable(L);
    for (const struct rowan_diagnostic *f = diagnostics->first; f; f = f->next) {
        push_diagnostic(L, f);
        lua_rawseti(L, -2, ++count);
    }
}

/* conn:check(mapping [, source [, moved]]) -> { { severity =, file =, line =, table =, column =, message =,
 * kind =, fix = }, ... } */
int rowan_lua_connection_check_mapping(lua_State *L)
{
    bool moved = lua_toboolean(L, 4);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    int other = lua_isnoneornil(L, 3) ? 1 : 3; /* the source's connection */
    struct rowan_lua_connection *of_source = rowan_lua_connection_check(L, other);
    struct rowan_mapping *m = rowan_lua_mapping_check_given(L, 2);
    struct rowan_diagnostics *diagnostics = lua_newuserdatauv(L, sizeof *diagnostics, 0);
    struct rowan_endpoint source, target;
    struct rowan_error err = {0};

    rowan_diagnostics_init(diagnostics);
    luaL_setmetatable(L, DIAGNOSTICS);
    rowan_lua_connection_check(L, 1); /* making the list can run finalizers */
    rowan_lua_connection_check(L, other);
    source = rowan_mapping_source(m, m->root ? c->db : of_source->db);
    target = rowan_mapping_target(m, c->db);
    rowan_state_check(
        L, rowan_check(diagnostics, &source, &target, m->plan, moved ? NULL : rowan_mapping_feed(m), &err),
        &err);
    push_diagnostics(L, diagnostics);
    return 1;
}

typedef enum rowan_status (*check_fn)(struct rowan_diagnostics *diagnostics,
                                      const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                      struct rowan_error *err);

static int check_target(lua_State *L, check_fn check)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_mapping *m = rowan_lua_mapping_check(L, 2);
    struct rowan_diagnostics *diagnostics = lua_newuserdatauv(L, sizeof *diagnostics, 0);
    struct rowan_endpoint target;
    struct rowan_error err = {0};

    rowan_diagnostics_init(diagnostics);
    luaL_setmetatable(L, DIAGNOSTICS);
    c = rowan_lua_connection_check(L, 1); /* making the list can run finalizers */
    target = rowan_mapping_target(m, c->db);
    rowan_state_check(L, check(diagnostics, &target, m->plan, &err), &err);
    push_diagnostics(L, diagnostics);
    return 1;
}

/* conn:check_reload(mapping) -> the same of what stands in the way of unload and reload */
int rowan_lua_connection_check_reload(lua_State *L)
{
    return check_target(L, rowan_check_reload);
}

/* conn:check_indexes(mapping) -> the same of indexes that unload and reload lack */
int rowan_lua_connection_check_indexes(lua_State *L)
{
    return check_target(L, rowan_check_indexes);
}

/* conn:count_documents(mapping) -> how many rows of its source are documents */
int rowan_lua_connection_count_documents(lua_State *L)
{
    struct rowan_mapping *m = rowan_lua_mapping_check_given(L, 2);
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_endpoint source = rowan_mapping_source(m, c->db);
    struct rowan_error err = {0};
    int64_t count = 0;

    rowan_lua_mapping_refuse_files(L, m);
    rowan_state_check(L, rowan_where_sql_count(&source, &m->plan->source, &count, &err), &err);
    lua_pushinteger(L, count);
    return 1;
}

/* ---- statements ---- */

/* The statement that reads a page of what is pending. */
static enum rowan_status write_pager_sql(const struct rowan_mapping *m, struct rowan_connection *db,
                                         struct rowan_slice after, struct rowan_buffer *sql,
                                         struct rowan_error *err)
{
    struct rowan_range range = {.after = after};
    struct rowan_endpoint source = rowan_mapping_source(m, db), target = rowan_mapping_target(m, db);
    struct rowan_table_source table;
    struct rowan_pending pending = {0};
    static const struct rowan_page_limits limits = {500, (size_t)32 << 20, ROWAN_DOCUMENT_BYTES};
    struct rowan_ledger *ledger;
    struct rowan_pager *pager = NULL;
    enum rowan_status st = rowan_ledger_open(&ledger, &target, m->plan, rowan_mapping_feed(m), NULL, err);

    rowan_table_source_init(&table, &source, &m->plan->source, &limits, false);
    pending.target = ledger;
    if (table.source.filters)
        pending.filter = rowan_ledger_filter;
    else
        pending.condition = rowan_ledger_condition;
    if (st == ROWAN_OK)
        st = rowan_pager_open(&pager, &source, &m->plan->source, &range, &pending, &limits, err);
    if (st == ROWAN_OK && !rowan_buffer_append_slice(sql, rowan_pager_sql(pager)))
        st = rowan_out_of_memory(err);
    rowan_pager_close(pager);
    rowan_ledger_close(ledger);
    return st;
}

/* conn:pager_sql(mapping [, after]) -> the statement that reads a page, behind a key, for EXPLAIN */
int rowan_lua_connection_pager_sql(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_slice after = rowan_slice_of(lua_isnoneornil(L, 3) ? NULL : rowan_state_plain(L, 3));
    struct rowan_mapping *m = rowan_lua_mapping_check_given(L, 2); /* may leave values on the stack */
    struct rowan_buffer *sql = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};

    rowan_lua_mapping_refuse_files(L, m);
    rowan_lua_connection_check(L, 1);
    rowan_state_check(L, write_pager_sql(m, c->db, after, sql, &err), &err);
    lua_pushlstring(L, sql->data, sql->size);
    return 1;
}

/* Both texts that may stand for the key, one behind the other. False: no memory. */
static bool write_kept(struct rowan_buffer *out, size_t *first, const struct rowan_dialect *dialect,
                       struct rowan_slice key)
{
    struct rowan_slice kept, ascii;
    struct rowan_arena texts;
    bool good;

    rowan_arena_init(&texts, 0);
    kept = rowan_ledger_key(dialect, &texts, key);
    ascii = rowan_ledger_key_ascii(&texts, key);
    *first = kept.size;
    good = kept.data && ascii.data && rowan_buffer_append(out, kept.data, kept.size) &&
           rowan_buffer_append(out, ascii.data, ascii.size);
    rowan_arena_clear(&texts);
    return good;
}

/* "doc_key = ?", or as the dialect says it so that no two keys are taken for one. */
static void push_condition(lua_State *L, const struct rowan_key_rules *words)
{
    const char *value = luaL_gsub(L, words->value ? words->value : "%s", "%s", "?");

    lua_pushfstring(L, "%s = %s", words->column ? words->column : "doc_key", value);
    lua_remove(L, -2);
}

int rowan_lua_connection_ledger_key(lua_State *L)
{
    struct rowan_lua_connection *c = rowan_lua_connection_check(L, 1);
    struct rowan_slice key = rowan_slice_of(rowan_state_plain(L, 2));
    struct rowan_buffer *out = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};
    size_t first;
    bool good;

    c = rowan_lua_connection_check(L, 1); /* making the buffer can run finalizers */
    good = write_kept(out, &first, rowan_connection_dialect(c->db), key);
    rowan_state_check(L, good ? ROWAN_OK : rowan_out_of_memory(&err), &err);
    lua_pushlstring(L, out->data, first);
    if (rowan_ascii_length(key.data, key.size) == key.size)
        lua_pushnil(L);
    else
        lua_pushlstring(L, out->data + first, out->size - first);
    push_condition(L, &rowan_connection_dialect(c->db)->keys);
    return 3;
}
