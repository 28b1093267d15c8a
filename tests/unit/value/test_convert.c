/* Text, boolean and integers; what is null; what all types say of bad bytes. */
#include "value/value_rows.h"

static const struct rowan_value_rules trim = {.trim = true};
static const struct rowan_value_rules keep = {.keep_empty = true};
static const struct rowan_value_rules keep_trim = {.keep_empty = true, .trim = true};
static const struct rowan_value_rules trim_cut = {.trim = true, .too_long = ROWAN_TOO_LONG_CUT};
static const struct rowan_value_rules cut = {.too_long = ROWAN_TOO_LONG_CUT};

static void test_text(void **state)
{
    static const struct row plain[] = {
        {"", "NULL"},
        {" ", " "},
        {" a b ", " a b "},
        {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
    };
    static const struct row trimmed[] = {
        {"", "NULL"},
        {" \t\r\n", "NULL"},
        {"\n a b\t", "a b"},
        {"\xC2\xA0", "\xC2\xA0"},
    };
    static const struct row kept[] = {{"", ""}, {" ", " "}, {"a", "a"}};
    static const struct row kept_trimmed[] = {{"", ""}, {" ", ""}, {" a ", "a"}};

    (void)state;
    check_kind(ROWAN_TEXT, &strict, plain, COUNT(plain));
    check_kind(ROWAN_TEXT, &trim, trimmed, COUNT(trimmed));
    check_kind(ROWAN_TEXT, &keep, kept, COUNT(kept));
    check_kind(ROWAN_TEXT, &keep_trim, kept_trimmed, COUNT(kept_trimmed));
    check_kind(ROWAN_XML, &strict, plain, COUNT(plain));
    check_kind(ROWAN_XML, &keep_trim, kept_trimmed, COUNT(kept_trimmed));
}

static void test_text_length(void **state)
{
    static const struct rowan_type text4 = {.kind = ROWAN_TEXT, .length = 4};
    static const struct rowan_type text20 = {.kind = ROWAN_TEXT, .length = 20};
    static const struct row errors[] = {
        {"abcd", "abcd"},
        {"abcde", "! \"abcde\" has 5 characters, text(4) holds 4"},
        {"abcd ", "! \"abcd \" has 5 characters, text(4) holds 4"},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80",
         "\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
        {"\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4",
         "! \"\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\" has 5 characters, text(4) holds 4"},
    };
    static const struct row cuts[] = {
        {"", "NULL"},
        {"abcd", "abcd"},
        {"abcdefghijkl", "abcd"},
        {"abc\xE2\x82\xACx", "abc\xE2\x82\xAC"},
        {"\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA4z\xC3\xA4", "\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA4z"},
    };

    static const struct row trimmed_cuts[] = {
        {" abcdef", "abcd"},
        {"abc d", "abc"},
        {"a \t\n b", "a"},
    };

    (void)state;
    check_rows(&text4, &trim_cut, trimmed_cuts, COUNT(trimmed_cuts));
    check_rows(&text4, &strict, errors, COUNT(errors));
    check_rows(&text4, &cut, cuts, COUNT(cuts));
    assert_string_equal(of(&text20, &strict, "1234567890123456789012345"),
                        "! \"1234567890123456789012345\" has 25 characters, text(20) holds 20");
}

static void test_no_value(void **state)
{
    static const struct rowan_slice none = {NULL, 0};
    struct rowan_buffer scratch;
    struct rowan_value value;

    (void)state;
    rowan_buffer_init(&scratch);
    for (int kind = ROWAN_BOOLEAN; kind <= ROWAN_XML; kind++) {
        struct rowan_type type = {.kind = (enum rowan_kind)kind};
        assert_int_equal(rowan_convert(&type, &keep_trim, none, &scratch, &value, NULL), ROWAN_OK);
        assert_true(value.null);
        if (kind == ROWAN_TEXT || kind == ROWAN_BINARY || kind == ROWAN_XML)
            continue;
        assert_string_equal(of(&type, &keep, ""), "NULL");
        assert_string_equal(of(&type, &keep, " \n\t\r "), "NULL");
    }
}

static void test_encoding_refused(void **state)
{
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    static const struct rowan_type text2 = {.kind = ROWAN_TEXT, .length = 2};
    static const struct rowan_type integer = {.kind = ROWAN_INTEGER};

    (void)state;
    assert_string_equal(convert(&text, &strict, "ab\0c", 4),
                        "! \"ab\" is followed by a NUL character (byte 3)");
    assert_string_equal(convert(&text2, &cut, "abcd\xFF", 5),
                        "! \"abcd\" is followed by what is not UTF-8 (byte 5 is 0xFF)");
    assert_string_equal(convert(&text, &strict, "\xED\xA0\x80", 3),
                        "! \"\" is followed by what is not UTF-8 (byte 1 is 0xED)");
    assert_string_equal(convert(&integer, &strict, "12\0", 3),
                        "! \"12\" is followed by a NUL character (byte 3)");
    assert_string_equal(convert(&integer, &strict, " 12\xC3", 4),
                        "! \"12\" is followed by what is not UTF-8 (byte 3 is 0xC3)");
    for (int kind = ROWAN_BOOLEAN; kind < ROWAN_TEXT; kind++) {
        struct rowan_type type = {.kind = (enum rowan_kind)kind, .precision = 5};
        assert_string_equal(convert(&type, &strict, "1\xFF", 2),
                            "! \"1\" is followed by what is not UTF-8 (byte 2 is 0xFF)");
        assert_string_equal(convert(&type, &strict, "1\0", 2),
                            "! \"1\" is followed by a NUL character (byte 2)");
    }
}

static void test_long_value_is_cut_in_message(void **state)
{
    (void)state;
    assert_string_equal(
        of_kind(ROWAN_INTEGER, &strict,
                "x123456789012345678901234567890123456789012345678901234567890123456789"),
        "! \"x12345678901234567890123456789012345678901234567890123456789...\" is not an integer");
    assert_string_equal(of_kind(ROWAN_INTEGER, &strict, "1\n2"), "! \"1\\x0A2\" is not an integer");
}

static void test_boolean(void **state)
{
    static const struct row rows[] = {
        {"true", "1"},    {"TRUE", "1"},  {"True", "1"},  {"1", "1"}, {"yes", "1"}, {"YES", "1"},
        {"y", "1"},       {"Y", "1"},     {"t", "1"},     {"T", "1"}, {"on", "1"},  {"On", "1"},
        {" true\n", "1"}, {"false", "0"}, {"FALSE", "0"}, {"0", "0"}, {"no", "0"},  {"No", "0"},
        {"n", "0"},       {"N", "0"},     {"f", "0"},     {"F", "0"}, {"off", "0"}, {"OFF", "0"},
    };
    static const char *const bad[] = {"2",  "01", "00",  "tru",  "truee", "ye",
                                      "-1", "of", "nil", "wahr", "o",     "1.0"};
    char message[160];

    (void)state;
    check_kind(ROWAN_BOOLEAN, &strict, rows, COUNT(rows));
    check_kind(ROWAN_BIT, &strict, rows, COUNT(rows));
    for (size_t i = 0; i < COUNT(bad); i++) {
        snprintf(message, sizeof message,
                 "! \"%s\" is not a boolean (true, false, yes, no, y, n, t, f, on, off, 1 or 0)", bad[i]);
        assert_string_equal(of_kind(ROWAN_BOOLEAN, &strict, bad[i]), message);
    }
    assert_string_equal(of_kind(ROWAN_BIT, &strict, "maybe"),
                        "! \"maybe\" is not a bit (true, false, yes, no, y, n, t, f, on, off, 1 or 0)");
}

/* Half of one goes away from zero, as with decimals. */
static void test_integer_rounding(void **state)
{
    static const struct row half_up[] = {
        {"12", "12"},
        {"12.50", "13"},
        {"12.49", "12"},
        {"3.00", "3"},
        {"-12.5", "-13"},
        {"-12.4999", "-12"},
        {"-0.4", "0"},
        {"+.5", "1"},
        {"7.", "7"},
        {"0000.0", "0"},
        {"32767.49", "32767"},
        {"-32768.4", "-32768"},
        {"32767.5", "! \"32767.5\" is too large for smallint (-32768 to 32767)"},
        {"-32768.5", "! \"-32768.5\" is too small for smallint (-32768 to 32767)"},
        {"12.5x", "! \"12.5x\" is not an integer, nor a decimal number of at most 38 digits"},
        {"1.2.3", "! \"1.2.3\" is not an integer, nor a decimal number of at most 38 digits"},
        {".", "! \".\" is not an integer, nor a decimal number of at most 38 digits"},
        {"1e3", "! \"1e3\" is not an integer"},
        {"1,5", "! \"1,5\" is not an integer"},
    };
    static const struct row down[] = {
        {"12.99", "12"}, {"-12.99", "-12"}, {"-0.9", "0"}, {"32767.999", "32767"}, {"", "NULL"},
    };
    static const struct row tiny[] = {
        {"255.4", "255"},
        {"-0.4", "0"},
        {"-0.5", "! \"-0.5\" is too small for tinyint (0 to 255)"},
        {"255.5", "! \"255.5\" is too large for tinyint (0 to 255)"},
    };
    static const struct row big[] = {
        {"9223372036854775806.5", "9223372036854775807"},
        {"9223372036854775807.5",
         "! \"9223372036854775807.5\" is too large for bigint (-9223372036854775808 to "
         "9223372036854775807)"},
    };
    struct rowan_value_rules rules = {.rounding = ROWAN_ROUNDING_HALF_UP};

    (void)state;
    check_kind(ROWAN_SMALLINT, &rules, half_up, COUNT(half_up));
    check_kind(ROWAN_TINYINT, &rules, tiny, COUNT(tiny));
    check_kind(ROWAN_BIGINT, &rules, big, COUNT(big));
    rules.rounding = ROWAN_ROUNDING_DOWN;
    check_kind(ROWAN_SMALLINT, &rules, down, COUNT(down));
    assert_string_equal(of_kind(ROWAN_INTEGER, &strict, "3.00"), "! \"3.00\" is not an integer");
}

static void test_integer(void **state)
{
    static const struct row rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"+0", "0"},
        {"000", "0"},
        {"7", "7"},
        {"+7", "7"},
        {"-7", "-7"},
        {" 12\t", "12"},
        {"0000000000000000000000000000000000012", "12"},
        {"-00000000000000000000000000002147483648", "-2147483648"},
        {"12a", "! \"12a\" is not an integer"},
        {"a", "! \"a\" is not an integer"},
        {"-", "! \"-\" is not an integer"},
        {"+", "! \"+\" is not an integer"},
        {"--1", "! \"--1\" is not an integer"},
        {"+-1", "! \"+-1\" is not an integer"},
        {"1 2", "! \"1 2\" is not an integer"},
        {"1.0", "! \"1.0\" is not an integer"},
        {"1,000", "! \"1,000\" is not an integer"},
        {"1e3", "! \"1e3\" is not an integer"},
        {"0x10", "! \"0x10\" is not an integer"},
        {"1/", "! \"1/\" is not an integer"},
        {"1:", "! \"1:\" is not an integer"},
        {"\xD9\xA1", "! \"\xD9\xA1\" is not an integer"},
        {"99999999999999999999999x", "! \"99999999999999999999999x\" is not an integer"},
    };

    (void)state;
    check_kind(ROWAN_INTEGER, &strict, rows, COUNT(rows));
}

static void test_integer_borders(void **state)
{
    static const struct row tiny[] = {
        {"0", "0"},
        {"255", "255"},
        {"-0", "0"},
        {"256", "! \"256\" is too large for tinyint (0 to 255)"},
        {"-1", "! \"-1\" is too small for tinyint (0 to 255)"},
    };
    static const struct row small[] = {
        {"32767", "32767"},
        {"-32768", "-32768"},
        {"32768", "! \"32768\" is too large for smallint (-32768 to 32767)"},
        {"70000", "! \"70000\" is too large for smallint (-32768 to 32767)"},
        {"-32769", "! \"-32769\" is too small for smallint (-32768 to 32767)"},
    };
    static const struct row plain[] = {
        {"2147483647", "2147483647"},
        {"-2147483648", "-2147483648"},
        {"2147483648", "! \"2147483648\" is too large for integer (-2147483648 to 2147483647)"},
        {"-2147483649", "! \"-2147483649\" is too small for integer (-2147483648 to 2147483647)"},
    };
#define BIG_RANGE "bigint (-9223372036854775808 to 9223372036854775807)"
    static const struct row big[] = {
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"+0009223372036854775807", "9223372036854775807"},
        {"922337203685477580", "922337203685477580"},
        {"9223372036854775808", "! \"9223372036854775808\" is too large for " BIG_RANGE},
        {"9223372036854775809", "! \"9223372036854775809\" is too large for " BIG_RANGE},
        {"9223372036854775810", "! \"9223372036854775810\" is too large for " BIG_RANGE},
        {"-9223372036854775809", "! \"-9223372036854775809\" is too small for " BIG_RANGE},
        {"18446744073709551615", "! \"18446744073709551615\" is too large for " BIG_RANGE},
        {"18446744073709551616", "! \"18446744073709551616\" is too large for " BIG_RANGE},
        {"18446744073709551617", "! \"18446744073709551617\" is too large for " BIG_RANGE},
        {"-99999999999999999999", "! \"-99999999999999999999\" is too small for " BIG_RANGE},
        {"100000000000000000000000000000",
         "! \"100000000000000000000000000000\" is too large for " BIG_RANGE},
    };

    (void)state;
    check_kind(ROWAN_TINYINT, &strict, tiny, COUNT(tiny));
    check_kind(ROWAN_SMALLINT, &strict, small, COUNT(small));
    check_kind(ROWAN_INTEGER, &strict, plain, COUNT(plain));
    check_kind(ROWAN_BIGINT, &strict, big, COUNT(big));
}

static void check_near(enum rowan_kind kind, int64_t low, int64_t high, int64_t border)
{
    char input[32];

    for (int64_t n = border - 300; n <= border + 300; n++) {
        const char *shown;
        snprintf(input, sizeof input, "%" PRId64, n);
        shown = of_kind(kind, &strict, input);
        if (n >= low && n <= high)
            assert_string_equal(shown, input);
        else
            assert_non_null(strstr(shown, n < low ? "is too small" : "is too large"));
    }
}

static void test_integer_near_borders(void **state)
{
    (void)state;
    check_near(ROWAN_TINYINT, 0, 255, 0);
    check_near(ROWAN_TINYINT, 0, 255, 255);
    check_near(ROWAN_SMALLINT, INT16_MIN, INT16_MAX, INT16_MIN);
    check_near(ROWAN_SMALLINT, INT16_MIN, INT16_MAX, INT16_MAX);
    check_near(ROWAN_INTEGER, INT32_MIN, INT32_MAX, INT32_MIN);
    check_near(ROWAN_INTEGER, INT32_MIN, INT32_MAX, INT32_MAX);
    check_near(ROWAN_BIGINT, INT64_MIN, INT64_MAX, 0);
    check_near(ROWAN_BIGINT, INT64_MIN, INT64_MAX, INT64_MAX - 301);
    check_near(ROWAN_BIGINT, INT64_MIN, INT64_MAX, INT64_MIN + 300);
}

/* Scratch serves one value after the other and does not grow with their number. */
static void test_scratch_is_reused(void **state)
{
    struct rowan_type type = {.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2};
    struct rowan_buffer scratch;
    struct rowan_value value;

    (void)state;
    rowan_buffer_init(&scratch);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rowan_convert(&type, &strict, rowan_slice_of("12345.6"), &scratch, &value, NULL),
                         ROWAN_OK);
        assert_true(rowan_slice_equal(value.text, rowan_slice_of("12345.60")));
    }
    assert_true(scratch.capacity <= 64);
    rowan_buffer_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_text_length),
        cmocka_unit_test(test_no_value),
        cmocka_unit_test(test_encoding_refused),
        cmocka_unit_test(test_long_value_is_cut_in_message),
        cmocka_unit_test(test_boolean),
        cmocka_unit_test(test_integer),
        cmocka_unit_test(test_integer_borders),
        cmocka_unit_test(test_integer_near_borders),
        cmocka_unit_test(test_integer_rounding),
        cmocka_unit_test(test_scratch_is_reused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
