#ifndef ROWAN_CHECK_EXISTING_H
#define ROWAN_CHECK_EXISTING_H
/* Tables of which columns take keys (plan/existing.h): that rows are found there, and one at most. */
#include "schema/check_context.h"

void rowan_check_existing(struct rowan_check_context *check);
#endif
