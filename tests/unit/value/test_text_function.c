/* The built-in steps of via; mapping cases show them with documents. */
#include "unit.h"

#include "value/text_function.h"

static const char *apply(enum rowan_text_function function, const char *text)
{
    static struct rowan_buffer out;

    out.size = 0;
    assert_int_equal(rowan_text_function_run(function, NULL, rowan_slice_of(text), &out, NULL), ROWAN_OK);
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
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "a,5"), "5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12- and 13-month"), "12");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "2024 100"), "2024");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "0 100"), "0");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "3 1250 km"), "3");
}

/* What could be another number goes on as it is, for the type to refuse. */
static void test_number_of_two_readings(void **state)
{
    (void)state;
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, ",5"), ",5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "about -,50 km"), "-,50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1 234 km"), "1 234");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "-12 345 678.5 km"), "-12 345 678.5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1\xC2\xA0"
                                                          "234,5"),
                        "1\xC2\xA0"
                        "234,5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "CHF 1'234.50"), "1'234.50");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1\xE2\x80\x99"
                                                          "234"),
                        "1\xE2\x80\x99"
                        "234");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12.00-"), "12.00-");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "12.00 - "), "12.00 -");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_NUMBER, "1,234\xE2\x88\x92"), "1,234\xE2\x88\x92");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "12 34"), "12 34");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1234 567"), "1234 567");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1,234 5"), "1,234 5");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "12$34"), "12 34");
    assert_string_equal(apply(ROWAN_TEXT_FUNCTION_AMOUNT, "1 234 567.80"), "1234567.80");
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

/* "! " and the message where the notation is said and the text is no number of it. */
static const char *apply_notation(enum rowan_text_function function, struct rowan_notation notation,
                                  const char *text)
{
    static struct rowan_buffer out;
    struct rowan_error err;

    out.size = 0;
    if (rowan_text_function_run(function, &notation, rowan_slice_of(text), &out, &err) == ROWAN_OK)
        return rowan_buffer_string(&out);
    assert_string_equal(err.reason, "value");
    out.size = 0;
    assert_true(rowan_buffer_format(&out, "! %s", err.message));
    return rowan_buffer_string(&out);
}

static void test_notation(void **state)
{
    const struct rowan_notation german = {.point = ',', .group = '.'}, french = {.point = ',', .group = ' '},
                                no_group = {.point = ','};

    (void)state;
#define NUMBER(notation, text, wanted)                                                                       \
    assert_string_equal(apply_notation(ROWAN_TEXT_FUNCTION_NUMBER, notation, text), wanted)
#define AMOUNT(notation, text, wanted)                                                                       \
    assert_string_equal(apply_notation(ROWAN_TEXT_FUNCTION_AMOUNT, notation, text), wanted)
    NUMBER(german, "about -1.234,50 km", "-1234.50");
    NUMBER(german, "x,5", "0.5");
    NUMBER(german, "none", "");
    NUMBER(german, "1.5 km", "! \"1.5\" is not a number with point = \",\" and group = \".\"");
    NUMBER(german, "1,234.50", "! \"1,234.50\" is not a number with point = \",\" and group = \".\"");
    NUMBER(no_group, "234.567", "! \"234.567\" is not a number with point = \",\"");
    NUMBER(french, "from 12 345,5 EUR", "12345.5");
    NUMBER(french, "12 345 in 3 parts", "12345");
    NUMBER(german, ".5", "! \".5\" is not a number with point = \",\" and group = \".\"");
    NUMBER(german, "1 234", "! \"1 234\" is not a number with point = \",\" and group = \".\"");
    NUMBER(german, "12,00-", "! \"12,00-\" is not a number with point = \",\" and group = \".\"");
    NUMBER(french, "1'234", "! \"1'234\" is not a number with point = \",\" and group = \" \"");
    AMOUNT(german, "1 2", "! \"1 2\" is not a number with point = \",\" and group = \".\"");
    NUMBER(french, "10 20", "! \"10 20\" is not a number with point = \",\" and group = \" \"");
    AMOUNT(french, "\xE2\x82\xAC 12 345,00", "12345.00");
    AMOUNT(french,
           "12\xC2\xA0"
           "345,00\xC2\xA0\xE2\x82\xAC",
           "12345.00");
    AMOUNT(french, "(1 234,5)", "-1234.5");
    AMOUNT(french, "1 2", "! \"1 2\" is not a number with point = \",\" and group = \" \"");
    AMOUNT(french, "\xE2\x82\xAC", "");
    AMOUNT(german,
           "\xE2\x88\x92"
           "1.234,5",
           "-1234.5");
    AMOUNT(german, "1 234,5", "1234.5");
    AMOUNT(german, "12 EUR", "! \"12 EUR\" is not a number with point = \",\" and group = \".\"");
    AMOUNT(german, "1.5", "! \"1.5\" is not a number with point = \",\" and group = \".\"");
#undef NUMBER
#undef AMOUNT
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
        assert_int_equal(
            rowan_text_function_run((enum rowan_text_function)i, NULL, rowan_slice_of("7"), &out, NULL),
            ROWAN_OK);
    assert_string_equal(rowan_buffer_string(&out), "777777");
    rowan_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_number),
        cmocka_unit_test(test_number_of_two_readings),
        cmocka_unit_test(test_amount),
        cmocka_unit_test(test_blanks),
        cmocka_unit_test(test_appends),
        cmocka_unit_test(test_notation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
