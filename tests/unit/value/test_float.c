/* real and double: what is stored, or the whole message of the refusal. */
#include "value/value_rows.h"

static void test_double(void **state)
{
    static const struct row rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"-0.0e5", "0"},
        {"0e99999", "0"},
        {"1", "1"},
        {"+1.50", "1.5"},
        {".5", "0.5"},
        {"5.", "5"},
        {"-0.1", "-0.1"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"0.1", "0.1"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"1e-3", "0.001"},
        {"1e22", "1e+22"},
        {"123456789012345678", "1.2345678901234568e+17"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"5e-324", "5e-324"},
        {"4.9e-324", "5e-324"},
        {"2.2250738585072014e-308", "2.2250738585072014e-308"},
        {"9007199254740993", "9007199254740992"},
        {" 2.5 ", "2.5"},
        {"1.8e308", "! \"1.8e308\" is too large for double"},
        {"-1e999999999999", "! \"-1e999999999999\" is too large for double"},
        {"1e-400", "! \"1e-400\" is too close to zero for double"},
        {"NaN", "! \"NaN\" is not a number"},
        {"nan", "! \"nan\" is not a number"},
        {"INF", "! \"INF\" is not a number"},
        {"-INF", "! \"-INF\" is not a number"},
        {"infinity", "! \"infinity\" is not a number"},
        {"0x10", "! \"0x10\" is not a number"},
        {"0x1p3", "! \"0x1p3\" is not a number"},
        {"1e", "! \"1e\" is not a number"},
        {"1e+", "! \"1e+\" is not a number"},
        {"e5", "! \"e5\" is not a number"},
        {".e5", "! \".e5\" is not a number"},
        {".", "! \".\" is not a number"},
        {"1.2.3", "! \"1.2.3\" is not a number"},
        {"1,5", "! \"1,5\" is not a number"},
        {"1 2", "! \"1 2\" is not a number"},
        {"1f", "! \"1f\" is not a number"},
        {"-", "! \"-\" is not a number"},
        {"1e5.0", "! \"1e5.0\" is not a number"},
        {"--1", "! \"--1\" is not a number"},
    };

    (void)state;
    check_kind(ROWAN_DOUBLE, &strict, rows, COUNT(rows));
}

static void test_real(void **state)
{
    static const struct row rows[] = {
        {"0.1", "0.1"},
        {"0.10000000149011612", "0.1"},
        {"16777217", "16777216"},
        {"3.4028235e38", "3.4028235e+38"},
        {"1e-45", "1e-45"},
        {"1.17549435e-38", "1.1754944e-38"},
        {"1000000", "1e+06"},
        {"123456", "123456"},
        {"-2.5", "-2.5"},
        {"3.5e38", "! \"3.5e38\" is too large for real"},
        {"1e300", "! \"1e300\" is too large for real"},
        {"1e-50", "! \"1e-50\" is too close to zero for real"},
        {"x", "! \"x\" is not a number"},
    };

    (void)state;
    check_kind(ROWAN_REAL, &strict, rows, COUNT(rows));
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void check_double(double number)
{
    char input[40];
    const char *shown;

    snprintf(input, sizeof input, "%.17g", number);
    shown = of_kind(ROWAN_DOUBLE, &strict, input);
    assert_true(strtod(shown, NULL) == number);
    assert_string_equal(of_kind(ROWAN_DOUBLE, &strict, shown), shown);
}

static void test_double_round_trip(void **state)
{
    uint64_t seed = UINT64_C(88172645463325252);

    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&seed);
        double number;
        float single;
        uint32_t half = (uint32_t)bits;
        char input[40];

        memcpy(&number, &bits, sizeof number);
        if (number - number == 0) /* finite */
            check_double(number);
        check_double((double)(int64_t)(bits >> 20) / 100);
        memcpy(&single, &half, sizeof single);
        if (single - single != 0)
            continue;
        snprintf(input, sizeof input, "%.9g", (double)single);
        assert_true(strtof(of_kind(ROWAN_REAL, &strict, input), NULL) == single);
    }
}

/* Two-place decimals are what documents hold: they come out as they are, without trailing zeros. */
static void test_double_keeps_cents(void **state)
{
    char input[32], expected[32];

    (void)state;
    for (int n = 1; n < 20000; n++) {
        snprintf(input, sizeof input, "%d.%02d", n / 100, n % 100);
        snprintf(expected, sizeof expected, "%g", n / 100.0);
        assert_string_equal(of_kind(ROWAN_DOUBLE, &strict, input), expected);
        assert_string_equal(of_kind(ROWAN_REAL, &strict, input), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_double),
        cmocka_unit_test(test_real),
        cmocka_unit_test(test_double_round_trip),
        cmocka_unit_test(test_double_keeps_cents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
