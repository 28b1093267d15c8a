/* Two documents that are not the same: the first difference is found, and said where it is. */
#include "unit.h"

#include <libxml/parser.h>

#include "xml/document_difference.h"
#include "xml/parser.h"

struct reading {
    struct rowan_parser *parser;
    const struct rowan_document *document;
};

struct fixture {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_projection *projection; /* NULL: everything is kept, but nothing is located */
    struct rowan_buffer texts[2];
    struct reading readings[2];
};

static void locate_all(struct fixture *f)
{
    static const char *const wanted[] = {"//*/@*", "//text()"};
    struct rowan_path_scope scope = {&f->arena, f->names, NULL, 0};
    struct rowan_node_set *root;
    struct rowan_path *path;

    f->projection = rowan_projection_new();
    root = rowan_projection_root(f->projection);
    for (size_t i = 0; i < COUNT(wanted); i++) {
        assert_int_equal(rowan_path_parse(&path, wanted[i], &scope, NULL), ROWAN_OK);
        assert_non_null(rowan_projection_add(f->projection, root, path, true));
    }
    assert_int_equal(rowan_path_parse(&path, "//*", &scope, NULL), ROWAN_OK);
    assert_true(
        rowan_projection_locate(f->projection, rowan_projection_add(f->projection, root, path, true)));
}

static void read_text(struct fixture *f, int i, const char *text)
{
    struct reading *r = &f->readings[i];
    struct rowan_error err;

    rowan_buffer_append_slice(&f->texts[i], text);
    assert_ok(rowan_parser_new(&r->parser, f->projection, f->names, NULL, &err), err);
    assert_ok(rowan_parser_text(r->parser, terminated(&f->texts[i]), &r->document, &err), err);
}

static void close_fixture(struct fixture *f)
{
    for (int i = 0; i < 2; i++) {
        rowan_parser_free(f->readings[i].parser);
        rowan_buffer_clear(&f->texts[i]);
    }
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    rowan_arena_clear(&f->arena);
}

/* Both ways round: neither document may be walked alone. */
static void compare(const char *a, const char *b, bool located, char *out, char *back)
{
    struct fixture f = {.names = rowan_qname_table_new()};
    bool differs, again;

    if (located)
        locate_all(&f);
    read_text(&f, 0, a);
    read_text(&f, 1, b);
    strcpy(out, "");
    differs = rowan_document_differs(f.readings[0].document, f.readings[1].document, f.names, out,
                                     ROWAN_DIFFERENCE_MAX);
    again = rowan_document_differs(f.readings[1].document, f.readings[0].document, f.names, back,
                                   ROWAN_DIFFERENCE_MAX);
    assert_int_equal(differs, again);
    assert_int_equal(differs, out[0] != '\0');
    close_fixture(&f);
}

static void test_differences(void **state)
{
    static const struct {
        const char *a, *b;
        bool located;
        const char *difference;
    } cases[] = {
        {"<a/>", "<b/>", false, "name of the document of 1 and 1 bytes, from byte 0: \"a\" and \"b\""},
        {"<a xmlns='u'/>", "<a/>", false,
         "namespace of the document of 1 and 0 bytes, from byte 0: \"u\" and \"\""},
        {"<a>one</a>", "<a>two</a>", false, "characters of 3 and 3 bytes, from byte 0: \"one\" and \"two\""},
        {"<a><b/></a>", "<a><c/></a>", false, "line 1, element b (node 2): the other's name is c"},
        {"<a><b>t</b></a>", "<a>t<b/></a>", false,
         "line 1, element b (node 2): the other's name is of no path"},
        {"<a><b>t</b>u</a>", "<a><b>tu</b></a>", false,
         "line 1, element b (node 2): end among the characters: 1 and 2"},
        {"<a><b/></a>", "<a>\n<b/></a>", true,
         "characters of 0 and 1 bytes, from byte 0: \"\" and \"\\x0A\""},
        {"<a><b/></a>", "<a\n><b/></a>", true, "line 1, element of no path (node 1): offset: 2 and 3"},
        {"<a x='1'/>", "<a x='2'/>", false,
         "line 1, attribute x (node 2): value of 1 and 1 bytes, from byte 0: "
         "\"1\" and \"2\""},
        {"<a x='1'/>", "<a y='1'/>", false, "line 1, attribute x (node 2): the other's name is y"},
        {"<a x='1'/>", "<a      />", false, "line 1, element a (node 1): an attribute is only in the first"},
        {"<a/>", "<a><b/></a>", false, "line 1, element a (node 1): a child is only in the second"},
        {"<a><b/><c/></a>", "<a><b/></a>", false,
         "line 1, element b (node 2): an element or text behind it is only in the first"},
        {"<a><b/></a>", "<a><b/></a >", true,
         "line 1, element of no path (node 1): end in the text: 11 and 12"},
        {"<a ><b/></a>", "<a><b/> </a>", true, "characters of 0 and 1 bytes, from byte 0: \"\" and \" \""},
        {"<a><!----><b  /></a>", "<a><!-- --><b /></a>", true,
         "line 1, element of no path (node 2): begin in the text: 10 and 11"},
        {"<a xmlns:p='u'/>", "<a xmlns:p='v'/>", true,
         "line 1, element of no path (node 1): namespace of 1 and 1 bytes, from byte 0: \"u\" and \"v\""},
        {"<a xmlns:p='u'/>", "<a xmlns:q='u'/>", true,
         "line 1, element of no path (node 1): prefix of 1 and 1 bytes, from byte 0: \"p\" and \"q\""},
        {"<a xmlns:p='u'/>", "<a x      ='u'/>", true,
         "line 1, element of no path (node 1): in it: other numbers of namespaces"},
        {"<a xmlns:p='u'><b            /></a>", "<a            ><b xmlns:p='u'/></a>", true,
         "line 1, element of no path (node 1): in it: other numbers of namespaces"},
        {"<a><!-- --></a>", "<a></a>", false, "attributes, namespaces, comments and instructions: 1 and 0"},
        {"<a><!--1--></a>", "<a><!--2--></a>", false,
         "text of 15 and 15 bytes, from byte 0: \"<a><!--1--></a>\" and \"<a><!--2--></a>\""},
    };
    char found[ROWAN_DIFFERENCE_MAX], back[ROWAN_DIFFERENCE_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        compare(cases[i].a, cases[i].b, cases[i].located, found, back);
        assert_string_equal(found, cases[i].difference);
    }
}

static void test_the_same(void **state)
{
    static const char text[] =
        "<?xml version='1.0'?>\n<a xmlns='u' xmlns:p='v' x='1' p:x='&lt;2'><b>t<![CDATA[<]]>u"
        "</b><!-- c --><p:c xmlns:p='w'/>\n<?i?><d/>e</a>";
    char found[ROWAN_DIFFERENCE_MAX], back[ROWAN_DIFFERENCE_MAX];

    (void)state;
    compare(text, text, false, found, back);
    assert_string_equal(found, "");
    compare(text, text, true, found, back);
    assert_string_equal(found, "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
