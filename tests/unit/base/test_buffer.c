/* Buffers: growth, what stays after a failure, numbers, and the terminator. */
#include "unit.h"

#include <inttypes.h>

#include "base/buffer.h"

static void test_append(void **state)
{
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_true(rowan_buffer_append(&buffer, NULL, 0));
    assert_int_equal(buffer.size, 0);
    for (int i = 0; i < 10000; i++)
        assert_true(rowan_buffer_append(&buffer, "abc", (size_t)(i % 4)));
    assert_int_equal(buffer.size, 15000);
    assert_memory_equal(buffer.data, "aababcaababc", 12);
    assert_true(rowan_buffer_append(&buffer, "\0x", 2));
    assert_memory_equal(buffer.data + 15000, "\0x", 2);
    assert_int_equal(rowan_buffer_slice(&buffer).size, 15002);
    rowan_buffer_clear(&buffer);
    assert_null(buffer.data);
    rowan_buffer_clear(&buffer);
}

static void test_too_much(void **state)
{
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_true(rowan_buffer_append_slice(&buffer, "kept"));
    assert_false(rowan_buffer_reserve(&buffer, SIZE_MAX));
    assert_false(rowan_buffer_reserve(&buffer, SIZE_MAX - 4));
    assert_false(rowan_buffer_reserve(&buffer, SIZE_MAX / 2));
    assert_string_equal(rowan_buffer_string(&buffer), "kept");
    assert_int_equal(buffer.size, 4);
    rowan_buffer_clear(&buffer);
}

static void test_string(void **state)
{
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_string_equal(rowan_buffer_string(&buffer), "");
    for (int i = 0; i < 64; i++)
        assert_true(rowan_buffer_append_char(&buffer, 'x')); /* full to the brim: room must be made */
    assert_int_equal(strlen(rowan_buffer_string(&buffer)), 64);
    assert_int_equal(buffer.size, 64);
    rowan_buffer_clear(&buffer);
}

static void test_format(void **state)
{
    struct rowan_buffer buffer;
    char long_text[500];

    (void)state;
    memset(long_text, 'y', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    rowan_buffer_init(&buffer);
    assert_true(rowan_buffer_format(&buffer, "%d-%s", 7, "a"));
    assert_true(rowan_buffer_format(&buffer, "%s", ""));
    assert_true(rowan_buffer_format(&buffer, "%s", long_text));
    assert_int_equal(buffer.size, 3 + 499);
    assert_memory_equal(buffer.data, "7-ayyy", 6);
    rowan_buffer_clear(&buffer);
}

static void test_integers(void **state)
{
    static const int64_t numbers[] = {0, 1, -1, 9, 10, -10, 99, 100, 1234567890123, INT64_MAX, INT64_MIN};

    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct rowan_buffer buffer;
        char wanted[32];
        rowan_buffer_init(&buffer);
        snprintf(wanted, sizeof wanted, "%" PRId64, numbers[i]);
        assert_true(rowan_buffer_append_int(&buffer, numbers[i]));
        assert_string_equal(rowan_buffer_string(&buffer), wanted);
        rowan_buffer_clear(&buffer);
    }
}

static void test_reset(void **state)
{
    struct rowan_buffer buffer;

    (void)state;
    rowan_buffer_init(&buffer);
    assert_true(rowan_buffer_reserve(&buffer, 1000));
    buffer.size = 1000;
    rowan_buffer_reset(&buffer, 2000);
    assert_int_equal(buffer.size, 0);
    assert_true(buffer.capacity >= 1000);
    rowan_buffer_reset(&buffer, 500);
    assert_int_equal(buffer.capacity, 0);
    assert_null(buffer.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append), cmocka_unit_test(test_too_much), cmocka_unit_test(test_string),
        cmocka_unit_test(test_format), cmocka_unit_test(test_integers), cmocka_unit_test(test_reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
