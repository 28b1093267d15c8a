#ifndef ROWAN_CHARACTERS_H
#define ROWAN_CHARACTERS_H
/* What functions that count characters share. */
#include "expr/evaluation.h"

size_t rowan_expr_characters(struct rowan_slice text);
/* As in SQL: characters begin .. begin + count - 1, from 1, of which only those that are there count. */
struct rowan_slice rowan_expr_cut(struct rowan_slice text, int64_t begin, int64_t count);
/* A whole number into out; what node gave may be missing, then value is NONE. */
enum rowan_status rowan_expr_whole(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *value, int64_t *out);
#endif
