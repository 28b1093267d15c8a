/* Classes of bytes. */
#include "unit.h"

#include <ctype.h>

#include "base/ascii.h"
#include "base/slice.h"

/* The locale of this program is "C": there <ctype.h> knows the same classes. */
static void test_classes(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        bool letter = i < 128 && isalpha(i);
        assert_int_equal(rowan_ascii_is_digit(c), i < 128 && isdigit(i));
        assert_int_equal(rowan_ascii_is_letter(c), letter);
        assert_int_equal(rowan_ascii_is_space(c), i && strchr(" \t\r\n", i));
        assert_int_equal((unsigned char)rowan_ascii_lower(c), i < 128 ? tolower(i) : i);
        assert_int_equal(rowan_ascii_starts_name(c), letter || i == '_' || i >= 128);
    }
}

static void test_lower_all(void **state)
{
    char text[] = "A-Z [\\]^_`{ \xC3\x84";

    (void)state;
    rowan_ascii_lower_all(text, sizeof text - 1);
    assert_string_equal(text, "a-z [\\]^_`{ \xC3\x84");
}

static void test_words(void **state)
{
    (void)state;
    assert_true(rowan_slice_is_word(rowan_slice_of("TRUE"), "true"));
    assert_true(rowan_slice_is_word(rowan_slice_of(""), ""));
    assert_false(rowan_slice_is_word(rowan_slice_of("tru"), "true"));
    assert_false(rowan_slice_is_word(rowan_slice_of("trues"), "true"));
    assert_false(rowan_slice_is_word(rowan_slice_of("trve"), "true"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_lower_all),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
