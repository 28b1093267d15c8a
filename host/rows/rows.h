#ifndef ROWAN_ROWS_H
#define ROWAN_ROWS_H
/*
 * Plan + document -> rows. Cells are kept by column, for all documents of a batch one after another,
 * in buffers that are reused. A document that fails leaves nothing behind.
 */
#include <stdint.h>

#include "plan/plan.h"
#include "rows/cells.h"
#include "rows/skip.h"

struct rowan_coverage;
struct rowan_document;
struct rowan_duplicate_key;
struct rowan_parser;
struct rowan_profile;
struct rowan_rejects;
struct rowan_row_parts;
struct rowan_trace;

struct rowan_rows;

/* Takes the rows in the buffers away, as rowan_rows_hand does. */
typedef enum rowan_status (*rowan_rows_take)(void *context, struct rowan_rows *rows, struct rowan_error *err);

struct rowan_rows {
    const struct rowan_plan *plan;
    struct rowan_table_rows *tables; /* one per table of the plan */
    size_t documents;                /* in the buffers now */
    size_t *starts; /* [document * table_count + table]: its first row; one more document at the end */
    size_t starts_capacity;                   /* in documents */
    size_t made;                              /* rows of the document in hand, where they are limited */
    size_t bytes;                             /* about how much the cells hold; for bounding a batch */
    int64_t *fates;                           /* of the matches in the document in hand, by table */
    struct rowan_slice run[ROWAN_RUN_VALUES]; /* the run's values; not owned */
    struct rowan_row_workspace *work;         /* scratch space */
    struct rowan_expansion *expansions;       /* per table: rows that one match makes several of */
    struct rowan_row_tree *trees;             /* per table: matches of one that is recursive */
    size_t *ordinals;                         /* of the document in hand, by the first into of a target */
    struct rowan_duplicate_key *keys;         /* of the document in hand */
    struct rowan_row_parts *parts;            /* likewise, of one with more rows than are held at once, */
    rowan_rows_take take;                     /* and what becomes of them; NULL: they are forgotten */
    void *take_context;
    size_t rejects_before;  /* the document that was added last: how many others have */
    struct rowan_skip skip; /* of the document that was added last */
};

enum rowan_status rowan_rows_new(struct rowan_rows **out, const struct rowan_plan *plan,
                                 struct rowan_error *err);
void rowan_rows_free(struct rowan_rows *rows);
/* Forget all documents, keep the memory. */
void rowan_rows_reset(struct rowan_rows *rows);
/*
 * Add the rows of one document. source_columns has one text per plan->source.columns (data NULL = NULL). On
 * failure (ROWAN_DOCUMENT with the place in the message, or ROWAN_NO_MEMORY) the rows are as before. One that
 * is not the mapping's kind is added without rows, and rows->skip says why.
 */
enum rowan_status rowan_rows_add(struct rowan_rows *rows, const struct rowan_document *document,
                                 const struct rowan_slice *source_columns, struct rowan_error *err);
/* After rowan_rows_add has refused the document that parser has parsed last: make err tell all that is wrong,
 * and where. The document is gone. */
void rowan_rows_explain(const struct rowan_rows *rows, struct rowan_parser *parser, struct rowan_error *err);
/* After rowan_rows_add has added the document that parser has parsed last: find the places of its rows that
 * are rejected. The document is gone if there are some. */
enum rowan_status rowan_rows_locate(struct rowan_rows *rows, struct rowan_parser *parser,
                                    struct rowan_error *err);
/*
 * From now on a document whose rows take more than so many bytes is only gone through: of its rows none are
 * kept, and rowan_rows_parted says how many they are. It has to be alone: else it is not added, and
 * rowan_rows_crowded says so.
 */
void rowan_rows_limit(struct rowan_rows *rows, size_t bytes);
size_t rowan_rows_parted(const struct rowan_rows *rows);
size_t rowan_rows_parted_own(const struct rowan_rows *rows); /* in tables without a conflict rule */
bool rowan_rows_crowded(const struct rowan_rows *rows);
/* Make the rows of the document that was added last and is parted once more, for take: parents before their
 * children, each time so many bytes. What is behind the last time stays, for rowan_rows_hand. */
enum rowan_status rowan_rows_again(struct rowan_rows *rows, const struct rowan_document *document,
                                   const struct rowan_slice *source_columns, rowan_rows_take take,
                                   void *context, struct rowan_error *err);
/* Let to, of the same plan, have the rows as those of its one document; rows gets to's buffers for them. */
void rowan_rows_hand(struct rowan_rows *rows, struct rowan_rows *to);
/* Rows that are refused, and how many of a document. */
struct rowan_rejects *rowan_rows_rejects(const struct rowan_rows *rows);
size_t rowan_rows_rejected(const struct rowan_rows *rows, size_t document);
/* Rows [*begin, *end) of a table belong to documents [first, last). */
void rowan_rows_range(const struct rowan_rows *rows, size_t table, size_t first, size_t last, size_t *begin,
                      size_t *end);
/* What the documents since the last rowan_coverage_reset had of what the plan names: those that failed
 * count for the paths, those that made rows for all. */
struct rowan_coverage *rowan_rows_coverage(const struct rowan_rows *rows);
/* From now on report how the values of one column come about; NULL ends it. Not owned. */
void rowan_rows_trace(struct rowan_rows *rows, const struct rowan_trace *trace);
/* From now on say what time goes into; NULL ends it. Not owned. */
void rowan_rows_profile(struct rowan_rows *rows, struct rowan_profile *profile);
/* The rows of documents [first, last) in all tables together; in those without a conflict rule. */
size_t rowan_rows_total(const struct rowan_rows *rows, size_t first, size_t last);
size_t rowan_rows_own(const struct rowan_rows *rows, size_t first, size_t last);
#endif
