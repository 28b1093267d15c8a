/* What a column has to become so that nothing that is there is lost. */
#include "unit.h"

#include "schema/common_type.h"

static const struct rowan_type integer = {.kind = ROWAN_INTEGER};
static const struct rowan_type bigint = {.kind = ROWAN_BIGINT};
static const struct rowan_type date = {.kind = ROWAN_DATE};
static const struct rowan_type any_text = {.kind = ROWAN_TEXT};
static const struct rowan_type text20 = {.kind = ROWAN_TEXT, .length = 20};
static const struct rowan_type text60 = {.kind = ROWAN_TEXT, .length = 60};
static const struct rowan_type price = {.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2};
static const struct rowan_type rate = {.kind = ROWAN_DECIMAL, .precision = 7, .scale = 4};
static const struct rowan_type bytes = {.kind = ROWAN_BINARY, .length = 8};
static const struct rowan_type markup = {.kind = ROWAN_XML};
static const struct rowan_type huge = {.kind = ROWAN_DECIMAL, .precision = 38, .scale = 2};

static const struct rowan_type whole38 = {.kind = ROWAN_DECIMAL, .precision = 38};
static const struct rowan_type fraction38 = {.kind = ROWAN_DECIMAL, .precision = 38, .scale = 38};
static const struct rowan_type small = {.kind = ROWAN_SMALLINT};
static const struct rowan_type tiny = {.kind = ROWAN_TINYINT};

/* An enum of one number. */
struct number {
    struct rowan_label label;
    struct rowan_labels labels;
    struct rowan_type type;
};

static const struct rowan_type *number_enum(struct number *number, int64_t value)
{
    number->label = (struct rowan_label){.number = value};
    number->labels = (struct rowan_labels){.count = 1, .integers = true, .items = &number->label};
    number->type = (struct rowan_type){.kind = ROWAN_ENUM, .labels = &number->labels};
    return &number->type;
}

static void expect_both(const struct rowan_type *a, const struct rowan_type *b, const char *wanted)
{
    struct rowan_type type = *a;
    char name[60];

    assert_int_equal(rowan_common_type(&type, b), wanted != NULL);
    if (wanted)
        assert_string_equal(rowan_type_print(&type, name, sizeof name), wanted);
}

static void test_two_types(void **state)
{
    (void)state;
    expect_both(&integer, &bigint, "bigint");
    expect_both(&bigint, &integer, "bigint");
    expect_both(&text20, &text60, "text(60)");
    expect_both(&text20, &any_text, "text");
    expect_both(&price, &rate, "decimal(14,4)");
    expect_both(&whole38, &whole38, "decimal(38,0)");
    expect_both(&whole38, &fraction38, NULL); /* 76 digits */
    expect_both(&huge, &rate, NULL);          /* 40 */
    expect_both(&date, &date, "date");
    expect_both(&date, &integer, NULL);
    expect_both(&price, &integer, NULL);
}

/* Numbers of enums count by what they are, whichever comes first. */
static void test_enums(void **state)
{
    struct number a, b;
    const struct rowan_type *one = number_enum(&a, 1);
    const struct rowan_type *large = number_enum(&b, INT64_C(5000000000));

    (void)state;
    expect_both(one, large, "bigint");
    expect_both(large, one, "bigint");
    expect_both(one, number_enum(&b, -40000), "integer");
    expect_both(one, number_enum(&b, -1), "smallint");
    expect_both(one, number_enum(&b, 1), "enum");
    expect_both(number_enum(&a, 0), number_enum(&b, 1), "enum"); /* a boolean column takes both */
    expect_both(one, &integer, "integer");
    expect_both(&small, number_enum(&b, 40000), "integer");
    expect_both(&tiny, &small, "smallint");
}

static void expect_column(struct rowan_catalog_column column, const struct rowan_type *type,
                          const char *wanted)
{
    struct rowan_type joined = rowan_common_type_column(&column, type);
    char name[60];

    assert_string_equal(rowan_type_print(&joined, name, sizeof name), wanted);
}

static void test_column(void **state)
{
    struct rowan_catalog_column text = {.holds = ROWAN_HOLDS_TEXT, .size = 4};
    struct rowan_catalog_column decimal = {.holds = ROWAN_HOLDS_DECIMAL, .size = 9, .scale = 3};
    struct rowan_catalog_column smallint = {.holds = ROWAN_HOLDS_INTEGER, .bits = 16};
    struct rowan_catalog_column real = {.holds = ROWAN_HOLDS_FLOAT, .bits = 24};
    struct rowan_catalog_column boolean = {.holds = ROWAN_HOLDS_BOOLEAN};

    (void)state;
    expect_column(text, &text60, "text(60)");
    expect_column(text, &integer, "text(11)");
    expect_column(text, &date, "text(10)");
    expect_column(text, &markup, "text");
    expect_column(text, &bytes, "binary(8)"); /* no text holds bytes */
    expect_column(decimal, &integer, "decimal(13,3)");
    expect_column(decimal, &price, "decimal(13,3)");
    expect_column(decimal, &rate, "decimal(10,4)");
    expect_column(decimal, &huge, "decimal(38,2)"); /* 36 + 3 digits are more than there are */
    expect_column(decimal, &text20, "text(20)");
    expect_column(smallint, &integer, "integer");
    expect_column(smallint, &rate, "decimal(9,4)");
    expect_column(real, &integer, "double");
    expect_column(real, &price, "double");
    expect_column(real, &huge, "decimal(38,2)");
    expect_column(boolean, &integer, "integer");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_types),
        cmocka_unit_test(test_enums),
        cmocka_unit_test(test_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
