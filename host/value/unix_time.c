#include "value/unix_time.h"

#include "base/ascii.h"
#include "value/calendar.h"

#define DIGITS_MAX  15 /* of milliseconds in the years 0001 to 9999 */
#define NANOSECONDS 1000000000

/* A number that was read: seconds before the point, and what is behind it. */
struct elapsed {
    bool negative;
    int64_t seconds;
    int nanoseconds;
};

static int64_t take_digits(struct rowan_slice *rest, size_t most, size_t *count)
{
    int64_t number = 0;
    size_t n = 0;

    while (n < most && n < rest->size && rowan_ascii_is_digit(rest->data[n]))
        number = number * 10 + (rest->data[n++] - '0');
    rest->data += n;
    rest->size -= n;
    *count = n;
    return number;
}

/* .25, to nine digits */
static bool take_fraction(struct rowan_slice *rest, int *nanoseconds)
{
    size_t n;

    rest->data++;
    rest->size--;
    *nanoseconds = (int)take_digits(rest, 9, &n);
    for (size_t i = n; i < 9; i++)
        *nanoseconds *= 10;
    return n > 0;
}

static bool read(struct rowan_slice rest, bool milliseconds, struct elapsed *e)
{
    int64_t number;
    size_t n;

    e->negative = rest.size > 0 && rest.data[0] == '-';
    rest.data += e->negative;
    rest.size -= e->negative;
    number = take_digits(&rest, DIGITS_MAX, &n);
    if (n == 0)
        return false;
    e->seconds = milliseconds ? number / 1000 : number;
    e->nanoseconds = milliseconds ? (int)(number % 1000) * 1000000 : 0;
    if (!milliseconds && rest.size > 0 && rest.data[0] == '.' && !take_fraction(&rest, &e->nanoseconds))
        return false;
    return rest.size == 0;
}

/* -1.25 s is 0.75 s after -2. */
static int64_t to_floor(struct elapsed *e)
{
    if (!e->negative)
        return e->seconds;
    if (e->nanoseconds == 0)
        return -e->seconds;
    e->nanoseconds = NANOSECONDS - e->nanoseconds;
    return -e->seconds - 1;
}

static void set_fraction(struct rowan_datetime *m, int nanoseconds)
{
    m->fraction = m->digits;
    m->fraction_size = nanoseconds ? sizeof m->digits : 0;
    for (size_t i = sizeof m->digits; i > 0; i--, nanoseconds /= 10)
        m->digits[i - 1] = (char)('0' + nanoseconds % 10);
    while (m->fraction_size > 0 && m->digits[m->fraction_size - 1] == '0')
        m->fraction_size--;
}

const char *rowan_unix_time_read(struct rowan_slice text, bool milliseconds, struct rowan_datetime *m)
{
    struct elapsed e;
    int64_t seconds;

    if (!read(text, milliseconds, &e))
        return "";
    seconds = to_floor(&e);
    m->timed = m->zoned = m->absolute = true;
    set_fraction(m, e.nanoseconds);
    return rowan_datetime_set_utc(m, seconds) ? NULL : "years are 0001 to 9999";
}
