/* Formats of dates and times: what is understood of them, and what they read. */
#include "value/value_rows.h"

#include "value/datetime_format.h"

#define FORMATS_MAX 4

static struct rowan_arena arena;

/* Texts are separated by bars. */
static enum rowan_status make_wanted(enum rowan_kind kind, const char *list,
                                     struct rowan_datetime_wanted wanted,
                                     const struct rowan_datetime_formats **out, struct rowan_error *err)
{
    static char copies[FORMATS_MAX][160];
    const char *texts[FORMATS_MAX];
    size_t count = 0;

    for (const char *p = list; p; count++) {
        const char *end = strchr(p, '|');
        assert_true(count < FORMATS_MAX);
        snprintf(copies[count], sizeof copies[0], "%.*s", end ? (int)(end - p) : (int)strlen(p), p);
        texts[count] = copies[count];
        p = end ? end + 1 : NULL;
    }
    wanted.texts = texts;
    wanted.count = count;
    return rowan_datetime_formats_make(out, kind, &wanted, &arena, err);
}

static enum rowan_status make(enum rowan_kind kind, const char *list, bool and_iso,
                              const struct rowan_datetime_formats **out, struct rowan_error *err)
{
    return make_wanted(kind, list, (struct rowan_datetime_wanted){.and_iso = and_iso}, out, err);
}

static void check(enum rowan_kind kind, const char *list, struct rowan_value_rules rules,
                  const struct row *rows, size_t count)
{
    struct rowan_error err = {0};

    if (make(kind, list, false, &rules.formats, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    check_kind(kind, &rules, rows, count);
}

#define CHECK(kind, list, rules, rows) check(kind, list, (struct rowan_value_rules){rules}, rows, COUNT(rows))

static void check_wanted(enum rowan_kind kind, const char *list, struct rowan_datetime_wanted wanted,
                         struct rowan_value_rules rules, const struct row *rows, size_t count)
{
    struct rowan_error err = {0};

    if (make_wanted(kind, list, wanted, &rules.formats, &err) != ROWAN_OK)
        fail_msg("%s", err.message);
    check_kind(kind, &rules, rows, count);
}

#define CHECK_WANTED(kind, list, wanted, rules, rows)                                                        \
    check_wanted(kind, list, (struct rowan_datetime_wanted){wanted}, (struct rowan_value_rules){rules},      \
                 rows, COUNT(rows))

#define NO_US " is not a date (MM/DD/YYYY)"
static void test_date(void **state)
{
    static const struct row us[] = {
        {"02/29/2024", "2024-02-29"},
        {" 12/31/9999\n", "9999-12-31"},
        {"01/01/0001", "0001-01-01"},
        {"", "NULL"},
        {"02/30/2024", "! \"02/30/2024\"" NO_US ": that month has 29 days"},
        {"04/31/2024", "! \"04/31/2024\"" NO_US ": that month has 30 days"},
        {"04/00/2024", "! \"04/00/2024\"" NO_US ": that month has 30 days"},
        {"13/01/2024", "! \"13/01/2024\"" NO_US ": months are 01 to 12"},
        {"00/01/2024", "! \"00/01/2024\"" NO_US ": months are 01 to 12"},
        {"01/01/0000", "! \"01/01/0000\"" NO_US ": years are 0001 to 9999"},
        {"2/29/2024", "! \"2/29/2024\"" NO_US},
        {"02/29/24", "! \"02/29/24\"" NO_US},
        {"02/29/20244", "! \"02/29/20244\"" NO_US},
        {"02-29-2024", "! \"02-29-2024\"" NO_US},
        {"02/29/2024x", "! \"02/29/2024x\"" NO_US},
        {"02/29/", "! \"02/29/\"" NO_US},
        {"2024-02-29", "! \"2024-02-29\"" NO_US},
        {"99 bottles", "! \"99 bottles\"" NO_US},
        {"+2/29/2024", "! \"+2/29/2024\"" NO_US},
    };
    static const struct row shorts[] = {
        {"2/9/2024", "2024-02-09"},
        {"02/09/2024", "2024-02-09"},
        {"12/31/2024", "2024-12-31"},
        {"123/1/2024", "! \"123/1/2024\" is not a date (M/D/YYYY)"},
        {"/1/2024", "! \"/1/2024\" is not a date (M/D/YYYY)"},
    };
    static const struct row names[] = {
        {"3-Mar-2024", "2024-03-03"},
        {"03-MAR-2024", "2024-03-03"},
        {"31-dec-1999", "1999-12-31"},
        {"3-Mär-2024", "! \"3-Mär-2024\" is not a date (D-MON-YYYY)"},
        {"31-Apr-2024", "! \"31-Apr-2024\" is not a date (D-MON-YYYY): that month has 30 days"},
        {"3-March-2024", "! \"3-March-2024\" is not a date (D-MON-YYYY)"},
    };
    static const struct row packed[] = {{"20240229", "2024-02-29"}, {"19000228", "1900-02-28"}};
    static const struct row quoted[] = {{"DD 05 MM 03 of 2024", "2024-03-05"}};
    static const struct row scripts[] = {{"2024年3月5日", "2024-03-05"}};

    (void)state;
    CHECK(ROWAN_DATE, "MM/DD/YYYY", 0, us);
    CHECK(ROWAN_DATE, "M/D/YYYY", 0, shorts);
    CHECK(ROWAN_DATE, "D-MON-YYYY", 0, names);
    CHECK(ROWAN_DATE, "YYYYMMDD", 0, packed);
    CHECK(ROWAN_DATE, "\"DD \"DD \"MM \"MM \"of\" YYYY", 0, quoted);
    CHECK(ROWAN_DATE, "YYYY年M月D日", 0, scripts);
}

/* The first that fits wins; the reason is that of the first whose shape does. */
static void test_list(void **state)
{
    static const struct row rows[] = {
        {"2024-03-05", "2024-03-05"},
        {"03/05/2024", "2024-03-05"},
        {"13/05/2024", "2024-05-13"},
        {"5.3.2024", "2024-03-05"},
        {"31/31/2024",
         "! \"31/31/2024\" is not a date (iso, MM/DD/YYYY, DD/MM/YYYY, D.M.YYYY): months are 01 to 12"},
        {"31.6.2024",
         "! \"31.6.2024\" is not a date (iso, MM/DD/YYYY, DD/MM/YYYY, D.M.YYYY): that month has 30 days"},
        {"2024-02-30",
         "! \"2024-02-30\" is not a date (iso, MM/DD/YYYY, DD/MM/YYYY, D.M.YYYY): that month has 29 days"},
        {"soon", "! \"soon\" is not a date (iso, MM/DD/YYYY, DD/MM/YYYY, D.M.YYYY)"},
    };

    (void)state;
    CHECK(ROWAN_DATE, "iso|MM/DD/YYYY|DD/MM/YYYY|D.M.YYYY", 0, rows);
}

static void test_time_of_a_date(void **state)
{
    static const struct row strictly[] = {
        {"3/5/2024", "2024-03-05"},
        {"2024-03-05", "2024-03-05"},
        {"3/5/2024 10:30", "! \"3/5/2024 10:30\" has a time of day; say rounding = \"down\" to drop it"},
        {"2024-03-05T10:30", "! \"2024-03-05T10:30\" has a time of day; say rounding = \"down\" to drop it"},
    };
    static const struct row down[] = {
        {"3/5/2024", "2024-03-05"},
        {"3/5/2024 23:59", "2024-03-05"},
        {"2024-03-05T23:59:59.999999999", "2024-03-05"},
        {"3/5/2024 24:00", "2024-03-06"},
        {"3/5/2024 24:01",
         "! \"3/5/2024 24:01\" is not a date (iso, M/D/YYYY, M/D/YYYY HH:MI): hours are 00 to 23"},
    };

    (void)state;
    CHECK(ROWAN_DATE, "iso|M/D/YYYY|M/D/YYYY HH:MI", 0, strictly);
    CHECK(ROWAN_DATE, "iso|M/D/YYYY|M/D/YYYY HH:MI", .rounding = ROWAN_ROUNDING_DOWN, down);
}

#define NO_NOON " is not a timestamp (M/D/YYYY H:MI:SS AM)"
static void test_timestamp(void **state)
{
    static const struct row noon[] = {
        {"3/5/2024 1:02:03 AM", "2024-03-05 01:02:03"},
        {"3/5/2024 1:02:03 pm", "2024-03-05 13:02:03"},
        {"3/5/2024 12:00:00 AM", "2024-03-05 00:00:00"},
        {"3/5/2024 12:00:00 Pm", "2024-03-05 12:00:00"},
        {"3/5/2024 11:59:59 PM", "2024-03-05 23:59:59"},
        {"3/5/2024 13:00:00 PM", "! \"3/5/2024 13:00:00 PM\"" NO_NOON ": hours are 1 to 12 before AM and PM"},
        {"3/5/2024 0:00:00 AM", "! \"3/5/2024 0:00:00 AM\"" NO_NOON ": hours are 1 to 12 before AM and PM"},
        {"3/5/2024 1:60:00 AM", "! \"3/5/2024 1:60:00 AM\"" NO_NOON ": minutes are 00 to 59"},
        {"3/5/2024 1:00:60 AM", "! \"3/5/2024 1:00:60 AM\"" NO_NOON ": seconds are 00 to 59"},
        {"3/5/2024 1:02:03", "! \"3/5/2024 1:02:03\"" NO_NOON},
        {"3/5/2024 1:02:03 XM", "! \"3/5/2024 1:02:03 XM\"" NO_NOON},
        {"3/5/2024 1:02:03 A", "! \"3/5/2024 1:02:03 A\"" NO_NOON},
        {"3/5/2024  1:02:03 AM", "! \"3/5/2024  1:02:03 AM\"" NO_NOON},
    };
    static const struct row fractions[] = {
        {"20240305T010203.5", "2024-03-05 01:02:03.5"},
        {"20240305T010203.123456", "2024-03-05 01:02:03.123456"},
        {"20240305T010203.100000000", "2024-03-05 01:02:03.1"},
        {"20240305T010203.000", "2024-03-05 01:02:03"},
        {"20240305T010203.1234567",
         "! \"20240305T010203.1234567\" has 7 digits of a second, timestamp holds 6; say "
         "rounding = \"down\""},
        {"20240305T010203.", "! \"20240305T010203.\" is not a timestamp (YYYYMMDDTHHMISS.FF)"},
        {"20240305T010203.0123456789",
         "! \"20240305T010203.0123456789\" is not a timestamp (YYYYMMDDTHHMISS.FF)"},
    };
    static const struct row midnight[] = {{"3/5/2024 0:00:00", "2024-03-05 00:00:00"}};
    static const struct row plain[] = {{"5.3.2024", "2024-03-05 00:00:00"}};

    (void)state;
    CHECK(ROWAN_TIMESTAMP, "M/D/YYYY H:MI:SS AM", 0, noon);
    CHECK(ROWAN_TIMESTAMP, "YYYYMMDDTHHMISS.FF", 0, fractions);
    CHECK(ROWAN_TIMESTAMP, "M/D/YYYY 0:00:00", 0, midnight);
    CHECK(ROWAN_TIMESTAMP, "D.M.YYYY", 0, plain);
}

/* Of a hundred years from any on, each is the one that its two digits mean. */
static void test_pivot(void **state)
{
    static const struct row rows[] = {
        {"5.3.69", "1969-03-05"},
        {"5.3.99", "1999-03-05"},
        {"5.3.00", "2000-03-05"},
        {"29.2.00", "2000-02-29"},
        {"31.12.68", "2068-12-31"},
        {"5.3.1969", "! \"5.3.1969\" is not a date (D.M.YY)"},
        {"5.3.9", "! \"5.3.9\" is not a date (D.M.YY)"},
        {"29.2.23", "! \"29.2.23\" is not a date (D.M.YY): that month has 28 days"},
    };
    static const struct row both[] = {{"240305", "2024-03-05"}, {"1924-03-05", "1924-03-05"}};

    (void)state;
    CHECK_WANTED(ROWAN_DATE, "D.M.YY", .pivot = 1969, 0, rows);
    CHECK_WANTED(ROWAN_DATE, "iso|YYMMDD", .pivot = 2000, 0, both);
    for (int pivot = 1900; pivot <= 2000; pivot++) {
        struct rowan_datetime_wanted wanted = {.pivot = pivot};
        struct rowan_value_rules rules = {0};
        assert_int_equal(make_wanted(ROWAN_DATE, "YYMMDD", wanted, &rules.formats, NULL), ROWAN_OK);
        for (int year = pivot; year < pivot + 100; year++) {
            char input[40], shown[40];
            snprintf(input, sizeof input, "%02d0615", year % 100);
            snprintf(shown, sizeof shown, "%04d-06-15", year);
            assert_string_equal(of_kind(ROWAN_DATE, &rules, input), shown);
        }
    }
}

static void test_names(void **state)
{
    static const struct row rows[] = {
        {"5 March 2024", "2024-03-05"},
        {"5 MAY 2024", "2024-05-05"},
        {"5 september 2024", "2024-09-05"},
        {"5 Mar 2024", "! \"5 Mar 2024\" is not a date (D MONTH YYYY)"},
        {"5 Marchy 2024", "! \"5 Marchy 2024\" is not a date (D MONTH YYYY)"},
        {"31 June 2024", "! \"31 June 2024\" is not a date (D MONTH YYYY): that month has 30 days"},
    };
    static const struct row either[] = {{"Dec 24 2024", "2024-12-24"}, {"December 24 2024", "2024-12-24"}};

    (void)state;
    CHECK(ROWAN_DATE, "D MONTH YYYY", 0, rows);
    CHECK(ROWAN_DATE, "MON D YYYY|MONTH D YYYY", 0, either);
}

#define NO_UNIX " is not a timestamp (unix)"
static void test_unix(void **state)
{
    static const struct row seconds[] = {
        {"0", "1970-01-01 00:00:00"},
        {"1709649005", "2024-03-05 14:30:05"},
        {"1709649005.25", "2024-03-05 14:30:05.25"},
        {"951782400", "2000-02-29 00:00:00"},
        {"-1", "1969-12-31 23:59:59"},
        {"-0.25", "1969-12-31 23:59:59.75"},
        {"-1.999999", "1969-12-31 23:59:58.000001"},
        {"-62135596800", "0001-01-01 00:00:00"},
        {"253402300799.999999", "9999-12-31 23:59:59.999999"},
        {"-62135596800.5", "! \"-62135596800.5\"" NO_UNIX ": years are 0001 to 9999"},
        {"253402300800", "! \"253402300800\"" NO_UNIX ": years are 0001 to 9999"},
        {"1709649005.", "! \"1709649005.\"" NO_UNIX},
        {"1709649005.1234567", "! \"1709649005.1234567\" has 7 digits of a second, timestamp holds 6; say "
                               "rounding = \"down\""},
        {"1709649005.0123456789", "! \"1709649005.0123456789\"" NO_UNIX},
        {"+5", "! \"+5\"" NO_UNIX},
        {"5 s", "! \"5 s\"" NO_UNIX},
        {"-", "! \"-\"" NO_UNIX},
        {"12345678901234567890", "! \"12345678901234567890\"" NO_UNIX},
        {"2024-03-05", "! \"2024-03-05\"" NO_UNIX},
    };
    static const struct row milliseconds[] = {
        {"1709649005250", "2024-03-05 14:30:05.25"},
        {"7", "1970-01-01 00:00:00.007"},
        {"-1", "1969-12-31 23:59:59.999"},
        {"-62135596800000", "0001-01-01 00:00:00"},
        {"1.5", "! \"1.5\" is not a timestamp (unix_ms)"},
    };
    static const struct row days[] = {{"1709649005", "2024-03-05"}, {"-1", "1969-12-31"}};
    static const struct row after[] = {{"2024-03-05", "2024-03-05 00:00:00"},
                                       {"20240305", "1970-08-23 06:18:25"}};

    (void)state;
    CHECK(ROWAN_TIMESTAMP, "unix", 0, seconds);
    CHECK(ROWAN_TIMESTAMP, "unix_ms", 0, milliseconds);
    CHECK(ROWAN_TIMESTAMP, "unix_ms", .zone = ROWAN_ZONE_UTC, milliseconds);
    CHECK(ROWAN_TIMESTAMP, "iso|unix", 0, after);
    CHECK(ROWAN_DATE, "unix", .rounding = ROWAN_ROUNDING_DOWN, days);
}

#define NO_PART " is not a date (iso, MM/YYYY)"
static void test_partial(void **state)
{
    static const struct row first[] = {
        {"2024", "2024-01-01"},
        {"2024-02", "2024-02-01"},
        {"2024-02-03", "2024-02-03"},
        {"03/2024", "2024-03-01"},
        {"2024-00", "! \"2024-00\"" NO_PART ": months are 01 to 12"},
        {"00/2024", "! \"00/2024\"" NO_PART ": months are 01 to 12"},
        {"13/2024", "! \"13/2024\"" NO_PART ": months are 01 to 12"},
        {"2024-13", "! \"2024-13\"" NO_PART ": months are 01 to 12"},
        {"0000", "! \"0000\"" NO_PART ": years are 0001 to 9999"},
        {"2024-0305", "! \"2024-0305\"" NO_PART},
        {"2024-3", "! \"2024-3\"" NO_PART},
        {"202403", "! \"202403\"" NO_PART},
        {"2024-", "! \"2024-\"" NO_PART},
        {"202", "! \"202\"" NO_PART},
        {"2024-02-30", "! \"2024-02-30\"" NO_PART ": that month has 29 days"},
        {"2024Z", "! \"2024Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
    };
    static const struct row last[] = {
        {"2024", "2024-12-31"},
        {"2024-02", "2024-02-29"},
        {"2023-02", "2023-02-28"},
        {"04/2024", "2024-04-30"},
        {"2024-02-03", "2024-02-03"},
        {"2024-02+01:00", "2024-02-29"},
        {"2024-02-01:00", "2024-02-29"},
        {"2024Z", "2024-12-31"},
        {"2024-01:00", "2024-12-31"},
        {"9999", "9999-12-31"},
        {"2024+15:00", "! \"2024+15:00\"" NO_PART ": offsets are -14:00 to +14:00"},
    };
    static const struct row timestamps[] = {
        {"2024-02", "2024-02-29 00:00:00"},
        {"2024-02-03", "2024-02-03 00:00:00"},
        {"2024-02-03T04:05", "2024-02-03 04:05:00"},
    };

    (void)state;
    CHECK_WANTED(ROWAN_DATE, "iso|MM/YYYY", .partial = ROWAN_PARTIAL_FIRST, 0, first);
    CHECK_WANTED(ROWAN_DATE, "iso|MM/YYYY", .partial = ROWAN_PARTIAL_LAST, .zone = ROWAN_ZONE_DROP, last);
    CHECK_WANTED(ROWAN_TIMESTAMP, "iso", .partial = ROWAN_PARTIAL_LAST, 0, timestamps);
}

static void test_wanted(void **state)
{
    static const struct refusal {
        enum rowan_kind kind;
        const char *format;
        struct rowan_datetime_wanted wanted;
        const char *message;
    } rows[] = {
        {ROWAN_DATE,
         "MM/DD/YY",
         {0},
         "format \"MM/DD/YY\": nothing says which century YY is in; say pivot = 1950 for 1950 to 2049"},
        {ROWAN_DATE, "MM/DD/YYYY", {.pivot = 1950}, "pivot does nothing: format \"MM/DD/YYYY\" has no YY"},
        {ROWAN_DATE,
         "MM/DD/YYYY|D.M.YYYY",
         {.partial = ROWAN_PARTIAL_FIRST},
         "partial does nothing: format \"MM/DD/YYYY, D.M.YYYY\" has year, month and day"},
        {ROWAN_DATE, "DD/YYYY", {.partial = ROWAN_PARTIAL_FIRST}, "format \"DD/YYYY\": the month is missing"},
        {ROWAN_TIMESTAMP,
         "MM/YYYY HH",
         {.partial = ROWAN_PARTIAL_FIRST},
         "format \"MM/YYYY HH\": the day is missing"},
        {ROWAN_TIME, "unix", {0}, "format \"unix\": it has year, month and day, which a time does not hold"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct rowan_datetime_formats *formats;
        struct rowan_error err = {0};
        assert_int_equal(make_wanted(rows[i].kind, rows[i].format, rows[i].wanted, &formats, &err),
                         ROWAN_MAPPING);
        assert_memory_equal(err.message, rows[i].message, strlen(rows[i].message));
    }
}

static void test_zone(void **state)
{
    static const struct row to_utc[] = {
        {"31.12.2024 23:30 -01:00", "2025-01-01 00:30:00"},
        {"1.1.2024 00:30 +0100", "2023-12-31 23:30:00"},
        {"1.1.2024 00:30 Z", "2024-01-01 00:30:00"},
        {"1.1.2024 00:30 +15:00", "! \"1.1.2024 00:30 +15:00\" is not a timestamp (D.M.YYYY HH:MI TZ)"},
        {"1.1.2024 00:30 +1:00", "! \"1.1.2024 00:30 +1:00\" is not a timestamp (D.M.YYYY HH:MI TZ)"},
        {"1.1.2024 00:30 ", "! \"1.1.2024 00:30\" is not a timestamp (D.M.YYYY HH:MI TZ)"},
    };
    static const struct row strictly[] = {
        {"1.1.2024 00:30 Z", "! \"1.1.2024 00:30 Z\" has an offset; say zone = \"utc\" or zone = \"drop\""},
    };
    static const struct row dropped[] = {{"31.12.2024 23:30 -01:00", "2024-12-31 23:30:00"}};
    static const struct row in_front[] = {{"+02:00 1.1.2024", "2023-12-31 22:00:00"}};
    static const struct row of_day[] = {{"+02:00 1.1.2024", "2024-01-01"}};

    (void)state;
    CHECK(ROWAN_TIMESTAMP, "D.M.YYYY HH:MI TZ", .zone = ROWAN_ZONE_UTC, to_utc);
    CHECK(ROWAN_TIMESTAMP, "D.M.YYYY HH:MI TZ", 0, strictly);
    CHECK(ROWAN_TIMESTAMP, "D.M.YYYY HH:MI TZ", .zone = ROWAN_ZONE_DROP, dropped);
    CHECK(ROWAN_TIMESTAMP, "TZ D.M.YYYY", .zone = ROWAN_ZONE_UTC, in_front);
    CHECK(ROWAN_DATE, "TZ D.M.YYYY", .zone = ROWAN_ZONE_UTC, of_day);
}

static void test_time(void **state)
{
    static const struct row rows[] = {
        {"1:05pm", "13:05:00"},
        {"12:05AM", "00:05:00"},
        {"14:05", "14:05:00"},
        {"14:05:06.25", "14:05:06.25"},
        {"0705", "07:05:00"},
        {"2460", "! \"2460\" is not a time (iso, H:MIAM, HHMI): hours are 00 to 23"},
        {"noon", "! \"noon\" is not a time (iso, H:MIAM, HHMI)"},
    };

    (void)state;
    CHECK(ROWAN_TIME, "iso|H:MIAM|HHMI", 0, rows);
}

/* Every day that there is, written in another format, is read back; and no other. */
static void test_every_day(void **state)
{
    struct rowan_value_rules rules = {0};
    char input[40], wanted[40];

    (void)state;
    assert_int_equal(make(ROWAN_DATE, "D/M YYYY", false, &rules.formats, NULL), ROWAN_OK);
    for (int year = 1896; year <= 2004; year += 4) {
        for (int month = 0; month <= 13; month++) {
            for (int day = 0; day <= 32; day++) {
                snprintf(wanted, sizeof wanted, "%04d-%02d-%02d", year, month, day);
                snprintf(input, sizeof input, "%d/%d %d", day, month, year);
                if (*of_kind(ROWAN_DATE, &strict, wanted) == '!')
                    assert_int_equal(*of_kind(ROWAN_DATE, &rules, input), '!');
                else
                    assert_string_equal(of_kind(ROWAN_DATE, &rules, input), wanted);
            }
        }
    }
}

#define NO_SHORT " is not a timestamp (YYYY-M-D H:I:S, YYYY-M-D H:I:S.FF)"
static void test_short(void **state)
{
    static const struct row rows[] = {
        {"2024-3-5 9:2:34.767", "2024-03-05 09:02:34.767"},
        {"2024-03-05 09:02:04", "2024-03-05 09:02:04"},
        {"2024-3-5 9:2:4", "2024-03-05 09:02:04"},
        {"2024-3-5 9:60:4", "! \"2024-3-5 9:60:4\"" NO_SHORT ": minutes are 00 to 59"},
        {"2024-3-5 9:102:4", "! \"2024-3-5 9:102:4\"" NO_SHORT},
        {"2024-3-5 9::4", "! \"2024-3-5 9::4\"" NO_SHORT},
    };

    (void)state;
    CHECK(ROWAN_TIMESTAMP, "YYYY-M-D H:I:S|YYYY-M-D H:I:S.FF", 0, rows);
}

#define PARTS     "YYYY, YY, MM, M, MON, MONTH, DD, D, HH, H, MI, I, SS, S, FF, AM, TZ"
#define NOT_PARTS " is not made of the parts " PARTS "; other letters stand in double quotes"

static void test_refused(void **state)
{
    static const struct refusal {
        enum rowan_kind kind;
        const char *format;
        const char *why;
    } rows[] = {
        {ROWAN_DATE, "", "it is empty, or has white space at an end, which values never have"},
        {ROWAN_DATE, "YYYYMMDD ", "it is empty, or has white space at an end, which values never have"},
        {ROWAN_DATE, "MM/DD/YYY", "\"YYY\"" NOT_PARTS},
        {ROWAN_DATE, "yyyy-mm-dd", "\"yyyy\"" NOT_PARTS},
        {ROWAN_DATE, "D MONTHLY YYYY", "\"MONTHLY\"" NOT_PARTS},
        {ROWAN_DATE, "UNIX", "\"UNIX\"" NOT_PARTS},
        {ROWAN_DATE, "D MMM YYYY", "\"MMM\"" NOT_PARTS},
        {ROWAN_TIMESTAMP, "YYYY-MM-DD HH24:MI", "\"HH24\"" NOT_PARTS},
        {ROWAN_TIME, "HH:MI PM", "\"PM\"" NOT_PARTS},
        {ROWAN_TIMESTAMP, "YYYY-MM-DDTHH:MI:SSZ", "\"SSZ\"" NOT_PARTS},
        {ROWAN_DATE, "DD of MM YYYY", "\"of\"" NOT_PARTS},
        {ROWAN_DATE, "TYYYYMMDD", "\"TYYYYMMDD\"" NOT_PARTS},
        {ROWAN_DATE, "DD \"of MM YYYY", "a double quote is not closed"},
        {ROWAN_DATE, "MM/MON/DD/YYYY", "the month is there twice"},
        {ROWAN_DATE, "MM/DD/D/YYYY", "the day is there twice"},
        {ROWAN_DATE, "MDYYYY", "something must stand between the month and D"},
        {ROWAN_DATE, "YYYY/M5/D", "\"M5\"" NOT_PARTS},
        {ROWAN_DATE, "YYYY/M\"5\"D", "a digit follows the month, which takes as many as there are"},
        {ROWAN_TIME, "HH:MI:SS.FFHH", "the hour is there twice"},
        {ROWAN_DATE, "MM/YYYY", "the day is missing (its parts are " PARTS ")"},
        {ROWAN_TIMESTAMP, "MM/DD HH:MI", "the year is missing (its parts are " PARTS ")"},
        {ROWAN_TIMESTAMP, "MM/DD/YYYY :MI", "it has minute, but no hour"},
        {ROWAN_TIMESTAMP, "MM/DD/YYYY HH SS", "it has second, but no minute"},
        {ROWAN_TIMESTAMP, "MM/DD/YYYY HH:MI FF", "it has fraction, but no second"},
        {ROWAN_DATE, "MM/DD/YYYY AM", "it has AM or PM, but no hour"},
        {ROWAN_TIME, "D HH:MI", "it has the day, which a time does not hold"},
        {ROWAN_TIME, "HH:ISS", "something must stand between the minute and SS"},
        {ROWAN_TIME, "HH:MI:SSS", "\"SSS\"" NOT_PARTS},
        {ROWAN_TIME, "TZ", "the hour is missing (its parts are " PARTS ")"},
    };
    const struct rowan_datetime_formats *formats;
    char wanted[400];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rowan_error err = {0};
        assert_int_equal(make(rows[i].kind, rows[i].format, false, &formats, &err), ROWAN_MAPPING);
        snprintf(wanted, sizeof wanted, "format \"%s\": %s", rows[i].format, rows[i].why);
        assert_string_equal(err.message, wanted);
        assert_int_equal(make(rows[i].kind, rows[i].format, false, &formats, NULL), ROWAN_MAPPING);
    }
}

/* Where ISO is understood, too, no format may take its dates for others. */
static void test_with_iso(void **state)
{
    const struct rowan_datetime_formats *formats;
    struct rowan_error err = {0};

    (void)state;
    assert_int_equal(make(ROWAN_DATE, "M/D/YYYY", true, &formats, &err), ROWAN_OK);
    assert_string_equal(formats->shown, "M/D/YYYY, iso");
    assert_int_equal(formats->count, 2);
    assert_int_equal(make(ROWAN_DATE, "iso|M/D/YYYY", true, &formats, &err), ROWAN_OK);
    assert_string_equal(formats->shown, "iso, M/D/YYYY");
    assert_int_equal(formats->count, 2);
    assert_int_equal(make(ROWAN_DATE, "YYYY-DD-MM", false, &formats, &err), ROWAN_OK);
    assert_int_equal(make(ROWAN_DATE, "YYYY-D-M", true, &formats, &err), ROWAN_MAPPING);
    assert_string_equal(err.message,
                        "format \"YYYY-D-M\": ISO dates are understood here, too, and 2001-02-03 would "
                        "be both 3 February and 2 March");
    assert_int_equal(make(ROWAN_DATE, "iso|YYYY-DD-MM HH:MI", false, &formats, &err), ROWAN_MAPPING);
    assert_int_equal(make(ROWAN_DATE, "YYYY/DD/MM", true, &formats, &err), ROWAN_OK);
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
        cmocka_unit_test(test_date),           cmocka_unit_test(test_list),
        cmocka_unit_test(test_time_of_a_date), cmocka_unit_test(test_timestamp),
        cmocka_unit_test(test_zone),           cmocka_unit_test(test_time),
        cmocka_unit_test(test_every_day),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_with_iso),       cmocka_unit_test(test_short),
        cmocka_unit_test(test_pivot),          cmocka_unit_test(test_names),
        cmocka_unit_test(test_unix),           cmocka_unit_test(test_partial),
        cmocka_unit_test(test_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
