/* Digits become bytes where they stand. */
#include "unit.h"

#include "base/hex.h"

static struct rowan_buffer buffer;

static bool decode(const char *text, size_t from)
{
    buffer.size = 0;
    rowan_buffer_append_slice(&buffer, text);
    return rowan_hex_bytes(&buffer, from);
}

static void test_digits(void **state)
{
    (void)state;
    assert_true(decode("", 0));
    assert_int_equal(buffer.size, 0);
    assert_true(decode("before003CfFAa", 6));
    assert_int_equal(buffer.size, 10);
    assert_memory_equal(buffer.data, "before\x00<\xFF\xAA", 10);
}

static void test_no_digits(void **state)
{
    static const char *const texts[] = {"0", "000", "0g", "g0", "\\x00", "0 ", "0\xC3"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(decode(texts[i], 0));
}

static int clear(void **state)
{
    (void)state;
    rowan_buffer_clear(&buffer);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_digits), cmocka_unit_test(test_no_digits)};

    return cmocka_run_group_tests(tests, NULL, clear);
}
