#ifndef ROWAN_EXPR_PATHS_H
#define ROWAN_EXPR_PATHS_H
/* What the parser asks of whoever knows where an expression's paths begin. */
#include <stdbool.h>
#include <stddef.h>

#include "expr/node.h"

/* Where a value comes from that is none of the document. */
enum rowan_expr_other {
    ROWAN_EXPR_NO_OTHER,
    ROWAN_EXPR_OF_COLUMN, /* of the same row */
    ROWAN_EXPR_OF_PARENT, /* a column of the parent row */
    ROWAN_EXPR_OF_SOURCE, /* a column of the source */
    ROWAN_EXPR_OF_POSITION,
    ROWAN_EXPR_OF_LEVEL,  /* how deep the row is in a recursive table */
    ROWAN_EXPR_OF_ORDINAL /* its number in the document */
};

/* What is known before there is a document: a value of the mapping's parameters. */
struct rowan_expr_parameter {
    struct rowan_slice text; /* data NULL: nobody has said it yet; then the expression is never evaluated */
    enum rowan_expr_type type;
    bool condition; /* the text is true or false */
};

struct rowan_expr_parameters {
    enum rowan_status (*find)(void *context, const char *name, struct rowan_expr_parameter *out,
                              struct rowan_error *err);
    void *context;
};

/* Who gives paths their numbers: the same path must get the same number. A failure ends the parsing. */
struct rowan_expr_paths {
    enum rowan_status (*resolve)(void *context, const char *path, size_t *operand, struct rowan_error *err);
    /* The matches of path, which an aggregate goes over, get a number. Until leave, paths that are resolved
     * begin at each of them, and have numbers of their own; or operand 0 is the match's text. NULL: there are
     * no matches here. */
    enum rowan_status (*enter)(void *context, const char *path, bool text, size_t *aggregate,
                               struct rowan_error *err);
    void (*leave)(void *context);
    /* What is no path has numbers of its own, and says as what it is compared. name: NULL for a number.
     * NULL: there is nothing such here. */
    enum rowan_status (*other)(void *context, enum rowan_expr_other other, const char *name, size_t *number,
                               enum rowan_expr_type *type, struct rowan_error *err);
    const struct rowan_expr_parameters *parameters; /* NULL: there are none */
    void *context;
    bool columns; /* names are columns of a table: '' is a value there, and so are TRUE and FALSE */
    const struct rowan_datetime_formats *dates; /* what texts are dates, ISO among them; NULL: ISO alone */
};
#endif
