#ifndef ROWAN_DATETIME_H
#define ROWAN_DATETIME_H
/*
 * A point in time while it is between two texts. Readers return NULL, or why a text is refused: "" when its
 * shape says enough.
 */
#include "value/value.h"

struct rowan_datetime {
    int year, month, day;
    int hour, minute, second;
    const char *fraction; /* digits after the point, without trailing zeros; in the text that was read */
    size_t fraction_size;
    bool iso;   /* read by the built-in grammar: the text begins with its date, in ten bytes */
    bool timed; /* has a time of day */
    bool zoned;
    bool absolute;  /* an instant by itself, in UTC: nobody has to say what its offset is for */
    int offset;     /* minutes east of UTC */
    char digits[9]; /* room for a fraction that no text has */
};

/* Room for a date, a time with all digits of its fraction, and an offset. */
#define ROWAN_DATETIME_PRINTED  36
#define ROWAN_DATETIME_FRACTION 6 /* digits of a second that are stored: what databases agree on */

/* The built-in grammar: ISO 8601 as XML Schema and databases write it. */
const char *rowan_datetime_read_iso(enum rowan_kind kind, struct rowan_slice text, struct rowan_datetime *m);
/* The digits that are stored; the rest goes. */
void rowan_datetime_cut_fraction(struct rowan_datetime *m);
/* Without its offset. A time without a date turns around at midnight; a date that is to stay one, and has no
 * time, stays. False when that leaves the years 0001 to 9999. */
bool rowan_datetime_to_utc(enum rowan_kind kind, struct rowan_datetime *m);
/* Date and time in UTC, seconds after 1970 began. False when that leaves the years 0001 to 9999. */
bool rowan_datetime_set_utc(struct rowan_datetime *m, int64_t seconds);
/* As it is stored. */
size_t rowan_datetime_print(enum rowan_kind kind, const struct rowan_datetime *m, char *out);
/* As a timestamp in UTC, six digits of a second at most: what compares like time. 0 when that leaves the
 * years 0001 to 9999. */
size_t rowan_datetime_stamp(struct rowan_datetime *m, char *out);
/* With everything that it has, as the built-in grammar reads it. */
size_t rowan_datetime_print_all(const struct rowan_datetime *m, char *out);

/* What the readers share; they take from the front of rest. */
int rowan_datetime_two_digits(const char *p); /* -1 when they are none */
const char *rowan_datetime_take_fraction(struct rowan_slice *rest, struct rowan_datetime *m);
const char *rowan_datetime_take_zone(struct rowan_slice *rest, struct rowan_datetime *m);
/* Whether there is such a day and such a time. */
const char *rowan_datetime_check_date(const struct rowan_datetime *m);
const char *rowan_datetime_check_time(const struct rowan_datetime *m);
/* XSD: 24:00:00 of a day that is known is the first instant of the next; what becomes of that hour. */
const char *rowan_datetime_end_day(struct rowan_datetime *m);
#endif
