#ifndef ROWAN_PLAN_TABLE_H
#define ROWAN_PLAN_TABLE_H
/* A table of a plan: the elements that become its rows, its columns, its key. */
#include "plan/column.h"

/*
 * unpivot: one text of the row's element that makes a row of its own. Each value() column reads it with its
 * own options, so there is a reading per different set of them: columns of no table, with the same paths or
 * expr.
 */
struct rowan_unpivot_entry {
    struct rowan_column *readings; /* table->reading_count */
    struct rowan_slice *labels;    /* one per table->given */
};

#define ROWAN_REJECTS_MOST 1000 /* rows of one document, where the mapping does not say how many */

enum rowan_conflict {
    ROWAN_CONFLICT_FAIL,   /* its document fails */
    ROWAN_CONFLICT_SKIP,   /* the first one stays */
    ROWAN_CONFLICT_UPDATE, /* the last one counts */
    ROWAN_CONFLICT_NEWEST  /* the one with the greatest value of a column */
};

/* The word of the mapping language. */
const char *rowan_conflict_name(enum rowan_conflict conflict);

struct rowan_table {
    char *name;
    char *as;    /* which of several into of the table it is; NULL: nobody says */
    char *label; /* the name in messages: with as, table/as */
    struct rowan_location place;
    struct rowan_path *each;  /* from the parent row's element, or from the document */
    int parent;               /* index in plan->tables, or -1 */
    bool recursive;           /* rows lie below rows of the same table, found by */
    struct rowan_path *below; /* this path from a row's element; NULL: matches of each that lie in it */
    size_t first_into;        /* index of the first into of the same target, with which ordinal() counts */
    struct rowan_column *columns;
    size_t column_count;
    size_t *order; /* in which the columns of a row are made: indexes */
    size_t *key;   /* indexes of the key columns, in key order */
    size_t key_count;
    size_t *unique; /* indexes of the columns by which a row is found that the database numbers; NULL: none */
    size_t unique_count;
    bool reads_back; /* a row with identity() is found by them when it is inserted, as its number is taken */
    struct rowan_column *when; /* condition: a match without it makes no row; NULL: all do */
    size_t *distinct; /* columns: of matches under one parent row that are equal in these, one makes a row */
    size_t distinct_count;
    bool distinct_last;          /* the last of them, else the first */
    struct rowan_column *prefer; /* distinct: the smallest number wins before first and last are looked at */
    struct rowan_unpivot_entry *unpivot; /* each makes a row of a match, when it has a value */
    size_t unpivot_count;
    size_t reading_count; /* of each entry of unpivot */
    size_t value_count;   /* value() columns */
    struct rowan_column
        *row_function; /* rows: paths, and the function that makes records of their texts; or NULL */
    char **given;      /* names: unpivot: label, others; rows: fields */
    size_t given_count;
    bool rejects;                 /* bad_row: a row that the mapping refuses fails alone, with its children */
    bool may_drop;                /* triggers, rules and views of the database may leave rows out */
    enum rowan_conflict conflict; /* of a row whose key is there already */
    size_t newest;                /* ROWAN_CONFLICT_NEWEST: index of the column */
    bool whole;                   /* a document's rows of it, and below it, are written together */
    bool skip_empty;              /* a match makes no row when no column that counts has a value of its own */
};

/* The columns by which a conflict rule finds rows: those of unique, else of the key. */
const size_t *rowan_table_rule_key(const struct rowan_table *table, size_t *count);

#define ROWAN_NO_COLUMN SIZE_MAX

/* The column's index in the table, or -1. */
int rowan_table_find_column(const struct rowan_table *table, const char *name);
/* Index of the column that is left to the database (identity), or ROWAN_NO_COLUMN. */
size_t rowan_table_identity(const struct rowan_table *table);
/* Of a name that is no column of the table: " (did you mean \"x\"?)" or "", into out. Returns out. */
char *rowan_table_column_hint(const struct rowan_table *table, const char *name, char *out, size_t size);
#endif
