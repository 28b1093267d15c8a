/* Labels of ENUM and SET: as the type has them, letter for letter, and sets in the type's order. */
#include "unit.h"

#include "odbc/column_labels.h"

static bool have(const struct rowan_column_labels *labels, const char *text)
{
    return rowan_column_labels_have(labels, rowan_slice_of(text));
}

static void test_enum(void **state)
{
    struct rowan_column_labels labels, copy;

    (void)state;
    assert_true(rowan_column_labels_read(&labels, "enum('x','it''s','a,b','','ä\\')"));
    assert_int_equal(labels.count, 5);
    assert_true(rowan_column_labels_copy(&copy, &labels));
    rowan_column_labels_clear(&labels);
    assert_true(have(&copy, "x") && have(&copy, "it's") && have(&copy, "a,b") && have(&copy, ""));
    assert_true(have(&copy, "ä\\"));
    assert_false(have(&copy, "X") || have(&copy, "1") || have(&copy, "x ") || have(&copy, "a"));
    rowan_column_labels_clear(&copy);
}

static void test_set(void **state)
{
    struct rowan_column_labels labels;

    (void)state;
    assert_true(rowan_column_labels_read(&labels, "set('a','b','c')"));
    assert_true(have(&labels, "") && have(&labels, "a,c") && have(&labels, "a,b,c"));
    assert_false(have(&labels, "c,a") || have(&labels, "a,a") || have(&labels, "a,") || have(&labels, ",a"));
    assert_false(have(&labels, "A") || have(&labels, "3") || have(&labels, "a, b"));
    rowan_column_labels_clear(&labels);
}

static void test_none(void **state)
{
    struct rowan_column_labels labels, copy;

    (void)state;
    memset(&labels, 0, sizeof labels);
    assert_true(rowan_column_labels_copy(&copy, &labels));
    assert_null(copy.text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enum),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
