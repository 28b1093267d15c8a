#ifndef ROWAN_LEDGER_RELOAD_H
#define ROWAN_LEDGER_RELOAD_H
/*
 * Which documents are loaded in the place of what is there: those that somebody names, or those of another
 * revision than the ledger has; but none that this run has written already. What the ledger had of each is
 * kept, since it was read before the document: a change of the row is fenced by it.
 */
#include "target/ledger.h"

struct rowan_ledger_reload;

struct rowan_reload_choice {
    /* By name, documents that have rows or were unloaded; NULL: whichever. */
    const char *of_run;     /* that this run was the last to write */
    const char *of_version; /* whose rows a mapping of this version made */
    const char *of_key;     /* the document with this key */
    /* Or by revision: those that the ledger does not have, and those of which another text was tried last;
     * none that was unloaded. Where the source does not say revisions, whoever reads the texts compares. */
    bool by_revision;
};

/* keep: what was read is taken by rowan_ledger_reload_take. The ledger outlives it. */
enum rowan_status rowan_ledger_reload_open(struct rowan_ledger_reload **out, struct rowan_ledger *ledger,
                                           const struct rowan_reload_choice *choice, bool keep,
                                           struct rowan_error *err);
void rowan_ledger_reload_close(struct rowan_ledger_reload *reload);
/* For struct rowan_pending, whose target is a struct rowan_ledger_reload. */
enum rowan_status rowan_ledger_reload_filter(void *reload, const struct rowan_slice *keys,
                                             const struct rowan_slice *revisions, size_t count, bool *pending,
                                             struct rowan_error *err);
/* What the ledger had of a document that the filter let through, once; from any thread. False: it had
 * nothing, as far as is known. */
bool rowan_ledger_reload_take(struct rowan_ledger_reload *reload, struct rowan_slice key,
                              struct rowan_ledger_row *row);
/* Was this text of the document tried last? */
bool rowan_ledger_reload_is_same(const struct rowan_ledger_row *row, struct rowan_slice revision);
#endif
