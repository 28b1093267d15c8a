/* Numbers as documents write them, and what is none. */
#include "value_rows.h"

#include "value/notation.h"

static const struct rowan_notation german = {.point = ',', .group = '.'},
                                   swiss = {.point = '.', .group = '\''},
                                   french = {.point = ',', .group = ' '}, no_group = {.point = ','},
                                   commas = {.point = '.', .group = ','};

/* The plain number, "" when it is none; also when it is written to its own place. */
static const char *plain(struct rowan_notation notation, const char *text)
{
    static char own[100], other[100];
    size_t size = rowan_notation_plain(notation, rowan_slice_of(text), other);

    other[size] = '\0';
    snprintf(own, sizeof own, "%s", text);
    assert_int_equal(rowan_notation_plain(notation, rowan_slice_of(own), own), size);
    if (size > 0)
        assert_memory_equal(own, other, size);
    return other;
}

static void test_plain(void **state)
{
    static const struct {
        const struct rowan_notation *notation;
        const char *text, *wanted;
    } rows[] = {
        {&german, "1.234,56", "1234.56"},
        {&german, "-1.234.567,5", "-1234567.5"},
        {&german, "+1234,56", "+1234.56"},
        {&german, ",5", ".5"},
        {&german, "5,", "5."},
        {&german, "1.234", "1234"},
        {&german, "1,5e3", "1.5e3"},
        {&german, "1.23.456", "123456"},
        {&german, "1.5", ""},
        {&german, "12.34", ""},
        {&german, "1234.567", ""},
        {&german, "0.500", ""},
        {&german, "1,234.56", ""},
        {&german, "1.234.", ""},
        {&german, "1..234", ""},
        {&german, ".234", ""},
        {&german, "1,2,3", ""},
        {&german, ",", ""},
        {&german, "-", ""},
        {&german, "", ""},
        {&german, "1,5e", ""},
        {&german, "x1", ""},
        {&german, "--1", ""},
        {&no_group, "1234,5", "1234.5"},
        {&no_group, "1.234,5", ""},
        {&no_group, "1234.5", ""},
        {&swiss, "1'234.50", "1234.50"},
        {&swiss,
         "1\xE2\x80\x99"
         "234.50",
         "1234.50"},
        {&swiss, "1 234.50", ""},
        {&french, "12 345,5", "12345.5"},
        {&french,
         "12\xC2\xA0"
         "345\xE2\x80\xAF"
         "678,5",
         "12345678.5"},
        {&french,
         "12\xE2\x80\x89"
         "345",
         "12345"},
        {&french, "12\t345", ""},
        {&french, "12  345", ""},
        {&french, "12 34", ""},
        {&french, "12\xC2", ""},
        {&commas, "1,234.5", "1234.5"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(plain(*rows[i].notation, rows[i].text), rows[i].wanted);
}

static void test_signs(void **state)
{
    static const char *const none[] = {
        "",     "a",   "Z", "7", "+", "-", "(", ")", "\"", "\t", "..", "\xC3\xA4", "\xC2\xA0\xC2\xA0",
        "\x01", "\xC2"};

    (void)state;
    for (size_t i = 0; i < COUNT(none); i++)
        assert_int_equal(rowan_notation_sign(rowan_slice_of(none[i])), 0);
    assert_int_equal(rowan_notation_sign(rowan_slice_of(",")), ',');
    assert_int_equal(rowan_notation_sign(rowan_slice_of("\xC2\xA0")), ' ');
    assert_int_equal(rowan_notation_sign(rowan_slice_of("\xE2\x80\xAF")), ' ');
    assert_int_equal(rowan_notation_sign(rowan_slice_of("\xE2\x80\x99")), '\'');
    assert_int_equal(rowan_notation_sign(rowan_slice_of("'")), '\'');
}

/* What a type reads, and what it says; a value that is too long for a number is none. */
static void test_convert(void **state)
{
    struct rowan_value_rules rules = {.notation = german};
    struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 7, .scale = 2};
    struct rowan_type whole = {.kind = ROWAN_INTEGER};
    struct rowan_type real = {.kind = ROWAN_DOUBLE};
    struct rowan_type text = {.kind = ROWAN_TEXT};
    char zeros[400];

    (void)state;
#define SAYS(type, input, wanted) assert_string_equal(convert(&(type), &rules, input, strlen(input)), wanted)
    SAYS(money, " 1.234,5 ", "1234.50");
    SAYS(money, "1.234,567",
         "! \"1.234,567\": \"1234.567\" has 3 digits after the point, decimal(7,2) holds 2");
    SAYS(money, "1234.5", "! \"1234.5\" is not a number with point = \",\" and group = \".\"");
    SAYS(whole, "-12.345", "-12345");
    SAYS(whole, "7,0", "! \"7,0\": \"7.0\" is not an integer");
    SAYS(real, "1,5e3", "1500");
    SAYS(text, "1.234,5", "1.234,5");
    memset(zeros, '0', sizeof zeros - 1);
    zeros[sizeof zeros - 1] = '\0';
    assert_non_null(strstr(convert(&money, &rules, zeros, strlen(zeros)), "is not a number with point"));
    rules.notation = no_group;
    SAYS(money, "x", "! \"x\" is not a number with point = \",\"");
#undef SAYS
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_convert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
