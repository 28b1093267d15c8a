#ifndef ROWAN_DATETIME_H
#define ROWAN_DATETIME_H
/*
 * A point in time while it is between two texts. Readers return NULL, or why a text is refused: "" when its
 * shape says enough. Private to plan/.
 */
#include "value/convert.h"
#include "value/datetime_format.h"

struct rowan_datetime {
    int year, month, day;
    int hour, minute, second;
    const char *fraction; /* digits after the point, without trailing zeros; in the text that was read */
    size_t fraction_size;
    bool iso;   /* read by the built-in grammar: the text begins with its date, in ten bytes */
    bool timed; /* has a time of day */
    bool zoned;
    int offset; /* minutes east of UTC */
};

#define ROWAN_DATETIME_PRINTED                                                                               \
    36 /* room for a date, a time with all digits of its fraction, and an offset                             \
        */

/* formats NULL: the built-in grammar. A date may be followed by a time; whoever asks decides what becomes of
 * it.
 */
const char *rowan_datetime_read(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                struct rowan_slice text, struct rowan_datetime *m);
/* The built-in grammar: ISO 8601 as XML Schema and databases write it. */
const char *rowan_datetime_read_iso(enum rowan_kind kind, struct rowan_slice text, struct rowan_datetime *m);
/* "... is not a date (M/D/YYYY, iso): that month has 30 days" */
enum rowan_status rowan_datetime_fail(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                      struct rowan_slice text, const char *why, struct rowan_error *err);
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
#endif
