/* Values of cells are typed; an expression takes them as texts, as it takes what a document says. */
#include "rows/other_texts.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static struct rowan_slice text_of(const struct rowan_type *type, const struct rowan_value *value,
                                  char printed[ROWAN_OTHER_PRINTED])
{
    if (value->null)
        return (struct rowan_slice){NULL, 0};
    if (!rowan_type_is_integer(type))
        return value->text;
    if (type->kind == ROWAN_BOOLEAN)
        return rowan_slice_of(value->number ? "true" : "false");
    snprintf(printed, ROWAN_OTHER_PRINTED, "%lld", (long long)value->number);
    return rowan_slice_of(printed);
}

/* An expression would take it for one of the mapping's zone. */
static struct rowan_slice with_offset(struct rowan_slice text, char printed[ROWAN_OTHER_PRINTED])
{
    if (text.size >= ROWAN_OTHER_PRINTED)
        return text;
    memmove(printed, text.data, text.size);
    printed[text.size] = 'Z';
    return (struct rowan_slice){printed, text.size + 1};
}

static struct rowan_slice number_text(size_t number, char printed[ROWAN_OTHER_PRINTED])
{
    snprintf(printed, ROWAN_OTHER_PRINTED, "%zu", number);
    return rowan_slice_of(printed);
}

static struct rowan_value cell_of(const struct rowan_row_workspace *work,
                                  const struct rowan_row_context *context,
                                  const struct rowan_column_other *other)
{
    const struct rowan_value none = {.null = true};

    if (other->origin == ROWAN_FROM_PARENT)
        return rowan_cells_get(&context->parent->cells[other->of], context->parent->row);
    if (other->origin != ROWAN_FROM_ABOVE)
        return rowan_cells_get(&work->row_cells[other->of], work->row);
    if (context->above_row != SIZE_MAX)
        return rowan_cells_get(&context->table_cells[other->of], context->above_row);
    return none;
}

static struct rowan_slice make(const struct rowan_row_workspace *work,
                               const struct rowan_row_context *context,
                               const struct rowan_column_other *other, char printed[ROWAN_OTHER_PRINTED])
{
    struct rowan_value value;
    struct rowan_slice text;

    if (other->origin == ROWAN_FROM_SOURCE)
        return context->source_columns[other->of];
    if (other->origin == ROWAN_FROM_POSITION)
        return number_text(context->position, printed);
    if (other->origin == ROWAN_FROM_LEVEL)
        return number_text(context->level, printed);
    if (other->origin == ROWAN_FROM_ORDINAL)
        return number_text(work->ordinal, printed);
    value = cell_of(work, context, other);
    text = text_of(&other->type, &value, printed);
    return other->utc && text.data ? with_offset(text, printed) : text;
}

static void trace(const struct rowan_row_workspace *work, const struct rowan_column *column)
{
    char what[120];

    for (size_t i = 0; i < column->other_count; i++) {
        const struct rowan_column_other *other = &column->others[i];
        snprintf(what, sizeof what, "%s %.80s",
                 other->origin == ROWAN_FROM_EXPR ? "column" : rowan_origin_name(other->origin), other->name);
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
