/* Archives whole, cut at many places, damaged, without an end, with members that are no files, and bombs. */
#include "archive_maker.h"

#include <zlib.h>

#include "source/archive.h"

static const char *const names[] = {"a.zip", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst"};
static struct rowan_buffer list, text;
static char why[200];

static enum rowan_archive_outcome take(void *context, const struct rowan_member *member)
{
    (void)context;
    assert_true(rowan_buffer_format(&list, "%s %d, ", member->path, (int)member->kind));
    return ROWAN_ARCHIVE_OK;
}

static enum rowan_archive_outcome list_all(const char *path)
{
    int fd = openat(root, path, O_RDONLY | O_CLOEXEC);

    list.size = 0;
    *why = '\0';
    return rowan_archive_list(fd, rowan_archive_kind_of(path), NULL, take, NULL, why, sizeof why);
}

static struct rowan_archive *open_at(const char *path)
{
    return rowan_archive_open(openat(root, path, O_RDONLY | O_CLOEXEC), rowan_archive_kind_of(path), NULL);
}

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(rowan_archive_kind_of(names[i]), i ? ROWAN_ARCHIVE_TAR : ROWAN_ARCHIVE_ZIP);
    assert_int_equal(rowan_archive_kind_of("A.ZIP"), ROWAN_ARCHIVE_ZIP);
    assert_int_equal(rowan_archive_kind_of("a.xml.gz"), ROWAN_ARCHIVE_NONE);
    assert_int_equal(rowan_archive_kind_of(".zip"), ROWAN_ARCHIVE_NONE);
}

static void make(const char *path)
{
    begin_archive(path);
    add_member("one.xml", "<r>1</r>");
    add_member("in/two.xml", "<r>22</r>");
    add_member("e.xml", "");
    end_archive();
}

static void test_members(void **state)
{
    struct rowan_member member;

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct rowan_archive *a;
        make(names[i]);
        assert_int_equal(list_all(names[i]), ROWAN_ARCHIVE_END);
        assert_string_equal(rowan_buffer_string(&list), "one.xml 0, in/two.xml 0, e.xml 0, ");
        a = open_at(names[i]);
        assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
        assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
        assert_int_equal(member.position, 1);
        assert_int_equal(member.modified, 86400);
        text.size = 0;
        assert_int_equal(rowan_archive_read(a, 9, &text), ROWAN_ARCHIVE_OK);
        assert_string_equal(text.data, "<r>22</r>");
        assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
        assert_int_equal(rowan_archive_read(a, 9, &text), ROWAN_ARCHIVE_OK);
        assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_END);
        rowan_archive_close(a);
        a = open_at(names[i]);
        assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
        text.size = 0;
        assert_int_equal(rowan_archive_read(a, 7, &text), ROWAN_ARCHIVE_LONG);
        rowan_archive_close(a);
    }
}

/* Wherever it is cut: a tar may only lack what fills its last block. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        off_t size, tar_end = 3 * 512 + 2 * 512 + 2 * 512;
        make(names[i]);
        size = size_of_file(names[i]);
        if (strcmp(names[i], "a.tar") == 0)
            size = tar_end - 512; /* one of two blocks of zeros is enough */
        for (off_t n = size - 1; n > 0; n -= 1 + n / 50) {
            cut_file(names[i], n);
            if (list_all(names[i]) != ROWAN_ARCHIVE_BROKEN || !*why)
                fail_msg("%s of %d bytes", names[i], (int)n);
        }
    }
}

static void test_no_archive(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        write_file(names[i], "<r>no archive</r>");
        assert_int_equal(list_all(names[i]), ROWAN_ARCHIVE_BROKEN);
        assert_true(*why);
        write_file(names[i], "");
        assert_int_equal(list_all(names[i]), ROWAN_ARCHIVE_BROKEN);
        assert_true(*why);
    }
    write_file("a.tar", "<r>no archive</r>");
    list_all("a.tar");
    assert_string_equal(why, "it is no tar");
    make("a.zip");
    cut_file("a.zip", size_of_file("a.zip") - 10);
    list_all("a.zip");
    assert_string_equal(why, "it is no zip, or its end is missing");
}

/* The checksum of gzip is compared before a member is handed out, zip's with the member. */
static void test_damaged(void **state)
{
    struct rowan_member member;
    struct rowan_archive *a;

    (void)state;
    make("a.tar.gz");
    damage_file("a.tar.gz", size_of_file("a.tar.gz") - 6);
    assert_int_equal(list_all("a.tar.gz"), ROWAN_ARCHIVE_BROKEN);
    assert_string_equal(why, "incorrect data check");
    make("a.zip");
    damage_file("a.zip", 30 + 7 + 28 + 4); /* in the first text: behind the header, its name and times */
    a = open_at("a.zip");
    text.size = 0;
    assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
    assert_int_equal(rowan_archive_read(a, 1000, &text), ROWAN_ARCHIVE_BROKEN);
    assert_true(*rowan_archive_why(a));
    assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK); /* the others are there */
    text.size = 0;
    assert_int_equal(rowan_archive_read(a, 1000, &text), ROWAN_ARCHIVE_OK);
    rowan_archive_close(a);
}

static void test_kinds(void **state)
{
    (void)state;
    begin_archive("kinds.tar");
    add_member("./here.xml", "");
    add_member("../up.xml", "");
    add_member("a/../../up.xml", "");
    add_member("/etc/root.xml", "");
    add_entry("link.xml", AE_IFLNK, "/etc/passwd", (struct rowan_slice){"", 0});
    add_entry("hard.xml", AE_IFREG, "here.xml", (struct rowan_slice){"", 0});
    add_entry("pipe.xml", AE_IFIFO, NULL, (struct rowan_slice){"", 0});
    add_entry("device.xml", AE_IFCHR, NULL, (struct rowan_slice){"", 0});
    add_entry("folder.xml", AE_IFDIR, NULL, (struct rowan_slice){"", 0});
    end_archive();
    assert_int_equal(list_all("kinds.tar"), ROWAN_ARCHIVE_END);
    assert_string_equal(rowan_buffer_string(&list),
                        "here.xml 0, ../up.xml 4, a/../../up.xml 4, /etc/root.xml 4, link.xml 2, hard.xml 2, "
                        "pipe.xml 3, device.xml 3, folder.xml/ 1, ");
    text.size = 0;
    assert_true(rowan_archive_clean_path("/../a/./b//c.xml", &text) && rowan_buffer_string(&text));
    assert_string_equal(text.data, "a/b/c.xml");
}

static void append_gzip(const char *path, const char *bytes, size_t size)
{
    z_stream stream = {.zalloc = Z_NULL};
    static Bytef packed[1 << 16];
    int fd = openat(root, path, O_WRONLY | O_APPEND | O_CLOEXEC);

    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes;
    stream.avail_in = (uInt)size;
    stream.next_out = packed;
    stream.avail_out = sizeof packed;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    for (int i = size == 512 ? 1 : 300; i > 0; i--)
        assert_true(write(fd, packed, sizeof packed - stream.avail_out) > 0);
    deflateEnd(&stream);
    close(fd);
}

/* POSIX's: the sum of the header's bytes, with blanks where the sum stands, as six octal digits. */
static void write_sum(char header[512])
{
    unsigned sum = 0;

    memset(header + 148, ' ', 8);
    for (int i = 0; i < 512; i++)
        sum += (unsigned char)header[i];
    for (int i = 5; i >= 0; i--, sum /= 8)
        header[148 + i] = (char)('0' + sum % 8);
    header[154] = '\0';
}

/* What has other bytes than zeros in it is a bomb, too, if it is large enough. */
static void test_limits(void **state)
{
    const uint64_t gb = (uint64_t)1 << 30;

    (void)state;
    assert_null(rowan_archive_limit(gb, 1));
    assert_non_null(strstr(rowan_archive_limit(gb + 500, 1), "500 times"));
    assert_null(rowan_archive_limit(100 * gb, gb));
    assert_non_null(strstr(rowan_archive_limit(100 * gb + 1, gb), "100 GB"));
}

/* A member of many GB of zeros: no more of it is expanded than says that it is a bomb. */
static void test_bomb(void **state)
{
    static char zeros[4 << 20];
    char header[512];
    int fd;

    (void)state;
    begin_archive("head.tar");
    add_member("bomb.xml", "");
    end_archive();
    fd = openat(root, "head.tar", O_RDONLY | O_CLOEXEC);
    assert_int_equal(pread(fd, header, sizeof header, 0), sizeof header);
    close(fd);
    memcpy(header + 124, "77777777777", 11); /* its size: 8 GB */
    write_sum(header);
    write_file("bomb.tar.gz", "");
    append_gzip("bomb.tar.gz", header, sizeof header);
    append_gzip("bomb.tar.gz", zeros, sizeof zeros);
    assert_int_equal(list_all("bomb.tar.gz"), ROWAN_ARCHIVE_BROKEN);
    assert_string_equal(why, "it expands to more than 1 GB and 500 times its size, the limit");
}

static int begin(void **state)
{
    (void)state;
    make_root();
    return 0;
}

static int end(void **state)
{
    (void)state;
    rowan_buffer_clear(&list);
    rowan_buffer_clear(&text);
    remove_root();
    return 0;
}

/* A member of some bytes and a hole of 3 GB, which nobody reads to its end. */
static void test_hole(void **state)
{
    static char block[1 << 20];
    struct archive_entry *entry = archive_entry_new();
    enum rowan_archive_outcome outcome = ROWAN_ARCHIVE_OK;
    struct rowan_member member;
    struct rowan_archive *a;
    uint64_t all = 0;

    (void)state;
    write_file("hole.tar", "");
    made = archive_write_new();
    archive_write_set_format_pax(made);
    assert_int_equal(archive_write_open_fd(made, openat(root, "hole.tar", O_WRONLY | O_CLOEXEC)), ARCHIVE_OK);
    archive_entry_set_pathname(entry, "hole.xml");
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, (la_int64_t)3 << 30);
    archive_entry_sparse_add_entry(entry, 0, 512);
    assert_int_equal(archive_write_header(made, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(made, block, 512), 512);
    archive_entry_free(entry);
    end_archive();
    a = open_at("hole.tar");
    assert_int_equal(rowan_archive_next(a, &member), ROWAN_ARCHIVE_OK);
    while (outcome == ROWAN_ARCHIVE_OK) {
        size_t got = 0;
        outcome = rowan_archive_read_some(a, block, sizeof block, &got);
        all += got;
        assert_true(got > 0);
    }
    assert_int_equal(outcome, ROWAN_ARCHIVE_BROKEN);
    assert_string_equal(rowan_archive_why(a),
                        "it expands to more than 1 GB and 500 times its size, the limit");
    assert_true(all <= ((uint64_t)1 << 30) + sizeof block);
    rowan_archive_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),   cmocka_unit_test(test_members),    cmocka_unit_test(test_cut),
        cmocka_unit_test(test_damaged), cmocka_unit_test(test_no_archive), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_bomb),    cmocka_unit_test(test_hole),       cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
