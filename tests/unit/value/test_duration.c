/* Durations: their seconds, or the reason why there are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "value/duration.h"

#define NONE     "!"
#define CALENDAR "!months and years have no number of seconds"

static void test_durations(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"PT1H30M", "5400"},
        {"P1DT2H3M4S", "93784"},
        {"PT0.5S", "0.5"},
        {"-PT36H", "-129600"},
        {"P0Y0M3D", "259200"},
        {"PT90M", "5400"},
        {"PT0S", "0"},
        {"PT007.2500S", "7.2500"},
        {"P0D", "0"},
        {"-P1DT0.001S", "-86400.001"},
        {"PT1M0.5S", "60.5"},
        {"P999999999999D", "86399999999913600"},
        {"P1Y", CALENDAR},
        {"P2M", CALENDAR},
        {"P1Y0M1DT1S", CALENDAR},
        {"P", NONE},
        {"PT", NONE},
        {"P1DT", NONE},
        {"PT1.5H", NONE},
        {"P1H", NONE},
        {"PT1D", NONE},
        {"PT1S1M", NONE},
        {"P2W", NONE},
        {"1H", NONE},
        {"+PT1S", NONE},
        {"P-1D", NONE},
        {"PT1.S", NONE},
        {"PT.5S", NONE},
        {"PT1S ", NONE},
        {"pt1s", NONE},
        {"P1000000000000D", NONE},
        {"PT1.1234567890123456789S", NONE},
        {"PT5", NONE},
        {"", NONE},
    };
    char out[ROWAN_DURATION_PRINTED + 1];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *why = rowan_duration_seconds(rowan_slice_of(rows[i].text), out);
        assert_string_equal(why ? why : out, rows[i].shown[0] == '!' ? rows[i].shown + 1 : rows[i].shown);
        assert_int_equal(why != NULL, rows[i].shown[0] == '!');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_durations)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
