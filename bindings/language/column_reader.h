#ifndef ROWAN_COLUMN_READER_H
#define ROWAN_COLUMN_READER_H
/* Columns of a mapping, from the tables that words made to the plan. */
#include "language/reader.h"
#include "language/word_value.h"

/* What a column's description points to while it is handed to the plan. */
struct rowan_column_lists {
    const char *paths[ROWAN_PATHS_MAX];
    struct rowan_via via[ROWAN_VIA_MAX];
    struct rowan_slice null_if[ROWAN_NULL_IF_MAX];
    const char *formats[ROWAN_NULL_IF_MAX];
};

/* What the column's table at index is made from. */
enum rowan_origin rowan_column_reader_origin(struct rowan_reader *c, int index);
/* Paths and options of the column's table at index. What the spec then points to lives in lists and on the
 * stack. */
void rowan_column_reader_options(struct rowan_reader *c, int index, struct rowan_column_spec *spec,
                                 struct rowan_column_lists *lists);
/* Add the column whose table is at index to a table of the plan. The stack is cut back by the caller. */
enum rowan_status rowan_column_reader_add(struct rowan_reader *c, int table, const char *name, int column);
#endif
