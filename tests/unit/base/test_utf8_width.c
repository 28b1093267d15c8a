/* Columns of a terminal: one, two and none, and texts cut where they fit. */
#include "unit.h"

#include "base/ascii.h"
#include "base/utf8_width.h"

static void test_width(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"Gr\xC3\xB6\xC3\x9F"
         "e",
         5},
        {"\xE6\x97\xA5\xE6\x9C\xAC", 4},         /* CJK */
        {"\xEF\xBC\xA1", 2},                     /* fullwidth A */
        {"e\xCC\x81", 1},                        /* combining acute */
        {"\xF0\x9F\x98\x80", 2},                 /* an emoji */
        {"\xE2\x80\x8B\xEF\xBB\xBF", 0},         /* zero-width space, byte order mark */
        {"\xE2\x80\xA6\xE2\x82\xAC", 2},         /* ellipsis, euro */
        {"\xF0\xA0\x80\x80\xF3\xA0\x84\x80", 2}, /* the edges of the last ranges */
        {"\xFF\xC3", 2},                         /* no UTF-8: a column a byte */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rowan_utf8_width(rowan_slice_of(rows[i].text)) != rows[i].width)
            fail_msg("row %zu: %zu", i, rowan_utf8_width(rowan_slice_of(rows[i].text)));
}

static void test_fit(void **state)
{
    size_t columns;

    (void)state;
    assert_int_equal(rowan_utf8_fit(rowan_slice_of("abc"), 2, &columns), 2);
    assert_int_equal(columns, 2);
    assert_int_equal(rowan_utf8_fit(rowan_slice_of("a\xE6\x97\xA5"), 2, &columns), 1);
    assert_int_equal(columns, 1);
    assert_int_equal(rowan_utf8_fit(rowan_slice_of("e\xCC\x81x"), 1, &columns),
                     3); /* the mark stays with its letter */
    assert_int_equal(rowan_utf8_fit(rowan_slice_of("abc"), 0, &columns), 0);
}

static void test_ascii(void **state)
{
    (void)state;
    assert_true(rowan_ascii_same("DRIVER", "driver"));
    assert_false(rowan_ascii_same("driver", "drivers"));
    assert_false(rowan_ascii_same("@", "`"));
    assert_false(rowan_ascii_same("\xC3\x84", "\xC3\xA4"));
    assert_true(rowan_ascii_same_prefix("Title", "TITAN", 3));
    assert_false(rowan_ascii_same_prefix("Ti", "TITAN", 3));
    assert_true(rowan_ascii_same_prefix("ti\0a", "TI\0b", 4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
