#ifndef ROWAN_COLUMN_H
#define ROWAN_COLUMN_H
/* A column of a plan: where its cells come from, and what happens on the way. */
#include "base/location.h"
#include "plan/writing.h"
#include "plan/origin.h"
#include "value/text_function.h"
#include "value/type.h"

struct rowan_path;
struct rowan_expr;
struct rowan_aggregate;
struct rowan_existing;

/* Most paths of one column. */
#define ROWAN_PATHS_MAX 32

/* More than one match for one path: an error unless the column says which. */
enum rowan_pick { ROWAN_PICK_ONE, ROWAN_PICK_FIRST, ROWAN_PICK_LAST, ROWAN_PICK_JOIN };

/* What a value that does not convert is, and an expression that cannot be calculated. */
enum rowan_bad {
    ROWAN_BAD_ERROR,
    ROWAN_BAD_MISSING, /* a missing value, which becomes the default */
    ROWAN_BAD_NULL,    /* no value, whatever the default is */
    ROWAN_BAD_CONSTANT /* a value of its own */
};

/* One step of via: a function of the mapping, or a built-in. */
struct rowan_via {
    enum rowan_text_function transform;
    int function;  /* ROWAN_TEXT_FUNCTION_CALL: its number */
    bool notation; /* it reads numbers as the column says that they are written */
};

/* Whether a value says that there is a row, for tables that skip empty ones. */
enum rowan_counts {
    ROWAN_COUNTS_AUTO, /* only while building: a text of the document does, unless it is a flag */
    ROWAN_COUNTS_NO,
    ROWAN_COUNTS_YES,
    ROWAN_COUNTS_NONZERO
};

/* Texts that are taken for a missing value. */
struct rowan_null_texts {
    struct rowan_slice *items;
    size_t count;
    bool ignore_case;
};

/* A value of an expr that is from no path; a column that a hash is made of. */
struct rowan_column_other {
    enum rowan_origin origin; /* _FROM_PARENT, _ABOVE, _SOURCE, _POSITION, _LEVEL, _ORDINAL; _EXPR: a column
                                 of the same row */
    size_t of;                /* which */
    const char *name;         /* and type, of a column */
    struct rowan_type type;
    bool utc; /* a timestamp in UTC, where a text without an offset means another zone */
};

#define ROWAN_OTHERS_MAX 32 /* of one column */

struct rowan_column {
    char *name;
    size_t number; /* among the columns of all tables, from 1; 0: of none, as a condition */
    struct rowan_location place;
    struct rowan_type type;
    struct rowan_value_rules rules;
    struct rowan_writing writing;
    enum rowan_origin origin;
    struct rowan_path **paths; /* ROWAN_FROM_PATHS; the operands of ROWAN_FROM_EXPR */
    size_t path_count;
    int of; /* column in the parent table, or of the row above; index in plan->source.columns; enum
               rowan_run_value; index in table->given; number of a reading of unpivot; number of an xpath */
    struct rowan_slice constant;        /* ROWAN_FROM_CONSTANT; owned */
    const char *parameter;              /* whose value the constant is; NULL: none */
    struct rowan_expr *expr;            /* ROWAN_FROM_EXPR; in the plan's arena */
    char *expr_text;                    /* the same while it is not parsed */
    struct rowan_aggregate *aggregates; /* of the expression */
    size_t aggregate_count;
    struct rowan_column_other *others; /* of the expression; of the hash */
    size_t other_count;
    char **hashed;         /* ROWAN_FROM_HASH: the columns' names while they are not found, then NULL */
    char *sequence;        /* ROWAN_FROM_SEQUENCE: its name */
    bool sequence_derived; /* which nobody said */
    struct rowan_existing *existing; /* ROWAN_FROM_EXISTING, or of the column that the value is taken from */
    bool numbered; /* of a sequence, an identity, or looked up, or a parent's such column: see plan/numbered.h
                    */
    char *xpath;   /* ROWAN_FROM_XPATH; the text on one line */
    struct rowan_slice fallback; /* the default as written, for people; data NULL when there is none; owned */
    struct rowan_value otherwise;   /* the default as a value; null when there is none */
    enum rowan_origin default_from; /* ROWAN_FROM_CONSTANT, or RUN, SOURCE: where the default is found */
    int default_of;
    struct rowan_null_texts null_if;
    bool required;
    bool is_key;    /* part of the table's key, */
    bool is_unique; /* or of what finds a row that the database numbers */
    bool identity;  /* the database numbers it, and the load fills it all the same */
    bool omit;      /* a missing value leaves the column out of the INSERT */
    bool lenient;   /* via is called with nil for what is missing */
    enum rowan_counts counts;
    enum rowan_pick pick;
    enum rowan_bad bad;
    struct rowan_slice bad_text;  /* ROWAN_BAD_CONSTANT, as written; owned */
    struct rowan_value bad_value; /* the same as a value */
    char *joiner;                 /* ROWAN_PICK_JOIN: between the parts */
    bool inner;                   /* xml: only what is in the element */
    struct rowan_via *via;        /* left to right */
    size_t via_count;
};

/* Made from what one of several rows of a match is given. */
static inline bool rowan_column_is_given(const struct rowan_column *column)
{
    return column->origin == ROWAN_FROM_VALUE || column->origin == ROWAN_FROM_LABEL ||
           column->origin == ROWAN_FROM_FIELD;
}

/* Numbered by the database, not copied from a row that is. */
static inline bool rowan_column_is_numbered_here(const struct rowan_column *column)
{
    return column->origin == ROWAN_FROM_SEQUENCE || column->origin == ROWAN_FROM_IDENTITY;
}

/* Whether white space around a value is none of it; of texts and markup only trim takes it away. */
static inline bool rowan_column_trims(const struct rowan_column *column)
{
    return column->rules.trim || (column->type.kind != ROWAN_TEXT && column->type.kind != ROWAN_XML);
}

/* Functions of the mapping that a cell of the column calls. */
size_t rowan_column_calls(const struct rowan_column *column);
#endif
