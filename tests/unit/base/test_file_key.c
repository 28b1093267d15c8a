/* Paths as keys, and back; the order of keys. */
#include "unit.h"

#include "base/file_key.h"

static struct rowan_buffer out;

static void expect(const char *path, const char *key)
{
    out.size = 0;
    assert_true(rowan_file_key_add(&out, rowan_slice_of(path)));
    assert_string_equal(rowan_buffer_string(&out), key);
    out.size = 0;
    assert_true(rowan_file_key_path(&out, rowan_slice_of(key)));
    assert_string_equal(rowan_buffer_string(&out), path);
}

static void test_there_and_back(void **state)
{
    (void)state;
    expect("", "");
    expect("a/b c.xml", "a/b c.xml");
    expect("\xc3\xa4.xml", "\xc3\xa4.xml");
    expect("50%.xml", "50%25.xml");
    expect("%E4.xml", "%25E4.xml"); /* not that of the next one */
    expect("\xe4.xml", "%E4.xml");
    expect("a\nb\x7f", "a%0Ab%7F");
    expect("\xc2\x85", "%C2%85");
    expect("\xed\xa0\x80", "%ED%A0%80");
}

/* A key that somebody wrote by hand. */
static void test_half_an_escape(void **state)
{
    (void)state;
    out.size = 0;
    assert_true(rowan_file_key_path(&out, rowan_slice_of("5%/%4/%zz/%")));
    assert_string_equal(rowan_buffer_string(&out), "5%/%4/%zz/%");
}

static int compare(const char *a, const char *b)
{
    return rowan_file_key_compare(rowan_slice_of(a), rowan_slice_of(b));
}

static void test_order(void **state)
{
    (void)state;
    assert_int_equal(compare("a", "a"), 0);
    assert_true(compare("a", "ab") < 0);
    assert_true(compare("b", "ab") > 0);
    assert_true(compare("Z", "a") < 0);
    assert_true(compare("a", "\xc3\xa4") < 0);
    assert_true(rowan_file_key_begins(rowan_slice_of("a/b"), rowan_slice_of("a/")));
    assert_false(rowan_file_key_begins(rowan_slice_of("a"), rowan_slice_of("a/")));
}

static int free_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_there_and_back),
                                       cmocka_unit_test(test_half_an_escape), cmocka_unit_test(test_order)};

    return cmocka_run_group_tests(tests, NULL, free_all);
}
