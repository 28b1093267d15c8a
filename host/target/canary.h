#ifndef ROWAN_CANARY_H
#define ROWAN_CANARY_H
/*
 * Whose fault is it when a database refuses documents with words that could be about the run as well: a
 * right, a table or a column that is missing, a lock, a full disk, a lost connection? A canary goes where the
 * documents go and carries nothing: on a connection of its own it inserts no rows into each table of the plan
 * and into the ledger, with the columns that the run fills.
 */
#include "base/status.h"

struct rowan_plan;

struct rowan_canary {
    const char *connect;
    const char *schema; /* of the target, or NULL */
    const struct rowan_plan *plan;
    bool deletes; /* rows are deleted, too, and ledger rows changed */
};

/*
 * ROWAN_OK: the way is free, it is the documents' fault. Anything else is the run's, and err says what is
 * wrong: ROWAN_BUSY, ROWAN_TIMEOUT and ROWAN_LOST may heal, ROWAN_CONFIG does not.
 */
enum rowan_status rowan_canary_ask(const struct rowan_canary *canary, struct rowan_error *err);
#endif
