#ifndef ROWAN_TOLD_PARAMETERS_H
#define ROWAN_TOLD_PARAMETERS_H
/* Parameters are no part of a feed, so a run with others goes on with its documents; that is told. */
#include "base/log.h"
#include "base/status.h"
#include "odbc/endpoint.h"

/* One line with the values of both, if they are not those of the feed's newest run. parameters: JSON, as the
 * run's row has it; NULL: there are none. */
enum rowan_status rowan_told_parameters(const struct rowan_log *log, const struct rowan_endpoint *target,
                                        const char *feed, const char *parameters, struct rowan_error *err);
#endif
