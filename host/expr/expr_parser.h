#ifndef ROWAN_EXPR_PARSER_H
#define ROWAN_EXPR_PARSER_H
/* The text of an expression -> its tree. */
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

/* ROWAN_MAPPING with line and column in the expression and what was expected. */
enum rowan_status rowan_expr_parse(struct rowan_expr **out, struct rowan_slice text,
                                   struct rowan_arena *arena, const struct rowan_expr_paths *paths,
                                   struct rowan_error *err);
#endif
