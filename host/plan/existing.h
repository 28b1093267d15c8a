#ifndef ROWAN_EXISTING_H
#define ROWAN_EXISTING_H
/* A column whose value is the key of a row that is there already in another table, found by other columns. */
#include <stdbool.h>
#include <stddef.h>

#define ROWAN_EXISTING_BY_MAX 16

/* A column of that table, and the one of the row that has its value. */
struct rowan_existing_pair {
    const char *theirs, *ours;
    size_t of; /* index of ours; set when all columns of the table are known */
};

struct rowan_existing {
    const char *table, *take; /* its name, and the column that is taken */
    struct rowan_existing_pair *by;
    size_t by_count;
    bool or_null; /* without such a row the value is NULL; else the document fails */
};
#endif
