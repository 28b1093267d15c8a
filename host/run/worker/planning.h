#ifndef ROWAN_PLANNING_H
#define ROWAN_PLANNING_H
/* The beginning of a run, inside a worker: check the mapping, open the run, find the boundaries of chunks. */
#include <signal.h>

#include "plan/plan.h"
#include "run/worker/worker_channel.h"

struct rowan_planning {
    struct rowan_worker_config *config; /* begun is set once the run's row is there */
    const struct rowan_plan *plan;
    const char *source_schema; /* NULL: the connection's default */
    const char *target_schema;
    const volatile sig_atomic_t *stop;
    struct rowan_worker_channel *channel;
    char *settings; /* of the run's row: the config's, and which warnings were told; NULL until they were */
};

enum rowan_status rowan_planning_run(struct rowan_planning *planning, struct rowan_error *err);
#endif
