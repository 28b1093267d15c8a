/*
 * Time zones against those of the C library, which reads the same files by itself: offsets at many instants
 * of 200 years, and which instants local times around each change are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "value/posix_zone.h"
#include "value/timezone.h"

#define ZONES 700
#define YEAR  31556952

static struct rowan_arena arena;
static char names[ZONES][64];
static size_t name_count;

/* Each zone of the list of links and zones, once. */
static int read_names(void **state)
{
    FILE *file = fopen("/usr/share/zoneinfo/tzdata.zi", "r");
    char line[400], first[64], second[64];

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) && name_count < ZONES) {
        if (sscanf(line, "Z %63s", first) == 1)
            snprintf(names[name_count++], sizeof names[0], "%s", first);
        else if (sscanf(line, "L %63s %63s", first, second) == 2)
            snprintf(names[name_count++], sizeof names[0], "%s", second);
    }
    fclose(file);
    assert_true(name_count > 400);
    return 0;
}

static const struct rowan_timezone *load(const char *name)
{
    const struct rowan_timezone *zone = NULL;
    struct rowan_error err = {0};

    if (rowan_timezone_load(&zone, name, &arena, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    return zone;
}

static void use(const char *name)
{
    char path[100];

    snprintf(path, sizeof path, ":%.98s", name);
    setenv("TZ", path, 1);
    tzset();
}

static int offset_of_library(int64_t instant)
{
    time_t t = (time_t)instant;
    struct tm tm;

    assert_non_null(localtime_r(&t, &tm));
    return (int)tm.tm_gmtoff;
}

/* All that has the local time, found by the offsets of a day and a bit around it. */
static void check_local(const struct rowan_timezone *zone, const char *name, int64_t local)
{
    struct rowan_local_time found;
    int64_t first = INT64_MAX, last = INT64_MIN;

    for (int64_t at = local - 93600; at <= local + 93600; at += 7200) {
        int64_t instant = local - offset_of_library(at);
        if (offset_of_library(instant) != local - instant)
            continue;
        first = instant < first ? instant : first;
        last = instant > last ? instant : last;
    }
    rowan_timezone_local(zone, local, &found);
    if (first == INT64_MAX) {
        if (found.count != 0)
            fail_msg("%s: %lld is in a gap", name, (long long)local);
        if (found.first + offset_of_library(found.change) != local ||
            found.last + offset_of_library(found.change - 1) != local || found.first >= found.change ||
            found.last < found.change)
            fail_msg("%s: %lld: %lld and %lld around %lld", name, (long long)local, (long long)found.first,
                     (long long)found.last, (long long)found.change);
    } else if (found.count == 0 || found.first != first || found.last != last ||
               (found.count == 1) != (first == last)) {
        fail_msg("%s: %lld is %lld and %lld, not %lld and %lld", name, (long long)local, (long long)first,
                 (long long)last, (long long)found.first, (long long)found.last);
    }
}

static void check_instant(const struct rowan_timezone *zone, const char *name, int64_t instant)
{
    int offset = offset_of_library(instant);

    if (rowan_timezone_offset(zone, instant) != offset)
        fail_msg("%s at %lld: %d, not %d", name, (long long)instant, offset,
                 rowan_timezone_offset(zone, instant));
}

/* A change between two instants, to the second. */
static int64_t find_change(int64_t low, int64_t high)
{
    int before = offset_of_library(low);

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_of_library(middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Local times around a change, to the second where something begins or ends. */
static void check_change(const struct rowan_timezone *zone, const char *name, int64_t change)
{
    static const int around[] = {-7200, -1, 0, 1, 1800};
    int before = offset_of_library(change - 1), after = offset_of_library(change);

    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        check_instant(zone, name, change + around[i]);
        check_local(zone, name, change + before + around[i]);
        check_local(zone, name, change + after + around[i]);
    }
}

/* 1900 to 2100 by steps of six or 18 days, and every change that two steps enclose. */
static void check_zone(const char *name, int step)
{
    const struct rowan_timezone *zone = load(name);
    int64_t at = (int64_t)-70 * YEAR;

    use(name);
    for (; at < (int64_t)130 * YEAR; at += step) {
        check_instant(zone, name, at);
        if (offset_of_library(at) != offset_of_library(at + step))
            check_change(zone, name, find_change(at, at + step));
    }
}

static void test_zones(void **state)
{
    (void)state;
    for (size_t i = 0; i < name_count; i += 5)
        check_zone(names[i], 1555551);
}

static void test_some_closely(void **state)
{
    static const char *const some[] = {
        "Europe/Berlin",     "Europe/Dublin",     "America/New_York", "Australia/Lord_Howe",
        "Africa/Casablanca", "America/Sao_Paulo", "Asia/Kathmandu",   "Pacific/Apia",
        "America/Nuuk",      "Asia/Manila",       "Africa/Monrovia",  "Antarctica/Troll",
        "Asia/Tehran",       "America/Havana",    "Pacific/Chatham",
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        check_zone(some[i], 500009);
}

static void test_fixed(void **state)
{
    struct rowan_local_time found;

    (void)state;
    rowan_timezone_local(load("+05:30"), 20000, &found);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.first, 200);
    assert_int_equal(rowan_timezone_offset(load("-0100"), 0), -3600);
    assert_int_equal(rowan_timezone_offset(load("UTC"), INT64_C(100000000000)), 0);
}

static void test_refused(void **state)
{
    static const char *const bad[] = {
        "",           "Europe",           "Europe/",       "../etc/passwd", "Europe/../UTC",
        "/etc/hosts", "right/Asia/Tokyo", "europe/berlin", "CEST",          "+25:00",
        "+1",         "Europe/Berlin ",   "tzdata.zi",     "Etc/G\xC3\xA4"};
    const struct rowan_timezone *zone;
    struct rowan_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(rowan_timezone_load(&zone, bad[i], &arena, &err), ROWAN_MAPPING);
        assert_non_null(strstr(err.message, "is no time zone of this system"));
    }
    assert_int_equal(rowan_timezone_load(&zone, "Europe/Berln", &arena, &err), ROWAN_MAPPING);
    assert_non_null(strstr(err.message, "Europe/Berlin"));
    assert_int_equal(rowan_timezone_load(&zone, "Nowhere", &arena, NULL), ROWAN_MAPPING);
}

static void test_rules(void **state)
{
    static const char *const good[] = {
        "CET-1CEST,M3.5.0,M10.5.0/3",     "<-03>3",          "EST5EDT,0/0,J365/25",
        "IST-1GMT0,M10.5.0,M3.5.0/1",     "<+0330>-3:30:15", "AB-1",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"};
    static const char *const bad[] = {"",
                                      "CET",
                                      "CET-1CEST",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M1.1.1",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1x",
                                      "<CET-1",
                                      "CET-1CEST,J0,J1",
                                      "CET-168"};
    struct rowan_posix_zone zone;

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(rowan_posix_zone_read(rowan_slice_of(good[i]), &zone), strcmp(good[i], "AB-1") != 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(rowan_posix_zone_read(rowan_slice_of(bad[i]), &zone));
    assert_true(rowan_posix_zone_read(rowan_slice_of("EST5EDT,0/0,J365/25"), &zone));
    assert_int_equal(rowan_posix_zone_offset(&zone, 0), -4 * 3600); /* all year */
    assert_int_equal(rowan_posix_zone_offset(&zone, 15000000), -4 * 3600);
}

static void test_version(void **state)
{
    char version[32];

    (void)state;
    assert_in_range(strlen(rowan_timezone_version(version)), 4, 30);
    assert_memory_equal(version, "20", 2);
}

static int clear(void **state)
{
    (void)state;
    rowan_arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones),   cmocka_unit_test(test_some_closely), cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_rules),        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, read_names, clear);
}
