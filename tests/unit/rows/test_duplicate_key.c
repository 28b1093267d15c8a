/* Rows of one document with one key: found wherever they stand, and nothing else is. */
#include "plan/plan_case.h"

/* person (name, source's id), and line (number, name of the person) below it. */
static void begin_people(struct plan_case *c, bool numbered)
{
    int person, line;

    case_begin(c);
    person = case_table(c, "person", "/r/p", -1);
    case_column(c, person, .name = "id", .origin = ROWAN_FROM_SOURCE, .of = "id");
    case_column(c, person, .name = "name", .type = &text_type, PATHS("@n"), .rules.keep_empty = true);
    case_key(c, person, "id", "name");
    line = case_table(c, "line", "l", person);
    case_column(c, line, .name = "id", .origin = ROWAN_FROM_PARENT, .of = "id");
    case_column(c, line, .name = "name", .origin = ROWAN_FROM_PARENT, .of = "name");
    if (numbered)
        case_column(c, line, .name = "n", .origin = ROWAN_FROM_POSITION);
    else
        case_column(c, line, .name = "n", .type = &integer_type, PATHS("@n"));
    assert_ok(rowan_plan_key(c->plan, line, (const char *const[]){"id", "name", "n"}, 3, &c->err), c->err);
    case_freeze(c);
}

static void test_two(void **state)
{
    struct plan_case c;

    (void)state;
    begin_people(&c, false);
    assert_ok(case_load(&c, "<r><p n='a'><l n='1'/></p><p n='b'><l n='1'/></p><p n=''/></r>"), c.err);
    case_refuse(
        &c, "<r>\n<p n='a'/>\n<p n='b'/><p n='a'/></r>", "duplicate",
        "line 3: person (dir/case.lua:10): a second row with the key id = 7, name = \"a\"; the first is at "
        "line 2");
    case_refuse(
        &c, "<r>\n<p n='a'>\n<l n='1'/>\n<l n='2'/>\n<l n='01'/></p></r>", "duplicate",
        "line 5: line (dir/case.lua:10): a second row with the key id = 7, name = \"a\", n = 1; the first "
        "is at line 3");
    case_refuse(
        &c, "<r><p n=''/>\n<p n=''/></r>", "duplicate",
        "line 2: person (dir/case.lua:10): a second row with the key id = 7, name = \"\"; the first is at "
        "line 1");
    /* another document has keys of its own, and what failed left none */
    assert_ok(case_load(&c, "<r><p n='a'/><p n='c'/></r>"), c.err);
    case_expect(&c, "person\n 7|a\n 7|b\n 7|\n 7|a\n 7|c\nline\n 7|a|1\n 7|b|1\n");
    case_end(&c);
}

/* Numbers that rowan gives out are one row's each. */
static void test_numbered(void **state)
{
    struct plan_case c;

    (void)state;
    begin_people(&c, true);
    assert_ok(case_load(&c, "<r><p n='a'><l/><l/></p><p n='b'><l/></p></r>"), c.err);
    case_refuse(
        &c, "<r><p n='a'><l/></p><p n='a'><l/></p></r>", "duplicate",
        "line 1: person (dir/case.lua:10): a second row with the key id = 7, name = \"a\"; the first is at "
        "line 1");
    case_end(&c);
}

/* Rows n of 1 to count, the last one with the key of row twin; 0: all keys are different. */
static enum rowan_status load_many(struct plan_case *c, size_t count, size_t twin)
{
    struct rowan_buffer xml = {0};
    enum rowan_status st;

    rowan_buffer_append_slice(&xml, "<r>\n");
    for (size_t i = 1; i <= count; i++)
        rowan_buffer_format(&xml, "<p n='%zu'/>\n", twin && i == count ? twin : i);
    rowan_buffer_append_slice(&xml, "</r>");
    st = case_load(c, rowan_buffer_string(&xml));
    rowan_buffer_clear(&xml);
    return st;
}

static void test_many(void **state)
{
    struct plan_case c;

    (void)state;
    begin_people(&c, false);
    for (size_t count = 2; count < 5000; count = count * 3 / 2 + 1) {
        assert_ok(load_many(&c, count, 0), c.err);
        rowan_rows_reset(c.rows);
        for (size_t twin = 1; twin < count; twin += 1 + count / 3) {
            char place[40];
            assert_int_equal(load_many(&c, count, twin), ROWAN_DOCUMENT);
            snprintf(place, sizeof place, "the first is at line %zu", twin + 1);
            assert_non_null(strstr(c.err.message, place));
        }
    }
    case_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two),
        cmocka_unit_test(test_numbered),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
