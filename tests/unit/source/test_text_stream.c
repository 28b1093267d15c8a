/* Texts in encodings and compressed, read in pieces; seeking; what is damaged. */
#include "source_folder.h"

#include <zlib.h>
#include <zstd.h>

#include "source/text_stream.h"

static struct rowan_error err;
static struct rowan_buffer text;
static bool leading_space;

static enum rowan_status open_bytes(struct rowan_text_stream **stream, int *fd, const char *bytes,
                                    size_t size)
{
    *fd = openat(root, "bytes", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(*fd >= 0);
    assert_int_equal(write(*fd, bytes, size), (ssize_t)size);
    return rowan_text_stream_open(stream, *fd, NULL, NULL, leading_space, NULL, &err);
}

/* From an offset on, in pieces of so many bytes. */
static enum rowan_status read_from(const char *bytes, size_t size, size_t offset, size_t piece)
{
    struct rowan_text_stream *stream;
    int fd;
    enum rowan_status st = open_bytes(&stream, &fd, bytes, size);
    size_t got = 1;

    text.size = 0;
    if (st == ROWAN_OK)
        st = rowan_text_stream_pass(stream, offset, &err);
    while (st == ROWAN_OK && got) {
        assert_true(rowan_buffer_reserve(&text, piece));
        st = rowan_text_stream_read(stream, text.data + text.size, piece, &got, &err);
        text.size += st == ROWAN_OK ? got : 0;
    }
    rowan_text_stream_close(stream);
    close(fd);
    return st;
}

static void expect(const char *bytes, size_t size, const char *expected)
{
    static const size_t pieces[] = {8, 9, 100, 1000000};
    size_t whole = strlen(expected);

    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t offset = 0; offset <= whole && offset < 4; offset += 3) { /* between characters */
            assert_ok(read_from(bytes, size, offset, pieces[i]), err);
            assert_string_equal(rowan_buffer_string(&text), expected + offset);
        }
}

#define BYTES(s) s, sizeof(s) - 1

static void test_encodings(void **state)
{
    (void)state;
    expect(BYTES("<a>\xC3\xA4</a>"), "<a>\xC3\xA4</a>");
    expect(BYTES("\xEF\xBB\xBF<a/>"), "<a/>");
    expect(BYTES(""), "");
    expect(BYTES("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>"),
           "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA4</a>");
    expect(BYTES("\xFF\xFE<\0a\0/\0>\0"), "<a/>");
    expect(BYTES("\xFE\xFF\0<\0a\0/\0>"), "<a/>");
    expect(BYTES("<\0a\0>\0\x3D\xD8\x00\xDE<\0/\0a\0>\0"), "<a>\xF0\x9F\x98\x80</a>");
}

/* White space before a declaration is no part of the text, which an offset is one of, where it is passed
 * over. */
static void test_leading_space(void **state)
{
    (void)state;
    leading_space = true;
    expect(BYTES("\r\n <?xml version='1.0'?><a/>"), "<?xml version='1.0'?><a/>");
    expect(BYTES("\xFF\xFE\n\0 \0<\0?\0x\0m\0l\0 \0?\0>\0<\0a\0/\0>\0"), "<?xml ?><a/>");
    expect(BYTES("\xFE\xFF\0\n\0<\0?\0x\0m\0l\0 \0?\0>\0<\0a\0/\0>"), "<?xml ?><a/>");
    expect(BYTES("\n<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>"),
           "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA4</a>");
    expect(BYTES("\xEF\xBB\xBF\n<?xml version='1.0'?><a/>"), "<?xml version='1.0'?><a/>");
    expect(BYTES("\n<?xml-stylesheet href='a'?><a/>"), "\n<?xml-stylesheet href='a'?><a/>");
    expect(BYTES("\n<a/>"), "\n<a/>");
    expect(BYTES(" "), " ");
    leading_space = false;
    expect(BYTES("\n<?xml version='1.0'?><a/>"), "\n<?xml version='1.0'?><a/>");
}

/* Longer than all blocks, so that characters lie across their borders. */
static void test_long(void **state)
{
    struct rowan_buffer wide = {0}, plain = {0};

    (void)state;
    rowan_buffer_append(&wide, BYTES("\xFE\xFF\0<\0a\0>"));
    rowan_buffer_append_slice(&plain, "<a>");
    for (int i = 0; i < 100000; i++) {
        rowan_buffer_append(&wide, BYTES("\0x\xD8\x3D\xDE\0"));
        rowan_buffer_append_slice(&plain, "x\xF0\x9F\x98\x80");
    }
    assert_ok(read_from(wide.data, wide.size, 0, 4096), err);
    assert_true(rowan_slice_equal(rowan_buffer_slice(&text), rowan_buffer_slice(&plain)));
    assert_ok(read_from(plain.data, plain.size, 300003, 4096), err);
    assert_int_equal(text.size, plain.size - 300003);
    assert_memory_equal(text.data, plain.data + 300003, text.size);
    rowan_buffer_clear(&wide);
    rowan_buffer_clear(&plain);
}

static size_t pack(const char *plain, size_t size, char *out, size_t room)
{
    z_stream stream = {0};

    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)plain;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)out;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return stream.total_out;
}

static void test_compressed(void **state)
{
    static const char plain[] = "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE4</a>";
    char packed[200], twice[300];
    size_t size = pack(BYTES(plain), packed, sizeof packed),
           size_twice = pack(packed, size, twice, sizeof twice);

    (void)state;
    expect(packed, size, "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xC3\xA4</a>");
    assert_int_equal(read_from(packed, size - 1, 0, 100), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "compressed");
    packed[size - 6] ^= 1; /* of the checksum */
    assert_int_equal(read_from(packed, size, 0, 100), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "compressed");
    assert_int_equal(read_from(twice, size_twice, 0, 100), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "compressed");
}

static size_t pack_zstd(const char *plain, size_t size, char *out, size_t room)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    size_t packed;

    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    packed = ZSTD_compress2(context, out, room, plain, size);
    assert_false(ZSTD_isError(packed));
    ZSTD_freeCCtx(context);
    return packed;
}

/* Whatever is asked for at once, all that stands before the fault is given first. */
static void test_damaged(void **state)
{
    static const size_t sizes[] = {30, 150000};
    char *packed = malloc(200000);

    (void)state;
    assert_non_null(packed);
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t way = 0; way < 4; way++) {
            const size_t cut = way % 2;
            size_t (*make)(const char *, size_t, char *, size_t) = way < 2 ? pack : pack_zstd;
            char *plain = calloc(1, sizes[i] + 1);
            size_t size;
            assert_non_null(plain);
            memset(plain, ' ', sizes[i]);
            memcpy(plain, "<a/>", 4);
            size = make(plain, sizes[i], packed, 200000);
            packed[size - (way < 2 ? 6 : 2)] ^= 1; /* of the checksum */
            assert_int_equal(read_from(packed, size - cut * 3, 0, 100000), ROWAN_DOCUMENT);
            assert_string_equal(err.reason, "compressed");
            assert_string_equal(rowan_buffer_string(&text), plain);
            free(plain);
        }
    free(packed);
}

static void expect_refused(const char *bytes, size_t size, const char *message)
{
    assert_int_equal(read_from(bytes, size, 0, 100), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "encoding");
    if (!strstr(err.message, message))
        fail_msg("%s", err.message);
}

static void test_refused(void **state)
{
    (void)state;
    expect_refused(BYTES("<?xml version='1.0' encoding='UTF-7'?><a/>"), "\"UTF-7\" is not accepted");
    expect_refused(BYTES("<?xml version='1.0' encoding='UTF-16'?><a/>"), "the bytes are not");
    expect_refused(BYTES("<?xml version='1.0' encoding='US-ASCII'?><a>\xE4</a>"), "byte 0xE4 is not valid");
    expect_refused(BYTES("\xFF\xFE<\0a\0/\0>"), "byte 0x3E is not valid"); /* half a character */
}

static int make_all(void **state)
{
    (void)state;
    make_root();
    return 0;
}

static int remove_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&text);
    remove_root();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_encodings), cmocka_unit_test(test_leading_space),
                                       cmocka_unit_test(test_long),      cmocka_unit_test(test_compressed),
                                       cmocka_unit_test(test_damaged),   cmocka_unit_test(test_refused)};

    return cmocka_run_group_tests(tests, make_all, remove_all);
}
