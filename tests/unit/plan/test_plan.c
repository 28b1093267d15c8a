/* Building a plan: its head, tables, keys, and what only the whole shows. */
#include "plan/plan_case.h"

static void refused(const struct plan_case *c, enum rowan_status st, const char *message)
{
    assert_int_equal(st, ROWAN_MAPPING);
    assert_int_equal(c->err.status, ROWAN_MAPPING);
    assert_string_equal(c->err.message, message);
}

static void test_new(void **state)
{
    static const char *const names[][2] = {
        {"orders.lua", "orders"}, {"a/b/credit.lua", "credit"},
        {"x.y.lua", "x.y"},       {"plain", "plain"},
        {"dir.d/plain", "plain"}, {".lua", ".lua"},
        {"a/.b", ".b"},           {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct rowan_error err;
        struct rowan_plan *plan;
        assert_ok(rowan_plan_new(&plan, names[i][0], rowan_slice_of(""), &err), err);
        assert_string_equal(plan->name, names[i][1]);
        assert_string_equal(plan->version, "");
        assert_int_equal(plan->hash, 14695981039346656037u);
        rowan_plan_free(plan);
    }
    rowan_plan_free(NULL);
}

/* FNV-1a of known texts: the ledger keeps it, so it may never change. */
static void test_hash(void **state)
{
    static const struct {
        const char *text;
        uint64_t hash;
    } rows[] = {{"a", 0xaf63dc4c8601ec8c}, {"foobar", 0x85944171f73967e8}, {"\xFF", 0xaf64724c8602eb6e}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_plan *plan;
        assert_int_equal(rowan_plan_new(&plan, "x", rowan_slice_of(rows[i].text), NULL), ROWAN_OK);
        assert_true(plan->hash == rows[i].hash);
        rowan_plan_free(plan);
    }
}

/* All texts count, where one ends and the next begins, and their order; names do not. */
static void test_hash_of_files(void **state)
{
    static const struct {
        const char *main, *used[2];
    } rows[] = {{"ab", {NULL}}, {"a", {"b"}}, {"b", {"a"}}, {"", {"ab"}}, {"", {"a", "b"}}, {"", {"b", "a"}}};
    uint64_t hashes[COUNT(rows)];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_plan *plan[2];
        for (size_t n = 0; n < 2; n++) {
            assert_int_equal(rowan_plan_new(&plan[n], "x", rowan_slice_of(rows[i].main), NULL), ROWAN_OK);
            for (size_t k = 0; k < 2 && rows[i].used[k]; k++)
                assert_int_equal(
                    rowan_plan_use(plan[n], n ? "far/u.lua" : "u.lua", rowan_slice_of(rows[i].used[k]), NULL),
                    ROWAN_OK);
        }
        hashes[i] = plan[0]->hash;
        assert_true(plan[1]->hash == hashes[i]);
        for (size_t k = 0; k < i; k++)
            assert_true(hashes[k] != hashes[i]);
        rowan_plan_free(plan[0]);
        rowan_plan_free(plan[1]);
    }
}

static void test_name(void **state)
{
    struct plan_case c;
    char name[102];

    (void)state;
    memset(name, 'n', 101);
    name[101] = '\0';
    case_begin(&c);
    refused(&c, rowan_plan_name(c.plan, name, NULL, &c.err),
            "dir/case.lua: the mapping's name must have 1 to 100 characters");
    refused(&c, rowan_plan_name(c.plan, "", NULL, &c.err),
            "dir/case.lua: the mapping's name must have 1 to 100 characters");
    refused(&c, rowan_plan_name(c.plan, "case ", NULL, &c.err),
            "dir/case.lua: the mapping's name must not end in a blank, which some databases pass over");
    name[100] = '\0';
    assert_ok(rowan_plan_name(c.plan, name, "2", &c.err), c.err);
    assert_string_equal(c.plan->name, name);
    assert_ok(rowan_plan_name(c.plan, NULL, NULL, &c.err), c.err);
    assert_string_equal(c.plan->version, "2");
    memset(name, '\xC3', 100);
    for (int i = 1; i < 100; i += 2)
        name[i] = '\xA4';
    assert_ok(rowan_plan_name(c.plan, name, NULL, &c.err), c.err);
    case_end(&c);
}

static void test_carry(void **state)
{
    struct plan_case c;

    (void)state;
    case_begin(&c);
    refused(&c, rowan_plan_source_column(c.plan, "id", &text_type, &c.err),
            "dir/case.lua: source column \"id\" is named twice");
    assert_int_equal(c.plan->source.column_count, 1);
    case_end(&c);
}

static void test_tables(void **state)
{
    static const struct rowan_location place = {NULL, 5};
    struct plan_case c;
    int t = -1;

    (void)state;
    case_begin(&c);
    refused(&c, rowan_plan_table(c.plan, "", place, "/r", -1, &t, &c.err),
            "dir/case.lua:5: the table's name is empty");
    refused(&c, rowan_plan_table(c.plan, "t", place, "/r/@a", -1, &t, &c.err),
            "dir/case.lua:5: t: each = \"/r/@a\" must end at an element");
    refused(&c, rowan_plan_table(c.plan, "t", place, "/r/text()", -1, &t, &c.err),
            "dir/case.lua:5: t: each = \"/r/text()\" must end at an element");
    assert_int_equal(rowan_plan_table(c.plan, "t", place, "/r[", -1, &t, &c.err), ROWAN_MAPPING);
    assert_memory_equal(c.err.message, "dir/case.lua:5: t: ", 19);
    assert_int_equal(c.plan->table_count, 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(case_table(&c, "t", i ? "x" : "/r", i - 1), i);
    case_end(&c);
}

/* What was written in another file is named by that file. */
static void test_other_file(void **state)
{
    char name[] = "dir/part.lua";
    struct rowan_location place = {name, 7};
    struct rowan_column_spec spec = {.name = "a", .place = place, .type = &text_type, PATHS("@a[")};
    struct plan_case c;
    int t = -1;

    (void)state;
    case_begin(&c);
    refused(&c, rowan_plan_table(c.plan, "", place, "/r", -1, &t, &c.err),
            "dir/part.lua:7: the table's name is empty");
    assert_ok(rowan_plan_table(c.plan, "t", place, "/r", -1, &t, &c.err), c.err);
    assert_int_equal(rowan_plan_column(c.plan, t, &spec, &c.err), ROWAN_MAPPING);
    assert_memory_equal(c.err.message, "dir/part.lua:7: t.a: ", 21);
    memset(name, '?', sizeof name - 1); /* the plan has a copy */
    case_column(&c, t, .name = "b", .type = &text_type, PATHS("@b"));
    assert_string_equal(c.plan->tables[t].place.file, "dir/part.lua");
    assert_int_equal(c.plan->tables[t].place.line, 7);
    assert_string_equal(c.plan->tables[t].columns[0].place.file, "dir/case.lua");
    case_end(&c);
}

static void test_keys(void **state)
{
    static const char *const unknown[] = {"nos"};
    static const char *const twice[] = {"no", "no"};
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    t = case_table(&c, "t", "/r", -1);
    case_column(&c, t, .name = "no", .type = &text_type, PATHS("@no"));
    case_column(&c, t, .name = "b", .type = &text_type, PATHS("@b"));
    refused(&c, rowan_plan_key(c.plan, t, unknown, 1, &c.err),
            "dir/case.lua:10: t: key column \"nos\" is not one of the columns (did you mean \"no\"?)");
    refused(&c, rowan_plan_key(c.plan, t, twice, 2, &c.err),
            "dir/case.lua:10: t: key column \"no\" is named twice");
    assert_ok(rowan_plan_key(c.plan, t, NULL, 0, &c.err), c.err);
    case_end(&c);
}

static void test_foreign_key(void **state)
{
    struct plan_case c;
    size_t mine[8], theirs[8];
    int a, b, d;

    (void)state;
    case_begin(&c);
    a = case_table(&c, "a", "/r/a", -1);
    case_column(&c, a, .name = "x", .type = &text_type, PATHS("@x"));
    case_column(&c, a, .name = "y", .type = &text_type, PATHS("@y"));
    case_column(&c, a, .name = "z", .type = &text_type, PATHS("@z"));
    case_key(&c, a, "z", "x");
    b = case_table(&c, "b", "b", a);
    case_column(&c, b, .name = "q", .origin = ROWAN_FROM_PARENT, .of = "y");
    case_column(&c, b, .name = "ax", .origin = ROWAN_FROM_PARENT, .of = "x");
    case_column(&c, b, .name = "az", .origin = ROWAN_FROM_PARENT, .of = "z");
    d = case_table(&c, "d", "d", a);
    case_column(&c, d, .name = "ax", .origin = ROWAN_FROM_PARENT, .of = "x");
    assert_int_equal(rowan_plan_foreign_key(c.plan, &c.plan->tables[b], mine, theirs), 2);
    assert_int_equal(mine[0], 2);
    assert_int_equal(theirs[0], 2);
    assert_int_equal(mine[1], 1);
    assert_int_equal(theirs[1], 0);
    assert_int_equal(rowan_plan_foreign_key(c.plan, &c.plan->tables[a], mine, theirs), 0);
    assert_int_equal(rowan_plan_foreign_key(c.plan, &c.plan->tables[d], mine, theirs), 0);
    refused(&c, rowan_plan_freeze(c.plan, &c.err),
            "dir/case.lua:10: d: a child of a must carry its key: add a column such as z = parent \"z\"");
    case_end(&c);
}

static void test_freeze(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    refused(&c, rowan_plan_freeze(c.plan, &c.err),
            "dir/case.lua: the mapping has no table: add into \"name\" { ... }");
    t = case_table(&c, "t", "/r", -1);
    refused(&c, rowan_plan_freeze(c.plan, &c.err), "dir/case.lua:10: t: the table has no columns");
    case_column(&c, t, .name = "a", .type = &text_type, PATHS("a"));
    assert_ok(rowan_plan_freeze(c.plan, &c.err), c.err);
    assert_null(c.plan->build);
    case_end(&c);
}

/* A plan without a source, or without the parts of one. */
static void test_no_source(void **state)
{
    static const char message[] = "x.lua: the mapping has no source: add source = { table = \"...\", key = "
                                  "\"...\", document = \"...\" }, or source = { files = \"**/*.xml\" }";
    struct plan_case c = {0};

    (void)state;
    assert_ok(rowan_plan_new(&c.plan, "x.lua", rowan_slice_of(""), &c.err), c.err);
    refused(&c, rowan_plan_freeze(c.plan, &c.err), message);
    assert_ok(rowan_plan_source(c.plan, NULL, "docs", NULL, &c.err), c.err);
    refused(&c, rowan_plan_freeze(c.plan, &c.err), message);
    assert_ok(rowan_plan_source(c.plan, NULL, "docs", "doc", &c.err), c.err);
    refused(&c, rowan_plan_freeze(c.plan, &c.err), message);
    case_end(&c);
}

static const struct rowan_location nowhere = {NULL, 0};

static void test_namespaces(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    assert_ok(rowan_plan_namespace(c.plan, nowhere, "o", "urn:one", false, &c.err), c.err);
    assert_ok(rowan_plan_namespace(c.plan, nowhere, "", "urn:two", false, &c.err), c.err);
    t = case_table(&c, "t", "/o:r", -1);
    case_column(&c, t, .name = "a", .type = &text_type, PATHS("a"));
    case_column(&c, t, .name = "b", .type = &text_type, PATHS("@b"));
    case_freeze(&c);
    assert_ok(case_load(&c, "<x:r xmlns:x='urn:one' b='B'><a>no</a><a xmlns='urn:two'>A</a></x:r>"), c.err);
    case_expect(&c, "t\n A|B\n");
    case_end(&c);
}

/* A mapping may be given up at any point of its building. */
static void test_given_up(void **state)
{
    struct plan_case c;

    (void)state;
    for (int stage = 0; stage < 4; stage++) {
        case_begin(&c);
        assert_ok(rowan_plan_namespace(c.plan, nowhere, "p", "u", false, &c.err), c.err);
        if (stage > 0)
            assert_int_equal(case_table(&c, "t", "/r", -1), 0);
        if (stage > 1)
            case_column(&c, 0, .name = "a", .type = &text_type, PATHS("a"), .fallback = rowan_slice_of("d"));
        if (stage > 2)
            case_key(&c, 0, "a", NULL);
        case_end(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new),           cmocka_unit_test(test_hash),
        cmocka_unit_test(test_hash_of_files), cmocka_unit_test(test_name),
        cmocka_unit_test(test_carry),         cmocka_unit_test(test_tables),
        cmocka_unit_test(test_other_file),    cmocka_unit_test(test_keys),
        cmocka_unit_test(test_foreign_key),   cmocka_unit_test(test_freeze),
        cmocka_unit_test(test_no_source),     cmocka_unit_test(test_namespaces),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
