#include "base/record_key.h"

#include <inttypes.h>
#include <string.h>

#include "base/ascii.h"

#define MARK "//"

bool rowan_record_key_add(struct rowan_buffer *key, uint64_t number)
{
    return rowan_buffer_format(key, "%0*" PRIu64, ROWAN_RECORD_DIGITS, number);
}

bool rowan_record_key_split(struct rowan_slice key, struct rowan_slice *file, struct rowan_slice *number)
{
    size_t at = key.size;

    while (at > 0 && rowan_ascii_is_digit(key.data[at - 1]))
        at--;
    if (key.size - at < ROWAN_RECORD_DIGITS || at < sizeof MARK || memcmp(key.data + at - 2, MARK, 2) != 0)
        return false;
    *file = (struct rowan_slice){key.data, at - 2};
    while (at + 1 < key.size && key.data[at] == '0')
        at++;
    *number = (struct rowan_slice){key.data + at, key.size - at};
    return true;
}
