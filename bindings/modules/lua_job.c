/*
 * rowan.job { ... }:run(): the supervisor from a script. Callbacks run in a protected call each: an error in
 * one drains the run, and is raised when the workers are gone.
 */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modules/lua_connection.h"
#include "odbc/connection_string.h"
#include "language/files.h"
#include "language/parameters.h"
#include "plan/parameter.h"
#include "sandbox/lua_state.h"
#include "sandbox/strict.h"
#include "modules/lua_coverage.h"
#include "modules/mapping_object.h"
#include "modules/script_object.h"
#include "modules/lua_job.h"
#include "run/supervisor/job_range.h"
#include "run/supervisor/supervisor.h"

#define JOB "rowan.job object"

/* What the callbacks work on. Functions are stack indices, 0 where there is none. */
struct running {
    lua_State *L;
    int on_progress;
    int on_chunk;
    int on_event;
    int failure; /* stack index kept for the first error that a callback raises */
    bool failed;
    const struct rowan_plan *plan; /* of the mapping, which the stack holds */
};

static const char *const fields[] = {"mapping",
                                     "connect",
                                     "password",
                                     "feed",
                                     "moved",
                                     "set",
                                     "changed",
                                     "reload",
                                     "of_run",
                                     "of_version",
                                     "key",
                                     "workers",
                                     "chunk",
                                     "page",
                                     "page_bytes",
                                     "commit",
                                     "batch_bytes",
                                     "from",
                                     "to",
                                     "limit",
                                     "deadline",
                                     "grace",
                                     "max_failed",
                                     "max_rejected",
                                     "log_level",
                                     "profile",
                                     "warnings",
                                     "database_deadline",
                                     "call_seconds",
                                     "patience_ms",
                                     "retry_least_ms",
                                     "retry_most_ms",
                                     "on_event",
                                     "on_chunk",
                                     "on_progress",
                                     "source",
                                     "target",
                                     "source_password",
                                     "target_password",
                                     NULL};

/* ---- callbacks ---- */

static void set_integer(lua_State *L, const char *name, int64_t value)
{
    lua_pushinteger(L, value);
    lua_setfield(L, -2, name);
}

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_progress(lua_State *L, const struct rowan_progress *p)
{
    set_integer(L, "total", p->total);
    lua_pushboolean(L, p->total_known);
    lua_setfield(L, -2, "total_known");
    set_integer(L, "loaded", p->loaded);
    set_integer(L, "failed", p->failed);
    set_integer(L, "already_loaded", p->already_loaded);
    set_integer(L, "skipped", p->skipped);
    set_integer(L, "rejected", p->rejected);
    set_integer(L, "sent", p->sent);
    set_integer(L, "rows", p->rows);
    set_integer(L, "bytes", p->bytes);
    set_number(L, "seconds", p->seconds);
    set_integer(L, "workers", p->workers);
}

static void set_text(lua_State *L, const char *name, const char *text)
{
    if (!text)
        return;
    lua_pushstring(L, text);
    lua_setfield(L, -2, name);
}

static void set_chunk(lua_State *L, const struct rowan_chunk_report *chunk)
{
    set_integer(L, "number", chunk->number);
    set_integer(L, "documents", chunk->documents);
    set_integer(L, "attempts", chunk->attempts);
    set_number(L, "seconds", chunk->seconds);
    set_text(L, "to", chunk->to);
}

static void set_worker(lua_State *L, const struct rowan_event *event)
{
    if (event->worker)
        set_integer(L, "worker", event->worker);
    if (event->attempts)
        set_integer(L, "attempts", event->attempts);
    if (event->key.size) {
        lua_pushlstring(L, event->key.data, event->key.size);
        lua_setfield(L, -2, "key");
    }
    set_text(L, "doing", event->doing);
    set_text(L, "reason", event->reason);
}

static void set_death(lua_State *L, const struct rowan_event *event)
{
    set_number(L, "wait_seconds", event->wait_seconds);
    lua_pushboolean(L, event->quarantined);
    lua_setfield(L, -2, "quarantined");
}

static const char *text_name(enum rowan_event_kind kind)
{
    return kind == ROWAN_EVENT_BEGUN ? "run_id" : kind == ROWAN_EVENT_DONE ? "outcome" : "message";
}

/* The fields of the event, into the table at the top. */
static void set_event(lua_State *L, const struct rowan_event *event)
{
    if (event->progress)
        set_progress(L, event->progress);
    if (event->chunk)
        set_chunk(L, event->chunk);
    set_worker(L, event);
    if (event->kind == ROWAN_EVENT_WORKER_DIED)
        set_death(L, event);
    if (event->kind == ROWAN_EVENT_LOG)
        set_text(L, "level", rowan_log_level_name(event->level));
    set_text(L, text_name(event->kind), event->text);
}

/* Of events of any kind. */
static const char *const event_fields[] = {
    "kind",    "total",   "total_known", "loaded",  "failed",       "already_loaded", "sent",      "rows",
    "bytes",   "seconds", "workers",     "number",  "to",           "worker",         "documents", "attempts",
    "key",     "doing",   "reason",      "message", "wait_seconds", "quarantined",    "level",     "run_id",
    "outcome", "skipped", "rejected",    NULL};

/* Inside a protected call: build the table and call the function; true means go on. */
static int call_back(lua_State *L)
{
    const struct rowan_event *event = lua_touserdata(L, 2);

    lua_settop(L, 1);
    lua_newtable(L);
    set_event(L, event);
    set_text(L, "kind", rowan_event_name(event->kind));
    rowan_strict_record(L, "an event", event_fields);
    lua_call(L, 1, 1);
    lua_pushboolean(L, !(lua_isboolean(L, -1) && !lua_toboolean(L, -1)));
    return 1;
}

static bool pass_on(struct running *running, int function, const struct rowan_event *event)
{
    lua_State *L = running->L;
    bool go_on;

    if (!function)
        return true;
    lua_pushcfunction(L, call_back);
    lua_pushvalue(L, function);
    lua_pushlightuserdata(L, (void *)(uintptr_t)event);
    if (lua_pcall(L, 2, 1, 0) != LUA_OK) {
        if (running->failed)
            lua_pop(L, 1);
        else
            lua_replace(L, running->failure); /* needs no memory: the supervisor cannot be unwound */
        running->failed = true;
        return false;
    }
    go_on = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return go_on;
}

static bool take_event(void *context, const struct rowan_event *event)
{
    struct running *running = context;
    bool go_on = pass_on(running, running->on_event, event);

    if (event->kind == ROWAN_EVENT_PROGRESS)
        go_on = pass_on(running, running->on_progress, event) && go_on;
    if (event->kind == ROWAN_EVENT_CHUNK_DONE)
        go_on = pass_on(running, running->on_chunk, event) && go_on;
    return go_on;
}

static void write_log(void *context, enum rowan_log_level level, const char *message)
{
    (void)context;
    fprintf(stderr, "rowan: %s: %s\n", rowan_log_level_name(level), message);
}

/* ---- running ---- */

static int function_field(lua_State *L, const char *name)
{
    if (lua_getfield(L, 1, name) == LUA_TNIL)
        return 0; /* the nil stays on the stack; nothing refers to it */
    if (!lua_isfunction(L, -1))
        luaL_error(L, "%s must be a function, not a %s", name, luaL_typename(L, -1));
    return lua_gettop(L);
}

static enum rowan_log_level log_level(lua_State *L)
{
    const char *name = rowan_state_string_field(L, 1, "log_level");
    int level = name ? rowan_log_level_find(name) : ROWAN_LOG_WARN;

    if (level < 0)
        luaL_error(L, "log_level must be error, warn, info or debug, not \"%s\"", name);
    return (enum rowan_log_level)level;
}

/* A number that is none of its setting's, as it was written. */
static lua_Integer fail_number(lua_State *L, const char *name)
{
    const struct rowan_job_range *range = rowan_job_range_find(name);
    bool number = lua_type(L, -1) == LUA_TNUMBER || lua_type(L, -1) == LUA_TSTRING;
    const char *shown = number ? lua_tostring(L, -1) : luaL_typename(L, -1);
    struct rowan_error err;
    char text[100];

    rowan_quote(text, sizeof text, rowan_slice_of(shown));
    rowan_fail(&err, ROWAN_USAGE, "usage", "%s must be a whole number from %lld to %lld, not %s", name,
               (long long)range->least, (long long)range->most,
               lua_type(L, -1) == LUA_TSTRING ? text : shown);
    return rowan_state_raise(L, &err);
}

/* A setting of which rowan_job_ranges knows the range; zero and missing are the default. */
static lua_Integer whole_field(lua_State *L, const char *name, lua_Integer otherwise)
{
    lua_Integer value = otherwise;
    int is_integer = 1;
    struct rowan_error err;

    if (lua_getfield(L, 1, name) != LUA_TNIL)
        value = lua_tointegerx(L, -1, &is_integer);
    if (!is_integer)
        return fail_number(L, name);
    lua_pop(L, 1);
    if (value != 0 && value != otherwise)
        rowan_state_check(L, rowan_job_range_check(name, value, &err), &err);
    return value;
}

/* A number of seconds, a fraction too; what is too small to be one is refused with the job. */
static int64_t milliseconds_field(lua_State *L, const char *name)
{
    int64_t value = 0;

    if (lua_getfield(L, 1, name) != LUA_TNIL) {
        lua_Number seconds = lua_tonumber(L, -1); /* 0 if it is none */
        value = seconds >= 0.001 && seconds <= 1e9 ? (int64_t)(seconds * 1000 + 0.5) : -1;
    }
    lua_pop(L, 1);
    return value;
}

/* warnings = "fail" */
static bool flag_field(lua_State *L, const char *name)
{
    bool value;

    lua_getfield(L, 1, name);
    if (!lua_isnoneornil(L, -1) && !lua_isboolean(L, -1))
        luaL_error(L, "%s must be true or false, not a %s", name, luaL_typename(L, -1));
    value = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return value;
}

static bool refuses_warnings(lua_State *L)
{
    const char *word = rowan_state_string_field(L, 1, "warnings");

    if (!word || strcmp(word, "show") == 0)
        return false;
    if (strcmp(word, "fail") != 0)
        luaL_error(L, "warnings must be \"show\" or \"fail\", not \"%s\"", word);
    return true;
}

static void read_settings(lua_State *L, struct rowan_job *job)
{
    job->workers = (int)whole_field(L, "workers", 0);
    job->chunk = whole_field(L, "chunk", 0);
    job->page = whole_field(L, "page", 0);
    job->page_bytes = whole_field(L, "page_bytes", 0);
    job->commit = whole_field(L, "commit", 0);
    job->batch_bytes = whole_field(L, "batch_bytes", 0);
    job->limit = whole_field(L, "limit", 0);
    job->deadline = (int)whole_field(L, "deadline", 0);
    job->call_ms = milliseconds_field(L, "call_seconds");
    job->database_deadline = whole_field(L, "database_deadline", 0);
    job->patience_ms = whole_field(L, "patience_ms", 0);
    job->retry_least_ms = whole_field(L, "retry_least_ms", 0);
    job->retry_most_ms = whole_field(L, "retry_most_ms", 0);
    job->grace = (int)whole_field(L, "grace", 0);
    job->max_failed = whole_field(L, "max_failed", -1);
    job->max_rejected = whole_field(L, "max_rejected", -1);
    job->profile = flag_field(L, "profile");
    job->moved = flag_field(L, "moved");
    job->refuse_warnings = refuses_warnings(L);
    job->from = rowan_state_string_field(L, 1, "from");
    job->to = rowan_state_string_field(L, 1, "to");
    job->changed = flag_field(L, "changed");
    job->reload = flag_field(L, "reload");
    job->reload_run = rowan_state_string_field(L, 1, "of_run");
    job->reload_key = rowan_state_string_field(L, 1, "key");
    job->reload_version = rowan_state_string_field(L, 1, "of_version");
    if ((job->reload_run || job->reload_version || job->reload_key) && !job->reload)
        luaL_error(L, "of_run, of_version and key are for reload = true");
    if (job->reload_key)
        job->from = job->to = job->reload_key;
}

/* A field of one side of the run, or that of both. */
static const char *side_field(lua_State *L, const char *name, const char *both)
{
    const char *given = rowan_state_string_field(L, 1, name);

    return given ? given : rowan_state_string_field(L, 1, both);
}

/* What is pushed here stays on the stack. */
static const char *prepare_connection(lua_State *L, const char *side, const char *password)
{
    const char *given = side_field(L, side, "connect");
    struct rowan_buffer *prepared = rowan_lua_connection_buffer(L);
    struct rowan_error err = {0};

    if (!given)
        luaL_error(L, "connect is missing, or source and target");
    rowan_state_check(
        L, rowan_connection_string_prepare(prepared, given, side_field(L, password, "password"), &err), &err);
    if (!rowan_buffer_string(prepared))
        luaL_error(L, "out of memory");
    return prepared->data;
}

static void prepare_connections(lua_State *L, struct rowan_job *job)
{
    job->connect = prepare_connection(L, "target", "target_password");
    if (job->source_root)
        return;
    job->source_connect = prepare_connection(L, "source", "source_password");
    if (strcmp(job->connect, job->source_connect) == 0)
        job->source_connect = NULL;
}

/* Put the connection string before a message that a connection could not be made. */
static void name_connection(lua_State *L, struct rowan_error *err)
{
    static const char *const sides[] = {"source", "target"};

    for (size_t i = 0; i < 2; i++) {
        size_t size = strlen(sides[i]);
        if (strncmp(err->message, sides[i], size) != 0 ||
            strncmp(err->message + size, ": connect: ", 11) != 0)
            continue;
        memmove(err->message, err->message + size + 2, strlen(err->message + size + 2) + 1);
        rowan_lua_connection_name(err, side_field(L, sides[i], "connect"));
        rowan_error_prefix(err, "%s", sides[i]);
        return;
    }
    rowan_lua_connection_name(err, side_field(L, "target", "connect"));
}

/* source = "files:DIR" goes before where the mapping was loaded for. Stays on the stack. */
static void place_files(lua_State *L, const struct rowan_mapping *m, struct rowan_job *job)
{
    static const char prefix[] = "files:";
    const char *source = rowan_state_string_field(L, 1, "source");
    bool is_folder = source && strncmp(source, prefix, strlen(prefix)) == 0;
    char *real;

    if (m->root && source && !is_folder)
        luaL_error(L,
                   "the mapping's documents are files: source is \"files:DIR\", and the database is target");
    if (!m->root && is_folder)
        luaL_error(L, "the mapping's documents are in a table: source is a database, not files:DIR");
    job->source_root = m->root;
    if (!is_folder)
        return;
    if (source[strlen(prefix)] == '\0')
        luaL_error(L, "source = \"files:\" names no folder; write \"files:DIR\"");
    real = realpath(source + strlen(prefix), NULL);
    job->source_root = lua_pushstring(L, real ? real : source + strlen(prefix));
    free(real);
}

/* Values of parameters that are set here go before those that the mapping was loaded with; a wrong one is
 * found as a worker would find it. Pushes their JSON. */
static void set_parameters(lua_State *L, const struct rowan_mapping *m, struct rowan_job *job)
{
    struct rowan_mapping *trial = NULL;
    struct rowan_error err = {0};
    enum rowan_status st = ROWAN_OK;

    if (lua_getfield(L, 1, "set") != LUA_TNIL && !lua_istable(L, -1))
        luaL_error(L, "set is a table of name = value, not a %s", luaL_typename(L, -1));
    rowan_parameters_push_set(L, lua_gettop(L), m->plan);
    job->parameters = lua_tostring(L, -1);
    if (!job->parameters)
        return;
    st = rowan_mapping_load(&trial, m->files->items, m->files->count, job->parameters, &err);
    if (st == ROWAN_OK)
        st = rowan_plan_parameters_given(trial->plan, &err);
    rowan_mapping_free(trial);
    rowan_state_check(L, st, &err);
}

/* Settings are read from a table at index 1 that no script sees. Its strings stay where they are, and what is
 * pushed here stays until the caller returns. */
static void read_job(lua_State *L, struct rowan_job *job, struct running *running, struct rowan_log *log)
{
    struct rowan_mapping *m;
    struct rowan_error err = {0};

    lua_getfield(L, 1, "mapping");
    if (!luaL_testudata(L, -1, ROWAN_LUA_MAPPING))
        luaL_error(L, "a job needs mapping = rowan.mapping.load(\"...\")");
    m = rowan_lua_mapping_check(L, lua_gettop(L));
    running->plan = m->plan;
    job->log = log;
    log->level = log_level(L);
    job->where = m->where;
    job->files = m->files->items;
    job->file_count = m->files->count;
    set_parameters(L, m, job);
    job->schema = rowan_mapping_target(m, NULL).schema;
    job->source_schema = rowan_mapping_source(m, NULL).schema;
    job->feed = rowan_state_string_field(L, 1, "feed");
    if (!job->feed)
        job->feed = rowan_mapping_feed(m);
    read_settings(L, job);
    if (job->changed && m->plan->source.revision != ROWAN_REVISION_DIGEST) {
        rowan_fail(&err, ROWAN_USAGE, "usage", "%.200s: changed is for a mapping with revision = digest()%s",
                   m->plan->tables[0].place.file,
                   m->plan->source.revision == ROWAN_REVISION_COLUMN
                       ? ": by a column changes are seen anyway"
                       : "; without a revision no document is looked at again that is loaded");
        rowan_state_raise(L, &err);
    }
    place_files(L, m, job);
    prepare_connections(L, job);
    running->on_progress = function_field(L, "on_progress");
    running->on_chunk = function_field(L, "on_chunk");
    running->on_event = function_field(L, "on_event");
    rowan_job_defaults(job);
    rowan_state_check(L, rowan_job_check(job, &err), &err);
}

/* rowan.job { mapping =, connect =, ... } -> job. The module table is argument 1. The settings are copied:
 * what is checked here is what runs. */
static int job_new(lua_State *L)
{
    struct rowan_log log = {ROWAN_LOG_WARN, write_log, NULL};
    struct running running = {.L = L};
    struct rowan_job job = {0};

    if (!lua_istable(L, 2))
        return luaL_error(L, "a job takes a table of settings: rowan.job { mapping = ..., connect = ... }");
    luaL_checkstack(L, 40, NULL);
    lua_settop(L, 2);
    rowan_strict_settings(L, 2, "a job", fields);
    lua_newtable(L);
    lua_pushnil(L);
    while (lua_next(L, 2)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, 3);
    }
    lua_replace(L, 1);
    lua_settop(L, 1);
    read_job(L, &job, &running, &log);
    lua_newuserdatauv(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, JOB);
    return 1;
}

/* Seconds by part, as a field of the result at the top. */
static void set_profile(lua_State *L, const int64_t *spent)
{
    lua_createtable(L, 0, ROWAN_PARTS);
    for (int i = 0; i < ROWAN_PARTS; i++) {
        lua_pushnumber(L, (lua_Number)spent[i] / 1e9);
        lua_setfield(L, -2, rowan_part_name((enum rowan_part)i));
    }
    lua_setfield(L, -2, "profile");
}

/* How many documents were read by the scanner, and why it left others to libxml2, likewise. */
static void set_scans(lua_State *L, const struct rowan_scan_counts *scans)
{
    lua_createtable(L, 0, ROWAN_DECLINES);
    set_integer(L, "scanner", (int64_t)scans->accepted);
    for (int i = ROWAN_DECLINE_NONE + 1; i < ROWAN_DECLINES; i++)
        set_integer(L, rowan_decline_name((enum rowan_decline)i), (int64_t)scans->declined[i]);
    lua_setfield(L, -2, "xml");
}

static const char *const result_fields[] = {
    "outcome",     "run_id",   "loaded",         "failed",   "already_loaded",
    "skipped",     "rejected", "sent",           "rows",     "bytes",
    "seconds",     "total",    "total_known",    "workers",  "chunks",
    "restarts",    "crashed",  "waits_for_room", "warnings", "commit_that_passed",
    "peak_memory", "coverage", "profile",        "xml",      "message",
    "reason",      "status",   "signal",         NULL};

static void push_result(lua_State *L, const struct rowan_job_result *result, bool profile,
                        enum rowan_status st, const struct rowan_error *err)
{
    lua_createtable(L, 0, 16);
    set_progress(L, &result->last);
    set_integer(L, "chunks", result->chunks);
    set_integer(L, "restarts", result->restarts);
    set_integer(L, "crashed", result->crashed);
    set_integer(L, "warnings", result->warnings);
    set_integer(L, "waits_for_room", result->waits);
    set_integer(L, "peak_memory", result->peak_memory);
    if (result->fewer)
        set_integer(L, "commit_that_passed", result->fewer);
    if (result->signal)
        set_integer(L, "signal", result->signal);
    if (profile) {
        set_profile(L, result->spent);
        set_scans(L, &result->scans);
    }
    lua_pushstring(L, result->run_id);
    lua_setfield(L, -2, "run_id");
    lua_pushstring(L, rowan_outcome_name(result->outcome));
    lua_setfield(L, -2, "outcome");
    if (st != ROWAN_OK) {
        lua_pushstring(L, err->message);
        lua_setfield(L, -2, "message");
        lua_pushstring(L, err->reason);
        lua_setfield(L, -2, "reason");
        lua_pushstring(L, rowan_status_name(st));
        lua_setfield(L, -2, "status");
    }
}

static const struct rowan_object_type job_type;

/* job:run() -> result. Raises an error object when the run could not begin; one that ended by something that
 * cannot heal has a result with that as its message, since what it committed counts. */
static int job_run(lua_State *L)
{
    struct running running = {.L = L};
    struct rowan_listener listener = {.context = &running, .take = take_event};
    struct rowan_log log = {ROWAN_LOG_WARN, write_log, NULL};
    struct rowan_job job = {0};
    struct rowan_job_result result = {0};
    struct rowan_error err = {0};
    enum rowan_status st;

    rowan_object_check(L, 1, &job_type);
    luaL_checkstack(L, 40, NULL);
    lua_settop(L, 1);
    lua_getiuservalue(L, 1, 1);
    lua_replace(L, 1);
    read_job(L, &job, &running, &log);
    listener.failed_documents = running.on_event != 0;
    job.coverage = rowan_lua_coverage_new(L, running.plan);
    lua_pushnil(L);
    running.failure = lua_gettop(L);
    st = rowan_supervisor_run(&job, &listener, &result, &err);
    if (running.failed) {
        lua_settop(L, running.failure);
        return lua_error(L);
    }
    if (st != ROWAN_OK)
        name_connection(L, &err);
    if (st != ROWAN_OK && !result.begun)
        return rowan_state_raise(L, &err);
    push_result(L, &result, job.profile, st, &err);
    rowan_lua_coverage_push(L, running.plan, job.coverage);
    lua_setfield(L, -2, "coverage");
    rowan_strict_record(L, "a run's result", result_fields);
    return 1;
}

/* { workers = { least, most }, ... }: of the numbers of a job */
static void push_ranges(lua_State *L)
{
    lua_newtable(L);
    for (const struct rowan_job_range *range = rowan_job_ranges; range->name; range++) {
        lua_createtable(L, 2, 0);
        lua_pushinteger(L, range->least);
        lua_rawseti(L, -2, 1);
        lua_pushinteger(L, range->most);
        lua_rawseti(L, -2, 2);
        lua_setfield(L, -2, range->name);
    }
}

static const luaL_Reg methods[] = {{"run", job_run}, {NULL, NULL}};
static const struct rowan_object_type job_type = {.name = JOB, .what = "job", .methods = methods};

int rowan_open_job(lua_State *L)
{
    rowan_object_open(L, &job_type);
    lua_newtable(L);
    push_ranges(L);
    lua_setfield(L, -2, "ranges");
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, job_new);
    lua_setfield(L, -2, "__call");
    lua_setmetatable(L, -2);
    return 1;
}
