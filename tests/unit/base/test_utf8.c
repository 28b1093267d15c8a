/* UTF-8: every character, every kind of bad sequence, at every place of a word of eight bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "value/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_utf8_length(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        long length;
    } rows[] = {
        {"", 0, 0},
        {"abc", 3, 3},
        {"12345678", 8, 8},
        {"123456789", 9, 9},
        {"1234567\0", 8, -1},
        {"\0", 1, -1},
        {"12345678\0", 9, -1},
        {"\x7F\x01", 2, 2},
        {"\xC2\x80\xDF\xBF", 4, 2},
        {"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", 12, 4},
        {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8, 2},
        {"1234567\xC3\xA4"
         "2345678",
         16, 15},
        {"\x80", 1, -1},
        {"\xBF", 1, -1},
        {"\xC0\x80", 2, -1},
        {"\xC1\xBF", 2, -1},
        {"\xC3", 1, -1},
        {"\xC3(", 2, -1},
        {"\xE0\x9F\xBF", 3, -1},
        {"\xE2\x82", 2, -1},
        {"\xE2(\xAC", 3, -1},
        {"\xED\xA0\x80", 3, -1},
        {"\xED\xBF\xBF", 3, -1},
        {"\xF0\x8F\xBF\xBF", 4, -1},
        {"\xF0\x9F\x98", 3, -1},
        {"\xF4\x90\x80\x80", 4, -1},
        {"\xF5\x80\x80\x80", 4, -1},
        {"\xFF", 1, -1},
        {"\xFE", 1, -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *exact = malloc(rows[i].size ? rows[i].size : 1);
        assert_non_null(exact);
        memcpy(exact, rows[i].bytes, rows[i].size);
        if (rowan_utf8_length((struct rowan_slice){exact, rows[i].size}) != rows[i].length)
            fail_msg("row %zu", i);
        free(exact);
    }
}

/* Every character, encoded by rule, alone and at every place of a run of ASCII. */
static void test_utf8_all(void **state)
{
    (void)state;
    for (unsigned c = 1; c <= 0x110000; c++) {
        char s[24] = "abcdefghijklmnopqrs";
        size_t at = c % 12;
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        bool good = c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
        static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
        char encoded[4];

        for (size_t i = n; i-- > 1;)
            s[at + i] = (char)(0x80 | ((c >> (6 * (n - 1 - i))) & 0x3F));
        s[at] = (char)(n == 1 ? c : leads[n] | (c >> (6 * (n - 1))));
        assert_int_equal(rowan_utf8_encode(c, encoded), n);
        assert_memory_equal(encoded, s + at, n);
        if (good && n > 1)
            assert_int_equal(rowan_utf8_decode((const unsigned char *)s + at, n), c);
        assert_int_equal(rowan_utf8_length((struct rowan_slice){s, 19}), good ? 20 - (long)n : -1);
    }
}

/* A NUL or a bad byte is seen wherever it lies relative to the words of eight bytes. */
static void test_utf8_places(void **state)
{
    char s[40];

    (void)state;
    for (size_t size = 1; size <= sizeof s; size++) {
        for (size_t at = 0; at < size; at++) {
            memset(s, 'a', sizeof s);
            assert_int_equal(rowan_utf8_length((struct rowan_slice){s, size}), (long)size);
            s[at] = '\0';
            assert_int_equal(rowan_utf8_length((struct rowan_slice){s, size}), -1);
            s[at] = (char)0x80;
            assert_int_equal(rowan_utf8_length((struct rowan_slice){s, size}), -1);
        }
    }
}

static void test_escape(void **state)
{
    char out[60];

    (void)state;
    assert_false(rowan_utf8_escape(out, sizeof out, "plain"));
    assert_string_equal(out, "plain");
    assert_true(rowan_utf8_escape(out, sizeof out, "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80 \xFF."));
    assert_string_equal(out, "\\u{E4} \\u{20AC} \\u{1F600} \\xFF.");
    assert_true(rowan_utf8_escape(out, 20, "\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"));
    assert_string_equal(out, "\\u{E4}\\u{E4}"); /* whole ones */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_length),
        cmocka_unit_test(test_utf8_all),
        cmocka_unit_test(test_utf8_places),
        cmocka_unit_test(test_escape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
