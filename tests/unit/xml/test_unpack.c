/* Compressed documents: whole, of another encoding, cut, damaged, too large, compressed twice. */
#include "unit.h"

#include <zlib.h>

#include "xml/parser.h"
#include "xml/unpack.h"

#define TEXT(t) ((struct rowan_slice){t, sizeof(t) - 1})

static const struct rowan_limits limits = {.document_bytes = 1000};
static struct rowan_buffer out;
static struct rowan_error err;

static struct rowan_slice packed(struct rowan_slice text, char *room, size_t size)
{
    uLongf used = (uLongf)size;

    assert_int_equal(compress((Bytef *)room, &used, (const Bytef *)text.data, (uLong)text.size), Z_OK);
    return (struct rowan_slice){room, used};
}

/* Reason and message, or "". */
static const char *unpack(struct rowan_slice *bytes)
{
    static char told[300];
    enum rowan_status st;

    out.size = 0;
    st = rowan_unpack(bytes, &limits, &out, &err);
    if (st == ROWAN_OK)
        return "";
    assert_int_equal(st, ROWAN_DOCUMENT);
    snprintf(told, sizeof told, "%s: %.250s", err.reason, err.message);
    return told;
}

static void test_whole(void **state)
{
    struct rowan_slice plain = TEXT("<a>plain</a>"), bytes = plain;
    char room[100];

    (void)state;
    assert_string_equal(unpack(&bytes), "");
    assert_ptr_equal(bytes.data, plain.data);
    bytes = packed(plain, room, sizeof room);
    assert_string_equal(unpack(&bytes), "");
    assert_true(rowan_slice_equal(bytes, plain));
    bytes = packed(TEXT(""), room, sizeof room);
    assert_string_equal(unpack(&bytes), "");
    assert_int_equal(bytes.size, 0);
}

static void test_broken(void **state)
{
    char room[100], again[200];
    struct rowan_slice bytes = packed(TEXT("<a>text</a>"), room, sizeof room), cut = bytes, twice;

    (void)state;
    cut.size--;
    assert_string_equal(
        unpack(&cut), "compressed: the document is compressed (zlib), and cannot be expanded: it ends early");
    twice = packed(bytes, again, sizeof again);
    assert_string_equal(unpack(&twice),
                        "compressed: the document is compressed (zlib), and cannot be expanded: "
                        "what comes out is compressed, too");
    room[bytes.size - 1] ^= 1;
    assert_string_equal(unpack(&bytes),
                        "compressed: the document is compressed (zlib), and cannot be expanded: "
                        "incorrect data check");
}

static void test_too_large(void **state)
{
    char text[1001] = {0}, room[100];
    struct rowan_slice bytes = packed((struct rowan_slice){text, 1000}, room, sizeof room);

    (void)state;
    assert_string_equal(unpack(&bytes), "");
    bytes = packed((struct rowan_slice){text, 1001}, room, sizeof room);
    assert_string_equal(
        unpack(&bytes),
        "limit: the document is compressed (zlib), and expands to more than 1000 bytes, the limit");
}

/* The encoding is that of what was compressed; messages have its lines. */
static void test_parsed(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    const struct rowan_document *document;
    struct rowan_parser *parser;
    struct rowan_slice bytes;
    char room[200];

    (void)state;
    assert_ok(rowan_parser_new(&parser, NULL, names, NULL, &err), err);
    bytes = packed(TEXT("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"), room, sizeof room);
    assert_ok(rowan_parser_bytes(parser, bytes, &document, &err), err);
    assert_true(rowan_slice_equal(rowan_node_text(document, document->root), TEXT("\xC3\xA9")));
    bytes = packed(TEXT("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"), room, sizeof room);
    assert_ok(rowan_parser_bytes(parser, bytes, &document, &err), err);
    assert_true(rowan_slice_equal(rowan_node_text(document, document->root), TEXT("\xC3\xA9")));
    bytes = packed(TEXT("<a>\n<b></a>"), room, sizeof room);
    assert_int_equal(rowan_parser_bytes(parser, bytes, &document, &err), ROWAN_DOCUMENT);
    assert_true(strncmp(err.message, "line 2: ", 8) == 0);
    rowan_parser_free(parser);
    rowan_qname_table_free(names);
}

static int free_all(void **state)
{
    (void)state;
    rowan_buffer_clear(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_whole), cmocka_unit_test(test_broken),
                                       cmocka_unit_test(test_too_large), cmocka_unit_test(test_parsed)};

    return cmocka_run_group_tests(tests, NULL, free_all);
}
