#ifndef ROWAN_CHECK_FILES_H
#define ROWAN_CHECK_FILES_H
/* A source of files: is its folder there, and does the pattern match one in it? */
#include "schema/check_context.h"

void rowan_check_files(struct rowan_check_context *check, const char *root);
/* Of a mapping that splits files: is there the target's table for places in them? Nothing fails without it.
 */
void rowan_check_split_table(struct rowan_check_context *check);
#endif
