/*
 * Bytes as base64 or hexadecimal digits, as XML Schema writes them. The grammar is exact: what another
 * decoder might read in another way (digits after the padding, bits that no byte takes) is refused.
 */
#include "value/binary.h"

#include "base/ascii.h"

#define NO_DIGIT 64

static unsigned base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a') + 26;
    if (rowan_ascii_is_digit(c))
        return (unsigned)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : NO_DIGIT;
}

/* Reads digits into bytes: 6 bits each, the first of them highest. */
struct base64 {
    unsigned long bits;
    size_t digits;  /* read */
    size_t padding; /* "=" after them */
    char *out;
};

static enum rowan_status take_base64(struct base64 *b, struct rowan_slice text, size_t at,
                                     struct rowan_error *err)
{
    char c = text.data[at];
    unsigned digit = base64_digit(c);

    if (rowan_ascii_is_space(c))
        return ROWAN_OK;
    if (c == '=') {
        b->padding++;
        return ROWAN_OK;
    }
    if (digit == NO_DIGIT)
        return rowan_value_fail(err, text, "is not base64 (byte %zu is no digit of it)", at + 1);
    if (b->padding > 0)
        return rowan_value_fail(err, text, "is not base64 (byte %zu follows the \"=\" of its end)", at + 1);
    b->bits = b->bits << 6 | digit;
    if (++b->digits % 4 == 0) {
        *b->out++ = (char)(b->bits >> 16);
        *b->out++ = (char)(b->bits >> 8);
        *b->out++ = (char)b->bits;
        b->bits = 0;
    }
    return ROWAN_OK;
}

/* What is left over: two digits are a byte and four bits, three are two bytes and two bits. */
static enum rowan_status end_base64(struct base64 *b, struct rowan_slice text, struct rowan_error *err)
{
    size_t rest = b->digits % 4;

    if (rest == 1 || b->padding != (rest ? 4 - rest : 0))
        return rowan_value_fail(err, text, "is not base64 (its digits and \"=\" are no multiple of four)");
    if ((rest == 2 && b->bits & 0xF) || (rest == 3 && b->bits & 3))
        return rowan_value_fail(err, text, "is not base64 (its last digit has bits that belong to no byte)");
    if (rest == 2)
        *b->out++ = (char)(b->bits >> 4);
    if (rest == 3) {
        *b->out++ = (char)(b->bits >> 10);
        *b->out++ = (char)(b->bits >> 2);
    }
    return ROWAN_OK;
}

static enum rowan_status decode_base64(struct rowan_slice text, struct rowan_buffer *out,
                                       struct rowan_error *err)
{
    struct base64 b = {.out = out->data};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < text.size && st == ROWAN_OK; i++)
        st = take_base64(&b, text, i, err);
    if (st == ROWAN_OK)
        st = end_base64(&b, text, err);
    out->size = (size_t)(b.out - out->data);
    return st;
}

static enum rowan_status decode_hex(struct rowan_slice text, struct rowan_buffer *out,
                                    struct rowan_error *err)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = rowan_ascii_hex_value(text.data[i]);
        if (digit > 15)
            return rowan_value_fail(err, text, "is not made of hexadecimal digits (byte %zu is none)", i + 1);
        if (i % 2 == 0)
            out->data[out->size] = (char)(digit << 4);
        else
            out->data[out->size++] |= (char)digit;
    }
    if (text.size % 2 != 0)
        return rowan_value_fail(err, text, "has an odd number of hexadecimal digits");
    return ROWAN_OK;
}

enum rowan_status rowan_binary_convert(size_t length, enum rowan_encoding encoding, struct rowan_slice text,
                                       struct rowan_buffer *scratch, struct rowan_value *out,
                                       struct rowan_error *err)
{
    enum rowan_status st;

    scratch->size = 0;
    if (!rowan_buffer_reserve(scratch, text.size + 1)) /* more than either encoding needs */
        return rowan_out_of_memory(err);
    st = encoding == ROWAN_ENCODING_HEX ? decode_hex(text, scratch, err) : decode_base64(text, scratch, err);
    if (st != ROWAN_OK)
        return st;
    if (length > 0 && scratch->size > length)
        return rowan_value_fail(err, text, "has %zu bytes, binary(%zu) holds %zu", scratch->size, length,
                                length);
    out->text = rowan_buffer_slice(scratch);
    return ROWAN_OK;
}
