/* One clock reading per change: about 25 ns. */
#include "base/profile.h"

#include <string.h>

#include "base/clock.h"

const char *rowan_part_name(enum rowan_part part)
{
    static const char *const names[] = {"start", "read",   "parse", "rows", "convert", "lua",
                                        "write", "commit", "wait",  "full", "idle"};

    return names[part];
}

void rowan_profile_start(struct rowan_profile *profile, enum rowan_part part)
{
    memset(profile, 0, sizeof *profile);
    profile->since = rowan_clock_now();
    profile->part = part;
}

enum rowan_part rowan_profile_change(struct rowan_profile *profile, enum rowan_part part)
{
    enum rowan_part before = profile->part;
    int64_t now = rowan_clock_now();

    profile->spent[before] += now - profile->since;
    profile->since = now;
    profile->part = part;
    return before;
}

void rowan_profile_add(struct rowan_profile *profile, const struct rowan_profile *other)
{
    for (int i = 0; i < ROWAN_PARTS; i++)
        profile->spent[i] += other->spent[i];
}
