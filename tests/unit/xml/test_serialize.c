/*
 * The markup of elements: what it says, as a table; and on random documents, that libxml2 reads from it what
 * it reads from the whole document, less comments and instructions.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "xml/serialize.h"
#include "xml/parser.h"
#include "xml/random_document.h"
#include "xml/select.h"

#define DOCUMENTS 1000

struct fixture {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_selector *selector;
    struct rowan_parser *parser;
    struct rowan_serialize markup;
    struct rowan_nodes nodes;
    struct rowan_buffer out;
    struct rowan_error err;
};

/* Of the elements that path selects the markup is wanted, and no text. */
static struct rowan_path *want(struct fixture *f, const char *text)
{
    struct rowan_path_scope scope = {&f->arena, f->names, NULL, 0};
    struct rowan_node_set *ends;
    struct rowan_path *path;

    assert_ok(rowan_path_parse(&path, text, &scope, &f->err), f->err);
    ends = rowan_projection_add(f->projection, rowan_projection_root(f->projection), path, false);
    assert_non_null(ends);
    assert_true(rowan_projection_locate(f->projection, ends));
    return path;
}

static struct fixture *new_fixture(void)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->names = rowan_qname_table_new();
    f->projection = rowan_projection_new();
    f->selector = rowan_selector_new();
    return f;
}

static void free_fixture(struct fixture *f)
{
    rowan_parser_free(f->parser);
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    rowan_selector_free(f->selector);
    rowan_nodes_clear(&f->nodes);
    rowan_arena_clear(&f->arena);
    rowan_serialize_clear(&f->markup);
    rowan_buffer_clear(&f->out);
    free(f);
}

static const struct rowan_document *parse(struct fixture *f, struct rowan_slice text)
{
    const struct rowan_document *document;

    if (!f->parser)
        assert_ok(rowan_parser_new(&f->parser, f->projection, f->names, NULL, &f->err), f->err);
    assert_ok(rowan_parser_text(f->parser, text, &document, &f->err), f->err);
    return document;
}

static void select_all(struct fixture *f, const struct rowan_document *document,
                       const struct rowan_path *path)
{
    assert_ok(rowan_select(f->selector, document, path, document->root, &f->nodes, &f->err), f->err);
}

static const char *markup_of(struct fixture *f, const struct rowan_document *document, size_t i, bool inner)
{
    f->out.size = 0;
    assert_ok(rowan_serialize_append(&f->markup, document, f->nodes.items[i], inner, &f->out, &f->err),
              f->err);
    return rowan_buffer_string(&f->out);
}

/* ---- what it says ---- */

static const struct sample {
    const char *text, *path, *whole, *inner;
} samples[] = {
    {"<a>x</a>", "/a", "<a>x</a>", "x"},
    {"<a>x</a>", "/", "<a>x</a>", "x"},
    {"<?xml version='1.0'?><!DOCTYPE a [<!ELEMENT a ANY>]><!--c--><a/><!--c-->", "/", "<a/>", ""},
    {"<a><b/><b>2</b></a>", "/a/b[2]", "<b>2</b>", "2"},
    /* what is written stays: empty tags, references, white space between elements */
    {"<a> <b></b>\n<c/> &lt;&#65;&quot;&apos; </a>", "/a", "<a> <b></b>\n<c/> &lt;&#65;&quot;&apos; </a>",
     " <b></b>\n<c/> &lt;&#65;&quot;&apos; "},
    /* white space in tags does not */
    {"<a  x = '1'\n\ty='2' ><b\n/></a >", "/a", "<a x=\"1\" y=\"2\"><b/></a>", "<b/>"},
    {"<a x='\"' y=\"'\"/>", "/a", "<a x=\"&quot;\" y=\"'\"/>", ""},
    {"<a x='1\t2\n3\r\n4\r5>&#10;'/>", "/a", "<a x=\"1 2 3 4 5&gt;&#10;\"/>", ""},
    {"<a>1\r\n2\r3\n<![CDATA[4\r\n5]]></a>", "/a", "<a>1\n2\n3\n4\n5</a>", "1\n2\n3\n4\n5"},
    {"<a><![CDATA[<b>&amp;</b>]]><![CDATA[]]></a>", "/a", "<a>&lt;b&gt;&amp;amp;&lt;/b&gt;</a>",
     "&lt;b&gt;&amp;amp;&lt;/b&gt;"},
    {"<a>1<!-- <b> -->2<?pi <b> ?>3</a>", "/a", "<a>123</a>", "123"},
    /* what is left out must not make an end of a CDATA section */
    {"<a>]]<!---->&gt;]]<![CDATA[>]]></a>", "/a", "<a>]]&gt;]]&gt;</a>", "]]&gt;]]&gt;"},
    {"<a>></a>", "/a", "<a>&gt;</a>", "&gt;"},
    {"<a>\xC3\xA9<\xC3\xA9 \xC3\xA8='\xE2\x82\xAC'/></a>", "/a",
     "<a>\xC3\xA9<\xC3\xA9 \xC3\xA8=\"\xE2\x82\xAC\"/></a>", "\xC3\xA9<\xC3\xA9 \xC3\xA8=\"\xE2\x82\xAC\"/>"},
    /* namespaces: what is used and declared outside, and nothing else */
    {"<a xmlns:p='urn:p' xmlns:q='urn:q'><b><p:c/></b></a>", "/a/b", "<b xmlns:p=\"urn:p\"><p:c/></b>",
     "<p:c xmlns:p=\"urn:p\"/>"},
    {"<a xmlns:p='urn:p'><b><c p:x='1' xml:lang='et'/></b></a>", "/a/b",
     "<b xmlns:p=\"urn:p\"><c p:x=\"1\" xml:lang=\"et\"/></b>",
     "<c xmlns:p=\"urn:p\" p:x=\"1\" xml:lang=\"et\"/>"},
    {"<a xmlns:p='urn:p'><b xmlns:p='urn:2'><p:c/></b></a>", "/a/b", "<b xmlns:p=\"urn:2\"><p:c/></b>",
     "<p:c xmlns:p=\"urn:2\"/>"},
    {"<a xmlns:p='urn:p'><b><p:c xmlns:p='urn:2'/><p:c/></b></a>", "/a/b",
     "<b xmlns:p=\"urn:p\"><p:c xmlns:p=\"urn:2\"/><p:c/></b>",
     "<p:c xmlns:p=\"urn:2\"/><p:c xmlns:p=\"urn:p\"/>"},
    {"<a xmlns:p='urn:1'><b xmlns:p='urn:2'><c><p:d/></c></b></a>", "/a/b/c",
     "<c xmlns:p=\"urn:2\"><p:d/></c>", "<p:d xmlns:p=\"urn:2\"/>"},
    {"<a xmlns:xsi='urn:i' xmlns:p='urn:p'><b xsi:type=' p:t'/></a>", "/a/b",
     "<b xmlns:xsi=\"urn:i\" xmlns:p=\"urn:p\" xsi:type=\" p:t\"/>", ""},
    {"<a xmlns:p='urn:p?x=1&amp;y=2'><p:b/></a>", "/a/*", "<p:b xmlns:p=\"urn:p?x=1&#38;y=2\"/>", ""},
    /* the default one */
    {"<p:a xmlns='urn:d' xmlns:p='urn:p'><b><c/></b></p:a>", "/*/*", "<b xmlns=\"urn:d\"><c/></b>",
     "<c xmlns=\"urn:d\"/>"},
    {"<a xmlns='urn:d'><b xmlns=''><c/></b></a>", "/*/*", "<b xmlns=\"\"><c/></b>", "<c/>"},
    {"<a xmlns='urn:d'><b xmlns=''><c x='1'/></b></a>", "/*/*/*", "<c x=\"1\"/>", ""},
    {"<a xmlns='urn:d'>t<b/><b xmlns='urn:e'/>u</a>", "/*",
     "<a xmlns=\"urn:d\">t<b/><b xmlns=\"urn:e\"/>u</a>", "t<b xmlns=\"urn:d\"/><b xmlns=\"urn:e\"/>u"},
    /* elements that no path leads to, before, in and behind */
    {"<a><z xmlns:p='urn:z'>1</z><b><z><y>2</y></z></b><z/></a>", "/a/b", "<b><z><y>2</y></z></b>",
     "<z><y>2</y></z>"},
    {"<a><b>1<b>2<b>3</b></b></b></a>", "//b[not(b)]", "<b>3</b>", "3"},
};

static void test_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        struct fixture *f = new_fixture();
        struct rowan_path *path = want(f, samples[i].path);
        const struct rowan_document *document = parse(f, rowan_slice_of(samples[i].text));

        select_all(f, document, path);
        assert_int_equal(f->nodes.count, 1);
        assert_string_equal(markup_of(f, document, 0, false), samples[i].whole);
        assert_string_equal(markup_of(f, document, 0, true), samples[i].inner);
        free_fixture(f);
    }
}

/* A BOM and another encoding: places are those of the text that was parsed. */
static void test_bytes(void **state)
{
    static const char bytes[] = "\xFF\xFE<\0a\0>\0<\0b\0>\0\xE9\0<\0/\0b\0>\0<\0/\0a\0>";
    struct fixture *f = new_fixture();
    struct rowan_path *path = want(f, "/a/b");
    const struct rowan_document *document = parse(f, rowan_slice_of("\xEF\xBB\xBF<a><b/></a>"));

    (void)state;
    select_all(f, document, path);
    assert_string_equal(markup_of(f, document, 0, false), "<b/>");
    assert_ok(rowan_parser_bytes(f->parser, (struct rowan_slice){bytes, sizeof bytes}, &document, &f->err),
              f->err);
    select_all(f, document, path);
    assert_string_equal(markup_of(f, document, 0, false), "<b>\xC3\xA9</b>");
    free_fixture(f);
}

/* Each outermost element declares what it uses: a long URI would make much of little. */
static void test_limit(void **state)
{
    struct fixture *f = new_fixture();
    struct rowan_path *path = want(f, "/*");
    const struct rowan_document *document;
    struct rowan_buffer text = {0};

    (void)state;
    rowan_buffer_append_slice(&text, "<a xmlns:p='");
    for (int i = 0; i < 10000; i++)
        rowan_buffer_append_slice(&text, "0123456789");
    rowan_buffer_append_slice(&text, "'>");
    for (int i = 0; i < 1000; i++)
        rowan_buffer_append_slice(&text, "<p:b/>");
    rowan_buffer_append_slice(&text, "</a>");
    document = parse(f, terminated(&text));
    select_all(f, document, path);
    assert_int_equal(strlen(markup_of(f, document, 0, false)), text.size);
    assert_int_equal(rowan_serialize_append(&f->markup, document, f->nodes.items[0], true, &f->out, &f->err),
                     ROWAN_DOCUMENT);
    assert_string_equal(f->err.reason, "limit");
    rowan_buffer_clear(&text);
    free_fixture(f);
}

/* ---- what a reader of it reads ---- */

static void describe_attributes(struct rowan_buffer *out, xmlNodePtr element)
{
    for (xmlAttrPtr a = element->properties; a; a = a->next) {
        xmlChar *value = xmlXPathCastNodeToString((xmlNodePtr)a);
        rowan_buffer_format(out, " {%s}%s=%s", a->ns ? (const char *)a->ns->href : "", (const char *)a->name,
                            (const char *)value);
        xmlFree(value);
    }
}

/* Texts that stand together are one, and so are those that a comment parts. */
static void describe_content(struct rowan_buffer *out, xmlNodePtr parent)
{
    for (xmlNodePtr n = parent->children; n; n = n->next) {
        if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
            rowan_buffer_append_slice(out, (const char *)n->content);
        } else if (n->type == XML_ELEMENT_NODE) {
            rowan_buffer_format(out, "<{%s}%s", n->ns ? (const char *)n->ns->href : "",
                                (const char *)n->name);
            describe_attributes(out, n);
            rowan_buffer_append_slice(out, ">");
            describe_content(out, n);
            rowan_buffer_append_slice(out, "</>");
        }
    }
}

static xmlNodePtr next_element(xmlNodePtr n)
{
    if (n->children) {
        n = n->children;
    } else {
        while (n && !n->next)
            n = n->parent;
        n = n ? n->next : NULL;
    }
    return !n || n->type == XML_ELEMENT_NODE ? n : next_element(n);
}

/* markup is that of node, or with inner of what is in it. */
static void check_reading(const char *markup, bool inner, xmlNodePtr node)
{
    struct rowan_buffer text = {0};
    struct rowan_buffer ours = {0};
    struct rowan_buffer theirs = {0};
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    xmlDocPtr dom;

    rowan_buffer_format(&text, inner ? "<w>%s</w>" : "%s", markup);
    dom = xmlCtxtReadMemory(context, text.data, (int)text.size, NULL, NULL, XML_PARSE_NONET);
    if (!dom || !context->nsWellFormed)
        fail_msg("not well-formed: %.*s", (int)text.size, text.data);
    describe_content(&ours, xmlDocGetRootElement(dom));
    describe_attributes(&ours, xmlDocGetRootElement(dom));
    describe_content(&theirs, node);
    if (!inner)
        describe_attributes(&theirs, node);
    rowan_buffer_string(&ours);
    rowan_buffer_string(&theirs);
    assert_string_equal(ours.data, theirs.data);
    rowan_buffer_clear(&text);
    rowan_buffer_clear(&ours);
    rowan_buffer_clear(&theirs);
    xmlFreeDoc(dom);
    xmlFreeParserCtxt(context);
}

static void check_document(uint64_t seed)
{
    struct fixture *f = new_fixture();
    struct rowan_path *path = want(f, "//*");
    uint64_t rng = seed * 0x9E3779B97F4A7C15u + 1;
    struct writer writer = {.rng = &rng};
    const struct rowan_document *document;
    xmlNodePtr node;
    xmlDocPtr dom;

    write_element(&writer, 1);
    document = parse(f, terminated(&writer.out));
    dom = xmlReadMemory(writer.out.data, (int)writer.out.size, NULL, NULL, XML_PARSE_NONET);
    select_all(f, document, path);
    assert_int_equal(document->elements, f->nodes.count);
    node = xmlDocGetRootElement(dom);
    for (size_t i = 0; i < f->nodes.count; i++, node = next_element(node)) {
        assert_int_equal(f->nodes.items[i]->span->index, i);
        check_reading(markup_of(f, document, i, false), false, node);
        check_reading(markup_of(f, document, i, true), true, node);
    }
    assert_null(node);
    xmlFreeDoc(dom);
    rowan_buffer_clear(&writer.out);
    free_fixture(f);
}

static void test_read_again(void **state)
{
    const char *first = getenv("ROWAN_PROPERTY_SEED");
    uint64_t seed = first ? strtoull(first, NULL, 10) : 1;

    (void)state;
    for (uint64_t i = 0; i < DOCUMENTS; i++)
        check_document(seed + i);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_read_again),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
