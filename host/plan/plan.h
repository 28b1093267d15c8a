#ifndef ROWAN_PLAN_H
#define ROWAN_PLAN_H
/*
 * A plan is a mapping after checking: tables and columns in flat arrays, paths compiled, names
 * interned. Built once (plan/builder.h), then read-only.
 * Tables stand in foreign-key order: a parent always before its children.
 */
#include <stdio.h>

#include "base/arena.h"
#include "plan/records.h"
#include "plan/transform.h"
#include "plan/type.h"
#include "plan/value.h"

struct rowan_path;
struct rowan_names;
struct rowan_projection;
struct rowan_sql_expr;

/* Where something was written, for messages. In a plan, file lives as long as the plan. */
struct rowan_place {
    const char *file;
    int line;
};

/* What a cell is made from. */
enum rowan_origin {
    ROWAN_FROM_PATHS,    /* one or more paths from the row's element */
    ROWAN_FROM_PARENT,   /* the cell of a column of the parent row */
    ROWAN_FROM_POSITION, /* 1 for the first row under its parent row, and so on */
    ROWAN_FROM_SOURCE,   /* a column of the source table: the key or a carried one */
    ROWAN_FROM_CONSTANT, /* the same text for every row */
    ROWAN_FROM_RUN,      /* a value of the run: its id, ... */
    ROWAN_FROM_EXPR,     /* an expression over paths from the row's element */
    ROWAN_FROM_VALUE,    /* unpivot: what the pair in hand gives */
    ROWAN_FROM_LABEL,    /* unpivot: the label of the pair in hand, or a named text of it */
    ROWAN_FROM_FIELD     /* rows: a field of the record in hand */
};

enum rowan_run_value {
    ROWAN_RUN_ID,
    ROWAN_RUN_STARTED,
    ROWAN_RUN_MAPPING,
    ROWAN_RUN_VERSION,
    ROWAN_RUN_VALUES
};

/* Most paths of one column. */
#define ROWAN_PATHS_MAX 32

/* More than one match for one path: an error unless the column says which. */
enum rowan_pick { ROWAN_PICK_ONE, ROWAN_PICK_FIRST, ROWAN_PICK_LAST, ROWAN_PICK_JOIN };

/* One step of via: a function of the mapping, or a built-in. */
struct rowan_via {
    enum rowan_transform transform;
    int function; /* ROWAN_TRANSFORM_CALL: its number */
};

/* Whether a value says that there is a row, for tables that skip empty ones. */
enum rowan_counts {
    ROWAN_COUNTS_AUTO, /* only while building: a text of the document does, unless it is a flag */
    ROWAN_COUNTS_NO,
    ROWAN_COUNTS_YES,
    ROWAN_COUNTS_NONZERO
};

/*
 * Calls function number fn of the mapping with count texts (data NULL: nil); the result is copied into
 * out, or *null is set. A failure is ROWAN_DOCUMENT, reason "script". How the core reaches Lua
 * without knowing it.
 */
typedef enum rowan_status (*rowan_call_fn)(void *context, int fn, const struct rowan_text *args, size_t count,
                                           struct rowan_buffer *out, bool *null, struct rowan_error *err);

/* The same for a function that makes rows: appends one record of count fields per row. */
typedef enum rowan_status (*rowan_call_rows_fn)(void *context, int fn, const struct rowan_text *args,
                                                size_t count, const char *const *fields, size_t field_count,
                                                struct rowan_records *out, struct rowan_error *err);

/* Texts that are taken for a missing value. */
struct rowan_null_texts {
    struct rowan_text *items;
    size_t count;
    bool ignore_case;
};

struct rowan_column {
    char *name;
    struct rowan_place place;
    struct rowan_type type;
    struct rowan_value_rules rules;
    enum rowan_origin origin;
    struct rowan_path **paths; /* ROWAN_FROM_PATHS; the operands of ROWAN_FROM_EXPR */
    size_t path_count;
    int of; /* column in the parent table; index in plan->carried; enum rowan_run_value; index in table->given
             */
    struct rowan_text constant;  /* ROWAN_FROM_CONSTANT; owned */
    struct rowan_sql_expr *expr; /* ROWAN_FROM_EXPR; in the plan's arena */
    struct rowan_text fallback;  /* the default as written, for people; data NULL when there is none; owned */
    struct rowan_value otherwise;   /* the default as a value; null when there is none */
    enum rowan_origin default_from; /* ROWAN_FROM_CONSTANT, or RUN, SOURCE: where the default is found */
    int default_of;
    struct rowan_null_texts null_if;
    bool required;
    bool is_key;      /* part of the table's key */
    bool bad_missing; /* what does not convert is a missing value */
    bool omit;        /* a missing value leaves the column out of the INSERT */
    bool lenient;     /* via is called with nil for what is missing */
    enum rowan_counts counts;
    enum rowan_pick pick;
    char *joiner;          /* ROWAN_PICK_JOIN: between the parts */
    struct rowan_via *via; /* left to right */
    size_t via_count;
};

/* unpivot: one text of the row's element that makes a row of its own. */
struct rowan_pair {
    struct rowan_column *value; /* paths or expr; of no table */
    struct rowan_text *labels;  /* one per table->given after the first */
};

struct rowan_table {
    char *name;
    struct rowan_place place;
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
    struct rowan_pair *pairs;    /* unpivot: each makes a row of a match, when it has a value */
    size_t pair_count;
    struct rowan_column *maker; /* rows: paths, and the function that makes records of their texts; or NULL */
    char **given;               /* names: unpivot: value, label, others; rows: fields */
    size_t given_count;
    bool skip_empty; /* a match makes no row when no column that counts has a value of its own */
};

/* A column of the source table that rows may carry; the first is the key. */
struct rowan_carried {
    char *name;
    struct rowan_type type;
};

struct rowan_plan {
    char *name;    /* the ledger knows the mapping by it */
    char *version; /* "" when the mapping gives none */
    char *file;
    uint64_t hash;       /* FNV-1a of the mapping's text */
    char *source_schema; /* NULL: the connection's default */
    char *source_table;
    char *document_column;
    struct rowan_place source_place; /* line 0: unknown */
    char *target_schema;             /* NULL: the connection's default */
    struct rowan_carried *carried;   /* [0] is the key */
    size_t carried_count;
    struct rowan_table *tables;
    size_t table_count;
    struct rowan_names *names;
    struct rowan_projection *projection;
    rowan_call_fn call; /* NULL when no column has via */
    rowan_call_rows_fn call_rows;
    void *call_context;
    struct rowan_arena arena;         /* names, paths and texts live here */
    struct rowan_labels_list *labels; /* owned: those the types point to */
    struct rowan_plan_build *build;   /* what only building needs; NULL once frozen */
};

/* Made from what one of several rows of a match is given. */
static inline bool rowan_column_is_given(const struct rowan_column *column)
{
    return column->origin == ROWAN_FROM_VALUE || column->origin == ROWAN_FROM_LABEL ||
           column->origin == ROWAN_FROM_FIELD;
}

void rowan_plan_free(struct rowan_plan *plan);
/* Print the plan as text; tests compare it, users read it. */
void rowan_plan_dump(const struct rowan_plan *plan, FILE *out);
/* Functions of the mapping that a cell of the column calls. */
size_t rowan_column_calls(const struct rowan_column *column);
/* The column's index in the table, or -1. */
int rowan_table_find_column(const struct rowan_table *table, const char *name);
/* The parent-row columns that the columns of this child are copied from make its foreign key: fills
 * mine/theirs (room for column_count each) with index pairs that cover the parent's whole key, in the
 * parent's key order. Returns how many; 0 when the child does not carry the parent's whole key. */
size_t rowan_table_foreign_key(const struct rowan_plan *plan, const struct rowan_table *table, size_t *mine,
                               size_t *theirs);
#endif
