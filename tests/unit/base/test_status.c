/* Errors: what a message may hold, where it is cut, and how values are quoted. */
#include "unit.h"

#include "value/value.h"

#define U_UMLAUT "\xC3\xBC"
#define EURO     "\xE2\x82\xAC"
#define CLEF     "\xF0\x9D\x84\x9E"

static void test_fail(void **state)
{
    struct rowan_error err = {.sqlstate = "23505"};

    (void)state;
    assert_int_equal(rowan_fail(&err, ROWAN_DOCUMENT, "value", "%s is %d", "x", 7), ROWAN_DOCUMENT);
    assert_int_equal(err.status, ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "value");
    assert_string_equal(err.sqlstate, "");
    assert_string_equal(err.message, "x is 7");
    assert_int_equal(rowan_fail(NULL, ROWAN_LOST, "x", "y"), ROWAN_LOST);
    rowan_error_prefix(NULL, "x");
    rowan_fail(&err, ROWAN_USAGE, "a reason that is far too long for its place", "%s", "");
    assert_string_equal(err.reason, "a reason that is far to");
    assert_string_equal(err.message, "");
}

/* An outer layer may build the new message from the old one. */
static void test_own_text(void **state)
{
    struct rowan_error err;

    (void)state;
    rowan_fail(&err, ROWAN_MAPPING, "mapping", "%s", "an enum without labels");
    rowan_fail(&err, ROWAN_DOCUMENT, err.reason, "%s:%d: %s", "orders.lua", 12, err.message);
    assert_string_equal(err.message, "orders.lua:12: an enum without labels");
    assert_string_equal(err.reason, "mapping");
    rowan_error_prefix(&err, "%s", err.message);
    assert_string_equal(err.message,
                        "orders.lua:12: an enum without labels: orders.lua:12: an enum without labels");
}

static void test_clean(void **state)
{
    static const struct {
        const char *given, *wanted;
    } rows[] = {
        {"a\tb\rc\x1B[31md\x7F", "a b c [31md "},
        {"two\nlines", "two\nlines"},
        {U_UMLAUT EURO CLEF, U_UMLAUT EURO CLEF},
        {"\xFF|\xC3|\xE2\x82|\x80", "?|?|??|?"},
        {"\xC0\xAF \xED\xA0\x80 \xF4\x90\x80\x80", "?? ??? ????"}, /* overlong, surrogate, too large */
        {"a\xC2\x9B"
         "31m\xC2\xA0"
         "b",
         "a  31m\xC2\xA0"
         "b"}, /* CSI in eight bits; a blank that may stay */
        {"\xC2", "?"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_error err;
        rowan_fail(&err, ROWAN_DOCUMENT, "value", "%s", rows[i].given);
        assert_string_equal(err.message, rows[i].wanted);
    }
}

/* Cut at every place of every character: always valid, never more than there is room for. */
static void test_cut(void **state)
{
    static const char *const characters[] = {"x", U_UMLAUT, EURO, CLEF};
    char text[3000];
    struct rowan_error err;

    (void)state;
    for (size_t c = 0; c < COUNT(characters); c++) {
        size_t step = strlen(characters[c]);
        for (size_t before = 0; before < 5; before++) {
            size_t n = before;
            memset(text, 'a', before);
            for (; n + step < 2500; n += step)
                memcpy(text + n, characters[c], step);
            text[n] = '\0';
            rowan_fail(&err, ROWAN_DOCUMENT, "value", "%s", text);
            assert_true(strlen(err.message) > ROWAN_MESSAGE_MAX - 5);
            assert_int_equal((strlen(err.message) - before) % step, 0);
            assert_memory_equal(err.message, text, strlen(err.message));
            rowan_error_prefix(&err, "%.*s", 1 + (int)before, "place");
            assert_true(rowan_utf8_length(rowan_slice_of(err.message)) > 0);
            assert_null(strchr(err.message, '?'));
        }
    }
    memset(text, '\xBF', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    rowan_fail(&err, ROWAN_DOCUMENT, "value", "%s", text);
    assert_true(rowan_utf8_length(rowan_slice_of(err.message)) > 1000);
}

static void test_prefix(void **state)
{
    struct rowan_error err;
    char long_text[2000];

    (void)state;
    rowan_fail(&err, ROWAN_DOCUMENT, "value", "bad");
    rowan_error_prefix(&err, "line %d\x01", 3);
    rowan_error_prefix(&err, "table");
    assert_string_equal(err.message, "table: line 3 : bad");
    assert_int_equal(err.status, ROWAN_DOCUMENT);
    memset(long_text, 'z', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    rowan_error_prefix(&err, "%s", long_text);
    assert_int_equal(strlen(err.message), ROWAN_MESSAGE_MAX - 1);
}

static void check_quote(const char *data, size_t size, const char *wanted)
{
    char out[320];
    char *exact = malloc(size ? size : 1); /* so that reading beyond it is seen */

    assert_non_null(exact);
    memcpy(exact, data, size);
    assert_ptr_equal(rowan_quote(out, sizeof out, (struct rowan_slice){exact, size}), out);
    assert_string_equal(out, wanted);
    free(exact);
}

static void test_quote(void **state)
{
    (void)state;
    check_quote("", 0, "\"\"");
    check_quote("abc", 3, "\"abc\"");
    check_quote("a\nb\0c\x7F", 6, "\"a\\x0Ab\\x00c\\x7F\"");
    check_quote(U_UMLAUT EURO CLEF, 9, "\"" U_UMLAUT EURO CLEF "\"");
    check_quote("\xFF\xC3(\xE2\x82", 5, "\"\\xFF\\xC3(\\xE2\\x82\"");
    check_quote("\xED\xA0\x80", 3, "\"\\xED\\xA0\\x80\"");
    check_quote("x\xC2\x9Bz", 4, "\"x\\xC2\\x9Bz\"");
    check_quote("123456789012345678901234567890123456789012345678901234567890", 60,
                "\"123456789012345678901234567890123456789012345678901234567890\"");
    check_quote("1234567890123456789012345678901234567890123456789012345678901", 61,
                "\"123456789012345678901234567890123456789012345678901234567890...\"");
    check_quote("12345678901234567890123456789012345678901234567890123456789" EURO, 62,
                "\"12345678901234567890123456789012345678901234567890123456789...\"");
}

/* Any bytes, any room: the result is terminated, fits, and is valid UTF-8 without control characters. */
static void test_quote_any(void **state)
{
    uint32_t seed = 7;
    char out[400];
    unsigned char bytes[90];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t size = (size_t)round % sizeof bytes;
        size_t room = 16 + (size_t)round % (sizeof out - 16);
        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = round % 3 ? (unsigned char)(seed >> 24) : (unsigned char)(0xBE + (seed >> 24) % 6);
        }
        memset(out, '#', sizeof out);
        rowan_quote(out, room, (struct rowan_slice){(char *)bytes, size});
        assert_non_null(memchr(out, '\0', room));
        assert_true(rowan_utf8_length(rowan_slice_of(out)) >= 2);
        assert_int_equal(out[0], '"');
        assert_int_equal(out[strlen(out) - 1], '"');
        for (char *p = out; *p; p++)
            assert_true((unsigned char)*p >= 0x20 && *p != 0x7F);
    }
    assert_string_equal(rowan_quote(out, 15, rowan_slice_of("abc")), "");
    out[0] = '#';
    rowan_quote(out, 0, rowan_slice_of("abc"));
    assert_int_equal(out[0], '#');
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(rowan_status_name(ROWAN_OK), "ok");
    assert_string_equal(rowan_status_name(ROWAN_STOPPED), "stopped");
    assert_string_equal(rowan_status_name((enum rowan_status)99), "unknown");
    assert_string_equal(rowan_status_name((enum rowan_status) - 1), "unknown");
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(rowan_slice_equal(rowan_slice_trim(rowan_slice_of(" \t\r\na b\n ")), rowan_slice_of("a b")));
    assert_int_equal(rowan_slice_trim(rowan_slice_of("  ")).size, 0);
    assert_int_equal(rowan_slice_trim(rowan_slice_of(NULL)).size, 0);
    assert_int_equal(rowan_slice_trim(rowan_slice_of("\xC2\xA0")).size, 2);
    assert_false(rowan_slice_equal(rowan_slice_of("a"), rowan_slice_of("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail),      cmocka_unit_test(test_own_text), cmocka_unit_test(test_clean),
        cmocka_unit_test(test_cut),       cmocka_unit_test(test_prefix),   cmocka_unit_test(test_quote),
        cmocka_unit_test(test_quote_any), cmocka_unit_test(test_names),    cmocka_unit_test(test_trim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
