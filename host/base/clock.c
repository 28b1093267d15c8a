/* CLOCK_MONOTONIC is shared by all processes, so supervisor and workers may compare readings. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

int64_t rowan_clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

char *rowan_clock_stamp(char *out, size_t size)
{
    struct timespec now;
    struct tm utc;
    size_t n;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    n = strftime(out, size, "%Y-%m-%d %H:%M:%S", &utc);
    if (n && n + 4 < size)
        snprintf(out + n, size - n, ".%03d", (int)(now.tv_nsec / 1000000));
    return out;
}
