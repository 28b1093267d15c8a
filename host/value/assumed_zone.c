#include "value/assumed_zone.h"

#include <stdio.h>

#include "value/calendar.h"
#include "value/timezone.h"

enum rowan_status rowan_assumed_zone_load(const struct rowan_assumed_zone **out, const char *name,
                                          enum rowan_choice gap, enum rowan_choice overlap,
                                          struct rowan_arena *arena, struct rowan_error *err)
{
    struct rowan_assumed_zone *zone = rowan_arena_alloc(arena, sizeof *zone);
    enum rowan_status st;

    if (!zone)
        return rowan_out_of_memory(err);
    *zone = (struct rowan_assumed_zone){.gap = gap, .overlap = overlap};
    *out = zone;
    zone->name = rowan_arena_copy(arena, name, strlen(name));
    if (!zone->name)
        return rowan_out_of_memory(err);
    st = rowan_timezone_load(&zone->zone, name, arena, err);
    if (st != ROWAN_OK)
        rowan_error_prefix(err, "assume");
    else if ((gap || overlap) && (*name == '+' || *name == '-'))
        return rowan_fail(
            err, ROWAN_MAPPING, "mapping",
            "%s does nothing beside assume = \"%s\": an offset has no time twice, and skips none",
            gap ? "gap" : "overlap", name);
    return st;
}

static int64_t seconds_of(const struct rowan_datetime *m)
{
    int64_t days = rowan_calendar_number((struct rowan_day){m->year, m->month, m->day}) - ROWAN_CALENDAR_1970;

    return days * ROWAN_DAY_SECONDS + m->hour * 3600 + m->minute * 60 + m->second;
}

/* A day begins, whatever clocks do at midnight. */
static int64_t begin_day(const struct rowan_local_time *local)
{
    return local->count == 0 ? local->change : local->first;
}

const char *rowan_assumed_zone_apply(const struct rowan_assumed_zone *assumed, struct rowan_datetime *m,
                                     char why[ROWAN_ASSUMED_WHY])
{
    struct rowan_local_time local;
    enum rowan_choice choice;
    int64_t instant;

    if (m->zoned)
        return NULL;
    rowan_timezone_local(assumed->zone, seconds_of(m), &local);
    choice = local.count == 0 ? assumed->gap : assumed->overlap;
    if (m->timed && local.count != 1 && choice == ROWAN_CHOICE_FAIL) {
        snprintf(why, ROWAN_ASSUMED_WHY,
                 local.count == 0
                     ? "does not exist in %.60s, where clocks go forward over it; say gap = "
                       "\"earlier\" or \"later\""
                     : "exists twice in %.60s, where clocks go back; say overlap = \"earlier\" or "
                       "\"later\"",
                 assumed->name);
        return why;
    }
    instant = !m->timed ? begin_day(&local) : choice == ROWAN_CHOICE_LATER ? local.last : local.first;
    if (!rowan_datetime_set_utc(m, instant))
        return "leaves the years 0001 to 9999 in UTC";
    m->timed = m->zoned = true;
    return NULL;
}

bool rowan_assumed_zone_date(const struct rowan_assumed_zone *assumed, struct rowan_datetime *m)
{
    int64_t instant;

    if (!m->zoned || !m->timed)
        return true;
    instant = seconds_of(m) - m->offset * (int64_t)60;
    return rowan_datetime_set_utc(m, instant + (assumed ? rowan_timezone_offset(assumed->zone, instant) : 0));
}
