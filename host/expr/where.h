#ifndef ROWAN_WHERE_H
#define ROWAN_WHERE_H
/*
 * Which rows of the source are documents: an expression (expr/expr.h) of which only what every database
 * decides alike is allowed. Columns are names here; whether they are there, and what they hold, is found out
 * when there is a database (source/where_sql.h). Read-only; lives in the arena it was
 * parsed into.
 */
#include <stdint.h>

#include "base/arena.h"
#include "base/location.h"
#include "base/status.h"

enum rowan_where_op {
    ROWAN_WHERE_OR,  /* two or more children */
    ROWAN_WHERE_AND, /* two or more children */
    ROWAN_WHERE_NOT, /* one */
    ROWAN_WHERE_EQ,  /* left and right, as all of these */
    ROWAN_WHERE_NE,
    ROWAN_WHERE_LT,
    ROWAN_WHERE_LE,
    ROWAN_WHERE_GT,
    ROWAN_WHERE_GE,
    ROWAN_WHERE_IN,    /* left, list */
    ROWAN_WHERE_LIKE,  /* left, list[0]; escape */
    ROWAN_WHERE_ILIKE, /* the same without regard to case */
    ROWAN_WHERE_IS_NULL
};

/* A constant, or a column when column is set. */
struct rowan_where_side {
    const char *column;
    enum { ROWAN_WHERE_TEXT, ROWAN_WHERE_NUMBER, ROWAN_WHERE_TRUTH } kind;
    struct rowan_slice text; /* of all kinds; a number's is canonical, a truth's is "true" or "false" */
};

struct rowan_where_node {
    enum rowan_where_op op;
    bool negated;                 /* IN, LIKE, ILIKE, IS_NULL */
    struct rowan_where_side left; /* of IN, LIKE and IS_NULL: a column */
    struct rowan_where_side right;
    struct rowan_where_side *list; /* constants */
    size_t count;
    uint32_t escape; /* of the pattern: the character, or 0 */
    struct rowan_where_node *first, *next;
};

struct rowan_where {
    struct rowan_location place;
    const char *line; /* as written, on one line */
    struct rowan_where_node *root;
    size_t constants; /* in all of it */
};

struct rowan_expr_parameters;

/* ROWAN_MAPPING, with where in front, when this is no condition that all databases decide alike. place is
 * kept as it is; parameters NULL: there are none. */
enum rowan_status rowan_where_parse(struct rowan_where **out, const char *text, struct rowan_location place,
                                    const struct rowan_expr_parameters *parameters, struct rowan_arena *arena,
                                    struct rowan_error *err);

/* where holds only where the other one does, too, which lives as long. */
enum rowan_status rowan_where_and(struct rowan_where *where, const struct rowan_where *other,
                                  struct rowan_arena *arena, struct rowan_error *err);

/* Most constants: each is a parameter of a statement, some are two. */
#define ROWAN_WHERE_CONSTANTS_MAX 1000

/* One mark of a pattern of LIKE, taken off its front. */
enum rowan_where_mark { ROWAN_WHERE_LETTER, ROWAN_WHERE_ANY_LETTER, ROWAN_WHERE_ANY_TEXT };
enum rowan_where_mark rowan_where_next_mark(struct rowan_slice *pattern, uint32_t escape,
                                            struct rowan_slice *letter);
#endif
