#ifndef ROWAN_LOAD_H
#define ROWAN_LOAD_H
/* Loading one chunk, inside a worker. */
#include <signal.h>

#include "plan/plan.h"
#include "source/source.h"
#include "run/worker/worker_channel.h"
#include "run/link/scoreboard.h"
#include "run/link/message.h"

struct rowan_load {
    const struct rowan_worker_config *config;
    const struct rowan_plan *plan;
    const char *target_schema;   /* NULL: the connection's default */
    struct rowan_source *source; /* no range is open */
    size_t worker;               /* which of those at work */
    struct rowan_score *score;
    struct rowan_scoreboard *scoreboard; /* of all workers; NULL: there is no other */
    const volatile sig_atomic_t *stop;
    struct rowan_worker_channel *channel;
    struct rowan_profile *profile;   /* NULL: nobody wants to know */
    struct rowan_scan_counts *scans; /* set in the end; or NULL */
};

/* What becomes of a worker that failed in this way. */
enum rowan_exit rowan_load_exit(enum rowan_status st);
/* Load what the config's range holds. err says why unless the result is DONE or STOPPED. */
enum rowan_exit rowan_load_run(const struct rowan_load *load, struct rowan_error *err);
#endif
