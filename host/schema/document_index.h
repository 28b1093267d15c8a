#ifndef ROWAN_DOCUMENT_INDEX_H
#define ROWAN_DOCUMENT_INDEX_H
/*
 * The columns of a table that want an index, so that the rows of a document are found in it when they are
 * deleted: those of the document's key, or of the parent's row. Without one each document takes a scan.
 */
#include "plan/plan.h"

#define ROWAN_DOCUMENT_INDEX_COLUMNS 32 /* as many as a key of the mapping may have */

struct rowan_document_index {
    const char *columns[ROWAN_DOCUMENT_INDEX_COLUMNS];
    size_t count;
};

/* False: its rows are deleted by its own key, which is unique anyway, or not at all. */
bool rowan_document_index(struct rowan_document_index *want, const struct rowan_plan *plan, size_t table);
/* Does an index over these columns find the rows? In any order, as each is compared with one value. One that
 * is unique need not have all. */
bool rowan_document_index_found(const struct rowan_document_index *want, const char *const *columns,
                                size_t count, bool unique);
/* Does the key of the table? */
bool rowan_document_index_is_key(const struct rowan_document_index *want, const struct rowan_table *table);
#endif
