#ifndef ROWAN_EXPR_H
#define ROWAN_EXPR_H
/*
 * Scalar expressions in SQL's manner over paths: case, arithmetic, comparison, functions. An expression is
 * parsed once into the plan's arena and is then read-only; evaluating it allocates nothing once the
 * scratch space is warm. What the language means is in docs/mapping.md, why in docs/internals/expressions.md.
 */
#include "base/arena.h"
#include "base/status.h"

struct rowan_expr; /* opaque; lives in the arena it was parsed into */
struct rowan_datetime_formats;

/* Who gives paths their numbers: the same path must get the same number. A failure ends the parsing. */
struct rowan_expr_paths {
    enum rowan_status (*resolve)(void *context, const char *path, size_t *operand, struct rowan_error *err);
    void *context;
    bool columns; /* names are columns of a table: '' is a value there, and so are TRUE and FALSE */
    const struct rowan_datetime_formats *dates; /* what texts are dates, ISO among them; NULL: ISO alone */
};

/* Where evaluation puts texts and forgets them with the next one. All zero is a new one. */
struct rowan_expr_scratch {
    struct rowan_arena arena;
};

/* ROWAN_MAPPING with line and column in the expression and what was expected. */
enum rowan_status rowan_expr_parse(struct rowan_expr **out, struct rowan_slice text,
                                   struct rowan_arena *arena, const struct rowan_expr_paths *paths,
                                   struct rowan_error *err);
/* The expression on one line, without comments. */
const char *rowan_expr_line(const struct rowan_expr *expr);
/*
 * operands has one text per number that was given out (data NULL = missing).
 * The result's data is NULL when there is no value; else it lives as long as operands, expression and
 * scratch do, and scratch until the next evaluation. ROWAN_DOCUMENT, reason "value", for what cannot be
 * calculated.
 */
enum rowan_status rowan_expr_eval(const struct rowan_expr *expr, const struct rowan_slice *operands,
                                  struct rowan_expr_scratch *scratch, struct rowan_slice *out,
                                  struct rowan_error *err);
/* The words of the language, one after the other; NULL when there is no such one. */
const char *rowan_expr_function_name(size_t index);
const char *rowan_expr_keyword(size_t index);
const char *rowan_expr_sign(size_t index);
void rowan_expr_scratch_clear(struct rowan_expr_scratch *scratch);
#endif
