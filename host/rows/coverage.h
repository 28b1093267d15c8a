#ifndef ROWAN_COVERAGE_H
#define ROWAN_COVERAGE_H
/*
 * What documents had of what a mapping names, and what became of their values: which paths matched, how many
 * matches of each `each` made no row and why, how many values an option made something else of. It adds up
 * over documents, workers and processes.
 */
#include <stdbool.h>

#include "plan/path_use.h"

struct rowan_parser;

/* What an option made of a value that another would have failed for, or that the document did not have. */
enum rowan_change {
    ROWAN_CHANGE_BAD,     /* it did not convert: missing */
    ROWAN_CHANGE_NULL_IF, /* a text that null_if names: missing */
    ROWAN_CHANGE_TOO_LONG,
    ROWAN_CHANGE_ROUNDING,
    ROWAN_CHANGE_OMIT,    /* missing: left to the database */
    ROWAN_CHANGE_DEFAULT, /* missing: the default */
    ROWAN_CHANGES
};

/* What became of the matches of each. */
enum rowan_fate {
    ROWAN_FATE_MATCHED,
    ROWAN_FATE_WHEN,      /* left out by when, */
    ROWAN_FATE_DISTINCT,  /* by distinct, */
    ROWAN_FATE_EXPANSION, /* by unpivot, of which no pair had a value, or by the function of rows, */
    ROWAN_FATE_EMPTY,     /* by skip_empty: rows */
    ROWAN_FATE_REJECTED,  /* by bad_row: rows */
    ROWAN_FATE_ROWS,      /* rows that were made, */
    ROWAN_FATE_INSERTED, /* and of those that are committed, where the table has a conflict rule: new ones, */
    ROWAN_FATE_UPDATED,  /* those that took the place of one that was there, */
    ROWAN_FATE_KEPT,     /* and those that did not */
    ROWAN_FATE_DROPPED,  /* and of those that are committed: left out by the database, as the table may */
    ROWAN_FATES
};

struct rowan_coverage {
    size_t path_count, column_count, table_count;
    uint8_t *paths;   /* by number, see select.h */
    int64_t *changes; /* [(number of the column - 1) * ROWAN_CHANGES + change] */
    int64_t *fates;   /* [table * ROWAN_FATES + fate] */
};

/* NULL is no memory. */
struct rowan_coverage *rowan_coverage_new(const struct rowan_plan *plan);
void rowan_coverage_free(struct rowan_coverage *coverage);
void rowan_coverage_reset(struct rowan_coverage *coverage);
/* Add what from, of the same plan, has. */
void rowan_coverage_add(struct rowan_coverage *coverage, const struct rowan_coverage *from);
/* Note how far the paths got that match nothing. */
void rowan_coverage_reach(struct rowan_coverage *coverage, const struct rowan_plan *plan,
                          const struct rowan_parser *parser);
/* "bad", "null_if", ...; "matched", "when", ...: words of the language where it has them. */
const char *rowan_change_name(enum rowan_change change);
const char *rowan_fate_name(enum rowan_fate fate);
#endif
