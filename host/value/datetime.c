/*
 * Dates, times and timestamps of ISO 8601 as XML Schema and databases write them; Gregorian in all
 * years. Parsers take from the front of rest. An offset is kept in minutes until the rules say what
 * becomes of it.
 */
#include "value/datetime.h"

#include "base/ascii.h"
#include "value/calendar.h"

#define FRACTION_READ 9 /* digits of a second that are understood */
#define DAY_MINUTES   1440

static void skip(struct rowan_slice *rest, size_t bytes)
{
    rest->data += bytes;
    rest->size -= bytes;
}

int rowan_datetime_two_digits(const char *p)
{
    return rowan_ascii_is_digit(p[0]) && rowan_ascii_is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

const char *rowan_datetime_check_date(const struct rowan_datetime *m)
{
    int days;

    if (m->year < 1)
        return "years are 0001 to 9999";
    if (m->month < 1 || m->month > 12)
        return "months are 01 to 12";
    days = rowan_calendar_month_days(m->year, m->month);
    if (m->day >= 1 && m->day <= days)
        return NULL;
    return days == 28   ? "that month has 28 days"
           : days == 29 ? "that month has 29 days"
           : days == 30 ? "that month has 30 days"
                        : "that month has 31 days";
}

const char *rowan_datetime_check_time(const struct rowan_datetime *m)
{
    if (m->hour > 23)
        return "hours are 00 to 23";
    if (m->minute > 59)
        return "minutes are 00 to 59";
    return m->second > 59 ? "seconds are 00 to 59" : NULL;
}

/* ---- the built-in grammar ---- */

static const char *take_date(struct rowan_slice *rest, struct rowan_datetime *m)
{
    const char *p = rest->data;
    int century, year;

    if (rest->size < 10 || p[4] != '-' || p[7] != '-')
        return "";
    century = rowan_datetime_two_digits(p);
    year = rowan_datetime_two_digits(p + 2);
    m->month = rowan_datetime_two_digits(p + 5);
    m->day = rowan_datetime_two_digits(p + 8);
    if (century < 0 || year < 0 || m->month < 0 || m->day < 0)
        return "";
    m->year = century * 100 + year;
    skip(rest, 10);
    return rowan_datetime_check_date(m);
}

const char *rowan_datetime_take_fraction(struct rowan_slice *rest, struct rowan_datetime *m)
{
    size_t n = 0;

    while (n < rest->size && rowan_ascii_is_digit(rest->data[n]))
        n++;
    if (n == 0)
        return "";
    if (n > FRACTION_READ)
        return "a second has at most 9 digits after the point";
    m->fraction = rest->data;
    m->fraction_size = n;
    skip(rest, n);
    while (m->fraction_size > 0 && m->fraction[m->fraction_size - 1] == '0')
        m->fraction_size--;
    return NULL;
}

/* Of a day that is known, 24:00:00 is its end. */
static const char *check_time(const struct rowan_datetime *m)
{
    bool end_of_day = m->year > 0 && m->hour == 24 && m->minute == 0 && m->second == 0;

    return end_of_day ? NULL : rowan_datetime_check_time(m);
}

/* :SS[.f] */
static const char *take_seconds(struct rowan_slice *rest, struct rowan_datetime *m)
{
    const char *why;

    if (rest->size < 3)
        return "";
    m->second = rowan_datetime_two_digits(rest->data + 1);
    if (m->second < 0)
        return "";
    why = check_time(m);
    if (why)
        return why;
    skip(rest, 3);
    if (rest->size == 0 || rest->data[0] != '.')
        return NULL;
    skip(rest, 1);
    return rowan_datetime_take_fraction(rest, m);
}

/* HH:MM[:SS[.f]] */
static const char *take_time(struct rowan_slice *rest, struct rowan_datetime *m)
{
    const char *p = rest->data;
    const char *why;

    if (rest->size < 5 || p[2] != ':')
        return "";
    m->timed = true;
    m->hour = rowan_datetime_two_digits(p);
    m->minute = rowan_datetime_two_digits(p + 3);
    if (m->hour < 0 || m->minute < 0)
        return "";
    why = check_time(m);
    if (why)
        return why;
    skip(rest, 5);
    return rest->size > 0 && rest->data[0] == ':' ? take_seconds(rest, m) : NULL;
}

/* Z, +hh:mm or +hhmm */
const char *rowan_datetime_take_zone(struct rowan_slice *rest, struct rowan_datetime *m)
{
    const char *p = rest->data;
    size_t size = rest->size >= 6 && p[3] == ':' ? 6 : 5;
    int hours, minutes;

    m->zoned = true;
    if (rest->size > 0 && p[0] == 'Z') {
        skip(rest, 1);
        return NULL;
    }
    if (rest->size < size || (p[0] != '+' && p[0] != '-'))
        return "";
    hours = rowan_datetime_two_digits(p + 1);
    minutes = rowan_datetime_two_digits(p + size - 2);
    if (hours < 0 || minutes < 0)
        return "";
    if (minutes > 59 || hours * 60 + minutes > 14 * 60) /* the limit of XML Schema */
        return "offsets are -14:00 to +14:00";
    m->offset = p[0] == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    skip(rest, size);
    return NULL;
}

/* False when that leaves the years 1 to 9999. */
static bool next_day(struct rowan_datetime *m)
{
    if (++m->day > rowan_calendar_month_days(m->year, m->month)) {
        m->day = 1;
        if (++m->month > 12) {
            m->month = 1;
            m->year++;
        }
    }
    return m->year <= 9999;
}

const char *rowan_datetime_end_day(struct rowan_datetime *m)
{
    if (m->minute > 0 || m->second > 0 || m->fraction_size > 0)
        return rowan_datetime_check_time(m);
    m->hour = 0;
    m->iso = false; /* the text begins with the day before */
    return next_day(m) ? NULL : "the next day leaves the years 0001 to 9999";
}

const char *rowan_datetime_read_iso(enum rowan_kind kind, struct rowan_slice text, struct rowan_datetime *m)
{
    struct rowan_slice rest = text;
    const char *why = NULL;

    m->iso = true;
    if (kind != ROWAN_TIME) {
        why = take_date(&rest, m);
        if (why || rest.size == 0)
            return why;
        if (rest.data[0] == 'T' || rest.data[0] == ' ') {
            skip(&rest, 1);
            why = take_time(&rest, m);
        } else if (kind == ROWAN_TIMESTAMP) {
            return "";
        }
    } else {
        why = take_time(&rest, m);
    }
    if (!why && m->hour == 24)
        why = rowan_datetime_end_day(m);
    if (!why && rest.size > 0)
        why = rowan_datetime_take_zone(&rest, m);
    return why || rest.size == 0 ? why : "";
}

/* ---- offsets ---- */

/* False when that leaves the years 1 to 9999. */
static bool day_before(struct rowan_datetime *m)
{
    if (--m->day < 1) {
        if (--m->month < 1) {
            m->month = 12;
            m->year--;
        }
        m->day = rowan_calendar_month_days(m->year, m->month);
    }
    return m->year >= 1;
}

bool rowan_datetime_to_utc(enum rowan_kind kind, struct rowan_datetime *m)
{
    int minutes = m->hour * 60 + m->minute - m->offset;
    int wrapped = (minutes + DAY_MINUTES) % DAY_MINUTES;

    if (kind == ROWAN_DATE && !m->timed)
        return true;
    m->hour = wrapped / 60;
    m->minute = wrapped % 60;
    m->offset = 0;
    if (kind == ROWAN_TIME || minutes == wrapped)
        return true;
    return minutes < 0 ? day_before(m) : next_day(m);
}

bool rowan_datetime_set_utc(struct rowan_datetime *m, int64_t seconds)
{
    int64_t days = ROWAN_CALENDAR_1970 + seconds / ROWAN_DAY_SECONDS;
    int of_day = (int)(seconds % ROWAN_DAY_SECONDS);
    struct rowan_day day;

    if (of_day < 0) {
        of_day += ROWAN_DAY_SECONDS;
        days--;
    }
    if (days < ROWAN_CALENDAR_FIRST || days > ROWAN_CALENDAR_LAST)
        return false;
    day = rowan_calendar_day(days);
    m->year = day.year;
    m->month = day.month;
    m->day = day.day;
    m->hour = of_day / 3600;
    m->minute = of_day / 60 % 60;
    m->second = of_day % 60;
    m->offset = 0;
    return true;
}

/* ---- printing ---- */

static char *put_two(char *p, int number)
{
    *p++ = (char)('0' + number / 10);
    *p++ = (char)('0' + number % 10);
    return p;
}

static char *put_date(char *p, const struct rowan_datetime *m)
{
    p = put_two(put_two(p, m->year / 100), m->year % 100);
    *p++ = '-';
    p = put_two(p, m->month);
    *p++ = '-';
    return put_two(p, m->day);
}

static char *put_time(char *p, const struct rowan_datetime *m)
{
    p = put_two(p, m->hour);
    *p++ = ':';
    p = put_two(p, m->minute);
    *p++ = ':';
    p = put_two(p, m->second);
    if (m->fraction_size > 0) {
        *p++ = '.';
        memcpy(p, m->fraction, m->fraction_size);
        p += m->fraction_size;
    }
    return p;
}

size_t rowan_datetime_print(enum rowan_kind kind, const struct rowan_datetime *m, char *out)
{
    char *p = out;

    if (kind != ROWAN_TIME)
        p = put_date(p, m);
    if (kind == ROWAN_TIMESTAMP)
        *p++ = ' ';
    if (kind != ROWAN_DATE)
        p = put_time(p, m);
    return (size_t)(p - out);
}

void rowan_datetime_cut_fraction(struct rowan_datetime *m)
{
    if (m->fraction_size <= ROWAN_DATETIME_FRACTION)
        return;
    m->fraction_size = ROWAN_DATETIME_FRACTION;
    while (m->fraction_size > 0 && m->fraction[m->fraction_size - 1] == '0')
        m->fraction_size--;
}

size_t rowan_datetime_stamp(struct rowan_datetime *m, char *out)
{
    rowan_datetime_cut_fraction(m);
    if (m->zoned && !rowan_datetime_to_utc(m->timed ? ROWAN_TIMESTAMP : ROWAN_DATE, m))
        return 0;
    return rowan_datetime_print(ROWAN_TIMESTAMP, m, out);
}

size_t rowan_datetime_print_all(const struct rowan_datetime *m, char *out)
{
    int offset = m->offset < 0 ? -m->offset : m->offset;
    char *p = out + rowan_datetime_print(m->timed ? ROWAN_TIMESTAMP : ROWAN_DATE, m, out);

    if (!m->zoned)
        return (size_t)(p - out);
    *p++ = m->offset < 0 ? '-' : '+';
    p = put_two(p, offset / 60);
    *p++ = ':';
    p = put_two(p, offset % 60);
    return (size_t)(p - out);
}
