/*
 * Documents in texts: what paths find in them, what is said of bad ones, and that one in a text is read as it
 * is read alone, by both ways.
 */
#include "unit.h"

#include <libxml/parser.h>

#include "grammar.h"
#include "xml/inner_document.h"
#include "xml/node_path.h"
#include "xml/parser.h"
#include "xml/select.h"
#include "xml/serialize.h"

#define GENERATED 3000

/* One path, and what it reads of documents. */
struct reader {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_parser *parser;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;
    struct rowan_path *path;
    const struct rowan_document *document;
    struct rowan_buffer out;
    struct rowan_error err;
};

static const enum rowan_xml_way ways[] = {ROWAN_XML_SCANNER, ROWAN_XML_LIBXML2, ROWAN_XML_BOTH};

static struct rowan_path *add(struct reader *r, const char *text, bool located)
{
    struct rowan_namespace namespaces[] = {{"p", "urn:p", false}};
    struct rowan_path_scope scope = {&r->arena, r->names, namespaces, 1};
    struct rowan_path *path;
    struct rowan_node_set *ends;

    assert_ok(rowan_path_parse(&path, text, &scope, &r->err), r->err);
    ends = rowan_projection_add(r->projection, rowan_projection_root(r->projection), path, true);
    assert_non_null(ends);
    if (located)
        assert_true(rowan_projection_locate(r->projection, ends));
    return path;
}

static void begin(struct reader *r)
{
    memset(r, 0, sizeof *r);
    r->names = rowan_qname_table_new();
    r->projection = rowan_projection_new();
    r->selector = rowan_selector_new();
    assert_true(r->names && r->projection && r->selector);
}

static void open_parser(struct reader *r, const struct rowan_limits *limits)
{
    assert_ok(rowan_parser_new(&r->parser, r->projection, r->names, limits, &r->err), r->err);
}

static void end(struct reader *r)
{
    rowan_parser_free(r->parser);
    rowan_selector_free(r->selector);
    rowan_projection_free(r->projection);
    rowan_qname_table_free(r->names);
    rowan_nodes_clear(&r->nodes);
    rowan_arena_clear(&r->arena);
    rowan_buffer_clear(&r->out);
}

static enum rowan_status read_text(struct reader *r, const char *text)
{
    return rowan_parser_text(r->parser, rowan_slice_of(text), &r->document, &r->err);
}

static void select_path(struct reader *r)
{
    assert_int_equal(rowan_select(r->selector, r->document, r->path, r->document->root, &r->nodes, &r->err),
                     ROWAN_OK);
}

/* The values that the path has, each with a blank behind it. */
static const char *values(struct reader *r)
{
    r->out.size = 0;
    select_path(r);
    for (size_t i = 0; i < r->nodes.count; i++) {
        struct rowan_slice text = rowan_node_text(r->document, r->nodes.items[i]);
        assert_true(rowan_buffer_append(&r->out, text.data, text.size) &&
                    rowan_buffer_append_char(&r->out, ' '));
    }
    return rowan_buffer_string(&r->out);
}

/* ---- what paths find ---- */

static const char two[] =
    "<m xmlns:p='urn:q'><a n='1' t='&lt;x/&gt;'>&lt;p:r xmlns:p='urn:p'>&lt;p:b "
    "k='7'>one&lt;/p:b>&lt;b>two&lt;/b>&lt;/p:r>"
    "</a><b>outer</b><a n='2'><![CDATA[ \n<?xml version='1.0' encoding='UTF-16'?><r><b>th<!-- c -->ree</b>"
    "<c><in>&lt;b>deep&lt;/b></in></c></r>]]></a><a n='3'/><a n='4'> \n </a><a "
    "n='5'>\xEF\xBB\xBF&lt;r/></a></m>";

static void test_selects(void **state)
{
    static const struct {
        const char *path, *values;
    } cases[] = {
        {"/m/a/parse-xml(.)/r/b", "three "},
        {"/m/a/parse-xml(.)/p:r/p:b", "one "},
        {"/m/a/parse-xml(.)/*/*", "one two three <b>deep</b> "},
        {"/m/a/parse-xml(.)/*/*/@k", "7 "},
        {"/m/a/parse-xml(.)//b", "two three "},
        {"/m/a/parse-xml(.)", "onetwo three<b>deep</b>  "},
        {"/m/a[@n = '2']/parse-xml(.)/r/c", "<b>deep</b> "},
        {"/m/a[2]/parse-xml(.)/r[c]/b", "three "},
        {"/m/a[parse-xml(.)/r/c]/@n", "2 "},
        {"/m/a/parse-xml(.)/*/b/text()", "two th ree "},
        {"/m/a/parse-xml(.)/r/c/in/parse-xml(.)/b", "deep "},
        {"/m/a/parse-xml(.)//in/parse-xml(.)/*", "deep "},
        {"//a/parse-xml(.)/r/../../@n", "2 5 "},
        {"//a/parse-xml(.)/r/c/in/parse-xml(.)/b/../../../../../../@n", "2 "},
        {"//b", "outer "}, /* what is in a text is no descendant */
        {"//b | /m/a/parse-xml(.)//b", "outer two three "},
        {"/m/a/@*", "1 <x/> 2 3 4 5 "},
        {"/m/*/@n", "1 2 3 4 5 "},
        {"/m/a/parse-xml(.)/x", ""},
        {"/m/a/parse-xml(.)/r/parse-xml(.)/b", "?"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t w = 0; w < COUNT(ways); w++) {
            struct rowan_limits limits = {.way = ways[w]};
            struct reader r;
            begin(&r);
            r.path = add(&r, cases[i].path, false);
            add(&r, "/m/a/parse-xml(.)/none",
                false); /* inner trees are there, whether the path goes there or not */
            open_parser(&r, &limits);
            if (cases[i].values[0] == '?') {
                assert_int_equal(read_text(&r, two), ROWAN_DOCUMENT);
            } else {
                assert_ok(read_text(&r, two), r.err);
                if (strcmp(values(&r), cases[i].values) != 0)
                    fail_msg("%s: \"%s\"", cases[i].path, r.out.data);
            }
            end(&r);
        }
}

/* Nothing of the names and states of one document counts for another. */
static void test_many(void **state)
{
    static const char *const texts[] = {
        "<m><a>&lt;r>&lt;b>1&lt;/b>&lt;/r></a></m>", "<m><a>&lt;r>&lt;b>1&lt;/r></a></m>", "<m><a/></m>",
        "<m><a", "<m><a>&lt;r>&lt;b>1&lt;/b>&lt;/r></a><a>&lt;r>&lt;b>2&lt;/b>&lt;b>3&lt;/b>&lt;/r></a></m>"};
    static const char *const expected[] = {"1 ", NULL, "", NULL, "1 2 3 "};
    struct reader r;

    (void)state;
    begin(&r);
    r.path = add(&r, "/m/a/parse-xml(.)/r/b", true);
    open_parser(&r, NULL);
    for (size_t i = 0; i < 500; i++) {
        size_t k = i * 7 % COUNT(texts);
        enum rowan_status st = read_text(&r, texts[k]);
        assert_int_equal(st, expected[k] ? ROWAN_OK : ROWAN_DOCUMENT);
        if (expected[k])
            assert_string_equal(values(&r), expected[k]);
    }
    end(&r);
}

/* ---- what is said ---- */

static void test_messages(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"<m>\n<a>plain</a></m>",
         "line 2, /m/a: the document in its text: line 1: the document does not begin with <"},
        {"<m>\n<a>\n&lt;r>\n&lt;b></a></m>",
         "line 2, /m/a: the document in its text: line 3: Premature end of data in tag b line 3"},
        {"<m><a>&lt;!DOCTYPE r [&lt;!ENTITY e 'x'>]>&lt;r>&amp;e;&lt;/r></a></m>",
         "line 1, /m/a: the document in its text: line 1: entity declarations are refused"},
        {"<m><a>&lt;r/>&lt;r/></a></m>",
         "line 1, /m/a: the document in its text: line 1: Extra content at the end of the document"},
        {"<m><a>&lt;p:r/></a></m>",
         "line 1, /m/a: the document in its text: line 1: Namespace prefix p on r is not defined"},
        {"<q:m xmlns:q='u'><a/></q:m>", ""},
        {"<m><a x='1' /><b/><a  /><b/><a x='/'\n></a><b/><a><!-- <b/></a> --></a><b/></m>", ""},
        {"<m><a>\n<!-- > --><?p <b/>?><![CDATA[\n]]><r/>\n</a></m>",
         "line 1, /m/a: there are elements where parse-xml(.) expects a document as text"},
        {"<m><a>\n<!-- <b/> --><?p <b/>?><![CDATA[\n]]>&#32;</a></m>", ""},
        {"<m><a>\n&lt;r><in>&lt;b/></in>&lt;/r></a></m>", ""},
        {"<m>\n<a><![CDATA[<r>\n<b\n>&lt;r></b></r>]]></a></m>",
         "line 2, /m/a/parse-xml(.)/r/b: the document in its text: line 1: Premature end of data in tag r "
         "line 1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t w = 0; w < COUNT(ways); w++) {
            struct rowan_limits limits = {.way = ways[w]};
            struct reader r;
            begin(&r);
            add(&r, "/m/a/parse-xml(.)/r/b/parse-xml(.)/r", false);
            open_parser(&r, &limits);
            read_text(&r, cases[i].text);
            assert_string_equal(r.err.message, cases[i].message);
            end(&r);
        }
}

/* A document of so many in each other, each the text of an element. */
static void nest(struct rowan_buffer *out, int count)
{
    struct rowan_buffer inner = {0};

    assert_true(rowan_buffer_append_slice(out, "<a>"));
    if (count > 1)
        nest(&inner, count - 1);
    for (size_t i = 0; i < inner.size; i++) {
        const char *written = inner.data[i] == '<' ? "&lt;" : inner.data[i] == '&' ? "&amp;" : NULL;
        assert_true(written ? rowan_buffer_append_slice(out, written)
                            : rowan_buffer_append_char(out, inner.data[i]));
    }
    assert_true(rowan_buffer_append_slice(out, "</a>"));
    rowan_buffer_clear(&inner);
}

static void test_limits(void **state)
{
    struct rowan_limits limits = {.tree_bytes = 64 << 10, .are_settings = true};
    struct rowan_buffer text = {0};
    struct reader r;

    (void)state;
    begin(&r);
    add(&r,
        "//a/parse-xml(.)//a/parse-xml(.)//a/parse-xml(.)//a/parse-xml(.)//a/parse-xml(.)//a/parse-xml(.)"
        "//a/parse-xml(.)//a/parse-xml(.)//a/parse-xml(.)//a",
        false);
    open_parser(&r, &limits);
    nest(&text, ROWAN_INNER_DEPTH_MAX + 1);
    assert_ok(rowan_parser_text(r.parser, terminated(&text), &r.document, &r.err), r.err);
    text.size = 0;
    nest(&text, ROWAN_INNER_DEPTH_MAX + 2);
    assert_int_equal(rowan_parser_text(r.parser, terminated(&text), &r.document, &r.err), ROWAN_DOCUMENT);
    assert_string_equal(r.err.reason, "limit");
    assert_non_null(strstr(r.err.message, "more than 8 documents lie in each other's texts"));

    text.size = 0;
    assert_true(rowan_buffer_append_slice(&text, "<m><a>&lt;r>"));
    for (int i = 0; i < 2000; i++)
        assert_true(rowan_buffer_append_slice(&text, "&lt;a>&lt;/a>"));
    assert_true(rowan_buffer_append_slice(&text, "&lt;/r></a></m>"));
    assert_int_equal(rowan_parser_text(r.parser, terminated(&text), &r.document, &r.err), ROWAN_DOCUMENT);
    assert_string_equal(r.err.reason, "limit");
    assert_non_null(strstr(r.err.message, "max_tree of the source"));
    rowan_buffer_clear(&text);
    end(&r);
}

static void test_places(void **state)
{
    static const char text[] = "<m>\n<a/><a>\n&lt;r>\n&lt;b>1&lt;/b>\n&lt;b x=''>2&lt;/b>&lt;/r></a></m>";
    struct rowan_node_path *path;
    char printed[200];
    struct reader r;

    (void)state;
    begin(&r);
    r.path = add(&r, "/m/a/parse-xml(.)/r/b/@x", false);
    add(&r, "/m/a/parse-xml(.)/r/b", true);
    open_parser(&r, NULL);
    assert_ok(read_text(&r, text), r.err);
    select_path(&r);
    assert_int_equal(r.nodes.count, 1);
    assert_int_equal(rowan_document_line(r.document, r.nodes.items[0]), 2);
    assert_int_equal(rowan_document_inner_line(r.document, r.nodes.items[0]), 4);
    assert_int_equal(rowan_document_inner_line(r.document, r.document->root), 0);
    path = rowan_node_path_new(r.document, r.nodes.items[0], r.names);
    assert_true(rowan_parser_locate(r.parser, &path, 1));
    assert_string_equal(rowan_node_path_print(path, printed, sizeof printed),
                        "/m/a[2]/parse-xml(.)/r/b[2]/@x (line 4 of the document there)");
    rowan_node_path_free(path);
    end(&r);
}

/* ---- one in a text is read as it is alone ---- */

static void describe_spans(struct reader *r, const struct rowan_node *node)
{
    struct rowan_serialize serializer = {0};

    if (node->span)
        assert_ok(rowan_serialize_append(&serializer, r->document, node, false, &r->out, &r->err), r->err);
    rowan_serialize_clear(&serializer);
}

/* Names, attributes, texts, lines and markup of what is below the node. */
static void describe(struct reader *r, const struct rowan_node *top, bool inner)
{
    const struct rowan_node *node = top->first;

    r->out.size = 0;
    while (node) {
        struct rowan_slice text = rowan_node_text(r->document, node);
        assert_true(rowan_buffer_format(&r->out, "\n%d %u %zu ", node->kind, node->name,
                                        inner ? rowan_document_inner_line(r->document, node)
                                              : rowan_document_line(r->document, node)));
        if (node->has_text)
            assert_true(rowan_buffer_append(&r->out, text.data, text.size));
        for (const struct rowan_node *a = node->kind == ROWAN_NODE_ELEMENT ? node->attributes : NULL; a;
             a = a->next)
            assert_true(rowan_buffer_format(&r->out, " @%u=%.*s", a->name, (int)a->end, a->data));
        if (node->kind == ROWAN_NODE_ELEMENT)
            describe_spans(r, node);
        if (node->first) {
            node = node->first;
            continue;
        }
        while (node != top && !node->next)
            node = node->parent;
        node = node == top ? NULL : node->next;
    }
}

static void wrap(struct rowan_buffer *out, struct rowan_slice text, bool section)
{
    assert_true(rowan_buffer_append_slice(out, section ? "<w><![CDATA[" : "<w>"));
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        const char *written = section    ? NULL
                              : c == '<' ? "&lt;"
                              : c == '&' ? "&amp;"
                              : c == '>' ? "&gt;"
                                         : NULL;
        assert_true(c == '\r' && !section ? rowan_buffer_append_slice(out, "&#13;")
                    : written             ? rowan_buffer_append_slice(out, written)
                                          : rowan_buffer_append_char(out, c));
    }
    assert_true(rowan_buffer_append_slice(out, section ? "]]></w>" : "</w>"));
}

static const struct rowan_node *inner_of(const struct reader *r)
{
    return r->document->root->first->attributes;
}

/* What is refused alone is refused in a text, and for the same reason. */
static void compare(struct reader *alone, struct reader *within, struct rowan_slice text,
                    struct rowan_slice wrapped, size_t seed)
{
    enum rowan_status a = rowan_parser_text(alone->parser, text, &alone->document, &alone->err);
    enum rowan_status b = rowan_parser_text(within->parser, wrapped, &within->document, &within->err);
    size_t n = strlen(alone->err.message), m = strlen(within->err.message);

    if (a != b || (a != ROWAN_OK && strncmp(within->err.message, "line 1, /w: ", 12) == 0 &&
                   (m < n || strcmp(within->err.message + m - n, alone->err.message) != 0)))
        fail_msg("seed %zu: \"%s\" and \"%s\"\n%s", seed, a ? alone->err.message : "",
                 b ? within->err.message : "", wrapped.data);
    if (a != ROWAN_OK)
        return;
    describe(alone, alone->document->root, false);
    describe(within, inner_of(within), true);
    if (!rowan_slice_equal(rowan_buffer_slice(&alone->out), rowan_buffer_slice(&within->out)))
        fail_msg("seed %zu:%s\nand%s\n%s", seed, rowan_buffer_string(&alone->out),
                 rowan_buffer_string(&within->out), wrapped.data);
}

static void open_view(struct reader *r, const char *prefix, enum rowan_xml_way way)
{
    static const char *const rest[] = {"//*/@*", "//text()", "//*"};
    struct rowan_limits limits = {.way = way, .leading_space = true};
    char path[100];

    begin(r);
    for (size_t i = 0; i < COUNT(rest); i++) {
        snprintf(path, sizeof path, "%s%s", prefix, rest[i]);
        add(r, path, i == 2);
    }
    open_parser(r, &limits);
}

/* A line end of two characters is one in a section; in references it stays, and is one then, too. */
static void test_as_alone(void **state)
{
    (void)state;
    for (size_t w = 0; w < COUNT(ways); w++) {
        struct rowan_buffer text = {0}, wrapped = {0};
        struct reader alone, within;
        open_view(&alone, "", ways[w]);
        open_view(&within, "/w/parse-xml(.)", ways[w]);
        for (size_t seed = 1; seed <= GENERATED; seed++) {
            bool section = seed % 2;
            text.size = wrapped.size = 0;
            grammar_document(seed, &text);
            if (rowan_slice_trim(rowan_buffer_slice(&text)).size == 0 ||
                (section && (memmem(text.data, text.size, "]]>", 3) || memchr(text.data, '\r', text.size))))
                continue;
            wrap(&wrapped, rowan_buffer_slice(&text), section);
            compare(&alone, &within, terminated(&text), terminated(&wrapped), seed);
        }
        rowan_buffer_clear(&text);
        rowan_buffer_clear(&wrapped);
        end(&alone);
        end(&within);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_selects), cmocka_unit_test(test_many),   cmocka_unit_test(test_messages),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_places), cmocka_unit_test(test_as_alone),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
