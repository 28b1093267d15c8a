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

static void expect_own(const char *text, const char *own, const char *expected, const char *file)
{
    struct rowan_buffer key = {0}, room = {0};
    struct rowan_slice of_file, of_own;
    bool out_of_memory;

    assert_true(rowan_buffer_append_slice(&key, text));
    assert_true(rowan_record_key_add_own(&key, rowan_slice_of(own)));
    assert_string_equal(rowan_buffer_string(&key), expected);
    assert_true(
        rowan_record_key_split_own(rowan_buffer_slice(&key), &room, &of_file, &of_own, &out_of_memory));
    assert_true(rowan_slice_equal(of_file, rowan_slice_of(file)));
    assert_true(rowan_slice_equal(of_own, rowan_slice_of(own)));
    rowan_buffer_clear(&key);
    rowan_buffer_clear(&room);
}

static void test_own_keys(void **state)
{
    static const char *const other[] = {"",       "=", "//=a", "a.xml//=", "a.xml/=a", "a.xml//000000000001",
                                        "a//=b=c"};
    struct rowan_buffer room = {0};
    struct rowan_slice file, own;
    bool out_of_memory;

    (void)state;
    expect_own("a.xml//", "A-1", "a.xml//=A-1", "a.xml");
    expect_own("b.zip//=c.xml//", "x//=y%\n", "b.zip//=c.xml//=x//%3Dy%25%0A", "b.zip//=c.xml");
    expect_own("a.xml//", "=", "a.xml//=%3D", "a.xml");
    for (size_t i = 0; i < COUNT(other); i++)
        assert_false(
            rowan_record_key_split_own(rowan_slice_of(other[i]), &room, &file, &own, &out_of_memory));
    rowan_buffer_clear(&room);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_own_keys),
                                       cmocka_unit_test(test_no_records)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
