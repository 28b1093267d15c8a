#ifndef ROWAN_ROWS_H
#define ROWAN_ROWS_H
/*
 * Plan + document -> rows. Cells are kept by column, for all documents of a group one after another,
 * in buffers that are reused. A document that fails leaves nothing behind.
 */
#include <stdint.h>

#include "plan/plan.h"

struct rowan_document;
struct rowan_profile;
struct rowan_trace;

enum rowan_cell {
    ROWAN_CELL_VALUE,
    ROWAN_CELL_NULL,
    ROWAN_CELL_OMITTED /* no value, and the column stays out of the INSERT */
};

/* The cells of one column. Read with rowan_rows_cell. */
struct rowan_cells {
    bool integer;              /* which of the two stores is used */
    int64_t *numbers;          /* integer: one per row */
    size_t *ends;              /* text: where row i ends in bytes; it begins where row i-1 ends */
    unsigned char *nulls;      /* enum rowan_cell, one per row */
    struct rowan_buffer bytes; /* text */
    size_t capacity;           /* rows there is room for */
};

struct rowan_table_rows {
    struct rowan_cells *cells; /* one per column of the plan's table */
    size_t count;              /* rows */
};

struct rowan_rows {
    const struct rowan_plan *plan;
    struct rowan_table_rows *tables; /* one per table of the plan */
    size_t documents;                /* in the buffers now */
    size_t *starts; /* [document * table_count + table]: its first row; one more document at the end */
    size_t starts_capacity;                   /* in documents */
    size_t bytes;                             /* about how much the cells hold; for bounding a group */
    size_t matches;                           /* of tables without a parent in the document in hand */
    struct rowan_slice run[ROWAN_RUN_VALUES]; /* the run's values; not owned */
    struct rowan_row_workspace *work;         /* scratch space */
    struct rowan_expansion *given;            /* per table: rows that one match makes several of */
};

enum rowan_status rowan_rows_new(struct rowan_rows **out, const struct rowan_plan *plan,
                                 struct rowan_error *err);
void rowan_rows_free(struct rowan_rows *rows);
/* Forget all documents, keep the memory. */
void rowan_rows_reset(struct rowan_rows *rows);
/*
 * Add the rows of one document. source_columns has one text per plan->source.columns (data NULL = NULL). On
 * failure (ROWAN_DOCUMENT with the place in the message, or ROWAN_NO_MEMORY) the rows are as before.
 */
enum rowan_status rowan_rows_add(struct rowan_rows *rows, const struct rowan_document *document,
                                 const struct rowan_slice *source_columns, struct rowan_error *err);
/* Rows [*begin, *end) of a table belong to documents [first, last). */
void rowan_rows_range(const struct rowan_rows *rows, size_t table, size_t first, size_t last, size_t *begin,
                      size_t *end);
/* From now on report how the values of one column come about; NULL ends it. Not owned. */
void rowan_rows_trace(struct rowan_rows *rows, const struct rowan_trace *trace);
/* From now on say what time goes into; NULL ends it. Not owned. */
void rowan_rows_profile(struct rowan_rows *rows, struct rowan_profile *profile);
/* How many rows documents [first, last) have over all tables. */
size_t rowan_rows_count(const struct rowan_rows *rows, size_t first, size_t last);

static inline struct rowan_value rowan_rows_cell(const struct rowan_cells *cells, size_t row)
{
    struct rowan_value v = {.null = cells->nulls[row] != ROWAN_CELL_VALUE};

    if (v.null) {
        v.omit = cells->nulls[row] == ROWAN_CELL_OMITTED;
        return v;
    }
    if (cells->integer) {
        v.number = cells->numbers[row];
        return v;
    }
    size_t begin = row ? cells->ends[row - 1] : 0;
    v.text.data = cells->bytes.data ? cells->bytes.data + begin : ""; /* empty texts only: no store yet */
    v.text.size = cells->ends[row] - begin;
    return v;
}
#endif
