/* States, error objects, and the way between Lua's errors and the core's. */
#include "unit.h"

#include <lauxlib.h>
#include <lualib.h>
#include <math.h>

#include "sandbox/lua_state.h"

#define CEILING ((size_t)4 << 20)

/* Load a chunk into a limited state, call it, and describe what came. */
static const char *run(lua_State *L, const char *code, enum rowan_status status, enum rowan_status wanted)
{
    static struct rowan_error err;
    int top = lua_gettop(L);

    memset(&err, 0, sizeof err);
    assert_int_equal(luaL_loadstring(L, code), LUA_OK);
    assert_int_equal(rowan_state_call(L, 0, 1, status, &err), wanted);
    if (wanted == ROWAN_OK)
        lua_pop(L, 1);
    else
        assert_int_equal(err.status, wanted);
    assert_int_equal(lua_gettop(L), top);
    return err.message;
}

static void test_limited(void **state)
{
    static const char *const absent[] = {"io", "os", "debug", "package", "coroutine", "require"};
    lua_State *L = rowan_state_limited(CEILING);

    (void)state;
    assert_non_null(L);
    assert_int_equal(lua_gettop(L), 0);
    for (size_t i = 0; i < COUNT(absent); i++) {
        assert_int_equal(lua_getglobal(L, absent[i]), LUA_TNIL);
        lua_pop(L, 1);
    }
    rowan_state_close(L);
    rowan_state_close(NULL);
    assert_null(rowan_state_limited(100));
    for (size_t limit = 1000; limit < 60000; limit += 97) /* ends anywhere in between: no leak, no crash */
        rowan_state_close(rowan_state_limited(limit));
}

static void test_memory(void **state)
{
    static const char message[] = "the mapping needs more memory than it may have: does a function call "
                                  "itself, or a loop fill a table, without end?";
    static const char *const greedy[] = {
        "local t = {} while true do t[#t + 1] = {} end",
        "local s = 'x' while true do s = s .. s end",
        "return ('x'):rep(1e9)",
        "local t = {} for i = 1, 1e8 do t[i] = i end",
        "pcall(string.rep, 'x', 1e9)",
        "pcall(function() local t = {} while true do t[#t + 1] = {} end end) local u = {} return 5",
        "local function f() return pcall(f) end while true do local t = table.pack(('x'):rep(1e8)) end",
        "return (('x'):rep(1000):gsub('x', ('y'):rep(10000)))",
        "local t = {} for i = 1, 1e7 do t[i] = 'abcdefgh' .. i end return table.concat(t)",
    };
    lua_State *L = rowan_state_limited(CEILING);

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(greedy); i++) {
            assert_string_equal(run(L, greedy[i], ROWAN_DOCUMENT, ROWAN_DOCUMENT), message);
            run(L, "local t = {} for i = 1, 1000 do t[i] = i end return #t", ROWAN_DOCUMENT, ROWAN_OK);
        }
    }
    assert_false(rowan_state_exhausted(L));
    rowan_state_close(L);
}

/* Garbage is no reason to fail: far more than the ceiling passes through, a little at a time. */
static void test_garbage(void **state)
{
    lua_State *L = rowan_state_limited(CEILING);

    (void)state;
    run(L, "for i = 1, 200000 do local t = { i, tostring(i), {} } end return 1", ROWAN_DOCUMENT, ROWAN_OK);
    run(L, "for i = 1, 100 do local s = ('x'):rep(1000000) end return 1", ROWAN_DOCUMENT, ROWAN_OK);
    lua_gc(L, LUA_GCSTOP); /* as if the collector were always late: emergencies have to do */
    run(L, "for i = 1, 200000 do local t = { i, {} } end return 1", ROWAN_DOCUMENT, ROWAN_OK);
    rowan_state_close(L);
}

static void test_exhausted(void **state)
{
    lua_State *L = rowan_state_limited(CEILING);
    lua_State *plain = luaL_newstate();

    (void)state;
    assert_false(rowan_state_exhausted(plain));
    assert_false(rowan_state_exhausted(L));
    assert_int_equal(luaL_dostring(L, "pcall(string.rep, 'x', 1e9)"), LUA_OK);
    assert_true(rowan_state_exhausted(L));
    assert_false(rowan_state_exhausted(L));
    lua_close(plain);
    rowan_state_close(L);
}

static void test_messages(void **state)
{
    lua_State *L = rowan_state_limited(CEILING);

    (void)state;
    assert_string_equal(run(L, "error('plain', 0)", ROWAN_MAPPING, ROWAN_MAPPING), "plain");
    assert_string_equal(run(L, "error('a\\0b', 0)", ROWAN_MAPPING, ROWAN_MAPPING), "a");
    assert_string_equal(run(L, "error('a\\27[1m\\xFF\\xC2\\x9B', 0)", ROWAN_MAPPING, ROWAN_MAPPING),
                        "a [1m?  ");
    assert_string_equal(run(L, "error(-7)", ROWAN_MAPPING, ROWAN_MAPPING), "-7");
    assert_string_equal(run(L, "error(2^70)", ROWAN_MAPPING, ROWAN_MAPPING), "1.1805916207174113e+21");
    assert_string_equal(run(L, "error(0/0)", ROWAN_MAPPING, ROWAN_MAPPING), "nan");
    assert_string_equal(run(L, "error(nil)", ROWAN_MAPPING, ROWAN_MAPPING),
                        "an error was raised with a nil as its value");
    assert_string_equal(run(L, "error(setmetatable({}, { __tostring = function() error('inner') end }))",
                            ROWAN_MAPPING, ROWAN_MAPPING),
                        "an error was raised with a table as its value");
    assert_string_equal(run(L, "error(true)", ROWAN_MAPPING, ROWAN_MAPPING),
                        "an error was raised with a boolean as its value");
    assert_int_equal(strlen(run(L, "error(('x'):rep(100000), 0)", ROWAN_MAPPING, ROWAN_MAPPING)),
                     ROWAN_MESSAGE_MAX - 1);
    lua_pushliteral(L, "nobody asks");
    assert_int_equal(rowan_state_error(L, ROWAN_DOCUMENT, NULL), ROWAN_DOCUMENT);
    assert_int_equal(lua_gettop(L), 0);
    rowan_state_close(L);
}

/* ---- error objects ---- */

static int raise_lost(lua_State *L)
{
    struct rowan_error err;

    rowan_fail(&err, ROWAN_LOST, "lost", "the server went away");
    memcpy(err.sqlstate, "08006", 6);
    return rowan_state_raise(L, &err);
}

static int check_ok(lua_State *L)
{
    struct rowan_error err = {0};

    rowan_state_check(L, ROWAN_OK, &err);
    lua_pushliteral(L, "went on");
    return 1;
}

static void test_objects(void **state)
{
    lua_State *L = luaL_newstate();

    (void)state;
    luaL_openlibs(L);
    lua_register(L, "raise_lost", raise_lost);
    lua_register(L, "check_ok", check_ok);
    assert_int_equal(
        luaL_dostring(L,
                      "local ok, e = pcall(raise_lost) assert(not ok and e.status == 'connection lost' and "
                      "e.reason == 'lost' and e.sqlstate == '08006' and tostring(e) == e.message and "
                      "e.message == 'the server went away') assert(check_ok() == 'went on') return e"),
        LUA_OK);
    assert_int_equal(rowan_state_status(L, -1), ROWAN_LOST);
    assert_int_equal(rowan_state_status(L, 1), ROWAN_LOST);
    lua_pushinteger(L, 5);
    assert_int_equal(rowan_state_status(L, -1), ROWAN_OK);
    assert_int_equal(rowan_state_status(L, -2), ROWAN_LOST);
    lua_newtable(L);
    assert_int_equal(rowan_state_status(L, -1), ROWAN_OK);
    lua_newtable(L);
    lua_setmetatable(L, -2);
    assert_int_equal(rowan_state_status(L, -1), ROWAN_OK);
    assert_int_equal(rowan_state_status(L, 99), ROWAN_OK);
    assert_int_equal(lua_gettop(L), 3);
    lua_close(L);
}

/* ---- values ---- */

static void test_numbers(void **state)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {100, "100"},
        {1e15, "1000000000000000"},
        {1e16, "10000000000000000"},
        {1e20, "100000000000000000000"},
        {1e21, "1e+21"},
        {-1e-7, "-0.0000001"},
        {1e-8, "1e-08"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e300, "1e+300"},
        {123456.789, "123456.789"},
        {5e-5, "0.00005"},
        {2251799813685249.5, "2251799813685249.5"},
    };
    char out[ROWAN_NUMBER_MAX];
    uint64_t seed = 1;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(rowan_state_number(rows[i].number, out), rows[i].text);
    assert_string_equal(rowan_state_number(NAN, out), "nan");
    assert_string_equal(rowan_state_number(-INFINITY, out), "-inf");
    for (int i = 0; i < 100000; i++) { /* any bits: what is written reads back as the same number */
        double number;
        const char *text;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        memcpy(&number, &seed, sizeof number);
        if (i % 2)
            number = (double)(int64_t)seed / (double)(1u << (i % 30));
        if (!isfinite(number))
            continue;
        text = rowan_state_number(number, out);
        assert_true(strlen(text) < ROWAN_NUMBER_MAX - 1);
        assert_true(strtod(text, NULL) == number);
    }
}

static int read_field(lua_State *L)
{
    const char *name = rowan_state_string_field(L, 1, "name");

    lua_pushstring(L, name ? name : "(none)");
    return 1;
}

static void test_fields(void **state)
{
    static const char code[] = "assert(field { name = 'x' } == 'x') "
                               "assert(field {} == '(none)') "
                               "assert(field { name = 12 } == '12') "
                               "local function fails(t, part) local ok, m = pcall(field, t) assert(not ok "
                               "and m:find(part, 1, true), m) end "
                               "fails({ name = {} }, 'name must be a string, not a table') "
                               "fails({ name = true }, 'name must be a string, not a boolean') ";
    lua_State *L = luaL_newstate();

    (void)state;
    luaL_openlibs(L);
    lua_register(L, "field", read_field);
    if (luaL_dostring(L, code) != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    lua_close(L);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limited),   cmocka_unit_test(test_memory),   cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_exhausted), cmocka_unit_test(test_messages), cmocka_unit_test(test_objects),
        cmocka_unit_test(test_numbers),   cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
