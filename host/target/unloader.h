#ifndef ROWAN_UNLOADER_H
#define ROWAN_UNLOADER_H
/*
 * Takes documents away: their rows and what the ledger says of them change in one transaction, so that
 * whoever is killed leaves each document as it was or gone.
 */
#include "odbc/endpoint.h"
#include "plan/plan.h"

enum rowan_unload_verdict {
    ROWAN_UNLOAD_DONE,
    ROWAN_UNLOAD_NOTHING, /* the ledger has no such document, or it has no rows */
    ROWAN_UNLOAD_RIVAL,   /* another run changed it meanwhile */
    ROWAN_UNLOAD_REFUSED  /* reason and message say why; its rows are there as before */
};

struct rowan_unload_result {
    enum rowan_unload_verdict verdict;
    int64_t rows; /* that went */
    struct rowan_error why;
};

struct rowan_unloader;

/* forget: the ledger's rows are deleted, too, also those of documents that were unloaded before. */
enum rowan_status rowan_unloader_open(struct rowan_unloader **out, const struct rowan_endpoint *target,
                                      const struct rowan_plan *plan, const char *feed, const char *run_id,
                                      bool forget, struct rowan_error *err);
void rowan_unloader_close(struct rowan_unloader *unloader);
/* May the user delete from all tables? Deletes nothing. */
enum rowan_status rowan_unloader_try(struct rowan_unloader *unloader, struct rowan_error *err);
/* All in one transaction; where one is refused, each in one of its own. A failure comes from no document;
 * results before it are not told. */
enum rowan_status rowan_unloader_run(struct rowan_unloader *unloader, const struct rowan_slice *keys,
                                     size_t count, struct rowan_unload_result *results,
                                     struct rowan_error *err);
#endif
