/* Which letters a code page has, and how many bytes a text takes in it. */
#include "unit.h"

#include "base/code_page.h"

static void expect(int number, const char *text, size_t wanted, const char *lacking)
{
    struct rowan_code_page *page = rowan_code_page_open(number);
    struct rowan_slice letter = {NULL, 0};
    size_t size = 0;

    assert_non_null(page);
    assert_int_equal(rowan_code_page_has(page, rowan_slice_of(text), &size, &letter), lacking == NULL);
    if (lacking)
        assert_true(rowan_slice_equal(letter, rowan_slice_of(lacking)));
    else
        assert_int_equal(size, wanted);
    rowan_code_page_close(page);
}

static void test_western(void **state)
{
    (void)state;
    expect(1252, "", 0, NULL);
    expect(1252, "plain", 5, NULL);
    expect(1252,
           "Stra\xc3\x9f"
           "e \xe2\x82\xac 5",
           10, NULL);
    expect(1252, "x\xc4\x80y", 0, "\xc4\x80");               /* best fit would be A */
    expect(1252, "\xf0\x9f\x98\x80", 0, "\xf0\x9f\x98\x80"); /* beyond the basic plane */
}

static void test_others(void **state)
{
    (void)state;
    expect(1251, "\xd0\x96", 1, NULL);
    expect(1251, "\xc3\xa9", 0, "\xc3\xa9");
    expect(932, "\xe6\x97\xa5\xe6\x9c\xac", 4, NULL);
    expect(65001, "\xe6\x97\xa5\xf0\x9f\x98\x80", 7, NULL);
    expect(0, "abc", 3, NULL);
    expect(99999, "\xc3\xa9", 0, "\xc3\xa9"); /* not known: ASCII */
}

/* Longer than the room that is converted into. */
static void test_long(void **state)
{
    char text[2001];

    (void)state;
    for (size_t i = 0; i < 2000; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[2000] = '\0';
    expect(1252, text, 1000, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_western),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
