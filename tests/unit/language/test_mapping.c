/* Mapping files: what their code can see and change, its limits, and what is found at loading. */
#include "language/mapping_case.h"

/* ---- the sandbox ---- */

static void test_absent(void **state)
{
    static const char *const names[] = {
        "load",         "loadfile", "loadstring", "dofile",       "require",   "package",
        "os",           "io",       "debug",      "print",        "warn",      "collectgarbage",
        "rawget",       "rawset",   "rawlen",     "rawequal",     "coroutine", "xpcall",
        "getmetatable", "rowan",    "_G",         "setmetatable", "_LOADED",   "arg",
    };
    char text[600];
    char wanted[200];

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(text, sizeof text, "local x = %s", names[i]);
        snprintf(wanted, sizeof wanted, "load: m.lua:1: unknown word \"%s\"", names[i]);
        assert_memory_equal(outcome(text), wanted, strlen(wanted));
    }
    assert_fails(VIA("", "return string.dump"), "string.dump is not for mappings: it gives bytecode");
    assert_fails(VIA("", "return math.random"),
                 "math.random is not for mappings: rows would depend on the run");
    assert_fails(VIA("", "return math.randomseed"), "math.randomseed is not for mappings");
    assert_fails(VIA("", "return load('return 1')()"), "unknown word \"load\"");
}

static void test_globals(void **state)
{
    (void)state;
    assert_outcome("x = 1",
                   "load: m.lua:1: \"x\" is not local: a mapping sets no globals; write local x = ...");
    assert_fails("text = 1", "is not local");
    assert_fails("_ENV.x = 1", "is not local");
    assert_fails("_ENV[1] = 1", "is not local");
    assert_fails("function f() end", "is not local");
    assert_fails("string = nil", "is not local");
    assert_fails(VIA("", "count = 1"), "is not local");
    assert_outcome(VIA("", "local _ENV = { a = a } b = a return b"), "x");
    assert_fails("for k in pairs(_ENV) do error('seen ' .. k) end x = 1", "is not local");
    assert_fails("for k in pairs(string) do error('seen ' .. k) end x = 1", "is not local");
}

/* No way to change a library, for oneself or for the next document. */
static void test_libraries(void **state)
{
    static const char *const attempts[] = {
        "string.format = nil",
        "string.x = 1",
        "table.insert(string, 1)",
        "table.remove(math)",
        "table.move({ 1 }, 1, 1, 1, utf8)",
        "table.sort(string)  string.x = 1",
        "math.pi = 3",
        "(''):x()",
        "('').format = 1",
        "('').__index.format = 1",
        "local s = 'a' s.upper = 1",
    };
    char text[600];

    (void)state;
    for (size_t i = 0; i < COUNT(attempts); i++) {
        snprintf(text, sizeof text, VIA("", "%s return 'changed'"), attempts[i]);
        assert_int_equal(outcome(text)[0], '!');
        assert_memory_equal(outcome(attempts[i]), "load: ", 6);
    }
    assert_outcome(VIA("", "return ('%s %05.1f'):format(a:upper(), 2.25)"), "X 002.2");
    assert_outcome(VIA("", "return string.format('%5s|%q|%d|%%p', a, a, 3)"), "    x|\"x\"|3|%p");
    assert_outcome(VIA("", "return utf8.char(8364) .. #utf8.charpattern .. math.type(math.maxinteger)"),
                   "\xE2\x82\xAC"
                   "14integer");
}

/* Nothing may show what differs from run to run. */
static void test_no_addresses(void **state)
{
    (void)state;
    assert_outcome(
        VIA("", "return tostring({}) .. tostring(tostring) .. tostring(text) .. tostring(a) .. tostring(1)"),
        "tablefunctionuserdatax1");
    assert_fails(VIA("", "return ('%p'):format(a)"), "%p shows an address");
    assert_fails(VIA("", "return string.format('%s %-10p', a, a)"), "%p shows an address");
    assert_fails(VIA("", "return ('%s'):format({})"), "string.format: a table has no text");
    assert_fails(VIA("", "return {} .. a"), "joins texts and numbers only; here is a table");
}

/* ---- words ---- */

/* What words make can be passed on, but neither read nor changed. */
static void test_words_are_closed(void **state)
{
    (void)state;
    assert_fails("local t = text(5) t.length = 7", "is a type, which has no fields");
    assert_fails("local c = text 'a' c.via = 5", "a column has no fields");
    assert_fails("local e = enum { A = 1 } e.labels = 7", "is a type, which has no fields");
    assert_fails("local e = enum { A = 1 } error(e.labels)", "is a type, which has no fields");
    assert_fails("local i = into 't' { each = 'x' } i.each = 5",
                 "\"i\" is a target table, which has no fields");
    assert_fails(VIA("local t = text(5)", "t.n = 1 return a"), "is a type, which has no fields");
    assert_outcome(VIA("local e = { A = 1 } local kind = enum(e) e.B = 2", "return a"), "x");
    assert_outcome(MAPPING("local l = { x = 3 } local kind = enum(l) l.x = {} l[1] = 2", "v = kind 'a'"),
                   "3");
    assert_fails("pairs(text)", "pairs: argument 1 is a type; a table is expected");
    assert_fails("return text", "a mapping file must end with");
}

static void test_numbers_of_types(void **state)
{
    (void)state;
    assert_outcome(MAPPING("", "v = text(4294967301) 'a'"),
                   "load: m.lua:1: text(4294967301): the length is at most 1073741824");
    assert_outcome(MAPPING("", "v = decimal(4294967308, 2) 'a'"),
                   "load: m.lua:1: decimal(4294967308,2): the precision is 1 to 38");
    assert_fails(MAPPING("", "v = decimal(12, 4294967298) 'a'"), "the precision is 1 to 38");
    assert_fails(MAPPING("", "v = decimal(5, 6) 'a'"),
                 "t.v: decimal(5,6): the scale is 0 to the precision, 5");
    assert_outcome(MAPPING("", "v = decimal(5) { constant(7) }"), "7");
    assert_fails(MAPPING("", "v = text(5, 6) 'a'"), "text takes one number");
    assert_fails(MAPPING("", "v = decimal(5, 2, 1) 'a'"), "decimal takes two numbers");
    assert_fails(MAPPING("", "v = text('a', 'b')"), "a type takes one path; put several into a table");
    assert_fails(MAPPING("", "v = integer(5) 'a'"), "integer takes no number");
}

static void test_literals(void **state)
{
    (void)state;
    assert_outcome(
        MAPPING("", "a = constant(0.1 + 0.2), b = constant(1e300), c = constant(1/3), d = constant(2^53)"),
        "0.30000000000000004|1e+300|0.3333333333333333|9007199254740992");
    assert_outcome(
        MAPPING("", "a = decimal(9, 8) { 'x', default = 0.00001 }, b = bigint { 'x', default = 1e15 }"),
        "0.00001000|1000000000000000");
    assert_outcome(MAPPING("", "a = constant(true), b = constant(12), c = text { 'x', default = false }"),
                   "1|12|false");
    assert_fails(MAPPING("", "a = text { 'a', default = 0/0 }"), "default must be a finite number");
    assert_fails(MAPPING("", "a = constant(math.huge)"), "a constant must be a finite number");
    assert_fails(MAPPING("", "a = text { 'a', default = text(5) }"), "not a type without a path");
}

/* A NUL would cut a name or a path short without a word. */
static void test_texts(void **state)
{
    static const char message[] =
        "load: m.lua:1: a name, a path or another text is not UTF-8, or holds a NUL";
    static const char *const texts[] = {
        MAPPING("", "v = text 'a\\0b'"),
        MAPPING("", "v = text { 'a\\xFF', 'b', via = string.upper }"),
        MAPPING("", "['v\\0'] = text 'a'"),
        MAPPING("", "v = text { 'a', pick = 'join', joiner = '\\0' }"),
        MAPPING("", "v = source 'id\\0'"),
        "return mapping { name = 'a\\0b' }",
        "return mapping { version = '\\xFF' }",
        "return mapping { source = { table = 't\\0', key = 'k', document = 'd' } }",
        "return mapping { source = { table = 't', key = 'k\\0', document = 'd' } }",
        "return mapping { source = { table = 't', key = text(5) 'k\\0', document = 'd' } }",
        ("return mapping { target = { schema = 's\\0' }, source = { table = 't', key = 'k', document = 'd' } "
         "}"),
        "return mapping { namespaces = { a = 'u\\0' }, source = { table = 't', key = 'k', document = 'd' } }",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_outcome(texts[i], message);
    assert_fails(MAPPING("", "v = text { 'a', default = 'x\\0' }"), "is followed by a NUL character");
    assert_fails(MAPPING("", "v = enum { ['a\\0'] = 1 } 'a'"), "a label is not valid UTF-8, or holds a NUL");
}

static void test_nesting(void **state)
{
    (void)state;
    assert_fails(
        "local kids = {} local a = into 'a' { each = 'x', columns = { v = text 'a' }, children = kids } "
        "kids[1] = a return mapping { source = { table = 't', key = 'k', document = 'd' }, a }",
        "tables are nested too deep: is one its own child?");
    assert_fails(
        "local t = into 'z' { each = 'x', columns = { v = text 'a' } } for i = 1, 60 do t = into('t' .. i) "
        "{ each = 'x', columns = { v = text 'a' }, children = { t } } end "
        "return mapping { source = { table = 't', key = 'k', document = 'd' }, t }",
        "tables are nested too deep");
    assert_fails(
        MAPPING("local k = {} for i = 1, 40 do k[i] = 'v' end", "v = text 'a' }, key = k, children = {"),
        "key has more columns than a key can have");
}

/* Lists that are shared between words and functions are still whole when the words are read. */
static void test_shared_tables(void **state)
{
    (void)state;
    assert_outcome(
        "local columns = {} columns.v = text { 'a', via = function(a) return a .. type(columns.v) end } "
        "return mapping { source = { table = 'd', key = 'id', document = 'x' }, "
        "into 't' { each = '/r', columns = columns } }",
        "xuserdata");
}

/* ---- limits ---- */

static void test_endless(void **state)
{
    static const char message[] = "load: m.lua:1: loading the mapping takes too long: does a loop never end?";

    (void)state;
    assert_outcome("while true do end", message);
    assert_outcome("while true do pcall(function() while true do end end) end", message);
    assert_outcome("local function f() return f() end f()", message);
}

static void test_memory(void **state)
{
    static const char message[] =
        "load: m.lua: the mapping needs more memory than it may have: does a function "
        "call itself, or a loop fill a table, without end?";

    (void)state;
    assert_outcome("local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end", message);
    assert_outcome("local s = ('x'):rep(1 << 30)", message);
    assert_outcome("pcall(string.rep, 'x', 1 << 30) " MAPPING("", "v = text 'a'"), message);
    assert_outcome("local s = 'x' while true do s = s .. s end", message);
    assert_outcome(VIA("", "return ('x'):rep(1 << 30)"),
                   "! line 1: t.v (m.lua:1), path \"a\": the mapping needs more memory than it may have: "
                   "does a function call itself, or a loop fill a table, without end?");
    assert_outcome(VIA("", "pcall(string.rep, 'x', 1 << 30) return a"),
                   "! line 1: t.v (m.lua:1), path \"a\": the mapping needs more memory than it may have: "
                   "does a function call itself, or a loop fill a table, without end?");
}

/* A document that is refused for memory leaves nothing that the next one would feel. */
static void test_memory_next(void **state)
{
    struct loaded l;

    (void)state;
    load_mapping(&l, VIA("", "if a == 'big' then local t = {} for i = 1, 1e9 do t[i] = i end end return #a"));
    for (int i = 0; i < 3; i++) {
        assert_non_null(strstr(first_row(&l, "<r><a>big</a></r>"), "more memory than it may have"));
        assert_string_equal(first_row(&l, "<r><a>small</a></r>"), "5");
    }
    unload(&l);
}

static void test_syntax(void **state)
{
    (void)state;
    assert_fails("return", "a mapping file must end with");
    assert_fails("", "a mapping file must end with");
    assert_fails("retrun mapping {}", "m.lua:1: before 'mapping' stands what is no statement");
    assert_fails("\x1BLua", "m.lua: this is Lua's bytecode");
    assert_outcome("\xEF\xBB\xBF" MAPPING("", "v = text 'a'"), "x");
    struct rowan_buffer deep = {0};
    rowan_buffer_append_slice(&deep, "return ");
    for (int i = 0; i < 100000; i++)
        rowan_buffer_append_char(&deep, '(');
    assert_fails(rowan_buffer_string(&deep), "C stack overflow");
    rowan_buffer_clear(&deep);
}

/* The text may hold a NUL, and need not be terminated. */
static void test_text(void **state)
{
    struct loaded l;
    char *exact = malloc(2);

    (void)state;
    memcpy(exact, "--", 2);
    assert_int_equal(load_text(&l, (struct rowan_slice){exact, 2}), ROWAN_MAPPING);
    free(exact);
    assert_int_equal(load_text(&l, (struct rowan_slice){"x=\0", 4}), ROWAN_MAPPING);
    assert_int_equal(load_text(&l, (struct rowan_slice){NULL, 0}), ROWAN_MAPPING);
}

static void test_errors_at_load(void **state)
{
    (void)state;
    assert_outcome("error('no\\x1B[2J good\\xFF', 0)", "load: no [2J good?");
    assert_outcome("error({})", "load: an error was raised with a table as its value");
    assert_outcome("error(nil)", "load: an error was raised with a nil as its value");
    assert_outcome("error(42)", "load: 42");
    assert_outcome("error(0.1)", "load: 0.1");
    assert_outcome("error(text)", "load: an error was raised with a userdata as its value");
    assert_outcome("error(error)", "load: an error was raised with a function as its value");
    assert_int_equal(strlen(outcome("error(('long '):rep(10000))")), 6 + ROWAN_MESSAGE_MAX - 1);
    assert_outcome("error('a\\0b', 0)", "load: a");
    assert_fails("local function f() return 1 + f() end f()",
                 "needs more memory than it may have: does a function call itself, or a loop fill a table, "
                 "without end?");
    assert_fails("local function f(s) return s:gsub('.', f) end f('x')", "C stack overflow");
    assert_fails("local s = 'x' s = s:gsub('x', function() error('inner') end)", "inner");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent),
        cmocka_unit_test(test_globals),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_no_addresses),
        cmocka_unit_test(test_words_are_closed),
        cmocka_unit_test(test_numbers_of_types),
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_shared_tables),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_memory_next),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_errors_at_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
