/* Enum values: what is stored, and which label a message names as the nearest. */
#include "value/value_rows.h"

static void add(struct rowan_labels *labels, const char *text, const char *value)
{
    struct rowan_error err;
    assert_int_equal(rowan_labels_add_text(labels, rowan_slice_of(text), rowan_slice_of(value), &err),
                     ROWAN_OK);
}

static void test_enum_text(void **state)
{
    static const struct row rows[] = {
        {"Open", "O"},
        {" Shipped\n", "S"},
        {"Cancelled", ""},
        {"", "NULL"},
        {" ", "NULL"},
        {"\xC3\x84rger", "A"},
        {"open", "! \"open\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", \"Ärger\"; "
                 "the nearest is \"Open\")"},
        {"Opne", "! \"Opne\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", \"Ärger\"; "
                 "the nearest is \"Open\")"},
        {"Ope", "! \"Ope\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", \"Ärger\"; the "
                "nearest is \"Open\")"},
        {"Shiped", "! \"Shiped\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", "
                   "\"Ärger\"; the nearest is \"Shipped\")"},
        {"CANCELED", "! \"CANCELED\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", "
                     "\"Ärger\"; the nearest is \"Cancelled\")"},
        {"lost", "! \"lost\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", \"Ärger\")"},
        {"O", "! \"O\" is not a label of this enum (\"Cancelled\", \"Open\", \"Shipped\", \"Ärger\")"},
    };
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};
    struct rowan_error err;

    (void)state;
    assert_non_null(labels);
    add(labels, "Open", "O");
    add(labels, "Shipped", "S");
    add(labels, "Cancelled", "");
    add(labels, "\xC3\x84rger", "A");
    assert_int_equal(rowan_labels_freeze(labels, &err), ROWAN_OK);
    check_rows(&type, &strict, rows, COUNT(rows));
    assert_string_equal(convert(&type, &strict, "Open\xFF", 5),
                        "! \"Open\" is followed by what is not UTF-8 (byte 5 is 0xFF)");
    assert_string_equal(convert(&type, &strict, "Open\0", 5),
                        "! \"Open\" is followed by a NUL character (byte 5)");
    rowan_labels_free(labels);
}

static void test_enum_integer(void **state)
{
    static const struct row rows[] = {
        {"low", "-1"},
        {"high", "9223372036854775807"},
        {"none", "0"},
        {"hihg",
         "! \"hihg\" is not a label of this enum (\"high\", \"low\", \"none\"; the nearest is \"high\")"},
        {"hig",
         "! \"hig\" is not a label of this enum (\"high\", \"low\", \"none\"; the nearest is \"high\")"},
    };
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of("low"), -1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of("high"), INT64_MAX, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of("none"), 0, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    check_rows(&type, &strict, rows, COUNT(rows));
    rowan_labels_free(labels);
}

/* An empty text has a value when a label says so; what is missing has none. */
static void test_enum_empty(void **state)
{
    static const struct row rows[] = {
        {"", "0"},
        {" \n", "0"},
        {"Y", "1"},
        {"N", "! \"N\" is not a label of this enum (\"\", \"Y\")"},
        {"maybe", "! \"maybe\" is not a label of this enum (\"\", \"Y\")"},
    };
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};
    struct rowan_buffer scratch = {0};
    struct rowan_value value;

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of("Y"), 1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_slice_of(""), 0, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    check_rows(&type, &strict, rows, COUNT(rows));
    assert_int_equal(
        rowan_value_convert(&type, &strict, (struct rowan_slice){NULL, 0}, &scratch, &value, NULL), ROWAN_OK);
    assert_true(value.null);
    rowan_labels_free(labels);
}

static void test_enum_ignore_case(void **state)
{
    static const struct row rows[] = {
        {"open", "O"},
        {"OPEN", "O"},
        {"oPeN ", "O"},
        {"\xC3\xA4RGER", "A"},
        {"", "NULL"},
        {"opn",
         "! \"opn\" is not a label of this enum (\"Open\", \"\xC3\x84rger\"; the nearest is \"Open\")"},
        {"opener",
         "! \"opener\" is not a label of this enum (\"Open\", \"\xC3\x84rger\"; the nearest is \"Open\")"},
    };
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};
    struct rowan_value_rules rules = {.ignore_case = true};

    (void)state;
    assert_non_null(labels);
    add(labels, "Open", "O");
    add(labels, "\xC3\x84rger", "A");
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    check_rows(&type, &rules, rows, COUNT(rows));
    /* bytes that only folding would make a letter of */
    assert_string_equal(convert(&type, &rules, "\xC3\x44RGER", 6),
                        "! \"\" is followed by what is not UTF-8 (byte 1 is 0xC3)");
    rowan_labels_free(labels);
}

/* A message lists six labels, each cut where it is long. */
static void test_enum_list(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};

    (void)state;
    assert_non_null(labels);
    add(labels, "a0123456789012345678901234567890", "1");
    add(labels, "b0123456789012345678901234567890\xC3\xA4", "2");
    add(labels, "c012345678901234567890123456789\xC3\xA4xyz", "3");
    add(labels, "d", "4");
    add(labels, "e", "5");
    add(labels, "f", "6");
    add(labels, "g", "7");
    add(labels, "h", "8");
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    assert_string_equal(
        of(&type, &strict, "none of these"),
        "! \"none of these\" is not a label of this enum (\"a0123456789012345678901234567890\", "
        "\"b0123456789012345678901234567890...\", \"c012345678901234567890123456789...\", \"d\", "
        "\"e\", \"f\" and 2 more)");
    rowan_labels_free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enum_text),  cmocka_unit_test(test_enum_integer),
        cmocka_unit_test(test_enum_empty), cmocka_unit_test(test_enum_ignore_case),
        cmocka_unit_test(test_enum_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
