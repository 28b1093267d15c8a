/* Nothing here loses a value: where a type cannot be made to hold both, the caller is told, or the mapping
 * wins. */
#include "schema/common_type.h"

#include "catalog/type_compat.h"

/* A type of numbers from low to high, and no truth value: those are no numbers to every database. */
static bool number_range(const struct rowan_type *type, int64_t *low, int64_t *high)
{
    return type->kind != ROWAN_BOOLEAN && type->kind != ROWAN_BIT && rowan_type_range(type, low, high);
}

static struct rowan_type smallest_integer(int64_t low, int64_t high)
{
    struct rowan_type type = {.kind = ROWAN_TINYINT};
    int64_t least, most;

    while (type.kind < ROWAN_BIGINT && rowan_type_range(&type, &least, &most) && (low < least || high > most))
        type.kind++;
    return type;
}

/* One of the two where it holds the other's numbers; 0 and 1 stay an enum, for a column of truth values. */
static struct rowan_type join_integers(const struct rowan_type *a, const struct rowan_type *b)
{
    int64_t low, high, least, most;

    number_range(a, &low, &high);
    number_range(b, &least, &most);
    if (low <= least && high >= most)
        return *a;
    if (least <= low && most >= high)
        return *b;
    low = least < low ? least : low;
    high = most > high ? most : high;
    return low == 0 && high == 1 ? *a : smallest_integer(low, high);
}

static bool join_decimals(struct rowan_type *a, const struct rowan_type *b)
{
    int whole =
        a->precision - a->scale > b->precision - b->scale ? a->precision - a->scale : b->precision - b->scale;
    int scale = a->scale > b->scale ? a->scale : b->scale;

    if (whole + scale > ROWAN_PRECISION_MAX)
        return false;
    a->precision = whole + scale;
    a->scale = scale;
    return true;
}

bool rowan_common_type(struct rowan_type *a, const struct rowan_type *b)
{
    int64_t low, high;

    if (number_range(a, &low, &high) && number_range(b, &low, &high)) {
        *a = join_integers(a, b);
        return true;
    }
    if (a->kind != b->kind)
        return false;
    if (a->kind == ROWAN_TEXT || a->kind == ROWAN_BINARY) {
        a->length = a->length && b->length ? (a->length > b->length ? a->length : b->length) : 0;
    } else if (a->kind == ROWAN_DECIMAL) {
        return join_decimals(a, b);
    } else if (a->kind == ROWAN_ENUM) {
        if (a->labels->integers != b->labels->integers)
            return false;
        if (b->labels->value_length > a->labels->value_length)
            *a = *b;
    }
    return true;
}

/* A decimal that holds the mapping's numbers and those of a column with so many digits before and after the
 * point; the mapping's own type where that is more than any database holds. */
static struct rowan_type join_decimal(const struct rowan_type *t, int whole, int scale)
{
    struct rowan_type joined = {.kind = ROWAN_DECIMAL, .scale = scale};
    int wanted = rowan_type_compat_digits(t);

    if (t->kind == ROWAN_DECIMAL && t->scale > scale)
        joined.scale = t->scale;
    joined.precision = (wanted > whole ? wanted : whole) + joined.scale;
    return joined.precision <= ROWAN_PRECISION_MAX ? joined : *t;
}

static int integer_digits(const struct rowan_catalog_column *column)
{
    return column->bits <= 16 ? 5 : column->bits <= 32 ? 10 : 20;
}

struct rowan_type rowan_common_type_column(const struct rowan_catalog_column *column,
                                           const struct rowan_type *t)
{
    int digits = rowan_type_compat_digits(t);

    switch (column->holds) {
    case ROWAN_HOLDS_TEXT:
        if (t->kind != ROWAN_TEXT && t->kind != ROWAN_BINARY &&
            !(t->kind == ROWAN_ENUM && !t->labels->integers))
            return (struct rowan_type){.kind = ROWAN_TEXT, .length = (size_t)rowan_type_compat_length(t)};
        break;
    case ROWAN_HOLDS_DECIMAL:
        if (digits >= 0 && column->size > 0)
            return join_decimal(t, (int)column->size - column->scale, column->scale);
        break;
    case ROWAN_HOLDS_INTEGER:
        if (t->kind == ROWAN_DECIMAL)
            return join_decimal(t, integer_digits(column), 0);
        break;
    case ROWAN_HOLDS_FLOAT:
        if (digits >= 0 && digits + (t->kind == ROWAN_DECIMAL ? t->scale : 0) <= 15)
            return (struct rowan_type){.kind = ROWAN_DOUBLE};
        break;
    default:
        break;
    }
    return *t;
}
