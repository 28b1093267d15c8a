/*
 * Records of a document, whatever the pieces are in which it comes. Shown are each record's text, or how the
 * document ends; in every case by pieces of one byte up to all of it.
 */
#include "unit.h"

#include "xml/record_scanner.h"

static struct rowan_arena arena;
static struct rowan_qname_table *names;
static struct rowan_error err;
static struct rowan_buffer shown;

struct pieces {
    struct rowan_slice left;
    size_t size;
};

static enum rowan_status give(void *context, char *out, size_t room, size_t *got, struct rowan_error *error)
{
    struct pieces *pieces = context;

    (void)error;
    *got = pieces->size < room ? pieces->size : room;
    if (*got > pieces->left.size)
        *got = pieces->left.size;
    memcpy(out, pieces->left.data, *got);
    pieces->left.data += *got;
    pieces->left.size -= *got;
    return ROWAN_OK;
}

static struct rowan_path *path_of(const char *text)
{
    static const struct rowan_namespace namespaces[] = {{.prefix = "p", .uri = "urn:p"}};
    struct rowan_path_scope scope = {&arena, names, namespaces, 1};
    struct rowan_path *path;

    assert_ok(rowan_path_parse(&path, text, &scope, &err), err);
    return path;
}

static bool show(const struct rowan_record_scanner *scanner, const struct rowan_record *record)
{
    switch (record->kind) {
    case ROWAN_RECORD_FOUND:
        return rowan_record_scanner_wrap(scanner, record->text, &shown) &&
               rowan_buffer_append_char(&shown, '|');
    case ROWAN_RECORD_LONG:
        return rowan_buffer_append_slice(&shown, "long|");
    case ROWAN_RECORD_END:
        return rowan_buffer_append_slice(&shown, "end");
    case ROWAN_RECORD_BROKEN:
        return rowan_buffer_format(&shown, "%d, line %d: %s", (int)record->offset, (int)record->line,
                                   record->why);
    }
    return false;
}

static void read_all(struct rowan_record_scanner *scanner)
{
    struct rowan_record record;

    shown.size = 0;
    do {
        assert_ok(rowan_record_scanner_next(scanner, &record, &err), err);
        assert_true(show(scanner, &record));
    } while (record.kind == ROWAN_RECORD_FOUND || record.kind == ROWAN_RECORD_LONG);
}

static void expect_of(const char *path, size_t limit, const char *text, const char *expected)
{
    struct rowan_slice whole = rowan_slice_of(text);

    for (size_t size = 1; size <= whole.size + 1; size++) {
        struct pieces pieces = {whole, size};
        struct rowan_record_scanner *scanner =
            rowan_record_scanner_new(path_of(path), names, limit, give, &pieces);
        assert_non_null(scanner);
        read_all(scanner);
        assert_string_equal(rowan_buffer_string(&shown), expected);
        rowan_record_scanner_free(scanner);
    }
}

static void expect(const char *text, const char *expected)
{
    expect_of("/a/b", 1000, text, expected);
}

static void test_found(void **state)
{
    (void)state;
    expect("<a><b/></a>", "<a><b/></a>|end");
    expect("<a><b>1</b><b>2</b></a>", "<a><b>1</b></a>|<a><b>2</b></a>|end");
    expect("<?xml version='1.0'?>\n<a>\n <b>1</b >\n</a>\n<!-- x -->\n", "<a><b>1</b ></a>|end");
    expect("<a/>", "end");
    expect("<a><c><b/></c><b/></a>", "<a><b/></a>|end"); /* at the path alone */
    expect("<c><b/></c>", "end");
}

/* What looks like a tag, and elements of the record's own name in it. */
static void test_no_tags(void **state)
{
    (void)state;
    expect("<a><!-- <b> --><b><!-- </b> - --></b></a>", "<a><b><!-- </b> - --></b></a>|end");
    expect("<a><![CDATA[<b>]]><b><![CDATA[</b>]]]]></b></a>", "<a><b><![CDATA[</b>]]]]></b></a>|end");
    expect("<a><?b <b>?><b><?b </b>?\?></b></a>", "<a><b><?b </b>?\?></b></a>|end");
    expect("<a x='/>' y='\">'><b x=\"'/>\"/></a>", "<a x='/>' y='\">'><b x=\"'/>\"/></a>|end");
    expect("<a><b><b/><b>1</b></b><bb/></a>", "<a><b><b/><b>1</b></b></a>|end");
    expect("<!DOCTYPE a [<!-- ]> <a> --><!ELEMENT b \"]>\"><?x ]>?>]><a><b/></a>",
           "<!DOCTYPE a [<!-- ]> <a> --><!ELEMENT b \"]>\"><?x ]>?>]><a><b/></a>|end");
    expect("<!DOCTYPE a SYSTEM 'a>b.dtd'><a><b/></a>", "<a><b/></a>|end"); /* it declares nothing itself */
}

/* What is around a record is there as it is then, in one line. */
static void test_around(void **state)
{
    (void)state;
    expect_of("/a/b/c", 1000, "<a x='1'\n y='2\r\n'><b z='3'><c/></b>\n<b>text<c>1</c></b></a>",
              "<a x='1'  y='2 '><b z='3'><c/></b></a>|<a x='1'  y='2 '><b><c>1</c></b></a>|end");
}

static void test_namespaces(void **state)
{
    (void)state;
    expect_of("/p:a/p:b", 1000, "<a xmlns='urn:p'><b/><b xmlns=''/><q:b xmlns:q='urn:p'/></a>",
              "<a xmlns='urn:p'><b/></a>|<a xmlns='urn:p'><q:b xmlns:q='urn:p'/></a>|end");
    expect_of("/p:a/p:b", 1000, "<q:a xmlns:q='urn:p' q:x='1'><b/><q:b/><r:b/></q:a>",
              "<q:a xmlns:q='urn:p' q:x='1'><q:b/></q:a>|end");
    expect_of("/a/b", 1000, "<a><b xmlns='urn:p'/><b/></a>", "<a><b/></a>|end");
    expect_of("/*/b", 1000, "<x><b/></x>", "<x><b/></x>|end");
}

/* Where tags do not fit together, nothing behind it is a record. */
static void test_broken(void **state)
{
    (void)state;
    expect("", "0, line 1: the document has no element");
    expect("<a>\n<b>", "7, line 2: the document ends inside <b>");
    expect("<a><b/>", "<a><b/></a>|7, line 1: the document ends inside <a>");
    expect("<a><b/><b></a><b/></a>", "<a><b/></a>|10, line 1: <b> is ended by </a>");
    expect("<a><b/><c></d><b/></a>", "<a><b/></a>|10, line 1: <c> is ended by </d>");
    expect("<a></a x>", "3, line 1: <a> is ended by </a x>");
    expect("<a><b <b/></a>", "6, line 1: a tag that began at byte 3 holds a \"<\"");
    expect("<a><b x='<'/></a>", "9, line 1: a tag that began at byte 3 holds a \"<\"");
    expect("<a><b x='</b></a>", "9, line 1: a tag that began at byte 3 holds a \"<\"");
    expect("<a><b x='1", "10, line 1: the document ends in a tag");
    expect("<a></", "5, line 1: the document ends in a tag");
    expect("<a><!-- -- --></a>", "10, line 1: a comment holds \"--\"");
    expect("<a><!-- </a>", "12, line 1: the document ends in a comment");
    expect("<a><![CDATA[ </a>", "17, line 1: the document ends in a CDATA section");
    expect("<a><![cdata[ ]]></a>", "3, line 1: \"<!\" begins nothing that XML knows");
    expect("<a><?x </a>", "11, line 1: the document ends in an instruction");
    expect("<a>< b/></a>", "3, line 1: a tag has no name, or one that is too long");
    expect("<a/><a/>", "4, line 1: behind the document's element begins another one");
    expect("<a/>\n x", "6, line 2: text stands outside the document's element");
    expect("x<a/>", "0, line 1: text stands outside the document's element");
    expect("</a>", "0, line 1: an end tag has no start tag");
    expect(" <?xml version='1.0'?><a/>", "1, line 1: an XML declaration is not at the document's beginning");
    expect("<a><!DOCTYPE a></a>", "3, line 1: a DOCTYPE is not where one can be");
    expect("<!DOCTYPE a [<a>", "16, line 1: the document ends in a DOCTYPE");
}

/* A record that is too long is passed over, and is in memory no more; so is what lies between records. */
static void test_limit(void **state)
{
    struct rowan_buffer text = {0};

    (void)state;
    expect_of("/a/b", 9, "<a><b>123</b><b>12</b></a>", "long|<a><b>12</b></a>|end");
    rowan_buffer_append_slice(&text, "<a><!--");
    for (int i = 0; i < 300000; i++)
        rowan_buffer_append_slice(&text, " -");
    rowan_buffer_append_slice(&text, " --><b>");
    for (int i = 0; i < 300000; i++)
        rowan_buffer_append_slice(&text, "<c/>");
    rowan_buffer_append_slice(&text, "</b><b/></a>");
    for (size_t size = 100; size < 1000000; size *= 9) {
        struct pieces pieces = {rowan_buffer_slice(&text), size};
        struct rowan_record_scanner *scanner =
            rowan_record_scanner_new(path_of("/a/b"), names, 1000, give, &pieces);
        read_all(scanner);
        assert_string_equal(rowan_buffer_string(&shown), "long|<a><b/></a>|end");
        rowan_record_scanner_free(scanner);
    }
    rowan_buffer_clear(&text);
}

static void test_deep(void **state)
{
    struct rowan_buffer text = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        rowan_buffer_append_slice(&text, "<a>");
    expect(rowan_buffer_string(&text), "765, line 1: more than 255 elements are inside each other");
    rowan_buffer_clear(&text);
}

/* Begun behind each record, the rest is the same. */
static void test_begin(void **state)
{
    static const char text[] =
        "<!DOCTYPE a [<!ELEMENT b ANY>]>\n<a x='1'\n>\n<b>1</b>\n<b>2</b><c/>\n<b\n/></a>";
    struct pieces pieces = {rowan_slice_of(text), 7}, rest;
    struct rowan_record_scanner *whole = rowan_record_scanner_new(path_of("/a/b"), names, 99, give, &pieces);
    struct rowan_record_scanner *part = rowan_record_scanner_new(path_of("/a/b"), names, 99, give, &rest);
    struct rowan_record record, again;

    (void)state;
    assert_ok(rowan_record_scanner_next(whole, &record, &err), err);
    while (record.kind == ROWAN_RECORD_FOUND) {
        uint64_t offset = rowan_record_scanner_offset(whole);
        rest = (struct pieces){{text + offset, strlen(text) - offset}, 3};
        assert_true(rowan_record_scanner_begin(part, offset, rowan_record_scanner_line(whole),
                                               rowan_record_scanner_state(whole)));
        assert_ok(rowan_record_scanner_next(whole, &record, &err), err);
        assert_ok(rowan_record_scanner_next(part, &again, &err), err);
        assert_int_equal(again.kind, record.kind);
        assert_int_equal(again.offset, record.offset);
        assert_int_equal(again.line, record.line);
        assert_true(rowan_slice_equal(again.text, record.text));
        assert_true(rowan_slice_equal(rowan_record_scanner_state(part), rowan_record_scanner_state(whole)));
    }
    assert_int_equal(record.kind, ROWAN_RECORD_END);
    rowan_record_scanner_free(whole);
    rowan_record_scanner_free(part);
}

static void test_paths(void **state)
{
    static const char *const bad[] = {"a/b",   "/a",      "//a",       "/a//b",     "/a/b[1]",
                                      "/a/@b", "/a/../b", "/a/text()", "/a/b|/a/c", "/a/local-name()"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_non_null(rowan_record_path_check(path_of(bad[i])));
    assert_null(rowan_record_path_check(path_of("/a/*/p:b")));
}

static int make_all(void **state)
{
    (void)state;
    rowan_arena_init(&arena, 0);
    names = rowan_qname_table_new();
    return names ? 0 : 1;
}

static int free_all(void **state)
{
    (void)state;
    rowan_qname_table_free(names);
    rowan_arena_clear(&arena);
    rowan_buffer_clear(&shown);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),      cmocka_unit_test(test_no_tags), cmocka_unit_test(test_around),
        cmocka_unit_test(test_namespaces), cmocka_unit_test(test_broken),  cmocka_unit_test(test_limit),
        cmocka_unit_test(test_deep),       cmocka_unit_test(test_begin),   cmocka_unit_test(test_paths)};

    return cmocka_run_group_tests(tests, make_all, free_all);
}
