/*
 * What of a document is kept for which paths, no more and no less: the tree as text, where a name that no
 * path uses is "-", a string-value that is kept stands in brackets and an attribute behind @.
 */
#include "unit.h"

#include <libxml/parser.h>

#include "base/buffer.h"
#include "xml/automaton.h"
#include "xml/parser.h"
#include "xml/projection.h"
#include "xml/select.h"

struct fixture {
    struct rowan_arena arena;
    struct rowan_qname_table *names;
    struct rowan_path_scope scope;
    struct rowan_projection *projection;
    struct rowan_parser *parser;
    struct rowan_buffer out;
};

static struct fixture *new_fixture(void)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->names = rowan_qname_table_new();
    f->scope = (struct rowan_path_scope){&f->arena, f->names, NULL, 0};
    f->projection = rowan_projection_new();
    return f;
}

static void free_fixture(struct fixture *f)
{
    rowan_parser_free(f->parser);
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    rowan_arena_clear(&f->arena);
    rowan_buffer_clear(&f->out);
    free(f);
}

static struct rowan_path *read_path(struct fixture *f, const char *text)
{
    struct rowan_path *path = NULL;
    struct rowan_error err;

    if (rowan_path_parse(&path, text, &f->scope, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    return path;
}

static struct rowan_node_set *add(struct fixture *f, const struct rowan_node_set *from, const char *path,
                                  bool value)
{
    struct rowan_node_set *places = rowan_projection_add(f->projection, from, read_path(f, path), value);

    assert_non_null(places);
    return places;
}

static const struct rowan_document *parse(struct fixture *f, const char *text)
{
    const struct rowan_document *document = NULL;
    struct rowan_error err;

    if (!f->parser)
        assert_int_equal(rowan_parser_new(&f->parser, f->projection, f->names, NULL, &err), ROWAN_OK);
    if (rowan_parser_text(f->parser, rowan_slice_of(text), &document, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    return document;
}

static void print_children(struct fixture *f, const struct rowan_document *document,
                           const struct rowan_node *node);

static void print_node(struct fixture *f, const struct rowan_document *document,
                       const struct rowan_node *node)
{
    struct rowan_slice value = rowan_node_text(document, node);

    if (node->kind == ROWAN_NODE_TEXT) {
        rowan_buffer_format(&f->out, "'%.*s'", (int)value.size, value.data);
        return;
    }
    rowan_buffer_append_slice(&f->out, node->name ? rowan_qname_table_local(f->names, node->name) : "-");
    if (node->has_text)
        rowan_buffer_format(&f->out, "[%.*s]", (int)value.size, value.data);
    for (const struct rowan_node *a = node->attributes; a; a = a->next) {
        value = rowan_node_text(document, a);
        rowan_buffer_format(&f->out, "@%s=%.*s", a->name ? rowan_qname_table_local(f->names, a->name) : "-",
                            (int)value.size, value.data);
    }
    print_children(f, document, node);
}

static void print_children(struct fixture *f, const struct rowan_document *document,
                           const struct rowan_node *node)
{
    const char *separator = "(";

    for (const struct rowan_node *c = node->first; c; c = c->next, separator = " ") {
        rowan_buffer_append_slice(&f->out, separator);
        print_node(f, document, c);
    }
    if (node->first)
        rowan_buffer_append_char(&f->out, ')');
}

static const char *printed(struct fixture *f, const struct rowan_document *document)
{
    f->out.size = 0;
    print_children(f, document, document->root);
    return rowan_buffer_string(&f->out);
}

static const char sample[] =
    "<r x='1' y='2'><a x='3'>A<b y='4'>B</b>C</a><a><c><b>D</b></c></a><d>E<e><a x='5'/></e></d></r>";

static void test_one_path(void **state)
{
    static const struct {
        const char *path;
        bool value;
        const char *kept;
    } rows[] = {
        {"/r", false, "(r)"},
        {"/r", true, "(r[ABCDE])"},
        {"/none", true, ""},
        {"/", true, ""},
        {"/r/@x", true, "(r@x=1)"},
        {"/r/@z", true, ""},
        {"/r/@*", true, "(r@-=1@-=2)"},
        {"/*/@x", true, "(-@x=1)"},
        {"/r/a", false, "(r(a a))"},
        {"/r/a", true, "(r(a[ABC] a[D]))"},
        {"/r/a/@x", true, "(r(a@x=3))"},
        {"/r/a/b", true, "(r(a(b[B])))"},
        {"/r/a/text()", true, "(r(a('A' 'C')))"},
        {"/r/d/e/a", false, "(r(d(e(a))))"},
        {"/r/*/b", true, "(r(-(b[B])))"},
        {"//b", true, "(-(-(b[B]) -(-(b[D]))))"},
        {"//@y", true, "(-@y=2(-(-@y=4)))"},
        {"/r//a/@x", true, "(r(a@x=3 -(-(a@x=5))))"},
        {"/r/a[@x]", false, "(r(a@x=3 a))"},
        {"/r/a[b = 'B']/@x", true, "(r(a@x=3(b[B]) a))"},
        {"/r/a[b]/@x", true, "(r(a@x=3(b) a))"},
        {"/r/a[not(c/b)]/@x", true, "(r(a@x=3 a(c(b))))"},
        {"/r/a[count(c/b) > 0]", false, "(r(a a(c(b))))"},
        {"/r/a[contains(., 'D')]/c", false, "(r(a[ABC] a[D](c)))"},
        {"/r/a[../@y = 2]/@x", true, "(r@y=2(a@x=3 a))"},
        {"/r/a/@x[../b = 'B']", true, "(r(a@x=3(b[B])))"},
        {"/r/a/text()[../@x = 3]", true, "(r(a@x=3('A' 'C')))"},
        {"/r/a[/r/d = 'E']/b", true, "(r(a(b[B]) a d[E]))"},
        {"/r/d/..", false, "(r(d))"},
        {"/r/a/../d", true, "(r(a a d[E]))"},
        {"/r/./d/.", true, "(r(d[E]))"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fixture *f = new_fixture();
        const char *kept;
        add(f, rowan_projection_root(f->projection), rows[i].path, rows[i].value);
        kept = printed(f, parse(f, sample));
        if (strcmp(kept, rows[i].kept) != 0)
            fail_msg("%s keeps %s, not %s", rows[i].path, kept, rows[i].kept);
        free_fixture(f);
    }
}

static void test_paths_together(void **state)
{
    struct fixture *f = new_fixture();
    struct rowan_node_set *root = rowan_projection_root(f->projection);
    struct rowan_node_set *rows = add(f, root, "/r/a", false);

    (void)state;
    add(f, rows, "@x", true);
    add(f, rows, "c/b", true);
    add(f, rows, "../@x", true);
    add(f, root, "//e/a/@x", true);
    assert_string_equal(printed(f, parse(f, sample)), "(r@x=1(a@x=3 a(c(b[D])) -(e(a@x=5))))");
    assert_string_equal(printed(f, parse(f, "<r><e/><a/></r>")), "(r(a))");
    assert_string_equal(printed(f, parse(f, "<q/>")), "");
    free_fixture(f);
}

/* What only led to others is gone, and what comes after it is in its place. */
static void test_idle_elements(void **state)
{
    struct fixture *f = new_fixture();
    const struct rowan_document *document;

    (void)state;
    add(f, rowan_projection_root(f->projection), "/r/a/b/@x", true);
    document = parse(f, "<r><a/><a><b/></a><a><b x='1'/><b/></a><a/><a><b x='2'/></a><a/></r>");
    assert_string_equal(printed(f, document), "(r(a(b@x=1) a(b@x=2)))");
    assert_int_equal(document->nodes, 7);
    assert_ptr_equal(document->root->first->first->next->parent, document->root->first);
    assert_null(document->root->first->first->next->next);
    free_fixture(f);
}

static void test_lines(void **state)
{
    struct fixture *f = new_fixture();
    const struct rowan_document *document;
    const struct rowan_node *r;

    (void)state;
    add(f, rowan_projection_root(f->projection), "/r/a/text()", true);
    add(f, rowan_projection_root(f->projection), "/r/a/@x", true);
    document = parse(f, "<?xml version='1.0'?>\n<r>\n\n<a\n x='1'>x\r\ny\r</a></r>");
    r = document->root->first;
    assert_int_equal(rowan_document_line(document, r->first), 5);
    assert_int_equal(rowan_document_line(document, r->first->attributes), 5);
    assert_int_equal(rowan_document_line(document, r), 2);
    assert_int_equal(rowan_document_line(document, r->first->first), 5);
    free_fixture(f);
}

/* Elements that // passes by take no room: a small ceiling is enough for a large document. */
static void test_passed_by(void **state)
{
    struct fixture *f = new_fixture();
    struct rowan_limits limits = {.tree_bytes = 100000};
    struct rowan_buffer text = {0};
    const struct rowan_document *document;
    struct rowan_error err;

    (void)state;
    add(f, rowan_projection_root(f->projection), "//last/@x", true);
    assert_int_equal(rowan_parser_new(&f->parser, f->projection, f->names, &limits, &err), ROWAN_OK);
    rowan_buffer_append_slice(&text, "<r>");
    for (int i = 0; i < 100000; i++)
        rowan_buffer_append_slice(&text, "<a><b/><c>t</c></a>");
    rowan_buffer_append_slice(&text, "<last x='1'/></r>");
    if (rowan_parser_text(f->parser, terminated(&text), &document, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    assert_string_equal(printed(f, document), "(-(last@x=1))");
    rowan_buffer_clear(&text);
    free_fixture(f);
}

/* Names added after the parser was made are no names of its projection. */
static void test_later_names(void **state)
{
    struct fixture *f = new_fixture();
    char name[20];

    (void)state;
    add(f, rowan_projection_root(f->projection), "/r/a/@x", true);
    assert_string_equal(printed(f, parse(f, "<r><a x='1'/></r>")), "(r(a@x=1))");
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "late%d", i);
        rowan_qname_table_add(f->names, rowan_slice_of(""), rowan_slice_of(name));
    }
    assert_string_equal(printed(f, parse(f, "<r late999='2'><late998 x='3'/><a x='1' late997='4'/></r>")),
                        "(r(a@x=1))");
    free_fixture(f);
}

/* One state per set of the last 24 steps: documents could make 2^24 of them. */
static void test_too_many_states(void **state)
{
    struct fixture *f = new_fixture();
    struct rowan_buffer text = {0};
    const struct rowan_document *document;
    struct rowan_error err;
    uint64_t rng = 1;

    (void)state;
    add(f, rowan_projection_root(f->projection), "//a/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/@x",
        true);
    rowan_buffer_append_slice(&text, "<r>");
    for (int i = 0; i < 20000; i++) {
        for (int k = 0; k < 24; k++)
            rowan_buffer_append_slice(&text, (rng = rng * 6364136223846793005u + 1) >> 63 ? "<a>" : "<b>");
        rng ^= (uint64_t)i << 40;
        text.size -= 24 * 3;
        for (int k = 0; k < 24; k++)
            text.data[text.size + (size_t)k * 3 + 1] = (rng >> (20 + k)) & 1 ? 'a' : 'b';
        text.size += 24 * 3;
        for (int k = 23; k >= 0; k--)
            rowan_buffer_format(&text, "</%c>", (rng >> (20 + k)) & 1 ? 'a' : 'b');
    }
    rowan_buffer_append_slice(&text, "</r>");
    assert_int_equal(rowan_parser_new(&f->parser, f->projection, f->names, NULL, &err), ROWAN_OK);
    assert_int_equal(rowan_parser_text(f->parser, terminated(&text), &document, &err), ROWAN_DOCUMENT);
    assert_string_equal(err.message, "line 1: the document has too many combinations of the mapping's paths");
    assert_string_equal(printed(f, parse(f, "<a/>")), "");
    rowan_buffer_clear(&text);
    free_fixture(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_path),        cmocka_unit_test(test_paths_together),
        cmocka_unit_test(test_idle_elements),   cmocka_unit_test(test_lines),
        cmocka_unit_test(test_passed_by),       cmocka_unit_test(test_later_names),
        cmocka_unit_test(test_too_many_states),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
