/*
 * What the scanner accepts libxml2 accepts, and makes the same document of: rows that must be accepted, rows
 * that must be declined, and random documents with random damage, each read both ways.
 */
#include "unit.h"

#include <libxml/parser.h>

#include "base/buffer.h"
#include "random_document.h"
#include "xml/document_difference.h"
#include "xml/parser.h"
#include "xml/scan_names.h"
#include "xml/scan_runs.h"

#define ROUNDS 20000

struct fixture {
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_arena arena;
    struct rowan_parser *scanner, *libxml2;
    uint64_t accepted, declined;
};

static void add(struct fixture *f, const char *text, bool locate)
{
    struct rowan_path_scope scope = {&f->arena, f->names, NULL, 0};
    struct rowan_path *path;
    struct rowan_node_set *set;

    assert_int_equal(rowan_path_parse(&path, text, &scope, NULL), ROWAN_OK);
    set = rowan_projection_add(f->projection, rowan_projection_root(f->projection), path, true);
    assert_non_null(set);
    if (locate)
        assert_true(rowan_projection_locate(f->projection, set));
}

/* paths: 0 everything is kept, 1 some paths, 2 with their places. */
static struct fixture *new_fixture(int paths)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct rowan_limits scanner = {.way = ROWAN_XML_SCANNER}, libxml2 = {.way = ROWAN_XML_LIBXML2};

    f->names = rowan_qname_table_new();
    if (paths) {
        f->projection = rowan_projection_new();
        add(f, "//a/@x", paths == 2);
        add(f, "//b/text()", false);
        add(f, "//a[b]", paths == 2);
        add(f, "/a/a/a/@*", false);
    }
    assert_int_equal(rowan_parser_new(&f->scanner, f->projection, f->names, &scanner, NULL), ROWAN_OK);
    assert_int_equal(rowan_parser_new(&f->libxml2, f->projection, f->names, &libxml2, NULL), ROWAN_OK);
    return f;
}

static void free_fixture(struct fixture *f)
{
    rowan_parser_free(f->scanner);
    rowan_parser_free(f->libxml2);
    rowan_projection_free(f->projection);
    rowan_qname_table_free(f->names);
    rowan_arena_clear(&f->arena);
    free(f);
}

/* Whether the scanner accepted it. */
static bool compare(struct fixture *f, struct rowan_slice text)
{
    const struct rowan_document *a = NULL, *b = NULL;
    uint64_t before = rowan_parser_counts(f->scanner)->accepted;
    struct rowan_error one = {0}, two = {0};
    enum rowan_status st = rowan_parser_text(f->scanner, text, &a, &one);
    char out[ROWAN_DIFFERENCE_MAX];

    if (rowan_parser_text(f->libxml2, text, &b, &two) != st)
        fail_msg("%s, %s: %.*s", one.message, two.message, (int)text.size, text.data);
    if (st == ROWAN_OK && rowan_document_differs(a, b, f->names, out, sizeof out))
        fail_msg("%s: %.*s", out, (int)text.size, text.data);
    if (st != ROWAN_OK)
        assert_string_equal(one.message, two.message);
    return rowan_parser_counts(f->scanner)->accepted > before;
}

static const char *const accepted[] = {
    "<a/>",
    "<a></a>",
    "<?xml version='1.0'?><a/>",
    "<?xml version = \"1.0\"  encoding = 'utf-16' standalone = 'no' ?>\n<a/>\n",
    "<?xml version='1.0' standalone='yes'?><a/>",
    "<!-- x --><?p?><?xml-stylesheet href='x'?><a/><!-- -x- --><?q r s?> ",
    "<a x='1' y=\"2\" z = '3'\n/>",
    "<a x='&#10;&amp;&lt;&#x41;\xC3\xA9>\t\r\n\r\"'/>",
    "<a>x&amp;&#13;&gt;y\r\nz\r\r\n</a >",
    "<a>]] ] ]>]<![CDATA[<&]]]]><![CDATA[\r\n\r]]>x<![CDATA[]]></a>",
    "<?oasis-xml-catalog catalog='u:x'?><a/>",
    "<a>x<!-- \xC3\xA9 -->y<?p i?>z<b/>u</a>",
    "<a xmlns='urn:a' xmlns:p='urn:p'><p:b p:x='1' x='2'/><b xmlns=''><c/></b></a>",
    "<p:a xmlns:p='urn:1'><p:a xmlns:p='urn:2'/><p:a/></p:a>",
    "<a p:x='1' xmlns:p='urn:p'/>",
    "<a xml:lang='en' xml:space='preserve'><xml:b/></a>",
    "<\xC3\xA9l\xC3\xA9ment \xCE\xB1='1'/>",
    "<a>\x7F\xC2\x80\xEF\xBF\xBD\xF0\x9F\x98\x80\xF4\x8F\xBF\xBF</a>",
    "\xEF\xBB\xBF<a>\xEF\xBB\xBF</a>",
    "<averyveryverylongnamethatislongerthansixteen averyveryverylongnamethatislongerthansixteem=''/>",
    "<a><b/> <b/>\n<b>1</b></a>",
    ("<a x='\xC3\xA9\xD0\x96x\xF0\x9F\x98\x80'>\xD0\x96\xC3\xA9\xE6\x97\xA5 "
     "\xD0\x96]\xD0\x96&amp;\xD0\x96</a>"),
    "<xmlns xmlns='u' x='1'></xmlns >",
    "<a p:xmlns='u' xmlns:p='v' p:xml=''/>",
    "<XMLNS:a xmlns:XMLNS='u'/>",
    "<a><!----><!-->--><!-- -\xC3\xA9--><!--a\r-\r--><?p ?\?><?p\r\n?></a>",
    "<a xml:id='1' xml:lang='@' xml:space='x'/>",
    "<a x='&#38;#60;&amp;#38;&#13;&#10;\r\n'>&#38;amp;&amp;#38;\r&#10;</a>",
    "<a xmlns='u:%41'><b xmlns='#'/><b xmlns='rel/ative'/></a>",
};

static const char *const declined[] = {
    "",
    "<",
    "<a",
    "<a>",
    "<a/",
    "<a/ >",
    "<a></b>",
    "<a></a",
    "<a></aa>",
    "<a><aa></a></aa>",
    "<a/><b/>",
    "<a/>x",
    "x<a/>",
    " <?xml version='1.0'?><a/>",
    "<?xml version='1.1'?><a/>",
    "<?xml version='1.0'encoding='x'?><a/>",
    "<?xml version='1.0' standalone='yes' encoding='x'?><a/>",
    "<?xml version='1.0' encoding='8859'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>",
    "<?XML x?><a/>",
    "<a><?xml x?></a>",
    "<?p:q?><a/>",
    "<?p!x?><a/>",
    "<!DOCTYPE a><a/>",
    "<!-- -- --><a/>",
    "<!-- x ---><a/>",
    "<!-- x <a/>",
    "<a><![CDATA[x]]</a>",
    "<![CDATA[x]]><a/>",
    "<a>]]></a>",
    "<a>\x01</a>",
    "<a>\xC3</a>",
    "<a>\xC3\xA9\xC3</a>",
    "<a x='\xD0\x96\xED\xA0\x80'/>",
    "<a>\xD0\x96\x01</a>",
    "<a>\xC0\x80</a>",
    "<a>\xE0\x80\x80</a>",
    "<a>\xED\xA0\x80</a>",
    "<a>\xEF\xBF\xBE</a>",
    "<a>\xF0\x80\x80\x80</a>",
    "<a>\xF4\x90\x80\x80</a>",
    "<a>&b;</a>",
    "<a>&amp</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#X41;</a>",
    "<a>&#0;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFF;</a>",
    "<a>&#x110000;</a>",
    "<a x='1'y='2'/>",
    "<a x/>",
    "<a x=1/>",
    "<a x='<'/>",
    "<a x='1' x='2'/>",
    "<a x='&b;'/>",
    "<a x='\x02'/>",
    "<a x='1",
    "<1/>",
    "<-a/>",
    "<a:/>",
    "<:a/>",
    "<a:b:c xmlns:a='u'/>",
    "<\xC3\x97/>",
    "<a\xE2\x80\x83/>",
    "<p:a/>",
    "<a p:x=''/>",
    "<a xmlns:p=''/>",
    "<a xmlns:p='u' xmlns:q='u' p:x='' q:x=''/>",
    "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
    "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
    "<a xmlns:xmlns='u'/>",
    "<xmlns:a xmlns:a='u'/>",
    "<a xmlns='a b'/>",
    "<a xmlns='a&amp;b'/>",
    "<a xmlns:p='u'><b xmlns:p='v'/></a><p:c/>",
    "<a><b xmlns:p='v'/><p:c/></a>",
};

static void test_accepted(void **state)
{
    (void)state;
    for (int paths = 0; paths < 3; paths++) {
        struct fixture *f = new_fixture(paths);
        for (size_t i = 0; i < COUNT(accepted); i++)
            if (!compare(f, rowan_slice_of(accepted[i])))
                fail_msg("declined: %s", accepted[i]);
        free_fixture(f);
    }
}

static void test_declined(void **state)
{
    struct fixture *f = new_fixture(0);

    (void)state;
    for (size_t i = 0; i < COUNT(declined); i++)
        if (compare(f, rowan_slice_of(declined[i])))
            fail_msg("accepted: %s", declined[i]);
    free_fixture(f);
}

/* Every beginning of a document is read to its end and no further: each is a piece of memory of its own. */
static void test_beginnings(void **state)
{
    struct fixture *f = new_fixture(0);

    (void)state;
    for (size_t i = 0; i < COUNT(accepted); i++)
        for (size_t size = 0; size <= strlen(accepted[i]); size++) {
            char *text = malloc(size + 1);
            memcpy(text, accepted[i], size);
            text[size] = '\0';
            compare(f, (struct rowan_slice){text, size});
            free(text);
        }
    free_fixture(f);
}

static void damage(struct rowan_buffer *text, uint64_t *rng)
{
    static const char *const pieces[] = {"<",          ">",
                                         "/",          "&",
                                         "]]>",        "--",
                                         "'",          "\"",
                                         "=",          " ",
                                         "\r\n",       "\r",
                                         "\t",         ":",
                                         "xmlns",      "\x01",
                                         "\xE9",       "\xC3\xA9",
                                         "&amp;",      "&#10;",
                                         "<!-- c -->", "<?p i?>",
                                         "<b/>",       "</a>",
                                         "<a>",        "p:",
                                         "<![CDATA[",  "xmlns:p='urn:p'",
                                         " x='1'",     "\xEF\xBF\xBE",
                                         "?>",         "\xC2\xB7"};
    uint32_t count = 1 + below(rng, 3);

    while (count-- > 0) {
        size_t at = below(rng, text->size);
        const char *piece = PICK(rng, pieces);
        struct rowan_buffer rest = {0};
        size_t cut = chance(rng, 50) ? 0 : 1 + below(rng, 4);
        if (at + cut > text->size)
            cut = text->size - at;
        rowan_buffer_append(&rest, text->data + at + cut, text->size - at - cut);
        text->size = at;
        if (chance(rng, 70))
            rowan_buffer_append_slice(text, piece);
        rowan_buffer_append(text, rest.data ? rest.data : "", rest.size);
        rowan_buffer_clear(&rest);
    }
}

static void test_random(void **state)
{
    const char *wish = getenv("ROWAN_SCANNER_ROUNDS");
    long rounds = wish ? atol(wish) : ROUNDS;
    uint64_t rng =
        getenv("ROWAN_PROPERTY_SEED") ? strtoull(getenv("ROWAN_PROPERTY_SEED"), NULL, 10) : 20260701;
    struct fixture *fixtures[3] = {new_fixture(0), new_fixture(1), new_fixture(2)};
    struct writer w = {.rng = &rng};
    long broken = 0;

    (void)state;
    for (long i = 0; i < rounds; i++) {
        bool harmed = i % 8 != 0;
        bool was_accepted;
        w.out.size = 0;
        w.elements = 0;
        write_element(&w, 1);
        if (harmed)
            damage(&w.out, &rng);
        rowan_buffer_string(&w.out);
        was_accepted = compare(fixtures[i % 3], rowan_buffer_slice(&w.out));
        broken += harmed && was_accepted;
        if (!harmed)
            assert_true(was_accepted);
    }
    assert_true(broken > rounds / 50);
    rowan_buffer_clear(&w.out);
    for (int i = 0; i < 3; i++)
        free_fixture(fixtures[i]);
}

/* All runs give what the plain ones give, wherever the byte that ends them is. */
static void test_runs(void **state)
{
    char text[80];
    const char *end = text + sizeof text - 1;

    (void)state;
    for (int byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < sizeof text - 1; at++) {
            memset(text, 'x', sizeof text - 1);
            text[sizeof text - 1] = '\0';
            text[at] = (char)byte;
            for (const char *p = text; p < end; p += 7) {
                assert_ptr_equal(rowan_run_text(p, end), rowan_run_text_plain(p));
                assert_ptr_equal(rowan_run_name(p, end), rowan_run_name_plain(p));
                assert_ptr_equal(rowan_run_value(p, end, '\''), rowan_run_value_plain(p, '\''));
                assert_ptr_equal(rowan_run_value(p, end, '"'), rowan_run_value_plain(p, '"'));
            }
        }
}

/* ---- names: what hostile and what ordinary ones do to the table ---- */

static struct rowan_scan_name *get(struct rowan_scan_names *n, const char *name)
{
    size_t size = strlen(name);
    uint64_t words[2];

    rowan_scan_name_words(name, size, name + size, words);
    return rowan_scan_names_get(n, name, size, words);
}

/* Numbered names, the number being anywhere in them, are no reason to decline. */
static void test_numbered_names(void **state)
{
    struct rowan_qname_table *table = rowan_qname_table_new();

    (void)state;
    for (int size = 4; size <= 40; size += size / 4 == 4 ? 1 : 4)
        for (int at = 1; at + 3 <= size; at++) {
            struct rowan_scan_names n;
            assert_true(rowan_scan_names_init(&n, table, false));
            for (int i = 0; i < 200; i++) {
                char name[64] = {0}, number[16];
                memset(name, 'x', (size_t)size);
                snprintf(number, sizeof number, "%03d", i);
                memcpy(name + at, number, 3);
                if (!get(&n, name))
                    fail_msg("name %d of %d bytes, number at %d", i, size, at);
            }
            rowan_scan_names_clear(&n);
        }
    rowan_qname_table_free(table);
}

/* Names that fall into one place decline their document, and not those that follow it. */
static void test_colliding_names(void **state)
{
    struct rowan_qname_table *table = rowan_qname_table_new();
    struct rowan_scan_names n;
    size_t colliding = 0;
    char name[32];

    (void)state;
    assert_true(rowan_scan_names_init(&n, table, false));
    for (unsigned i = 0; colliding <= ROWAN_SCAN_CHAIN; i++) {
        uint64_t words[2];
        snprintf(name, sizeof name, "n%u", i);
        rowan_scan_name_words(name, strlen(name), name + strlen(name), words);
        if ((rowan_scan_names_hash(strlen(name), words) & 0x3FFF) != 0)
            continue;
        colliding++;
        assert_int_equal(get(&n, name) != NULL, colliding <= ROWAN_SCAN_CHAIN);
    }
    assert_true(rowan_scan_names_begin(&n));
    assert_non_null(get(&n, name));
    rowan_scan_names_clear(&n);
    rowan_qname_table_free(table);
}

/* Whatever is declined again and again, memory is that of the beginning. */
static void test_names_do_not_grow(void **state)
{
    struct rowan_qname_table *table = rowan_qname_table_new();
    struct rowan_scan_names n;

    (void)state;
    assert_true(rowan_scan_names_init(&n, table, false));
    for (int i = 0; i < 50000; i++) {
        assert_true(rowan_scan_names_begin(&n));
        assert_null(rowan_scan_names_uri(&n, "%", 1));
        assert_null(get(&n, "xmlns:xml"));
    }
    assert_true(n.arena.held < (size_t)6 << 20);
    rowan_scan_names_clear(&n);
    rowan_qname_table_free(table);
}

static void *no_memory(size_t size)
{
    (void)size;
    return NULL;
}

/* What libxml2 had no memory to look at is no URI this once, and not for the documents that follow. */
static void test_want_of_memory_is_not_kept(void **state)
{
    struct rowan_qname_table *table = rowan_qname_table_new();
    struct rowan_scan_names n;
    xmlFreeFunc free_before;
    xmlMallocFunc malloc_before;
    xmlReallocFunc realloc_before;
    xmlStrdupFunc strdup_before;

    (void)state;
    assert_true(rowan_scan_names_init(&n, table, false));
    assert_int_equal(xmlMemGet(&free_before, &malloc_before, &realloc_before, &strdup_before), 0);
    assert_int_equal(xmlMemSetup(free_before, no_memory, realloc_before, strdup_before), 0);
    assert_null(rowan_scan_names_uri(&n, "urn:a", 5));
    assert_int_equal(xmlMemSetup(free_before, malloc_before, realloc_before, strdup_before), 0);
    assert_true(rowan_scan_names_begin(&n));
    assert_non_null(rowan_scan_names_uri(&n, "urn:a", 5));
    rowan_scan_names_clear(&n);
    rowan_qname_table_free(table);
}

/* A prefix that changes its namespace for each element: what a change takes must not depend on how long the
 * namespace is, so a long one declines. */
static void test_long_namespaces(void **state)
{
    struct fixture *f = new_fixture(1);

    (void)state;
    for (int size = 100; size <= 10000; size *= 100) {
        struct rowan_buffer text = {0};
        rowan_buffer_append_slice(&text, "<r xmlns:p='u:");
        for (int i = 0; i < size; i++)
            rowan_buffer_append_slice(&text, "a");
        rowan_buffer_append_slice(&text, "'>");
        for (int i = 0; i < 100; i++)
            rowan_buffer_append_slice(&text, "<p:b/><x xmlns:p='v'><p:b/></x>");
        rowan_buffer_append_slice(&text, "</r>");
        rowan_buffer_string(&text);
        assert_int_equal(compare(f, rowan_buffer_slice(&text)), size == 100);
        rowan_buffer_clear(&text);
    }
    free_fixture(f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_declined),
        cmocka_unit_test(test_beginnings),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_numbered_names),
        cmocka_unit_test(test_colliding_names),
        cmocka_unit_test(test_names_do_not_grow),
        cmocka_unit_test(test_want_of_memory_is_not_kept),
        cmocka_unit_test(test_long_namespaces),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
