/* Case: known texts, and every letter of two bytes against the C library. */
#include "value/value_rows.h"

#include <locale.h>
#include <wctype.h>

#include "value/casefold.h"

static const char *folded(const char *text, uint32_t (*fold)(uint32_t))
{
    static char copy[200];

    snprintf(copy, sizeof copy, "%s", text);
    rowan_casefold(copy, strlen(copy), fold);
    return copy;
}

static void test_texts(void **state)
{
    static const struct {
        const char *text, *upper, *lower;
    } rows[] = {
        {"", "", ""},
        {"abc XYZ 09 @[`{", "ABC XYZ 09 @[`{", "abc xyz 09 @[`{"},
        {"Müller Straße", "MÜLLER STRAßE", "müller straße"},
        {"Čech Łódź ÿ Ÿ", "ČECH ŁÓDŹ Ÿ Ÿ", "čech łódź ÿ ÿ"},
        {"Ιωάννης", "ΙΩΆΝΝΗΣ", "ιωάννης"},
        {"Иван Ёлкин Ћосић", "ИВАН ЁЛКИН ЋОСИЋ", "иван ёлкин ћосић"},
        {"日本 €", "日本 €", "日本 €"},
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
        {"a\xFFz\xC3", "A\xFFZ\xC3", "a\xFFz\xC3"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(folded(rows[i].text, rowan_casefold_upper), rows[i].upper);
        assert_string_equal(folded(rows[i].text, rowan_casefold_lower), rows[i].lower);
    }
}

/* What is changed is changed as the C library does, and back; all letters of common alphabets are. */
static void test_all(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    for (uint32_t c = 0; c < 0x800; c++) {
        uint32_t up = rowan_casefold_upper(c);
        uint32_t low = rowan_casefold_lower(c);
        if (up != c)
            assert_int_equal(up, towupper(c));
        if (low != c) {
            assert_int_equal(low, towlower(c));
            assert_int_equal(rowan_casefold_upper(low), c);
        }
        if (c < 0x130 || (c >= 0x400 && c < 0x460))
            assert_int_equal(up, c == 0xB5 ? c : towupper(c));
        assert_true((c < 0x80) == (up < 0x80) && up < 0x800 && low < 0x800);
    }
    setlocale(LC_CTYPE, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
