#ifndef ROWAN_ORIGIN_H
#define ROWAN_ORIGIN_H
/* Where the cells of a column come from. */

/* What a cell is made from. */
enum rowan_origin {
    ROWAN_FROM_PATHS,    /* one or more paths from the row's element */
    ROWAN_FROM_PARENT,   /* the cell of a column of the parent row */
    ROWAN_FROM_POSITION, /* 1 for the first row under its parent row, and so on */
    ROWAN_FROM_SOURCE,   /* a column of the source table: the key or another */
    ROWAN_FROM_CONSTANT, /* the same text for every row */
    ROWAN_FROM_RUN,      /* a value of the run: its id, ... */
    ROWAN_FROM_EXPR,     /* an expression over paths from the row's element */
    ROWAN_FROM_VALUE,    /* unpivot: what the pair in hand gives */
    ROWAN_FROM_LABEL,    /* unpivot: the label of the pair in hand, or a named text of it */
    ROWAN_FROM_FIELD,    /* rows: a field of the record in hand */
    ROWAN_FROM_XPATH,    /* XPath 1.0 from the row's element, by libxml2 */
    ROWAN_FROM_LEVEL,    /* how deep a row of a recursive table is, from 1 */
    ROWAN_FROM_ORDINAL,  /* 1 for the document's first row in the table, and so on */
    ROWAN_FROM_HASH,     /* a digest of other columns of the row */
    ROWAN_FROM_SEQUENCE, /* a number of a sequence of the database, given when the row is written */
    ROWAN_FROM_IDENTITY, /* a number that the database gives by itself when the row is inserted */
    ROWAN_FROM_EXISTING, /* the key of a row that is there, looked up when the row is written */
    ROWAN_FROM_ABOVE     /* of a recursive table, the cell of a column of the row above; written as parent */
};

enum rowan_run_value {
    ROWAN_RUN_ID,
    ROWAN_RUN_STARTED,
    ROWAN_RUN_MAPPING,
    ROWAN_RUN_VERSION,
    ROWAN_RUN_VALUES
};

/* What the mapping language calls an origin, which two may share, NULL after the last; and a value of the
 * run. */
const char *rowan_origin_name(enum rowan_origin origin);
const char *rowan_run_value_name(enum rowan_run_value value);
#endif
