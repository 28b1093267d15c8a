#ifndef ROWAN_CHECK_QUERY_H
#define ROWAN_CHECK_QUERY_H
/* A question of the check to the catalogue, answered row by row. */
#include "schema/check_context.h"

/* The texts of a row; "" is NULL. They live until the last row was told. */
typedef void (*rowan_check_row_fn)(struct rowan_check_context *check, char *const *fields);
/* Ask about the tables of these names; text is one of the dialect's questions, and NULL where it has none. */
void rowan_check_ask(struct rowan_check_context *check, const char *text, const char *const *names,
                     size_t count, size_t fields, rowan_check_row_fn tell);
#endif
