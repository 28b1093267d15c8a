#ifndef ROWAN_OWN_TABLES_H
#define ROWAN_OWN_TABLES_H
/*
 * Names of the tables that rowan makes for itself in the target schema (sql/DIALECT/NNN-*.sql). No mapping
 * may fill one, in whatever schema: a ledger that a mapping writes says of documents that they are loaded.
 */
#include <stdbool.h>

#define ROWAN_LEDGER_TABLE  "rowan_ledger"
#define ROWAN_FEED_TABLE    "rowan_feed"
#define ROWAN_RUN_TABLE     "rowan_run"
#define ROWAN_MAPPING_TABLE "rowan_mapping"
#define ROWAN_VERSION_TABLE "rowan_version"
#define ROWAN_SPLIT_TABLE   "rowan_split"    /* of mappings that split files only */
#define ROWAN_LINEAGE_TABLE "rowan_lineage"  /* there when a mapping has lineage, and needs it */
#define ROWAN_REJECT_TABLE  "rowan_reject"   /* there when a mapping has bad_row */
#define ROWAN_RUN_ROWS      "rowan_run_rows" /* there when a mapping has conflict or database_may_drop */

/* Without regard to the case of ASCII letters, as many databases compare names of tables. */
bool rowan_is_own_table(const char *name);
#endif
