#ifndef ROWAN_CHECK_SOURCE_H
#define ROWAN_CHECK_SOURCE_H
/* The source table: is it there, and does its key tell documents apart? */
#include "schema/check_context.h"

void rowan_check_source(struct rowan_check_context *check);
#endif
