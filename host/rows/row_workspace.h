#ifndef ROWAN_ROW_WORKSPACE_H
#define ROWAN_ROW_WORKSPACE_H
/* Scratch space of making rows. Private to cell.c and cell_text.c. */
#include "rows/cell.h"
#include "expr/expr.h"
#include "rows/trace.h"
#include "xml/serialize.h"
#include "xml/xpath.h"

struct rowan_row_workspace {
    const struct rowan_plan *plan;
    struct rowan_selector *selector;
    struct rowan_nodes nodes;    /* of the path in hand */
    struct rowan_nodes *each;    /* per table */
    struct rowan_buffer scratch; /* the converted value */
    struct rowan_buffer via[2];  /* results of the steps of via, in turn */
    struct rowan_buffer joined;  /* pick = "join"; markup */
    struct rowan_serialize markup;
    struct rowan_expr_scratch expr;
    struct rowan_xpath *xpath;               /* NULL: no column needs it */
    uint32_t line;                           /* of the node that the value in hand is from */
    const struct rowan_unpivot_entry *entry; /* unpivot: what value() is made from, for messages; */
    const uint32_t *entry_lines;             /* per reading, where */
    const struct rowan_trace *trace;
    struct rowan_profile *profile; /* NULL: nobody wants to know */
};

/* Report a step of the column, if somebody asked for it. */
void rowan_row_workspace_add_trace(const struct rowan_row_workspace *work, const struct rowan_column *column,
                                   const char *what, struct rowan_slice text);
/* "line 7: contact.born (credit.lua:31), path "@dob": " before what went wrong. */
void rowan_cell_place(const struct rowan_row_workspace *work, const struct rowan_table *table,
                      const struct rowan_column *column, struct rowan_error *err);
/* The text a column starts from, before conversion; data NULL means there is none. It lives until the next
 * text is made. */
enum rowan_status rowan_cell_text(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_column *column, struct rowan_slice *out,
                                  struct rowan_error *err);
/* The same, but with bad = "missing" an expression that cannot be calculated has no text: it is like a text
 * that does not convert. */
enum rowan_status rowan_cell_lenient(struct rowan_row_workspace *work,
                                     const struct rowan_row_context *context,
                                     const struct rowan_column *column, struct rowan_slice *text,
                                     struct rowan_error *err);
/* Whether a text counts as no value: absent, empty, or one that null_if names. */
bool rowan_cell_is_missing(const struct rowan_column *column, struct rowan_slice text);
#endif
