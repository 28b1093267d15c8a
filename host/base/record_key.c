#include "base/record_key.h"

#include <inttypes.h>
#include <string.h>

#include "base/ascii.h"
#include "base/file_key.h"

#define MARK     "//"
#define OWN_MARK "//="

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

bool rowan_record_key_add_own(struct rowan_buffer *key, struct rowan_slice own)
{
    bool ok = rowan_buffer_append_char(key, '=');

    while (ok && own.size) {
        const char *equal = memchr(own.data, '=', own.size);
        size_t size = equal ? (size_t)(equal - own.data) : own.size;
        ok = rowan_file_key_add(key, (struct rowan_slice){own.data, size}) &&
             (!equal || rowan_buffer_append_slice(key, "%3D"));
        size += equal != NULL;
        own = (struct rowan_slice){own.data + size, own.size - size};
    }
    return ok;
}

bool rowan_record_key_split_own(struct rowan_slice key, struct rowan_buffer *room, struct rowan_slice *file,
                                struct rowan_slice *own, bool *out_of_memory)
{
    size_t at = key.size, mark = sizeof OWN_MARK - 1;

    while (at > 0 && key.data[at - 1] != '=')
        at--;
    *out_of_memory = false;
    if (at <= mark || at == key.size || memcmp(key.data + at - mark, OWN_MARK, mark) != 0)
        return false;
    *file = (struct rowan_slice){key.data, at - mark};
    room->size = 0;
    *out_of_memory = !rowan_file_key_path(room, (struct rowan_slice){key.data + at, key.size - at});
    *own = rowan_buffer_slice(room);
    return !*out_of_memory;
}
