#ifndef ROWAN_TARGET_TABLE_H
#define ROWAN_TARGET_TABLE_H
/*
 * A table of the database as the mapping sees it. Several tables of a plan ("into") may have one name: here
 * they are one, with the columns of all, each as wide as the widest.
 */
#include "plan/plan.h"

struct rowan_target_table_column {
    const struct rowan_column *first; /* where it is written first */
    const struct rowan_column *odd;   /* one whose type cannot be joined to the others', or NULL */
    const struct rowan_table *odd_in; /* the table of odd */
    struct rowan_type type;
    bool in_key;   /* of the table, or of its foreign key */
    bool required; /* wherever it is filled */
    bool identity; /* the database numbers it, */
    bool left_out; /* and no into gives it a value */
    size_t seen;   /* in how many of the plan's tables */
};

struct rowan_target_table {
    const struct rowan_plan *plan;
    const struct rowan_table *table; /* the first of the name */
    size_t index;                    /* its number in the plan */
    size_t tables;                   /* of the plan, with this name */
    struct rowan_target_table_column *columns;
    size_t count;
};

/* Is this the plan's first table of its name? */
bool rowan_target_table_is_first(const struct rowan_plan *plan, size_t index);
/* From the plan's first table of a name. */
enum rowan_status rowan_target_table_open(struct rowan_target_table *target, const struct rowan_plan *plan,
                                          size_t index, struct rowan_error *err);
void rowan_target_table_close(struct rowan_target_table *target);
/* NULL when no into fills it. */
const struct rowan_target_table_column *rowan_target_table_find(const struct rowan_target_table *target,
                                                                const char *name);
#endif
