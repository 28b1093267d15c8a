/*
 * What the parser takes, what it refuses and in which words, and that nothing of one document is left for
 * the next. Trees are compared as text: name{attribute=value}(children), text in brackets.
 */
#include "unit.h"

#include <libxml/parser.h>

#include "base/buffer.h"
#include "xml/preflight.h"
#include "xml/parser.h"

#define MB      ((size_t)1 << 20)
#define TEXT(s) ((struct rowan_slice){s, sizeof(s) - 1}) /* of a literal, which may hold NUL */

struct fixture {
    struct rowan_qname_table *names;
    struct rowan_parser *parser;
    struct rowan_buffer text; /* scratch: a document being made */
    struct rowan_buffer out;  /* scratch: a tree as text */
    struct rowan_error err;
};

static struct fixture *new_fixture(const struct rowan_limits *limits)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->names = rowan_qname_table_new();
    assert_int_equal(rowan_parser_new(&f->parser, NULL, f->names, limits, &f->err), ROWAN_OK);
    return f;
}

static void free_fixture(struct fixture *f)
{
    rowan_parser_free(f->parser);
    rowan_qname_table_free(f->names);
    rowan_buffer_clear(&f->text);
    rowan_buffer_clear(&f->out);
    free(f);
}

static int setup(void **state)
{
    *state = new_fixture(NULL);
    return 0;
}

static int teardown(void **state)
{
    free_fixture(*state);
    return 0;
}

/* ---- trees as text ---- */

static void print_node(struct fixture *f, const struct rowan_document *document,
                       const struct rowan_node *node)
{
    struct rowan_slice value = rowan_node_text(document, node);
    const char *separator = "{";

    if (node->kind == ROWAN_NODE_TEXT) {
        rowan_buffer_format(&f->out, "[%.*s]", (int)value.size, value.data);
        return;
    }
    rowan_buffer_append_slice(&f->out, rowan_qname_table_local(f->names, node->name));
    for (const struct rowan_node *a = node->attributes; a; a = a->next, separator = " ") {
        value = rowan_node_text(document, a);
        rowan_buffer_format(&f->out, "%s%s=%.*s", separator, rowan_qname_table_local(f->names, a->name),
                            (int)value.size, value.data);
    }
    rowan_buffer_append_slice(&f->out, node->attributes ? "}(" : "(");
    for (const struct rowan_node *c = node->first; c; c = c->next)
        print_node(f, document, c);
    rowan_buffer_append_char(&f->out, ')');
}

static const char *outcome(struct fixture *f, enum rowan_status st, const struct rowan_document *document)
{
    f->out.size = 0;
    if (st == ROWAN_OK)
        print_node(f, document, document->root->first);
    else
        rowan_buffer_format(&f->out, "%s: %s", f->err.reason, f->err.message);
    assert_true(st == ROWAN_OK ? document != NULL : document == NULL && st == f->err.status);
    return rowan_buffer_string(&f->out);
}

/* The tree, or "reason: message". */
static const char *parsed_text(struct fixture *f, struct rowan_slice text)
{
    const struct rowan_document *document = NULL;
    enum rowan_status st = rowan_parser_text(f->parser, text, &document, &f->err);

    return outcome(f, st, document);
}

static const char *parsed(struct fixture *f, const char *text)
{
    return parsed_text(f, rowan_slice_of(text));
}

static const char *parsed_copy(struct fixture *f, struct rowan_slice bytes)
{
    const struct rowan_document *document = NULL;
    enum rowan_status st = rowan_parser_bytes(f->parser, bytes, &document, &f->err);

    return outcome(f, st, document);
}

/* Copied or where they lie, it is the same. */
static const char *parsed_bytes(struct fixture *f, struct rowan_slice bytes)
{
    const struct rowan_document *document = NULL;
    char *copied = strdup(parsed_copy(f, bytes)), *ended = calloc(1, bytes.size + 1);
    enum rowan_status st;
    const char *shown;

    memcpy(ended, bytes.data, bytes.size);
    st = rowan_parser_bytes_in_place(f->parser, (struct rowan_slice){ended, bytes.size}, &document, &f->err);
    shown = outcome(f, st, document);
    assert_string_equal(shown, copied);
    free(copied);
    free(ended);
    return shown;
}

struct row {
    const char *text;
    const char *outcome;
};

static void check_rows(struct fixture *f, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(parsed(f, rows[i].text), rows[i].outcome);
        assert_string_equal(parsed(f, "<ok x='1'>y</ok>"), "ok{x=1}([y])");
    }
}

static void test_accepted(void **state)
{
    static const struct row rows[] = {
        {"<a/>", "a()"},
        {" \n<a/>\n ", "a()"},
        {"\xEF\xBB\xBF<a>x</a>", "a([x])"},
        {"<?xml version='1.0' encoding=\"utf-16\"?><a>\xC3\xA9</a>", "a([\xC3\xA9])"},
        {"<?xml version='1.0' encoding='EBCDIC-US' standalone='yes'?><a/>", "a()"},
        {"<?xml version='1.1'?><a>x\xC2\xA0</a>", "a([x\xC2\xA0])"},
        {"<?xml version='1.0'?><a>\xC2\x85\xE2\x80\xA8</a>", "a([\xC2\x85\xE2\x80\xA8])"},
        {"<a x='1' y=\"2\"/>", "a{x=1 y=2}()"},
        {"<a>x<b>y</b>z</a>", "a([x]b([y])[z])"},
        {"<a>x<![CDATA[<&]]>y</a>", "a([x<&y])"},
        {"<a><![CDATA[]]></a>", "a()"},
        {"<a>x<![CDATA[]]>y</a>", "a([xy])"},
        {"<a>x<!-- c -->y<?p i?>z</a>", "a([x][y][z])"},
        {"<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</a>", "a([<>&\"'AB])"},
        {"<a>x\r\ny\rz</a>", "a([x\ny\nz])"},
        {"<a x='1\r\n2\t3'/>", "a{x=1 2 3}()"},
        {"<a x='&#10;&#13;&#9;'/>", "a{x=\n\r\t}()"},
        {"<a xmlns='urn:a' xmlns:p='urn:p'><p:b p:x='1'/></a>", "a(b{x=1}())"},
        {"<a xml:lang='en'/>", "a{lang=en}()"},
        {"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/none.dtd'><a>x</a>", "a([x])"},
        {"<!DOCTYPE a PUBLIC '-//x' 'file:///none.dtd'><a/>", "a()"},
        {"<!DOCTYPE a [<!ELEMENT a (b|c)*><!ATTLIST a x CDATA #IMPLIED y (p|q) #REQUIRED>"
         "<!NOTATION n SYSTEM 'x'><!-- it's ]> --><?p ]>?>]><a y='p'/>",
         "a{y=p}()"},
        {"<!DOCTYPE a [<!ATTLIST a x NMTOKENS #IMPLIED>]><a x='  p  q '/>", "a{x=p q}()"},
        {"<!DOCTYPE a SYSTEM 'x[>y'><a/>", "a()"},
        {"<?oasis-xml-catalog catalog='file:///none.xml'?><!DOCTYPE a SYSTEM 'x'><a/>", "a()"},
    };

    check_rows(*state, rows, COUNT(rows));
}

#define AS_1_0 "; the document says XML 1.1, and is read as XML 1.0"
#define FIVE   "which is not one of the five of XML"

static void test_refused(void **state)
{
    static const struct row rows[] = {
        {"", "xml: the document is empty"},
        {" \n", "xml: the document is empty"},
        {"\xEF\xBB\xBF", "xml: the document is empty"},
        {"x<a/>", "xml: line 1: the document does not begin with <"},
        {"\xEF\xBB\xBF\xEF\xBB\xBF<a/>", "xml: line 1: the document does not begin with <"},
        {"<a>", "xml: line 1: Premature end of data in tag a line 1"},
        {"<a>\n</b>", "xml: line 2: Opening and ending tag mismatch: a line 1 and b"},
        {"<a/><b/>", "xml: line 1: Extra content at the end of the document"},
        {"<a/>\nx", "xml: line 2: Extra content at the end of the document"},
        {"<a x='1' x='2'/>", "xml: line 1: Attribute x redefined"},
        {"<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
         "xml: line 1: Namespaced Attribute x in 'u' redefined"},
        {"<p:a/>", "xml: line 1: Namespace prefix p on a is not defined"},
        {"<a p:x='1'/>", "xml: line 1: Namespace prefix p for x on a is not defined"},
        {"<a x='<'/>", "xml: line 1: Unescaped '<' not allowed in attributes values"},
        {"<a>&</a>", "xml: line 1: xmlParseEntityRef: no name"},
        {"<a>&lt</a>", "xml: line 1: EntityRef: expecting ';'"},
        {"<a>&#0;</a>", "xml: line 1: xmlParseCharRef: invalid xmlChar value 0"},
        {"<a>\x01</a>", "xml: line 1: PCDATA invalid Char value 1"},
        {"<a>]]></a>", "xml: line 1: Sequence ']]>' not allowed in content"},
        {"<a>\n&nbsp;</a>", "xml: line 2: reference to the entity \"nbsp\", " FIVE},
        {"<a x='&nbsp;'/>", "xml: line 1: reference to the entity \"nbsp\", " FIVE},
        {"<!DOCTYPE a SYSTEM 'x'><a>&e;</a>", "xml: line 1: reference to the entity \"e\", " FIVE},
        {"<!DOCTYPE a SYSTEM 'x'><a x='&e;'/>", "xml: line 1: reference to the entity \"e\", " FIVE},
        {"<!DOCTYPE a [%e;]><a/>", "xml: line 1: reference to the entity \"e\", " FIVE},
        {"<!DOCTYPE a [<!ATTLIST a b (c|c) #IMPLIED>]><a/>",
         "xml: line 1: standalone: attribute enumeration value token c duplicated"},
        {"<!DOCTYPE a [<!ENTITY e 'x'>]><a/>", "xml: line 1: entity declarations are refused"},
        {"<!DOCTYPE a [\n<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
         "xml: line 2: entity declarations are refused"},
        {"<!DOCTYPE a [<!ENTITY % e SYSTEM 'file:///etc/passwd'>%e;]><a/>",
         "xml: line 1: entity declarations are refused"},
        {"<!DOCTYPE a [<!NOTATION n SYSTEM 'x'><!ENTITY e SYSTEM 'x' NDATA n>]><a/>",
         "xml: line 1: entity declarations are refused"},
        {"<!DOCTYPE a [<!ATTLIST a x CDATA 'd'>]><a/>",
         "xml: line 1: a default for an attribute in the DTD is refused"},
        {"<!DOCTYPE a [<!ATTLIST a x CDATA #FIXED 'd'>]><a/>",
         "xml: line 1: a default for an attribute in the DTD is refused"},
        {"<!DOCTYPE a [<!ATTLIST a x (p|q) 'p'>]><a/>",
         "xml: line 1: a default for an attribute in the DTD is refused"},
        {"<a>\xC3</a>", "encoding: line 1: the text is not valid UTF-8"},
        {"<a>\xC1\x81</a>", "encoding: line 1: the text is not valid UTF-8"},
        {"<a\n x='\xE9'/>", "encoding: line 2: the text is not valid UTF-8"},
        {"3C612F3E", "encoding: the document is hexadecimal digits of bytes (as some drivers give a BLOB); "
                     "text is expected: "
                     "cast or decode it in a view, as CAST(doc AS TEXT)"},
        {"\\xefbbbf3c612f3e", "encoding: the document is hexadecimal digits of bytes (as some drivers give a "
                              "BLOB); text is expected: "
                              "cast or decode it in a view, as CAST(doc AS TEXT)"},
        {"X'3C612F3E'", "encoding: the document is hexadecimal digits of bytes (as some drivers give a "
                        "BLOB); text is expected: "
                        "cast or decode it in a view, as CAST(doc AS TEXT)"},
        {"X'", "xml: line 1: the document does not begin with <"},
        {"3C612F3", "xml: line 1: the document does not begin with <"},
        {"3C612F3x", "xml: line 1: the document does not begin with <"},
        {"\xFF\xFE<",
         "encoding: the document is bytes of UTF-16; text is expected: it belongs into a column of bytes"},
        {"\x1F\x8B\x08",
         "encoding: the document is compressed (gzip); text is expected: it belongs into a column of bytes"},
        {"BZh91AY",
         "compressed: the document is compressed (bzip2), which is not expanded: gzip, zlib and zstd are"},
        {"\3757zXZ",
         "compressed: the document is compressed (xz), which is not expanded: gzip, zlib and zstd are"},
        {"PK\x03\x04.",
         "compressed: the document is compressed (zip), which is not expanded: gzip, zlib and zstd are"},

        {"<?xml version='1.1'?><a>\n&#1;</a>",
         "xml: line 2: xmlParseCharRef: invalid xmlChar value 1" AS_1_0},
        {"<?xml version='1.1'?><a>\n&#xD7FF;\xC2\x85</a>",
         "xml: line 2: U+0085 is the end of a line in XML 1.1" AS_1_0},
        {"<?xml version='1.1'?><a>\xE2\x80\xA8</a>",
         "xml: line 1: U+2028 is the end of a line in XML 1.1" AS_1_0},
        {"<?xml version='2.0'?><a/>", "xml: line 1: Unsupported version '2.0'"},
        {"  <?xml version='1.0'?><a/>",
         "xml: line 1: XML declaration allowed only at the start of the document"},
    };

    check_rows(*state, rows, COUNT(rows));
    assert_string_equal(parsed_text(*state, TEXT("<a>x</a>\0<b>hidden</b>")),
                        "encoding: the document holds a NUL byte");
    assert_string_equal(parsed_text(*state, (struct rowan_slice){NULL, 0}), "xml: the document is empty");
}

/* ---- encodings of bytes ---- */

struct byte_row {
    struct rowan_slice bytes;
    const char *outcome;
};

#define NOT(name, found) "encoding: the declaration says " name ", the bytes are " found

static void test_bytes(void **state)
{
    static const struct byte_row rows[] = {
        {TEXT("<a>\xC3\xA9</a>"), "a([\xC3\xA9])"},
        {TEXT("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a>\xC3\xA9</a>"), "a([\xC3\xA9])"},
        {TEXT("<?xml version='1.0' encoding='ISO-8859-1'?><a x='\xE9'>\xE4\x80</a>"),
         "a{x=\xC3\xA9}([\xC3\xA4\xC2\x80])"},
        {TEXT("<?xml version='1.0'\n\tencoding = \"windows-1252\" ?><a>\x80</a>"), "a([\xE2\x82\xAC])"},
        {TEXT("<?xml version='1.0' encoding='US-ASCII'?><a>x</a>"), "a([x])"},
        {TEXT("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"), "a([\xC3\xA9])"},
        {TEXT("\xFE\xFF\0<\0a\0>\0\xE9\0<\0/\0a\0>"), "a([\xC3\xA9])"},
        {TEXT("<\0a\0>\0\x3D\xD8\x00\xDE<\0/\0a\0>\0"), "a([\xF0\x9F\x98\x80])"},
        {TEXT("\0<\0a\0/\0>"), "a()"},
        {TEXT(""), "xml: the document is empty"},
        {TEXT("<a>\0</a>"), "encoding: the document holds a NUL byte"},
        {TEXT("\xFF\xFE<\0a\0/\0>\0\0\0<\0"), "encoding: the document holds a NUL byte"},
        {TEXT("\xFF\xFE<\0a\0/\0>\0 "), "encoding: line 1: byte 0x20 is not valid UTF-16LE here"},
        {TEXT("\xFF\xFE\n\0<\0a\0>\0\x3D\xD8<\0/\0a\0>\0"),
         "encoding: line 2: byte 0x3D is not valid UTF-16LE here"},
        {TEXT("<a>\xE9</a>"), "encoding: line 1: the text is not valid UTF-8"},
        {TEXT("<?xml version='1.0' encoding='windows-1252'?>\n<a>\x81</a>"),
         "encoding: line 2: byte 0x81 is not valid windows-1252 here"},
        {TEXT("<?xml version='1.0' encoding='US-ASCII'?><a>\xE9</a>"),
         "encoding: line 1: byte 0xE9 is not valid US-ASCII here"},
        {TEXT("<?xml version='1.0' encoding='utf-16'?><a/>"), NOT("utf-16", "not")},
        {TEXT("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), NOT("ISO-8859-1", "UTF-8")},
        {TEXT("\0\0\0<\0\0\0a"),
         "encoding: the encoding \"UTF-32\" is not accepted; UTF-8, UTF-16, ISO-8859-n and Windows-125n are"},
        {TEXT("<?xml version='1.0' encoding='UTF-7'?><a>+AGE-</a>"),
         "encoding: the encoding \"UTF-7\" is not accepted; UTF-8, UTF-16, ISO-8859-n and Windows-125n are"},
        {TEXT("<?xml version='1.0' encoding='ISO-8859-1//IGNORE'?><a/>"),
         "encoding: the encoding \"ISO-8859-1//IGNORE\" is not accepted; UTF-8, UTF-16, ISO-8859-n and "
         "Windows-125n are"},
        {TEXT("<?xml version='1.0' encoding='ISO-8859-99'?><a/>"),
         "encoding: the encoding ISO-8859-99 is not known here"},
        {TEXT("\xFF\xFE<\0?\0x\0m\0l\0 "
              "\0e\0n\0c\0o\0d\0i\0n\0g\0=\0'\0u\0t\0f\0-\0008\0'\0?\0>\0<\0a\0/\0>\0"),
         NOT("utf-8", "UTF-16LE")},
        {TEXT("\xFF\xFE\0\0<\0\0\0a\0\0\0/\0\0\0>\0\0\0"),
         "encoding: the encoding \"UTF-32\" is not accepted; UTF-8, UTF-16, ISO-8859-n and Windows-125n are"},
        {TEXT("\x4C\x6F\xA7\x94"), "xml: line 1: the document does not begin with <"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(parsed_bytes(f, rows[i].bytes), rows[i].outcome);
}

/* A document larger than any piece that is converted at a time. */
static void test_large_latin1(void **state)
{
    struct fixture *f = *state;
    const struct rowan_document *document;
    struct rowan_slice value;

    rowan_buffer_append_slice(&f->text, "<?xml version='1.0' encoding='ISO-8859-1'?><a>");
    for (size_t i = 0; i < 11 * MB; i++)
        rowan_buffer_append_char(&f->text, '\xE9');
    rowan_buffer_append_slice(&f->text, "</a>");
    assert_int_equal(rowan_parser_bytes(f->parser, rowan_buffer_slice(&f->text), &document, &f->err),
                     ROWAN_OK);
    value = rowan_node_text(document, document->root);
    assert_int_equal(value.size, 22 * MB);
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] != (i % 2 ? '\xA9' : '\xC3'))
            fail_msg("byte %zu is %02X", i, (unsigned char)value.data[i]);
}

/* ---- values as the DOM has them ---- */

static void test_values_as_dom(void **state)
{
    static const char *const pieces[] = {"&amp;", "&lt;",     "&#38;",  "&#x26;",   "&#38;#38;", "lt;",
                                         "amp;",  "#38;",     ";",      "&gt;",     "&quot;",    "&apos;",
                                         "&#60;", " ",        "\n",     "\r\n",     "\t",        "&#10;",
                                         "x",     "\xC3\xA9", "&#233;", "&#x1F600;"};
    struct fixture *f = *state;
    uint64_t rng = 88172645463325252u;

    for (int i = 0; i < 20000; i++) {
        const struct rowan_document *document;
        xmlDocPtr dom;
        xmlChar *theirs;
        f->text.size = 0;
        rowan_buffer_append_slice(&f->text, "<a x=\"");
        for (int k = i % 9; k >= 0; k--) {
            rng ^= rng << 13;
            rng ^= rng >> 7;
            rng ^= rng << 17;
            rowan_buffer_append_slice(&f->text, pieces[(rng >> 20) % COUNT(pieces)]);
        }
        rowan_buffer_append_slice(&f->text, "\"/>");
        assert_int_equal(rowan_parser_text(f->parser, terminated(&f->text), &document, &f->err), ROWAN_OK);
        dom = xmlReadMemory(f->text.data, (int)f->text.size, NULL, NULL, XML_PARSE_NONET);
        theirs = xmlGetProp(xmlDocGetRootElement(dom), BAD_CAST "x");
        if (!rowan_slice_equal(rowan_node_text(document, document->root->first->attributes),
                               rowan_slice_of((const char *)theirs)))
            fail_msg("%s: the DOM has %s", rowan_buffer_string(&f->text), (const char *)theirs);
        xmlFree(theirs);
        xmlFreeDoc(dom);
    }
}

/* ---- damage ---- */

static const char sample[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><?p i?>\n<a xmlns:p=\"urn:p\" x=\"1&amp;2\">\n"
    "  <p:b y='&#65;'/>t&lt;<![CDATA[<>]]>\xC3\xA9\n  <c><!-- d -->u<?q?></c>\n</a>";

static void test_truncation(void **state)
{
    char whole[300];

    snprintf(whole, sizeof whole, "%s", parsed(*state, sample));
    assert_string_equal(whole, "a{x=1&2}([\n  ]b{y=A}()[t<<>\xC3\xA9\n  ]c([u])[\n])");
    for (size_t n = 0; n < sizeof sample - 1; n++) {
        const struct rowan_document *document;
        struct fixture *f = *state;
        f->text.size = 0;
        assert_true(rowan_buffer_append(&f->text, sample, n));
        assert_int_equal(rowan_parser_text(f->parser, terminated(&f->text), &document, &f->err),
                         ROWAN_DOCUMENT);
        assert_null(document);
        if (n % 7 == 0)
            assert_string_equal(parsed(f, sample), whole);
    }
}

static void count_errors(void *user, xmlErrorPtr error)
{
    *(int *)user += error->level >= XML_ERR_ERROR;
}

/* What is damaged at random is taken exactly when libxml2's own reader reports no error. */
static void test_random_damage(void **state)
{
    static const char bytes[] = "<>&;/'\"= xp:![]-?a1\n\xC3\xA9";
    struct fixture *f = *state;
    uint64_t rng = 362436069u;
    int accepted = 0;
    int errors = 0;

    xmlSetStructuredErrorFunc(&errors, (xmlStructuredErrorFunc)count_errors);
    for (int i = 0; i < 20000; i++) {
        char text[sizeof sample];
        const struct rowan_document *document;
        xmlDocPtr dom;
        enum rowan_status st;
        memcpy(text, sample, sizeof sample);
        for (int k = i % 3; k >= 0; k--) {
            rng ^= rng << 13;
            rng ^= rng >> 7;
            rng ^= rng << 17;
            text[(rng >> 33) % (sizeof sample - 1)] = bytes[(rng >> 16) % (sizeof bytes - 1)];
        }
        errors = 0;
        dom = xmlReadMemory(text, sizeof text - 1, NULL, "UTF-8",
                            XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC);
        st = rowan_parser_text(f->parser, rowan_slice_of(text), &document, &f->err);
        if ((st == ROWAN_OK) != (dom != NULL && errors == 0))
            fail_msg("libxml2 has %d errors, rowan says %s: %s", errors,
                     st == ROWAN_OK ? "ok" : f->err.message, text);
        if (st == ROWAN_OK) {
            xmlChar *theirs = xmlNodeGetContent((xmlNodePtr)dom);
            assert_true(
                rowan_slice_equal(rowan_node_text(document, document->root), rowan_slice_of((char *)theirs)));
            xmlFree(theirs);
            accepted++;
        }
        xmlFreeDoc(dom);
    }
    xmlSetStructuredErrorFunc(NULL, NULL);
    assert_true(accepted > 500);
}

/* ---- the text stays where it is ---- */

static void test_text_in_place(void **state)
{
    static const char text[] = "\xEF\xBB\xBF<a x='1' y='&lt;'><b z='23'/></a>and more";
    struct fixture *f = *state;
    const struct rowan_document *document;
    struct rowan_slice whole = {text, sizeof text - 1};
    const struct rowan_node *a;

    whole.size -= strlen("and more");
    assert_int_equal(rowan_parser_text(f->parser, whole, &document, &f->err), ROWAN_USAGE);
    assert_string_equal(f->err.message, "the text of a document is not followed by a NUL byte");
    rowan_buffer_append(&f->text, text, whole.size);
    assert_ok(rowan_parser_text(f->parser, terminated(&f->text), &document, &f->err), f->err);
    assert_ptr_equal(document->text.data, f->text.data + 3);
    assert_int_equal(document->text.size, whole.size - 3);
    a = document->root->first;
    assert_ptr_equal(a->attributes->data, strstr(f->text.data, "1'"));
    assert_ptr_equal(a->first->attributes->data, strstr(f->text.data, "23'"));
    assert_memory_equal(f->text.data, text, whole.size); /* nor written to */
}

/* ---- one document after the other ---- */

static void test_nothing_carried_over(void **state)
{
    static const struct row rows[] = {
        {"<a xmlns='urn:d' xmlns:p='urn:p'><b>&none;",
         "xml: line 1: reference to the entity \"none\", " FIVE},
        {"<p:c/>", "xml: line 1: Namespace prefix p on c is not defined"},
        {"<!DOCTYPE a [<!ATTLIST a x NMTOKEN #IMPLIED>]><a x=' p '/>", "a{x=p}()"},
        {"<a x=' p '/>", "a{x= p }()"},
        {"<!DOCTYPE a [<!ATTLIST a y CDATA 'd'>]><a/>",
         "xml: line 1: a default for an attribute in the DTD is refused"},
        {"<a/>", "a()"},
        {"<!DOCTYPE a SYSTEM 'x' [<!ELEMENT a ANY>]><a>x",
         "xml: line 1: Premature end of data in tag a line 1"},
        {"<a>&e;</a>", "xml: line 1: reference to the entity \"e\", " FIVE},
        {"<?xml version='1.0' standalone='yes'?><a>\n\n</", "xml: line 3: expected '>'"},
        {"<a>\n</a", "xml: line 2: expected '>'"},
    };
    struct fixture *f = *state;

    for (int round = 0; round < 300; round++)
        for (size_t i = 0; i < COUNT(rows); i++)
            assert_string_equal(parsed(f, rows[i].text), rows[i].outcome);
}

/* The namespace of a document before does not reach one whose prefixes mean something else. */
static void test_same_prefix_other_namespace(void **state)
{
    struct fixture *f = *state;
    const struct rowan_document *document;
    uint32_t a, b;

    assert_int_equal(
        rowan_parser_text(f->parser, rowan_slice_of("<p:a xmlns:p='urn:1'/>"), &document, &f->err), ROWAN_OK);
    a = document->root->first->name;
    assert_int_equal(
        rowan_parser_text(f->parser, rowan_slice_of("<p:a xmlns:p='urn:2'/>"), &document, &f->err), ROWAN_OK);
    b = document->root->first->name;
    assert_int_not_equal(a, b);
    assert_int_equal(a, rowan_qname_table_find(f->names, rowan_slice_of("urn:1"), rowan_slice_of("a")));
    assert_int_equal(b, rowan_qname_table_find(f->names, rowan_slice_of("urn:2"), rowan_slice_of("a")));
}

/* Names of no path are in libxml2's dictionary, too: the context is replaced before it is full of them. */
static void test_many_names_over_many_documents(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    struct rowan_arena arena = {0};
    struct rowan_path_scope scope = {&arena, names, NULL, 0};
    struct rowan_projection *projection = rowan_projection_new();
    struct rowan_parser *parser;
    struct rowan_path *path;
    struct fixture *f = *state;

    assert_int_equal(rowan_path_parse(&path, "/a/z/@x", &scope, &f->err), ROWAN_OK);
    rowan_projection_add(projection, rowan_projection_root(projection), path, true);
    assert_int_equal(rowan_parser_new(&parser, projection, names, NULL, &f->err), ROWAN_OK);
    for (int i = 0; i < 200; i++) {
        const struct rowan_document *document;
        f->text.size = 0;
        rowan_buffer_append_slice(&f->text, "<a>");
        for (int k = 0; k < 1000; k++)
            rowan_buffer_format(&f->text, "<n%d_%d y%d_%d=''/>", i, k, i, k);
        rowan_buffer_format(&f->text, "<z x='%d'/></a>", i);
        assert_int_equal(rowan_parser_text(parser, terminated(&f->text), &document, &f->err), ROWAN_OK);
        assert_int_equal(document->nodes, 3);
        assert_int_equal(atoi(document->root->first->first->attributes->data), i);
    }
    assert_int_equal(rowan_qname_table_count(names), 3);
    rowan_parser_free(parser);
    rowan_projection_free(projection);
    rowan_qname_table_free(names);
    rowan_arena_clear(&arena);
}

/* ---- limits ---- */

static void append_nested(struct rowan_buffer *text, int depth)
{
    text->size = 0;
    for (int i = 0; i < depth; i++)
        rowan_buffer_append_slice(text, "<a>");
    for (int i = 0; i < depth; i++)
        rowan_buffer_append_slice(text, "</a>");
}

static const char *parsed_buffer(struct fixture *f)
{
    return parsed_text(f, terminated(&f->text));
}

static void append_many(struct rowan_buffer *text, char c, size_t count)
{
    rowan_buffer_reserve(text, count);
    memset(text->data + text->size, c, count);
    text->size += count;
}

static void test_depth(void **state)
{
    struct fixture *f = *state;

    append_nested(&f->text, 256);
    assert_int_equal(strlen(parsed_buffer(f)), 256 * 3);
    append_nested(&f->text, 257);
    assert_string_equal(parsed_buffer(f), "limit: line 1: elements are nested deeper than 256");
    append_nested(&f->text, 100000);
    assert_string_equal(parsed_buffer(f), "limit: line 1: elements are nested deeper than 256");
    assert_string_equal(parsed(f, "<a/>"), "a()");
}

static void test_long_pieces(void **state)
{
    static const struct {
        const char *before;
        char c;
        const char *after;
        const char *outcome; /* NULL: accepted */
    } rows[] = {
        {"<a>", 'x', "</a>", NULL},
        {"<a>", '\n', "</a>", NULL},
        {"<a><!--", 'x', "--></a>",
         "limit: line 1: a comment, CDATA section or instruction is longer than libxml2's limit of 10 MB"},
        {"<a/>", ' ', "", NULL},
        {" ", '\n', "<a/>", NULL},
        {"<a><![CDATA[", 'x', "]]></a>",
         "limit: line 1: a comment, CDATA section or instruction is longer than libxml2's limit of 10 MB"},
        {"<a><?p ", 'x', "?></a>",
         "limit: line 1: a comment, CDATA section or instruction is longer than libxml2's limit of 10 MB"},
        {"<a x='", 'x', "'/>", "limit: line 1: a name or attribute value is longer than libxml2's limit"},
        {"<a x='&lt;", 'x', "'/>", "limit: line 1: a name or attribute value is longer than libxml2's limit"},
        {"<a xmlns='", 'x', "'/>", "limit: line 1: a name or attribute value is longer than libxml2's limit"},
        {"<", 'x', "/>", "limit: line 1: a name or attribute value is longer than libxml2's limit"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct rowan_document *document;
        enum rowan_status st;
        f->text.size = 0;
        rowan_buffer_append_slice(&f->text, rows[i].before);
        append_many(&f->text, rows[i].c, 11 * MB);
        rowan_buffer_append_slice(&f->text, rows[i].after);
        st = rowan_parser_text(f->parser, terminated(&f->text), &document, &f->err);
        f->out.size = 0;
        if (!rows[i].outcome && st != ROWAN_OK)
            fail_msg("%s: %s", rows[i].before, f->err.message);
        if (rows[i].outcome)
            assert_string_equal(outcome(f, st, document), rows[i].outcome);
        assert_string_equal(parsed(f, "<a/>"), "a()");
    }
}

/* Whatever a large document ends with. */
static void test_large_documents(void **state)
{
    static const char *const ends[] = {"<z x='%s'/></a>", "<z>%s</z></a>", "</a><!--%s-->", "<z%s/></a>",
                                       "<?p %s?></a>"};
    struct fixture *f = *state;
    char filler[1500];

    memset(filler, 'x', sizeof filler - 1);
    filler[sizeof filler - 1] = '\0';
    for (size_t i = 0; i < COUNT(ends); i++) {
        const struct rowan_document *document;
        f->text.size = 0;
        rowan_buffer_append_slice(&f->text, "<a>");
        while (f->text.size < 20 * MB)
            rowan_buffer_append_slice(&f->text,
                                      "<row x='12345678' y='1234567890123456789012345678901234567890'>"
                                      "some text of a row that goes on for a while</row>\n");
        rowan_buffer_format(&f->text, ends[i], filler);
        if (rowan_parser_text(f->parser, terminated(&f->text), &document, &f->err) != ROWAN_OK)
            fail_msg("%s: %s", ends[i], f->err.message);
        assert_true(document->nodes > 400000);
    }
}

static void append_attributes(struct rowan_buffer *text, int count)
{
    for (int i = 0; i < count; i++)
        rowan_buffer_format(text, " a%x=''", i);
}

/* Refused before libxml2 compares each with each, and only where it is a tag. */
static void test_many_attributes(void **state)
{
    struct fixture *f = *state;

    rowan_buffer_append_slice(&f->text, "<a>\n<b");
    append_attributes(&f->text, 200000);
    rowan_buffer_append_slice(&f->text, "/></a>");
    assert_int_equal(rowan_preflight(rowan_buffer_slice(&f->text), 5000, NULL), ROWAN_DOCUMENT);
    assert_string_equal(parsed_buffer(f), "limit: line 2: an element has more than 5000 attributes");
    f->text.size = 0;
    rowan_buffer_append_slice(&f->text, "<a><!-- <b");
    append_attributes(&f->text, 50000);
    rowan_buffer_append_slice(&f->text, "/> --><![CDATA[\n");
    append_many(&f->text, '"', 50000);
    rowan_buffer_append_slice(&f->text, "]]>");
    append_many(&f->text, '\'', 50000);
    rowan_buffer_append_slice(&f->text, "</a>");
    assert_int_equal(strncmp(parsed_buffer(f), "a([\n\"\"\"", 7), 0);
}

static void test_attribute_limit_is_exact(void **state)
{
    struct rowan_limits limits = {.attributes = 600};
    struct fixture *f = new_fixture(&limits);

    (void)state;
    for (int filler = 0; filler < 3000; filler += 97)
        for (int count = 598; count <= 602; count++) {
            f->text.size = 0;
            rowan_buffer_append_slice(&f->text, "<r>");
            append_many(&f->text, 'x', (size_t)filler);
            rowan_buffer_append_slice(&f->text, "<b xmlns='u'");
            append_attributes(&f->text, count - 1);
            rowan_buffer_append_slice(&f->text, ">\"</b></r>");
            if (count <= 600)
                assert_int_equal(strncmp(parsed_buffer(f), "r(", 2), 0);
            else
                assert_string_equal(parsed_buffer(f),
                                    "limit: line 1: an element has more than 600 attributes");
        }
    limits.attributes = 2;
    free_fixture(f);
    f = new_fixture(&limits);
    assert_string_equal(parsed(f, "<a x='' y=''/>"), "a{x= y=}()");
    assert_string_equal(parsed(f, "<a x='' y='' z=''/>"),
                        "limit: line 1: an element has more than 2 attributes");
    free_fixture(f);
}

static void test_many_namespaces(void **state)
{
    struct fixture *f = *state;

    rowan_buffer_append_slice(&f->text, "<a>");
    for (int i = 0; i < 3; i++) { /* beside each other they are never in scope together */
        rowan_buffer_append_slice(&f->text, "<b");
        for (int k = 0; k < 900; k++)
            rowan_buffer_format(&f->text, " xmlns:p%d='u'", k);
        rowan_buffer_append_slice(&f->text, i < 2 ? "/>" : ">");
    }
    rowan_buffer_append_slice(&f->text, "</b></a>");
    assert_string_equal(parsed_buffer(f), "a(b()b()b())");
    f->text.size -= strlen("</b></a>");
    rowan_buffer_append_slice(&f->text, "\n<c");
    for (int k = 0; k < 101; k++)
        rowan_buffer_format(&f->text, " xmlns:q%d='u'", k);
    rowan_buffer_append_slice(&f->text, "/></b></a>");
    assert_string_equal(parsed_buffer(f), "limit: line 2: more than 1000 namespaces are declared at once");
}

static void test_many_names(void **state)
{
    struct fixture *f = *state;

    rowan_buffer_append_slice(&f->text, "<a>");
    for (int k = 0; k < 1000000; k++)
        rowan_buffer_format(&f->text, "<a%x/>", k);
    rowan_buffer_append_slice(&f->text, "</a>");
    assert_string_equal(parsed_buffer(f), "limit: line 1: the document has more than 100000 different names");
    assert_true(rowan_qname_table_count(f->names) < 101000); /* and it ended there */
    assert_string_equal(parsed(f, "<a/>"), "a()");
}

static void test_large_dtd(void **state)
{
    struct fixture *f = *state;

    rowan_buffer_append_slice(&f->text, "<?p?><!-- < -->\n<!DOCTYPE a [<!ATTLIST a x (b");
    for (int k = 0; k < 10001; k++)
        rowan_buffer_format(&f->text, "|b%d", k);
    rowan_buffer_append_slice(&f->text, ") #IMPLIED>]><a/>");
    assert_string_equal(parsed_buffer(f), "limit: line 2: the DTD in the document is too large");
    f->text.size = 0;
    rowan_buffer_append_slice(&f->text, "<!DOCTYPE a [");
    append_many(&f->text, ' ', MB);
    rowan_buffer_append_slice(&f->text, "]><a/>");
    assert_string_equal(parsed_buffer(f), "limit: line 1: the DTD in the document is too large");
    f->text.size = 0;
    rowan_buffer_append_slice(&f->text, "<!DOCTYPE a SYSTEM 'x'><a>");
    append_many(&f->text, '|', MB);
    rowan_buffer_append_slice(&f->text, "</a>");
    assert_int_equal(strncmp(parsed_buffer(f), "a([|||", 6), 0);
}

static void test_bytes_limits(void **state)
{
    struct rowan_limits limits = {.document_bytes = 100000, .tree_bytes = 100000};
    struct fixture *f = new_fixture(&limits);

    (void)state;
    append_many(&f->text, ' ', 100001);
    assert_string_equal(parsed_buffer(f), "limit: the document has 100001 bytes, the limit is 100000");
    assert_string_equal(parsed_bytes(f, rowan_buffer_slice(&f->text)),
                        "limit: the document has 100001 bytes, the limit is 100000");
    f->text.size = 0;
    rowan_buffer_append_slice(&f->text, "<a>");
    for (int i = 0; i < 20000; i++)
        rowan_buffer_append_slice(&f->text, "<b/>");
    rowan_buffer_append_slice(&f->text, "</a>");
    assert_string_equal(parsed_buffer(f),
                        "limit: line 1: the mapping keeps more of this document than 100000 bytes");
    assert_string_equal(parsed(f, "<a/>"), "a()");
    free_fixture(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_accepted),
        TEST(test_refused),
        TEST(test_bytes),
        TEST(test_large_latin1),
        TEST(test_values_as_dom),
        TEST(test_truncation),
        TEST(test_random_damage),
        TEST(test_text_in_place),
        TEST(test_nothing_carried_over),
        TEST(test_same_prefix_other_namespace),
        TEST(test_many_names_over_many_documents),
        TEST(test_depth),
        TEST(test_long_pieces),
        TEST(test_large_documents),
        TEST(test_many_attributes),
        cmocka_unit_test(test_attribute_limit_is_exact),
        TEST(test_many_namespaces),
        TEST(test_many_names),
        TEST(test_large_dtd),
        cmocka_unit_test(test_bytes_limits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
