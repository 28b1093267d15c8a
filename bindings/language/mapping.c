/*
 * A mapping's file runs once, in a limited state of its own, under one protected call; what it returns is
 * compiled. The state stays as long as the plan, for the functions of via.
 */
#include "language/mapping.h"

#include <jansson.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "sandbox/calls.h"
#include "language/compile.h"
#include "sandbox/environment.h"
#include "language/files.h"
#include "sandbox/lua_state.h"
#include "language/use.h"
#include "language/word_value.h"
#include "target/feed.h"
#include "language/words.h"
#include "rows/coverage.h"

#define STATE_MEMORY ((size_t)64 << 20) /* ceiling of a mapping's Lua state */
#define LOAD_STEPS   100000000          /* Lua instructions that loading a file may take */

/* What the protected call works on. */
struct loading {
    struct rowan_mapping *mapping;
    const json_t *set;
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

static int load_protected(lua_State *L)
{
    struct loading *loading = lua_touserdata(L, 1);
    struct rowan_mapping *mapping = loading->mapping;

    rowan_use_chunk(L, &mapping->files->items[0]);
    rowan_words_push(L);
    rowan_environment_push(L, -1);
    rowan_use_open(L, mapping->files, mapping->plan);
    lua_setupvalue(L, -3, 1);
    lua_pop(L, 1);
    lua_sethook(L, too_long, LUA_MASKCOUNT, LOAD_STEPS);
    lua_call(L, 0, 1);
    lua_sethook(L, NULL, 0, 0);
    rowan_use_close(L);
    loading->status = rowan_compile(L, mapping->plan, mapping->calls, loading->set, loading->err);
    if (loading->status == ROWAN_OK)
        rowan_calls_freeze(mapping->calls, L);
    return 0;
}

static enum rowan_status run_file(struct rowan_mapping *mapping, const char *set, struct rowan_error *err)
{
    json_t *values = set ? json_loads(set, 0, NULL) : NULL;
    struct loading loading = {mapping, values, ROWAN_OK, err};
    enum rowan_status st;

    if (set && !values)
        return rowan_out_of_memory(err);
    lua_pushcfunction(mapping->state, load_protected);
    lua_pushlightuserdata(mapping->state, &loading);
    st = rowan_state_call(mapping->state, 1, 0, ROWAN_MAPPING, err);
    json_decref(values);
    if (st == ROWAN_MAPPING && strcmp(err->reason, "memory") == 0)
        rowan_error_prefix(err, "%s", mapping->files->items[0].name);
    return st == ROWAN_OK ? loading.status : st;
}

/* Takes files. */
static enum rowan_status load(struct rowan_mapping **out, struct rowan_files *files, const char *set,
                              struct rowan_error *err)
{
    struct rowan_mapping *mapping = calloc(1, sizeof *mapping);
    enum rowan_status st = ROWAN_NO_MEMORY;

    if (!mapping) {
        rowan_files_free(files);
        return rowan_out_of_memory(err);
    }
    mapping->files = files;
    mapping->state = rowan_state_limited(STATE_MEMORY);
    if (mapping->state)
        mapping->calls = rowan_calls_new(mapping->state);
    if (!mapping->calls) {
        rowan_out_of_memory(err);
        goto done;
    }
    st = rowan_plan_new(&mapping->plan, files->items[0].name, files->items[0].text, err);
    if (st == ROWAN_OK)
        st = run_file(mapping, set, err);
    if (st == ROWAN_OK)
        st = rowan_calls_start(mapping->calls, err);
done:
    if (st == ROWAN_OK)
        *out = mapping;
    else
        rowan_mapping_free(mapping);
    return st;
}

enum rowan_status rowan_mapping_open(struct rowan_mapping **out, const char *path, const char *set,
                                     struct rowan_error *err)
{
    struct rowan_files *files;
    enum rowan_status st = rowan_files_open(&files, path, err);

    *out = NULL;
    return st == ROWAN_OK ? load(out, files, set, err) : st;
}

enum rowan_status rowan_mapping_load(struct rowan_mapping **out, const struct rowan_file *files, size_t count,
                                     const char *set, struct rowan_error *err)
{
    struct rowan_files *copy;
    enum rowan_status st = rowan_files_copy(&copy, files, count, err);

    *out = NULL;
    return st == ROWAN_OK ? load(out, copy, set, err) : st;
}

enum rowan_status rowan_mapping_limit(struct rowan_mapping *mapping, double seconds, struct rowan_error *err)
{
    return rowan_calls_limit(mapping->calls, seconds, err);
}

enum rowan_status rowan_mapping_move(struct rowan_mapping *mapping, const char *source_schema,
                                     const char *target_schema, const char *feed, struct rowan_error *err)
{
    enum rowan_status st = feed ? rowan_feed_check_name(feed, err) : ROWAN_OK;

    if (st != ROWAN_OK)
        return st;
    if (source_schema && mapping->plan->source.is_files)
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "source_schema is of tables, and this mapping's documents are files");
    if ((source_schema && !(mapping->source_schema = strdup(source_schema))) ||
        (target_schema && !(mapping->target_schema = strdup(target_schema))) ||
        (feed && !(mapping->feed = strdup(feed))))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

enum rowan_status rowan_mapping_narrow(struct rowan_mapping *mapping, const char *where,
                                       struct rowan_error *err)
{
    mapping->where = strdup(where);
    return mapping->where ? rowan_plan_narrow(mapping->plan, where, err) : rowan_out_of_memory(err);
}

/* The folder of a file; the caller frees it. */
static char *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');

    if (!slash)
        return strdup(".");
    return slash == file ? strdup("/") : strndup(file, (size_t)(slash - file));
}

enum rowan_status rowan_mapping_place(struct rowan_mapping *mapping, const char *root,
                                      struct rowan_error *err)
{
    char *given, *real;

    if (!mapping->plan->source.is_files)
        return root ? rowan_fail(err, ROWAN_USAGE, "usage",
                                 "the mapping's documents are in a table: its source is a database, not "
                                 "files:DIR")
                    : ROWAN_OK;
    given = root ? strdup(root) : folder_of(mapping->files->items[0].name);
    real = given ? realpath(given, NULL) : NULL;
    free(mapping->root);
    mapping->root = real ? real : given; /* whoever reads the files says that there is none */
    if (real)
        free(given);
    if (!mapping->root)
        return rowan_out_of_memory(err);
    if (rowan_utf8_length(rowan_slice_of(mapping->root)) < 0)
        return rowan_fail(err, ROWAN_USAGE, "usage", "the path of the files' folder is not UTF-8");
    return ROWAN_OK;
}

struct rowan_endpoint rowan_mapping_source(const struct rowan_mapping *mapping, struct rowan_connection *db)
{
    const char *schema = mapping->source_schema;

    return (struct rowan_endpoint){
        .db = db, .schema = schema ? schema : mapping->plan->source.schema, .root = mapping->root};
}

struct rowan_endpoint rowan_mapping_target(const struct rowan_mapping *mapping, struct rowan_connection *db)
{
    const char *schema = mapping->target_schema;

    return (struct rowan_endpoint){.db = db, .schema = schema ? schema : mapping->plan->target_schema};
}

static bool is_same_schema(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : !a && !b;
}

enum rowan_status rowan_mapping_check_source(const struct rowan_mapping *mapping, struct rowan_error *err)
{
    const struct rowan_plan *plan = mapping->plan;

    if (plan->source.is_files)
        return ROWAN_OK;
    if (!is_same_schema(rowan_mapping_source(mapping, NULL).schema,
                        rowan_mapping_target(mapping, NULL).schema))
        return ROWAN_OK;
    for (size_t i = 0; i < plan->table_count; i++)
        if (strcmp(plan->tables[i].name, plan->source.name) == 0)
            return rowan_fail(err, ROWAN_MAPPING, "mapping",
                              "%s:%d: %s: this is the table that the documents come from; a mapping cannot "
                              "fill it",
                              plan->tables[i].place.file, plan->tables[i].place.line, plan->tables[i].name);
    return ROWAN_OK;
}

void rowan_mapping_free(struct rowan_mapping *mapping)
{
    if (!mapping)
        return;
    if (mapping->holders > 0) {
        mapping->holders--;
        return;
    }
    rowan_coverage_free(mapping->coverage);
    rowan_plan_free(mapping->plan);
    rowan_calls_free(mapping->calls);
    rowan_state_close(mapping->state);
    rowan_files_free(mapping->files);
    free(mapping->source_schema);
    free(mapping->target_schema);
    free(mapping->root);
    free(mapping->where);
    free(mapping->feed);
    free(mapping);
}
