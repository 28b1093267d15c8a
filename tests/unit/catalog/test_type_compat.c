/* Which column can hold which type: what the database would change is a no, what it refuses a doubt. */
#include "unit.h"

#include "catalog/type_compat.h"
#include "value/enum.h"
#include "value/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct rowan_catalog_column column(const char *type_name, enum rowan_holds holds, long size, int scale)
{
    struct rowan_catalog_column c = {.type_name = (char *)(uintptr_t)type_name,
                                     .cast_type = (char *)(uintptr_t)type_name};

    c.holds = holds;
    c.size = size;
    c.scale = scale;
    c.bits = holds == ROWAN_HOLDS_INTEGER ? 32 : 0;
    return c;
}

static void expect(const struct rowan_type *type, struct rowan_catalog_column c, bool sqlite,
                   enum rowan_type_compat fit, const char *reason)
{
    char got[300];

    if (sqlite && c.holds == ROWAN_HOLDS_DECIMAL && !strstr(c.type_name, "TEXT"))
        c.exact = 15;
    assert_int_equal(rowan_type_compat_type(type, &c, rowan_dialect_named(sqlite ? "sqlite" : "postgresql"),
                                            got, sizeof got),
                     fit);
    assert_string_equal(got, reason);
}

/* PostgreSQL and MariaDB refuse a number that is too large; SQLite has no limit and loses digits. */
static void test_decimal(void **state)
{
    static const struct rowan_type money = {.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2};
    static const struct rowan_type long_money = {.kind = ROWAN_DECIMAL, .precision = 18, .scale = 6};
    static const struct rowan_type integer = {.kind = ROWAN_INTEGER};

    (void)state;
    expect(&money, column("numeric", ROWAN_HOLDS_DECIMAL, 12, 2), false, ROWAN_COMPAT_YES, "");
    expect(&money, column("numeric", ROWAN_HOLDS_DECIMAL, 20, 4), false, ROWAN_COMPAT_YES, "");
    expect(&money, column("numeric", ROWAN_HOLDS_DECIMAL, 10, 2), false, ROWAN_COMPAT_DOUBT,
           "has 8 digits before the point, decimal(12,2) has 10: larger numbers are refused");
    expect(&integer, column("numeric", ROWAN_HOLDS_DECIMAL, 9, 0), false, ROWAN_COMPAT_DOUBT,
           "has 9 digits before the point, integer has 10: larger numbers are refused");
    expect(&money, column("DECIMAL", ROWAN_HOLDS_DECIMAL, 10, 2), true, ROWAN_COMPAT_NO,
           "has 8 digits before the point, decimal(12,2) has 10");
    expect(&long_money, column("DECIMAL", ROWAN_HOLDS_DECIMAL, 18, 6), true, ROWAN_COMPAT_DOUBT,
           "keeps 15 digits of a number, decimal(18,6) has 18: values with more are refused; DECIMAL_TEXT "
           "keeps all, "
           "as a text");
    expect(&long_money, column("DECIMAL_TEXT", ROWAN_HOLDS_DECIMAL, 18, 6), true, ROWAN_COMPAT_YES, "");
    expect(&money, column("numeric", ROWAN_HOLDS_DECIMAL, 12, 1), false, ROWAN_COMPAT_NO,
           "keeps 1 digits after the point, decimal(12,2) has 2");
}

static void add(struct rowan_labels *labels, const char *label, int64_t number)
{
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of(label), number, NULL), ROWAN_OK);
}

static void test_flags(void **state)
{
    struct rowan_labels *two = rowan_labels_new(), *three = rowan_labels_new(), *texts = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = two};

    (void)state;
    add(two, "Y", 1);
    add(two, "N", 0);
    add(three, "Y", 1);
    add(three, "?", -1);
    assert_int_equal(rowan_labels_add_text(texts, rowan_slice_of("Y"), rowan_slice_of("1"), NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(two, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(three, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(texts, NULL), ROWAN_OK);
    expect(&type, column("boolean", ROWAN_HOLDS_BOOLEAN, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&type, column("bit", ROWAN_HOLDS_BIT, 1, 0), false, ROWAN_COMPAT_YES, "");
    expect(&type, column("integer", ROWAN_HOLDS_INTEGER, 0, 0), false, ROWAN_COMPAT_YES, "");
    type.labels = three;
    expect(&type, column("boolean", ROWAN_HOLDS_BOOLEAN, 0, 0), false, ROWAN_COMPAT_NO,
           "is boolean, the enum's values go from -1 to 1");
    type.labels = texts;
    expect(&type, column("boolean", ROWAN_HOLDS_BOOLEAN, 0, 0), false, ROWAN_COMPAT_NO,
           "is boolean, the mapping has enum");
    rowan_labels_free(two);
    rowan_labels_free(three);
    rowan_labels_free(texts);
}

static void test_binary(void **state)
{
    static const struct rowan_type any = {.kind = ROWAN_BINARY};
    static const struct rowan_type hash = {.kind = ROWAN_BINARY, .length = 16};
    static const struct rowan_type text = {.kind = ROWAN_TEXT};
    struct rowan_catalog_column padded = column("binary", ROWAN_HOLDS_BINARY, 16, 0);

    (void)state;
    padded.pads = true;
    expect(&any, column("bytea", ROWAN_HOLDS_BINARY, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&hash, column("bytea", ROWAN_HOLDS_BINARY, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&hash, column("varbinary", ROWAN_HOLDS_BINARY, 16, 0), false, ROWAN_COMPAT_YES, "");
    expect(&hash, column("varbinary", ROWAN_HOLDS_BINARY, 15, 0), false, ROWAN_COMPAT_NO,
           "holds 15 bytes, binary(16) may have 16");
    expect(&any, column("varbinary", ROWAN_HOLDS_BINARY, 16, 0), false, ROWAN_COMPAT_DOUBT,
           "holds 16 bytes, the mapping sets no limit: longer values are refused");
    expect(&hash, padded, false, ROWAN_COMPAT_DOUBT,
           "pads values to 16 bytes, so that they would come back longer: all others are refused");
    expect(&text, column("bytea", ROWAN_HOLDS_BINARY, 0, 0), false, ROWAN_COMPAT_NO,
           "is bytea, the mapping has text");
    expect(&any, column("text", ROWAN_HOLDS_TEXT, 0, 0), false, ROWAN_COMPAT_NO,
           "is text, the mapping has binary");
    expect(&any, column("json", ROWAN_HOLDS_OTHER, 0, 0), false, ROWAN_COMPAT_NO,
           "is json, the mapping has binary");
    expect(&any, column("integer", ROWAN_HOLDS_INTEGER, 0, 0), false, ROWAN_COMPAT_NO,
           "is integer, the mapping has binary");
    expect(&any, column("", ROWAN_HOLDS_OTHER, 0, 0), true, ROWAN_COMPAT_YES, "");
}

static void test_uuid(void **state)
{
    static const struct rowan_type uuid = {.kind = ROWAN_UUID};
    static const struct rowan_type text = {.kind = ROWAN_TEXT, .length = 36};

    (void)state;
    expect(&uuid, column("uuid", ROWAN_HOLDS_OTHER, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&uuid, column("uniqueidentifier", ROWAN_HOLDS_OTHER, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&text, column("uuid", ROWAN_HOLDS_OTHER, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&uuid, column("char", ROWAN_HOLDS_TEXT, 36, 0), false, ROWAN_COMPAT_YES, "");
    expect(&uuid, column("text", ROWAN_HOLDS_TEXT, 0, 0), false, ROWAN_COMPAT_YES, "");
    expect(&uuid, column("char", ROWAN_HOLDS_TEXT, 32, 0), false, ROWAN_COMPAT_NO,
           "holds 32 characters, uuid may have 36");
    expect(&uuid, column("json", ROWAN_HOLDS_OTHER, 0, 0), false, ROWAN_COMPAT_NO,
           "is json, the mapping has uuid");
    expect(&uuid, column("binary", ROWAN_HOLDS_BINARY, 16, 0), false, ROWAN_COMPAT_NO,
           "is binary, the mapping has uuid");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_uuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
