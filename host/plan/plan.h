#ifndef ROWAN_PLAN_H
#define ROWAN_PLAN_H
/*
 * A plan is a mapping after checking: tables and columns in flat arrays, paths compiled, names
 * interned. Built once (plan/builder.h), then read-only.
 * Tables stand in foreign-key order: a parent always before its children.
 */
#include <stdio.h>

#include "base/arena.h"
#include "expr/source_table.h"
#include "plan/column.h"
#include "plan/record_batch.h"

struct rowan_path;
struct rowan_qname_table;
struct rowan_namespace;
struct rowan_projection;

/*
 * Calls function number fn of the mapping with count texts (data NULL: nil); the result is copied into
 * out, or *null is set. A failure is ROWAN_DOCUMENT, reason "script". How the core reaches Lua
 * without knowing it.
 */
typedef enum rowan_status (*rowan_call_fn)(void *context, int fn, const struct rowan_slice *args,
                                           size_t count, struct rowan_buffer *out, bool *null,
                                           struct rowan_error *err);

/* The same for a function that makes rows: appends one record of count fields per row. */
typedef enum rowan_status (*rowan_call_rows_fn)(void *context, int fn, const struct rowan_slice *args,
                                                size_t count, const char *const *fields, size_t field_count,
                                                struct rowan_record_batch *out, struct rowan_error *err);

/*
 * unpivot: one text of the row's element that makes a row of its own. Each value() column reads it with its
 * own options, so there is a reading per different set of them: columns of no table, with the same paths or
 * expr.
 */
struct rowan_unpivot_entry {
    struct rowan_column *readings; /* table->reading_count */
    struct rowan_slice *labels;    /* one per table->given */
};

struct rowan_table {
    char *name;
    struct rowan_location place;
    struct rowan_path *each; /* from the parent row's element, or from the document */
    int parent;              /* index in plan->tables, or -1 */
    struct rowan_column *columns;
    size_t column_count;
    size_t *key; /* indexes of the key columns, in key order */
    size_t key_count;
    struct rowan_column *when; /* condition: a match without it makes no row; NULL: all do */
    size_t *distinct; /* columns: of matches under one parent row that are equal in these, one makes a row */
    size_t distinct_count;
    bool distinct_last;          /* the last of them, else the first */
    struct rowan_column *prefer; /* distinct: the smallest number wins before first and last are looked at */
    struct rowan_unpivot_entry *unpivot; /* each makes a row of a match, when it has a value */
    size_t unpivot_count;
    size_t reading_count; /* of each entry of unpivot */
    size_t value_count;   /* value() columns */
    struct rowan_column
        *row_function; /* rows: paths, and the function that makes records of their texts; or NULL */
    char **given;      /* names: unpivot: label, others; rows: fields */
    size_t given_count;
    bool skip_empty; /* a match makes no row when no column that counts has a value of its own */
};

struct rowan_plan {
    char *name;    /* the ledger knows the mapping by it */
    char *version; /* "" when the mapping gives none */
    char *file;
    char **used; /* names of the further files that the mapping is made of, in the order of their use */
    size_t used_count;
    uint64_t hash; /* FNV-1a of the texts of all files */
    struct rowan_source_table source;
    char *target_schema;                        /* NULL: the connection's default */
    const struct rowan_datetime_formats *dates; /* of the whole mapping; NULL: the built-in grammar */
    const struct rowan_datetime_formats
        *expr_dates; /* the same with the built-in grammar, which calculating makes */
    struct rowan_table *tables;
    size_t table_count;
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    size_t xpath_count;                 /* columns made by xpath, */
    struct rowan_namespace *namespaces; /* for which these are kept */
    size_t namespace_count;
    rowan_call_fn call; /* NULL when no column has via */
    rowan_call_rows_fn call_rows;
    void *call_context;
    struct rowan_arena arena;         /* names, paths and texts live here */
    struct rowan_labels_list *labels; /* owned: those the types point to */
    struct rowan_plan_build *build;   /* what only building needs; NULL once frozen */
};

void rowan_plan_free(struct rowan_plan *plan);
/* Print the plan as text; tests compare it, users read it. The schemas are those of the endpoints, or NULL.
 */
void rowan_plan_dump(const struct rowan_plan *plan, const char *source_schema, const char *target_schema,
                     FILE *out);
/* The column's index in the table, or -1. */
int rowan_table_find_column(const struct rowan_table *table, const char *name);
/* The parent-row columns that the columns of this child are copied from make its foreign key: fills
 * mine/theirs (room for column_count each) with index pairs that cover the parent's whole key, in the
 * parent's key order. Returns how many; 0 when the child does not carry the parent's whole key. */
size_t rowan_table_foreign_key(const struct rowan_plan *plan, const struct rowan_table *table, size_t *mine,
                               size_t *theirs);
#endif
