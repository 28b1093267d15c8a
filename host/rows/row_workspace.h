#ifndef ROWAN_ROW_WORKSPACE_H
#define ROWAN_ROW_WORKSPACE_H
/* Where a row is being made, and the scratch space that all rows of a plan share. */
#include "base/profile.h"
#include "expr/expr.h"
#include "plan/plan.h"
#include "rows/cells.h"
#include "rows/coverage.h"
#include "rows/faults.h"
#include "rows/match_levels.h"
#include "rows/rejects.h"
#include "rows/trace.h"
#include "xml/select.h"
#include "xml/serialize.h"
#include "xml/xpath.h"

/* A row whose rows below it are being made. */
struct rowan_open_row {
    const struct rowan_cells *cells; /* of its table; NULL: there is none */
    size_t row;                      /* index in there */
};

/* Where a row is being made. */
struct rowan_row_context {
    const struct rowan_document *document;
    const struct rowan_slice *source_columns; /* the source's columns; [0] the key */
    const struct rowan_slice *run;            /* the run's values */
    const struct rowan_node *node;            /* the row's element; above a root table the document's root */
    size_t position;                          /* of the row under its parent row, from 1 */
    const struct rowan_open_row *parent;      /* NULL: the table has none */
    const struct rowan_cells *table_cells;    /* of the table itself */
    size_t above_row; /* of a recursive table: index of the row above in the same table; SIZE_MAX: none */
    size_t level;     /* how deep it is, from 1 */
    const struct rowan_slice *expanded; /* unpivot, rows: what table->given names; else NULL */
    const struct rowan_slice *readings; /* unpivot: the texts of the entry in hand */
};

/* What options made of values, in order: a row or a document that goes takes its own along. */
struct rowan_change_log {
    uint32_t *items; /* indexes of coverage->changes */
    size_t count, capacity;
    bool no_memory; /* sticky */
};

struct rowan_row_workspace {
    const struct rowan_plan *plan;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;    /* of the path in hand */
    struct rowan_nodes *each;    /* per table: the elements whose rows are being made */
    struct rowan_buffer scratch; /* the converted value */
    struct rowan_buffer via[2];  /* results of the steps of via, in turn */
    struct rowan_buffer joined;  /* pick = "join"; markup */
    struct rowan_arena names;    /* of namespaces of the document, where they are not as it writes them */
    struct rowan_serialize markup;
    struct rowan_expr_scratch expr;
    const struct rowan_cells *row_cells; /* of the table whose row is made, */
    size_t row;                          /* and which it is there, */
    size_t ordinal;                      /* and in the document */
    size_t numbered; /* rows whose number is given later: each has one of its own until then */
    struct rowan_other_texts others;             /* of the expression in hand, */
    struct rowan_match_levels matches;           /* of the expression in hand */
    struct rowan_xpath *xpath;                   /* NULL: no column needs it */
    bool names_noted;                            /* of xpath: which the document in hand has */
    const struct rowan_document *document;       /* in hand; NULL: none */
    const struct rowan_node *node;               /* that the value in hand is from */
    const struct rowan_unpivot_entry *entry;     /* unpivot: what value() is made from, for messages; */
    const struct rowan_node *const *entry_nodes; /* per reading, where */
    const struct rowan_trace *trace;
    struct rowan_profile *profile; /* NULL: nobody wants to know */
    struct rowan_coverage *coverage;
    struct rowan_change_log changes; /* of the document in hand */
    struct rowan_faults faults;      /* of the document in hand */
    struct rowan_rejects rejects;    /* of the documents in the rows */
    size_t document_no;              /* of the document in hand, among those */
    size_t rejecting;                /* rows above the one in hand that are refused: it goes with them */
    struct rowan_slice refused;      /* the text that a value was refused for; data NULL: there was none */
    bool choosing;                   /* values that are made now only choose among matches */
};

/* NULL is no memory. */
struct rowan_row_workspace *rowan_row_workspace_new(const struct rowan_plan *plan);
void rowan_row_workspace_free(struct rowan_row_workspace *work);
/* The document in hand goes. */
void rowan_row_workspace_forget(struct rowan_row_workspace *work);
/* From now on report the steps of one column; NULL ends it. Not owned. Returns what was there before. */
const struct rowan_trace *rowan_row_workspace_trace(struct rowan_row_workspace *work,
                                                    const struct rowan_trace *trace);
/* An option made something else of a value of the column. */
void rowan_row_workspace_change(struct rowan_row_workspace *work, const struct rowan_column *column,
                                enum rowan_change change);
/* The document in hand is complete: its changes count. False for want of memory. */
bool rowan_row_workspace_count(struct rowan_row_workspace *work);
/* The node that a value of the column is from. */
const struct rowan_node *rowan_row_workspace_node(const struct rowan_row_workspace *work,
                                                  const struct rowan_column *column);
/* "line 7: contact.born (credit.lua:31), path "@dob": " before what went wrong. */
void rowan_row_workspace_place(const struct rowan_row_workspace *work, const struct rowan_table *table,
                               const struct rowan_column *column, struct rowan_error *err);
#endif
