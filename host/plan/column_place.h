#ifndef ROWAN_COLUMN_PLACE_H
#define ROWAN_COLUMN_PLACE_H
/* A column that is being added to a plan, which column.c and column_options.c do together. Private to them.
 */
#include "plan/build.h"

struct rowan_column_place {
    struct rowan_plan *plan;
    struct rowan_table *table;
    const struct rowan_column_spec *spec;
    struct rowan_column *column;
    struct rowan_error *err;
};

/* ROWAN_MAPPING with the place of the column. */
#define rowan_column_fail(at, ...)                                                                           \
    rowan_plan_fail((at)->plan, (at)->spec->place, (at)->table->name, (at)->spec->name, (at)->err,           \
                    __VA_ARGS__)

/* A copy that the plan owns. */
enum rowan_status rowan_column_copy_text(struct rowan_column_place *at, struct rowan_slice *to,
                                         struct rowan_slice from);
/* The number of a source column, or of a value of the run, by its name. */
enum rowan_status rowan_column_find_source_column(struct rowan_column_place *at, const char *name, int *of);
enum rowan_status rowan_column_find_run_value(struct rowan_column_place *at, const char *name, int *of);
/* After the origin, which may have settled the type. */
enum rowan_status rowan_column_set_type(struct rowan_column_place *at);
/* After the type. */
enum rowan_status rowan_column_set_options(struct rowan_column_place *at);
#endif
