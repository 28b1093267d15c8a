/* Decimals: what is stored, or the whole message of the refusal. */
#include "value/value_rows.h"

static const struct rowan_value_rules half_up = {.rounding = ROWAN_ROUNDING_HALF_UP};
static const struct rowan_value_rules down = {.rounding = ROWAN_ROUNDING_DOWN};

static struct rowan_type decimal(int precision, int scale)
{
    return (struct rowan_type){.kind = ROWAN_DECIMAL, .precision = precision, .scale = scale};
}

static void test_decimal(void **state)
{
    static const struct row rows[] = {
        {"0", "0.00"},
        {"-0", "0.00"},
        {"-0.00", "0.00"},
        {".5", "0.50"},
        {"5.", "5.00"},
        {"-.5", "-0.50"},
        {"+1", "1.00"},
        {"+1.2", "1.20"},
        {"0001.2", "1.20"},
        {"-0001.20", "-1.20"},
        {"1.2300000000000000000000000000000000000000000000000000", "1.23"},
        {"9999.99", "9999.99"},
        {"-9999.99", "-9999.99"},
        {"  12.3\n", "12.30"},
        {"00000000000.01", "0.01"},
        {"000000000000000000000000000000000000000000000000000000000000000000000000", "0.00"},
        {"1.234", "! \"1.234\" has 3 digits after the point, decimal(6,2) holds 2"},
        {"1.2301", "! \"1.2301\" has 4 digits after the point, decimal(6,2) holds 2"},
        {"0.001", "! \"0.001\" has 3 digits after the point, decimal(6,2) holds 2"},
        {"12345", "! \"12345\" has 5 digits before the point, decimal(6,2) holds 4"},
        {"-12345.678", "! \"-12345.678\" has 5 digits before the point, decimal(6,2) holds 4"},
        {".", "! \".\" is not a decimal number"},
        {"-", "! \"-\" is not a decimal number"},
        {"-.", "! \"-.\" is not a decimal number"},
        {"1.2.3", "! \"1.2.3\" is not a decimal number"},
        {"1e2", "! \"1e2\" is not a decimal number"},
        {"1.0E0", "! \"1.0E0\" is not a decimal number"},
        {"1,5", "! \"1,5\" is not a decimal number"},
        {"1,000.00", "! \"1,000.00\" is not a decimal number"},
        {"$5", "! \"$5\" is not a decimal number"},
        {"5 EUR", "! \"5 EUR\" is not a decimal number"},
        {"--1", "! \"--1\" is not a decimal number"},
        {"1-", "! \"1-\" is not a decimal number"},
        {"NaN", "! \"NaN\" is not a decimal number"},
        {"INF", "! \"INF\" is not a decimal number"},
        {"- 1", "! \"- 1\" is not a decimal number"},
        {"0x1", "! \"0x1\" is not a decimal number"},
    };
    struct rowan_type type = decimal(6, 2);

    (void)state;
    check_rows(&type, &strict, rows, COUNT(rows));
}

static void test_decimal_rounding(void **state)
{
    static const struct row up[] = {
        {"1.234", "1.23"},
        {"1.235", "1.24"},
        {"-1.235", "-1.24"},
        {"1.2349999999", "1.23"},
        {"1.995", "2.00"},
        {"9.995", "10.00"},
        {"999.999", "1000.00"},
        {"0.004", "0.00"},
        {"-0.004", "0.00"},
        {"-0.005", "-0.01"},
        {".005", "0.01"},
        {"9999.994", "9999.99"},
        {"9999.995", "! \"9999.995\" rounds to 5 digits before the point, decimal(6,2) holds 4"},
        {"-9999.999999", "! \"-9999.999999\" rounds to 5 digits before the point, decimal(6,2) holds 4"},
        {"10000.001", "! \"10000.001\" has 5 digits before the point, decimal(6,2) holds 4"},
    };
    static const struct row cuts[] = {
        {"1.239", "1.23"},  {"-1.239", "-1.23"},  {"9999.999", "9999.99"},
        {"-0.009", "0.00"}, {"0.999999", "0.99"}, {"1.2", "1.20"},
    };
    struct rowan_type type = decimal(6, 2);

    (void)state;
    check_rows(&type, &half_up, up, COUNT(up));
    check_rows(&type, &down, cuts, COUNT(cuts));
}

#define DIGITS_38 "12345678901234567890123456789012345678"
#define NINES_38  "99999999999999999999999999999999999999"

static void test_decimal_shapes(void **state)
{
    struct rowan_type whole = decimal(38, 0);
    struct rowan_type fraction = decimal(38, 38);
    struct rowan_type middle = decimal(38, 10);
    struct rowan_type one = decimal(1, 0);
    struct rowan_type part = decimal(2, 2);

    (void)state;
    assert_string_equal(of(&whole, &strict, DIGITS_38), DIGITS_38);
    assert_string_equal(of(&whole, &strict, "-" NINES_38 ".000"), "-" NINES_38);
    assert_string_equal(of(&whole, &strict, NINES_38 "9"),
                        "! \"" NINES_38 "9\" has 39 digits before the point, decimal(38,0) holds 38");
    assert_string_equal(of(&whole, &half_up, NINES_38 ".5"),
                        "! \"" NINES_38 ".5\" rounds to 39 digits before the point, decimal(38,0) holds 38");
    assert_string_equal(of(&fraction, &strict, "-." DIGITS_38), "-0." DIGITS_38);
    assert_string_equal(of(&fraction, &strict, "0"), "0.00000000000000000000000000000000000000");
    assert_string_equal(of(&fraction, &down, "0." NINES_38 "9"), "0." NINES_38);
    assert_string_equal(of(&middle, &strict, "1234567890123456789012345678.0123456789"),
                        "1234567890123456789012345678.0123456789");
    assert_string_equal(of(&middle, &half_up, "1234567890123456789012345678.99999999995"),
                        "1234567890123456789012345679.0000000000");
    assert_string_equal(of(&one, &strict, "-9"), "-9");
    assert_string_equal(of(&one, &strict, "0"), "0");
    assert_string_equal(of(&one, &half_up, "0.5"), "1");
    assert_string_equal(of(&one, &half_up, "-0.4"), "0");
    assert_string_equal(of(&one, &half_up, "9.5"),
                        "! \"9.5\" rounds to 2 digits before the point, decimal(1,0) holds 1");
    assert_string_equal(of(&part, &strict, "1"),
                        "! \"1\" has 1 digit before the point, decimal(2,2) holds 0");
    assert_string_equal(of(&part, &half_up, "0.995"),
                        "! \"0.995\" rounds to 1 digit before the point, decimal(2,2) holds 0");
    assert_string_equal(of(&one, &strict, "1.5"),
                        "! \"1.5\" has 1 digit after the point, decimal(1,0) holds 0");
}

/* Thousandths in decimal(5,2), against integer arithmetic. */
static void test_decimal_all_thousandths(void **state)
{
    struct rowan_type type = decimal(5, 2);
    char input[32], expected[32];

    (void)state;
    for (int n = -20000; n <= 20000; n++) {
        int size = abs(n);
        int up = (size + 5) / 10;
        int low = size / 10;

        snprintf(input, sizeof input, "%s%d.%03d", n < 0 ? "-" : "", size / 1000, size % 1000);
        snprintf(expected, sizeof expected, "%s%d.%02d", n < 0 && up ? "-" : "", up / 100, up % 100);
        assert_string_equal(of(&type, &half_up, input), expected);
        snprintf(expected, sizeof expected, "%s%d.%02d", n < 0 && low ? "-" : "", low / 100, low % 100);
        assert_string_equal(of(&type, &down, input), expected);
        if (size % 10 == 0)
            assert_string_equal(of(&type, &strict, input), expected);
        else
            assert_non_null(strstr(of(&type, &strict, input), "has 3 digits after the point"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_decimal_rounding),
        cmocka_unit_test(test_decimal_shapes),
        cmocka_unit_test(test_decimal_all_thousandths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
