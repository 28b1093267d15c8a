/* One file: its bytes, or why there are none. */
#include "source_folder.h"

#include "source/file_reader.h"
#include "source/file_tree.h"

static struct rowan_error err;
static struct rowan_file_reader reader;

static enum rowan_file_outcome read_file(const char *path)
{
    enum rowan_file_outcome outcome;

    assert_ok(rowan_file_reader_read(&reader, path, &outcome, &err), err);
    return outcome;
}

static void expect_refused(const char *path, const char *message)
{
    assert_int_equal(read_file(path), ROWAN_FILE_REFUSED);
    assert_string_equal(reader.reason, "file");
    if (!strstr(reader.message, message))
        fail_msg("%s: %s", path, reader.message);
}

static void test_bytes(void **state)
{
    (void)state;
    write_file("a/b.xml", "<r/>");
    write_file("a/empty.xml", "");
    write_file("c.xml", "<c/>");
    assert_int_equal(read_file("a/b.xml"), ROWAN_FILE_READ);
    assert_string_equal(reader.bytes.data, "<r/>");
    assert_int_equal(read_file("a/empty.xml"), ROWAN_FILE_READ);
    assert_int_equal(reader.bytes.size, 0);
    assert_int_equal(read_file("c.xml"), ROWAN_FILE_READ);
    assert_string_equal(reader.bytes.data, "<c/>");
}

/* The size is asked before anything is read. */
static void test_limit(void **state)
{
    (void)state;
    write_file("ten", "0123456789");
    write_file("eleven", "0123456789x");
    assert_int_equal(read_file("ten"), ROWAN_FILE_READ);
    assert_int_equal(read_file("eleven"), ROWAN_FILE_LONG);
}

static void test_what_is_no_file(void **state)
{
    (void)state;
    assert_int_equal(mkfifoat(root, "pipe", 0600), 0);
    assert_int_equal(symlinkat("c.xml", root, "link"), 0);
    assert_int_equal(symlinkat("/etc", root, "etc"), 0);
    expect_refused("pipe", "a named pipe"); /* nobody writes into it, and nobody waits */
    expect_refused("link", "symbolic link");
    expect_refused("a", "a folder");
    assert_int_equal(read_file("none.xml"), ROWAN_FILE_GONE);
    assert_int_equal(read_file("none/none.xml"), ROWAN_FILE_GONE);
    assert_int_not_equal(read_file("etc/passwd"), ROWAN_FILE_READ);
    assert_int_equal(read_file("a/"), ROWAN_FILE_GONE); /* it can be read */
}

static void test_no_rights(void **state)
{
    (void)state;
    write_file("secret.xml", "<r/>");
    write_file("closed/x.xml", "<r/>");
    assert_int_equal(fchmodat(root, "secret.xml", 0, 0), 0);
    assert_int_equal(fchmodat(root, "closed", 0, 0), 0);
    expect_refused("secret.xml", "cannot be read: Permission denied");
    expect_refused("closed/", "cannot be read: Permission denied");
    assert_int_equal(fchmodat(root, "closed", 0700, 0), 0);
}

/* A folder that another one takes the place of. */
static void test_folder_is_replaced(void **state)
{
    (void)state;
    write_file("in/x.xml", "old");
    write_file("new/y.xml", "new");
    assert_int_equal(read_file("in/x.xml"), ROWAN_FILE_READ);
    assert_int_equal(renameat(root, "in", root, "out"), 0);
    assert_int_equal(renameat(root, "new", root, "in"), 0);
    assert_int_equal(read_file("in/y.xml"), ROWAN_FILE_READ);
    assert_string_equal(reader.bytes.data, "new");
}

static void test_changes_are_seen(void **state)
{
    enum rowan_file_outcome outcome;
    struct timespec before[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    int fd;

    (void)state;
    write_file("grows", "<r/>");
    assert_ok(rowan_file_reader_open(&reader, "grows", &fd, &outcome, &err), err);
    assert_true(rowan_file_reader_is_same(&reader, fd));
    write_file("grows", "<r></r>");
    assert_false(rowan_file_reader_is_same(&reader, fd));
    close(fd);
    assert_ok(rowan_file_reader_open(&reader, "grows", &fd, &outcome, &err), err);
    assert_int_equal(utimensat(root, "grows", before, 0), 0);
    assert_false(rowan_file_reader_is_same(&reader, fd));
    close(fd);
}

static int open_all(void **state)
{
    (void)state;
    make_root();
    rowan_file_reader_init(&reader, root, 10);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    rowan_file_reader_clear(&reader);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes),
                                       cmocka_unit_test(test_limit),
                                       cmocka_unit_test(test_what_is_no_file),
                                       cmocka_unit_test(test_no_rights),
                                       cmocka_unit_test(test_folder_is_replaced),
                                       cmocka_unit_test(test_changes_are_seen)};

    return cmocka_run_group_tests(tests, open_all, close_all);
}
