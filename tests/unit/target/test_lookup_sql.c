/* Values by which rows are looked up, as they are sent. */
#include "unit.h"

#include "odbc/server.h"
#include "target/lookup_sql.h"

static struct rowan_error err;

/* What a value is sent as to a varchar of the page 1252; *null: as nothing that could be found. */
static void look(const char *text, bool *null)
{
    static const struct rowan_type type = {.kind = ROWAN_TEXT, .length = 20};
    const struct rowan_server server = {.dialect = rowan_dialect_named("sqlserver")};
    struct rowan_catalog_column column = {
        .name = (char *)"no", .type_name = (char *)"varchar", .holds = ROWAN_HOLDS_TEXT, .code_page = 1252};
    struct rowan_value value = {.text = rowan_slice_of(text)};
    struct rowan_lookup_part part;
    struct rowan_buffer room = {0};
    struct rowan_param param;

    assert_int_equal(rowan_lookup_part(&part, &server, &column, &type, &err), ROWAN_OK);
    assert_string_equal(part.marker.sql, "CAST(? AS varchar(8000))");
    assert_true(rowan_lookup_param(&part, &value, &room, &param));
    assert_int_equal(param.kind, ROWAN_PARAM_TEXT);
    *null = param.null;
    rowan_buffer_clear(&room);
}

/* SQL Server makes a question mark of a letter that the page lacks, and would find the row of that. */
static void test_code_page(void **state)
{
    bool null;

    (void)state;
    look("?", &null);
    assert_false(null);
    look("\xc3\xa4\xe2\x82\xac", &null);
    assert_false(null);
    look("\xd0\x96", &null);
    assert_true(null);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_code_page)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
