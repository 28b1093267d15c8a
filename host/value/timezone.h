#ifndef ROWAN_TIMEZONE_H
#define ROWAN_TIMEZONE_H
/*
 * Time zones of the system's tzdata, by their names (Europe/Berlin): which instants a local time is.
 * Read-only once loaded. Instants are seconds since 1970 in UTC, local times the same as if they were UTC.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

struct rowan_timezone;

/* A name, or an offset such as +01:00. ROWAN_MAPPING when there is no such zone, ROWAN_SYSTEM when it cannot
 * be read. The zone lives in the arena. */
enum rowan_status rowan_timezone_load(const struct rowan_timezone **out, const char *name,
                                      struct rowan_arena *arena, struct rowan_error *err);
/* The version of the system's tzdata, "2025b"; "" when it does not say. */
const char *rowan_timezone_version(char out[32]);

/* Seconds east of UTC at an instant. */
int rowan_timezone_offset(const struct rowan_timezone *zone, int64_t instant);

/* What a local time is. */
struct rowan_local_time {
    int count;      /* 0: clocks go forward over it; 2: they go back, and it comes twice */
    int64_t first;  /* the earlier instant, */
    int64_t last;   /* and the later one; of 0 those by the offsets after and before the change */
    int64_t change; /* of 0: when clocks go forward */
};

void rowan_timezone_local(const struct rowan_timezone *zone, int64_t local, struct rowan_local_time *out);
#endif
