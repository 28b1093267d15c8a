/*
 * A constant takes the type of the column that it is compared with, here and not in the database: a database
 * may convert the column instead, which passes over its index, or compare both as doubles, or as texts.
 */
#include "source/comparand.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "odbc/dialect.h"
#include "value/number.h"
#include "value/convert.h"

#define REASON 300

/* What a constant is being made of. */
struct making {
    struct rowan_comparand *out;
    const char *dialect;
    const struct rowan_catalog_column *column;
    const struct rowan_where_side *side;
    struct rowan_arena *arena;
    char *reason;
    struct rowan_error *err;
};

static bool is(const struct making *m, const char *dialect)
{
    return strcmp(m->dialect, dialect) == 0;
}

static enum rowan_status wrong(struct making *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum rowan_status wrong(struct making *m, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(m->reason, REASON, format, args);
    va_end(args);
    return ROWAN_OK;
}

/* ---- classes ---- */

/* SQLite: decimals of more than 15 digits stand in a column with the affinity of a text (odbc/dialect.c). */
static bool is_number_in_text(const struct rowan_catalog_column *column)
{
    return column->holds == ROWAN_HOLDS_DECIMAL &&
           rowan_ascii_same_prefix(column->type_name, "decimal_text", 12);
}

static enum rowan_class class_of_other(const char *dialect, const struct rowan_catalog_column *column)
{
    if (strcmp(dialect, "postgresql") == 0)
        return column->cast_type ? ROWAN_CLASS_OWN : ROWAN_CLASS_NONE;
    return ROWAN_CLASS_ANY;
}

enum rowan_class rowan_class_of(const struct rowan_dialect *dialect,
                                const struct rowan_catalog_column *column)
{
    bool postgresql = strcmp(dialect->name, "postgresql") == 0;

    switch (column->holds) {
    case ROWAN_HOLDS_BOOLEAN:
        return postgresql ? ROWAN_CLASS_TRUTH : ROWAN_CLASS_NUMBER;
    case ROWAN_HOLDS_BIT:
        return postgresql ? ROWAN_CLASS_OWN : ROWAN_CLASS_NUMBER;
    case ROWAN_HOLDS_INTEGER:
    case ROWAN_HOLDS_FLOAT:
        return ROWAN_CLASS_NUMBER;
    case ROWAN_HOLDS_DECIMAL:
        return is_number_in_text(column) ? ROWAN_CLASS_NONE : ROWAN_CLASS_NUMBER;
    case ROWAN_HOLDS_TEXT:
        return ROWAN_CLASS_TEXT;
    case ROWAN_HOLDS_DATE:
    case ROWAN_HOLDS_TIME:
    case ROWAN_HOLDS_TIMESTAMP:
        return ROWAN_CLASS_DATETIME;
    case ROWAN_HOLDS_BINARY:
        return ROWAN_CLASS_NONE;
    case ROWAN_HOLDS_OTHER:
        return class_of_other(dialect->name, column);
    }
    return ROWAN_CLASS_NONE;
}

/* ---- values ---- */

static void set_marker(struct making *m, const char *type)
{
    if (type)
        snprintf(m->out->marker, sizeof m->out->marker, "CAST(? AS %s)", type);
    else
        snprintf(m->out->marker, sizeof m->out->marker, "?");
}

static enum rowan_status set_text(struct making *m, struct rowan_slice text)
{
    struct rowan_param *param = &m->out->param;

    param->kind = ROWAN_PARAM_TEXT;
    param->text.data = rowan_arena_copy(m->arena, text.data, text.size);
    param->text.size = text.size;
    if (param->text.data)
        return ROWAN_OK;
    return rowan_out_of_memory(m->err);
}

/* ---- numbers ---- */

/* A number in canonical digits: how many in all, and after the point. */
struct digits {
    char text[ROWAN_NUMBER_PRINTED + 1];
    int precision, scale;
};

static bool read_digits(struct making *m, struct digits *out)
{
    struct rowan_number number;
    struct rowan_slice text = m->side->text;
    const char *point;
    size_t n;

    if (m->side->kind == ROWAN_WHERE_TRUTH)
        text = rowan_slice_of(text.data[0] == 't' ? "1" : "0");
    if (!rowan_number_read(&number, text))
        return false;
    n = rowan_number_print(&number, out->text);
    out->text[n] = '\0';
    point = strchr(out->text, '.');
    out->scale = point ? (int)strlen(point + 1) : 0;
    out->precision = (int)n - (point != NULL) - (out->text[0] == '-');
    return true;
}

static bool is_whole(const struct digits *digits, int64_t *out)
{
    errno = 0;
    *out = strtoll(digits->text, NULL, 10);
    return digits->scale == 0 && errno == 0;
}

static enum rowan_status set_double(struct making *m, const struct digits *digits)
{
    m->out->param.kind = ROWAN_PARAM_DOUBLE;
    m->out->param.real = strtod(digits->text, NULL);
    set_marker(m, NULL);
    return ROWAN_OK;
}

/* What is not a whole number of 64 bits, or is compared with decimals. */
static enum rowan_status set_decimal(struct making *m, const struct digits *digits)
{
    char type[40];

    if (is(m, "sqlite")) {
        if (digits->precision > 15)
            return wrong(m, "%s has more than 15 digits, which SQLite does not compare exactly",
                         digits->text);
        return set_double(m, digits);
    }
    if (is(m, "mariadb")) {
        if (digits->precision > 65 || digits->scale > 38)
            return wrong(m, "%s has more digits than MariaDB compares", digits->text);
        snprintf(type, sizeof type, "DECIMAL(%d,%d)", digits->precision, digits->scale);
        set_marker(m, type);
    } else {
        set_marker(m, is(m, "postgresql") ? "pg_catalog.\"numeric\"" : NULL);
    }
    return set_text(m, rowan_slice_of(digits->text));
}

static enum rowan_status make_float(struct making *m, const struct digits *digits)
{
    if (!is(m, "postgresql"))
        return set_double(m, digits);
    set_marker(m, m->column->cast_type);
    return set_text(m, rowan_slice_of(digits->text));
}

static enum rowan_status make_number(struct making *m)
{
    struct digits digits;
    char shown[80];
    int64_t whole;

    if (!read_digits(m, &digits))
        return wrong(m, "%s is not a number, and the column holds numbers (%s)",
                     rowan_quote(shown, sizeof shown, m->side->text), m->column->type_name);
    if (m->column->holds == ROWAN_HOLDS_FLOAT)
        return make_float(m, &digits);
    /* With decimals, MariaDB and the portable way take a whole number as it is, too: it is exact. */
    if (!is_whole(&digits, &whole))
        return set_decimal(m, &digits);
    set_marker(m, is(m, "postgresql") ? "pg_catalog.int8" : NULL);
    m->out->param.kind = ROWAN_PARAM_INT;
    m->out->param.number = whole;
    return ROWAN_OK;
}

/* ---- truth, texts, dates ---- */

static enum rowan_status make_truth(struct making *m)
{
    static const struct rowan_type type = {.kind = ROWAN_BOOLEAN};
    static const struct rowan_value_rules rules;
    struct rowan_buffer scratch = {0};
    struct rowan_value value;
    char shown[80];
    enum rowan_status st = rowan_convert(&type, &rules, m->side->text, &scratch, &value, NULL);

    rowan_buffer_clear(&scratch);
    if (st == ROWAN_NO_MEMORY)
        return rowan_out_of_memory(m->err);
    if (st != ROWAN_OK || value.null)
        return wrong(m, "%s is neither true nor false, and the column holds that",
                     rowan_quote(shown, sizeof shown, m->side->text));
    set_marker(m, m->column->cast_type);
    return set_text(m, rowan_slice_of(value.number ? "true" : "false"));
}

static enum rowan_status make_text(struct making *m)
{
    if (m->side->kind == ROWAN_WHERE_NUMBER)
        return wrong(m, "the column holds text (%s): put the number in quotes, '%s'", m->column->type_name,
                     m->side->text.data);
    if (m->side->kind == ROWAN_WHERE_TRUTH)
        return wrong(m, "the column holds text (%s), which is neither true nor false", m->column->type_name);
    set_marker(m, is(m, "postgresql") ? m->column->cast_type : NULL);
    return set_text(m, m->side->text);
}

static bool has_zone(const struct rowan_catalog_column *column)
{
    return column->cast_type && strstr(column->cast_type, "tz") != NULL;
}

static const char *moment_type(const struct making *m)
{
    if (is(m, "postgresql"))
        return m->column->cast_type;
    if (!is(m, "mariadb"))
        return NULL;
    return m->column->holds == ROWAN_HOLDS_DATE   ? "DATE"
           : m->column->holds == ROWAN_HOLDS_TIME ? "TIME(6)"
                                                  : "DATETIME(6)";
}

/* In the form that rowan writes such columns in, which SQLite compares as texts. */
static enum rowan_status make_moment(struct making *m)
{
    enum rowan_kind kind = m->column->holds == ROWAN_HOLDS_DATE   ? ROWAN_DATE
                           : m->column->holds == ROWAN_HOLDS_TIME ? ROWAN_TIME
                                                                  : ROWAN_TIMESTAMP;
    struct rowan_type type = {.kind = kind};
    struct rowan_value_rules rules = {.zone = has_zone(m->column) ? ROWAN_ZONE_UTC : ROWAN_ZONE_ERROR};
    struct rowan_buffer scratch = {0};
    struct rowan_error why = {0};
    struct rowan_value value = {.null = true};
    enum rowan_status st = ROWAN_DOCUMENT;

    if (m->side->kind == ROWAN_WHERE_TEXT)
        st = rowan_convert(&type, &rules, m->side->text, &scratch, &value, &why);
    if (st == ROWAN_OK && !value.null) {
        set_marker(m, moment_type(m));
        st = set_text(m, value.text);
    } else if (st == ROWAN_DOCUMENT && *why.message) {
        st = wrong(m, "%s", why.message);
    } else if (st != ROWAN_NO_MEMORY) {
        st = wrong(m, "the column holds a %s, which stands in quotes: '%s'", rowan_kind_name(kind),
                   kind == ROWAN_TIME ? "14:30" : "2024-03-05");
    }
    rowan_buffer_clear(&scratch);
    return st;
}

static enum rowan_status make_own(struct making *m)
{
    struct digits digits;

    set_marker(m, m->column->cast_type);
    if (m->side->kind == ROWAN_WHERE_TEXT)
        return set_text(m, m->side->text);
    return read_digits(m, &digits) ? set_text(m, rowan_slice_of(digits.text)) : ROWAN_OK;
}

enum rowan_status rowan_comparand_make(struct rowan_comparand *out, const struct rowan_dialect *dialect,
                                       const struct rowan_catalog_column *column,
                                       const struct rowan_where_side *side, struct rowan_arena *arena,
                                       char reason[REASON], struct rowan_error *err)
{
    struct making m = {out, dialect->name, column, side, arena, reason, err};

    memset(out, 0, sizeof *out);
    reason[0] = '\0';
    switch (rowan_class_of(dialect, column)) {
    case ROWAN_CLASS_NUMBER:
        return make_number(&m);
    case ROWAN_CLASS_TRUTH:
        return make_truth(&m);
    case ROWAN_CLASS_TEXT:
        return make_text(&m);
    case ROWAN_CLASS_DATETIME:
        return make_moment(&m);
    case ROWAN_CLASS_OWN:
        return make_own(&m);
    case ROWAN_CLASS_ANY:
        return side->kind == ROWAN_WHERE_TEXT ? make_text(&m) : make_number(&m);
    case ROWAN_CLASS_NONE:
        break;
    }
    return wrong(&m,
                 "values of the column (%s) cannot be compared; make a view that has them as another type",
                 column->type_name);
}
