/* $ROWAN_XML: three words, and no others. */
#include "unit.h"

#include "xml/parser.h"
#include "xml/xml_way.h"

static void test_words(void **state)
{
    static const char *const words[] = {"scanner", "libxml2", "both", ""};
    static const enum rowan_xml_way ways[] = {ROWAN_XML_SCANNER, ROWAN_XML_LIBXML2, ROWAN_XML_BOTH,
                                              ROWAN_XML_SCANNER};
    enum rowan_xml_way way;

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        setenv("ROWAN_XML", words[i], 1);
        assert_int_equal(rowan_xml_way_of_environment(&way, NULL), ROWAN_OK);
        assert_int_equal(way, ways[i]);
    }
    unsetenv("ROWAN_XML");
    assert_int_equal(rowan_xml_way_of_environment(&way, NULL), ROWAN_OK);
    assert_int_equal(way, ROWAN_XML_SCANNER);
}

static void test_unknown_word(void **state)
{
    struct rowan_qname_table *names = rowan_qname_table_new();
    struct rowan_limits limits = {.way = ROWAN_XML_SCANNER};
    struct rowan_parser *parser;
    struct rowan_error err;

    (void)state;
    setenv("ROWAN_XML", "Both", 1);
    assert_int_equal(rowan_parser_new(&parser, NULL, names, NULL, &err), ROWAN_CONFIG);
    assert_null(parser);
    assert_string_equal(err.message, "ROWAN_XML is \"Both\"; it may be scanner, libxml2 or both");
    assert_int_equal(rowan_parser_new(&parser, NULL, names, &limits, &err), ROWAN_OK); /* is not asked */
    rowan_parser_free(parser);
    rowan_qname_table_free(names);
    unsetenv("ROWAN_XML");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_unknown_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
