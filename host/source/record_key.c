#include "source/record_key.h"

#include <inttypes.h>

bool rowan_record_key_add(struct rowan_buffer *key, uint64_t number)
{
    return rowan_buffer_format(key, "%0*" PRIu64, ROWAN_RECORD_DIGITS, number);
}
