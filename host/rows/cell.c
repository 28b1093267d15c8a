/*
 * From text to one value: convert to the column's type, fall back to the default, insist on required. Each
 * refusal gets its place.
 */
#include "rows/cell.h"

#include <stdio.h>

#include "rows/cell_text.h"
#include "rows/document_text.h"
#include "value/convert.h"

/* A moment of the source, as PostgreSQL writes a key with a zone: the session's is UTC. */
static bool is_utc(const struct rowan_column *column, struct rowan_slice text)
{
    return (column->origin == ROWAN_FROM_SOURCE || column->default_from == ROWAN_FROM_SOURCE) &&
           column->type.kind == ROWAN_TIMESTAMP && column->rules.zone == ROWAN_ZONE_ERROR && text.size > 3 &&
           memcmp(text.data + text.size - 3, "+00", 3) == 0;
}

/* What does not convert is no value where the column says so. iso: dates and numbers may also be written as a
 * database writes them. */
static enum rowan_status convert(struct rowan_row_workspace *work, const struct rowan_column *column,
                                 struct rowan_slice text, bool iso, struct rowan_value *value,
                                 struct rowan_error *err)
{
    struct rowan_value_rules plain;
    enum rowan_part before;
    enum rowan_status st = ROWAN_DOCUMENT;

    value->null = true;
    if (!text.data)
        return ROWAN_OK;
    before = rowan_profile_enter(work->profile, ROWAN_PART_CONVERT);
    if (is_utc(column, text))
        text.size -= 3;
    if (iso && (column->rules.formats || column->rules.notation.point || column->rules.assumed)) {
        plain = column->rules;
        plain.formats = NULL;
        plain.notation = (struct rowan_notation){0};
        plain.assumed = NULL;
        st = rowan_convert(&column->type, &plain, text, &work->scratch, value, NULL);
    }
    if (st == ROWAN_DOCUMENT)
        st = rowan_convert(&column->type, &column->rules, text, &work->scratch, value,
                           column->bad ? NULL : err);
    rowan_profile_enter(work->profile, before);
    if (st == ROWAN_OK && value->is_changed)
        rowan_row_workspace_change(
            work, column, column->type.kind == ROWAN_TEXT ? ROWAN_CHANGE_TOO_LONG : ROWAN_CHANGE_ROUNDING);
    if (st == ROWAN_DOCUMENT && column->bad) {
        value->null = value->bad = true;
        rowan_row_workspace_change(work, column, ROWAN_CHANGE_BAD);
        rowan_trace_step(work->trace, column,
                         column->bad == ROWAN_BAD_NULL       ? "does not convert: NULL"
                         : column->bad == ROWAN_BAD_CONSTANT ? "does not convert: a constant"
                                                             : "does not convert: missing",
                         (struct rowan_slice){NULL, 0});
        return ROWAN_OK;
    }
    return st;
}

static enum rowan_status fall_back(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                   const struct rowan_column *column, struct rowan_value *value,
                                   struct rowan_error *err)
{
    struct rowan_slice text;
    enum rowan_status st = ROWAN_OK;

    if (value->bad && column->bad == ROWAN_BAD_NULL) {
        value->omit = column->omit;
        if (value->omit)
            rowan_row_workspace_change(work, column, ROWAN_CHANGE_OMIT);
        return ROWAN_OK;
    }
    if (value->bad && column->bad == ROWAN_BAD_CONSTANT) {
        *value = column->bad_value;
        value->is_default = value->bad = true;
        return ROWAN_OK;
    }
    if (column->default_from == ROWAN_FROM_RUN || column->default_from == ROWAN_FROM_SOURCE) {
        text = column->default_from == ROWAN_FROM_RUN ? context->run[column->default_of]
                                                      : context->source_columns[column->default_of];
        st = convert(work, column, text, true, value, err);
    } else {
        *value = column->otherwise;
    }
    value->is_default = true;
    value->omit = value->null && column->omit;
    if (value->omit)
        rowan_row_workspace_change(work, column, ROWAN_CHANGE_OMIT);
    else if (!value->null && column->origin != ROWAN_FROM_CONSTANT)
        rowan_row_workspace_change(work, column, ROWAN_CHANGE_DEFAULT);
    return st;
}

/* The first bytes, as try shows them. */
static struct rowan_slice hex_of(struct rowan_slice bytes, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "\\x");

    for (size_t i = 0; i < bytes.size && n + 3 < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%02x", (unsigned)(unsigned char)bytes.data[i]);
    return (struct rowan_slice){out, n};
}

static void trace_value(const struct rowan_row_workspace *work, const struct rowan_column *column,
                        const struct rowan_value *value)
{
    char type[64], what[120];
    char number[24], hex[140];
    struct rowan_slice text = value->text;

    if (!value->null && rowan_type_is_integer(&column->type)) {
        snprintf(number, sizeof number, "%lld", (long long)value->number);
        text = rowan_slice_of(number);
    }
    if (column->type.kind == ROWAN_BINARY)
        text = hex_of(text, hex, sizeof hex);
    if (value->null)
        text = (struct rowan_slice){NULL, 0};
    snprintf(what, sizeof what, "%s%s",
             value->is_default && !value->null ? value->bad ? "constant, as " : "default, as " : "",
             value->omit ? "left out" : rowan_type_print(&column->type, type, sizeof type));
    rowan_trace_step(work->trace, column, what, text);
}

enum rowan_status rowan_cell_make(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_table *table, const struct rowan_column *column,
                                  struct rowan_value *value, struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    bool traced = work->trace && work->trace->column == column;
    bool bad = false;
    enum rowan_status st = ROWAN_OK;

    work->node = context->node;
    if (traced)
        work->trace->begin(work->trace->context, (uint32_t)rowan_document_line(work->document, work->node));
    if (column->origin == ROWAN_FROM_PARENT) {
        *value = rowan_cells_get(&context->parent->cells[column->of], context->parent->row);
    } else if (column->origin == ROWAN_FROM_ABOVE) {
        if (context->above_row == SIZE_MAX)
            value->null = true;
        else
            *value = rowan_cells_get(&context->table_cells[column->of], context->above_row);
    } else {
        st = rowan_cell_text_lenient(work, context, column, &text, &bad, err);
        if (st == ROWAN_OK)
            st = convert(work, column, text, false, value, err);
        value->bad = value->bad || bad;
    }
    value->of_blank = column->type.kind == ROWAN_ENUM && text.data && rowan_slice_trim(text).size == 0;
    if (st == ROWAN_OK && value->null)
        st = fall_back(work, context, column, value, err);
    if (traced && st == ROWAN_OK)
        trace_value(work, column, value);
    if (st == ROWAN_OK && value->null && (column->required || column->is_key))
        st = rowan_fail(err, ROWAN_DOCUMENT, "required", "a required value is missing%s",
                        !text.data                         ? ""
                        : rowan_slice_trim(text).size == 0 ? " (the text is empty)"
                                                           : " (its text does not convert)");
    if (st == ROWAN_DOCUMENT) {
        work->refused = text;
        rowan_document_text_tell(work, context, column, err);
        rowan_row_workspace_place(work, table, column, err);
    }
    return st;
}
