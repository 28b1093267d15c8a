#ifndef ROWAN_ASSUMED_ZONE_H
#define ROWAN_ASSUMED_ZONE_H
/* What a date and time without an offset means: those of a time zone's clocks. */
#include "base/arena.h"
#include "value/datetime.h"

struct rowan_timezone;

/* Of a local time that does not exist, or exists twice. */
enum rowan_choice { ROWAN_CHOICE_FAIL, ROWAN_CHOICE_EARLIER, ROWAN_CHOICE_LATER };

struct rowan_assumed_zone {
    const char *name;
    const struct rowan_timezone *zone;
    enum rowan_choice gap, overlap;
};

/* A name or an offset. ROWAN_MAPPING when there is no such zone. Everything lives in the arena. */
enum rowan_status rowan_assumed_zone_load(const struct rowan_assumed_zone **out, const char *name,
                                          enum rowan_choice gap, enum rowan_choice overlap,
                                          struct rowan_arena *arena, struct rowan_error *err);

#define ROWAN_ASSUMED_WHY 200 /* bytes of a refusal */

/* Make it an instant in UTC, with an offset; a date alone becomes the day's first instant. What has an offset
 * stays. NULL, or why not, which may be written to why. */
const char *rowan_assumed_zone_apply(const struct rowan_assumed_zone *assumed, struct rowan_datetime *m,
                                     char why[ROWAN_ASSUMED_WHY]);
/* The date that the zone's clocks, or those of UTC (assumed NULL), show; what has no offset, or no time,
 * keeps its own. False when that leaves the years 0001 to 9999. */
bool rowan_assumed_zone_date(const struct rowan_assumed_zone *assumed, struct rowan_datetime *m);
#endif
