/* Values of cells are typed; an expression takes them as texts, as it takes what a document says. */
#include "rows/other_texts.h"

#include <stdio.h>

#include "base/utf8.h"

static struct rowan_slice text_of(const struct rowan_type *type, const struct rowan_value *value,
                                  char digits[24])
{
    if (value->null)
        return (struct rowan_slice){NULL, 0};
    if (!rowan_type_is_integer(type))
        return value->text;
    if (type->kind == ROWAN_BOOLEAN)
        return rowan_slice_of(value->number ? "true" : "false");
    snprintf(digits, 24, "%lld", (long long)value->number);
    return rowan_slice_of(digits);
}

static struct rowan_slice number_text(size_t number, char digits[24])
{
    snprintf(digits, 24, "%zu", number);
    return rowan_slice_of(digits);
}

static struct rowan_value cell_of(const struct rowan_row_workspace *work,
                                  const struct rowan_row_context *context,
                                  const struct rowan_column_other *other)
{
    const struct rowan_value none = {.null = true};

    if (other->origin == ROWAN_FROM_PARENT)
        return rowan_cells_get(&context->parent_cells[other->of], context->parent_row);
    if (other->origin != ROWAN_FROM_ABOVE)
        return rowan_cells_get(&work->row_cells[other->of], work->row);
    if (context->above_row != SIZE_MAX)
        return rowan_cells_get(&context->table_cells[other->of], context->above_row);
    return none;
}

static struct rowan_slice make(const struct rowan_row_workspace *work,
                               const struct rowan_row_context *context,
                               const struct rowan_column_other *other, char digits[24])
{
    struct rowan_value value;

    if (other->origin == ROWAN_FROM_SOURCE)
        return context->source_columns[other->of];
    if (other->origin == ROWAN_FROM_POSITION)
        return number_text(context->position, digits);
    if (other->origin == ROWAN_FROM_LEVEL)
        return number_text(context->level, digits);
    if (other->origin == ROWAN_FROM_ORDINAL)
        return number_text(work->ordinal, digits);
    value = cell_of(work, context, other);
    return text_of(&other->type, &value, digits);
}

static void trace(const struct rowan_row_workspace *work, const struct rowan_column *column)
{
    char what[120];

    for (size_t i = 0; i < column->other_count; i++) {
        const struct rowan_column_other *other = &column->others[i];
        snprintf(what, sizeof what, "%s %.80s",
                 other->origin == ROWAN_FROM_EXPR    ? "column"
                 : other->origin == ROWAN_FROM_ABOVE ? "parent"
                                                     : rowan_origin_name(other->origin),
                 other->name);
        rowan_trace_step(work->trace, column, what, work->others.items[i]);
    }
}

/* Nobody has looked at what comes from the source, and functions of texts go by characters. */
static enum rowan_status check(const struct rowan_column_other *other, struct rowan_slice text,
                               struct rowan_error *err)
{
    size_t characters;

    if (other->origin != ROWAN_FROM_SOURCE || !text.data || rowan_utf8_scan(text, &characters) == text.size)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "encoding", "source('%.60s') is not valid UTF-8", other->name);
}

enum rowan_status rowan_other_texts_make(struct rowan_row_workspace *work,
                                         const struct rowan_row_context *context,
                                         const struct rowan_column *column, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < column->other_count && st == ROWAN_OK; i++) {
        work->others.items[i] = make(work, context, &column->others[i], work->others.digits[i]);
        st = check(&column->others[i], work->others.items[i], err);
    }
    if (st == ROWAN_OK && work->trace)
        trace(work, column);
    return st;
}
