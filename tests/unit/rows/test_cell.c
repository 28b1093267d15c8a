/* One value: picking among matches, functions, defaults, what is missing, and the messages. */
#include "plan/plan_case.h"

/* ---- a stand-in for Lua ---- */

enum { JOIN = 1, COUNT_ARGUMENTS, NOTHING, EMPTY, RAISE, NO_MEMORY, ECHO };

struct calls {
    int made;
};

/* JOIN: "a+b+c". The others are what their names say. */
static enum rowan_status call(void *context, int fn, const struct rowan_slice *args, size_t count,
                              struct rowan_buffer *out, bool *null, struct rowan_error *err)
{
    struct calls *calls = context;

    calls->made++;
    assert_int_equal(out->size, 0);
    for (size_t i = 0; i < count; i++)
        assert_non_null(args[i].data);
    switch (fn) {
    case JOIN:
        for (size_t i = 0; i < count; i++) {
            rowan_buffer_append_slice(out, i ? "+" : "");
            rowan_buffer_append(out, args[i].data, args[i].size);
        }
        break;
    case COUNT_ARGUMENTS:
        rowan_buffer_append_int(out, (long long)count);
        break;
    case NOTHING:
        rowan_buffer_append_slice(out, "not seen");
        *null = true;
        break;
    case EMPTY:
        break;
    case RAISE:
        return rowan_fail(err, ROWAN_DOCUMENT, "script", "case.lua:3: no such interval");
    case NO_MEMORY:
        return rowan_out_of_memory(err);
    case ECHO:
        rowan_buffer_append(out, args[0].data, args[0].size);
        break;
    }
    return ROWAN_OK;
}

/* ---- one column, one row ---- */

/* What the document's first row of a column is; "~" for NULL; "! " and the message for a refusal. */
static const char *cell_of(struct rowan_column_spec spec, const char *xml)
{
    static char shown[ROWAN_MESSAGE_MAX + 40];
    struct calls calls = {0};
    struct plan_case c;
    int t;

    case_begin(&c);
    t = case_table(&c, "t", "/r", -1);
    spec.name = "c";
    assert_ok(case_try(&c, t, spec), c.err);
    rowan_plan_calls(c.plan, call, NULL, &calls);
    case_freeze(&c);
    c.rows->run[ROWAN_RUN_ID] = rowan_slice_of("run-1");
    c.rows->run[ROWAN_RUN_STARTED] = rowan_slice_of("2024-03-05 10:00:00");
    if (case_load(&c, xml) == ROWAN_OK) {
        char *rows = case_show(c.rows, 0, 1);
        snprintf(shown, sizeof shown, "%s", rows + 3);
        shown[strlen(shown) - 1] = '\0';
        free(rows);
    } else {
        snprintf(shown, sizeof shown, "! %s: %s", c.err.reason, c.err.message);
    }
    case_end(&c);
    return shown;
}

#define CELL(xml, ...) cell_of((struct rowan_column_spec){__VA_ARGS__}, xml)
#define TEXT           .type = &text_type
#define INTEGER        .type = &integer_type

static void test_pick(void **state)
{
    static const char several[] = "<r>\n<a>1</a>\n<a>2</a><a>3</a></r>";

    (void)state;
    assert_string_equal(CELL(several, TEXT, PATHS("a"), .pick = ROWAN_PICK_FIRST), "1");
    assert_string_equal(CELL(several, TEXT, PATHS("a"), .pick = ROWAN_PICK_LAST), "3");
    assert_string_equal(CELL(several, TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN), "123");
    assert_string_equal(CELL(several, TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN, .joiner = ", "), "1, 2, 3");
    assert_string_equal(CELL(several, INTEGER, PATHS("a[2]")), "2");
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN), "~");
    assert_string_equal(CELL("<r><a/><a/></r>", TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN), "~");
    assert_string_equal(CELL("<r><a/><a/></r>", TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN, .joiner = "-"),
                        "~");
    assert_string_equal(CELL("<r><a/><a/></r>", TEXT, PATHS("a"), .pick = ROWAN_PICK_JOIN, .joiner = "-",
                             .rules.keep_empty = true),
                        "-");
    assert_string_equal(CELL("<r><a/><a>x</a><a/></r>", TEXT, PATHS("a"), .pick = ROWAN_PICK_LAST), "x");
    assert_string_equal(CELL(several, TEXT, PATHS("a")),
                        "! several: line 2: t.c (dir/case.lua:20), path \"a\": 3 nodes match where one is "
                        "expected; say pick = "
                        "\"first\", \"last\" or \"join\"");
    assert_string_equal(
        CELL(several, INTEGER, PATHS("a"), .pick = ROWAN_PICK_JOIN, .joiner = ";"),
        "! value: line 2: t.c (dir/case.lua:20), path \"a\": \"1;2;3\" is not an integer; the document "
        "has \"1\", \"2\", \"3\"");
}

static void test_missing(void **state)
{
    static const char required[] =
        "! required: line 1: t.c (dir/case.lua:20), path \"a\": a required value is "
        "missing";

    (void)state;
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a")), "~");
    assert_string_equal(CELL("<r><a/></r>", TEXT, PATHS("a")), "~");
    assert_string_equal(CELL("<r><a> </a></r>", TEXT, PATHS("a")), " ");
    assert_string_equal(CELL("<r><a> </a></r>", TEXT, PATHS("a"), .rules.trim = true), "~");
    assert_string_equal(CELL("<r><a> </a></r>", INTEGER, PATHS("a")), "~");
    assert_string_equal(CELL("<r><a/></r>", TEXT, PATHS("a"), .rules.keep_empty = true), "");
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .rules.keep_empty = true), "~");
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .required = true), required);
    assert_string_equal(CELL("<r><a/></r>", TEXT, PATHS("a"), .required = true),
                        "! required: line 1: t.c (dir/case.lua:20), path \"a\": a required value is missing "
                        "(the text is empty)");
    assert_string_equal(CELL("<r><a/></r>", TEXT, PATHS("a"), .required = true, .rules.keep_empty = true),
                        "");
}

static void test_default(void **state)
{
    (void)state;
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .fallback = rowan_slice_of("d")), "d");
    assert_string_equal(CELL("<r><a/></r>", TEXT, PATHS("a"), .fallback = rowan_slice_of("d")), "d");
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .fallback = rowan_slice_of("d"), .required = true),
                        "d");
    assert_string_equal(CELL("<r><a> </a></r>", INTEGER, PATHS("a"), .fallback = rowan_slice_of(" 7 ")), "7");
    assert_string_equal(CELL("<r><a>x</a></r>", INTEGER, PATHS("a"), .fallback = rowan_slice_of("7")),
                        "! value: line 1: t.c (dir/case.lua:20), path \"a\": \"x\" is not an integer");
    assert_string_equal(CELL("<r/>", TEXT, PATHS("a"), .fallback = rowan_slice_of("")), "~");
    assert_string_equal(
        CELL("<r/>", TEXT, PATHS("a"), .fallback = rowan_slice_of(""), .rules.keep_empty = true), "");
}

static void test_other_origins(void **state)
{
    (void)state;
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_SOURCE, .of = "id"), "7");
    assert_string_equal(CELL("<r/>", TEXT, .origin = ROWAN_FROM_SOURCE, .of = "id"), "7");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_RUN, .of = "id"), "run-1");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_RUN, .of = "started"), "2024-03-05 10:00:00");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_RUN, .of = "version"), "~");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_POSITION), "1");
    assert_string_equal(CELL("<r/>", TEXT, .origin = ROWAN_FROM_POSITION), "1");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_CONSTANT, .constant = rowan_slice_of("k")), "k");
    assert_string_equal(CELL("<r/>", INTEGER, .origin = ROWAN_FROM_CONSTANT, .constant = rowan_slice_of("9")),
                        "9");
}

static void test_via(void **state)
{
    static const char abc[] = "<r><a>x</a><b>y</b><c/></r>";

    (void)state;
    assert_string_equal(CELL(abc, TEXT, PATHS("a", "b"), VIA(JOIN)), "x+y");
    assert_string_equal(CELL(abc, TEXT, PATHS("b", "a", "b"), VIA(JOIN)), "y+x+y");
    assert_string_equal(CELL(abc, INTEGER, PATHS("a", "b"), VIA(COUNT_ARGUMENTS)), "2");
    assert_string_equal(CELL(abc, TEXT, PATHS("a"), VIA(NOTHING)), "~");
    assert_string_equal(CELL(abc, TEXT, PATHS("a"), VIA(NOTHING), .fallback = rowan_slice_of("d")), "d");
    assert_string_equal(CELL(abc, TEXT, PATHS("a"), VIA(EMPTY)), "~");
    assert_string_equal(CELL(abc, TEXT, PATHS("a"), VIA(EMPTY), .rules.keep_empty = true), "");
    assert_string_equal(CELL("<r/>", .origin = ROWAN_FROM_SOURCE, .of = "id", VIA(JOIN)), "7");
    assert_string_equal(
        CELL("<r/>", TEXT, .origin = ROWAN_FROM_CONSTANT, .constant = rowan_slice_of("k"), VIA(JOIN)), "k");
    assert_string_equal(CELL("<r/>", INTEGER, .origin = ROWAN_FROM_POSITION, VIA(ECHO)), "1");
}

/* Strict as in SQL: not called when any input is missing. */
static void test_via_strict(void **state)
{
    static const char abc[] = "<r><a>x</a><c/></r>";

    (void)state;
    assert_string_equal(CELL(abc, TEXT, PATHS("a", "b"), VIA(RAISE)), "~");
    assert_string_equal(CELL(abc, TEXT, PATHS("a", "c"), VIA(RAISE)), "~");
    assert_string_equal(CELL(abc, TEXT, PATHS("a", "c"), VIA(RAISE), .fallback = rowan_slice_of("d")), "d");
    assert_string_equal(CELL(abc, TEXT, PATHS("a", "c"), VIA(JOIN), .rules.keep_empty = true), "x+");
    assert_string_equal(
        CELL(abc, TEXT, PATHS("a", "b"), VIA(RAISE), .required = true),
        "! required: line 1: t.c (dir/case.lua:20), path \"a\" and others: a required value is "
        "missing; the document has a \"x\"; b nothing");
}

/* Joined texts of several paths must not share their memory. */
static void test_via_join(void **state)
{
    static const char xml[] = "<r><a>1</a><a>2</a><b>3</b><b>4</b><b>5</b><d/><d/></r>";

    (void)state;
    assert_string_equal(
        CELL(xml, TEXT, PATHS("a", "b", "a"), VIA(JOIN), .pick = ROWAN_PICK_JOIN, .joiner = ","),
        "1,2+3,4,5+1,2");
    assert_string_equal(CELL(xml, TEXT, PATHS("a", "d"), VIA(JOIN), .pick = ROWAN_PICK_JOIN), "~");
    assert_string_equal(
        CELL(xml, TEXT, PATHS("a", "d"), VIA(JOIN), .pick = ROWAN_PICK_JOIN, .rules.keep_empty = true),
        "12+");
    assert_string_equal(CELL(xml, TEXT, PATHS("a", "b"), VIA(JOIN), .pick = ROWAN_PICK_LAST), "2+5");
    assert_string_equal(
        CELL(xml, TEXT, PATHS("a[1]", "b"), VIA(JOIN)),
        "! several: line 1: t.c (dir/case.lua:20), path \"a[1]\" and others: 3 nodes match where "
        "one is expected; say pick = \"first\", \"last\" or \"join\"");
}

static void test_via_fails(void **state)
{
    (void)state;
    assert_string_equal(
        CELL("<r>\n<a>x</a></r>", TEXT, PATHS("a"), VIA(RAISE)),
        "! script: line 2: t.c (dir/case.lua:20), path \"a\": case.lua:3: no such interval; the "
        "document has \"x\"");
    assert_string_equal(CELL("<r><a>x</a></r>", INTEGER, PATHS("a"), VIA(JOIN)),
                        "! value: line 1: t.c (dir/case.lua:20), path \"a\": \"x\" is not an integer");
    assert_string_equal(CELL("<r><a>x</a></r>", TEXT, PATHS("a"), VIA(NO_MEMORY)), "! memory: out of memory");
}

/* Most paths a column may have, each with a text of its own. */
static void test_many_paths(void **state)
{
    const char *paths[ROWAN_PATHS_MAX];
    char names[ROWAN_PATHS_MAX][16];

    (void)state;
    for (int i = 0; i < ROWAN_PATHS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "a[%d]", i % 3 + 1);
        paths[i] = names[i];
    }
    assert_string_equal(CELL("<r><a>x</a><a>y</a><a>z</a></r>", TEXT, .paths = paths,
                             .path_count = ROWAN_PATHS_MAX, VIA(JOIN)),
                        "x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y+z+x+y");
}

/* Any bytes in names and values: the message is still valid UTF-8 in one piece. */
static void test_messages_are_clean(void **state)
{
    const char *shown = CELL("<r><a>&#x85;&#x202E;\xE2\x82\xAC</a></r>", INTEGER, PATHS("a"));

    (void)state;
    assert_string_equal(shown, "! value: line 1: t.c (dir/case.lua:20), path \"a\": "
                               "\"\\xC2\\x85\xE2\x80\xAE\xE2\x82\xAC\" is not an integer");
}

static void test_keys(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    t = case_table(&c, "t", "/r/t", -1);
    case_column(&c, t, .name = "k", TEXT, PATHS("@k"));
    case_key(&c, t, "k", NULL);
    case_freeze(&c);
    assert_ok(case_load(&c, "<r><t k='1'/></r>"), c.err);
    case_refuse(&c, "<r>\n<t k='1'/>\n<t/></r>", "required",
                "line 3: t.k (dir/case.lua:20), path \"@k\": a required value is missing");
    case_refuse(
        &c, "<r><t k=''/></r>", "required",
        "line 1: t.k (dir/case.lua:20), path \"@k\": a required value is missing (the text is empty)");
    case_end(&c);
}

/* The source's key may be NULL for a document; run values nobody set are missing. */
static void test_source_null(void **state)
{
    struct plan_case c;
    int t;

    (void)state;
    case_begin(&c);
    assert_ok(rowan_plan_source_column(c.plan, "sender", &text_type, &c.err), c.err);
    t = case_table(&c, "t", "/r", -1);
    case_column(&c, t, .name = "id", .origin = ROWAN_FROM_SOURCE, .of = "id");
    case_column(&c, t, .name = "sender", .origin = ROWAN_FROM_SOURCE, .of = "sender",
                .fallback = rowan_slice_of("nobody"));
    case_freeze(&c);
    c.source_columns[0] = rowan_slice_of("12x");
    case_refuse(&c, "<r/>", "value", "line 1: t.id (dir/case.lua:20): \"12x\" is not an integer");
    c.source_columns[0] = rowan_slice_of(NULL);
    assert_ok(case_load(&c, "<r/>"), c.err);
    c.source_columns[1] = rowan_slice_of("me");
    assert_ok(case_load(&c, "<r/>"), c.err);
    case_expect(&c, "t\n ~|nobody\n ~|me\n");
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pick),       cmocka_unit_test(test_missing),
        cmocka_unit_test(test_default),    cmocka_unit_test(test_other_origins),
        cmocka_unit_test(test_via),        cmocka_unit_test(test_via_strict),
        cmocka_unit_test(test_via_join),   cmocka_unit_test(test_via_fails),
        cmocka_unit_test(test_many_paths), cmocka_unit_test(test_messages_are_clean),
        cmocka_unit_test(test_keys),       cmocka_unit_test(test_source_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
