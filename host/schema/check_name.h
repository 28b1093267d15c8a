#ifndef ROWAN_CHECK_NAME_H
#define ROWAN_CHECK_NAME_H
/* Names that no table or column of the database can have. */
#include "schema/check_context.h"
#include "schema/target_table.h"

/* A name of what is called so ("table", "sequence"), which the database may cut to that of another one. */
bool rowan_check_name(struct rowan_check_context *check, const struct rowan_check_location *spot,
                      const char *what, const char *name);
/* Of a table that is not there, and its columns. Returns whether the table could be called so. */
bool rowan_check_names(struct rowan_check_context *check, const struct rowan_target_table *made);
/* Of the column of spot. */
bool rowan_check_column_name(struct rowan_check_context *check, const struct rowan_check_location *spot);
#endif
