/* Texts by where they begin and end, since the bytes move while they grow. */
#include "plan/record_batch.h"

#define KEEP_BYTES ((size_t)1 << 20)

struct rowan_span {
    size_t begin, end; /* in bytes */
    bool none;
};

void rowan_record_batch_clear(struct rowan_record_batch *records)
{
    rowan_buffer_clear(&records->bytes);
    rowan_buffer_clear(&records->spans);
    records->fields = records->count = 0;
}

void rowan_record_batch_begin(struct rowan_record_batch *records, size_t fields)
{
    rowan_buffer_reset(&records->bytes, KEEP_BYTES);
    rowan_buffer_reset(&records->spans, KEEP_BYTES);
    records->fields = fields;
    records->count = 0;
}

bool rowan_record_batch_add(struct rowan_record_batch *records, struct rowan_slice text)
{
    struct rowan_span span = {records->bytes.size, records->bytes.size + text.size, !text.data};

    if (!rowan_buffer_append(&records->bytes, text.data, text.size) ||
        !rowan_buffer_append(&records->spans, (const char *)&span, sizeof span))
        return false;
    records->count = records->spans.size / sizeof span / records->fields;
    return true;
}

void rowan_record_batch_get(const struct rowan_record_batch *records, size_t record, struct rowan_slice *out)
{
    const struct rowan_span *spans = (const void *)records->spans.data;

    for (size_t i = 0; i < records->fields; i++) {
        const struct rowan_span *span = &spans[record * records->fields + i];
        const char *bytes = records->bytes.data ? records->bytes.data + span->begin : "";
        out[i].data = span->none ? NULL : bytes;
        out[i].size = span->end - span->begin;
    }
}
