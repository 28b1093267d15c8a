/*
 * argv -> script. `rowan NAME` runs scripts/NAME.lua, `rowan FILE.lua` a user's script, both with the
 * standard libraries and the module `rowan`. The scripts are found next to the program, so it need not be
 * installed: $ROWAN_HOME, then the folder above the program's, then its share/rowan.
 */
#include <dirent.h>
#include <lauxlib.h>
#include <limits.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/locale.h"
#include "base/suggest.h"
#include "sandbox/lua_state.h"
#include "sandbox/script_message.h"
#include "sandbox/strict.h"
#include "language/mapping.h"
#include "modules/lua_job.h"
#include "modules/lua_json.h"
#include "modules/lua_mapping.h"
#include "modules/lua_odbc.h"
#include "modules/lua_terminal.h"
#include "modules/lua_xml.h"
#include "plan/parameter.h"
#include "rowan.h"
#include "run/worker/worker.h"

/* Exit statuses of the program. */
enum { EXIT_WRONG_USE = 2, EXIT_NO_DATABASE = 3, EXIT_SCRIPT_ERROR = 70, EXIT_SYSTEM = 71 };

/* ---- the module ---- */

/* rowan.clock() -> seconds, monotonic */
static int module_clock(lua_State *L)
{
    lua_pushnumber(L, (lua_Number)rowan_clock_now() / 1e9);
    return 1;
}

/* rowan.suggest(word, candidates) -> the candidate that is meant, or nil */
static int module_suggest(lua_State *L)
{
    struct rowan_suggest suggest;

    luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    rowan_suggest_init(&suggest, rowan_state_text(L, 1));
    for (lua_Integer i = 1; lua_rawgeti(L, 2, i) != LUA_TNIL; i++) {
        if (lua_type(L, -1) != LUA_TSTRING)
            return luaL_argerror(L, 2, "a list of texts is wanted");
        rowan_suggest_offer(&suggest, lua_tostring(L, -1)); /* the table keeps it */
        lua_pop(L, 1);
    }
    lua_pushstring(L, rowan_suggest_word(&suggest));
    return 1;
}

int luaopen_rowan(lua_State *L)
{
    static const luaL_Reg parts[] = {{"mapping", rowan_open_mapping},
                                     {"xml", rowan_open_xml},
                                     {"odbc", rowan_open_odbc},
                                     {"job", rowan_open_job},
                                     {"json", rowan_open_json},
                                     {"terminal", rowan_open_terminal},
                                     {NULL, NULL}};
    char name[40];

    lua_newtable(L);
    for (const luaL_Reg *part = parts; part->name; part++) {
        part->func(L);
        snprintf(name, sizeof name, "rowan.%s", part->name);
        rowan_strict_table(L, name);
        lua_setfield(L, -2, part->name);
    }
    lua_pushcfunction(L, module_clock);
    lua_setfield(L, -2, "clock");
    lua_pushcfunction(L, module_suggest);
    lua_setfield(L, -2, "suggest");
    lua_pushliteral(L, ROWAN_VERSION);
    lua_setfield(L, -2, "version");
    rowan_strict_table(L, "rowan");
    return 1;
}

/* ---- workers ---- */

static enum rowan_status load_plan(void *context, const struct rowan_file *files, size_t count,
                                   const char *parameters, const char *where, double call_seconds,
                                   const struct rowan_plan **plan, void **keep, struct rowan_error *err)
{
    struct rowan_mapping *mapping = NULL;
    enum rowan_status st = rowan_mapping_load(&mapping, files, count, parameters, err);

    (void)context;
    if (st == ROWAN_OK)
        st = rowan_plan_parameters_given(mapping->plan, err);
    if (st == ROWAN_OK && where)
        st = rowan_mapping_narrow(mapping, where, err);
    if (st == ROWAN_OK)
        st = rowan_mapping_limit(mapping, call_seconds, err);
    *plan = mapping ? mapping->plan : NULL;
    *keep = mapping;
    return st;
}

static void close_plan(void *keep)
{
    rowan_mapping_free(keep);
}

/* ---- where the scripts are ---- */

static bool has_scripts(const char *home)
{
    char path[PATH_MAX];

    return snprintf(path, sizeof path, "%s/scripts/help.lua", home) < (int)sizeof path &&
           access(path, R_OK) == 0;
}

/* The folder of the program itself; argv[0] where the system does not tell. */
static bool program_folder(const char *argv0, char *out, size_t size)
{
    char *slash;
    ssize_t n = readlink("/proc/self/exe", out, size - 1);

    if (n > 0) {
        out[n] = '\0';
    } else if (strchr(argv0, '/') && size >= PATH_MAX) {
        if (!realpath(argv0, out))
            return false;
    } else {
        return false;
    }
    slash = strrchr(out, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

static bool find_home(const char *argv0, char *out, size_t size)
{
    static const char *const beside[] = {"..", ".", "../share/rowan", "../.."};
    const char *given = getenv("ROWAN_HOME");
    char folder[PATH_MAX];

    if (given) {
        snprintf(out, size, "%s", given);
        return has_scripts(out);
    }
    if (!program_folder(argv0, folder, sizeof folder))
        return false;
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        char path[PATH_MAX + 32];
        char whole[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, beside[i]);
        if (realpath(path, whole) && has_scripts(whole)) {
            snprintf(out, size, "%s", whole);
            return true;
        }
    }
    return false;
}

static int is_script(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 4 && strcmp(entry->d_name + length - 4, ".lua") == 0;
}

/* The message of a name that is none of scripts/, with the one that may be meant. */
static void fail_subcommand(const char *home, const char *name)
{
    struct rowan_suggest suggest;
    struct dirent **found;
    char path[PATH_MAX];
    char hint[100];
    int count;

    count = snprintf(path, sizeof path, "%s/scripts", home) < (int)sizeof path
                ? scandir(path, &found, is_script, alphasort)
                : -1;
    rowan_suggest_init(&suggest, rowan_slice_of(name));
    for (int i = 0; i < count; i++) {
        found[i]->d_name[strlen(found[i]->d_name) - 4] = '\0';
        rowan_suggest_offer(&suggest, found[i]->d_name);
    }
    fprintf(
        stderr,
        "rowan: there is no subcommand \"%s\"%s; rowan help lists them, and a script's name ends in .lua\n",
        name, rowan_suggest_hint(&suggest, hint, sizeof hint));
    for (int i = 0; i < count; i++)
        free(found[i]);
    if (count >= 0)
        free(found);
}

/* What to run, and how many arguments that used up: a name of scripts/, a file, --version, or help. */
static int choose_script(int argc, char **argv, const char *home, char *script, size_t size)
{
    const char *name = argc > 1 ? argv[1] : "help";
    size_t length = strlen(name);

    if (length > 4 && strcmp(name + length - 4, ".lua") == 0) {
        snprintf(script, size, "%s", name);
        return 1;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    snprintf(script, size, "%s/scripts/%s.lua", home, name);
    if (name[0] == '-' || strchr(name, '/') || access(script, R_OK) != 0) {
        fail_subcommand(home, name);
        return -1;
    }
    return argc > 1 ? 1 : 0;
}

/* ---- running a script ---- */

static void set_arguments(lua_State *L, const char *script, int argc, char **argv, int used)
{
    lua_createtable(L, argc, 2);
    lua_pushstring(L, argv[0]);
    lua_rawseti(L, -2, -1);
    lua_pushstring(L, script);
    lua_rawseti(L, -2, 0);
    for (int i = used + 1; i < argc; i++) {
        lua_pushstring(L, argv[i]);
        lua_rawseti(L, -2, i - used);
    }
    lua_setglobal(L, "arg");
}

static void open_state(lua_State *L, const char *home)
{
    luaL_openlibs(L);
    luaL_requiref(L, "rowan", luaopen_rowan, 1);
    lua_pushstring(L, home);
    lua_setfield(L, -2, "home");
    lua_pop(L, 1);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "path");
    lua_pushfstring(L, "%s/scripts/?.lua;%s", home, lua_tostring(L, -1));
    lua_setfield(L, -3, "path");
    lua_pop(L, 2);
}

/* Lua's own messages as mappings show them, too, with the place of the call. */
static const char *in_words(lua_State *L, const char *message)
{
    size_t size = 2 * strlen(message) + 500; /* what is replaced stands twice at most */
    char *out = lua_newuserdatauv(L, size, 0);

    rowan_script_message(message, out, size);
    return out;
}

/* Error objects go through untouched; for anything else a traceback helps. */
static int on_error(lua_State *L)
{
    const char *message;

    if (rowan_state_status(L, 1) != ROWAN_OK)
        return 1;
    rowan_script_message_place(L);
    lua_pushvalue(L, -1);
    lua_replace(L, 1);
    message = lua_tostring(L, 1);
    if (!message && luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL)
        message = luaL_tolstring(L, 1, NULL);
    if (!message)
        message = lua_pushfstring(L, "(an error with a %s as its value)", luaL_typename(L, 1));
    luaL_traceback(L, L, in_words(L, message), 1);
    return 1;
}

static int report_failure(lua_State *L)
{
    enum rowan_status status = rowan_state_status(L, -1);

    if (status == ROWAN_OK) {
        fprintf(stderr, "rowan: %s\n", lua_tostring(L, -1));
        return EXIT_SCRIPT_ERROR;
    }
    lua_pushliteral(L, "message");
    fprintf(stderr, "rowan: %s\n", lua_rawget(L, -2) == LUA_TSTRING ? lua_tostring(L, -1) : "(no message)");
    switch (status) {
    case ROWAN_USAGE:
    case ROWAN_MAPPING:
        return EXIT_WRONG_USE;
    case ROWAN_LOST:
    case ROWAN_CONFIG:
    case ROWAN_DATABASE:
    case ROWAN_BUSY:
    case ROWAN_TIMEOUT:
    case ROWAN_NO_ROOM:
        return EXIT_NO_DATABASE;
    case ROWAN_NO_MEMORY:
    case ROWAN_SYSTEM:
        return EXIT_SYSTEM;
    default:
        return EXIT_FAILURE;
    }
}

static int run_script(lua_State *L, const char *script, int argc, int used)
{
    int count = argc - used - 1;
    int status = EXIT_SUCCESS;

    lua_pushcfunction(L, on_error);
    if (luaL_loadfile(L, script) != LUA_OK) {
        fprintf(stderr, "rowan: %s\n", in_words(L, lua_tostring(L, -1)));
        return EXIT_WRONG_USE;
    }
    lua_getglobal(L, "arg");
    luaL_checkstack(L, count + 4, "too many arguments");
    for (int i = 1; i <= count; i++)
        lua_rawgeti(L, 3, i);
    lua_remove(L, 3);
    if (lua_pcall(L, count, 1, 1) != LUA_OK)
        status = report_failure(L);
    else if (lua_isinteger(L, -1))
        status = (int)lua_tointeger(L, -1);
    return status;
}

/* Everything that needs memory of Lua's is done under one protected call. */
struct program {
    const char *home;
    const char *script;
    int argc;
    char **argv;
    int used;
    int status;
};

static int run_program(lua_State *L)
{
    struct program *program = lua_touserdata(L, 1);

    lua_settop(L, 0);
    open_state(L, program->home);
    set_arguments(L, program->script, program->argc, program->argv, program->used);
    program->status = run_script(L, program->script, program->argc, program->used);
    return 0;
}

int rowan_main(int argc, char **argv)
{
    static const struct rowan_plan_loader loader = {NULL, load_plan, close_plan};
    char home[PATH_MAX];
    char script[PATH_MAX + 256];
    struct program program = {home, script, argc, argv, 0, EXIT_SUCCESS};
    lua_State *L;
    int status;

    rowan_locale_use();
    if (argc > 1 && strcmp(argv[1], ROWAN_WORKER_ARGUMENT) == 0)
        _exit(rowan_worker_main(argc, argv, &loader));
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("rowan %s\n", ROWAN_VERSION);
        return EXIT_SUCCESS;
    }
    if (!find_home(argc ? argv[0] : "", home, sizeof home)) {
        fprintf(stderr, "rowan: cannot find its scripts; set ROWAN_HOME to the folder that holds scripts/\n");
        return EXIT_WRONG_USE;
    }
    program.used = choose_script(argc, argv, home, script, sizeof script);
    if (program.used < 0)
        return EXIT_WRONG_USE;
    L = luaL_newstate();
    if (!L) {
        fprintf(stderr, "rowan: out of memory\n");
        return EXIT_SYSTEM;
    }
    lua_pushcfunction(L, run_program);
    lua_pushlightuserdata(L, &program);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        fprintf(stderr, "rowan: %s\n", lua_tostring(L, -1));
        program.status = EXIT_SYSTEM;
    }
    status = program.status;
    lua_close(L);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "rowan: standard output could not be written: is the disk full?\n");
        return status ? status : EXIT_SYSTEM;
    }
    return status;
}
