/* What libxml2 says of a document that somebody else has read. */
#include "unit.h"

#include <libxml/parser.h>

#include "xml/judge.h"
#include "xml/sax.h"

#define TEXT "<a x='1'>\n<b/>t</a>"

struct fixture {
    struct rowan_parse parse;
    struct rowan_sax *sax;
    struct rowan_judge *judge;
    struct rowan_document document; /* as read, and then as a test has it */
};

static int open_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_true(rowan_parse_init(&f->parse, NULL, rowan_qname_table_new(), NULL));
    f->sax = rowan_sax_new(&f->parse);
    f->judge = rowan_judge_new(&f->parse);
    assert_true(f->sax && f->judge);
    f->parse.text = rowan_slice_of(TEXT);
    assert_true(rowan_sax_read(f->sax) && !rowan_parse_has_failed(&f->parse));
    f->document = *rowan_parse_finish(&f->parse);
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;

    rowan_judge_free(f->judge);
    rowan_sax_free(f->sax);
    rowan_qname_table_free(f->parse.names);
    rowan_parse_clear(&f->parse);
    free(f);
    return 0;
}

static void assert_refused(struct fixture *f, const char *message)
{
    struct rowan_error err;

    assert_int_equal(rowan_judge_compare(f->judge, &f->document, &err), ROWAN_DOCUMENT);
    assert_string_equal(err.reason, "scanner");
    assert_string_equal(err.message, message);
}

static void test_the_same_is_accepted(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 3; i++)
        assert_int_equal(rowan_judge_compare(f->judge, &f->document, NULL), ROWAN_OK);
}

static void test_another_tree(void **state)
{
    struct fixture *f = *state;

    f->document.elements++;
    assert_refused(f, "rowan's scanner and libxml2 read the document differently; first the scanner's: "
                      "elements: 3 and 2");
    f->document.elements--;
    f->document.root->first->attributes->data = "2";
    assert_refused(f, "rowan's scanner and libxml2 read the document differently; first the scanner's: "
                      "line 1, attribute x (node 2): value of 1 and 1 bytes, from byte 0: \"2\" and \"1\"");
}

static void test_what_libxml2_refuses(void **state)
{
    struct fixture *f = *state;

    f->document.text = rowan_slice_of("<a>\n&e;</a>");
    assert_refused(f, "rowan's scanner accepts the document and libxml2 does not: line 2: reference to the "
                      "entity \"e\", which is not one of the five of XML");
    f->document.text = rowan_slice_of("");
    assert_refused(f, "rowan's scanner accepts the document and libxml2 does not: the document is empty");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_same_is_accepted, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_another_tree, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(test_what_libxml2_refuses, open_fixture, close_fixture),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    xmlCleanupParser();
    return failed;
}
