#ifndef ROWAN_LEDGER_TABLES_H
#define ROWAN_LEDGER_TABLES_H
/*
 * The tables that rowan keeps in the target schema: are they there, and are they those of this rowan? Their
 * DDL is sql/DIALECT/NNN-*.sql; each file is a step, and rowan init takes those that a database lacks.
 */
#include "catalog/catalog.h"
#include "odbc/endpoint.h"
#include "plan/own_tables.h"
#include "odbc/statement.h"

#define ROWAN_LEDGER_VERSION 3 /* the number of the last step that this code needs */

/* What a catalogue is asked for, to be verified: the tables, and the ledger of rowan before it had versions.
 */
extern const char *const rowan_ledger_tables[];
extern const size_t rowan_ledger_table_count;

/* ROWAN_CONFIG when one is missing, or when all are older or newer than this code; the message says what to
 * do, and *init whether that is rowan init. catalog has been asked for rowan_ledger_tables. */
enum rowan_status rowan_ledger_tables_verify(const struct rowan_endpoint *target,
                                             const struct rowan_catalog *catalog, bool *init,
                                             struct rowan_error *err);
/* Ask the catalogue and verify. On failure the catalogue is empty. */
enum rowan_status rowan_ledger_tables_open(struct rowan_catalog *catalog, const struct rowan_endpoint *target,
                                           struct rowan_error *err);
/* A statement around the name of one of them. */
enum rowan_status rowan_ledger_tables_prepare(struct rowan_statement **out,
                                              const struct rowan_endpoint *target, const char *before,
                                              const char *table, const char *after, struct rowan_error *err);
/* INSERT one row into one of them: after is the columns and their values. ROWAN_DATABASE when it is not there
 * afterwards. */
enum rowan_status rowan_ledger_tables_insert(const struct rowan_endpoint *target, const char *table,
                                             const char *after, const struct rowan_param *params,
                                             size_t count, struct rowan_error *err);
/* UPDATE the row whose key column has the last of params; set is all that stands between SET and WHERE.
 * ROWAN_CONFIG when there is no such row. */
enum rowan_status rowan_ledger_tables_update(const struct rowan_endpoint *target, const char *table,
                                             const char *set, const char *key,
                                             const struct rowan_param *params, size_t count,
                                             struct rowan_error *err);

static inline struct rowan_param rowan_param_text(const char *s)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .null = !s, .text = rowan_slice_of(s)};
}

static inline struct rowan_param rowan_param_int(int64_t n)
{
    return (struct rowan_param){.kind = ROWAN_PARAM_INT, .number = n};
}
#endif
