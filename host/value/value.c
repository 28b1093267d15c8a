/* What all types need to make values, and to refuse them. */
#include "value/value.h"

#include <stdarg.h>
#include <stdio.h>

#define QUOTED_SIZE 320 /* rowan_quote shows about 60 bytes, four places each at most */

enum rowan_status rowan_value_fail(struct rowan_error *err, struct rowan_slice value, const char *format, ...)
{
    char quoted[QUOTED_SIZE];
    char rest[ROWAN_MESSAGE_MAX];
    va_list args;

    if (!err)
        return ROWAN_DOCUMENT;
    va_start(args, format);
    vsnprintf(rest, sizeof rest, format, args);
    va_end(args);
    return rowan_fail(err, ROWAN_DOCUMENT, "value", "%s %s", rowan_quote(quoted, sizeof quoted, value), rest);
}

enum rowan_status rowan_value_keep(struct rowan_buffer *scratch, const char *data, size_t size,
                                   struct rowan_value *out, struct rowan_error *err)
{
    scratch->size = 0;
    if (!rowan_buffer_append(scratch, data, size))
        return rowan_out_of_memory(err);
    out->text = rowan_buffer_slice(scratch);
    return ROWAN_OK;
}

/* Numbers that are stored as text are canonical: a zero has no digit but zeros. */
bool rowan_value_is_zero(const struct rowan_type *type, const struct rowan_value *value)
{
    if (type->kind == ROWAN_ENUM)
        return false;
    if (rowan_type_is_integer(type))
        return value->number == 0;
    if (type->kind != ROWAN_DECIMAL && type->kind != ROWAN_REAL && type->kind != ROWAN_DOUBLE)
        return false;
    for (size_t i = 0; i < value->text.size; i++)
        if (value->text.data[i] >= '1' && value->text.data[i] <= '9')
            return false;
    return true;
}
