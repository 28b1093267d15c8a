#ifndef ROWAN_LOOKUP_COLUMN_H
#define ROWAN_LOOKUP_COLUMN_H
/* A column that is read of rows that are there, or by which they are found. */
struct rowan_type;

struct rowan_lookup_column {
    const char *name;
    const struct rowan_type *type; /* of its cells; lives as long as the look-up */
};
#endif
