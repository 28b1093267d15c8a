/*
 * One function per kind of column. What a database refuses with an error is a doubt at most; what it would
 * store changed is a no.
 */
#include "catalog/type_compat.h"

#include <stdarg.h>
#include <string.h>

#include "base/ascii.h"

struct question {
    const struct rowan_type *type;
    const struct rowan_catalog_column *column;
    const struct rowan_dialect *dialect;
    char *reason;
    size_t size;
};

static enum rowan_type_compat answer(const struct question *q, enum rowan_type_compat fit, const char *format,
                                     ...) __attribute__((format(printf, 3, 4)));

static enum rowan_type_compat answer(const struct question *q, enum rowan_type_compat fit, const char *format,
                                     ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(q->reason, q->size, format, args);
    va_end(args);
    return fit;
}

static enum rowan_type_compat other_kind(const struct question *q)
{
    char name[60];

    return answer(q, ROWAN_COMPAT_NO, "is %s, the mapping has %s", q->column->type_name,
                  rowan_type_print(q->type, name, sizeof name));
}

/* Digits before the point that the type's values may have; -1 for a type that is no exact number. */
static int whole_digits(const struct rowan_type *type)
{
    int64_t low, high;
    uint64_t most;
    int n = 1;

    if (type->kind == ROWAN_DECIMAL)
        return type->precision - type->scale;
    if (!rowan_type_range(type, &low, &high))
        return -1;
    most = low < 0 ? 0 - (uint64_t)low : 0;
    if (high > 0 && (uint64_t)high > most)
        most = (uint64_t)high;
    while (most >= 10) {
        most /= 10;
        n++;
    }
    return n;
}

/* An enum of the numbers 0 and 1 is a boolean by another name. */
static enum rowan_type_compat fit_boolean(const struct question *q)
{
    bool number = q->type->kind == ROWAN_ENUM && q->type->labels->integers;
    int64_t low, high;

    if (q->type->kind == ROWAN_BOOLEAN || q->type->kind == ROWAN_BIT)
        return ROWAN_COMPAT_YES;
    if (!number || !rowan_type_range(q->type, &low, &high))
        return other_kind(q);
    if (low >= 0 && high <= 1)
        return ROWAN_COMPAT_YES;
    return answer(q, ROWAN_COMPAT_NO, "is %s, the enum's values go from %lld to %lld", q->column->type_name,
                  (long long)low, (long long)high);
}

static void column_range(const struct rowan_catalog_column *column, int64_t *low, int64_t *high)
{
    int bits = column->bits ? column->bits : 64;

    *low = column->positive ? 0 : bits == 64 ? INT64_MIN : -((int64_t)1 << (bits - 1));
    if (bits == 64)
        *high = INT64_MAX;
    else
        *high = ((int64_t)1 << (column->positive ? bits : bits - 1)) - 1;
}

static enum rowan_type_compat fit_integer(const struct question *q)
{
    int64_t low, high, from, to;
    char name[60];

    column_range(q->column, &from, &to);
    if (q->type->kind == ROWAN_DECIMAL && q->type->scale == 0) {
        if (q->column->bits == 64 ? q->type->precision <= 18
                                  : q->type->precision <= 9 && q->column->bits >= 32)
            return ROWAN_COMPAT_YES;
        return answer(q, ROWAN_COMPAT_DOUBT, "is %s, which does not hold all of %s", q->column->type_name,
                      rowan_type_print(q->type, name, sizeof name));
    }
    if (!rowan_type_range(q->type, &low, &high))
        return other_kind(q);
    if (low >= from && high <= to)
        return ROWAN_COMPAT_YES;
    return answer(q, ROWAN_COMPAT_NO, "is %s, which does not hold all of %s", q->column->type_name,
                  rowan_type_print(q->type, name, sizeof name));
}

/* A number of which the database keeps only so many digits, unless the column has another type: it compares
 * right, and the writer refuses what has more. Whole numbers of 64 bits are kept as such. */
static enum rowan_type_compat fit_digits(const struct question *q, int digits)
{
    bool is_whole = q->type->kind != ROWAN_DECIMAL || (q->type->scale == 0 && digits <= 18);
    char name[60];

    if (q->column->exact == 0 || digits <= q->column->exact || is_whole)
        return ROWAN_COMPAT_YES;
    return answer(
        q, ROWAN_COMPAT_DOUBT,
        "keeps %d digits of a number, %s has %d: values with more are refused; %s keeps all, as a text",
        q->column->exact, rowan_type_print(q->type, name, sizeof name), digits, q->dialect->text_decimal);
}

static enum rowan_type_compat fit_decimal(const struct question *q)
{
    int whole = whole_digits(q->type);
    int scale = q->type->kind == ROWAN_DECIMAL ? q->type->scale : 0;
    char name[60];

    rowan_type_print(q->type, name, sizeof name);
    if (whole < 0)
        return other_kind(q);
    if (q->column->size == 0)
        return fit_digits(q, whole + scale);
    if (q->column->scale < scale)
        return answer(q, ROWAN_COMPAT_NO, "keeps %d digits after the point, %s has %d", q->column->scale,
                      name, scale);
    if (q->column->size - q->column->scale < whole)
        return answer(q, q->dialect->loosely_typed ? ROWAN_COMPAT_NO : ROWAN_COMPAT_DOUBT,
                      "has %ld digits before the point, %s has %d%s", q->column->size - q->column->scale,
                      name, whole, q->dialect->loosely_typed ? "" : ": larger numbers are refused");
    return fit_digits(q, whole + scale);
}

static enum rowan_type_compat too_many_digits(const struct question *q, int keeps)
{
    char name[60];

    return answer(q, ROWAN_COMPAT_NO, "is %s, which keeps %d digits: not enough for %s", q->column->type_name,
                  keeps, rowan_type_print(q->type, name, sizeof name));
}

/* DOUBLE(M,D) */
static enum rowan_type_compat fit_rounding_float(const struct question *q, int keeps)
{
    int digits = whole_digits(q->type) + (q->type->kind == ROWAN_DECIMAL ? q->type->scale : 0);
    enum rowan_type_compat fit;
    char name[60];

    if (q->type->kind != ROWAN_REAL && q->type->kind != ROWAN_DOUBLE) {
        fit = fit_decimal(q);
        return fit != ROWAN_COMPAT_NO && digits > keeps ? too_many_digits(q, keeps) : fit;
    }
    return answer(q, ROWAN_COMPAT_NO, "keeps %d digits after the point, %s has more", q->column->scale,
                  rowan_type_print(q->type, name, sizeof name));
}

static enum rowan_type_compat fit_float(const struct question *q)
{
    int keeps = q->column->bits == 24 ? 6 : 15;
    int digits = whole_digits(q->type);

    if (q->column->size > 0)
        return fit_rounding_float(q, keeps);
    if (q->type->kind == ROWAN_REAL || (q->type->kind == ROWAN_DOUBLE && keeps == 15))
        return ROWAN_COMPAT_YES;
    if (q->type->kind == ROWAN_DECIMAL)
        digits = q->type->precision;
    else if (q->type->kind != ROWAN_DOUBLE && digits < 0)
        return other_kind(q);
    if (digits >= 0 && digits <= keeps)
        return ROWAN_COMPAT_YES;
    return too_many_digits(q, keeps);
}

/* Characters of the longest text that a value is written with; 0: no limit. */
static long text_length(const struct rowan_type *type)
{
    int64_t low = 0, high = 0;

    switch (type->kind) {
    case ROWAN_TEXT:
        return (long)type->length;
    case ROWAN_XML:
        return 0;
    case ROWAN_ENUM:
        if (!type->labels->integers)
            return (long)type->labels->value_length;
        break;
    case ROWAN_DECIMAL:
        return type->precision + (type->scale > 0 ? 2 : 0) + 1;
    case ROWAN_REAL:
        return 16;
    case ROWAN_DOUBLE:
        return 25;
    case ROWAN_DATE:
        return 10;
    case ROWAN_TIME:
        return 15;
    case ROWAN_TIMESTAMP:
        return 26;
    case ROWAN_UUID:
        return 36;
    default:
        break;
    }
    rowan_type_range(type, &low, &high);
    return whole_digits(type) + (low < 0);
}

/* A text whose letters, and not only their number, come from documents. */
static bool is_free_text(const struct rowan_type *type)
{
    return type->kind == ROWAN_TEXT || type->kind == ROWAN_XML;
}

static enum rowan_type_compat fit_pads(const struct question *q)
{
    if (!q->column->pads || !is_free_text(q->type))
        return ROWAN_COMPAT_YES;
    return answer(q, ROWAN_COMPAT_DOUBT,
                  "holds texts without blanks at their end: values that end in one are refused");
}

/* Four bytes are what a letter may have. */
static enum rowan_type_compat fit_bytes(const struct question *q, long length)
{
    bool ascii = !is_free_text(q->type) && q->type->kind != ROWAN_ENUM;
    char name[60];

    if (length > 0 && length * (ascii ? 1 : 4) <= q->column->bytes)
        return ROWAN_COMPAT_YES;
    rowan_type_print(q->type, name, sizeof name);
    if (length > q->column->bytes)
        return answer(q, ROWAN_COMPAT_NO, "holds %ld bytes, %s may have %ld", q->column->bytes, name, length);
    return answer(q, ROWAN_COMPAT_DOUBT, "holds %ld bytes, %s may have more: longer values are refused",
                  q->column->bytes, name);
}

static enum rowan_type_compat fit_text(const struct question *q)
{
    long length = q->type->kind == ROWAN_BINARY ? 0 : text_length(q->type);
    char name[60];

    if (q->type->kind == ROWAN_BINARY)
        return other_kind(q);
    if (q->column->bytes > 0)
        return fit_bytes(q, length);
    rowan_type_print(q->type, name, sizeof name);
    if (q->column->size == 0 || (length > 0 && length <= q->column->size))
        return fit_pads(q);
    if (length == 0 && (q->type->kind == ROWAN_TEXT || q->type->kind == ROWAN_XML))
        return answer(q, ROWAN_COMPAT_DOUBT,
                      "holds %ld characters, the mapping sets no limit: longer values are refused",
                      q->column->size);
    return answer(q, ROWAN_COMPAT_NO, "holds %ld characters, %s may have %ld", q->column->size, name, length);
}

static enum rowan_type_compat fit_moment(const struct question *q)
{
    bool time = q->column->holds == ROWAN_HOLDS_TIME;
    bool ok =
        time ? q->type->kind == ROWAN_TIME : q->type->kind == ROWAN_TIMESTAMP || q->type->kind == ROWAN_DATE;

    if (!ok)
        return other_kind(q);
    if (q->type->kind == ROWAN_DATE || q->column->scale < 0 || q->column->scale >= 6)
        return ROWAN_COMPAT_YES;
    return answer(q, ROWAN_COMPAT_DOUBT, "keeps %d digits of a second: values with more are refused",
                  q->column->scale);
}

static enum rowan_type_compat fit_binary(const struct question *q)
{
    long length = (long)q->type->length;
    char name[60];

    if (q->type->kind != ROWAN_BINARY)
        return other_kind(q);
    if (q->column->pads)
        return answer(q, ROWAN_COMPAT_DOUBT,
                      "pads values to %ld bytes, so that they would come back longer: all others are refused",
                      q->column->size);
    if (q->column->size == 0 || (length > 0 && length <= q->column->size))
        return ROWAN_COMPAT_YES;
    if (length == 0)
        return answer(q, ROWAN_COMPAT_DOUBT,
                      "holds %ld bytes, the mapping sets no limit: longer values are refused",
                      q->column->size);
    return answer(q, ROWAN_COMPAT_NO, "holds %ld bytes, %s may have %ld", q->column->size,
                  rowan_type_print(q->type, name, sizeof name), length);
}

static bool is_uuid(const char *type_name)
{
    return rowan_ascii_same(type_name, "uuid") || rowan_ascii_same(type_name, "uniqueidentifier");
}

/* ENUM and SET: schema/check_labels compares them, and the writer refuses what is none of them. */
static enum rowan_type_compat fit_labels(const struct question *q)
{
    bool text = q->type->kind == ROWAN_TEXT || (q->type->kind == ROWAN_ENUM && !q->type->labels->integers);

    return text ? ROWAN_COMPAT_YES : other_kind(q);
}

/* The database knows what it takes, and mostly keeps it: uuid, json, an address. */
static enum rowan_type_compat fit_own_text(const struct question *q)
{
    if (q->column->pads)
        return answer(q, ROWAN_COMPAT_DOUBT, "holds texts of %ld digits: others are refused",
                      q->column->bytes);
    if (q->column->rereads)
        return answer(q, ROWAN_COMPAT_DOUBT,
                      "is %s: the database may keep another value than the text that it gets",
                      q->column->type_name);
    return ROWAN_COMPAT_YES;
}

static enum rowan_type_compat fit_other(const struct question *q)
{
    if (q->column->labels.text)
        return fit_labels(q);
    if (q->type->kind == ROWAN_UUID && is_uuid(q->column->type_name))
        return ROWAN_COMPAT_YES;
    if (q->type->kind == ROWAN_XML && rowan_ascii_same(q->column->type_name, "xml"))
        return ROWAN_COMPAT_YES;
    if (!q->column->cast_type)
        return other_kind(q);
    if (q->type->kind == ROWAN_TEXT || (q->type->kind == ROWAN_ENUM && !q->type->labels->integers) ||
        q->dialect->loosely_typed)
        return fit_own_text(q);
    return other_kind(q);
}

enum rowan_type_compat rowan_type_compat_type(const struct rowan_type *type,
                                              const struct rowan_catalog_column *column,
                                              const struct rowan_dialect *dialect, char *reason, size_t size)
{
    struct question q = {type, column, dialect, reason, size};

    reason[0] = '\0';
    switch (column->holds) {
    case ROWAN_HOLDS_BOOLEAN:
    case ROWAN_HOLDS_BIT:
        return fit_boolean(&q);
    case ROWAN_HOLDS_INTEGER:
        return fit_integer(&q);
    case ROWAN_HOLDS_DECIMAL:
        return fit_decimal(&q);
    case ROWAN_HOLDS_FLOAT:
        return fit_float(&q);
    case ROWAN_HOLDS_TEXT:
        return fit_text(&q);
    case ROWAN_HOLDS_DATE:
        return type->kind == ROWAN_DATE ? ROWAN_COMPAT_YES : other_kind(&q);
    case ROWAN_HOLDS_TIME:
    case ROWAN_HOLDS_TIMESTAMP:
        return fit_moment(&q);
    case ROWAN_HOLDS_BINARY:
        return fit_binary(&q);
    default:
        return fit_other(&q);
    }
}

long rowan_type_compat_length(const struct rowan_type *type)
{
    return text_length(type);
}

int rowan_type_compat_digits(const struct rowan_type *type)
{
    return whole_digits(type);
}
