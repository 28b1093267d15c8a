#include "value/compare.h"

#include <stdlib.h>

#include "value/number.h"

static int compare_bytes(struct rowan_slice a, struct rowan_slice b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;

    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Without the zeros at the end of a fraction, and its point: 10:00:00.500 is 10:00:00.5. */
static struct rowan_slice trim_fraction(struct rowan_slice text)
{
    if (!text.size || !memchr(text.data, '.', text.size))
        return text;
    while (text.data[text.size - 1] == '0')
        text.size--;
    if (text.data[text.size - 1] == '.')
        text.size--;
    return text;
}

static double read_double(const struct rowan_type *type, struct rowan_slice text)
{
    char digits[80] = "";
    double number;

    memcpy(digits, text.data, text.size < sizeof digits ? text.size : sizeof digits - 1);
    number = strtod(digits, NULL);
    return type->kind == ROWAN_REAL ? (float)number : number;
}

static int compare_decimals(struct rowan_slice a, struct rowan_slice b)
{
    struct rowan_number one, other;

    if (!rowan_number_read(&one, a) || !rowan_number_read(&other, b))
        return compare_bytes(a, b);
    return rowan_number_compare(&one, &other);
}

static int compare_texts(const struct rowan_type *type, struct rowan_slice a, struct rowan_slice b)
{
    double one, other;

    switch (type->kind) {
    case ROWAN_DECIMAL:
        return compare_decimals(a, b);
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
        one = read_double(type, a);
        other = read_double(type, b);
        return (one > other) - (one < other);
    case ROWAN_TIME:
    case ROWAN_TIMESTAMP:
        return compare_bytes(trim_fraction(a), trim_fraction(b));
    default:
        return compare_bytes(a, b);
    }
}

int rowan_value_compare(const struct rowan_type *type, const struct rowan_value *a,
                        const struct rowan_value *b)
{
    if (a->null || b->null)
        return (int)b->null - (int)a->null;
    if (rowan_type_is_integer(type))
        return (a->number > b->number) - (a->number < b->number);
    return compare_texts(type, a->text, b->text);
}

bool rowan_value_append_key(struct rowan_buffer *out, const struct rowan_type *type,
                            const struct rowan_value *value)
{
    struct rowan_slice text = value->text;
    char digits[ROWAN_NUMBER_PRINTED];
    struct rowan_number number;

    if (value->null)
        return rowan_buffer_append_char(out, 'n');
    if (rowan_type_is_integer(type))
        return rowan_buffer_append(out, "i", 1) &&
               rowan_buffer_append(out, (const char *)&value->number, sizeof value->number);
    if (type->kind == ROWAN_TIME || type->kind == ROWAN_TIMESTAMP)
        text = trim_fraction(text);
    if (type->kind == ROWAN_DECIMAL && rowan_number_read(&number, text))
        text = (struct rowan_slice){digits, rowan_number_print(&number, digits)};
    return rowan_buffer_append(out, "t", 1) &&
           rowan_buffer_append(out, (const char *)&text.size, sizeof text.size) &&
           rowan_buffer_append(out, text.data, text.size);
}
