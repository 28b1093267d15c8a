/* Records of functions: texts that move while they are added are found again. */
#include "unit.h"

#include <stdio.h>

#include "plan/record_batch.h"

static void test_fields(void **state)
{
    struct rowan_record_batch records = {0};
    struct rowan_slice out[2];

    (void)state;
    rowan_record_batch_begin(&records, 2);
    assert_int_equal(records.count, 0);
    assert_true(rowan_record_batch_add(&records, rowan_slice_of(NULL)));
    assert_int_equal(records.count, 0);
    assert_true(rowan_record_batch_add(&records, rowan_slice_of("")));
    assert_int_equal(records.count, 1);
    rowan_record_batch_get(&records, 0, out);
    assert_null(out[0].data);
    assert_non_null(out[1].data);
    assert_int_equal(out[1].size, 0);
    rowan_record_batch_begin(&records, 1);
    assert_int_equal(records.count, 0);
    rowan_record_batch_clear(&records);
}

static void test_many(void **state)
{
    struct rowan_record_batch records = {0};
    struct rowan_slice out[3];
    char text[20];

    (void)state;
    rowan_record_batch_begin(&records, 3);
    for (int i = 0; i < 30000; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_true(rowan_record_batch_add(&records, rowan_slice_of(i % 7 ? text : NULL)));
    }
    assert_int_equal(records.count, 10000);
    for (int i = 0; i < 30000; i++) {
        snprintf(text, sizeof text, "%d", i);
        rowan_record_batch_get(&records, (size_t)i / 3, out);
        assert_true(i % 7 ? rowan_slice_equal(out[i % 3], rowan_slice_of(text)) : !out[i % 3].data);
    }
    rowan_record_batch_clear(&records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fields), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
