#ifndef ROWAN_EXPR_PATHS_H
#define ROWAN_EXPR_PATHS_H
/* What the parser asks of whoever knows where an expression's paths begin. */
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct rowan_datetime_formats;

/* Who gives paths their numbers: the same path must get the same number. A failure ends the parsing. */
struct rowan_expr_paths {
    enum rowan_status (*resolve)(void *context, const char *path, size_t *operand, struct rowan_error *err);
    /* The matches of path, which an aggregate goes over, get a number. Until leave, paths that are resolved
     * begin at each of them, and have numbers of their own; or operand 0 is the match's text. NULL: there are
     * no matches here. */
    enum rowan_status (*enter)(void *context, const char *path, bool text, size_t *aggregate,
                               struct rowan_error *err);
    void (*leave)(void *context);
    void *context;
    bool columns; /* names are columns of a table: '' is a value there, and so are TRUE and FALSE */
    const struct rowan_datetime_formats *dates; /* what texts are dates, ISO among them; NULL: ISO alone */
};
#endif
