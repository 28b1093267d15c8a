/* Enum values: what is stored, and which label a message names as the nearest. */
#include "value_rows.h"

static void add(struct rowan_labels *labels, const char *text, const char *value)
{
    struct rowan_error err;
    assert_int_equal(rowan_labels_add_text(labels, rowan_text_of(text), rowan_text_of(value), &err),
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
        {"open", "! \"open\" is not a label of this enum (it has 4; the nearest is \"Open\")"},
        {"Opne", "! \"Opne\" is not a label of this enum (it has 4; the nearest is \"Open\")"},
        {"Ope", "! \"Ope\" is not a label of this enum (it has 4; the nearest is \"Open\")"},
        {"Shiped", "! \"Shiped\" is not a label of this enum (it has 4; the nearest is \"Shipped\")"},
        {"CANCELED", "! \"CANCELED\" is not a label of this enum (it has 4; the nearest is \"Cancelled\")"},
        {"lost", "! \"lost\" is not a label of this enum (it has 4)"},
        {"O", "! \"O\" is not a label of this enum (it has 4)"},
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
    assert_int_equal(rowan_labels_seal(labels, &err), ROWAN_OK);
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
        {"hihg", "! \"hihg\" is not a label of this enum (it has 3; the nearest is \"high\")"},
        {"hig", "! \"hig\" is not a label of this enum (it has 3; the nearest is \"high\")"},
    };
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = labels};

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_text_of("low"), -1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_text_of("high"), INT64_MAX, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, rowan_text_of("none"), 0, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_seal(labels, NULL), ROWAN_OK);
    check_rows(&type, &strict, rows, COUNT(rows));
    rowan_labels_free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enum_text),
        cmocka_unit_test(test_enum_integer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
