#ifndef ROWAN_CLAUSE_OUTCOME_H
#define ROWAN_CLAUSE_OUTCOME_H
/*
 * What a CHECK says to the values that may be written into a column: one value, or all that a type has. NULL
 * is left out, since no CHECK refuses it but by IS NOT NULL. What is not certain is not said.
 */
#include "catalog/catalog.h"
#include "catalog/check_clause.h"
#include "value/number.h"

enum rowan_written_kind {
    ROWAN_WRITTEN_ANY,    /* nothing is known */
    ROWAN_WRITTEN_TEXT,   /* this text */
    ROWAN_WRITTEN_TEXTS,  /* any text of so many characters */
    ROWAN_WRITTEN_BYTES,  /* any bytes, so many */
    ROWAN_WRITTEN_NUMBERS /* from low to high: all of them, or this one */
};

struct rowan_written {
    enum rowan_written_kind kind;
    struct rowan_slice text;
    size_t least, most; /* characters or bytes; most 0: no limit */
    struct rowan_number low, high;
    bool whole; /* only whole numbers */
};

/* Of the values that may be written. */
enum rowan_extent { ROWAN_EXTENT_NONE, ROWAN_EXTENT_SOME, ROWAN_EXTENT_ALL };

struct rowan_clause_outcome {
    enum rowan_extent is_false, is_true; /* for certain */
};

/* A clause that is asked about a column. */
struct rowan_clause_question {
    const struct rowan_catalog_table *table;
    const struct rowan_catalog_column *column; /* of table */
    bool is_value;                             /* the clause is a domain's: VALUE is the column */
    bool exact;                                /* texts are equal only when their bytes are */
    bool by_letter;                            /* equal ones have as many letters */
    bool loosely_typed;                        /* what a column holds depends on the value */
};

struct rowan_clause_outcome rowan_clause_outcome(const struct rowan_clause *clause,
                                                 const struct rowan_clause_question *question,
                                                 const struct rowan_written *written);
/* Whether it speaks of the column that is asked about. */
bool rowan_clause_asks(const struct rowan_clause *clause, const struct rowan_clause_question *question);
#endif
