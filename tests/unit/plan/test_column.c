/* Adding columns: what is refused, with the whole message, and what is converted once. */
#include "plan/plan_case.h"

#include "value/enum.h"

static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2};
static const struct rowan_type timestamp = {.kind = ROWAN_TIMESTAMP};
static const struct rowan_type code = {.kind = ROWAN_TEXT, .length = 4};

/* parent (no, name) and child. */
static void begin(struct plan_case *c, int *parent, int *child)
{
    case_begin(c);
    *parent = case_table(c, "parent", "/r", -1);
    case_column(c, *parent, .name = "no", .type = &integer_type, PATHS("@no"));
    case_column(c, *parent, .name = "name", .type = &code, PATHS("@name"));
    *child = case_table(c, "child", "c", *parent);
}

#define REFUSED(message, ...) case_refuse_column(&c, t, message, (struct rowan_column_spec){__VA_ARGS__})

static void test_paths(void **state)
{
    const char *many[ROWAN_PATHS_MAX + 1];
    struct plan_case c;
    int parent, t;

    (void)state;
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = "a";
    begin(&c, &parent, &t);
    REFUSED("dir/case.lua:20: child.x: no path is given", .name = "x", .type = &text_type);
    REFUSED("dir/case.lua:20: child.x: 2 paths are given, but no via function to make one value of them",
            .name = "x", .type = &text_type, PATHS("a", "b"));
    REFUSED("dir/case.lua:20: child.x: 33 paths are given, 32 is the most", .name = "x", .type = &text_type,
            .paths = many, .path_count = COUNT(many), VIA(1));
    REFUSED("dir/case.lua:20: child.x: no type is given", .name = "x", PATHS("a"));
    REFUSED("dir/case.lua:20: child.: the column's name is empty", .name = "", .type = &text_type,
            PATHS("a"));
    assert_int_equal(
        case_try(&c, t, (struct rowan_column_spec){.name = "x", .type = &text_type, PATHS("a[")}),
        ROWAN_MAPPING);
    assert_memory_equal(c.err.message, "dir/case.lua:20: child.x: ", 26);
    case_end(&c);
}

static void test_names(void **state)
{
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    case_column(&c, t, .name = "x", .type = &text_type, PATHS("a"));
    REFUSED("dir/case.lua:30: child.x: the column is there twice", .name = "x", .type = &text_type,
            PATHS("b"), .place.line = 30);
    case_column(&c, t, .name = "X", .type = &text_type, PATHS("a"));
    case_column(&c, t, .name = "\xC3\xA4 b", .type = &text_type, PATHS("a"));
    assert_int_equal(rowan_table_find_column(&c.plan->tables[t], "X"), 1);
    assert_int_equal(rowan_table_find_column(&c.plan->tables[t], "y"), -1);
    case_end(&c);
}

static void test_parent(void **state)
{
    static const struct rowan_type longer = {.kind = ROWAN_TEXT, .length = 5};
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    REFUSED(
        "dir/case.lua:20: child.x: parent \"nmae\": table parent has no such column (did you mean \"name\"?)",
        .name = "x", .origin = ROWAN_FROM_PARENT, .of = "nmae");
    REFUSED("dir/case.lua:20: child.x: parent \"zzzz\": table parent has no such column", .name = "x",
            .origin = ROWAN_FROM_PARENT, .of = "zzzz");
    REFUSED("dir/case.lua:20: child.x: a parent's column keeps its type; leave the type away", .name = "x",
            .origin = ROWAN_FROM_PARENT, .of = "no", .type = &text_type);
    REFUSED("dir/case.lua:20: child.x: a parent's column keeps its type; leave the type away", .name = "x",
            .origin = ROWAN_FROM_PARENT, .of = "name", .type = &longer);
    REFUSED("dir/case.lua:20: child.x: via works on texts from paths or the source, not on a parent's column",
            .name = "x", .origin = ROWAN_FROM_PARENT, .of = "name", VIA(1));
    REFUSED(
        "dir/case.lua:20: child.x: too_long does nothing for a parent's column, which is copied as it is: "
        "say it there",
        .name = "x", .origin = ROWAN_FROM_PARENT, .of = "name", .rules.too_long = ROWAN_TOO_LONG_CUT);
    case_column(&c, t, .name = "x", .origin = ROWAN_FROM_PARENT, .of = "name", .type = &code);
    assert_int_equal(c.plan->tables[t].columns[0].type.length, 4);
    t = parent;
    REFUSED("dir/case.lua:20: parent.x: parent \"no\": this table is not the child of another", .name = "x",
            .origin = ROWAN_FROM_PARENT, .of = "no");
    case_end(&c);
}

static void test_source_and_run(void **state)
{
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    assert_ok(rowan_plan_source_column(c.plan, "received", &timestamp, &c.err), c.err);
    REFUSED(
        "dir/case.lua:20: child.x: source \"recieved\" is neither the key nor one of the source's columns "
        "(did you mean \"received\"?)",
        .name = "x", .origin = ROWAN_FROM_SOURCE, .of = "recieved");
    REFUSED(
        "dir/case.lua:20: child.x: run \"no\": a run has \"id\", \"started\", \"mapping\" and \"version\"",
        .name = "x", .origin = ROWAN_FROM_RUN, .of = "no");
    case_column(&c, t, .name = "x", .origin = ROWAN_FROM_SOURCE, .of = "received");
    assert_int_equal(c.plan->tables[t].columns[0].type.kind, ROWAN_TIMESTAMP);
    assert_int_equal(c.plan->tables[t].columns[0].of, 1);
    case_column(&c, t, .name = "y", .origin = ROWAN_FROM_RUN, .of = "version");
    assert_int_equal(c.plan->tables[t].columns[1].of, ROWAN_RUN_VERSION);
    case_end(&c);
}

static void test_types(void **state)
{
    static const struct rowan_type wrong = {.kind = ROWAN_DECIMAL, .precision = 39};
    static const struct rowan_type none = {.kind = ROWAN_ENUM};
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    REFUSED("dir/case.lua:20: child.x: decimal(39,0): the precision is 1 to 38", .name = "x", .type = &wrong,
            PATHS("a"));
    REFUSED("dir/case.lua:20: child.x: enum: there are no labels", .name = "x", .type = &none, PATHS("a"));
    case_end(&c);
}

static void test_literals(void **state)
{
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    REFUSED("dir/case.lua:20: child.x: default: \"x\" is not an integer", .name = "x", .type = &integer_type,
            PATHS("a"), .fallback = rowan_slice_of("x"));
    REFUSED("dir/case.lua:20: child.x: default: \"abcde\" has 5 characters, text(4) holds 4", .name = "x",
            .type = &code, PATHS("a"), .fallback = rowan_slice_of("abcde"));
    REFUSED(
        "dir/case.lua:20: child.x: constant: \"1.234\" has 3 digits after the point, decimal(9,2) holds 2",
        .name = "x", .type = &money, .origin = ROWAN_FROM_CONSTANT, .constant = rowan_slice_of("1.234"));
    case_column(&c, t, .name = "x", .type = &money, PATHS("a"), .fallback = rowan_slice_of("1.2"));
    assert_memory_equal(c.plan->tables[t].columns[0].otherwise.text.data, "1.20", 4);
    assert_memory_equal(c.plan->tables[t].columns[0].fallback.data, "1.2", 4);
    case_column(&c, t, .name = "y", .type = &code, PATHS("a"), .fallback = rowan_slice_of("abcde"),
                .rules.too_long = ROWAN_TOO_LONG_CUT);
    assert_int_equal(c.plan->tables[t].columns[1].otherwise.text.size, 4);
    case_end(&c);
}

/* A default may be one of the enum's texts or one of its values. */
static void test_enum_default(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    assert_ok(rowan_labels_add_integer(labels, rowan_slice_of("low"), -3, &c.err), c.err);
    assert_ok(rowan_labels_add_integer(labels, rowan_slice_of("high"), 9, &c.err), c.err);
    assert_ok(rowan_labels_freeze(labels, &c.err), c.err);
    assert_ok(rowan_plan_own_labels(c.plan, labels, &c.err), c.err);
    case_column(&c, t, .name = "a", .type = &type, PATHS("a"), .fallback = rowan_slice_of("low"));
    case_column(&c, t, .name = "b", .type = &type, PATHS("a"), .fallback = rowan_slice_of("9"));
    assert_int_equal(c.plan->tables[t].columns[0].otherwise.number, -3);
    assert_int_equal(c.plan->tables[t].columns[1].otherwise.number, 9);
    REFUSED("dir/case.lua:20: child.x: default: \"8\" is not a label of this enum (\"high\", \"low\")",
            .name = "x", .type = &type, PATHS("a"), .fallback = rowan_slice_of("8"));
    case_end(&c);
}

/* Options that could do nothing where they stand. */
static void test_options(void **state)
{
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    REFUSED("dir/case.lua:20: child.x: pick chooses among the matches of a path; this column has no path",
            .name = "x", .origin = ROWAN_FROM_POSITION, .pick = ROWAN_PICK_FIRST);
    REFUSED("dir/case.lua:20: child.x: joiner does nothing without pick = \"join\"", .name = "x",
            .type = &text_type, PATHS("a"), .joiner = ", ");
    REFUSED("dir/case.lua:20: child.x: too_long is for text(n), not for decimal", .name = "x", .type = &money,
            PATHS("a"), .rules.too_long = ROWAN_TOO_LONG_CUT);
    REFUSED("dir/case.lua:20: child.x: rounding is for decimals, integers, dates and times, not for text",
            .name = "x", .type = &text_type, PATHS("a"), .rules.rounding = ROWAN_ROUNDING_DOWN);
    REFUSED("dir/case.lua:20: child.x: a timestamp can only be rounded down: rounding = \"down\"",
            .name = "x", .type = &timestamp, PATHS("a"), .rules.rounding = ROWAN_ROUNDING_HALF_UP);
    REFUSED("dir/case.lua:20: child.x: zone is for date, time and timestamp, not for text", .name = "x",
            .type = &text_type, PATHS("a"), .rules.zone = ROWAN_ZONE_UTC);
    REFUSED("dir/case.lua:20: child.x: trim is for text and xml (other types always trim), not for decimal",
            .name = "x", .type = &money, PATHS("a"), .rules.trim = true);
    REFUSED(
        "dir/case.lua:20: child.x: omit_missing does nothing beside required, which leaves nothing missing",
        .name = "x", .type = &money, PATHS("a"), .omit = true, .required = true);
    REFUSED("dir/case.lua:20: child.x: default does nothing for position without via", .name = "x",
            .origin = ROWAN_FROM_POSITION, .fallback = rowan_slice_of("1"));
    case_column(&c, t, .name = "x", .type = &timestamp, PATHS("a"), .rules.zone = ROWAN_ZONE_UTC,
                .rules.rounding = ROWAN_ROUNDING_DOWN);
    case_column(&c, t, .name = "y", .type = &money, PATHS("a"), .rules.rounding = ROWAN_ROUNDING_HALF_UP,
                .omit_inherited = true, .required = true);
    case_column(&c, t, .name = "z", .type = &integer_type, PATHS("a"), .rules.rounding = ROWAN_ROUNDING_DOWN);
    case_end(&c);
}

#define FORMATS(...)                                                                                         \
    .formats = (const char *const[]){__VA_ARGS__}, .format_count = COUNT(((const char *const[]){__VA_ARGS__}))

static void test_formats(void **state)
{
    static const struct rowan_type date = {.kind = ROWAN_DATE};
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    REFUSED("dir/case.lua:20: child.x: format is for date, time and timestamp, not for text", .name = "x",
            .type = &text_type, PATHS("a"), FORMATS("MM/DD/YYYY"));
    REFUSED("dir/case.lua:20: child.x: format \"MM/YYYY\": the day is missing (its parts are YYYY, YY, MM, "
            "M, MON, "
            "MONTH, DD, D, HH, H, MI, I, SS, S, FF, AM, TZ)",
            .name = "x", .type = &date, PATHS("a"), FORMATS("iso", "MM/YYYY"));
    REFUSED(
        "dir/case.lua:20: child.x: format \"M/D/YYYY HH:MI\" has a time of day; say rounding = \"down\" to "
        "drop it",
        .name = "x", .type = &date, PATHS("a"), FORMATS("iso", "M/D/YYYY HH:MI"));
    REFUSED("dir/case.lua:20: child.x: format does nothing for a parent's column, which is copied as it is: "
            "say it there",
            .name = "x", .origin = ROWAN_FROM_PARENT, .of = "no", FORMATS("MM/DD/YYYY"));
    REFUSED("dir/case.lua:20: child.x: default: \"soon\" is not a date (M/D/YYYY)", .name = "x",
            .type = &date, PATHS("a"), FORMATS("M/D/YYYY"), .fallback = rowan_slice_of("soon"));
    case_column(&c, t, .name = "us", .type = &date, PATHS("a"), FORMATS("M/D/YYYY"),
                .fallback = rowan_slice_of("2/3/1999"));
    case_column(&c, t, .name = "iso", .type = &date, PATHS("a"), FORMATS("M/D/YYYY"),
                .fallback = rowan_slice_of("1999-02-03"));
    assert_true(rowan_slice_equal(c.plan->tables[t].columns[0].otherwise.text, rowan_slice_of("1999-02-03")));
    assert_true(rowan_slice_equal(c.plan->tables[t].columns[1].otherwise.text, rowan_slice_of("1999-02-03")));
    case_end(&c);
}

/* Nobody has to ask for the message. */
static void test_without_error(void **state)
{
    const struct rowan_column_spec spec = {
        .name = "x", .type = &integer_type, PATHS("a"), .fallback = {"x", 1}};
    const struct rowan_column_spec parent_spec = {.name = "x", .origin = ROWAN_FROM_PARENT, .of = "q"};
    struct plan_case c;
    int parent, t;

    (void)state;
    begin(&c, &parent, &t);
    assert_int_equal(rowan_plan_column(c.plan, t, &spec, NULL), ROWAN_MAPPING);
    assert_int_equal(rowan_plan_column(c.plan, t, &parent_spec, NULL), ROWAN_MAPPING);
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),        cmocka_unit_test(test_names),
        cmocka_unit_test(test_parent),       cmocka_unit_test(test_source_and_run),
        cmocka_unit_test(test_types),        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_enum_default), cmocka_unit_test(test_options),
        cmocka_unit_test(test_formats),      cmocka_unit_test(test_without_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
