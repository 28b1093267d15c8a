/* The built-in steps of via; mapping cases show them with documents. */
#include "unit.h"

#include "value/text_function.h"

static const char *apply(enum rowan_text_function function, const char *text)
{
    static struct rowan_buffer out;

    out.size = 0;
    assert_true(rowan_text_function_run(function, rowan_slice_of(text), &out));
    return rowan_buffer_string(&out);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(rowan_text_function_name(ROWAN_TEXT_FUNCTION_CALL), "");
    for (int i = ROWAN_TEXT_FUNCTION_CALL + 1; i < ROWAN_TEXT_FUNCTIONS; i++)
        assert_true(strlen(rowan_text_function_name((enum rowan_text_function)i)) > 3);
}

static void test_number(void **state)
{
    (void)state;
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, ""), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "none"), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "-"), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "."), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "5."), "5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "-.5"), "-0.5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "a -1,234,567.8 9"), "-1234567.8");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1.2.3"), "1.2.3");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1234,567"), "1234,567");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1,23,456"), "123456");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1.234,56"), "1.234,56");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12,5 kg"), "12,5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "0,500"), "0,500");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "0,5"), "0,5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1.234,567"), "1.234,567");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1,234,5"), "1,234,5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "3, 4"), "3");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "5, and 6."), "5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1.5e3"), "1.5e3");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "2E-3x"), "2E-3");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "5e"), "5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "- 5"), "-5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "\xE2\x88\x92"
                                                          "5"),
                        "-5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "a - 5"), "5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "10-20"), "10");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12,34"), "12,34");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12,3456"), "12,3456");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "2024-01-31"), "2024");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "--7"), "-7");
}

static void test_amount(void **state)
{
    (void)state;
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, " $ 1,234.50 "), "1234.50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,23,45,678"), "12345678");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1234,50"), "1234,50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,50"), "1,50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "12,34,50"), "12,34,50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1.234,567"), "1.234,567");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,234."), "1234.");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "0,500"), "0,500");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1234,567"), "1234,567");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,234.5"), "1234.5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "\xE2\x88\x92"
                                                          "1,234"),
                        "-1234");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "-1,234"), "-1234");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, ",123"), ",123");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,2345"), "1,2345");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "(1,234)"), "-1234");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "()"), "()");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "-£1\xC2\xA0"
                                                          "000"),
                        "-1000");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "12 EUR"), "12EUR");
}

static void test_blanks(void **state)
{
    (void)state;
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_SQUEEZE, " \t\n"), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_SQUEEZE, " a \n b  c"), "a b c");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_UPPER, ""), "");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_DIGITS, "a1 \xC3\xA4"
                                                          "2"),
                        "12");
}

/* The text that was there stays. */
static void test_appends(void **state)
{
    struct rowan_buffer out = {0};

    (void)state;
    for (int i = ROWAN_TEXT_FUNCTION_CALL + 1; i < ROWAN_TEXT_FUNCTIONS; i++)
        assert_true(rowan_text_function_run((enum rowan_text_function)i, rowan_slice_of("7"), &out));
    assert_string_equal(rowan_buffer_string(&out), "777777");
    rowan_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),  cmocka_unit_test(test_number),  cmocka_unit_test(test_amount),
        cmocka_unit_test(test_blanks), cmocka_unit_test(test_appends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
