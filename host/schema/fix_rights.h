#ifndef ROWAN_FIX_RIGHTS_H
#define ROWAN_FIX_RIGHTS_H
/* Statements of somebody who may run them, for the user of the connection. Each asks who that is. */
#include "schema/fix.h"

/* rights: "SELECT", "SELECT, INSERT", ... of a table. */
void rowan_fix_grant(struct rowan_fix *fix, const char *table, const char *rights);
/* Whatever is in the schema may be used, as far as it has rights of its own. */
void rowan_fix_grant_schema(struct rowan_fix *fix, const char *schema);
/* sequence is quoted. */
void rowan_fix_grant_sequence(struct rowan_fix *fix, const char *sequence);
void rowan_fix_create_schema(struct rowan_fix *fix, const char *schema, bool if_missing);
#endif
