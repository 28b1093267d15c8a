#ifndef ROWAN_TOLD_PARAMETERS_H
#define ROWAN_TOLD_PARAMETERS_H
/* Parameters are no part of a feed, so a run with others goes on with its documents; that is told. */
#include "base/log.h"
#include "run/worker/run_before.h"

/* One line with the values of both, if they are not those of the run before. parameters: JSON, as the run's
 * row has it; NULL: there are none. */
void rowan_told_parameters(const struct rowan_log *log, const struct rowan_run_before *run,
                           const char *parameters);
#endif
