/* Decimal arithmetic: known results, and random operands against 128-bit integers. */
#include "value/value_rows.h"

#include "value/number.h"

static const char *shown(const struct rowan_number *n)
{
    static char text[ROWAN_NUMBER_PRINTED + 1];

    text[rowan_number_print(n, text)] = '\0';
    return text;
}

static struct rowan_number number(const char *text)
{
    struct rowan_number n;

    if (!rowan_number_read(&n, rowan_slice_of(text)))
        fail_msg("\"%s\" is not read", text);
    return n;
}

#define DIGITS_36 "123456789012345678901234567890123456"
#define NINES_36  "999999999999999999999999999999999999"

static void test_read(void **state)
{
    static const struct row rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"-0.000", "0"},
        {"+1", "1"},
        {" 1 ", "1"},
        {"\t-7\n", "-7"},
        {"007", "7"},
        {".5", "0.5"},
        {"5.", "5"},
        {"-.5", "-0.5"},
        {"1.50", "1.5"},
        {"0.000000001", "0.000000001"},
        {"0.0000000001", "0.0000000001"},
        {"1000000000", "1000000000"},
        {"999999999.999999999", "999999999.999999999"},
        {"1000000000.000000001", "1000000000.000000001"},
        {"123456789012345678", "123456789012345678"},
        {"12345678901234567890.1234567890", "12345678901234567890.123456789"},
        {DIGITS_36 DIGITS_36 "." NINES_36 NINES_36, DIGITS_36 DIGITS_36 "." NINES_36 NINES_36},
        {"0000000" DIGITS_36 DIGITS_36 ".0", DIGITS_36 DIGITS_36},
    };
    static const char *const none[] = {"",
                                       " ",
                                       "+",
                                       "-",
                                       ".",
                                       "-.",
                                       "1.2.3",
                                       "1e2",
                                       "1,5",
                                       "- 1",
                                       "--1",
                                       "1-",
                                       "abc",
                                       "1 2",
                                       "0x1",
                                       "NaN",
                                       "1a",
                                       "$1",
                                       "1 EUR",
                                       "٣",
                                       "1" DIGITS_36 DIGITS_36,
                                       "0.1" DIGITS_36 DIGITS_36};
    struct rowan_number n;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        n = number(rows[i].input);
        assert_string_equal(shown(&n), rows[i].shown);
    }
    for (size_t i = 0; i < COUNT(none); i++)
        if (rowan_number_read(&n, rowan_slice_of(none[i])))
            fail_msg("\"%s\" is read as %s", none[i], shown(&n));
}

/* "a op b" as text, or the fault. */
static const char *calculate(const char *left, char operation, const char *right)
{
    static const char *const faults[] = {"", "large", "by zero", "exponent"};
    struct rowan_number a = number(left);
    struct rowan_number b = number(right);
    struct rowan_number out;
    enum rowan_number_fault fault = ROWAN_NUMBER_FINE;

    switch (operation) {
    case '+':
        fault = rowan_number_add(&out, &a, &b);
        break;
    case '-':
        fault = rowan_number_subtract(&out, &a, &b);
        break;
    case '*':
        fault = rowan_number_multiply(&out, &a, &b);
        break;
    case '/':
        fault = rowan_number_divide(&out, &a, &b);
        break;
    case 'q':
        fault = rowan_number_quotient(&out, &a, &b);
        break;
    case '%':
        fault = rowan_number_rest(&out, &a, &b);
        break;
    default:
        fault = rowan_number_power(&out, &a, &b);
    }
    return fault ? faults[fault] : shown(&out);
}

static const struct operation {
    const char *left;
    char operation;
    const char *right;
    const char *result;
} operations[] = {
    {"1", '+', "2", "3"},
    {"0.1", '+', "0.2", "0.3"},
    {"999999999", '+', "1", "1000000000"},
    {"999999999.999999999", '+', "0.000000001", "1000000000"},
    {"-1", '+', "1", "0"},
    {"1", '-', "0.000000000000000001", "0.999999999999999999"},
    {"0", '-', "5", "-5"},
    {"-3", '-', "-5", "2"},
    {"5", '-', "5.0", "0"},
    {DIGITS_36, '+', "0." DIGITS_36, DIGITS_36 "." DIGITS_36},
    {NINES_36 NINES_36, '+', "1", "large"},
    {NINES_36 NINES_36, '+', "0.5", NINES_36 NINES_36 ".5"},
    {"-" NINES_36 NINES_36, '-', "1", "large"},
    {"1.5", '*', "1.5", "2.25"},
    {"-4", '*', "0.25", "-1"},
    {"0", '*', "-7", "0"},
    {"99999999999999999999", '*', "99999999999999999999", "9999999999999999999800000000000000000001"},
    {NINES_36 "." NINES_36, '*', "1", NINES_36 "." NINES_36},
    {NINES_36 "9", '*', NINES_36 "9", "large"},
    /* 73 digits after the point, rounded to 72 */
    {"0." DIGITS_36, '*', "0.0000000000000000000000000000000000005",
     "0.000000000000000000000000000000000000061728394506172839450617283945061728"},
    {"0." NINES_36 "9", '*', "0." NINES_36 "9", "0." NINES_36 "8"},
    {"1", '/', "2", "0.5"},
    {"1", '/', "8", "0.125"},
    {"1", '/', "3", "0.333333333333333333333333333"},
    {"2", '/', "3", "0.666666666666666666666666667"},
    {"-2", '/', "3", "-0.666666666666666666666666667"},
    {"1", '/', "1024", "0.0009765625"},
    {"1000", '/', "12", "83.333333333333333333333333333"},
    {"60000", '/', "12", "5000"},
    {"0", '/', "7", "0"},
    {"7", '/', "0", "by zero"},
    {"0", '/', "0", "by zero"},
    {"7", 'q', "0.00", "by zero"},
    {"7", '%', "0", "by zero"},
    {"1", '/', "0.000000000000000000000000000000000001", "1000000000000000000000000000000000000"},
    {"1", '/', "3000000000000000000000000000000", "0.000000000000000000000000000000333333333333333333333333"},
    {NINES_36 NINES_36, '/', "0.1", "large"},
    {DIGITS_36, '/', DIGITS_36, "1"},
    {"1000000000000000000000000000", '/', "999999999999999999999999999", "1.000000000000000000000000001"},
    {"10000000000000000000", '/', "9999999999", "1000000000.100000000010000000001"},
    {"7", 'q', "2", "3"},
    {"-7", 'q', "2", "-3"},
    {"7", 'q', "-2", "-3"},
    {"-7", '%', "2", "-1"},
    {"7", '%', "-2", "1"},
    {"7.5", '%', "2", "1.5"},
    {"7.5", 'q', "0.7", "10"},
    {"7.5", '%', "0.7", "0.5"},
    {"-0.1", 'q', "2", "0"},
    {"100000000000000000000000000000000000001", '%', "1000000007", "240101"},
    {"2", '^', "10", "1024"},
    {"2", '^', "0", "1"},
    {"0", '^', "0", "1"},
    {"0", '^', "3", "0"},
    {"-2", '^', "3", "-8"},
    {"2", '^', "-2", "0.25"},
    {"0", '^', "-1", "by zero"},
    {"2", '^', "0.5", "exponent"},
    {"2", '^', "10000", "exponent"},
    {"10", '^', "71",
     "1"
     "00000000000000000000000000000000000"
     "000000000000000000000000000000000000"},
    {"10", '^', "72", "large"},
    {"1.1", '^', "9999", "large"},
    {"0.5", '^', "9999", "0"},
    {"1", '^', "-9999", "1"},
    {"1.5", '^', "4", "5.0625"},
};

static void test_operations(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(operations); i++) {
        const struct operation *o = &operations[i];
        const char *result = calculate(o->left, o->operation, o->right);
        if (strcmp(result, o->result) != 0)
            print_error("%s %c %s\n", o->left, o->operation, o->right);
        assert_string_equal(result, o->result);
    }
}

/* Interest of thirty years; the digits are those of a calculation with 80. */
static void test_interest(void **state)
{
    (void)state;
    assert_memory_equal(calculate("1.004375", '^', "360"),
                        "4.814175060006126154735905520436564855490191125721728519392435", 62);
    assert_memory_equal(calculate("1.004375", '^', "-360"),
                        "0.207719907883600617486181946534089712365462394726960876717693", 62);
}

static void test_round(void **state)
{
    static const struct {
        const char *input;
        int digits;
        const char *half_up, *floor, *ceiling;
    } rows[] = {
        {"1.005", 2, "1.01", "1", "1.01"},
        {"1.004", 2, "1", "1", "1.01"},
        {"-1.005", 2, "-1.01", "-1.01", "-1"},
        {"-1.004", 2, "-1", "-1.01", "-1"},
        {"2.5", 0, "3", "2", "3"},
        {"-2.5", 0, "-3", "-3", "-2"},
        {"0.4", 0, "0", "0", "1"},
        {"-0.4", 0, "0", "-1", "0"},
        {"0.0000000004", 9, "0", "0", "0.000000001"},
        {"0.0000000005", 9, "0.000000001", "0", "0.000000001"},
        {"999999999.9999999995", 9, "1000000000", "999999999.999999999", "1000000000"},
        {"1234", -2, "1200", "1200", "1300"},
        {"1250", -2, "1300", "1200", "1300"},
        {"1250", -3, "1000", "1000", "2000"},
        {"49", -2, "0", "0", "100"},
        {"50", -2, "100", "0", "100"},
        {"5", -12, "0", "0", "1000000000000"},
        {"0", -5, "0", "0", "0"},
        {"12.34", 5, "12.34", "12.34", "12.34"},
        {"1234567890.123456789123", 10, "1234567890.1234567891", "1234567890.1234567891",
         "1234567890.1234567892"},
    };
    static const enum rowan_number_rounding modes[] = {ROWAN_NUMBER_HALF_UP, ROWAN_NUMBER_FLOOR,
                                                       ROWAN_NUMBER_CEILING};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *expected[] = {rows[i].half_up, rows[i].floor, rows[i].ceiling};
        for (int m = 0; m < 3; m++) {
            struct rowan_number n = number(rows[i].input);
            assert_int_equal(rowan_number_round(&n, rows[i].digits, modes[m]), ROWAN_NUMBER_FINE);
            if (strcmp(shown(&n), expected[m]) != 0)
                print_error("%s to %d, mode %d\n", rows[i].input, rows[i].digits, m);
            assert_string_equal(shown(&n), expected[m]);
        }
    }
    struct rowan_number n = number(NINES_36 NINES_36 ".5");
    assert_int_equal(rowan_number_round(&n, 0, ROWAN_NUMBER_HALF_UP), ROWAN_NUMBER_LARGE);
}

static void test_whole(void **state)
{
    struct rowan_number n = number("-123456789012345678");
    int64_t whole;

    (void)state;
    assert_true(rowan_number_whole(&n, &whole) && whole == -123456789012345678);
    rowan_number_set(&n, INT64_MIN);
    assert_string_equal(shown(&n), "-9223372036854775808");
    assert_false(rowan_number_whole(&n, &whole));
    n = number("1.5");
    assert_false(rowan_number_whole(&n, &whole));
    rowan_number_set(&n, 0);
    assert_true(rowan_number_whole(&n, &whole) && whole == 0);
}

/* ---- against 128-bit integers ---- */

static uint64_t seed = 88172645463325252u;

static uint64_t chance(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* value / 10^scale as text */
static const char *print_wide(__int128 value, int scale)
{
    static char text[4][80];
    static int turn;
    char *p = text[turn++ % 4] + 79;
    bool negative = value < 0;

    *p = '\0';
    for (int i = 0; value != 0 || i <= scale; i++) {
        int digit = (int)(value % 10);
        if (i == scale && scale > 0)
            *--p = '.';
        *--p = (char)('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    }
    if (negative)
        *--p = '-';
    return p;
}

static __int128 ten(int n)
{
    __int128 power = 1;

    while (n-- > 0)
        power *= 10;
    return power;
}

static __int128 half_up(__int128 a, __int128 b)
{
    bool negative = (a < 0) != (b < 0);
    __int128 quotient;

    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    quotient = a / b + (a % b * 2 >= b);
    return negative ? -quotient : quotient;
}

static void expect(const char *a, char operation, const char *b, __int128 value, int scale)
{
    struct rowan_number n = number(print_wide(value, scale));
    char wanted[ROWAN_NUMBER_PRINTED + 1];
    const char *result;

    snprintf(wanted, sizeof wanted, "%s", shown(&n));
    result = calculate(a, operation, b);
    if (strcmp(result, wanted) != 0)
        print_error("%s %c %s\n", a, operation, b);
    assert_string_equal(result, wanted);
}

/* A random integer of up to 18 digits, often near a border between groups. */
static int64_t random_digits(int most)
{
    int64_t n = (int64_t)(chance() % (uint64_t)ten(1 + (int)(chance() % (unsigned)most)));

    if (chance() % 8 == 0)
        n = (int64_t)ten((int)(chance() % (unsigned)most)) - (int64_t)(chance() % 2);
    return chance() % 2 ? -n : n;
}

static void check_pair(int64_t a, int sa, int64_t b, int sb)
{
    char x[80], y[80];
    int s = sa > sb ? sa : sb;
    __int128 left = a * ten(s - sa);
    __int128 right = b * ten(s - sb);

    snprintf(x, sizeof x, "%s", print_wide(a, sa));
    snprintf(y, sizeof y, "%s", print_wide(b, sb));
    struct rowan_number n = number(x), m = number(y);
    assert_int_equal(rowan_number_compare(&n, &m), (left > right) - (left < right));
    expect(x, '+', y, left + right, s);
    expect(x, '-', y, left - right, s);
    expect(x, '*', y, (__int128)a * b, sa + sb);
    if (b == 0)
        return;
    expect(x, 'q', y, left / right, 0);
    expect(x, '%', y, left % right, s);
}

static void test_random(void **state)
{
    (void)state;
    for (int i = 0; i < 40000; i++)
        check_pair(random_digits(18), (int)(chance() % 13), random_digits(18), (int)(chance() % 13));
}

/* Quotients to 27 digits: a * 10^27 / b fits when a has at most 10 digits. */
static void test_random_quotients(void **state)
{
    (void)state;
    for (int i = 0; i < 40000; i++) {
        int64_t a = random_digits(10);
        int64_t b = random_digits(9);
        char x[80], y[80];
        if (b == 0 || (a < 0 ? -a : a) < (b < 0 ? -b : b))
            continue; /* small quotients get more digits */
        snprintf(x, sizeof x, "%lld", (long long)a);
        snprintf(y, sizeof y, "%lld", (long long)b);
        expect(x, '/', y, half_up(a * ten(27), b), 27);
    }
}

/* quotient * b + rest = a, for operands of any size. */
static void test_random_identity(void **state)
{
    (void)state;
    for (int i = 0; i < 40000; i++) {
        struct rowan_number a, b, q, r, back;
        char text[2][100];
        for (int k = 0; k < 2; k++) {
            int n = 1 + (int)(chance() % 60), point = (int)(chance() % 60);
            int at = 0;
            for (int d = 0; d < n; d++) {
                if (d == point)
                    text[k][at++] = '.';
                text[k][at++] = (char)('0' + (chance() % 4 ? chance() % 10 : chance() % 2 * 9));
            }
            text[k][at] = '\0';
        }
        a = number(text[0]);
        b = number(text[1]);
        if (b.count == 0 || rowan_number_quotient(&q, &a, &b) != ROWAN_NUMBER_FINE)
            continue;
        assert_int_equal(rowan_number_rest(&r, &a, &b), ROWAN_NUMBER_FINE);
        assert_true(rowan_number_compare(&r, &b) < 0);
        assert_int_equal(rowan_number_multiply(&back, &q, &b), ROWAN_NUMBER_FINE);
        assert_int_equal(rowan_number_add(&back, &back, &r), ROWAN_NUMBER_FINE);
        if (rowan_number_compare(&back, &a) != 0)
            print_error("%s and %s\n", text[0], text[1]);
        assert_int_equal(rowan_number_compare(&back, &a), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_interest),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_random_quotients),
        cmocka_unit_test(test_random_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
