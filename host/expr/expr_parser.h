#ifndef ROWAN_EXPR_PARSER_H
#define ROWAN_EXPR_PARSER_H
/* The text of an expression -> its tree. */
#include "base/arena.h"
#include "expr/expr_paths.h"

struct rowan_expr; /* opaque; lives in the arena it was parsed into */

/* ROWAN_MAPPING with line and column in the expression and what was expected. */
enum rowan_status rowan_expr_parse(struct rowan_expr **out, struct rowan_slice text,
                                   struct rowan_arena *arena, const struct rowan_expr_paths *paths,
                                   struct rowan_error *err);
#endif
