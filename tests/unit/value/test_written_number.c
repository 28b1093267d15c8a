/* Signs at the end, exponents and hexadecimal digits: what a type makes of them. */
#include "value_rows.h"

#include "value/written_number.h"

static const struct rowan_notation trailing = {.point = '.', .trailing = true},
                                   both = {.point = ',', .group = '.', .trailing = true, .exponent = true},
                                   exponent = {.point = '.', .exponent = true},
                                   hex = {.point = '.', .hex = true};

struct written {
    struct rowan_type type;
    const char *text, *wanted;
};

static void check(struct rowan_value_rules rules, const struct written *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_string_equal(convert(&rows[i].type, &rules, rows[i].text, strlen(rows[i].text)),
                            rows[i].wanted);
}

#define MONEY                                                                                                \
    {                                                                                                        \
        .kind = ROWAN_DECIMAL, .precision = 9, .scale = 2                                                    \
    }
#define WIDE                                                                                                 \
    {                                                                                                        \
        .kind = ROWAN_DECIMAL, .precision = 38, .scale = 0                                                   \
    }
#define FINE                                                                                                 \
    {                                                                                                        \
        .kind = ROWAN_DECIMAL, .precision = 38, .scale = 38                                                  \
    }
#define KIND(name)                                                                                           \
    {                                                                                                        \
        .kind = ROWAN_##name                                                                                 \
    }

#define NINES "99999999999999999999999999999999999999" /* 38 */

static void test_trailing(void **state)
{
    static const struct written rows[] = {
        {MONEY, "12.50-", "-12.50"},
        {MONEY, " 12.50+ ", "12.50"},
        {MONEY, "-12.50", "-12.50"},
        {MONEY, "12.50", "12.50"},
        {MONEY, ".5-", "-0.50"},
        {MONEY, "0-", "0.00"},
        {MONEY, "-12-", "! \"-12-\" is not a number with sign = \"trailing\""},
        {MONEY, "+12-", "! \"+12-\" is not a number with sign = \"trailing\""},
        {MONEY, "12--", "! \"12--\" is not a number with sign = \"trailing\""},
        {MONEY, "12 -", "! \"12 -\" is not a number with sign = \"trailing\""},
        {MONEY, "-", "! \"-\" is not a number with sign = \"trailing\""},
        {MONEY, "12345678-",
         "! \"12345678-\": \"-12345678\" has 8 digits before the point, decimal(9,2) holds 7"},
        {WIDE, NINES "-", "-" NINES},
        {KIND(TINYINT), "255+", "255"},
        {KIND(TINYINT), "1-", "! \"1-\": \"-1\" is too small for tinyint (0 to 255)"},
        {KIND(SMALLINT), "32768-", "-32768"},
        {KIND(INTEGER), "2147483648-", "-2147483648"},
        {KIND(BIGINT), "9223372036854775808-", "-9223372036854775808"},
        {KIND(BIGINT), "9223372036854775807+", "9223372036854775807"},
        {KIND(INTEGER), "1.5-", "! \"1.5-\": \"-1.5\" is not an integer"},
        {KIND(INTEGER), "1E3-", "! \"1E3-\": \"-1E3\" is not an integer"},
        {KIND(DOUBLE), "1.5E3-", "-1500"},
        {KIND(DOUBLE), "1.5E-", "! \"1.5E-\" is not a number with sign = \"trailing\""},
        {KIND(REAL), "2.5-", "-2.5"},
    };
    static const struct written grouped[] = {
        {MONEY, "1.234,5-", "-1234.50"},
        {MONEY, "1,5E3-", "-1500.00"},
        {MONEY, "x",
         "! \"x\" is not a number with point = \",\" and group = \".\" and sign = \"trailing\" and exponent "
         "= true"},
    };

    (void)state;
    check((struct rowan_value_rules){.notation = trailing}, rows, COUNT(rows));
    check((struct rowan_value_rules){.notation = both}, grouped, COUNT(grouped));
}

static void test_exponent(void **state)
{
    static const struct written rows[] = {
        {MONEY, "1.5E3", "1500.00"},
        {MONEY, "-1.5e+3", "-1500.00"},
        {MONEY, "125E-2", "1.25"},
        {MONEY, "0.00125E3", "1.25"},
        {MONEY, "1500E-3", "1.50"},
        {MONEY, "12", "12.00"},
        {MONEY, "0E400", "0.00"},
        {MONEY, "0E-99999999999", "0.00"},
        {MONEY, "1E7", "! \"1E7\": \"10000000\" has 8 digits before the point, decimal(9,2) holds 7"},
        {MONEY, "1E-3", "! \"1E-3\": \"0.001\" has 3 digits after the point, decimal(9,2) holds 2"},
        {MONEY, "1E400", "! \"1E400\" has more than 38 digits before the point"},
        {MONEY, "1E-400", "! \"1E-400\" has more than 38 digits after the point"},
        {MONEY, "1E99999999999", "! \"1E99999999999\" has more than 38 digits before the point"},
        {MONEY, "1E-99999999999", "! \"1E-99999999999\" has more than 38 digits after the point"},
        {MONEY, "1E", "! \"1E\" is not a number with exponent = true"},
        {MONEY, "E3", "! \"E3\" is not a number with exponent = true"},
        {MONEY, "1E3.5", "! \"1E3.5\" is not a number with exponent = true"},
        {WIDE, "1E37", "10000000000000000000000000000000000000"},
        {WIDE, "9.9999999999999999999999999999999999999E37", NINES},
        {WIDE, "1E38", "! \"1E38\" has more than 38 digits before the point"},
        {FINE, "1E-38", "0.00000000000000000000000000000000000001"},
        {FINE, NINES "E-38", "0." NINES},
        {FINE, "1E-39", "! \"1E-39\" has more than 38 digits after the point"},
        {KIND(TINYINT), "2.55E2", "255"},
        {KIND(TINYINT), "2.56E2", "! \"2.56E2\": \"256\" is too large for tinyint (0 to 255)"},
        {KIND(SMALLINT), "-3.2768E4", "-32768"},
        {KIND(INTEGER), "2147483647E0", "2147483647"},
        {KIND(INTEGER), "1500E-2", "15"},
        {KIND(INTEGER), "-0E5", "0"},
        {KIND(INTEGER), "15E-1", "! \"15E-1\": \"1.5\" is not an integer"},
        {KIND(BIGINT), "9.223372036854775807E18", "9223372036854775807"},
        {KIND(BIGINT), "9.223372036854775808E18",
         "! \"9.223372036854775808E18\": \"9223372036854775808\" is too large for bigint "
         "(-9223372036854775808 to 9223372036854775807)"},
    };
    static const struct written rounded[] = {
        {MONEY, "1.005E0", "1.01"},
        {MONEY, "1E-400", "0.00"},
        {MONEY, "9E-3", "0.01"},
        {FINE, "5E-39", "0.00000000000000000000000000000000000001"},
        {FINE, "9E-40", "0.00000000000000000000000000000000000000"},
        {KIND(INTEGER), "15E-1", "2"},
        {KIND(INTEGER), "1E400", "! \"1E400\" has more than 38 digits before the point"},
    };

    (void)state;
    check((struct rowan_value_rules){.notation = exponent}, rows, COUNT(rows));
    check((struct rowan_value_rules){.notation = exponent, .rounding = ROWAN_ROUNDING_HALF_UP}, rounded,
          COUNT(rounded));
}

static void test_hex(void **state)
{
    static const struct written rows[] = {
        {KIND(INTEGER), "1F", "31"},
        {KIND(INTEGER), "0x1f", "31"},
        {KIND(INTEGER), " 0X10 ", "16"},
        {KIND(INTEGER), "0", "0"},
        {KIND(INTEGER), "0000000000000000000010", "16"},
        {KIND(TINYINT), "FF", "255"},
        {KIND(TINYINT), "100", "! \"100\": \"256\" is too large for tinyint (0 to 255)"},
        {KIND(SMALLINT), "7FFF", "32767"},
        {KIND(SMALLINT), "8000", "! \"8000\": \"32768\" is too large for smallint (-32768 to 32767)"},
        {KIND(INTEGER), "7fffffff", "2147483647"},
        {KIND(INTEGER), "FFFFFFFF",
         "! \"FFFFFFFF\": \"4294967295\" is too large for integer (-2147483648 to 2147483647)"},
        {KIND(BIGINT), "7FFFFFFFFFFFFFFF", "9223372036854775807"},
        {KIND(BIGINT), "8000000000000000",
         "! \"8000000000000000\": \"9223372036854775808\" is too large for bigint "
         "(-9223372036854775808 to 9223372036854775807)"},
        {KIND(BIGINT), "10000000000000000", "! \"10000000000000000\" has more than 16 hexadecimal digits"},
        {KIND(INTEGER), "0x", "! \"0x\" is not a hexadecimal number, as 1F or 0x1F"},
        {KIND(INTEGER), "x1", "! \"x1\" is not a hexadecimal number, as 1F or 0x1F"},
        {KIND(INTEGER), "-1F", "! \"-1F\" is not a hexadecimal number, as 1F or 0x1F"},
        {KIND(INTEGER), "1G", "! \"1G\" is not a hexadecimal number, as 1F or 0x1F"},
        {KIND(INTEGER), "1 F", "! \"1 F\" is not a hexadecimal number, as 1F or 0x1F"},
    };

    (void)state;
    check((struct rowan_value_rules){.notation = hex}, rows, COUNT(rows));
}

/* The longest text that is read stays in its place, however far the point goes. */
static void test_longest(void **state)
{
    struct rowan_value_rules rules = {.notation = exponent, .rounding = ROWAN_ROUNDING_DOWN};
    struct rowan_type money = MONEY;
    char text[260];

    (void)state;
    for (size_t size = 150; size < 230; size++) {
        for (int power = -500; power <= 500; power += 50) {
            memset(text, '9', size);
            snprintf(text + size, sizeof text - size, "E%d", power);
            convert(&money, &rules, text, strlen(text));
        }
    }
    memset(text, '9', 194);
    snprintf(text + 194, sizeof text - 194, "E-194");
    assert_string_equal(convert(&money, &rules, text, strlen(text)), "0.99");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trailing),
        cmocka_unit_test(test_exponent),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
