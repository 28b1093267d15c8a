/* Formats of dates and times: what is understood of them, and what they read. */
#include "value/value_rows.h"

#include "value/datetime_format.h"

#define FORMATS_MAX 4

static struct rowan_arena arena;

/* Texts are separated by bars. */
static enum rowan_status make(enum rowan_kind kind, const char *list, bool and_iso,
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
    return rowan_datetime_formats_make(out, kind, texts, count, and_iso, &arena, err);
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
        {"3/5/2024 24:00",
         "! \"3/5/2024 24:00\" is not a date (iso, M/D/YYYY, M/D/YYYY HH:MI): hours are 00 to 23"},
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

#define PARTS     "YYYY, MM, M, MON, DD, D, HH, H, MI, I, SS, S, FF, AM, TZ"
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
        {ROWAN_DATE, "MM/DD/YY", "\"YY\"" NOT_PARTS},
        {ROWAN_DATE, "yyyy-mm-dd", "\"yyyy\"" NOT_PARTS},
        {ROWAN_DATE, "D MONTH YYYY", "\"MONTH\"" NOT_PARTS},
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
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
