#ifndef ROWAN_ENUM_H
#define ROWAN_ENUM_H
/*
 * Enums: the labels, which are what documents may have, and the value of each. Labels own copies of their
 * texts. Build with add, then freeze once: it sorts, and refuses two labels of the same text and a mix of
 * integers and texts (ROWAN_MAPPING). Add refuses a label that no value can match: one with white space at an
 * end (values are trimmed). The label "" is for a text that is there and empty.
 */
#include "value/value.h"

struct rowan_labels *rowan_labels_new(void);
void rowan_labels_free(struct rowan_labels *labels);
enum rowan_status rowan_labels_add_text(struct rowan_labels *labels, struct rowan_slice text,
                                        struct rowan_slice value, struct rowan_error *err);
enum rowan_status rowan_labels_add_integer(struct rowan_labels *labels, struct rowan_slice text,
                                           int64_t value, struct rowan_error *err);
enum rowan_status rowan_labels_freeze(struct rowan_labels *labels, struct rowan_error *err);
/* NULL when no label has this text. */
const struct rowan_label *rowan_labels_find(const struct rowan_labels *labels, struct rowan_slice text);
/* The same without regard to case; folded holds the text in capitals (value/casefold.h). */
const struct rowan_label *rowan_labels_find_folded(const struct rowan_labels *labels,
                                                   struct rowan_slice folded);

enum rowan_status rowan_enum_convert(const struct rowan_labels *labels, bool ignore_case,
                                     struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err);
#endif
