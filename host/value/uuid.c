/* UUIDs: hyphens where RFC 4122 has them; braces or "urn:uuid:" around, as some programs write. */
#include "value/uuid.h"

#include "base/ascii.h"

#define UUID_SIZE 36

static bool is_hyphen_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

/* What is around the digits goes. */
static struct rowan_slice unwrap(struct rowan_slice text)
{
    static const char urn[] = "urn:uuid:";
    size_t size = sizeof urn - 1;

    if (text.size == UUID_SIZE + 2 && text.data[0] == '{' && text.data[UUID_SIZE + 1] == '}')
        return (struct rowan_slice){text.data + 1, UUID_SIZE};
    if (text.size == UUID_SIZE + size && rowan_ascii_same_prefix(text.data, urn, size))
        return (struct rowan_slice){text.data + size, UUID_SIZE};
    return text;
}

enum rowan_status rowan_uuid_convert(struct rowan_slice text, struct rowan_buffer *scratch,
                                     struct rowan_value *out, struct rowan_error *err)
{
    struct rowan_slice digits = unwrap(text);
    char printed[UUID_SIZE];
    bool fits = digits.size == UUID_SIZE;

    for (size_t i = 0; fits && i < UUID_SIZE; i++) {
        char c = rowan_ascii_lower(digits.data[i]);
        fits = is_hyphen_place(i) ? c == '-' : rowan_ascii_is_digit(c) || (c >= 'a' && c <= 'f');
        printed[i] = c;
    }
    if (!fits)
        return rowan_value_fail(err, text, "is not a uuid (8-4-4-4-12 hexadecimal digits)");
    return rowan_value_keep(scratch, printed, UUID_SIZE, out, err);
}
