/* Keys of records, and what they say. */
#include "unit.h"

#include "base/record_key.h"

static void expect(const char *text, uint64_t number, const char *file, const char *digits)
{
    struct rowan_buffer key = {0};
    struct rowan_slice of_file, of_number;

    assert_true(rowan_buffer_append_slice(&key, text));
    assert_true(rowan_record_key_add(&key, number));
    assert_true(rowan_record_key_split(rowan_buffer_slice(&key), &of_file, &of_number));
    assert_true(rowan_slice_equal(of_file, rowan_slice_of(file)));
    assert_true(rowan_slice_equal(of_number, rowan_slice_of(digits)));
    rowan_buffer_clear(&key);
}

static void test_there_and_back(void **state)
{
    (void)state;
    expect("a.xml//", 1, "a.xml", "1");
    expect("b.zip//a1//", 120, "b.zip//a1", "120");
    expect("a//", 1234567890123, "a", "1234567890123"); /* beyond the digits that all have */
}

static void test_no_records(void **state)
{
    static const char *const other[] = {"",
                                        "a.xml",
                                        "a.xml//",
                                        "a.xml//17",
                                        "a.xml/000000000001",
                                        "000000000001",
                                        "//000000000001",
                                        "a.xml//00000000000x"};
    struct rowan_slice file, number;

    (void)state;
    for (size_t i = 0; i < COUNT(other); i++)
        assert_false(rowan_record_key_split(rowan_slice_of(other[i]), &file, &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_there_and_back),
                                       cmocka_unit_test(test_no_records)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
