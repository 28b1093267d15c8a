#ifndef ROWAN_PLAN_H
#define ROWAN_PLAN_H
/*
 * A plan is a mapping after checking: tables and columns in flat arrays, paths compiled, names
 * interned. Built once (plan/plan_builder.h), then read-only.
 * Tables stand in foreign-key order: a parent always before its children.
 */
#include "base/arena.h"
#include "expr/source_table.h"
#include "plan/record_batch.h"
#include "plan/plan_table.h"
#include "xml/parse_limits.h"

struct rowan_parameter;
struct rowan_path;
struct rowan_path_use;
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

struct rowan_labels_list {
    struct rowan_labels_list *next;
    struct rowan_labels *labels;
};

/* A file that a place names, other than the plan's own. */
struct rowan_file_list {
    struct rowan_file_list *next;
    const char *name;
};

struct rowan_plan_build {
    struct rowan_file_list *files;
    struct rowan_namespace *namespaces;
    size_t namespace_count;
    struct rowan_node_set **places; /* per table: where its rows' elements are */
    struct rowan_node_set *root;
};

struct rowan_plan {
    char *name;    /* its feed, unless somebody gives another one */
    bool named;    /* by its author; else the name is that of the file */
    char *version; /* "" when the mapping gives none */
    char *file;
    char **used; /* names of the further files that the mapping is made of, in the order of their use */
    size_t used_count;
    uint64_t hash;                      /* FNV-1a of the texts of all files */
    struct rowan_parameter *parameters; /* in the order of their names */
    size_t parameter_count;
    struct rowan_source_table source;
    struct rowan_limits limits;                 /* of its documents, */
    size_t max_rows;                            /* and of what one makes; 0: no limit */
    char *target_schema;                        /* NULL: the connection's default */
    const struct rowan_datetime_formats *dates; /* of the whole mapping; NULL: the built-in grammar */
    const struct rowan_datetime_formats
        *expr_dates; /* the same with the built-in grammar, which calculating makes */
    const struct rowan_assumed_zone *assumed; /* of the whole mapping; NULL: none is said */
    struct rowan_table *tables;
    size_t table_count;
    struct rowan_table
        *head;            /* stands for the mapping as a whole: its when; NULL: every document is its kind */
    bool numbered;        /* the database gives numbers of some columns: see plan/numbered.h */
    bool rejects;         /* rows of some table may fail alone, */
    bool shares;          /* some table has a conflict rule */
    int64_t rejects_most; /* and so many of a document; else it fails */
    bool lineage;         /* keys of rows are recorded that are not found by the document's key */
    bool skip_nothing;    /* a document that makes no row is none of its kind, and no failure */
    struct rowan_qname_table *names;
    struct rowan_projection *projection;
    struct rowan_path_use *paths; /* all that are read, by their number; those of xpath after the others, and
                                     then the names in them */
    size_t path_count;
    size_t column_count;                /* of all tables */
    size_t xpath_name_count;            /* in all columns made by xpath, */
    size_t xpath_count;                 /* of which there are so many, */
    struct rowan_namespace *namespaces; /* for which these are kept */
    size_t namespace_count;
    rowan_call_fn call; /* NULL when no column has via */
    rowan_call_rows_fn call_rows;
    void *call_context;
    struct rowan_arena arena;         /* names, paths and texts live here */
    struct rowan_labels_list *labels; /* owned: those the types point to */
    struct rowan_plan_build *build;   /* what only building needs; NULL once frozen */
};

/* The parent-row columns that the columns of this child are copied from make its foreign key: fills
 * mine/theirs (room for column_count each, or NULL) with index pairs that cover the parent's whole key, in
 * the parent's key order. Returns how many; 0 when the child does not carry the parent's whole key. */
size_t rowan_plan_foreign_key(const struct rowan_plan *plan, const struct rowan_table *table, size_t *mine,
                              size_t *theirs);
/* Free what only building needs. */
void rowan_plan_build_free(struct rowan_plan *plan);
void rowan_plan_free(struct rowan_plan *plan);
#endif
