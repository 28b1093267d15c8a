#ifndef ROWAN_RUN_BEFORE_H
#define ROWAN_RUN_BEFORE_H
/* What the newest run of a feed had: what is the same now is not told again, and what is not, is. */
#include <jansson.h>

#include "base/status.h"
#include "odbc/endpoint.h"
#include "target/ledger.h"

struct rowan_run_before {
    char run_id[ROWAN_RUN_ID_SIZE]; /* "": there is none */
    json_t *settings;               /* NULL: it has none */
    json_t *parameters;             /* likewise */
};

enum rowan_status rowan_run_before_read(struct rowan_run_before *before, const struct rowan_endpoint *target,
                                        const char *feed, struct rowan_error *err);
void rowan_run_before_clear(struct rowan_run_before *before);
#endif
