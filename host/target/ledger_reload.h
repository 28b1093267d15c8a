#ifndef ROWAN_LEDGER_RELOAD_H
#define ROWAN_LEDGER_RELOAD_H
/*
 * Which documents are loaded again: those that the ledger has, but for failed ones, and that this run has not
 * loaded again already. What the ledger had of each is kept, since it was read before the document: a change
 * of the row is fenced by it.
 */
#include "target/ledger.h"

struct rowan_ledger_reload;

/* Which of them; NULL: whichever. */
struct rowan_reload_choice {
    const char *of_run;     /* that this run was the last to write */
    const char *of_version; /* whose rows a mapping of this version made */
    const char *of_key;     /* the document with this key */
};

/* keep: what was read is taken by rowan_ledger_reload_take. The ledger outlives it. */
enum rowan_status rowan_ledger_reload_open(struct rowan_ledger_reload **out, struct rowan_ledger *ledger,
                                           const struct rowan_reload_choice *choice, bool keep,
                                           struct rowan_error *err);
void rowan_ledger_reload_close(struct rowan_ledger_reload *reload);
/* For struct rowan_pending, whose target is a struct rowan_ledger_reload. */
enum rowan_status rowan_ledger_reload_filter(void *reload, const struct rowan_slice *keys, size_t count,
                                             bool *pending, struct rowan_error *err);
/* What the ledger had of a document that the filter let through, once; from any thread. Documents come in the
 * order in which the filter was asked. False: nothing is known. */
bool rowan_ledger_reload_take(struct rowan_ledger_reload *reload, struct rowan_slice key,
                              struct rowan_ledger_row *row);
#endif
