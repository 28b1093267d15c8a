#ifndef ROWAN_JOB_RANGE_H
#define ROWAN_JOB_RANGE_H
/* How small and how large each number of a job may be: options of rowan run and fields of rowan.job alike. */
#include <stdint.h>

#include "base/status.h"

struct rowan_job_range {
    const char *name;
    int64_t least, most;
};

extern const struct rowan_job_range rowan_job_ranges[]; /* ends without a name */
/* NULL when no number of a job is called so. */
const struct rowan_job_range *rowan_job_range_find(const char *name);
/* ROWAN_USAGE, with the range, when the setting of this name cannot be so much. */
enum rowan_status rowan_job_range_check(const char *name, int64_t value, struct rowan_error *err);
#endif
