/* What a connection can say about a mapping: CREATE statements, whether it fits the tables, how it pages. */
#include <lauxlib.h>
#include <string.h>

#include "base/arena.h"
#include "connection.h"
#include "db/catalog.h"
#include "db/ddl.h"
#include "db/pager.h"
#include "db/where.h"
#include "lua_state.h"
#include "mapping.h"

#define FINDINGS "rowan.findings"

/* Statements are separated by ";\n". */
static void push_statements(lua_State *L, struct rowan_text sql)
{
    lua_Integer count = 0;

    lua_newtable(L);
    while (sql.size) {
        const char *end = memmem(sql.data, sql.size, ";\n", 2);
        struct rowan_text one = {sql.data, end ? (size_t)(end - sql.data) : sql.size};
        size_t step = end ? one.size + 2 : one.size;
        sql.data += step;
        sql.size -= step;
        one = rowan_text_trim(one);
        if (one.size == 0)
            continue;
        lua_pushlstring(L, one.data, one.size);
        lua_rawseti(L, -2, ++count);
    }
}

/* conn:ddl("target" or "source", mapping [, if_missing]) -> { statement, ... } */
int rowan_connection_ddl(lua_State *L)
{
    static const char *const kinds[] = {"target", "source", NULL};
    struct rowan_connection *c = rowan_connection_check(L, 1);
    int kind = luaL_checkoption(L, 2, NULL, kinds);
    struct rowan_mapping *m = rowan_mapping_check(L, 3);
    bool if_missing = lua_toboolean(L, 4);
    struct rowan_buffer *out = rowan_connection_buffer(L);
    struct rowan_error err = {0};
    enum rowan_status st;

    rowan_connection_check(L, 1);
    st = kind == 0 ? rowan_ddl_target(c->db, m->plan, if_missing, out, &err)
                   : rowan_ddl_source(c->db, m->plan, if_missing, out, &err);
    rowan_state_check(L, st, &err);
    push_statements(L, rowan_buffer_text(out));
    return 1;
}

/* ---- findings ---- */

/* Kept aside while the check runs: it holds things of its own, so nothing may raise in the middle of it. */
struct item {
    struct item *next;
    struct rowan_finding finding; /* texts in the arena */
};

struct findings {
    struct rowan_arena arena;
    struct item *first;
    struct item **end;
    bool no_memory;
};

static int findings_gc(lua_State *L)
{
    struct findings *all = luaL_checkudata(L, 1, FINDINGS);

    rowan_arena_clear(&all->arena);
    all->first = NULL;
    return 0;
}

void rowan_connection_open_findings(lua_State *L)
{
    luaL_newmetatable(L, FINDINGS);
    lua_pushcfunction(L, findings_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

static struct findings *new_findings(lua_State *L)
{
    struct findings *all = lua_newuserdatauv(L, sizeof *all, 0);

    memset(all, 0, sizeof *all);
    rowan_arena_init(&all->arena, 0);
    all->end = &all->first;
    luaL_setmetatable(L, FINDINGS);
    return all;
}

static const char *copy(struct findings *all, const char *text)
{
    char *made = text ? rowan_arena_copy(&all->arena, text, strlen(text)) : NULL;

    all->no_memory |= text && !made;
    return made;
}

/* Called by the check for every finding. */
static void add_finding(void *context, const struct rowan_finding *finding)
{
    struct findings *all = context;
    struct item *item = rowan_arena_alloc(&all->arena, sizeof *item);

    if (!item) {
        all->no_memory = true;
        return;
    }
    item->finding = *finding;
    item->finding.file = copy(all, finding->file);
    item->finding.table = copy(all, finding->table);
    item->finding.column = copy(all, finding->column);
    item->finding.message = copy(all, finding->message);
    *all->end = item;
    all->end = &item->next;
}

static void push_finding(lua_State *L, const struct rowan_finding *finding)
{
    lua_createtable(L, 0, 6);
    lua_pushboolean(L, finding->error);
    lua_setfield(L, -2, "error");
    lua_pushstring(L, finding->file);
    lua_setfield(L, -2, "file");
    lua_pushinteger(L, finding->line);
    lua_setfield(L, -2, "line");
    lua_pushstring(L, finding->table);
    lua_setfield(L, -2, "table");
    lua_pushstring(L, finding->column);
    lua_setfield(L, -2, "column");
    lua_pushstring(L, finding->message);
    lua_setfield(L, -2, "message");
}

/* conn:check(mapping) -> { { error =, file =, line =, table =, column =, message = }, ... } */
int rowan_connection_check_mapping(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_mapping *m = rowan_mapping_check(L, 2);
    struct findings *all = new_findings(L);
    struct rowan_error err = {0};
    enum rowan_status st;
    lua_Integer count = 0;

    rowan_connection_check(L, 1); /* making the list can run finalizers */
    st = rowan_catalog_check(c->db, c->db, m->plan, add_finding, all, &err);
    if (all->no_memory)
        st = rowan_fail(&err, ROWAN_NO_MEMORY, "memory", "no memory for the findings");
    if (st != ROWAN_OK && (st != ROWAN_MAPPING || !all->first))
        rowan_state_raise(L, &err);
    lua_newtable(L);
    for (const struct item *item = all->first; item; item = item->next) {
        push_finding(L, &item->finding);
        lua_rawseti(L, -2, ++count);
    }
    return 1;
}

/* conn:documents(mapping) -> how many rows of its source are documents */
int rowan_connection_documents(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_mapping *m = rowan_mapping_check(L, 2);
    struct rowan_error err = {0};
    int64_t count = 0;

    rowan_state_check(L, rowan_filter_count(c->db, m->plan, &count, &err), &err);
    lua_pushinteger(L, count);
    return 1;
}

/* ---- statements ---- */

/* conn:pager_sql(mapping) -> the statement that reads a page, for EXPLAIN */
int rowan_connection_pager_sql(lua_State *L)
{
    struct rowan_connection *c = rowan_connection_check(L, 1);
    struct rowan_mapping *m = rowan_mapping_check(L, 2);
    struct rowan_range range = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    struct rowan_buffer *sql = rowan_connection_buffer(L);
    struct rowan_pager *pager = NULL;
    struct rowan_error err = {0};
    enum rowan_status st;

    rowan_connection_check(L, 1);
    st = rowan_pager_open(&pager, c->db, m->plan, &range, 500, (size_t)32 << 20, &err);
    if (st == ROWAN_OK && !rowan_buffer_append_text(sql, rowan_pager_sql(pager)))
        st = rowan_fail(&err, ROWAN_NO_MEMORY, "memory", "no memory for a statement");
    rowan_pager_close(pager);
    rowan_state_check(L, st, &err);
    lua_pushlstring(L, sql->data, sql->size);
    return 1;
}
