#include "value/posix_zone.h"

#include "base/ascii.h"
#include "value/calendar.h"

/* ---- reading; each takes from the front of rest ---- */

static bool take(struct rowan_slice *rest, char letter)
{
    if (rest->size == 0 || rest->data[0] != letter)
        return false;
    rest->data++;
    rest->size--;
    return true;
}

static bool take_number(struct rowan_slice *rest, int most, int *out)
{
    size_t n = 0;

    *out = 0;
    for (; n < rest->size && n < 3 && rowan_ascii_is_digit(rest->data[n]); n++)
        *out = *out * 10 + (rest->data[n] - '0');
    rest->data += n;
    rest->size -= n;
    return n > 0 && *out <= most;
}

/* CET or <+03> */
static bool take_name(struct rowan_slice *rest)
{
    bool quoted = take(rest, '<');
    size_t n = 0;

    while (n < rest->size && (rowan_ascii_is_letter(rest->data[n]) ||
                              (quoted && (rowan_ascii_is_digit(rest->data[n]) || rest->data[n] == '+' ||
                                          rest->data[n] == '-'))))
        n++;
    rest->data += n;
    rest->size -= n;
    return n >= 3 && (!quoted || take(rest, '>'));
}

/* [+-]h[:mm[:ss]], in seconds */
static bool take_time(struct rowan_slice *rest, int *out)
{
    bool negative = take(rest, '-');
    int hours, minutes = 0, seconds = 0;

    if (!negative)
        take(rest, '+');
    if (!take_number(rest, 167, &hours) || (take(rest, ':') && !take_number(rest, 59, &minutes)) ||
        (take(rest, ':') && !take_number(rest, 59, &seconds)))
        return false;
    *out = hours * 3600 + minutes * 60 + seconds;
    if (negative)
        *out = -*out;
    return true;
}

static bool take_day(struct rowan_slice *rest, struct rowan_posix_change *out)
{
    if (take(rest, 'M')) {
        out->kind = 'M';
        return take_number(rest, 12, &out->month) && out->month > 0 && take(rest, '.') &&
               take_number(rest, 5, &out->week) && out->week > 0 && take(rest, '.') &&
               take_number(rest, 6, &out->day);
    }
    out->kind = take(rest, 'J') ? 'J' : 'D';
    return take_number(rest, 365, &out->day) && (out->kind == 'D' || out->day > 0);
}

static bool take_change(struct rowan_slice *rest, struct rowan_posix_change *out)
{
    out->seconds = 7200;
    return take(rest, ',') && take_day(rest, out) && (!take(rest, '/') || take_time(rest, &out->seconds));
}

bool rowan_posix_zone_read(struct rowan_slice text, struct rowan_posix_zone *out)
{
    int west;

    *out = (struct rowan_posix_zone){0};
    if (!take_name(&text) || !take_time(&text, &west))
        return false;
    out->standard = -west;
    if (text.size == 0)
        return true;
    out->has_daylight = true;
    out->daylight = out->standard + 3600;
    if (!take_name(&text))
        return false;
    if (text.size > 0 && text.data[0] != ',') {
        if (!take_time(&text, &west))
            return false;
        out->daylight = -west;
    }
    return take_change(&text, &out->begin) && take_change(&text, &out->end) && text.size == 0;
}

/* ---- changes ---- */

/* 1970-01-01 was a Thursday. */
static int weekday(int64_t day)
{
    return (int)((day - ROWAN_CALENDAR_1970 + 4 + 7 * (int64_t)200000) % 7);
}

/* The number of the day in the year. */
static int64_t day_of(const struct rowan_posix_change *change, int year)
{
    int64_t first = rowan_calendar_number((struct rowan_day){year, 1, 1});
    int64_t day, last;

    if (change->kind == 'D')
        return first + change->day;
    if (change->kind == 'J')
        return first + change->day - 1 + (change->day > 59 && rowan_calendar_month_days(year, 2) == 29);
    first = rowan_calendar_number((struct rowan_day){year, change->month, 1});
    last = first + rowan_calendar_month_days(year, change->month) - 1;
    day = first + (change->day - weekday(first) + 7) % 7 + (change->week - 1) * 7;
    return day > last ? day - 7 : day;
}

static int64_t instant_of(const struct rowan_posix_change *change, int year, int offset)
{
    return (day_of(change, year) - ROWAN_CALENDAR_1970) * ROWAN_DAY_SECONDS + change->seconds - offset;
}

static int year_of(const struct rowan_posix_zone *zone, int64_t instant)
{
    int64_t seconds = (int64_t)ROWAN_CALENDAR_1970 * ROWAN_DAY_SECONDS + instant + zone->standard;

    return rowan_calendar_day(seconds < 0 ? 0 : seconds / ROWAN_DAY_SECONDS).year;
}

int rowan_posix_zone_offset(const struct rowan_posix_zone *zone, int64_t instant)
{
    int64_t begin, end;
    int year;

    if (!zone->has_daylight)
        return zone->standard;
    year = year_of(zone, instant);
    begin = instant_of(&zone->begin, year, zone->standard);
    end = instant_of(&zone->end, year, zone->daylight);
    if (begin < end)
        return instant >= begin && instant < end ? zone->daylight : zone->standard;
    return instant >= end && instant < begin ? zone->standard : zone->daylight;
}

bool rowan_posix_zone_next(const struct rowan_posix_zone *zone, int64_t after, int64_t *change)
{
    bool found = false;
    int year;

    if (!zone->has_daylight)
        return false;
    year = year_of(zone, after);
    for (int y = year > 1 ? year - 1 : year; y <= year + 1; y++) {
        int64_t changes[] = {instant_of(&zone->begin, y, zone->standard),
                             instant_of(&zone->end, y, zone->daylight)};
        for (int i = 0; i < 2; i++) {
            if (changes[i] <= after || (found && changes[i] >= *change))
                continue;
            *change = changes[i];
            found = true;
        }
    }
    return found;
}
