#ifndef ROWAN_ERASER_H
#define ROWAN_ERASER_H
/*
 * Deletes what a document made, inside the transaction that its ledger row is changed in. How many rows go is
 * compared with what the ledger says was stored: rows of others are never deleted, and none is forgotten.
 */
#include "odbc/endpoint.h"
#include "plan/plan.h"
#include "target/ledger.h"

struct rowan_eraser;

/* ROWAN_MAPPING when the rows of a table cannot be found again. The ledger outlives it. */
enum rowan_status rowan_eraser_open(struct rowan_eraser **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, struct rowan_ledger *ledger,
                                    struct rowan_error *err);
void rowan_eraser_close(struct rowan_eraser *eraser);
/* Children first. row: what the ledger has of the document. ROWAN_DATABASE, reason "rows", when there are
 * more or fewer than stored, or when the mapping that made them has other tables: then the open transaction
 * can only be rolled back. */
enum rowan_status rowan_eraser_document(struct rowan_eraser *eraser, struct rowan_slice key,
                                        const struct rowan_ledger_row *row, struct rowan_error *err);
/* Delete nothing from each table, and roll back: may the user delete? No transaction is open. */
enum rowan_status rowan_eraser_try(struct rowan_eraser *eraser, struct rowan_error *err);
#endif
