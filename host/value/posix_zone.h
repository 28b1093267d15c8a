#ifndef ROWAN_POSIX_ZONE_H
#define ROWAN_POSIX_ZONE_H
/* The rule by which a time zone goes on for ever, as POSIX writes it: CET-1CEST,M3.5.0,M10.5.0/3 */
#include <stdint.h>

#include "base/status.h"

/* A day of each year and a time on it. */
struct rowan_posix_change {
    char kind; /* 'M': month, week (5: the last), weekday (0: Sunday); 'J': 1 to 365 without 29 February;
                  'D': 0 to 365 */
    int month, week, day;
    int seconds; /* after midnight, which may be negative or days */
};

struct rowan_posix_zone {
    int standard, daylight; /* seconds east of UTC */
    bool has_daylight;
    struct rowan_posix_change begin, end; /* of daylight time, in the time that held before */
};

/* False: text is no such rule. */
bool rowan_posix_zone_read(struct rowan_slice text, struct rowan_posix_zone *out);
int rowan_posix_zone_offset(const struct rowan_posix_zone *zone, int64_t instant);
/* The first change after the instant; false: there is none. */
bool rowan_posix_zone_next(const struct rowan_posix_zone *zone, int64_t after, int64_t *change);
#endif
