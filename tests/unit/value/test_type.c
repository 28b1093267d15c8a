/* Types as written, and types that make no sense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "value/type.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_names(void **state)
{
    static const char *const names[] = {"boolean",   "bit",  "tinyint", "smallint", "integer", "bigint",
                                        "decimal",   "real", "double",  "text",     "date",    "time",
                                        "timestamp", "uuid", "binary",  "enum",     "xml"};

    (void)state;
    assert_int_equal(COUNT(names), ROWAN_XML + 1);
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
        {{.kind = ROWAN_BINARY, .length = 16}, "binary(16)"},
        {{.kind = ROWAN_BINARY}, "binary"},
        {{.kind = ROWAN_UUID}, "uuid"},
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
        {{.kind = ROWAN_BINARY, .length = 2000000000},
         "binary(2000000000): the length is at most 1073741824"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_is_integer),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
