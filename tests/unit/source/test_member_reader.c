/* Members of archives through the source: keys, order, ranges, what is refused, archives that change. */
#include "archive_maker.h"

#include "base/locale.h"
#include "source/file_source.h"
#include "source/member_reader.h"

static struct rowan_error err;
static struct rowan_file_source files;
static struct rowan_buffer list;

static enum rowan_status take(void *context, struct rowan_slice key, int64_t count, struct rowan_error *error)
{
    (void)context;
    (void)error;
    assert_true(rowan_buffer_format(&list, "%.*s %d, ", (int)key.size, key.data, (int)count));
    return ROWAN_OK;
}

static const char *pieces(int64_t chunk)
{
    static const struct rowan_range all;

    list.size = 0;
    assert_ok(files.source.boundaries(&files.source, &all, NULL, chunk, 0, take, NULL, &err), err);
    return rowan_buffer_string(&list);
}

static struct rowan_slice shown(const struct rowan_item *item)
{
    return item->unread == ROWAN_UNREAD_REFUSED ? rowan_slice_of(item->reason)
           : item->unread == ROWAN_UNREAD_LONG  ? rowan_slice_of("long")
                                                : item->document;
}

/* "key=text", in the order in which they are read. */
static const char *documents(const char *after, const char *to)
{
    struct rowan_range range = {.after = rowan_slice_of(after), .to = rowan_slice_of(to)};
    struct rowan_item item;
    bool more = true;

    list.size = 0;
    assert_ok(files.source.open(&files.source, &range, NULL, &err), err);
    for (;;) {
        struct rowan_slice text;
        assert_ok(files.source.next(&files.source, &item, &more, &err), err);
        if (!more)
            break;
        text = shown(&item);
        assert_true(rowan_buffer_format(&list, "%.*s=%.*s ", (int)item.key.size, item.key.data,
                                        (int)text.size, text.data));
    }
    files.source.close(&files.source);
    assert_true(rowan_buffer_append(&list, "", 0));
    return rowan_buffer_string(&list);
}

static void make(const char *path)
{
    begin_archive(path);
    add_member("z.xml", "1");
    add_member("a.txt", "no");
    add_member("b/c.xml", "2");
    add_member(has_end(path, ".zip") ? "b/%.xml" : "b/\xe4%.xml", "3");
    add_member(".git/x.xml", "no");
    end_archive();
}

/* Keys are in the order of bytes, documents in that of the archive. */
static void test_keys_and_order(void **state)
{
    (void)state;
    make("in/m.tar.gz");
    write_file("in/m.tar.gz.xml", "0");
    write_file("in/m.tar", "<r/>"); /* of no name that counts */
    unlinkat(root, "in/m.tar", 0);
    assert_string_equal(documents(NULL, NULL),
                        "in/m.tar.gz.xml=0 in/m.tar.gz//z.xml=1 in/m.tar.gz//b/c.xml=2 "
                        "in/m.tar.gz//b/%E4%25.xml=3 ");
    assert_string_equal(pieces(1), "in/m.tar.gz.xml 1, in/m.tar.gz//b/%E4%25.xml 1, in/m.tar.gz//b/c.xml 1, "
                                   "in/m.tar.gz//z.xml 1, ");
    assert_string_equal(documents("in/m.tar.gz//b/%E4%25.xml", "in/m.tar.gz//b/c.xml"),
                        "in/m.tar.gz//b/c.xml=2 ");
    assert_string_equal(documents("in/m.tar.gz//b/c.xml", NULL), "in/m.tar.gz//z.xml=1 ");
    unlinkat(root, "in/m.tar.gz", 0);
    unlinkat(root, "in/m.tar.gz.xml", 0);
}

/* Of a large archive there are eight pieces, as each costs a list of it; files beside it are cut as usual. */
static void test_few_pieces(void **state)
{
    (void)state;
    write_file("o.xml", "");
    begin_archive("p.tar");
    for (int i = 0; i < 32; i++) {
        char path[20];
        snprintf(path, sizeof path, "%02d.xml", i);
        add_member(path, "");
    }
    end_archive();
    write_file("q.xml", "");
    assert_string_equal(
        pieces(2), "p.tar//02.xml 4, p.tar//06.xml 4, p.tar//10.xml 4, p.tar//14.xml 4, p.tar//18.xml 4, "
                   "p.tar//22.xml 4, p.tar//26.xml 4, p.tar//30.xml 4, q.xml 2, ");
    assert_int_equal(strncmp(pieces(1), "o.xml 1, p.tar//00.xml 1, p.tar//01.xml 1, ", 43),
                     0); /* every key */
    assert_string_equal(pieces(20), "p.tar//18.xml 20, q.xml 14, ");
    unlinkat(root, "o.xml", 0);
    unlinkat(root, "p.tar", 0);
    unlinkat(root, "q.xml", 0);
}

static void test_columns(void **state)
{
    static const struct rowan_range all;
    struct rowan_item item;
    bool more;

    (void)state;
    begin_archive("c.zip");
    add_member("b/c.xml", "<r/>");
    end_archive();
    assert_ok(files.source.open(&files.source, &all, NULL, &err), err);
    assert_ok(files.source.next(&files.source, &item, &more, &err), err);
    assert_true(item.is_bytes);
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_PATH], rowan_slice_of("c.zip//b/c.xml")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_NAME], rowan_slice_of("c.xml")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_SIZE], rowan_slice_of("4")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_MODIFIED], rowan_slice_of("1970-01-02 00:00:00")));
    assert_true(rowan_slice_equal(item.columns[ROWAN_FILES_MEMBER], rowan_slice_of("b/c.xml")));
    files.source.close(&files.source);
    unlinkat(root, "c.zip", 0);
}

static void test_refused(void **state)
{
    char large[102] = "";

    (void)state;
    memset(large, 'x', 101);
    begin_archive("r.tar");
    add_member("a.xml", "1");
    add_member("../up.xml", "no");
    add_member("/root.xml", "no");
    add_entry("link.xml", AE_IFLNK, "a.xml", (struct rowan_slice){"", 0});
    add_entry("pipe.xml", AE_IFIFO, NULL, (struct rowan_slice){"", 0});
    add_member("twice.xml", "no");
    add_member("twice.xml", "no");
    add_member("large.xml", large);
    add_member("last.xml", "2");
    end_archive();
    assert_string_equal(
        documents(NULL, NULL),
        "r.tar//a.xml=1 r.tar//../up.xml=file r.tar///root.xml=file r.tar//link.xml=file "
        "r.tar//pipe.xml=file r.tar//twice.xml=file r.tar//large.xml=long r.tar//last.xml=2 ");
    unlinkat(root, "r.tar", 0);
}

/* The archive stands for what is in it. */
static void test_what_cannot_be_read(void **state)
{
    (void)state;
    make("cut.zip");
    cut_file("cut.zip", size_of_file("cut.zip") - 10);
    make("good.zip");
    assert_int_equal(symlinkat("good.zip", root, "link.zip"), 0);
    assert_int_equal(mkfifoat(root, "pipe.tar", 0600), 0);
    assert_string_equal(documents(NULL, "good.zip//b/c.xml"),
                        "cut.zip//=archive good.zip//b/c.xml=2 good.zip//b/%25.xml=3 ");
    assert_string_equal(documents("good.zip//b/c.xml", NULL),
                        "good.zip//z.xml=1 link.zip//=file pipe.tar//=file ");
    assert_string_equal(documents("cut.zip//", "cut.zip//z"), "");
    unlinkat(root, "cut.zip", 0);
    unlinkat(root, "good.zip", 0);
    unlinkat(root, "link.zip", 0);
    unlinkat(root, "pipe.tar", 0);
}

/* Between the list and the documents another archive takes its place, with other members or none. */
static void test_changed(void **state)
{
    static const struct rowan_range all;
    struct rowan_item item;
    bool more;

    (void)state;
    for (int way = 0; way < 3; way++) {
        make("x.zip");
        assert_ok(files.source.open(&files.source, &all, NULL, &err), err);
        assert_ok(files.source.next(&files.source, &item, &more, &err), err);
        assert_true(rowan_slice_equal(item.document, rowan_slice_of("1")));
        rowan_member_reader_close(
            &files.reader.members); /* as another worker would, which has not begun to read */
        rowan_member_reader_init(&files.reader.members);
        if (way == 0)
            write_file("x.zip", "");
        if (way == 1) {
            begin_archive("x.zip");
            add_member("other.xml", "no");
            add_member("others.xml", "no");
            add_member("others too.xml", "no");
            end_archive();
        }
        if (way == 2)
            unlinkat(root, "x.zip", 0);
        assert_ok(files.source.next(&files.source, &item, &more, &err), err);
        if (way == 2) {
            assert_false(more);
        } else {
            assert_int_equal(item.unread, ROWAN_UNREAD_REFUSED);
            assert_string_equal(item.reason, way ? "changed" : "archive");
        }
        files.source.close(&files.source);
    }
}

static void count_beat(void *context)
{
    ++*(int *)context;
}

/* Each block of an archive that has no document is progress. */
static void test_progress_is_told(void **state)
{
    int beats = 0;
    struct rowan_pulse pulse = {count_beat, &beats};
    char bytes[200001] = "";

    (void)state;
    for (unsigned i = 0, random = 1; i + 1 < sizeof bytes; i++) {
        random = random * 1103515245 + 12345;
        bytes[i] = (char)('!' + random / 65536 % 90);
    }
    begin_archive("none.tar.gz");
    add_member("none.txt", bytes);
    end_archive();
    files.reader.files.pulse = &pulse;
    assert_string_equal(documents(NULL, "none.tar.gz//z"), "");
    files.reader.files.pulse = NULL;
    assert_true(beats >= 10);
    unlinkat(root, "none.tar.gz", 0);
}

static int begin(void **state)
{
    (void)state;
    rowan_locale_use();
    make_root();
    rowan_file_source_init(&files, root, "**/*.xml", 100, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rowan_file_source_close(&files);
    rowan_buffer_clear(&list);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_and_order),
        cmocka_unit_test(test_few_pieces),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_what_cannot_be_read),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_progress_is_told),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
