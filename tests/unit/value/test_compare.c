/* Which of two values is the greater, and the bytes by which they are one. */
#include "unit.h"

#include "value/compare.h"

static struct rowan_value text_of(const char *text)
{
    return (struct rowan_value){.null = !text, .text = rowan_slice_of(text ? text : "")};
}

static bool same_key(const struct rowan_type *type, const struct rowan_value *a, const struct rowan_value *b)
{
    struct rowan_buffer one = {0}, other = {0};
    bool same;

    assert_true(rowan_value_append_key(&one, type, a));
    assert_true(rowan_value_append_key(&other, type, b));
    same = one.size == other.size && memcmp(one.data, other.data, one.size) == 0;
    rowan_buffer_clear(&one);
    rowan_buffer_clear(&other);
    return same;
}

static void test_texts(void **state)
{
    /* The second is greater, or both are one: then the last column says so. */
    static const struct {
        struct rowan_type type;
        const char *less, *more;
        bool equal;
    } rows[] = {
        {{.kind = ROWAN_TEXT}, NULL, "", false},
        {{.kind = ROWAN_TEXT}, NULL, NULL, true},
        {{.kind = ROWAN_TEXT}, "B", "a", false},
        {{.kind = ROWAN_TEXT}, "a", "a ", false},
        {{.kind = ROWAN_TEXT}, "z", "\xc3\xa4", false},
        {{.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2}, "9.00", "10.00", false},
        {{.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2}, "-10", "-9.99", false},
        {{.kind = ROWAN_DECIMAL, .precision = 9, .scale = 2}, "1.5", "1.50", true},
        {{.kind = ROWAN_DATE}, "2023-12-31", "2024-01-01", false},
        {{.kind = ROWAN_TIMESTAMP}, "2024-01-01 10:00:00", "2024-01-01 10:00:00.000001", false},
        {{.kind = ROWAN_TIMESTAMP}, "2024-01-01 10:00:00.5", "2024-01-01 10:00:00.500000", true},
        {{.kind = ROWAN_TIME}, "10:00:00", "10:00:00.000", true},
        {{.kind = ROWAN_UUID}, "0a", "0b", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_value less = text_of(rows[i].less), more = text_of(rows[i].more);
        int order = rowan_value_compare(&rows[i].type, &less, &more);
        assert_int_equal(order == 0, rows[i].equal);
        assert_true(rows[i].equal || order < 0);
        assert_true(rows[i].equal || rowan_value_compare(&rows[i].type, &more, &less) > 0);
        assert_int_equal(same_key(&rows[i].type, &less, &more), rows[i].equal);
    }
}

static void test_numbers(void **state)
{
    static const struct rowan_type type = {.kind = ROWAN_BIGINT}, real = {.kind = ROWAN_DOUBLE};
    struct rowan_value low = {.number = -2}, high = {.number = 10}, nothing = {.null = true};
    struct rowan_value nine = text_of("9.5"), ten = text_of("1e1");

    (void)state;
    assert_true(rowan_value_compare(&type, &low, &high) < 0);
    assert_int_equal(rowan_value_compare(&type, &high, &high), 0);
    assert_true(rowan_value_compare(&type, &nothing, &low) < 0);
    assert_true(rowan_value_compare(&type, &low, &nothing) > 0);
    assert_true(rowan_value_compare(&real, &nine, &ten) < 0);
    assert_false(same_key(&type, &low, &high));
}

/* "a" before "bc" is not "ab" before "c". */
static void test_several(void **state)
{
    static const struct rowan_type type = {.kind = ROWAN_TEXT};
    struct rowan_value parts[] = {text_of("a"), text_of("bc"), text_of("ab"), text_of("c")};
    struct rowan_buffer one = {0}, other = {0};

    (void)state;
    assert_true(rowan_value_append_key(&one, &type, &parts[0]) &&
                rowan_value_append_key(&one, &type, &parts[1]));
    assert_true(rowan_value_append_key(&other, &type, &parts[2]) &&
                rowan_value_append_key(&other, &type, &parts[3]));
    assert_int_equal(one.size, other.size);
    assert_memory_not_equal(one.data, other.data, one.size);
    rowan_buffer_clear(&one);
    rowan_buffer_clear(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
