#ifndef ROWAN_COLUMN_LABELS_H
#define ROWAN_COLUMN_LABELS_H
/*
 * The texts that an ENUM or SET column of a database takes. MariaDB compares them without regard to case,
 * takes a number for the label of that place, and sorts those of a set: what is not a label letter for letter
 * would be stored as another text.
 */
#include <stdbool.h>

#include "base/slice.h"

struct rowan_column_labels {
    char *text; /* each with its zero, one behind the other; NULL: the column takes any text */
    size_t size;
    size_t count;
    bool set; /* a value has several of them, in this order, with commas in between */
};

/* Of a type as it is written: "enum('a','it''s')". False when there is no memory. */
bool rowan_column_labels_read(struct rowan_column_labels *labels, const char *type);
bool rowan_column_labels_copy(struct rowan_column_labels *to, const struct rowan_column_labels *from);
void rowan_column_labels_clear(struct rowan_column_labels *labels);
/* Whether the column stores this text as it is. */
bool rowan_column_labels_have(const struct rowan_column_labels *labels, struct rowan_slice text);
#endif
