/*
 * Dates, times and timestamps of ISO 8601 as XML Schema and databases write them; Gregorian in all
 * years. Parsers take from the front of rest and return NULL, or why the text is refused ("" when
 * its shape says enough). An offset is kept in minutes until the rules say what becomes of it.
 */
#include "plan/convert.h"

#define FRACTION_READ 9 /* digits of a second that are understood */
#define FRACTION_KEPT 6 /* and stored: what databases agree on */
#define DAY_MINUTES   1440

struct moment {
    int year, month, day;
    int hour, minute, second;
    const char *fraction; /* digits after the point, without trailing zeros */
    size_t fraction_size;
    bool zoned;
    int offset; /* minutes east of UTC */
};

static void skip(struct rowan_text *rest, size_t bytes)
{
    rest->data += bytes;
    rest->size -= bytes;
}

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* The number of two digits; -1 when they are none. */
static int two_digits(const char *p)
{
    return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

static int month_days(int year, int month)
{
    static const char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month];
}

static const char *check_day(const struct moment *m)
{
    int days = month_days(m->year, m->month);

    if (m->day >= 1 && m->day <= days)
        return NULL;
    return days == 28   ? "that month has 28 days"
           : days == 29 ? "that month has 29 days"
           : days == 30 ? "that month has 30 days"
                        : "that month has 31 days";
}

static const char *take_date(struct rowan_text *rest, struct moment *m)
{
    const char *p = rest->data;
    int century, year;

    if (rest->size < 10 || p[4] != '-' || p[7] != '-')
        return "";
    century = two_digits(p);
    year = two_digits(p + 2);
    m->month = two_digits(p + 5);
    m->day = two_digits(p + 8);
    if (century < 0 || year < 0 || m->month < 0 || m->day < 0)
        return "";
    m->year = century * 100 + year;
    if (m->year == 0)
        return "years are 0001 to 9999";
    if (m->month < 1 || m->month > 12)
        return "months are 01 to 12";
    skip(rest, 10);
    return check_day(m);
}

/* .f after the seconds */
static const char *take_fraction(struct rowan_text *rest, struct moment *m)
{
    size_t n = 0;

    skip(rest, 1);
    while (n < rest->size && is_digit(rest->data[n]))
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

static const char *take_seconds(struct rowan_text *rest, struct moment *m)
{
    if (rest->size < 3)
        return "";
    m->second = two_digits(rest->data + 1);
    if (m->second < 0)
        return "";
    if (m->second > 59)
        return "seconds are 00 to 59";
    skip(rest, 3);
    return rest->size > 0 && rest->data[0] == '.' ? take_fraction(rest, m) : NULL;
}

/* HH:MM[:SS[.f]] */
static const char *take_time(struct rowan_text *rest, struct moment *m)
{
    const char *p = rest->data;

    if (rest->size < 5 || p[2] != ':')
        return "";
    m->hour = two_digits(p);
    m->minute = two_digits(p + 3);
    if (m->hour < 0 || m->minute < 0)
        return "";
    if (m->hour > 23)
        return "hours are 00 to 23";
    if (m->minute > 59)
        return "minutes are 00 to 59";
    skip(rest, 5);
    return rest->size > 0 && rest->data[0] == ':' ? take_seconds(rest, m) : NULL;
}

/* Z, +hh:mm or +hhmm, and nothing after it */
static const char *take_zone(struct rowan_text *rest, struct moment *m)
{
    const char *p = rest->data;
    int hours, minutes;

    m->zoned = true;
    if (rest->size == 1 && p[0] == 'Z')
        return NULL;
    if ((p[0] != '+' && p[0] != '-') || !(rest->size == 5 || (rest->size == 6 && p[3] == ':')))
        return "";
    hours = two_digits(p + 1);
    minutes = two_digits(p + rest->size - 2);
    if (hours < 0 || minutes < 0)
        return "";
    if (minutes > 59 || hours * 60 + minutes > 14 * 60) /* the limit of XML Schema */
        return "offsets are -14:00 to +14:00";
    m->offset = p[0] == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    return NULL;
}

static const char *take_moment(enum rowan_kind kind, struct rowan_text rest, struct moment *m)
{
    const char *why = NULL;

    if (kind != ROWAN_TIME) {
        why = take_date(&rest, m);
        if (why || rest.size == 0)
            return why;
    }
    if (kind == ROWAN_DATE && (rest.data[0] == 'T' || rest.data[0] == ' '))
        return "it has a time part";
    if (kind == ROWAN_TIMESTAMP) {
        if (rest.data[0] != 'T' && rest.data[0] != ' ')
            return "";
        skip(&rest, 1);
    }
    if (kind != ROWAN_DATE)
        why = take_time(&rest, m);
    if (why || rest.size == 0)
        return why;
    return take_zone(&rest, m);
}

/* False when that leaves the years 1 to 9999. */
static bool next_day(struct moment *m)
{
    if (++m->day > month_days(m->year, m->month)) {
        m->day = 1;
        if (++m->month > 12) {
            m->month = 1;
            m->year++;
        }
    }
    return m->year <= 9999;
}

static bool day_before(struct moment *m)
{
    if (--m->day < 1) {
        if (--m->month < 1) {
            m->month = 12;
            m->year--;
        }
        m->day = month_days(m->year, m->month);
    }
    return m->year >= 1;
}

/* A time without a date turns around at midnight. */
static bool move_to_utc(enum rowan_kind kind, struct moment *m)
{
    int minutes = m->hour * 60 + m->minute - m->offset;
    int wrapped = (minutes + DAY_MINUTES) % DAY_MINUTES;

    m->hour = wrapped / 60;
    m->minute = wrapped % 60;
    if (kind == ROWAN_TIME || minutes == wrapped)
        return true;
    return minutes < 0 ? day_before(m) : next_day(m);
}

static char *put_two(char *p, int number)
{
    *p++ = (char)('0' + number / 10);
    *p++ = (char)('0' + number % 10);
    return p;
}

static size_t print_moment(enum rowan_kind kind, const struct moment *m, char *out)
{
    char *p = out;

    if (kind == ROWAN_TIMESTAMP) {
        p = put_two(put_two(p, m->year / 100), m->year % 100);
        *p++ = '-';
        p = put_two(p, m->month);
        *p++ = '-';
        p = put_two(p, m->day);
        *p++ = ' ';
    }
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
    return (size_t)(p - out);
}

static void cut_fraction(struct moment *m)
{
    m->fraction_size = FRACTION_KEPT;
    while (m->fraction_size > 0 && m->fraction[m->fraction_size - 1] == '0')
        m->fraction_size--;
}

static enum rowan_status refuse_shape(enum rowan_kind kind, struct rowan_text text, const char *why,
                                      struct rowan_error *err)
{
    const char *shape = kind == ROWAN_DATE   ? "YYYY-MM-DD"
                        : kind == ROWAN_TIME ? "HH:MM:SS"
                                             : "YYYY-MM-DD HH:MM:SS";

    return rowan_refuse(err, text, "is not a %s (%s)%s%s", rowan_kind_name(kind), shape, *why ? ": " : "",
                        why);
}

enum rowan_status rowan_moment_convert(enum rowan_kind kind, const struct rowan_value_rules *rules,
                                       struct rowan_text text, struct rowan_buffer *scratch,
                                       struct rowan_value *out, struct rowan_error *err)
{
    struct moment m = {0};
    char printed[32];
    const char *why = take_moment(kind, text, &m);

    if (why)
        return refuse_shape(kind, text, why, err);
    if (m.zoned && rules->zone == ROWAN_ZONE_ERROR)
        return rowan_refuse(err, text, "has an offset; say zone = \"utc\" or zone = \"drop\"");
    if (kind == ROWAN_DATE) { /* a day has no offset to convert: both rules drop it */
        out->text = (struct rowan_text){text.data, 10};
        return ROWAN_OK;
    }
    if (m.fraction_size > FRACTION_KEPT) {
        if (rules->rounding != ROWAN_ROUNDING_DOWN)
            return rowan_refuse(err, text, "has %zu digits of a second, %s holds %d; say rounding = \"down\"",
                                m.fraction_size, rowan_kind_name(kind), FRACTION_KEPT);
        cut_fraction(&m);
    }
    if (m.zoned && rules->zone == ROWAN_ZONE_UTC && !move_to_utc(kind, &m))
        return rowan_refuse(err, text, "leaves the years 0001 to 9999 in UTC");
    return rowan_keep(scratch, printed, print_moment(kind, &m, printed), out, err);
}
