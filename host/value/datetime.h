#ifndef ROWAN_MOMENT_H
#define ROWAN_MOMENT_H
/*
 * A point in time while it is between two texts. Readers return NULL, or why a text is refused: "" when its
 * shape says enough. Private to plan/.
 */
#include "value/convert.h"
#include "value/datetime_format.h"

struct rowan_moment {
    int year, month, day;
    int hour, minute, second;
    const char *fraction; /* digits after the point, without trailing zeros; in the text that was read */
    size_t fraction_size;
    bool iso;   /* read by the built-in grammar: the text begins with its date, in ten bytes */
    bool timed; /* has a time of day */
    bool zoned;
    int offset; /* minutes east of UTC */
};

#define ROWAN_MOMENT_PRINTED 36 /* room for a date, a time with all digits of its fraction, and an offset */

/* formats NULL: the built-in grammar. A date may be followed by a time; whoever asks decides what becomes of
 * it.
 */
const char *rowan_moment_read(const struct rowan_moment_formats *formats, enum rowan_kind kind,
                              struct rowan_text text, struct rowan_moment *m);
/* The built-in grammar: ISO 8601 as XML Schema and databases write it. */
const char *rowan_moment_read_iso(enum rowan_kind kind, struct rowan_text text, struct rowan_moment *m);
/* "... is not a date (M/D/YYYY, iso): that month has 30 days" */
enum rowan_status rowan_moment_refuse(const struct rowan_moment_formats *formats, enum rowan_kind kind,
                                      struct rowan_text text, const char *why, struct rowan_error *err);
/* As a timestamp in UTC, six digits of a second at most: what compares like time. 0 when that leaves the
 * years 0001 to 9999. */
size_t rowan_moment_stamp(struct rowan_moment *m, char *out);
/* With everything that it has, as the built-in grammar reads it. */
size_t rowan_moment_print_all(const struct rowan_moment *m, char *out);

/* What the readers share; they take from the front of rest. */
int rowan_moment_two_digits(const char *p); /* -1 when they are none */
const char *rowan_moment_take_fraction(struct rowan_text *rest, struct rowan_moment *m);
const char *rowan_moment_take_zone(struct rowan_text *rest, struct rowan_moment *m);
/* Whether there is such a day and such a time. */
const char *rowan_moment_check_date(const struct rowan_moment *m);
const char *rowan_moment_check_time(const struct rowan_moment *m);
#endif
