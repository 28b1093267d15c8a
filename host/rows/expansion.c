/*
 * A pair whose text is missing makes no row, and costs no more than its path; whether its value converts is
 * seen when the row's cells are made.
 */
#include "rows/expansion.h"

#include <stdlib.h>

#include "rows/row_workspace.h"

struct rowan_expansion *rowan_expansion_new(const struct rowan_plan *plan)
{
    struct rowan_expansion *given = calloc(plan->table_count + 1, sizeof *given);
    bool ok = given != NULL;

    for (size_t t = 0; ok && t < plan->table_count; t++) {
        given[t].texts = calloc(plan->tables[t].given_count + 1, sizeof *given[t].texts);
        ok = given[t].texts != NULL;
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
        rowan_buffer_clear(&given[t].value);
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

/* The texts of a pair: its value, then its labels. *has is false when there is no value. */
static enum rowan_status take_pair(struct rowan_rows *rows, size_t t, const struct rowan_row_context *context,
                                   const struct rowan_unpivot_entry *pair, bool *has, struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];
    struct rowan_slice text = {NULL, 0};
    enum rowan_status st;

    rows->work->line = context->node->line;
    st = rowan_cell_lenient(rows->work, context, pair->value, &text, err);
    rows->work->pair = pair->value;
    rows->work->pair_line = rows->work->line;
    if (st == ROWAN_DOCUMENT)
        rowan_cell_place(rows->work, table, pair->value, err);
    *has = st == ROWAN_OK && !rowan_cell_is_missing(pair->value, text);
    if (!*has)
        return st;
    given->value.size = 0;
    if (!rowan_buffer_append(&given->value, text.data, text.size))
        return rowan_out_of_memory(err);
    given->texts[0] = (struct rowan_slice){given->value.data ? given->value.data : "", given->value.size};
    for (size_t i = 1; i < table->given_count; i++)
        given->texts[i] = pair->labels[i - 1];
    return ROWAN_OK;
}

static enum rowan_status next_pair(struct rowan_rows *rows, size_t t, const struct rowan_row_context *context,
                                   bool *more, struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *given = &rows->given[t];
    enum rowan_status st = ROWAN_OK;

    *more = false;
    while (st == ROWAN_OK && !*more && given->next < table->pair_count)
        st = take_pair(rows, t, context, &table->pairs[given->next++], more, err);
    return st;
}

enum rowan_status rowan_expansion_next(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                       bool *more, struct rowan_error *err)
{
    struct rowan_expansion *given = &rows->given[t];

    context->given = given->texts;
    if (!rows->plan->tables[t].row_function)
        return next_pair(rows, t, context, more, err);
    *more = given->next < given->records.count;
    if (*more)
        rowan_record_batch_get(&given->records, given->next++, given->texts);
    return ROWAN_OK;
}
