/* Types as written, types that make no sense, and the labels of enums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "plan/type.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_names(void **state)
{
    static const char *const names[] = {"boolean", "bit",     "tinyint",   "smallint", "integer",
                                        "bigint",  "decimal", "real",      "double",   "text",
                                        "date",    "time",    "timestamp", "enum"};

    (void)state;
    assert_int_equal(COUNT(names), ROWAN_ENUM + 1);
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(rowan_kind_name((enum rowan_kind)i), names[i]);
    assert_string_equal(rowan_kind_name((enum rowan_kind)99), "unknown");
}

static void test_print(void **state)
{
    static const struct {
        struct rowan_type type;
        const char *printed;
    } rows[] = {
        {{.kind = ROWAN_TEXT, .length = 20}, "text(20)"},
        {{.kind = ROWAN_TEXT}, "text"},
        {{.kind = ROWAN_DECIMAL, .precision = 12, .scale = 2}, "decimal(12,2)"},
        {{.kind = ROWAN_DECIMAL, .precision = 38}, "decimal(38,0)"},
        {{.kind = ROWAN_ENUM}, "enum"},
        {{.kind = ROWAN_TIMESTAMP, .length = 3}, "timestamp"},
    };
    char out[40];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ptr_equal(rowan_type_print(&rows[i].type, out, sizeof out), out);
        assert_string_equal(out, rows[i].printed);
    }
    assert_string_equal(rowan_type_print(&rows[0].type, out, 5), "text");
}

static void test_is_integer(void **state)
{
    struct rowan_labels labels = {.integers = true};
    struct rowan_type type = {.kind = ROWAN_ENUM, .labels = &labels};

    (void)state;
    assert_true(rowan_type_is_integer(&type));
    labels.integers = false;
    assert_false(rowan_type_is_integer(&type));
    type.labels = NULL;
    assert_false(rowan_type_is_integer(&type));
    for (int kind = ROWAN_BOOLEAN; kind < ROWAN_ENUM; kind++) {
        type.kind = (enum rowan_kind)kind;
        assert_int_equal(rowan_type_is_integer(&type), kind < ROWAN_DECIMAL);
    }
}

static void test_check(void **state)
{
    static const struct {
        struct rowan_type type;
        const char *message; /* NULL: it is right */
    } rows[] = {
        {{.kind = ROWAN_INTEGER}, NULL},
        {{.kind = ROWAN_DECIMAL, .precision = 1}, NULL},
        {{.kind = ROWAN_DECIMAL, .precision = 38, .scale = 38}, NULL},
        {{.kind = ROWAN_DECIMAL}, "decimal(0,0): the precision is 1 to 38"},
        {{.kind = ROWAN_DECIMAL, .precision = 39}, "decimal(39,0): the precision is 1 to 38"},
        {{.kind = ROWAN_DECIMAL, .precision = -1}, "decimal(-1,0): the precision is 1 to 38"},
        {{.kind = ROWAN_DECIMAL, .precision = 4, .scale = 5},
         "decimal(4,5): the scale is 0 to the precision, 4"},
        {{.kind = ROWAN_DECIMAL, .precision = 4, .scale = -1},
         "decimal(4,-1): the scale is 0 to the precision, 4"},
        {{.kind = ROWAN_TEXT}, NULL},
        {{.kind = ROWAN_TEXT, .length = ROWAN_LENGTH_MAX}, NULL},
        {{.kind = ROWAN_TEXT, .length = 2000000000}, "text(2000000000): the length is at most 1073741824"},
        {{.kind = ROWAN_ENUM}, "enum: there are no labels"},
        {{.kind = (enum rowan_kind)99}, "no such type: 99"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_error err = {0};
        enum rowan_status st = rowan_type_check(&rows[i].type, &err);
        assert_int_equal(st, rows[i].message ? ROWAN_MAPPING : ROWAN_OK);
        assert_int_equal(err.status, st);
        assert_string_equal(err.message, rows[i].message ? rows[i].message : "");
    }
}

static struct rowan_text text(const char *s)
{
    return rowan_text_of(s);
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
    assert_int_equal(rowan_labels_seal(labels, &err), ROWAN_OK);
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
    assert_null(rowan_labels_find(labels, (struct rowan_text){NULL, 0}));
    assert_null(rowan_labels_find(labels, (struct rowan_text){"l1\0", 3}));
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
    assert_int_equal(rowan_labels_add_text(labels, (struct rowan_text){"abc", 1}, text(""), NULL), ROWAN_OK);
    assert_int_equal(rowan_labels_seal(labels, NULL), ROWAN_OK);
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
    check_refused(rowan_labels_seal(labels, &err), &err, "enum: there are no labels");
    check_refused(rowan_labels_add_text(labels, text(""), text("x"), &err), &err,
                  "a label is empty; empty text is no value, so say default instead");
    check_refused(rowan_labels_add_text(labels, text("a "), text("x"), &err), &err,
                  "label \"a \" has white space at an end, which values never have");
    check_refused(rowan_labels_add_integer(labels, text("a\xFF"), 1, &err), &err,
                  "a label is not valid UTF-8, or holds a NUL");
    check_refused(rowan_labels_add_text(labels, text("a"), text("\xFF"), &err), &err,
                  "the value of a label is not valid UTF-8, or holds a NUL");
    assert_int_equal(labels->count, 0);

    assert_int_equal(rowan_labels_add_integer(labels, text("one"), 1, &err), ROWAN_OK);
    assert_int_equal(rowan_labels_add_text(labels, text("two"), text("2"), &err), ROWAN_OK);
    check_refused(rowan_labels_seal(labels, &err), &err,
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
    check_refused(rowan_labels_seal(labels, &err), &err, "label \"Open\" is there twice");
    rowan_labels_free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),          cmocka_unit_test(test_print),
        cmocka_unit_test(test_is_integer),     cmocka_unit_test(test_check),
        cmocka_unit_test(test_labels),         cmocka_unit_test(test_labels_text),
        cmocka_unit_test(test_labels_refused), cmocka_unit_test(test_labels_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
