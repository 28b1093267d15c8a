/* CHECK and ON CONFLICT in the text of a table, and not in its comments and names. */
#include "unit.h"

#include "catalog/table_text.h"

static void test_checks(void **state)
{
    struct rowan_slice text =
        rowan_slice_of("CREATE TABLE \"check\" (a TEXT CHECK (a IN (')', 'b')), -- CHECK (x)\n"
                       " \"check (y)\" INT, b INT CONSTRAINT named CHECK(b > (0)) DEFAULT (1), CONSTRAINT "
                       "\"c d\" check (a = b))");
    static const char *const wanted[][2] = {{"", "a IN (')', 'b')"}, {"named", "b > (0)"}, {"c d", "a = b"}};
    struct rowan_slice name, clause;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_true(rowan_table_text_check(&text, &name, &clause));
        assert_int_equal(name.data != NULL, i > 0);
        assert_true(rowan_slice_equal(name, rowan_slice_of(wanted[i][0])));
        assert_true(rowan_slice_equal(clause, rowan_slice_of(wanted[i][1])));
    }
    assert_false(rowan_table_text_check(&text, &name, &clause));
}

static void test_broken(void **state)
{
    static const char *const texts[] = {"", "CHECK", "CHECK (a", "CHECK a", "CHECK ('a)"};
    struct rowan_slice name, clause;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct rowan_slice text = rowan_slice_of(texts[i]);
        assert_false(rowan_table_text_check(&text, &name, &clause));
    }
}

static const char *conflict(const char *text)
{
    return rowan_table_text_conflict(rowan_slice_of(text));
}

static void test_conflicts(void **state)
{
    (void)state;
    assert_string_equal(conflict("CREATE TABLE a (b INT UNIQUE on conflict /* x */ replace)"), "REPLACE");
    assert_string_equal(conflict("CREATE TABLE a (b INT UNIQUE ON CONFLICT IGNORE)"), "IGNORE");
    assert_null(conflict("CREATE TABLE a (b INT UNIQUE ON CONFLICT ABORT, \"ON CONFLICT REPLACE\" INT)"));
    assert_null(conflict("CREATE TABLE a (b INT DEFAULT 'ON CONFLICT REPLACE' -- ON CONFLICT REPLACE\n)"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_conflicts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
