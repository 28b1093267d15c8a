#ifndef ROWAN_INSERT_H
#define ROWAN_INSERT_H
/*
 * Many rows into one table, in the way that is fastest with the database: see enum rowan_insert. Internal to
 * the writer and the ledger. Cells are asked for one by one, so that nobody has to lay rows out twice.
 */
#include "base/code_page.h"
#include "catalog/catalog.h"
#include "value/value.h"

/* The cell of a column in a row. Texts live until the rows are inserted. */
typedef struct rowan_value (*rowan_cell_fn)(const void *context, size_t column, size_t row);

struct rowan_insert_column {
    const char *name;
    bool integer;   /* its cells are numbers */
    bool binary;    /* its cells are bytes */
    bool plain;     /* its cells are numbers, dates and the like, written as text: nothing to quote in them */
    bool identity;  /* its cells count even where the database numbers the column always */
    int precision;  /* of its cells' decimals; 0: they are none */
    bool unlimited; /* its cells may be longer than the column: look at each */
    char *cast_type;    /* the rest is filled by rowan_insert_open */
    const char *marker; /* NULL: "?" */
    bool overriding;    /* the statement has to say so */
    bool logical;       /* 0 and 1 are written f and t */
    int fraction;       /* digits of a second that the column keeps; -1: all */
    size_t max_chars;   /* look at texts longer than this; 0: none */
    size_t max_bytes;   /* look at values longer than this; 0: none */
    size_t max_units;   /* of UTF-16: look at texts of more bytes than this; 0: none */
    size_t page_room;   /* bytes that a text has room for in the page; 0: any number */
    int code_page;
    struct rowan_code_page *page; /* look at texts with other letters than those of ASCII; NULL: none */
    enum rowan_time_rounding rounds;
    bool padded;    /* and at those that are shorter: the column fills them up */
    bool blank_end; /* look at texts that end in a blank: the column loses it */
    int exact;      /* look at decimals with more digits; 0: the column keeps all */
    bool digits;    /* look at texts of anything but digits: the column reads them otherwise */
    struct rowan_column_labels labels;
    const char *null_becomes; /* of the catalogue's column */
    bool checked;             /* some of these: rowan_insert_check is to be asked */
};

struct rowan_inserter {
    struct rowan_connection *db;
    char *schema; /* or NULL */
    char *table;
    struct rowan_insert_column *columns;
    size_t count;
    bool may_drop;            /* triggers and rules may leave rows out */
    bool uncounted;           /* nobody knows how many rows it took: a view, with some databases */
    int64_t stored;           /* rows that the database says it has, since somebody set it to 0 */
    struct rowan_buffer head; /* INSERT INTO t (a, b) */
    struct rowan_insert_unnest *unnest;
    struct rowan_insert_values *values;
};

/* Looks every column up in table, which is what the catalogue says; ROWAN_MAPPING when one is missing. */
enum rowan_status rowan_insert_open(struct rowan_inserter **out, struct rowan_connection *db,
                                    const char *schema, const struct rowan_catalog_table *table,
                                    const struct rowan_insert_column *columns, size_t count,
                                    struct rowan_error *err);
/* The same table, but only some of the columns: indexes of those of from. */
enum rowan_status rowan_insert_narrow(struct rowan_inserter **out, const struct rowan_inserter *from,
                                      const size_t *columns, size_t count, struct rowan_error *err);
void rowan_insert_close(struct rowan_inserter *inserter);
/* Insert rows [begin, end) inside the open transaction. */
enum rowan_status rowan_insert_rows(struct rowan_inserter *inserter, rowan_cell_fn cell, const void *context,
                                    size_t begin, size_t end, struct rowan_error *err);
/* After a statement that sent so many rows: ROWAN_DATABASE unless they are there. */
enum rowan_status rowan_insert_count(struct rowan_inserter *inserter, const struct rowan_statement *query,
                                     size_t sent, struct rowan_error *err);
/* Of a checked column: ROWAN_DOCUMENT for a value that the database would change without saying so. */
enum rowan_status rowan_insert_check(const struct rowan_inserter *inserter, size_t column,
                                     const struct rowan_value *value, struct rowan_error *err);

/* The two ways; each prepares its statements when first needed. */
enum rowan_status rowan_insert_unnest_rows(struct rowan_inserter *inserter, rowan_cell_fn cell,
                                           const void *context, size_t begin, size_t end,
                                           struct rowan_error *err);
void rowan_insert_unnest_free(struct rowan_insert_unnest *unnest);
enum rowan_status rowan_insert_values_rows(struct rowan_inserter *inserter, rowan_cell_fn cell,
                                           const void *context, size_t begin, size_t end,
                                           struct rowan_error *err);
void rowan_insert_values_free(struct rowan_insert_values *values);
#endif
