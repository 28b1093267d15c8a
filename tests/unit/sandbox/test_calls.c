/* Functions of a mapping: what they return, what they may read, and that nothing of theirs stays. */
#include "language/mapping_case.h"

#include <lua.h>

#include "sandbox/calls.h"

/* ---- results ---- */

static void test_results(void **state)
{
    static const struct {
        const char *body, *wanted;
    } rows[] = {
        {"return 12", "12"},
        {"return math.mininteger", "-9223372036854775808"},
        {"return 3.0", "3"},
        {"return -0.0", "0"},
        {"return 0.1", "0.1"},
        {"return 1/3", "0.3333333333333333"},
        {"return 0.1 + 0.2", "0.30000000000000004"},
        {"return 2^53", "9007199254740992"},
        {"return 2^53 - 1", "9007199254740991"},
        {"return 1e15", "1000000000000000"},
        {"return 123456789012345678.0", "123456789012345680"},
        {"return 1e20", "100000000000000000000"},
        {"return 1e21", "1e+21"},
        {"return 1e300", "1e+300"},
        {"return -1.5e-7", "-0.00000015"},
        {"return 1.5e-8", "1.5e-08"},
        {"return 0.00001", "0.00001"},
        {"return 1234.5678", "1234.5678"},
        {"return 5e-324", "4.94065645841247e-324"},
        {"return true", "true"},
        {"return false", "false"},
        {"return nil", "~"},
        {"return", "~"},
        {"return a, 'more'", "x"},
        {"return ''", "~"},
        {"return '\\u{20AC}'", "\xE2\x82\xAC"},
    };
    char text[600];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, VIA("", "%s"), rows[i].body);
        assert_string_equal(outcome(text), rows[i].wanted);
    }
}

static void test_results_refused(void **state)
{
#define AT "! line 1: t.v (m.lua:1), path \"a\": "
    (void)state;
    assert_outcome(VIA("", "return 0/0"), AT "the function returned a number that is not finite");
    assert_outcome(VIA("", "return -math.huge"), AT "the function returned a number that is not finite");
    assert_outcome(VIA("", "return {}"),
                   AT "the function returned a table; a text, a number, true, false or nil is expected");
    assert_outcome(
        VIA("", "return text"),
        AT "the function returned a type or a column; a text, a number, true, false or nil is expected");
    assert_outcome(VIA("", "return 'ab\\0c'"), AT "\"ab\" is followed by a NUL character (byte 3)");
    assert_outcome(VIA("", "return 'ab\\xFFc'"),
                   AT "\"ab\" is followed by what is not UTF-8 (byte 3 is 0xFF)");
    assert_outcome(MAPPING("", "v = integer { 'a', via = function() return '1\\0' end }"),
                   AT "\"1\" is followed by a NUL character (byte 2)");
    assert_outcome(MAPPING("", "v = integer { 'a', via = function() return true end }"),
                   AT "\"true\" is not an integer");
    assert_outcome(MAPPING("", "v = boolean { 'a', via = function() return true end }"), "1");
    assert_outcome(MAPPING("", "v = decimal(9, 7) { 'a', via = function() return 0.00001 end }"),
                   "0.0000100");
}

static void test_errors(void **state)
{
    (void)state;
    assert_outcome(VIA("", "error('no such interval: ' .. a)"), AT "m.lua:1: no such interval: x");
    assert_outcome(VIA("", "error({})"), AT "an error was raised with a table as its value");
    assert_outcome(VIA("", "error()"), AT "an error was raised with a nil as its value");
    assert_outcome(VIA("", "error(7)"), AT "7");
    assert_outcome(VIA("", "error('a\\x1B]0;b\\7\\xC2\\x9Bc\\xFF', 0)"), AT "a ]0;b   c?");
    assert_outcome(VIA("", "local t = { a } return t.b.c"), AT
                   "m.lua:1: the table has no \"b\" (nil), so nothing can be taken from it: is it misspelt?");
    assert_outcome(VIA("", "return a + 1"),
                   AT "m.lua:1: Lua calculates with numbers only; here are a text and a number "
                      "(tonumber(text) is nil where a text is no number)");
    assert_fails(VIA("local function f(n) return 1 + f(n + 1) + n end", "return f(1)"), "stack overflow");
    assert_fails(VIA("", "local function f(s) return (s:gsub('.', f)) end return f(a)"), "C stack overflow");
    assert_outcome(VIA("", "local ok, m = pcall(error, { 5 }) return m[1]"), "5");
    assert_outcome(VIA("", "local ok = pcall(pcall, error) return select('#', pcall(error)) .. tostring(ok)"),
                   "2true");
    assert_in_range(strlen(outcome(VIA("", "error(('\\u{20AC}'):rep(5000))"))), 2 + ROWAN_MESSAGE_MAX - 4,
                    2 + ROWAN_MESSAGE_MAX - 1);
    assert_fails(VIA("", "return ('a'):rep(60):find(('a?'):rep(60) .. '(', 1)"), "unfinished capture");
}

static void test_arguments(void **state)
{
    (void)state;
    assert_outcome(
        MAPPING("", "v = text { 'a', '.', '@b', via = function(...) return select('#', ...) end }"), "~");
    assert_outcome(MAPPING("", "v = text { 'a', '.', via = function(...) return select('#', ...) end }"),
                   "2");
    assert_outcome(MAPPING("local p = {} for i = 1, 32 do p[i] = 'a' end p.via = function(...) return "
                           "table.concat({ ... }) end",
                           "v = text(p)"),
                   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    assert_outcome(MAPPING("", "v = text { 'a', via = string.upper }, w = text { 'a', via = string.len }"),
                   "X|1");
    assert_outcome(MAPPING("", "v = text { source 'id', via = function(k) return k .. '!' end }"), "7!");
}

/* ---- reading what was frozen ---- */

#define TABLES                                                                                               \
    "local t = { 10, 20, 30, k = { 1, { 2 } }, ['b c'] = true, [2.5] = 'f', [false] = 'no' } "               \
    "local empty = {} local words = { 'one', 'two' } local map = { x = 'ex' } "

static void test_frozen_reads(void **state)
{
    static const struct {
        const char *body, *wanted;
    } rows[] = {
        {"return #t .. #t.k .. #empty .. #t.k[2]", "3201"},
        {"local s = 0 for i, v in ipairs(t) do s = s + i * v end return s", "140"},
        {"local s = '' for k in pairs(t) do s = s .. tostring(k) .. ' ' end return s",
         "1 2 2.5 3 b c k false "},
        {"local n = 0 for _ in pairs(empty) do n = n + 1 end return n", "0"},
        {"return tostring(next(empty)) .. next(t) .. next(map) .. tostring(next(t, 'k'))", "nil1xfalse"},
        {"local s = '' for k, v in next, words do s = s .. k .. v end return s", "1one2two"},
        {"local s = '' for k in next, t do s = s .. tostring(k) .. ' ' end return s",
         "1 2 2.5 3 b c k false "},
        {"return table.concat(words, '+') .. table.concat(words, '', 2)", "one+twotwo"},
        {"return select('#', table.unpack(t)) .. table.unpack(t, 2, 2)", "320"},
        {"return table.concat(table.move(words, 1, 2, 2, { 'zero' }), ' ')", "zero one two"},
        {"return (a:gsub('x', map)) .. map[a]", "exex"},
        {"return t.k[2][1] .. tostring(t.nothing) .. type(t) .. tostring(t['b c'])", "2niltabletrue"},
        {"local c = {} for k, v in pairs(words) do c[k] = v end table.sort(c) return c[1]", "one"},
        {"return tostring(t == t) .. tostring(t.k == t.k) .. tostring(t == words)", "truetruefalse"},
        {"return tostring(t.__index) .. tostring(t.order) .. tostring(t.__metatable)", "nilnilnil"},
    };
    char text[900];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, VIA(TABLES, "%s"), rows[i].body);
        assert_string_equal(outcome(text), rows[i].wanted);
    }
}

static void test_frozen_writes(void **state)
{
    static const char *const bodies[] = {
        "t[1] = 5",
        "t.new = 5",
        "t.k[1] = 5",
        "t.k[2][1] = 5",
        "table.insert(t, 5)",
        "table.insert(empty, 5)",
        "table.remove(words)",
        "table.remove(words, 1)",
        "table.sort(words, function(x, y) return x > y end)",
        "table.move({ 1 }, 1, 1, 1, t)",
        "for k in pairs(t) do t[k] = nil end",
        "local n, hidden = pairs(t) hidden[1] = 5",
        "for k in next, t do t[k] = nil end",
        "local k = {} t[k] = 1",
        "t.k.k = t",
    };
    char text[900];

    (void)state;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        snprintf(text, sizeof text, VIA(TABLES, "%s return a"), bodies[i]);
        assert_fails(text, "a mapping's tables cannot be changed once it is loaded");
    }
}

/* Tables made during a call are ordinary, but for the order of pairs. */
static void test_own_tables(void **state)
{
    (void)state;
    assert_outcome(VIA("", "local o = { z = 1, b = 2, a = 3, 7, [10] = 8, [-1] = 9, [1.5] = 4 } local s = '' "
                           "for k, v in pairs(o) do s = s .. k .. '=' .. v .. ' ' end return s"),
                   "-1=9 1=7 1.5=4 10=8 a=3 b=2 z=1 ");
    assert_outcome(VIA("", "local o = { a = 1, b = 2, c = 3 } local s = '' for k, v in pairs(o) do o.b = nil "
                           "o[k] = v + 1 s = s .. k end return s .. o.a .. o.c .. tostring(o.b)"),
                   "ac24nil");
    assert_outcome(VIA("", "local o = {} o[1] = a o.x = o return tostring(next({})) .. next(o) .. #o"),
                   "nil11");
    assert_outcome(VIA("", "local o = { [{}] = 1, [print and 1 or 2] = 3 } return 'x'"),
                   AT "m.lua:1: unknown word \"print\" (did you mean \"parent\"?)");
    assert_fails(VIA("", "local k = {} local o = { [k] = 1 } return next(o, k)"),
                 "next cannot go on after a key");
    assert_outcome(VIA("", "local o = { [{}] = 'v' } for k, v in pairs(o) do return type(k) .. v end"),
                   "tablev");
    assert_fails(VIA("", "return pairs(nil)"), "pairs: argument 1 is nil; a table is expected");
    assert_fails(VIA("", "return next()"), "next: argument 1 is missing; a table is expected");
}

/* ---- nothing carries over ---- */

/* Converted twice, with an ordinary document in between: refused or the same, each time. */
static const char *twice(const char *text)
{
    static char shown[2 * ROWAN_MESSAGE_MAX + 10];
    struct loaded l;
    char first[ROWAN_MESSAGE_MAX + 100];

    load_mapping(&l, text);
    snprintf(first, sizeof first, "%s", first_row(&l, "<r><a>x</a></r>"));
    first_row(&l, "<r><a>y</a></r>");
    snprintf(shown, sizeof shown, "%s", first_row(&l, "<r><a>x</a></r>"));
    if (strcmp(first, shown) != 0)
        fail_msg("first \"%s\", then \"%s\"", first, shown);
    unload(&l);
    return shown;
}

static void test_variables(void **state)
{
    static const struct {
        const char *before, *body, *name;
    } rows[] = {
        {"local n = 0", "n = n + 1 return n", "n"},
        {"local n = 1", "n = n + 0.0 return tostring(n)", "n"},
        {"local n = 0.0", "n = -0.0 return tostring(n)", "n"},
        {"local s = ''", "s = s .. a return s", "s"},
        {"local last", "last = last or a return last", "last"},
        {"local t = {}", "t = { a } return t[1]", "t"},
        {"local f = function() return 1 end", "local g = f f = function() return g() + 1 end return f()",
         "f"},
        {"", "_ENV = { a = a } return a", "_ENV"},
        {"local n = 0 local function up() n = n + 1 return n end", "return up()", "n"},
        {"local n = 0 local helpers = { deep = { up = function() n = n + 1 return n end } }",
         "return helpers.deep.up()", "n"},
        {"local n = 0 local byfn = { [function() n = n + 1 return n end] = 1 }",
         "for f in pairs(byfn) do return f() end", "n"},
        {"local _ENV = { counter = 0, into = into, text = text, mapping = mapping, n = 0 } local n = 0",
         "n = n + 1 return n", "n"},
    };
    char text[900];
    char wanted[300];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, VIA("%s", "%s"), rows[i].before, rows[i].body);
        snprintf(wanted, sizeof wanted,
                 AT "the function changes its variable \"%s\", which would carry over to the next document",
                 rows[i].name);
        assert_string_equal(twice(text), wanted);
    }
}

static void test_unchanged_variables(void **state)
{
    (void)state;
    assert_string_equal(twice(VIA("local nan = 0/0", "return nan ~= nan and a")), "x");
    assert_string_equal(twice(VIA("local n = 1", "n = 1 return a .. n")), "x1");
    assert_string_equal(twice(VIA("local n = 0", "local keep = n n = 5 local r = n n = keep return r")), "5");
    assert_string_equal(
        twice(VIA("local function f(n) return n == 0 and '' or 'r' .. f(n - 1) end", "return f(3)")), "rrr");
}

/* An error does not keep a change either, nor does a function that calls itself. */
static void test_change_and_error(void **state)
{
    struct loaded l;

    (void)state;
    load_mapping(&l,
                 VIA("local n = 0", "n = n + 1 if a == 'e' then error('at ' .. n) end n = n - 1 return n"));
    for (int i = 0; i < 3; i++) {
        assert_string_equal(first_row(&l, "<r><a>e</a></r>"), AT "m.lua:1: at 1");
        assert_string_equal(first_row(&l, "<r><a>x</a></r>"), "0");
    }
    unload(&l);
}

/* Tables reached by two functions are walked for each: both are checked for what the tables' functions
 * change. */
static void test_shared_by_two(void **state)
{
    struct loaded l;

    (void)state;
    load_mapping(&l, MAPPING("local n = 0 local lib = { up = function(a) n = n + 1 return n end }",
                             "v = text { 'a', via = function(a) return a and #lib end }, "
                             "w = text { 'b', via = function(b) return lib.up() end }"));
    for (int i = 0; i < 2; i++) {
        assert_string_equal(
            first_row(&l, "<r><b>x</b></r>"),
            "! line 1: t.w (m.lua:1), path \"b\": the function changes its variable \"n\", which "
            "would carry over to the next document");
        assert_string_equal(first_row(&l, "<r><a>x</a></r>"), "0|~");
    }
    unload(&l);
}

/* Iterators remember where they are, in C, where nobody can look. */
static void test_iterators(void **state)
{
    static const char message[] =
        "load: m.lua:1: the function uses an iterator that was made outside it, which "
        "remembers how far it went";

    (void)state;
    assert_outcome(VIA("local it = ('abc'):gmatch('.')", "return it()"), message);
    assert_outcome(VIA("local t = { ('abc'):gmatch('.') }", "return t[1]()"), message);
    assert_outcome(VIA("local it = pairs({ 1, 2 })", "return it()"), message);
    assert_outcome(
        MAPPING("", "v = text { 'a', via = ('abc'):gmatch('.') }"),
        "load: [C]:-1: the function uses an iterator that was made outside it, which remembers how far "
        "it went");
    assert_outcome(VIA("", "for c in ('abc'):gmatch('.') do a = a .. c end return a"), "xabc");
    assert_outcome(VIA("local upper, format = string.upper, string.format", "return format('%s!', upper(a))"),
                   "X!");
}

/* Keys of tables are frozen like values. */
static void test_keys(void **state)
{
    (void)state;
    assert_fails(VIA("local t = { [{ 1 }] = 2 }", "for k in pairs(t) do k[1] = 5 end return a"),
                 "cannot be changed");
}

/* ---- size ---- */

static void test_deep_structures(void **state)
{
    (void)state;
    assert_outcome(VIA("local t = {} for i = 1, 100000 do t = { t } end", "return #t"), "1");
    assert_outcome(
        VIA("local f = function() return 0 end for i = 1, 1000 do local g = f f = function() return "
            "g() + 1 end end",
            "return select('#', f)"),
        "1");
    assert_outcome(VIA("local t = {} t.self = t t.list = { t, t }", "return #t.self.list.self"),
                   AT "m.lua:1: # counts texts and lists only; \"self\" is nil");
    assert_outcome(VIA("local t = {} for i = 1, 50000 do t['k' .. i] = i end", "return t.k777"), "777");
}

/* Hundreds of functions and variables: all stand on Lua's stack. */
static void test_many_functions(void **state)
{
    struct rowan_buffer text = {0};
    struct loaded l;

    (void)state;
    rowan_buffer_append_slice(
        &text, "local c = {} local n = 0 for i = 1, 1500 do local add, base = i, 'v' c['c' .. i] = "
               "text { 'a', via = function(a) return base .. a .. add end } end c.bad = text { "
               "'b', via = function() n = n + 1 return n end } return mapping { source = { "
               "table = 'd', key = 'id', document = 'x' }, into 't' { each = '/r', columns = c } }");
    load_mapping(&l, rowan_buffer_string(&text));
    for (int i = 0; i < 3; i++) {
        const char *row = first_row(&l, "<r><a>x</a></r>");
        assert_memory_equal(row, "vx1|vx2|vx3|", 12);
        assert_int_equal(rowan_cells_get(&l.rows->tables[0].cells[1499], 0).text.size, 6);
        assert_int_equal(first_row(&l, "<r><b>x</b></r>")[0], '!');
    }
    rowan_buffer_clear(&text);
    unload(&l);
}

/* With a collector that never rests, over good and bad documents, the stack stays as high as it was. */
static void test_balance(void **state)
{
    static const char *const documents[] = {
        "<r><a>x</a></r>",
        "<r><a>error</a></r>",
        "<r><a>table</a></r>",
        "<r><a>nil</a></r>",
        "<r><a>change</a></r>",
        "<r><a>nan</a></r>",
        "<r/>",
        "<r><a>deep</a></r>",
    };
    static const char text[] = VIA(
        "local n, t, s = 0, { 1, { 2 } }, 'up' local function deep(k) return k == 0 and s or deep(k - 1) "
        "end ",
        "if a == 'error' then error('e' .. a) elseif a == 'table' then return { a } elseif a == 'nil' then "
        "return nil elseif a == 'change' then n = n + 1 elseif a == 'nan' then return 0/0 elseif a == 'deep' "
        "then return deep(100) end return a .. t[2][1] .. ('%d'):format(#t)");
    struct loaded l;
    int top;

    (void)state;
    load_mapping(&l, text);
    top = lua_gettop(l.mapping->state);
    lua_gc(l.mapping->state, LUA_GCINC, 1, 1000, 1);
    for (int i = 0; i < 4000; i++) {
        const char *row = first_row(&l, documents[(size_t)i % COUNT(documents)]);
        assert_int_equal(lua_gettop(l.mapping->state), top);
        if (i % (int)COUNT(documents) == 0)
            assert_string_equal(row, "x22");
    }
    unload(&l);
}

/* Memory is flat over many calls: what a call allocates is garbage after it. */
static void test_flat(void **state)
{
    struct loaded l;
    int before;

    (void)state;
    load_mapping(&l, VIA("", "local t = {} for i = 1, 20 do t[i] = a .. i end return table.concat(t)"));
    for (int i = 0; i < 1000; i++)
        first_row(&l, "<r><a>x</a></r>");
    lua_gc(l.mapping->state, LUA_GCCOLLECT);
    before = lua_gc(l.mapping->state, LUA_GCCOUNT);
    for (int i = 0; i < 10000; i++)
        first_row(&l, "<r><a>x</a></r>");
    lua_gc(l.mapping->state, LUA_GCCOLLECT);
    assert_true(lua_gc(l.mapping->state, LUA_GCCOUNT) <= before + 4);
    unload(&l);
}

/* Called straight, as the core does, without anybody to take the message. */
static void test_without_error(void **state)
{
    struct rowan_slice argument = rowan_slice_of("x");
    struct rowan_buffer out = {0};
    struct loaded l;
    bool null;

    (void)state;
    load_mapping(&l, VIA("local n = 0", "if n == 0 then n = n + 1 end error(a)"));
    assert_int_equal(rowan_calls_run(l.mapping->calls, 1, &argument, 1, &out, &null, NULL), ROWAN_DOCUMENT);
    unload(&l);
    load_mapping(&l, VIA("local n = 0", "n = n + 1 return n"));
    assert_int_equal(rowan_calls_run(l.mapping->calls, 1, &argument, 1, &out, &null, NULL), ROWAN_DOCUMENT);
    unload(&l);
    rowan_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_results_refused),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_frozen_reads),
        cmocka_unit_test(test_frozen_writes),
        cmocka_unit_test(test_own_tables),
        cmocka_unit_test(test_variables),
        cmocka_unit_test(test_unchanged_variables),
        cmocka_unit_test(test_change_and_error),
        cmocka_unit_test(test_shared_by_two),
        cmocka_unit_test(test_iterators),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_deep_structures),
        cmocka_unit_test(test_many_functions),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_flat),
        cmocka_unit_test(test_without_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
