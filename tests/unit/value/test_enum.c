/* Enums: what is refused as a label, how labels are found, what is stored, and what messages name. */
#include "value/value_rows.h"

#include <strings.h>

#include "value/enum.h"

static void add(struct rowan_labels *labels, const char *text, const char *value)
{
    struct rowan_error err;
    assert_int_equal(rowan_labels_add_text(labels, rowan_slice_of(text), rowan_slice_of(value), &err),
                     ROWAN_OK);
}

/* ---- labels ---- */

static struct rowan_slice text(const char *s)
{
    return rowan_slice_of(s);
}

static void test_labels(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_error err = {0};
    char name[16] = "";

    (void)state;
    assert_non_null(labels);
    for (int i = 0; i < 1000; i++) { /* 7 and 1000 share no factor: every label once, out of order */
        snprintf(name, sizeof name, "l%d", i * 7 % 1000);
        assert_int_equal(rowan_labels_add_integer(labels, text(name), i * 7 % 1000, &err), ROWAN_OK);
    }
    assert_int_equal(rowan_labels_freeze(labels, &err), ROWAN_OK);
    assert_int_equal(err.status, ROWAN_OK);
    assert_int_equal(labels->count, 1000);
    assert_true(labels->integers);
    assert_int_equal(labels->value_length, 0);
    for (int i = 0; i < 1000; i++) {
        const struct rowan_label *label;
        snprintf(name, sizeof name, "l%d", i);
        label = rowan_labels_find(labels, text(name));
        assert_non_null(label);
        assert_int_equal(label->number, i);
        assert_null(label->value);
    }
    assert_null(rowan_labels_find(labels, text("l1000")));
    assert_null(rowan_labels_find(labels, text("l")));
    assert_null(rowan_labels_find(labels, text("L1")));
    assert_null(rowan_labels_find(labels, text("")));
    assert_null(rowan_labels_find(labels, (struct rowan_slice){NULL, 0}));
    assert_null(rowan_labels_find(labels, (struct rowan_slice){"l1\0", 3}));
    rowan_labels_free(labels);
}

static void test_labels_text(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    const struct rowan_label *label;

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_text(labels, text("b"), text("\xC3\xA4\xC3\xB6"), NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_text(labels, text("\xC3\xA9"), text("xyz"), NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_text(labels, (struct rowan_slice){"abc", 1}, text(""), NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    assert_false(labels->integers);
    assert_int_equal(labels->value_length, 3);
    assert_string_equal(labels->items[0].text, "a");
    assert_string_equal(labels->items[1].text, "b");
    assert_string_equal(labels->items[2].text, "\xC3\xA9");
    label = rowan_labels_find(labels, text("b"));
    assert_non_null(label);
    assert_string_equal(label->value, "\xC3\xA4\xC3\xB6");
    assert_string_equal(rowan_labels_find(labels, text("a"))->value, "");
    rowan_labels_free(labels);
    rowan_labels_free(NULL);
}

static void check_refused(enum rowan_status st, const struct rowan_error *err, const char *message)
{
    assert_int_equal(st, ROWAN_MAPPING);
    assert_int_equal(err->status, ROWAN_MAPPING);
    assert_string_equal(err->message, message);
}

static void test_labels_refused(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_error err = {0};

    (void)state;
    assert_non_null(labels);
    check_refused(rowan_labels_freeze(labels, &err), &err, "enum: there are no labels");
    check_refused(rowan_labels_add_text(labels, text(" "), text("x"), &err), &err,
                  "label \" \" has white space at an end, which values never have");
    check_refused(rowan_labels_add_text(labels, text("a "), text("x"), &err), &err,
                  "label \"a \" has white space at an end, which values never have");
    check_refused(rowan_labels_add_integer(labels, text("a\xFF"), 1, &err), &err,
                  "a label is not valid UTF-8, or holds a NUL");
    check_refused(rowan_labels_add_text(labels, text("a"), text("\xFF"), &err), &err,
                  "the value of a label is not valid UTF-8, or holds a NUL");
    assert_int_equal(labels->count, 0);

    assert_int_equal(rowan_labels_add_integer(labels, text("one"), 1, &err), ROWAN_OK);
    assert_int_equal(rowan_labels_add_text(labels, text("two"), text("2"), &err), ROWAN_OK);
    check_refused(rowan_labels_freeze(labels, &err), &err,
                  "enum: some values are integers, some are texts; make them all the same");
    rowan_labels_free(labels);
}

static void test_labels_twice(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();
    struct rowan_error err = {0};

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, text("Open"), 1, &err), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("Shut"), 2, &err), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("Open"), 1, &err), ROWAN_OK);
    check_refused(rowan_labels_freeze(labels, &err), &err, "label \"Open\" is there twice");
    rowan_labels_free(labels);
}

/* Without regard to case: found by capitals, and labels that become alike are named. */
static void test_labels_folded(void **state)
{
    struct rowan_labels *labels = rowan_labels_new();

    (void)state;
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, text("open"), 1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("Shut"), 2, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("\xC3\xA4rger"), 3, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text(""), 4, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    assert_null(labels->alike);
    assert_int_equal(labels->longest, 6);
    assert_int_equal(rowan_labels_find_folded(labels, text("OPEN"))->number, 1);
    assert_int_equal(rowan_labels_find_folded(labels, text("SHUT"))->number, 2);
    assert_int_equal(rowan_labels_find_folded(labels, text("\xC3\x84RGER"))->number, 3);
    assert_int_equal(rowan_labels_find_folded(labels, text(""))->number, 4);
    assert_int_equal(rowan_labels_find(labels, text(""))->number, 4);
    assert_null(rowan_labels_find(labels, (struct rowan_slice){NULL, 0}));
    assert_null(rowan_labels_find_folded(labels, text("open")));
    assert_null(rowan_labels_find_folded(labels, (struct rowan_slice){NULL, 0}));
    rowan_labels_free(labels);

    labels = rowan_labels_new();
    assert_non_null(labels);
    assert_int_equal(rowan_labels_add_integer(labels, text("open"), 1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("shut"), 2, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_add_integer(labels, text("OPEN"), 1, NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_freeze(labels, NULL), ROWAN_OK);
    assert_true(strcasecmp(labels->alike, "open") == 0);
    rowan_labels_free(labels);
}

/* ---- values ---- */

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
    assert_int_equal(rowan_convert(&type, &strict, (struct rowan_slice){NULL, 0}, &scratch, &value, NULL),
                     ROWAN_OK);
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
        cmocka_unit_test(test_labels),           cmocka_unit_test(test_labels_text),
        cmocka_unit_test(test_labels_refused),   cmocka_unit_test(test_labels_twice),
        cmocka_unit_test(test_labels_folded),    cmocka_unit_test(test_enum_text),
        cmocka_unit_test(test_enum_integer),     cmocka_unit_test(test_enum_empty),
        cmocka_unit_test(test_enum_ignore_case), cmocka_unit_test(test_enum_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
