#ifndef ROWAN_LINEAGE_KEYS_H
#define ROWAN_LINEAGE_KEYS_H
/* What rowan_lineage has of a document: read before its rows are deleted, and deleted with them. */
#include "plan/plan.h"
#include "target/ledger.h"

struct rowan_lineage_keys;

/* Some keys of rows of one table, as target/lineage_text.h has them. */
struct rowan_lineage_part {
    const char *table;
    const char *columns;
    struct rowan_slice keys;
};

enum rowan_status rowan_lineage_keys_open(struct rowan_lineage_keys **out, struct rowan_ledger *ledger,
                                          struct rowan_error *err);
void rowan_lineage_keys_close(struct rowan_lineage_keys *keys);
/* The parts of a document, in their order, until the next call. */
enum rowan_status rowan_lineage_keys_read(struct rowan_lineage_keys *keys, struct rowan_slice doc_key,
                                          const struct rowan_lineage_part **parts, size_t *count,
                                          struct rowan_error *err);
/* In the open transaction. */
enum rowan_status rowan_lineage_keys_delete(struct rowan_lineage_keys *keys, struct rowan_slice doc_key,
                                            struct rowan_error *err);
#endif
