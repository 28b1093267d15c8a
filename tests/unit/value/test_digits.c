/* How decimal numbers are written, and what is none. */
#include "value/value_rows.h"

#include "value/digits.h"

static const char *shown(const char *text)
{
    static char out[80];
    struct rowan_digits digits;

    if (!rowan_digits_read(&digits, rowan_slice_of(text)))
        return "no";
    snprintf(out, sizeof out, "%s%.*s|%.*s", digits.negative ? "-" : "", (int)digits.whole.size,
             digits.whole.data, (int)digits.fraction.size, digits.fraction.data);
    return out;
}

static void test_digits(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"0", "|"},    {"-0", "-|"},         {"00120", "120|"},  {"+1.50", "1|5"}, {".5", "|5"},
        {"5.", "5|"},  {"-0.0070", "-|007"}, {"", "no"},         {".", "no"},      {"-", "no"},
        {"+.", "no"},  {"1.2.3", "no"},      {"1 ", "no"},       {" 1", "no"},     {"1e3", "no"},
        {"1,5", "no"}, {"--1", "no"},        {"\xD9\xA1", "no"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(shown(rows[i].text), rows[i].wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_digits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
