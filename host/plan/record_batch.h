#ifndef ROWAN_RECORD_BATCH_H
#define ROWAN_RECORD_BATCH_H
/*
 * What a function that makes rows has returned: records of a fixed number of fields. Kept by its owner and
 * reused. All zero is an empty one.
 */
#include "base/buffer.h"

struct rowan_record_batch {
    struct rowan_buffer bytes; /* the texts, one after another */
    struct rowan_buffer spans; /* struct rowan_span, fields to a record */
    size_t fields;
    size_t count; /* records */
};

void rowan_record_batch_clear(struct rowan_record_batch *records);
/* Forget the records; from now on they have so many fields, at least one. */
void rowan_record_batch_begin(struct rowan_record_batch *records, size_t fields);
/* The next field; the text's data NULL: no value. Each fields-th call completes a record. False: no memory.
 */
bool rowan_record_batch_add(struct rowan_record_batch *records, struct rowan_slice text);
/* Put the texts of one record into out, which has room for fields. They live until something is added. */
void rowan_record_batch_get(const struct rowan_record_batch *records, size_t record, struct rowan_slice *out);
#endif
