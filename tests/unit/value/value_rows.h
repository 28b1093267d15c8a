#ifndef VALUE_ROWS_H
#define VALUE_ROWS_H
/* What the tests of values share: tables of input and what becomes of it, shown as one text. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "value/convert.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct rowan_value_rules strict;

/* What the conversion gives as one text: the value, "NULL", or "! " and the message. Input lies in a
 * block of just its size, so that the address sanitizer sees a step too far. */
static inline const char *convert(const struct rowan_type *type, const struct rowan_value_rules *rules,
                                  const char *input, size_t size)
{
    static char shown[ROWAN_MESSAGE_MAX + 8];
    char *exact = malloc(size ? size : 1);
    struct rowan_buffer scratch;
    struct rowan_value value;
    struct rowan_error err = {0};
    enum rowan_status st;

    assert_non_null(exact);
    memcpy(exact, input, size);
    rowan_buffer_init(&scratch);
    st = rowan_convert(type, rules, (struct rowan_slice){exact, size}, &scratch, &value, &err);
    if (st != ROWAN_OK) {
        assert_int_equal(st, ROWAN_DOCUMENT);
        assert_int_equal(err.status, ROWAN_DOCUMENT);
        assert_string_equal(err.reason, "value");
        assert_true(rowan_utf8_length(rowan_slice_of(err.message)) > 0);
        snprintf(shown, sizeof shown, "! %s", err.message);
        assert_int_equal(
            rowan_convert(type, rules, (struct rowan_slice){exact, size}, &scratch, &value, NULL),
            ROWAN_DOCUMENT);
    } else if (value.null) {
        snprintf(shown, sizeof shown, "NULL");
    } else if (rowan_type_is_integer(type)) {
        snprintf(shown, sizeof shown, "%" PRId64, value.number);
    } else {
        snprintf(shown, sizeof shown, "%.*s", (int)value.text.size, value.text.data);
    }
    rowan_buffer_clear(&scratch);
    free(exact);
    return shown;
}

static inline const char *of(const struct rowan_type *type, const struct rowan_value_rules *rules,
                             const char *input)
{
    return convert(type, rules, input, strlen(input));
}

static inline const char *of_kind(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                  const char *input)
{
    struct rowan_type type = {.kind = kind};
    return of(&type, rules, input);
}

struct row {
    const char *input;
    const char *shown;
};

static inline void check_rows(const struct rowan_type *type, const struct rowan_value_rules *rules,
                              const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *shown = of(type, rules, rows[i].input);
        if (strcmp(shown, rows[i].shown) != 0)
            print_error("row %zu, input \"%s\"\n", i, rows[i].input);
        assert_string_equal(shown, rows[i].shown);
    }
}

static inline void check_kind(enum rowan_kind kind, const struct rowan_value_rules *rules,
                              const struct row *rows, size_t count)
{
    struct rowan_type type = {.kind = kind};
    check_rows(&type, rules, rows, count);
}
#endif
