#include "value/duration.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"

#define DIGITS_MAX   12 /* of days their seconds have 17 */
#define FRACTION_MAX 18

/* A text that is read from its front. */
struct reading {
    struct rowan_slice rest, fraction;
    int64_t seconds;
    bool any, calendar; /* it has years or months that are not 0 */
};

static bool take(struct rowan_slice *rest, char letter)
{
    if (rest->size == 0 || rest->data[0] != letter)
        return false;
    rest->data++;
    rest->size--;
    return true;
}

static size_t count_digits(struct rowan_slice text)
{
    size_t n = 0;

    while (n < text.size && rowan_ascii_is_digit(text.data[n]))
        n++;
    return n;
}

/* 12D: when the letter stands behind the digits at the front. False: there are too many of these. */
static bool take_part(struct reading *r, char letter, int64_t each)
{
    size_t n = count_digits(r->rest);
    int64_t number = 0;

    if (n == 0 || n >= r->rest.size || r->rest.data[n] != letter)
        return true;
    for (size_t i = 0; i < n && n <= DIGITS_MAX; i++)
        number = number * 10 + (r->rest.data[i] - '0');
    r->rest.data += n + 1;
    r->rest.size -= n + 1;
    r->any = true;
    r->calendar = r->calendar || (each == 0 && number > 0);
    r->seconds += number * each;
    return n <= DIGITS_MAX;
}

/* 5.25S */
static bool take_fraction(struct reading *r)
{
    size_t n = count_digits(r->rest);
    struct rowan_slice rest = {r->rest.data + n, r->rest.size - n};
    size_t digits;

    if (n == 0 || n > DIGITS_MAX || !take(&rest, '.'))
        return true;
    digits = count_digits(rest);
    if (digits == 0 || digits > FRACTION_MAX || digits >= rest.size || rest.data[digits] != 'S')
        return false;
    for (size_t i = 0, each = n; i < n; i++, each--) {
        int64_t number = r->rest.data[i] - '0';
        for (size_t k = 1; k < each; k++)
            number *= 10;
        r->seconds += number;
    }
    r->fraction = (struct rowan_slice){rest.data, digits};
    r->rest = (struct rowan_slice){rest.data + digits + 1, rest.size - digits - 1};
    return r->any = true;
}

static bool take_days(struct reading *r)
{
    return take_part(r, 'Y', 0) && take_part(r, 'M', 0) && take_part(r, 'D', 86400);
}

static bool take_time(struct reading *r)
{
    r->any = false; /* something follows the T */
    return take_part(r, 'H', 3600) && take_part(r, 'M', 60) && take_fraction(r) && take_part(r, 'S', 1);
}

const char *rowan_duration_seconds(struct rowan_slice text, char out[ROWAN_DURATION_PRINTED])
{
    struct reading r = {.rest = text};
    bool negative = take(&r.rest, '-');

    if (!take(&r.rest, 'P') || !take_days(&r) || (take(&r.rest, 'T') && !take_time(&r)) || !r.any ||
        r.rest.size > 0)
        return "";
    if (r.calendar)
        return "months and years have no number of seconds";
    snprintf(out, ROWAN_DURATION_PRINTED, "%s%" PRId64 "%s%.*s", negative ? "-" : "", r.seconds,
             r.fraction.size ? "." : "", (int)r.fraction.size, r.fraction.size ? r.fraction.data : "");
    return NULL;
}
