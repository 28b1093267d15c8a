/*
 * XPath on libxml2's tree: the results of each kind, one document after another, limits; and that an
 * expression that passes the check never meets a name that is not there.
 */
#include <libxml/parser.h>

#include "base/buffer.h"
#include "xml/parser.h"
#include "xml/random_document.h"
#include "xml/xpath.h"
#include "xml/xpath_words.h"

#define SOUPS 100000

static const struct rowan_namespace namespaces[] = {{"p", "urn:p", false}, {"q", "urn:q?x=1&y=2", false}};

struct fixture {
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_parser *parser;
    struct rowan_xpath *xpath;
    const struct rowan_document *document;
    const struct rowan_node *node; /* the document's element */
    struct rowan_error err;
};

/* Nothing but the document's element is kept. */
static struct fixture *new_fixture(size_t expressions)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct rowan_arena arena = {0};
    struct rowan_path_scope scope;
    struct rowan_node_set *ends;
    struct rowan_path *path;

    f->names = rowan_qname_table_new();
    f->projection = rowan_projection_new();
    scope = (struct rowan_path_scope){&arena, f->names, NULL, 0};
    assert_ok(rowan_path_parse(&path, "/*", &scope, &f->err), f->err);
    ends = rowan_projection_add(f->projection, rowan_projection_root(f->projection), path, false);
    assert_true(rowan_projection_locate(f->projection, ends));
    assert_ok(rowan_parser_new(&f->parser, f->projection, f->names, NULL, &f->err), f->err);
    assert_ok(rowan_xpath_new(&f->xpath, namespaces, COUNT(namespaces), expressions, &f->err), f->err);
    rowan_arena_clear(&arena);
    return f;
}

static void free_fixture(struct fixture *f)
{
    rowan_xpath_free(f->xpath);
    rowan_parser_free(f->parser);
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    free(f);
}

static void read_document(struct fixture *f, struct rowan_slice text)
{
    rowan_xpath_forget(f->xpath);
    assert_ok(rowan_parser_text(f->parser, text, &f->document, &f->err), f->err);
    f->node = f->document->root->first;
}

static const char *text_of(struct fixture *f, size_t i)
{
    struct rowan_slice text;

    assert_ok(rowan_xpath_text(f->xpath, i, &text, &f->err), f->err);
    assert_int_equal(text.size, strlen(text.data));
    return text.data;
}

/* ---- results ---- */

static const char sample[] =
    "<r xmlns:p='urn:p' xmlns:z='urn:q?x=1&amp;y=2'><a n='1'>x</a><!--c--><a n='2'>y<b>z</b></a><p:a>P</p:a>"
    "<z:a>Q</z:a><?i d?></r>";

static const struct {
    const char *expression, *result;
} rows[] = {
    {"a[2]", "yz"},
    {"p:a", "P"},
    {"q:a", "Q"},
    {"@none", NULL},
    {"comment()", "c"},
    {"processing-instruction('i')", "d"},
    {"name(.)", "r"},
    {"name(/*)", "r"},
    {"(a|p:a)[last()]", "P"},
    {"a[last()]/preceding::a/@n", "1"},
    {"string()", "xyzPQ"},
    {"''", ""},
    {"1 = 1", "true"},
    {"not(a)", "false"},
    {"boolean(a[9])", "false"},
    {"count(//node())", "13"},
    {"count(namespace::*)", "3"},
    {"0.1 + 0.2", "0.30000000000000004"},
    {"1 div 3", "0.3333333333333333"},
    {"100", "100"},
    {"-0", "0"},
    {"1 div 0", "Infinity"},
    {"-1 div 0", "-Infinity"},
    {"0 div 0", "NaN"},
    {"12345678901.5", "12345678901.5"},
    {"2251799813685249.5", "2251799813685249.5"},
    {"9007199254740993", "9007199254740992"},
    {"0.000001 * 0.1", "0.0000001"},
    {"1000000 * 1000000 * 1000000", "1000000000000000000"},
    {"round(2.5) + 0.25", "3.25"},
};

static void test_results(void **state)
{
    struct fixture *f = new_fixture(COUNT(rows));

    (void)state;
    read_document(f, rowan_slice_of(sample));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(rowan_xpath_check(rows[i].expression, namespaces, COUNT(namespaces), &f->err), f->err);
        assert_ok(rowan_xpath_run(f->xpath, i, rows[i].expression, f->document, f->node, &f->err), f->err);
        assert_int_equal(rowan_xpath_count(f->xpath), rows[i].result ? 1 : 0);
        if (rows[i].result)
            assert_string_equal(text_of(f, 0), rows[i].result);
    }
    free_fixture(f);
}

static void test_nodes_in_order(void **state)
{
    static const char *const wanted[] = {"x", "yz", "z", "P"};
    struct fixture *f = new_fixture(1);

    (void)state;
    read_document(f, rowan_slice_of(sample));
    assert_ok(rowan_xpath_run(f->xpath, 0, "p:a | a/b | a", f->document, f->node, &f->err), f->err);
    assert_int_equal(rowan_xpath_count(f->xpath), COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_string_equal(text_of(f, i), wanted[i]);
    free_fixture(f);
}

static void test_documents(void **state)
{
    static const struct {
        const char *text, *result;
    } documents[] = {
        {"<a>1</a>", "1"}, {"<b><a>2</a></b>", "2"}, {"<a><![CDATA[3]]>&#51;</a>", "33"}, {"<a/>", ""}};
    struct fixture *f = new_fixture(1);

    (void)state;
    for (size_t i = 0; i < 100; i++) {
        read_document(f, rowan_slice_of(documents[i % COUNT(documents)].text));
        for (int again = 0; again < 2; again++) {
            assert_ok(rowan_xpath_run(f->xpath, 0, "//a", f->document, f->node, &f->err), f->err);
            assert_string_equal(text_of(f, 0), documents[i % COUNT(documents)].result);
        }
    }
    free_fixture(f);
}

static void test_line(void **state)
{
    static const char *const lines[][2] = {
        {"a", "a"},
        {"  a\n\t[ 1 ]  ", "a [ 1 ]"},
        {" concat( 'a  b' ,\n\"c\n'd\" ) ", "concat( 'a  b' , \"c\n'd\" )"},
        {"'open  ", "'open  "},
    };
    char out[80];

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        rowan_xpath_line(lines[i][0], out);
        assert_string_equal(out, lines[i][1]);
    }
}

/* ---- limits ---- */

static void test_tree_limit(void **state)
{
    struct fixture *f = new_fixture(1);
    struct rowan_buffer text = {0};

    (void)state;
    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 0; i < 2000000; i++)
        rowan_buffer_append_slice(&text, "<a b=''/>");
    rowan_buffer_append_slice(&text, "</a>");
    read_document(f, terminated(&text));
    assert_int_equal(rowan_xpath_run(f->xpath, 0, "a", f->document, f->node, &f->err), ROWAN_DOCUMENT);
    assert_string_equal(f->err.reason, "limit");
    assert_string_equal(f->err.message,
                        "a tree for xpath has at most 4000000 elements, attributes and comments; this "
                        "document has 4000001");
    rowan_buffer_clear(&text);
    free_fixture(f);
}

/* What one expression used up is lacking for the next, but not for the next document. */
static void test_steps(void **state)
{
    static const char slow[] = "count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])";
    struct fixture *f = new_fixture(2);
    struct rowan_buffer text = {0};

    (void)state;
    rowan_buffer_append_slice(&text, "<a>");
    for (int i = 0; i < 300; i++)
        rowan_buffer_append_slice(&text, "<a/>");
    rowan_buffer_append_slice(&text, "</a>");
    read_document(f, terminated(&text));
    assert_int_equal(rowan_xpath_run(f->xpath, 0, slow, f->document, f->node, &f->err), ROWAN_DOCUMENT);
    assert_string_equal(f->err.message, "more than 100 million steps in this document");
    assert_string_equal(f->err.reason, "limit");
    assert_int_equal(rowan_xpath_run(f->xpath, 1, "a", f->document, f->node, &f->err), ROWAN_DOCUMENT);
    read_document(f, rowan_slice_of("<a><a/><a/></a>"));
    assert_ok(rowan_xpath_run(f->xpath, 0, slow, f->document, f->node, &f->err), f->err);
    assert_string_equal(text_of(f, 0), "3");
    rowan_buffer_clear(&text);
    free_fixture(f);
}

/* ---- what passes the check ---- */

static const char *const tokens[] = {
    "a",          "*",
    "@n",         "p:a",
    "p:*",        "x:a",
    ".",          "..",
    "/",          "//",
    "[",          "]",
    "(",          ")",
    ",",          "|",
    "+",          "-",
    "=",          "!=",
    "<=",         "and",
    "or",         "div",
    "mod",        "$v",
    "'t'",        "\"",
    "1",          ".5",
    "1.",         "::",
    "child::",    "attribute::n",
    "ancestor::", "self::node()",
    "text()",     "comment()",
    "last()",     "position()",
    "count(",     "id(",
    "concat(",    "string(",
    "not(",       "sum(",
    "substring(", "lang(",
    "current(",   "document(",
    "p:f(",       "and(",
    "a-b",        "\xC3\xA9",
    " ",          "\n",
    "#",          "processing-instruction(",
};

static void soup(uint64_t *rng, struct rowan_buffer *out)
{
    size_t count = 1 + below(rng, 9);

    out->size = 0;
    for (size_t i = 0; i < count; i++) {
        rowan_buffer_append_slice(out, PICK(rng, tokens));
        if (chance(rng, 50))
            rowan_buffer_append_char(out, ' ');
    }
    rowan_buffer_string(out);
}

/* Only the types of what is calculated may surprise, where there are nodes that the check did not have. */
static void test_soups(void **state)
{
    struct rowan_buffer text = {0};
    uint64_t rng = 1;
    size_t passed = 0;

    (void)state;
    for (int i = 0; i < SOUPS; i++) {
        struct fixture *f;
        enum rowan_status st;
        struct rowan_error err;
        soup(&rng, &text);
        st = rowan_xpath_check(text.data, namespaces, COUNT(namespaces), &err);
        if (st != ROWAN_OK) {
            assert_int_equal(st, ROWAN_MAPPING);
            continue;
        }
        passed++;
        f = new_fixture(1);
        read_document(f, rowan_slice_of(sample));
        st = rowan_xpath_run(f->xpath, 0, text.data, f->document, f->node, &f->err);
        if (st != ROWAN_OK && strncmp(f->err.message, "Invalid type", 12) != 0)
            fail_msg("%s: %s", text.data, f->err.message);
        free_fixture(f);
    }
    assert_in_range(passed, SOUPS / 50, SOUPS);
    rowan_buffer_clear(&text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),    cmocka_unit_test(test_nodes_in_order),
        cmocka_unit_test(test_documents),  cmocka_unit_test(test_line),
        cmocka_unit_test(test_tree_limit), cmocka_unit_test(test_steps),
        cmocka_unit_test(test_soups),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
