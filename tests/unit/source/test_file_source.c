/* Files as a source: what is pending, pieces, a document's columns. */
#include "source_folder.h"

#include "source/folder_source.h"

static struct rowan_error err;
static struct rowan_file_source files;
static struct rowan_buffer list;

/* All are to be done but "in/2.xml". */
static enum rowan_status filter(void *target, const struct rowan_slice *keys,
                                const struct rowan_slice *revisions, size_t count, bool *pending,
                                struct rowan_error *error)
{
    (void)target;
    (void)revisions;
    (void)error;
    for (size_t i = 0; i < count; i++)
        pending[i] = !rowan_slice_equal(keys[i], rowan_slice_of("in/2.xml"));
    return ROWAN_OK;
}

static const struct rowan_pending pending = {.filter = filter};

static enum rowan_status take(void *context, struct rowan_slice key, int64_t count, struct rowan_error *error)
{
    (void)context;
    (void)error;
    assert_true(rowan_buffer_format(&list, "%.*s %d, ", (int)key.size, key.data, (int)count));
    return ROWAN_OK;
}

static const char *pieces(int64_t chunk, int64_t limit)
{
    static const struct rowan_range all;

    list.size = 0;
    assert_ok(files.source.boundaries(&files.source, &all, &pending, chunk, limit, take, NULL, &err), err);
    return rowan_buffer_string(&list);
}

static void test_pieces(void **state)
{
    (void)state;
    for (int i = 1; i <= 5; i++) {
        char path[20];
        snprintf(path, sizeof path, "in/%d.xml", i);
        write_file(path, "<r/>");
    }
    assert_string_equal(pieces(2, 0), "in/3.xml 2, in/5.xml 2, ");
    assert_string_equal(pieces(3, 0), "in/4.xml 3, in/5.xml 1, ");
    assert_string_equal(pieces(3, 2), "in/3.xml 2, ");
    assert_string_equal(pieces(9, 0), "in/5.xml 4, ");
}

static void test_documents(void **state)
{
    struct rowan_range range = {.after = rowan_slice_of("in/1.xml"), .to = rowan_slice_of("in/4.xml")};
    struct timespec times[2] = {{.tv_sec = 86400}, {.tv_sec = 86400, .tv_nsec = 999999999}};
    struct rowan_item item;
    bool more;

    (void)state;
    assert_int_equal(utimensat(root, "in/3.xml", times, 0), 0);
    assert_ok(files.source.open(&files.source, &range, &pending, &err), err);
    unlinkat(root, "in/4.xml", 0); /* left out, as if it had never been there */
    assert_ok(files.source.next(&files.source, &item, &more, &err), err);
    assert_true(more);
    assert_true(item.is_bytes);
    assert_true(rowan_slice_equal(item.key, rowan_slice_of("in/3.xml")));
    assert_true(rowan_slice_equal(item.document, rowan_slice_of("<r/>")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_PATH], item.key));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_NAME], rowan_slice_of("3.xml")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_SIZE], rowan_slice_of("4")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_MODIFIED], rowan_slice_of("1970-01-02 00:00:00")));
    assert_ok(files.source.next(&files.source, &item, &more, &err), err);
    assert_false(more);
    files.source.close(&files.source);
}

/* More than one question to the target has. */
static void test_many(void **state)
{
    int64_t count;

    (void)state;
    for (int i = 0; i < 2100; i++) {
        char path[32];
        snprintf(path, sizeof path, "many/%d/%d.xml", i % 7, i);
        write_file(path, "");
    }
    assert_ok(rowan_file_source_count(&files, 5000, &count, &err), err);
    assert_int_equal(count, 2100 + 4);
    assert_ok(rowan_file_source_count(&files, 10, &count, &err), err);
    assert_int_equal(count, 10);
    assert_string_equal(pieces(1500, 0), "many/4/977.xml 1500, many/6/993.xml 603, ");
}

/* Who begins in a large folder lists all of it: a few hundred names for two documents are too many. */
static void test_large_folder(void **state)
{
    (void)state;
    for (int i = 0; i < 640; i++) {
        char path[32];
        snprintf(path, sizeof path, "big/%03d.xml", i);
        write_file(path, "");
    }
    pieces(2, 31);
    assert_non_null(strstr(list.data, "big/009.xml 10, big/019.xml 10, "));
    assert_int_equal(strncmp(pieces(1, 4), "big/000.xml 1, ", 15), 0);
}

static void test_no_such_folder(void **state)
{
    struct rowan_source_table described = {.is_files = true, .name = (char[]){"*"}};
    struct rowan_folder_source none;

    (void)state;
    assert_int_equal(
        rowan_folder_source_open(&none, "no/such/folder", &described, (struct rowan_split){0}, 1, NULL, &err),
        ROWAN_LOST);
    assert_non_null(strstr(err.message, "no/such/folder"));
    rowan_folder_source_close(&none);
}

static int open_all(void **state)
{
    (void)state;
    make_root();
    rowan_file_source_init(&files, root, "**/*.xml", 100, NULL);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    rowan_file_source_close(&files);
    rowan_buffer_clear(&list);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pieces), cmocka_unit_test(test_documents),
                                       cmocka_unit_test(test_many), cmocka_unit_test(test_large_folder),
                                       cmocka_unit_test(test_no_such_folder)};

    return cmocka_run_group_tests(tests, open_all, close_all);
}
