/* Keys of rows as one text, and back. */
#include "unit.h"

#include "target/lineage_text.h"

static struct rowan_buffer out, room;

static void add(const char *const *parts, size_t count)
{
    if (out.size)
        assert_true(rowan_buffer_append_char(&out, '\n'));
    for (size_t i = 0; i < count; i++)
        assert_true(rowan_lineage_text_add(&out, rowan_slice_of(parts[i]), i));
}

static void expect_last(struct rowan_slice *keys, const char *const *parts, size_t count)
{
    struct rowan_slice found[4], key = rowan_lineage_text_last(keys);
    bool no_memory;

    assert_true(rowan_lineage_text_split(key, &room, found, count, &no_memory));
    for (size_t i = 0; i < count; i++)
        assert_true(rowan_slice_equal(found[i], rowan_slice_of(parts[i])));
}

static void test_there_and_back(void **state)
{
    static const char *const keys[][2] = {{"17", "A-1"}, {"a/b", "50%"}, {"%0A\n", ""}, {"", "%2F\n\n/"}};
    struct rowan_slice all;

    (void)state;
    out.size = 0;
    for (size_t i = 0; i < COUNT(keys); i++)
        add(keys[i], 2);
    assert_string_equal(rowan_buffer_string(&out), "17/A-1\na%2Fb/50%25\n%250A%0A/\n/%252F%0A%0A%2F");
    all = rowan_buffer_slice(&out);
    for (size_t i = COUNT(keys); i-- > 0;)
        expect_last(&all, keys[i], 2);
    assert_null(all.data);
}

static void test_one_part(void **state)
{
    static const char *const keys[][1] = {{""}, {"a/b"}, {""}};
    struct rowan_slice all;

    (void)state;
    out.size = 0;
    add((const char *[]){"x"}, 1);
    for (size_t i = 0; i < COUNT(keys); i++)
        add(keys[i], 1);
    all = rowan_buffer_slice(&out);
    for (size_t i = COUNT(keys); i-- > 0;)
        expect_last(&all, keys[i], 1);
    expect_last(&all, (const char *[]){"x"}, 1);
    assert_null(all.data);
}

/* What somebody wrote by hand. */
static void test_other_numbers(void **state)
{
    struct rowan_slice parts[2];
    bool no_memory;

    (void)state;
    assert_false(rowan_lineage_text_split(rowan_slice_of("a"), &room, parts, 2, &no_memory));
    assert_false(rowan_lineage_text_split(rowan_slice_of("a/b/c"), &room, parts, 2, &no_memory));
    assert_false(rowan_lineage_text_split(rowan_slice_of("a/b"), &room, parts, 1, &no_memory));
    assert_false(no_memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_one_part),
        cmocka_unit_test(test_other_numbers),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    rowan_buffer_clear(&out);
    rowan_buffer_clear(&room);
    return failed;
}
