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
#include "odbc/statement.h"

#define REASON 300

/* What a constant is being made of. */
struct making {
    struct rowan_comparand *out;
    const struct rowan_dialect *dialect;
    const struct rowan_catalog_column *column;
    const struct rowan_where_side *side;
    struct rowan_arena *arena;
    char *reason;
    struct rowan_error *err;
};

static enum rowan_status fail(struct making *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum rowan_status fail(struct making *m, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(m->reason, REASON, format, args);
    va_end(args);
    return ROWAN_OK;
}

/* ---- values ---- */

/* False when such a value is not compared exactly; then marker->why says why. */
static bool set_marker(struct making *m, enum rowan_operand operand, int precision, int scale,
                       struct rowan_marker *marker)
{
    bool good = m->dialect->marker(marker, m->column, operand, precision, scale);

    snprintf(m->out->marker, sizeof m->out->marker, "%s", marker->sql);
    return good;
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

/* What is not a whole number of 64 bits, or is compared with floats or decimals. */
static enum rowan_status set_number(struct making *m, const struct digits *digits, enum rowan_operand operand)
{
    struct rowan_marker marker;

    if (!set_marker(m, operand, digits->precision, digits->scale, &marker))
        return fail(m, "%s %s", digits->text, marker.why);
    if (!marker.as_double)
        return set_text(m, rowan_slice_of(digits->text));
    m->out->param.kind = ROWAN_PARAM_DOUBLE;
    m->out->param.real = strtod(digits->text, NULL);
    return ROWAN_OK;
}

static enum rowan_status make_number(struct making *m)
{
    struct digits digits;
    struct rowan_marker marker;
    char shown[80];
    int64_t whole;

    if (!read_digits(m, &digits))
        return fail(m, "%s is not a number, and the column holds numbers (%s)",
                    rowan_quote(shown, sizeof shown, m->side->text), m->column->type_name);
    if (m->column->holds == ROWAN_HOLDS_FLOAT)
        return set_number(m, &digits, ROWAN_OPERAND_FLOAT);
    /* With decimals, too, a whole number is sent as it is: it is exact. */
    if (!is_whole(&digits, &whole))
        return set_number(m, &digits, ROWAN_OPERAND_DECIMAL);
    set_marker(m, ROWAN_OPERAND_INTEGER, 0, 0, &marker);
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
    struct rowan_marker marker;
    char shown[80];
    enum rowan_status st = rowan_convert(&type, &rules, m->side->text, &scratch, &value, NULL);

    rowan_buffer_clear(&scratch);
    if (st == ROWAN_NO_MEMORY)
        return rowan_out_of_memory(m->err);
    if (st != ROWAN_OK || value.null)
        return fail(m, "%s is neither true nor false, and the column holds that",
                    rowan_quote(shown, sizeof shown, m->side->text));
    set_marker(m, ROWAN_OPERAND_OWN, 0, 0, &marker);
    return set_text(m, rowan_slice_of(value.number ? "true" : "false"));
}

static enum rowan_status make_text(struct making *m)
{
    struct rowan_marker marker;

    if (m->side->kind == ROWAN_WHERE_NUMBER)
        return fail(m, "the column holds text (%s): put the number in quotes, '%s'", m->column->type_name,
                    m->side->text.data);
    if (m->side->kind == ROWAN_WHERE_TRUTH)
        return fail(m, "the column holds text (%s), which is neither true nor false", m->column->type_name);
    set_marker(m, ROWAN_OPERAND_TEXT, 0, 0, &marker);
    return set_text(m, m->side->text);
}

static bool has_zone(const struct rowan_catalog_column *column)
{
    return column->cast_type && strstr(column->cast_type, "tz") != NULL;
}

/* In the form that rowan writes such columns in, which SQLite compares as texts. */
static enum rowan_status make_datetime(struct making *m)
{
    enum rowan_kind kind = m->column->holds == ROWAN_HOLDS_DATE   ? ROWAN_DATE
                           : m->column->holds == ROWAN_HOLDS_TIME ? ROWAN_TIME
                                                                  : ROWAN_TIMESTAMP;
    struct rowan_type type = {.kind = kind};
    struct rowan_value_rules rules = {.zone = has_zone(m->column) ? ROWAN_ZONE_UTC : ROWAN_ZONE_ERROR};
    struct rowan_buffer scratch = {0};
    struct rowan_error why = {0};
    struct rowan_value value = {.null = true};
    struct rowan_marker marker;
    enum rowan_status st = ROWAN_DOCUMENT;

    if (m->side->kind == ROWAN_WHERE_TEXT)
        st = rowan_convert(&type, &rules, m->side->text, &scratch, &value, &why);
    if (st == ROWAN_OK && !value.null) {
        set_marker(m, ROWAN_OPERAND_DATETIME, 0, 0, &marker);
        st = set_text(m, value.text);
    } else if (st == ROWAN_DOCUMENT && *why.message) {
        st = fail(m, "%s", why.message);
    } else if (st != ROWAN_NO_MEMORY) {
        st = fail(m, "the column holds a %s, which stands in quotes: '%s'", rowan_kind_name(kind),
                  kind == ROWAN_TIME ? "14:30" : "2024-03-05");
    }
    rowan_buffer_clear(&scratch);
    return st;
}

static enum rowan_status make_own(struct making *m)
{
    struct digits digits;
    struct rowan_marker marker;

    set_marker(m, ROWAN_OPERAND_OWN, 0, 0, &marker);
    if (m->side->kind == ROWAN_WHERE_TEXT)
        return set_text(m, m->side->text);
    return read_digits(m, &digits) ? set_text(m, rowan_slice_of(digits.text)) : ROWAN_OK;
}

enum rowan_status rowan_comparand_make(struct rowan_comparand *out, const struct rowan_dialect *dialect,
                                       const struct rowan_catalog_column *column,
                                       const struct rowan_where_side *side, struct rowan_arena *arena,
                                       char reason[REASON], struct rowan_error *err)
{
    struct making m = {out, dialect, column, side, arena, reason, err};

    memset(out, 0, sizeof *out);
    reason[0] = '\0';
    switch (dialect->comparison(column)) {
    case ROWAN_COMPARE_NUMBER:
        return make_number(&m);
    case ROWAN_COMPARE_TRUTH:
        return make_truth(&m);
    case ROWAN_COMPARE_TEXT:
        return make_text(&m);
    case ROWAN_COMPARE_DATETIME:
        return make_datetime(&m);
    case ROWAN_COMPARE_OWN:
        return make_own(&m);
    case ROWAN_COMPARE_ANY:
        return side->kind == ROWAN_WHERE_TEXT ? make_text(&m) : make_number(&m);
    case ROWAN_COMPARE_NONE:
        break;
    }
    return fail(&m, "values of the column (%s) cannot be compared; make a view that has them as another type",
                column->type_name);
}
