#include "run/supervisor/job_range.h"

#include <inttypes.h>
#include <string.h>

#define DAY      86400 /* seconds */
#define HOUR_MS  3600000
#define MANY     1000000000000000 /* more documents than there are; a number of Lua holds it exactly */
#define GIGABYTE 1073741824

const struct rowan_job_range rowan_job_ranges[] = {
    {"workers", 1, 256},
    {"chunk", 1, MANY},
    {"page", 1, 1000000},
    {"page_bytes", 1, GIGABYTE},
    {"commit", 1, 1000000},
    {"batch_bytes", 1, GIGABYTE},
    {"limit", 1, MANY},
    {"deadline", 1, DAY},
    {"database_deadline", 1, 10 * DAY},
    {"grace", 1, DAY},
    {"retry_least_ms", 1, HOUR_MS},
    {"retry_most_ms", 1, HOUR_MS},
    {"patience_ms", 1, HOUR_MS},
    {"max_failed", 0, MANY},
    {"max_rejected", 0, MANY},
    {NULL, 0, 0},
};

const struct rowan_job_range *rowan_job_range_find(const char *name)
{
    for (const struct rowan_job_range *range = rowan_job_ranges; range->name; range++)
        if (strcmp(range->name, name) == 0)
            return range;
    return NULL;
}

enum rowan_status rowan_job_range_check(const char *name, int64_t value, struct rowan_error *err)
{
    const struct rowan_job_range *range = rowan_job_range_find(name);

    if (!range || (value >= range->least && value <= range->most))
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_USAGE, "usage",
                      "%s must be a whole number from %" PRId64 " to %" PRId64 ", not %" PRId64, name,
                      range->least, range->most, value);
}
