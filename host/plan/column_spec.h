#ifndef ROWAN_COLUMN_SPEC_H
#define ROWAN_COLUMN_SPEC_H
/* What the words of a mapping say about a column, before it is checked. */
#include "plan/plan.h"

/* Everything is copied by those who take it. */
struct rowan_column_spec {
    const char *name;
    struct rowan_location place;
    const struct rowan_type *type;  /* NULL: that of what it is made from */
    struct rowan_value_rules rules; /* without formats */
    const char *const *formats;     /* of date, time, timestamp (value/datetime_format.h) */
    size_t format_count;            /* 0: none are named */
    int pivot;                      /* of YY; 0: not said */
    enum rowan_partial partial;
    const char *assume; /* a time zone; NULL: not said */
    enum rowan_choice gap, overlap;
    enum rowan_origin origin;
    const char *const *paths; /* of a hash: names of columns; of existing: pairs of them, theirs first */
    size_t path_count;
    const char *of; /* parent's column, source column, run value, expression; of a constant: its parameter */
    const char *take; /* of existing: the column; */
    bool or_null;     /* without a row the value is NULL */
    struct rowan_slice constant;
    const char *literal;         /* how messages call the constant; NULL: so */
    struct rowan_slice fallback; /* data NULL: none */
    bool required;
    bool identity;
    enum rowan_origin default_from; /* ROWAN_FROM_RUN, ROWAN_FROM_SOURCE: in place of fallback */
    const char *default_of;
    const struct rowan_slice *null_if;
    size_t null_if_count;
    bool ignore_case; /* of null_if and of the labels of an enum */
    enum rowan_bad bad;
    struct rowan_slice bad_text; /* ROWAN_BAD_CONSTANT */
    bool omit;
    bool trim_inherited; /* said of the mapping */
    bool omit_inherited; /* said of the table or the mapping, where it may do nothing */
    bool lenient;
    enum rowan_counts counts;
    enum rowan_pick pick;
    const char *joiner;
    const char *point, *group; /* how the document writes numbers; NULL: not said */
    bool trailing, exponent, hex;
    bool inner;
    const struct rowan_via *via;
    size_t via_count;
};
#endif
