/*
 * An entry whose text is missing makes no row, and costs no more than its path; whether its value converts is
 * seen when the row's cells are made. Texts stand as table->given names them, then the readings.
 */
#include "rows/expansion.h"

#include <stdlib.h>

#include "rows/row_workspace.h"

static bool make_room(struct rowan_expansion *given, const struct rowan_table *table)
{
    given->texts = calloc(table->given_count + table->reading_count + 1, sizeof *given->texts);
    given->values = calloc(table->reading_count + 1, sizeof *given->values);
    given->lines = calloc(table->reading_count + 1, sizeof *given->lines);
    return given->texts && given->values && given->lines;
}

struct rowan_expansion *rowan_expansion_new(const struct rowan_plan *plan)
{
    struct rowan_expansion *given = calloc(plan->table_count + 1, sizeof *given);
    bool ok = given != NULL;

    for (size_t t = 0; ok && t < plan->table_count; t++) {
        ok = make_room(&given[t], &plan->tables[t]);
    }
    if (ok)
        return given;
    rowan_expansion_free(given, plan);
    return NULL;
}

void rowan_expansion_free(struct rowan_expansion *given, const struct rowan_plan *plan)
{
    if (!given)
        return;
    for (size_t t = 0; t < plan->table_count; t++) {
        free(given[t].texts);
        for (size_t i = 0; given[t].values && i < plan->tables[t].reading_count; i++)
            rowan_buffer_clear(&given[t].values[i]);
        free(given[t].values);
        free(given[t].lines);
        rowan_record_batch_clear(&given[t].records);
    }
    free(given);
}

enum rowan_status rowan_expansion_begin(struct rowan_rows *rows, size_t t,
                                        const struct rowan_row_context *context, struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];

    given->next = 0;
    if (!table->row_function)
        return ROWAN_OK;
    return rowan_cell_records(rows->work, context, table, &given->records, err);
}

/* The text of one reading; its data stays NULL when it is missing. */
static enum rowan_status read_entry(struct rowan_rows *rows, size_t t,
                                    const struct rowan_row_context *context,
                                    const struct rowan_column *reading, size_t number,
                                    struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];
    struct rowan_buffer *kept = &given->values[number];
    struct rowan_slice *out = &given->texts[table->given_count + number];
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st;

    out->data = NULL;
    rows->work->line = context->node->line;
    st = rowan_cell_lenient(rows->work, context, reading, &text, err);
    given->lines[number] = rows->work->line;
    if (st == ROWAN_DOCUMENT)
        rowan_cell_place(rows->work, table, reading, err);
    if (st != ROWAN_OK || rowan_cell_is_missing(reading, text))
        return st;
    kept->size = 0;
    if (!rowan_buffer_append(kept, text.data, text.size))
        return rowan_out_of_memory(err);
    *out = (struct rowan_slice){kept->data ? kept->data : "", kept->size};
    return ROWAN_OK;
}

/* The texts of an entry. *has is false when no reading has a value. */
static enum rowan_status take_entry(struct rowan_rows *rows, size_t t,
                                    const struct rowan_row_context *context,
                                    const struct rowan_unpivot_entry *entry, bool *has,
                                    struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];
    enum rowan_status st = ROWAN_OK;

    *has = false;
    for (size_t i = 0; st == ROWAN_OK && i < table->reading_count; i++) {
        st = read_entry(rows, t, context, &entry->readings[i], i, err);
        *has = *has || given->texts[table->given_count + i].data;
    }
    rows->work->entry = entry;
    rows->work->entry_lines = given->lines;
    for (size_t i = 0; *has && i < table->given_count; i++)
        given->texts[i] = entry->labels[i];
    return st;
}

static enum rowan_status next_entry(struct rowan_rows *rows, size_t t,
                                    const struct rowan_row_context *context, bool *more,
                                    struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];
    enum rowan_status st = ROWAN_OK;

    *more = false;
    while (st == ROWAN_OK && !*more && given->next < table->unpivot_count)
        st = take_entry(rows, t, context, &table->unpivot[given->next++], more, err);
    return st;
}

enum rowan_status rowan_expansion_next(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                       bool *more, struct rowan_error *err)
{
    struct rowan_expansion *given = &rows->given[t];

    context->given = given->texts;
    context->readings = given->texts + rows->plan->tables[t].given_count;
    if (!rows->plan->tables[t].row_function)
        return next_entry(rows, t, context, more, err);
    *more = given->next < given->records.count;
    if (*more)
        rowan_record_batch_get(&given->records, given->next++, given->texts);
    return ROWAN_OK;
}
