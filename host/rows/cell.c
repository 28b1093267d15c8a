/*
 * From text to one value: convert to the column's type, fall back to the default, insist on required. Each
 * refusal gets its place.
 */
#include <stdio.h>
#include <stdlib.h>

#include "value/convert.h"

#include "rows/row_workspace.h"

struct rowan_row_workspace *rowan_row_workspace_new(const struct rowan_plan *plan)
{
    struct rowan_row_workspace *work = calloc(1, sizeof *work);

    if (!work)
        return NULL;
    work->plan = plan;
    work->selector = rowan_selector_new();
    work->each = calloc(plan->table_count + 1, sizeof *work->each);
    if (!work->selector || !work->each ||
        (plan->xpath_count && rowan_xpath_new(&work->xpath, plan->namespaces, plan->namespace_count,
                                              plan->xpath_count, NULL) != ROWAN_OK)) {
        rowan_row_workspace_free(work);
        return NULL;
    }
    return work;
}

void rowan_row_workspace_free(struct rowan_row_workspace *work)
{
    if (!work)
        return;
    for (size_t t = 0; work->each && t < work->plan->table_count; t++)
        rowan_nodes_clear(&work->each[t]);
    free(work->each);
    rowan_nodes_clear(&work->nodes);
    rowan_selector_free(work->selector);
    rowan_buffer_clear(&work->scratch);
    rowan_buffer_clear(&work->via[0]);
    rowan_buffer_clear(&work->via[1]);
    rowan_buffer_clear(&work->joined);
    rowan_serialize_clear(&work->markup);
    rowan_expr_scratch_clear(&work->expr);
    rowan_xpath_free(work->xpath);
    free(work);
}

void rowan_row_workspace_forget(struct rowan_row_workspace *work)
{
    rowan_xpath_forget(work->xpath);
}

struct rowan_nodes *rowan_row_workspace_each(struct rowan_row_workspace *work, size_t table)
{
    return &work->each[table];
}

enum rowan_status rowan_cell_each(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_path *each, struct rowan_nodes *out,
                                  struct rowan_error *err)
{
    return rowan_select(work->selector, context->document, each, context->node, out, err);
}

const struct rowan_trace *rowan_row_workspace_trace(struct rowan_row_workspace *work,
                                                    const struct rowan_trace *trace)
{
    const struct rowan_trace *before = work->trace;

    work->trace = trace;
    return before;
}

void rowan_row_workspace_profile(struct rowan_row_workspace *work, struct rowan_profile *profile)
{
    work->profile = profile;
}

void rowan_row_workspace_add_trace(const struct rowan_row_workspace *work, const struct rowan_column *column,
                                   const char *what, struct rowan_slice text)
{
    if (work->trace && work->trace->column == column)
        work->trace->step(work->trace->context, what, text);
}

/* ", path "@dob"" into out: what the column's text comes from. */
static void print_path(const struct rowan_column *column, char *out, size_t size)
{
    out[0] = '\0';
    if (column->expr)
        snprintf(out, size, ", expr");
    else if (column->xpath)
        snprintf(out, size, ", xpath");
    else if (column->path_count)
        snprintf(out, size, ", path \"%.100s\"%s", column->paths[0]->text,
                 column->path_count > 1 ? " and others" : "");
}

void rowan_cell_place(const struct rowan_row_workspace *work, const struct rowan_table *table,
                      const struct rowan_column *column, struct rowan_error *err)
{
    bool value = column->origin == ROWAN_FROM_VALUE;
    char path[160];

    print_path(value ? work->entry->readings : column, path, sizeof path);
    rowan_error_prefix(err, "line %u: %s.%s (%s:%d)%s",
                       (unsigned)(value ? work->entry_lines[column->of] : work->line), table->name,
                       column->name, column->place.file, column->place.line, path);
}

/* ---- the value ---- */

/* What does not convert is a missing value where the column says so. iso: dates may also be written as a
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
    if (iso && column->rules.formats) {
        plain = column->rules;
        plain.formats = NULL;
        st = rowan_convert(&column->type, &plain, text, &work->scratch, value, NULL);
    }
    if (st == ROWAN_DOCUMENT)
        st = rowan_convert(&column->type, &column->rules, text, &work->scratch, value,
                           column->bad_missing ? NULL : err);
    rowan_profile_enter(work->profile, before);
    if (st == ROWAN_DOCUMENT && column->bad_missing) {
        value->null = true;
        rowan_row_workspace_add_trace(work, column, "does not convert: missing",
                                      (struct rowan_slice){NULL, 0});
        return ROWAN_OK;
    }
    return st;
}

enum rowan_status rowan_cell_lenient(struct rowan_row_workspace *work,
                                     const struct rowan_row_context *context,
                                     const struct rowan_column *column, struct rowan_slice *text,
                                     struct rowan_error *err)
{
    struct rowan_error own;
    enum rowan_status st;

    if (!column->bad_missing || (!column->expr && !column->xpath))
        return rowan_cell_text(work, context, column, text, err);
    st = rowan_cell_text(work, context, column, text, &own);
    if (st == ROWAN_DOCUMENT && strcmp(own.reason, "value") == 0) {
        *text = (struct rowan_slice){NULL, 0};
        return ROWAN_OK;
    }
    if (st != ROWAN_OK && err)
        *err = own;
    return st;
}

static enum rowan_status fall_back(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                   const struct rowan_column *column, struct rowan_value *value,
                                   struct rowan_error *err)
{
    struct rowan_slice text;
    enum rowan_status st = ROWAN_OK;

    if (column->default_from == ROWAN_FROM_RUN || column->default_from == ROWAN_FROM_SOURCE) {
        text = column->default_from == ROWAN_FROM_RUN ? context->run[column->default_of]
                                                      : context->source_columns[column->default_of];
        st = convert(work, column, text, true, value, err);
    } else {
        *value = column->otherwise;
    }
    value->is_default = true;
    value->omit = value->null && column->omit;
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
    snprintf(what, sizeof what, "%s%s", value->is_default && !value->null ? "default, as " : "",
             value->omit ? "left out" : rowan_type_print(&column->type, type, sizeof type));
    rowan_row_workspace_add_trace(work, column, what, text);
}

enum rowan_status rowan_cell_make(struct rowan_row_workspace *work, const struct rowan_row_context *context,
                                  const struct rowan_table *table, const struct rowan_column *column,
                                  struct rowan_value *value, struct rowan_error *err)
{
    struct rowan_slice text = {NULL, 0};
    bool traced = work->trace && work->trace->column == column;
    enum rowan_status st = ROWAN_OK;

    work->line = context->node->line;
    if (traced)
        work->trace->begin(work->trace->context, work->line);
    if (column->origin != ROWAN_FROM_PARENT) {
        st = rowan_cell_lenient(work, context, column, &text, err);
        if (st == ROWAN_OK)
            st = convert(work, column, text, false, value, err);
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
    if (st == ROWAN_DOCUMENT)
        rowan_cell_place(work, table, column, err);
    return st;
}
