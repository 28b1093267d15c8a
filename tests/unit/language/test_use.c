/* `use` in a process that has only the texts it was given, as workers have: nothing is read from disk, and a
 * mapping is the same as where it was read. */
#include "language/mapping_case.h"

#define USES(text) "local shared = use 'parts/a.lua' " text
#define ONE_COLUMN                                                                                           \
    "return mapping { source = { table = 'd', key = 'id', document = 'x' }, "                                \
    "into 't' { each = '/r', columns = { v = shared } } }"

/* Load these, the mapping first; its message, or "" when it loads. */
static const char *load_files(struct loaded *l, const struct rowan_file *files, size_t count)
{
    memset(l, 0, sizeof *l);
    if (rowan_mapping_load(&l->mapping, files, count, NULL, &l->err) == ROWAN_OK)
        return "";
    assert_null(l->mapping);
    assert_int_equal(l->err.status, ROWAN_MAPPING);
    return l->err.message;
}

static void assert_refused(const char *main, const char *used, const char *wanted)
{
    const struct rowan_file files[] = {{"dir/m.lua", rowan_slice_of(main)},
                                       {"dir/parts/a.lua", rowan_slice_of(used)}};
    struct loaded l;

    assert_string_equal(load_files(&l, files, 2), wanted);
}

static void test_given(void **state)
{
    const struct rowan_file files[] = {
        {"dir/m.lua", rowan_slice_of(USES(ONE_COLUMN))},
        {"dir/parts/a.lua", rowan_slice_of("\xEF\xBB\xBFreturn text { '@v', via = use 'parts/b.lua' }")},
        {"dir/parts/b.lua", rowan_slice_of("local n = 1 return function(v) return v .. n end")},
        {"dir/more.lua", rowan_slice_of("error('not used')")}};
    struct loaded l;
    const struct rowan_plan *plan;
    uint64_t hash;

    (void)state;
    assert_string_equal(load_files(&l, files, 3), "");
    plan = l.mapping->plan;
    assert_int_equal(plan->used_count, 2);
    assert_string_equal(plan->used[0], "dir/parts/a.lua");
    assert_string_equal(plan->used[1], "dir/parts/b.lua");
    assert_string_equal(plan->tables[0].place.file, "dir/m.lua");
    assert_string_equal(plan->tables[0].columns[0].place.file, "dir/parts/a.lua");
    assert_ok(rowan_parser_new(&l.parser, plan->projection, plan->names, NULL, &l.err), l.err);
    assert_ok(rowan_rows_new(&l.rows, plan, &l.err), l.err);
    assert_string_equal(first_row(&l, "<r v='x'/>"), "x1");
    hash = plan->hash;
    unload(&l);
    assert_string_equal(load_files(&l, files, 4), ""); /* what is not used does not count */
    assert_true(l.mapping->plan->hash == hash);
    unload(&l);
}

/* It could lie on this disk: a worker must not look. */
static void test_not_given(void **state)
{
    char self[] = __FILE__;
    const struct rowan_file files[] = {{self, rowan_slice_of("local shared = use 'test_given.lua'")}};
    struct loaded l;

    (void)state;
    assert_non_null(
        strstr(load_files(&l, files, 1), "test_given.lua: this file did not come with the mapping"));
}

static void test_limits(void **state)
{
    static char large[200];

    (void)state;
    assert_refused(USES(""), "while true do end",
                   "dir/parts/a.lua:1: loading the mapping takes too long: does a loop never end?");
    assert_refused("pcall(use, 'parts/a.lua')", "while true do end",
                   "dir/m.lua:1: loading the mapping takes too long: does a loop never end?");
    snprintf(large, sizeof large, "local t = {} for i = 1, 100 do t[i] = ('%%d'):rep(10000000) end return t");
    assert_refused(
        USES(""), large,
        "dir/m.lua: the mapping needs more memory than it may have: does a function call itself, or a loop "
        "fill a table, without end?");
}

/* The steps of all files together are limited. */
static void test_steps_add_up(void **state)
{
    static const char loop[] = "for i = 1, 40000000 do end return 1";
    const struct rowan_file files[] = {{"m.lua", rowan_slice_of("use 'a.lua' use 'b.lua' use 'c.lua'")},
                                       {"a.lua", rowan_slice_of(loop)},
                                       {"b.lua", rowan_slice_of(loop)},
                                       {"c.lua", rowan_slice_of(loop)}};
    struct loaded l;

    (void)state;
    assert_string_equal(load_files(&l, files, 4),
                        "c.lua:1: loading the mapping takes too long: does a loop never end?");
}

/* What a use that failed would have given cannot be replaced by something else. */
static void test_caught(void **state)
{
    (void)state;
    assert_refused("local ok, shared = pcall(use, 'parts/a.lua') shared = text '@v' " ONE_COLUMN,
                   "error('no')", "dir/parts/a.lua:1: no");
    assert_refused("pcall(use, 'parts/a.lua') use 'parts/a.lua'", "error('no')", "dir/parts/a.lua:1: no");
    assert_refused(
        "pcall(use, 'x.lua') pcall(use, '/y') shared = 1", "",
        "dir/m.lua:1: \"shared\" is not local: a mapping sets no globals; write local shared = ...");
    assert_refused("pcall(use, 'x.lua') pcall(use, '/y')", "",
                   "dir/m.lua:1: use \"x.lua\": dir/x.lua: this file did not come with the mapping");
    assert_refused(USES(""), "error({})", "an error was raised with a table as its value");
}

/* One environment, which no file can change for another; one value, false too. */
static void test_shared(void **state)
{
    const struct rowan_file files[] = {
        {"m.lua", rowan_slice_of("local t = use 'a.lua' t.n = t.n + 1 assert(use 'b.lua' == 2) "
                                 "assert(use 'c.lua' == false and use 'c.lua' == false) "
                                 "local shared = text '@v' " ONE_COLUMN)},
        {"a.lua", rowan_slice_of("return { n = 1 }, 'more'")},
        {"b.lua", rowan_slice_of("return use('a.lua').n")},
        {"c.lua", rowan_slice_of("local string = {} return false")}};
    struct loaded l;

    (void)state;
    assert_string_equal(load_files(&l, files, 4), "");
    unload(&l);
    assert_refused(USES(""), "string.x = 1",
                   "dir/parts/a.lua:1: this table belongs to rowan and cannot be changed");
    assert_refused(USES("local x = hidden"), "local hidden = 1 return 2",
                   "dir/m.lua:1: unknown word \"hidden\"");
}

/* Columns that a used file offers need not be used; those that it loses are reported. */
static void test_offered(void **state)
{
    static const char main[] = "local shared = use('parts/a.lua')[1] " ONE_COLUMN;
    const struct rowan_file files[] = {
        {"dir/m.lua", rowan_slice_of(main)},
        {"dir/parts/a.lua",
         rowan_slice_of(
             "local t = { text '@a', deep = { { integer '@b' } } } t.self = t t[t] = date '@c' "
             "t.table = into 'x' { each = 'y', columns = { z = text '@z' }, when = expr [[ @z = 1 ]] } "
             "return t")}};
    struct loaded l;

    (void)state;
    assert_string_equal(load_files(&l, files, 2), "");
    unload(&l);
    assert_refused(main, "local lost = text '@lost' return { text '@a' }",
                   "dir/parts/a.lua:1: this column is made but never used: is its name written twice, or the "
                   "table left out?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_given),        cmocka_unit_test(test_not_given), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_steps_add_up), cmocka_unit_test(test_caught),    cmocka_unit_test(test_shared),
        cmocka_unit_test(test_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
