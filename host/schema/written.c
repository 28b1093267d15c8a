/* Ranges come from types; what a script, an expression or a source makes is of its type, too. */
#include "schema/written.h"

#include <stdio.h>

#include "plan/existing.h"

static const struct rowan_written any = {.kind = ROWAN_WRITTEN_ANY};

struct rowan_written rowan_written_text(struct rowan_slice text)
{
    return (struct rowan_written){.kind = ROWAN_WRITTEN_TEXT, .text = text};
}

struct rowan_written rowan_written_number(int64_t number)
{
    struct rowan_written written = {.kind = ROWAN_WRITTEN_NUMBERS, .whole = true};

    rowan_number_set(&written.low, number);
    written.high = written.low;
    return written;
}

static struct rowan_written decimal_value(struct rowan_slice text)
{
    struct rowan_written written = {.kind = ROWAN_WRITTEN_NUMBERS};

    if (!rowan_number_read(&written.low, text))
        return any;
    written.high = written.low;
    return written;
}

struct rowan_written rowan_written_value(const struct rowan_type *type, const struct rowan_value *value)
{
    if (value->null)
        return any;
    if (rowan_type_is_integer(type))
        return rowan_written_number(value->number);
    switch (type->kind) {
    case ROWAN_DECIMAL:
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
        return decimal_value(value->text);
    case ROWAN_BINARY:
        return any;
    default:
        return rowan_written_text(value->text);
    }
}

/* ---- types ---- */

static struct rowan_written whole_numbers(int64_t low, int64_t high)
{
    struct rowan_written written = rowan_written_number(low);

    rowan_number_set(&written.high, high);
    return written;
}

/* decimal(5,2): from -999.99 to 999.99. */
static struct rowan_written decimals(const struct rowan_type *type)
{
    struct rowan_written written = {.kind = ROWAN_WRITTEN_NUMBERS, .whole = type->scale == 0};
    char digits[ROWAN_PRECISION_MAX + 3];
    size_t size = 0;

    digits[size++] = '-';
    for (int i = 0; i < type->precision && size < sizeof digits - 2; i++) {
        if (i == type->precision - type->scale)
            digits[size++] = '.';
        digits[size++] = '9';
    }
    rowan_number_read(&written.low, (struct rowan_slice){digits, size});
    rowan_number_read(&written.high, (struct rowan_slice){digits + 1, size - 1});
    return written;
}

static struct rowan_written of_type(const struct rowan_column *column)
{
    const struct rowan_type *type = &column->type;
    size_t least = !column->rules.keep_empty;
    int64_t low, high;

    if (rowan_type_range(type, &low, &high))
        return whole_numbers(low, high);
    switch (type->kind) {
    case ROWAN_DECIMAL:
        return decimals(type);
    case ROWAN_TEXT:
        return (struct rowan_written){.kind = ROWAN_WRITTEN_TEXTS, .least = least, .most = type->length};
    case ROWAN_BINARY:
        return (struct rowan_written){.kind = ROWAN_WRITTEN_BYTES, .least = least, .most = type->length};
    default:
        return any;
    }
}

struct rowan_written rowan_written_column(const struct rowan_column *column)
{
    int64_t low, high;

    if (column->via_count)
        return of_type(column);
    switch (column->origin) {
    case ROWAN_FROM_CONSTANT:
        return rowan_written_value(&column->type, &column->otherwise);
    case ROWAN_FROM_POSITION:
    case ROWAN_FROM_LEVEL:
    case ROWAN_FROM_ORDINAL:
        return rowan_type_range(&column->type, &low, &high) ? whole_numbers(1, high) : any;
    case ROWAN_FROM_SOURCE:
    case ROWAN_FROM_RUN:
    case ROWAN_FROM_PARENT:
    case ROWAN_FROM_ABOVE:
        return any;
    default:
        return of_type(column);
    }
}

const struct rowan_column *rowan_written_origin(const struct rowan_plan *plan,
                                                const struct rowan_table **table,
                                                const struct rowan_column *column)
{
    while (column->origin == ROWAN_FROM_PARENT && (*table)->parent >= 0) {
        *table = &plan->tables[(*table)->parent];
        column = &(*table)->columns[column->of];
    }
    return column;
}

/* Does each document have a value there? A run stops at a key that is NULL, and a number that the database
 * gives is none. An empty text is missing; as a key it is that of one document at most. */
static bool source_has_all(const struct rowan_plan *plan, const struct rowan_catalog_table *source, int part)
{
    const struct rowan_source_column *column = &plan->source.columns[part];
    int c = source ? rowan_catalog_find(source, column->name) : -1;

    if ((size_t)part < plan->source.key_count)
        return true;
    return c >= 0 && source->relation != ROWAN_RELATION_VIEW && column->type.kind != ROWAN_TEXT &&
           (!source->columns[c].nullable || source->columns[c].identity != ROWAN_IDENTITY_NONE);
}

/* May what the column is made of be missing, before its options are looked at? */
static bool origin_may_lack(const struct rowan_plan *plan, const struct rowan_catalog_table *source,
                            const struct rowan_column *column)
{
    bool kept = column->via_count == 0 && column->null_if.count == 0 && column->bad == ROWAN_BAD_ERROR;

    switch (column->origin) {
    case ROWAN_FROM_SOURCE:
        return !kept || !source_has_all(plan, source, column->of);
    case ROWAN_FROM_PATHS:
    case ROWAN_FROM_EXPR:
    case ROWAN_FROM_XPATH:
    case ROWAN_FROM_FIELD:
    case ROWAN_FROM_ABOVE:
        return true;
    case ROWAN_FROM_EXISTING:
        return column->existing->or_null;
    default:
        return false;
    }
}

/* A default that is a value of the run or of the source counts as well; it is not for what does not convert
 * where bad says NULL. */
bool rowan_written_may_be_missing(const struct rowan_plan *plan, const struct rowan_catalog_table *source,
                                  const struct rowan_column *column, const struct rowan_catalog_column *c)
{
    bool has_default = (column->fallback.data || column->default_from != ROWAN_FROM_CONSTANT) &&
                       column->bad != ROWAN_BAD_NULL;

    return !column->required && !column->is_key && !has_default && !(column->omit && c->has_default) &&
           origin_may_lack(plan, source, column);
}
