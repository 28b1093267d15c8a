#ifndef ROWAN_REPLACES_H
#define ROWAN_REPLACES_H
/* Whether a run puts rows in the place of others, because somebody names documents, or by their revisions. */
#include "plan/plan.h"
#include "run/link/message.h"

static inline bool rowan_replaces_by_revision(const struct rowan_worker_config *config,
                                              const struct rowan_plan *plan)
{
    return !config->reload && (plan->source.revision == ROWAN_REVISION_COLUMN || config->changed);
}
static inline bool rowan_replaces(const struct rowan_worker_config *config, const struct rowan_plan *plan)
{
    return config->reload || rowan_replaces_by_revision(config, plan);
}
#endif
