#ifndef ROWAN_DDL_H
#define ROWAN_DDL_H
/* CREATE statements for a plan: target tables with primary and foreign keys, and the source table for mock
 * data. */
#include "schema/target_table.h"
#include "odbc/server.h"

/* One statement per sequence, then one per table, in foreign-key order, separated by ";\n"; if_missing adds
 * IF NOT EXISTS where the dialect has it. */
enum rowan_status rowan_ddl_target(const struct rowan_server *server, const char *schema,
                                   const struct rowan_plan *plan, bool if_missing, struct rowan_buffer *out,
                                   struct rowan_error *err);
/* The statement for one sequence. */
enum rowan_status rowan_ddl_sequence(const struct rowan_server *server, const char *schema, const char *name,
                                     struct rowan_buffer *out, struct rowan_error *err);
/* The statement for one table. ROWAN_MAPPING when its columns have types that no column can hold together. */
enum rowan_status rowan_ddl_table(const struct rowan_server *server, const char *schema,
                                  const struct rowan_target_table *made, bool if_missing,
                                  struct rowan_buffer *out, struct rowan_error *err);
/* The source table (key, document, the columns that rows take), primary key on the key. */
enum rowan_status rowan_ddl_source(const struct rowan_server *server, const char *schema,
                                   const struct rowan_plan *plan, bool if_missing, struct rowan_buffer *out,
                                   struct rowan_error *err);
#endif
