#ifndef ROWAN_CHECK_SEQUENCES_H
#define ROWAN_CHECK_SEQUENCES_H
/* Sequences that number columns which the mapping leaves to the database, and those that it takes numbers of:
 * each has rights of its own. */
#include "schema/check_context.h"

/* names: the mapping's target tables. */
void rowan_check_sequences(struct rowan_check_context *check, const char *const *names, size_t count);
#endif
