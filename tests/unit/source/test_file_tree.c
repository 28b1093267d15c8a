/* Which files a tree has, and in which order. */
#include "source_folder.h"

#include "source/file_tree.h"
#include "source/source.h"

static struct rowan_error err;
static struct rowan_buffer list;

/* The keys, each with a blank behind it. */
static const char *keys(const char *pattern, const char *after, const char *from, const char *to)
{
    struct rowan_range range = {rowan_slice_of(after), rowan_slice_of(from), rowan_slice_of(to)};
    struct rowan_file_tree *tree;
    struct rowan_file_found found;
    bool more;

    list.size = 0;
    assert_ok(rowan_file_tree_open(&tree, root, pattern, false, &range, NULL, &err), err);
    for (;;) {
        assert_ok(rowan_file_tree_next(tree, &found, &more, &err), err);
        if (!more)
            break;
        assert_true(rowan_buffer_append(&list, found.key.data, found.key.size) &&
                    rowan_buffer_append_char(&list, ' '));
    }
    rowan_file_tree_close(tree);
    return rowan_buffer_string(&list);
}

static void test_order_is_that_of_keys(void **state)
{
    (void)state;
    write_file("a/x.xml", "");
    write_file("a/b/c.xml", "");
    write_file("a.xml", "");
    write_file("a-b.xml", "");
    write_file("a0.xml", "");
    write_file("B.xml", "");
    write_file("a/\xe4.xml", "");
    write_file("a/y.txt", "");
    write_file("a/5%.xml", "");
    write_file(".git/z.xml", "");
    assert_string_equal(keys("**/*.xml", NULL, NULL, NULL),
                        "B.xml a-b.xml a.xml a/%E4.xml a/5%25.xml a/b/c.xml a/x.xml a0.xml ");
    assert_string_equal(keys("*.xml", NULL, NULL, NULL), "B.xml a-b.xml a.xml a0.xml ");
    assert_string_equal(keys("a/*/*", NULL, NULL, NULL), "a/b/c.xml ");
    assert_string_equal(keys("none/*.xml", NULL, NULL, NULL), "");
}

static void test_ranges(void **state)
{
    static const char *const all[] = {"B.xml",      "a-b.xml",   "a.xml",   "a/%E4.xml",
                                      "a/5%25.xml", "a/b/c.xml", "a/x.xml", "a0.xml"};

    (void)state;
    assert_string_equal(keys("**/*.xml", "a.xml", NULL, "a/b/c.xml"), "a/%E4.xml a/5%25.xml a/b/c.xml ");
    assert_string_equal(keys("**/*.xml", NULL, "a/b/c.xml", NULL), "a/b/c.xml a/x.xml a0.xml ");
    assert_string_equal(keys("**/*.xml", NULL, "a/", "a/b"), "a/%E4.xml a/5%25.xml ");
    assert_string_equal(keys("**/*.xml", "z", NULL, NULL), "");
    for (size_t i = 0; i < COUNT(all); i++) /* what one range ends with is not in the next */
        for (size_t j = i; j < COUNT(all); j++) {
            struct rowan_buffer want;
            rowan_buffer_init(&want);
            for (size_t k = i + 1; k <= j; k++)
                assert_true(rowan_buffer_format(&want, "%s ", all[k]));
            assert_non_null(rowan_buffer_string(&want));
            assert_string_equal(keys("**/*.xml", all[i], NULL, all[j]), want.data);
            rowan_buffer_clear(&want);
        }
}

/* A link to a folder is a name like another. */
static void test_links_are_not_followed(void **state)
{
    (void)state;
    assert_int_equal(symlinkat("/etc", root, "etc"), 0);
    assert_int_equal(symlinkat(".", root, "loop.xml"), 0);
    assert_string_equal(keys("etc/*", NULL, NULL, NULL), "");
    assert_string_equal(keys("etc", NULL, NULL, NULL), "etc ");
    assert_string_equal(keys("l*.xml", NULL, NULL, NULL), "loop.xml ");
    assert_int_equal(rowan_file_tree_folder(root, "etc"), -1);
    unlinkat(root, "etc", 0);
    unlinkat(root, "loop.xml", 0);
}

static void test_a_folder_that_may_not_be_read(void **state)
{
    (void)state;
    write_file("closed/x.xml", "");
    assert_int_equal(fchmodat(root, "closed", 0, 0), 0);
    assert_string_equal(keys("**/x.xml", NULL, NULL, NULL), "a/x.xml closed/ ");
    assert_string_equal(keys("*.txt", NULL, NULL, NULL), "");
    assert_int_equal(fchmodat(root, "closed", 0700, 0), 0);
    unlinkat(root, "closed/x.xml", 0);
    unlinkat(root, "closed", AT_REMOVEDIR);
}

static void test_depth_has_an_end(void **state)
{
    char path[ROWAN_FILE_DEPTH * 4];
    size_t size = 0;

    (void)state;
    for (int i = 0; i <= ROWAN_FILE_DEPTH; i++)
        size += (size_t)snprintf(path + size, sizeof path - size, "d/");
    snprintf(path + size, sizeof path - size, "deep.xml");
    write_file(path, "");
    keys("**/deep.xml", NULL, NULL, NULL);
    assert_int_equal(list.size, 2 * ROWAN_FILE_DEPTH + 1);
    assert_memory_equal(list.data + list.size - 3, "d/ ", 3);
}

static int open_all(void **state)
{
    (void)state;
    make_root();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&list);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_that_of_keys), cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_links_are_not_followed), cmocka_unit_test(test_a_folder_that_may_not_be_read),
        cmocka_unit_test(test_depth_has_an_end)};

    return cmocka_run_group_tests(tests, open_all, close_all);
}
