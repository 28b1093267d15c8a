#ifndef ROWAN_PLAN_BUILDER_H
#define ROWAN_PLAN_BUILDER_H
/*
 * Building a plan: rowan_plan_new, then what the mapping says from its head to its last table, then
 * rowan_plan_freeze. Each call checks what it is given, so that a mistake is reported where it stands.
 */
#include "plan/plan.h"

/* What the words of a mapping say about a column; everything is copied. */
struct rowan_column_spec {
    const char *name;
    struct rowan_location place;
    const struct rowan_type *type;  /* NULL: that of what it is made from */
    struct rowan_value_rules rules; /* without formats */
    const char *const *formats;     /* of date, time, timestamp (value/datetime_format.h) */
    size_t format_count;            /* 0: none are named */
    enum rowan_origin origin;
    const char *const *paths;
    size_t path_count;
    const char *of; /* parent's column, source column, run value, expression */
    struct rowan_slice constant;
    struct rowan_slice fallback; /* data NULL: none */
    bool required;
    bool identity;
    enum rowan_origin default_from; /* ROWAN_FROM_RUN, ROWAN_FROM_SOURCE: in place of fallback */
    const char *default_of;
    const struct rowan_slice *null_if;
    size_t null_if_count;
    bool ignore_case; /* of null_if and of the labels of an enum */
    enum rowan_bad bad;
    bool omit;
    bool omit_inherited; /* said of the table or the mapping, where it may do nothing */
    bool lenient;
    enum rowan_counts counts;
    enum rowan_pick pick;
    const char *joiner;
    bool inner;
    const struct rowan_via *via;
    size_t via_count;
};

/* One entry of unpivot: a path or an expression, and its labels in the order of the table's names. */
struct rowan_unpivot_entry_spec {
    struct rowan_location place;
    const char *path; /* NULL: expr */
    const char *expr;
    const struct rowan_slice *labels; /* data NULL: none */
};

/* Text is the mapping's source, only hashed. */
enum rowan_status rowan_plan_new(struct rowan_plan **out, const char *file, struct rowan_slice text,
                                 struct rowan_error *err);
/* A further file that the mapping is made of. The order of these calls counts for the hash, names do not:
 * they depend on the folder that the mapping was named from. */
enum rowan_status rowan_plan_use(struct rowan_plan *plan, const char *file, struct rowan_slice text,
                                 struct rowan_error *err);
/* All setters copy, files of places too; call them before the tables. The file of a place is the plan's own
 * when it is NULL. */
enum rowan_status rowan_plan_name(struct rowan_plan *plan, const char *name, const char *version,
                                  struct rowan_error *err);
enum rowan_status rowan_plan_source(struct rowan_plan *plan, const char *schema, const char *table,
                                    const char *document, struct rowan_error *err);
/* Where the source is described. */
enum rowan_status rowan_plan_source_place(struct rowan_plan *plan, struct rowan_location place,
                                          struct rowan_error *err);
/* Only rows of the source for which the condition is true are documents. */
enum rowan_status rowan_plan_where(struct rowan_plan *plan, struct rowan_location place, const char *expr,
                                   struct rowan_error *err);
enum rowan_status rowan_plan_source_column(struct rowan_plan *plan, const char *column,
                                           const struct rowan_type *type, struct rowan_error *err);
enum rowan_status rowan_plan_target(struct rowan_plan *plan, const char *schema, struct rowan_error *err);
enum rowan_status rowan_plan_namespace(struct rowan_plan *plan, const char *prefix, const char *uri,
                                       struct rowan_error *err);
/* The formats of date and timestamp columns that name none, and of dates in expressions. */
enum rowan_status rowan_plan_dates(struct rowan_plan *plan, struct rowan_location place,
                                   const char *const *formats, size_t count, struct rowan_error *err);
/* Take ownership of sealed labels that types of this plan point to. */
enum rowan_status rowan_plan_own_labels(struct rowan_plan *plan, struct rowan_labels *labels,
                                        struct rowan_error *err);
/* parent is -1 or an index returned before; *index receives the new table's. */
enum rowan_status rowan_plan_table(struct rowan_plan *plan, const char *name, struct rowan_location place,
                                   const char *each, int parent, int *index, struct rowan_error *err);
enum rowan_status rowan_plan_column(struct rowan_plan *plan, int table, const struct rowan_column_spec *spec,
                                    struct rowan_error *err);
/* A column that belongs to no table's columns: a condition, a rank, the text of an entry of unpivot. */
enum rowan_status rowan_plan_hidden(struct rowan_plan *plan, struct rowan_table *table,
                                    const struct rowan_column_spec *spec, struct rowan_column **out,
                                    struct rowan_error *err);
/* Name the key columns, after all columns of the table. */
enum rowan_status rowan_plan_key(struct rowan_plan *plan, int table, const char *const *columns, size_t count,
                                 struct rowan_error *err);
/* Only matches for which the expression (expr/expr.h) is true make a row. */
enum rowan_status rowan_plan_when(struct rowan_plan *plan, int table, struct rowan_location place,
                                  const char *expr, struct rowan_error *err);
/* Of matches under one parent row that are equal in these columns, keep the first or the last. A match that
 * lacks one of the values equals no other. After all columns of the table. */
enum rowan_status rowan_plan_distinct(struct rowan_plan *plan, int table, const char *const *columns,
                                      size_t count, bool last, struct rowan_error *err);
/* distinct: of equal matches the one for which the expression is the smallest number wins. */
enum rowan_status rowan_plan_prefer(struct rowan_plan *plan, int table, struct rowan_location place,
                                    const char *expr, struct rowan_error *err);
/* A match makes no row when no column that counts has a value of its own. */
void rowan_plan_skip_empty(struct rowan_plan *plan, int table);
/* Before the columns: a match makes a row per entry that has a value. names are those of the labels, the
 * first is "label". Then the entries, one by one. */
enum rowan_status rowan_plan_unpivot(struct rowan_plan *plan, int table, const char *const *names,
                                     size_t count, size_t entries, struct rowan_error *err);
enum rowan_status rowan_plan_unpivot_entry(struct rowan_plan *plan, int table,
                                           const struct rowan_unpivot_entry_spec *spec,
                                           struct rowan_error *err);
/* Before the columns: a match makes the rows that a function returns; spec has its paths and options. */
enum rowan_status rowan_plan_row_function(struct rowan_plan *plan, int table,
                                          const struct rowan_column_spec *spec, struct rowan_error *err);
/* Names of elements and attributes match without regard to case. Before the first table. */
void rowan_plan_ignore_case(struct rowan_plan *plan);
void rowan_plan_calls(struct rowan_plan *plan, rowan_call_fn call, rowan_call_rows_fn call_rows,
                      void *context);
/* Build the projection; from here on the plan is read-only. */
enum rowan_status rowan_plan_freeze(struct rowan_plan *plan, struct rowan_error *err);
#endif
