#ifndef ROWAN_CELL_H
#define ROWAN_CELL_H
/* Making one value: paths, picking, via, conversion, default. Private to plan/; rows.c stores the results. */
#include "base/profile.h"
#include "plan/record_batch.h"
#include "rows/rows.h"
#include "rows/trace.h"
#include "xml/select.h"

/* Where a row is being made. */
struct rowan_row_context {
    const struct rowan_document *document;
    const struct rowan_slice *source_columns; /* the source's columns; [0] the key */
    const struct rowan_slice *run;            /* the run's values */
    const struct rowan_node *node;            /* the row's element; above a root table the document's root */
    size_t position;                          /* of the row under its parent row, from 1 */
    size_t parent_row;                        /* index in the parent table */
    const struct rowan_slice *given;          /* unpivot, rows: what table->given names; else NULL */
    const struct rowan_slice *readings;       /* unpivot: the texts of the entry in hand */
};

struct rowan_row_workspace *rowan_row_workspace_new(const struct rowan_plan *plan);
void rowan_row_workspace_free(struct rowan_row_workspace *work);
/* The document in hand goes. */
void rowan_row_workspace_forget(struct rowan_row_workspace *work);
/* The list that holds the elements of a table while its rows are made. */
struct rowan_nodes *rowan_row_workspace_each(struct rowan_row_workspace *work, size_t table);
/* The elements that each matches from the context's node. */
enum rowan_status rowan_cell_each(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_path *each, struct rowan_nodes *out,
                                  struct rowan_error *err);
/*
 * The value of a column. What is copied from the parent row is in *value before; it gets the default and the
 * check for a missing value only. Text lives until the next call. A refusal (ROWAN_DOCUMENT) names XML line,
 * table, column, path, mapping file and line.
 */
enum rowan_status rowan_cell_make(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_table *table, const struct rowan_column *column,
                                  struct rowan_value *value, struct rowan_error *err);
/* rows: call the table's function with the texts of its paths, for the context's node. */
enum rowan_status rowan_cell_records(struct rowan_row_workspace *work,
                                     const struct rowan_row_context *context, const struct rowan_table *table,
                                     struct rowan_record_batch *out, struct rowan_error *err);
/* From now on report the steps of one column; NULL ends it. Not owned. Returns what was there before. */
const struct rowan_trace *rowan_row_workspace_trace(struct rowan_row_workspace *work,
                                                    const struct rowan_trace *trace);
/* From now on say what time goes into; NULL ends it. Not owned. */
void rowan_row_workspace_profile(struct rowan_row_workspace *work, struct rowan_profile *profile);
#endif
