#ifndef ROWAN_DOCUMENT_ROWS_H
#define ROWAN_DOCUMENT_ROWS_H
/*
 * How the rows of a table that one document made are found again. A table has the document's key where each
 * part of it stands in a column as the source gives it; else the foreign key to the parent's row leads to
 * a table that has. docs/internals/load-again.md
 */
#include "plan/plan.h"

enum rowan_rows_by {
    ROWAN_ROWS_BY_NOTHING, /* they cannot be found */
    ROWAN_ROWS_BY_KEY,     /* columns hold the key's parts */
    ROWAN_ROWS_BY_LINEAGE, /* their keys are recorded (lineage), in the columns of the table's key */
    ROWAN_ROWS_BY_PARENT /* the columns of rowan_plan_foreign_key lead to the parent's row, which is found */
};

struct rowan_document_rows {
    enum rowan_rows_by by;
    size_t columns[ROWAN_SOURCE_KEY_MAX]; /* BY_KEY: of the table, one for each part */
    size_t lacking;                       /* BY_NOTHING, BY_LINEAGE: the first part that no column holds */
    const struct rowan_column *changed; /* and a column that is made of it, but not kept as it is; or NULL */
};

struct rowan_document_rows rowan_document_rows(const struct rowan_plan *plan, size_t table);
/* The table that leads to the rows of this one: itself, or the first above it that is not BY_PARENT. */
size_t rowan_document_rows_root(const struct rowan_plan *plan, size_t table);
/* The column of the source that a column holds, through those of parent rows; -1 when it is made otherwise.
 */
int rowan_document_rows_part(const struct rowan_plan *plan, const struct rowan_table *table,
                             const struct rowan_column *column);
#endif
