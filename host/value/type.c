/* Column types. */
#include "value/type.h"

const char *rowan_kind_name(enum rowan_kind kind)
{
    static const char *const names[] = {
        [ROWAN_BOOLEAN] = "boolean",     [ROWAN_BIT] = "bit",         [ROWAN_TINYINT] = "tinyint",
        [ROWAN_SMALLINT] = "smallint",   [ROWAN_INTEGER] = "integer", [ROWAN_BIGINT] = "bigint",
        [ROWAN_DECIMAL] = "decimal",     [ROWAN_REAL] = "real",       [ROWAN_DOUBLE] = "double",
        [ROWAN_TEXT] = "text",           [ROWAN_DATE] = "date",       [ROWAN_TIME] = "time",
        [ROWAN_TIMESTAMP] = "timestamp", [ROWAN_UUID] = "uuid",       [ROWAN_BINARY] = "binary",
        [ROWAN_ENUM] = "enum",           [ROWAN_XML] = "xml",
    };
    return (size_t)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

bool rowan_kind_is_comparable(enum rowan_kind kind)
{
    return kind != ROWAN_REAL && kind != ROWAN_DOUBLE && kind != ROWAN_XML && kind != ROWAN_BINARY;
}

bool rowan_type_is_integer(const struct rowan_type *type)
{
    return type->kind <= ROWAN_BIGINT || (type->kind == ROWAN_ENUM && type->labels && type->labels->integers);
}

bool rowan_type_same(const struct rowan_type *a, const struct rowan_type *b)
{
    return a->kind == b->kind && a->precision == b->precision && a->scale == b->scale &&
           a->length == b->length && a->labels == b->labels;
}

char *rowan_type_print(const struct rowan_type *type, char *out, size_t size)
{
    const char *name = rowan_kind_name(type->kind);

    if (type->kind == ROWAN_DECIMAL)
        snprintf(out, size, "%s(%d,%d)", name, type->precision, type->scale);
    else if ((type->kind == ROWAN_TEXT || type->kind == ROWAN_BINARY) && type->length > 0)
        snprintf(out, size, "%s(%zu)", name, type->length);
    else
        snprintf(out, size, "%s", name);
    return out;
}

enum rowan_status rowan_type_check(const struct rowan_type *type, struct rowan_error *err)
{
    int p = type->precision;
    int s = type->scale;

    if (type->kind == ROWAN_DECIMAL && (p < 1 || p > ROWAN_PRECISION_MAX))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "decimal(%d,%d): the precision is 1 to %d", p, s,
                          ROWAN_PRECISION_MAX);
    if (type->kind == ROWAN_DECIMAL && (s < 0 || s > p))
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "decimal(%d,%d): the scale is 0 to the precision, %d", p, s, p);
    if ((type->kind == ROWAN_TEXT || type->kind == ROWAN_BINARY) && type->length > ROWAN_LENGTH_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s(%zu): the length is at most %d",
                          rowan_kind_name(type->kind), type->length, ROWAN_LENGTH_MAX);
    if (type->kind == ROWAN_ENUM && (!type->labels || type->labels->count == 0))
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "enum: there are no labels");
    if ((unsigned)type->kind > ROWAN_XML)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "no such type: %d", (int)type->kind);
    return ROWAN_OK;
}

bool rowan_type_range(const struct rowan_type *type, int64_t *low, int64_t *high)
{
    static const int64_t ranges[][2] = {
        [ROWAN_BOOLEAN] = {0, 1},
        [ROWAN_BIT] = {0, 1},
        [ROWAN_TINYINT] = {0, 255},
        [ROWAN_SMALLINT] = {INT16_MIN, INT16_MAX},
        [ROWAN_INTEGER] = {INT32_MIN, INT32_MAX},
        [ROWAN_BIGINT] = {INT64_MIN, INT64_MAX},
    };

    if (type->kind == ROWAN_ENUM && type->labels->integers) {
        *low = INT64_MAX;
        *high = INT64_MIN;
        for (size_t i = 0; i < type->labels->count; i++) {
            int64_t n = type->labels->items[i].number;
            *low = n < *low ? n : *low;
            *high = n > *high ? n : *high;
        }
        return true;
    }
    if (type->kind > ROWAN_BIGINT)
        return false;
    *low = ranges[type->kind][0];
    *high = ranges[type->kind][1];
    return true;
}
