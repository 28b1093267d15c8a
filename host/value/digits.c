/* The grammar of decimal numbers. */
#include "value/digits.h"

static struct rowan_slice take_digits(struct rowan_slice *rest)
{
    struct rowan_slice digits = {rest->data, 0};

    while (rest->size > 0 && rowan_ascii_is_digit(rest->data[0])) {
        rest->data++;
        rest->size--;
    }
    digits.size = (size_t)(rest->data - digits.data);
    return digits;
}

bool rowan_digits_read(struct rowan_digits *out, struct rowan_slice text)
{
    bool any;

    out->negative = text.size > 0 && text.data[0] == '-';
    if (out->negative || (text.size > 0 && text.data[0] == '+')) {
        text.data++;
        text.size--;
    }
    out->whole = take_digits(&text);
    out->fraction = (struct rowan_slice){text.data, 0};
    if (text.size > 0 && text.data[0] == '.') {
        text.data++;
        text.size--;
        out->fraction = take_digits(&text);
    }
    any = out->whole.size + out->fraction.size > 0;
    while (out->whole.size > 0 && out->whole.data[0] == '0') {
        out->whole.data++;
        out->whole.size--;
    }
    while (out->fraction.size > 0 && out->fraction.data[out->fraction.size - 1] == '0')
        out->fraction.size--;
    return any && text.size == 0;
}
