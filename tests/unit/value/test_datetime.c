/* Dates, times and timestamps: what is stored, or the whole message of the refusal. */
#include "value/value_rows.h"

static const struct rowan_value_rules half_up = {.rounding = ROWAN_ROUNDING_HALF_UP};
static const struct rowan_value_rules down = {.rounding = ROWAN_ROUNDING_DOWN};
static const struct rowan_value_rules utc = {.zone = ROWAN_ZONE_UTC};
static const struct rowan_value_rules drop = {.zone = ROWAN_ZONE_DROP};

#define NO_DATE " is not a date (YYYY-MM-DD)"
static void test_date(void **state)
{
    static const struct row rows[] = {
        {"2024-02-29", "2024-02-29"},
        {"0001-01-01", "0001-01-01"},
        {"9999-12-31", "9999-12-31"},
        {" 2001-02-03\n", "2001-02-03"},
        {"2000-02-29", "2000-02-29"},
        {"1900-02-29", "! \"1900-02-29\"" NO_DATE ": that month has 28 days"},
        {"2001-02-29", "! \"2001-02-29\"" NO_DATE ": that month has 28 days"},
        {"2024-02-30", "! \"2024-02-30\"" NO_DATE ": that month has 29 days"},
        {"2001-04-31", "! \"2001-04-31\"" NO_DATE ": that month has 30 days"},
        {"2001-12-32", "! \"2001-12-32\"" NO_DATE ": that month has 31 days"},
        {"2001-12-00", "! \"2001-12-00\"" NO_DATE ": that month has 31 days"},
        {"2001-00-01", "! \"2001-00-01\"" NO_DATE ": months are 01 to 12"},
        {"2001-13-01", "! \"2001-13-01\"" NO_DATE ": months are 01 to 12"},
        {"0000-01-01", "! \"0000-01-01\"" NO_DATE ": years are 0001 to 9999"},
        {"03/02/2025", "! \"03/02/2025\"" NO_DATE},
        {"2001-2-3", "! \"2001-2-3\"" NO_DATE},
        {"20010203", "! \"20010203\"" NO_DATE},
        {"2001-02-03x", "! \"2001-02-03x\"" NO_DATE},
        {"-2001-02-03", "! \"-2001-02-03\"" NO_DATE},
        {"12001-02-03", "! \"12001-02-03\"" NO_DATE},
        {"2001/02/03", "! \"2001/02/03\"" NO_DATE},
        {"2001-02-0a", "! \"2001-02-0a\"" NO_DATE},
        {"2001-02-+3", "! \"2001-02-+3\"" NO_DATE},
        {"now", "! \"now\"" NO_DATE},
        {"infinity", "! \"infinity\"" NO_DATE},
        {"today     ", "! \"today\"" NO_DATE},
        {"2001-02-03T00:00:00",
         "! \"2001-02-03T00:00:00\" has a time of day; say rounding = \"down\" to drop it"},
        {"2001-02-03 00:00:00.000",
         "! \"2001-02-03 00:00:00.000\" has a time of day; say rounding = \"down\" to drop it"},
        {"2001-02-03T00:00:00Z",
         "! \"2001-02-03T00:00:00Z\" has a time of day; say rounding = \"down\" to drop it"},
        {"2001-02-03T24:00:00",
         "! \"2001-02-03T24:00:00\" has a time of day; say rounding = \"down\" to drop it"},
        {"2001-02-03T24:00:01", "! \"2001-02-03T24:00:01\"" NO_DATE ": hours are 00 to 23"},
        {"2001-02-03T", "! \"2001-02-03T\"" NO_DATE},
        {"2001-02-03Z", "! \"2001-02-03Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
        {"2001-02-03+02:00", "! \"2001-02-03+02:00\" has an offset; say zone = \"utc\" or zone = \"drop\""},
    };
    static const struct row zoned[] = {
        {"2001-02-03Z", "2001-02-03"},
        {"2001-02-03+14:00", "2001-02-03"},
        {"2001-02-03-05:30", "2001-02-03"},
        {"2001-02-03", "2001-02-03"},
        {"2001-02-03z", "! \"2001-02-03z\"" NO_DATE},
        {"2001-02-03+2", "! \"2001-02-03+2\"" NO_DATE},
        {"2001-02-03+14:01", "! \"2001-02-03+14:01\"" NO_DATE ": offsets are -14:00 to +14:00"},
        {"2001-02-03+01:60", "! \"2001-02-03+01:60\"" NO_DATE ": offsets are -14:00 to +14:00"},
    };

    (void)state;
    check_kind(ROWAN_DATE, &strict, rows, COUNT(rows));
    check_kind(ROWAN_DATE, &utc, zoned, COUNT(zoned));
    check_kind(ROWAN_DATE, &drop, zoned, COUNT(zoned));
}

/* A date drops its time of day when it may; an offset moves what has a time. */
static void test_date_down(void **state)
{
    static const struct row rows[] = {
        {"2001-02-03", "2001-02-03"},
        {"2001-02-03T23:59:59", "2001-02-03"},
        {"2001-02-03 00:00", "2001-02-03"},
        {"2001-02-03T04:05:06.123456789", "2001-02-03"},
        {"2001-02-03T04:05:06Z",
         "! \"2001-02-03T04:05:06Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
        {"2001-02-03T04:05:60", "! \"2001-02-03T04:05:60\"" NO_DATE ": seconds are 00 to 59"},
        {"2001-02-03T04:05:06 PM", "! \"2001-02-03T04:05:06 PM\"" NO_DATE},
        {"2001-02-03T04", "! \"2001-02-03T04\"" NO_DATE},
    };
    static const struct row to_utc[] = {
        {"2001-02-28T23:30:00-01:00", "2001-03-01"},
        {"2001-03-01T00:30:00+01:00", "2001-02-28"},
        {"2001-02-03T04:05:06Z", "2001-02-03"},
        {"2001-02-03+14:00", "2001-02-03"},
        {"2001-02-03T04:05:06", "2001-02-03"},
        {"9999-12-31T23:30:00-01:00", "! \"9999-12-31T23:30:00-01:00\" leaves the years 0001 to 9999 in UTC"},
    };
    static const struct row dropped[] = {
        {"2001-02-28T23:30:00-01:00", "2001-02-28"},
        {"9999-12-31T23:30:00-01:00", "9999-12-31"},
    };
    struct rowan_value_rules rules = down;

    (void)state;
    check_kind(ROWAN_DATE, &rules, rows, COUNT(rows));
    rules.zone = ROWAN_ZONE_UTC;
    check_kind(ROWAN_DATE, &rules, to_utc, COUNT(to_utc));
    rules.zone = ROWAN_ZONE_DROP;
    check_kind(ROWAN_DATE, &rules, dropped, COUNT(dropped));
}

/* Days since 0000-03-01, by the formula of civil calendars: an oracle of its own. */
static long day_number(long y, long m, long d)
{
    y -= m <= 2;
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
}

static bool day_exists(int y, int m, int d)
{
    long next = m == 12 ? day_number(y + 1, 1, 1) : day_number(y, m + 1, 1);
    return d >= 1 && day_number(y, m, d) < next;
}

static void check_year(int year)
{
    char input[32];

    for (int m = 1; m <= 12; m++) {
        for (int d = 0; d <= 40; d++) {
            const char *shown;
            snprintf(input, sizeof input, "%04d-%02d-%02d", year, m, d);
            shown = of_kind(ROWAN_DATE, &strict, input);
            if (day_exists(year, m, d))
                assert_string_equal(shown, input);
            else
                assert_non_null(strstr(shown, "that month has "));
        }
    }
}

static void test_every_day(void **state)
{
    static const int years[] = {1,    4,    100,  400,  1600, 1700, 1900, 1999,
                                2000, 2001, 2023, 2024, 2100, 2400, 9996, 9999};

    (void)state;
    for (size_t i = 0; i < COUNT(years); i++)
        check_year(years[i]);
}

#define NO_STAMP " is not a timestamp (YYYY-MM-DD HH:MM:SS)"
static void test_timestamp(void **state)
{
    static const struct row rows[] = {
        {"2001-02-03", "2001-02-03 00:00:00"},
        {"2001-02-03T04:05", "2001-02-03 04:05:00"},
        {"2001-02-03 04:05:06", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06.7", "2001-02-03 04:05:06.7"},
        {"2001-02-03T04:05:06.123456", "2001-02-03 04:05:06.123456"},
        {"2001-02-03T04:05:06.120000000", "2001-02-03 04:05:06.12"},
        {"2001-02-03T04:05:06.000", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06.000001", "2001-02-03 04:05:06.000001"},
        {"9999-12-31T23:59:59.999999", "9999-12-31 23:59:59.999999"},
        {"2001-02-03T04:05:06.1234567", "! \"2001-02-03T04:05:06.1234567\" has 7 digits of a second, "
                                        "timestamp holds 6; say rounding = \"down\""},
        {"2001-02-03T04:05:06.0000000000",
         "! \"2001-02-03T04:05:06.0000000000\"" NO_STAMP ": a second has at most 9 digits after the point"},
        {"2001-02-03T24:00:00", "2001-02-04 00:00:00"},
        {"2024-02-28 24:00", "2024-02-29 00:00:00"},
        {"2023-12-31T24:00:00.000", "2024-01-01 00:00:00"},
        {"2001-02-03T24:00:00.5", "! \"2001-02-03T24:00:00.5\"" NO_STAMP ": hours are 00 to 23"},
        {"2001-02-03T24:00:01", "! \"2001-02-03T24:00:01\"" NO_STAMP ": hours are 00 to 23"},
        {"2001-02-03T24:01:00", "! \"2001-02-03T24:01:00\"" NO_STAMP ": hours are 00 to 23"},
        {"2001-02-03T25:00:00", "! \"2001-02-03T25:00:00\"" NO_STAMP ": hours are 00 to 23"},
        {"9999-12-31T24:00:00",
         "! \"9999-12-31T24:00:00\"" NO_STAMP ": the next day leaves the years 0001 to 9999"},
        {"2001-02-03T23:60:00", "! \"2001-02-03T23:60:00\"" NO_STAMP ": minutes are 00 to 59"},
        {"2001-02-03T23:59:60", "! \"2001-02-03T23:59:60\"" NO_STAMP ": seconds are 00 to 59"},
        {"2001-02-30T00:00:00", "! \"2001-02-30T00:00:00\"" NO_STAMP ": that month has 28 days"},
        {"2001-02-03T", "! \"2001-02-03T\"" NO_STAMP},
        {"2001-02-03T04", "! \"2001-02-03T04\"" NO_STAMP},
        {"2001-02-03T04:", "! \"2001-02-03T04:\"" NO_STAMP},
        {"2001-02-03T04:05:", "! \"2001-02-03T04:05:\"" NO_STAMP},
        {"2001-02-03T04:05:6", "! \"2001-02-03T04:05:6\"" NO_STAMP},
        {"2001-02-03T04:05:06.", "! \"2001-02-03T04:05:06.\"" NO_STAMP},
        {"2001-02-03T04:05:06,5", "! \"2001-02-03T04:05:06,5\"" NO_STAMP},
        {"2001-02-03T04:05.5", "! \"2001-02-03T04:05.5\"" NO_STAMP},
        {"2001-02-03  04:05:06", "! \"2001-02-03  04:05:06\"" NO_STAMP},
        {"2001-02-03t04:05:06", "! \"2001-02-03t04:05:06\"" NO_STAMP},
        {"2001-02-0304:05:06", "! \"2001-02-0304:05:06\"" NO_STAMP},
        {"2001-02-03T04:05:06 PM", "! \"2001-02-03T04:05:06 PM\"" NO_STAMP},
        {"2001-02-03Z", "! \"2001-02-03Z\"" NO_STAMP},
        {"04:05:06", "! \"04:05:06\"" NO_STAMP},
        {"now", "! \"now\"" NO_STAMP},
        {"infinity", "! \"infinity\"" NO_STAMP},
        {"2001-02-03T04:05:06Z",
         "! \"2001-02-03T04:05:06Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
        {"2001-02-03 04:05-0330",
         "! \"2001-02-03 04:05-0330\" has an offset; say zone = \"utc\" or zone = \"drop\""},
    };
    static const struct row cuts[] = {
        {"2001-02-03T04:05:06.123456789", "2001-02-03 04:05:06.123456"},
        {"2001-02-03T04:05:06.0000009", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06.1200009", "2001-02-03 04:05:06.12"},
        {"2001-02-03T23:59:59.9999999", "2001-02-03 23:59:59.999999"},
    };

    (void)state;
    check_kind(ROWAN_TIMESTAMP, &strict, rows, COUNT(rows));
    check_kind(ROWAN_TIMESTAMP, &down, cuts, COUNT(cuts));
    assert_string_equal(of_kind(ROWAN_TIMESTAMP, &half_up, "2001-02-03T04:05:06.1234567"),
                        "! \"2001-02-03T04:05:06.1234567\" has 7 digits of a second, timestamp holds 6; say "
                        "rounding = \"down\"");
}

static void test_timestamp_zone(void **state)
{
    static const struct row to_utc[] = {
        {"2001-02-03T04:05:06", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06Z", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06.5+02:00", "2001-02-03 02:05:06.5"},
        {"2001-02-03T04:05:06+0530", "2001-02-02 22:35:06"},
        {"2001-02-03T04:05:06-03:30", "2001-02-03 07:35:06"},
        {"2001-02-03 04:05+00:00", "2001-02-03 04:05:00"},
        {"2001-02-03 04:05-00:00", "2001-02-03 04:05:00"},
        {"2000-12-31T23:30:00-01:00", "2001-01-01 00:30:00"},
        {"2001-01-01T00:30:00+01:00", "2000-12-31 23:30:00"},
        {"2000-02-28T23:00:00-02:00", "2000-02-29 01:00:00"},
        {"1900-02-28T23:00:00-02:00", "1900-03-01 01:00:00"},
        {"2000-03-01T00:00:00+00:01", "2000-02-29 23:59:00"},
        {"2001-03-01T00:00:00+14:00", "2001-02-28 10:00:00"},
        {"2001-12-31T12:00:00-14:00", "2002-01-01 02:00:00"},
        {"9999-12-31T23:59:59Z", "9999-12-31 23:59:59"},
        {"0001-01-01T01:00:00+01:00", "0001-01-01 00:00:00"},
        {"9999-12-31T23:30:00-01:00", "! \"9999-12-31T23:30:00-01:00\" leaves the years 0001 to 9999 in UTC"},
        {"0001-01-01T00:30:00+01:00", "! \"0001-01-01T00:30:00+01:00\" leaves the years 0001 to 9999 in UTC"},
        {"2001-02-03T04:05:06+14:30",
         "! \"2001-02-03T04:05:06+14:30\"" NO_STAMP ": offsets are -14:00 to +14:00"},
        {"2001-02-03T04:05:06+25:00",
         "! \"2001-02-03T04:05:06+25:00\"" NO_STAMP ": offsets are -14:00 to +14:00"},
        {"2001-02-03T04:05:06+02", "! \"2001-02-03T04:05:06+02\"" NO_STAMP},
        {"2001-02-03T04:05:06+2:00", "! \"2001-02-03T04:05:06+2:00\"" NO_STAMP},
        {"2001-02-03T04:05:06 +02:00", "! \"2001-02-03T04:05:06 +02:00\"" NO_STAMP},
        {"2001-02-03T04:05:06ZZ", "! \"2001-02-03T04:05:06ZZ\"" NO_STAMP},
        {"2001-02-03T04:05:06+02:0a", "! \"2001-02-03T04:05:06+02:0a\"" NO_STAMP},
        {"2001-02-03T04:05:06 UTC", "! \"2001-02-03T04:05:06 UTC\"" NO_STAMP},
    };
    static const struct row dropped[] = {
        {"2001-02-03T04:05:06Z", "2001-02-03 04:05:06"},
        {"2001-02-03T04:05:06.50+02:00", "2001-02-03 04:05:06.5"},
        {"9999-12-31T23:30:00-01:00", "9999-12-31 23:30:00"},
        {"2001-02-03T04:05+14:30", "! \"2001-02-03T04:05+14:30\"" NO_STAMP ": offsets are -14:00 to +14:00"},
    };

    (void)state;
    check_kind(ROWAN_TIMESTAMP, &utc, to_utc, COUNT(to_utc));
    check_kind(ROWAN_TIMESTAMP, &drop, dropped, COUNT(dropped));
}

/* Every day of four years: at +14:00 its midnight is 10:00 of the day before in UTC, at -14:00 its
 * noon is 02:00 of the next. So each answer names the neighbour in a chain of days. */
static void test_utc_every_day(void **state)
{
    static const int years[] = {1900, 1999, 2000, 2001};
    char input[64], before[64], noon[64];

    (void)state;
    for (size_t i = 0; i < COUNT(years); i++) {
        snprintf(before, sizeof before, "%04d-12-31", years[i] - 1);
        for (int m = 1; m <= 12; m++) {
            for (int d = 1; day_exists(years[i], m, d); d++) {
                snprintf(input, sizeof input, "%04d-%02d-%02dT00:00:00+14:00", years[i], m, d);
                snprintf(noon, sizeof noon, "%.10s 10:00:00", before);
                assert_string_equal(of_kind(ROWAN_TIMESTAMP, &utc, input), noon);
                snprintf(noon, sizeof noon, "%.10sT12:00:00-14:00", before);
                memcpy(before, input, 11);
                snprintf(input, sizeof input, "%.10s 02:00:00", before);
                assert_string_equal(of_kind(ROWAN_TIMESTAMP, &utc, noon), input);
            }
        }
    }
}

#define NO_TIME " is not a time (HH:MM:SS)"
static void test_time(void **state)
{
    static const struct row rows[] = {
        {"04:05", "04:05:00"},
        {"04:05:06", "04:05:06"},
        {"23:59:59.999999", "23:59:59.999999"},
        {"00:00:00.0", "00:00:00"},
        {" 04:05:06.50 ", "04:05:06.5"},
        {"24:00:00", "! \"24:00:00\"" NO_TIME ": hours are 00 to 23"},
        {"23:59:60", "! \"23:59:60\"" NO_TIME ": seconds are 00 to 59"},
        {"12:60", "! \"12:60\"" NO_TIME ": minutes are 00 to 59"},
        {"4:05", "! \"4:05\"" NO_TIME},
        {"0405", "! \"0405\"" NO_TIME},
        {"04:05 PM", "! \"04:05 PM\"" NO_TIME},
        {"2001-02-03T04:05:06", "! \"2001-02-03T04:05:06\"" NO_TIME},
        {"allballs", "! \"allballs\"" NO_TIME},
        {"04:05:06.1234567",
         "! \"04:05:06.1234567\" has 7 digits of a second, time holds 6; say rounding = \"down\""},
        {"04:05:06Z", "! \"04:05:06Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
    };
    static const struct row to_utc[] = {
        {"04:05:06Z", "04:05:06"},   {"04:05:06.5+02:00", "02:05:06.5"}, {"00:30+01:00", "23:30:00"},
        {"23:30-01:00", "00:30:00"}, {"12:00-1400", "02:00:00"},
    };
    static const struct row dropped[] = {{"04:05:06Z", "04:05:06"}, {"00:30+01:00", "00:30:00"}};

    (void)state;
    check_kind(ROWAN_TIME, &strict, rows, COUNT(rows));
    check_kind(ROWAN_TIME, &utc, to_utc, COUNT(to_utc));
    check_kind(ROWAN_TIME, &drop, dropped, COUNT(dropped));
    assert_string_equal(of_kind(ROWAN_TIME, &down, "04:05:06.1234567"), "04:05:06.123456");
}

static void test_every_minute(void **state)
{
    char input[32], expected[32];

    (void)state;
    for (int offset = -840; offset <= 840; offset += 7) {
        for (int minute = 0; minute < 1440; minute += 11) {
            int moved = (minute - offset + 2 * 1440) % 1440;
            int size = abs(offset);
            snprintf(input, sizeof input, "%02d:%02d:09%c%02d:%02d", minute / 60, minute % 60,
                     offset < 0 ? '-' : '+', size / 60, size % 60);
            snprintf(expected, sizeof expected, "%02d:%02d:09", moved / 60, moved % 60);
            assert_string_equal(of_kind(ROWAN_TIME, &utc, input), expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_date),          cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_timestamp),     cmocka_unit_test(test_timestamp_zone),
        cmocka_unit_test(test_utc_every_day), cmocka_unit_test(test_time),
        cmocka_unit_test(test_every_minute),  cmocka_unit_test(test_date_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
