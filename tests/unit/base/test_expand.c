/* What gzip, zlib and zstd made, whole, cut at every byte, with bits turned, and much of it. */
#include "unit.h"

#include <zlib.h>
#include <zstd.h>

#include "base/expand.h"

static const enum rowan_compression kinds[] = {ROWAN_COMPRESSION_GZIP, ROWAN_COMPRESSION_ZLIB,
                                               ROWAN_COMPRESSION_ZSTD};
static struct rowan_buffer packed, out;

static void append_deflated(int window, const char *text, size_t size)
{
    z_stream stream = {.zalloc = Z_NULL};
    size_t room;

    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    room = deflateBound(&stream, (uLong)size);
    assert_true(rowan_buffer_reserve(&packed, room));
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)size;
    stream.next_out = (Bytef *)packed.data + packed.size;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.size += room - stream.avail_out;
    deflateEnd(&stream);
}

static void append_zstd(const char *text, size_t size)
{
    size_t room = ZSTD_compressBound(size);
    ZSTD_CCtx *context = ZSTD_createCCtx();

    assert_true(rowan_buffer_reserve(&packed, room));
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1); /* as the program does */
    packed.size += ZSTD_compress2(context, packed.data + packed.size, room, text, size);
    ZSTD_freeCCtx(context);
}

static void append_packed(enum rowan_compression kind, const char *text, size_t size)
{
    if (kind == ROWAN_COMPRESSION_ZSTD)
        append_zstd(text, size);
    else
        append_deflated(kind == ROWAN_COMPRESSION_GZIP ? 16 + MAX_WBITS : MAX_WBITS, text, size);
}

static enum rowan_expanded expand(enum rowan_compression kind, size_t most)
{
    const char *why;
    enum rowan_expanded expanded;

    out.size = 0;
    expanded = rowan_expand(kind, rowan_buffer_slice(&packed), most, &out, &why);
    if (expanded == ROWAN_EXPANDED_BROKEN)
        assert_non_null(why);
    return expanded;
}

static void expect(const char *text)
{
    assert_true(rowan_slice_equal(rowan_buffer_slice(&out), rowan_slice_of(text)));
}

static void test_there_and_back(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        packed.size = 0;
        append_packed(kinds[k], "<r>a</r>", 8);
        assert_int_equal(rowan_compression_of(rowan_buffer_slice(&packed)), kinds[k]);
        assert_int_equal(expand(kinds[k], 100), ROWAN_EXPANDED);
        expect("<r>a</r>");
        assert_int_equal(expand(kinds[k], 8), ROWAN_EXPANDED);
        assert_int_equal(expand(kinds[k], 7), ROWAN_EXPANDED_LONG);
        expect("<r>a</r");
        packed.size = 0;
        append_packed(kinds[k], "", 0);
        assert_int_equal(expand(kinds[k], 0), ROWAN_EXPANDED);
        assert_int_equal(out.size, 0);
    }
}

static void test_several(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        packed.size = 0;
        append_packed(kinds[k], "<r>", 3);
        append_packed(kinds[k], "", 0);
        append_packed(kinds[k], "</r>", 4);
        assert_int_equal(expand(kinds[k], 7), ROWAN_EXPANDED);
        expect("<r></r>");
        assert_true(rowan_buffer_append(&packed, "x", 1));
        assert_int_equal(expand(kinds[k], 100), ROWAN_EXPANDED_BROKEN);
    }
}

static void test_cut_or_changed(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        size_t whole;
        packed.size = 0;
        append_packed(kinds[k], "<r>some text, some text, and other text</r>", 43);
        whole = packed.size;
        for (packed.size = 3; packed.size < whole; packed.size++)
            assert_int_equal(expand(kinds[k], 1000), ROWAN_EXPANDED_BROKEN);
        for (size_t i = 10; i < whole; i++) { /* behind gzip's header, of which a time is a part */
            packed.data[i] ^= 4;
            assert_int_not_equal(expand(kinds[k], 1000), ROWAN_EXPANDED);
            packed.data[i] ^= 4;
        }
        assert_int_equal(expand(kinds[k], 1000), ROWAN_EXPANDED);
    }
}

static enum rowan_expand_step step_to_end(enum rowan_compression kind, bool skip)
{
    struct rowan_slice in = rowan_buffer_slice(&packed);
    struct rowan_expander *expander = rowan_expander_new(kind);
    enum rowan_expand_step step = ROWAN_EXPAND_MORE;

    assert_non_null(expander);
    if (skip)
        rowan_expander_skip_checksum(expander);
    out.size = 0;
    assert_true(rowan_buffer_reserve(&out, 100));
    while (step != ROWAN_EXPAND_BROKEN && in.size) {
        size_t room = out.capacity - out.size;
        step = rowan_expander_step(expander, &in, out.data + out.size, &room);
        out.size += room;
    }
    rowan_expander_free(expander);
    return step;
}

/* Nobody asks for the checksum then, but the text is whole, that of a second piece, too. */
static void test_without_checksum(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(kinds); k++) {
        size_t size, end = kinds[k] == ROWAN_COMPRESSION_GZIP ? 6 : 2;
        packed.size = 0;
        append_packed(kinds[k], "<r>", 3);
        size = packed.size;
        append_packed(kinds[k], "</r>", 4);
        assert_int_equal(step_to_end(kinds[k], true), ROWAN_EXPAND_END);
        expect("<r></r>");
        packed.data[size - end] ^= 4;
        assert_int_equal(step_to_end(kinds[k], false), ROWAN_EXPAND_BROKEN);
        if (kinds[k] == ROWAN_COMPRESSION_ZSTD)
            continue;
        packed.data[packed.size - end] ^= 4;
        assert_int_equal(step_to_end(kinds[k], true), ROWAN_EXPAND_END);
        expect("<r></r>");
    }
}

/* 100 MB of zeros are 100 kB; of them no more is expanded than asked for. */
static void test_bomb(void **state)
{
    size_t size = (size_t)100 << 20;
    char *zeros = calloc(1, size);

    (void)state;
    assert_non_null(zeros);
    for (size_t k = 0; k < COUNT(kinds); k++) {
        packed.size = 0;
        append_packed(kinds[k], zeros, size);
        rowan_buffer_clear(&out);
        assert_int_equal(expand(kinds[k], (size_t)3 << 20), ROWAN_EXPANDED_LONG);
        assert_int_equal(out.size, (size_t)3 << 20);
        assert_true(out.capacity < (size_t)8 << 20);
    }
    free(zeros);
}

static void test_what_is_none(void **state)
{
    static const char *const texts[] = {"",          "<",  "<r/>", "\xEF\xBB\xBF<r/>",
                                        "\xFF\xFE<", "x^", "xml",  "(text)"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_int_equal(rowan_compression_of(rowan_slice_of(texts[i])), ROWAN_COMPRESSION_NONE);
}

static int free_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&packed);
    rowan_buffer_clear(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_several),
        cmocka_unit_test(test_cut_or_changed), cmocka_unit_test(test_without_checksum),
        cmocka_unit_test(test_bomb),           cmocka_unit_test(test_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
