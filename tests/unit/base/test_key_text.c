/* Keys of several columns as one text, and back. */
#include "unit.h"

#include "base/key_text.h"

static struct rowan_buffer out, room;

static const char *join(const char *const *parts, size_t count)
{
    out.size = 0;
    for (size_t i = 0; i < count; i++)
        assert_true(rowan_key_text_add(&out, rowan_slice_of(parts[i]), i, count));
    return rowan_buffer_string(&out);
}

static void expect(const char *const *parts, size_t count, const char *text)
{
    struct rowan_slice found[4];
    bool no_memory;

    assert_string_equal(join(parts, count), text);
    assert_true(rowan_key_text_split(rowan_slice_of(text), &room, found, count, &no_memory));
    for (size_t i = 0; i < count; i++)
        assert_true(rowan_slice_equal(found[i], rowan_slice_of(parts[i])));
}

static void test_there_and_back(void **state)
{
    (void)state;
    expect((const char *[]){"17", "A-1"}, 2, "17/A-1");
    expect((const char *[]){"a/b", "50%", "%2F"}, 3, "a%2Fb/50%25/%252F");
    expect((const char *[]){"", "", ""}, 3, "//");
    expect((const char *[]){"\xc3\xa4", "/"}, 2, "\xc3\xa4/%2F");
    expect((const char *[]){"a/b%2F"}, 1, "a/b%2F"); /* alone it is its text */
}

/* What somebody wrote by hand. */
static void test_split(void **state)
{
    struct rowan_slice parts[2];
    bool no_memory;

    (void)state;
    room.size = 0;
    assert_true(rowan_key_text_split(rowan_slice_of("a%2fb/5%"), &room, parts, 2, &no_memory));
    assert_true(rowan_slice_equal(parts[0], rowan_slice_of("a/b")));
    assert_true(rowan_slice_equal(parts[1], rowan_slice_of("5%")));
    assert_false(rowan_key_text_split(rowan_slice_of("a"), &room, parts, 2, &no_memory));
    assert_false(rowan_key_text_split(rowan_slice_of("a/b/c"), &room, parts, 2, &no_memory));
    assert_false(no_memory);
}

static int free_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&out);
    rowan_buffer_clear(&room);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_split),
    };
    return cmocka_run_group_tests(tests, NULL, free_all);
}
