/* The clocks: one only goes forward, the other has the shape that a ledger stores. */
#include "unit.h"

#include "base/clock.h"

static void test_now(void **state)
{
    int64_t last = rowan_clock_now();

    (void)state;
    assert_true(last > 0);
    for (int i = 0; i < 1000; i++) {
        int64_t now = rowan_clock_now();
        assert_true(now >= last);
        last = now;
    }
}

static void test_stamp(void **state)
{
    static const char shape[] = "0000-00-00 00:00:00.000";
    char out[24];

    (void)state;
    assert_ptr_equal(rowan_clock_stamp(out, sizeof out), out);
    assert_int_equal(strlen(out), strlen(shape));
    for (size_t i = 0; shape[i]; i++) {
        if (shape[i] == '0')
            assert_in_range(out[i], '0', '9');
        else
            assert_int_equal(out[i], shape[i]);
    }
    assert_true(strcmp(out, "2024") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_now),
        cmocka_unit_test(test_stamp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
