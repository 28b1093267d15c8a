#ifndef ROWAN_CHECK_CLAUSE_H
#define ROWAN_CHECK_CLAUSE_H
/*
 * What stands in CHECK ( ... ), as a tree. Only simple forms are read: a column, or its length, compared with
 * constants, IS NULL, AND, OR and NOT. All else is a node of its own that says nothing, so that what stands
 * beside it still counts.
 */
#include "base/arena.h"
#include "base/slice.h"

enum rowan_clause_kind {
    ROWAN_CLAUSE_UNREAD, /* something else */
    ROWAN_CLAUSE_AND,
    ROWAN_CLAUSE_OR,
    ROWAN_CLAUSE_NOT, /* of left */
    ROWAN_CLAUSE_NULL,
    ROWAN_CLAUSE_NOT_NULL,
    ROWAN_CLAUSE_COMPARE
};

/* What of the column is compared. */
enum rowan_clause_measure {
    ROWAN_MEASURE_VALUE,
    ROWAN_MEASURE_CHARACTERS,
    ROWAN_MEASURE_BYTES,
    ROWAN_MEASURE_UNITS,     /* of UTF-16, without blanks at the end */
    ROWAN_MEASURE_UNIT_BYTES /* as the column has them: two a unit, or those of its code page */
};

/* With several constants: equal to one of them, different from all. The others have one. */
enum rowan_clause_operator {
    ROWAN_CLAUSE_EQ,
    ROWAN_CLAUSE_NE,
    ROWAN_CLAUSE_LT,
    ROWAN_CLAUSE_LE,
    ROWAN_CLAUSE_GT,
    ROWAN_CLAUSE_GE
};

enum rowan_clause_constant_kind {
    ROWAN_CONSTANT_TEXT,
    ROWAN_CONSTANT_NUMBER,
    ROWAN_CONSTANT_TRUTH, /* text is 1 or 0 */
    ROWAN_CONSTANT_NULL
};

struct rowan_clause_constant {
    struct rowan_clause_constant *next;
    enum rowan_clause_constant_kind kind;
    struct rowan_slice text;
};

struct rowan_clause {
    enum rowan_clause_kind kind;
    const struct rowan_clause *left, *right;
    struct rowan_slice column; /* as it is written; of a domain it is VALUE */
    struct rowan_slice cast;   /* the type that the column is cast to; size 0: none */
    enum rowan_clause_measure measure;
    enum rowan_clause_operator op;
    struct rowan_clause_constant *constants;
};

/* escapes: \ stands before a letter of a text. All is copied into the arena. NULL: no memory. */
const struct rowan_clause *rowan_check_clause_read(struct rowan_arena *arena, struct rowan_slice text,
                                                   bool escapes);
#endif
