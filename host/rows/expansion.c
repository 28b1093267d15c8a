/*
 * An entry whose text is missing makes no row, and costs no more than its path; whether its value converts is
 * seen when the row's cells are made. Texts stand as table->given names them, then the readings.
 */
#include "rows/expansion.h"

#include <stdlib.h>

#include "rows/cell_text.h"
#include "rows/missing_text.h"

static bool make_room(struct rowan_expansion *expansion, const struct rowan_table *table)
{
    expansion->texts = calloc(table->given_count + table->reading_count + 1, sizeof *expansion->texts);
    expansion->values = calloc(table->reading_count + 1, sizeof *expansion->values);
    expansion->nodes = calloc(table->reading_count + 1, sizeof *expansion->nodes);
    return expansion->texts && expansion->values && expansion->nodes;
}

struct rowan_expansion *rowan_expansion_new(const struct rowan_plan *plan)
{
    struct rowan_expansion *expansions = calloc(plan->table_count + 1, sizeof *expansions);
    bool ok = expansions != NULL;

    for (size_t t = 0; ok && t < plan->table_count; t++)
        ok = make_room(&expansions[t], &plan->tables[t]);
    if (ok)
        return expansions;
    rowan_expansion_free(expansions, plan);
    return NULL;
}

void rowan_expansion_free(struct rowan_expansion *expansions, const struct rowan_plan *plan)
{
    if (!expansions)
        return;
    for (size_t t = 0; t < plan->table_count; t++) {
        free(expansions[t].texts);
        for (size_t i = 0; expansions[t].values && i < plan->tables[t].reading_count; i++)
            rowan_buffer_clear(&expansions[t].values[i]);
        free(expansions[t].values);
        free(expansions[t].nodes);
        rowan_record_batch_clear(&expansions[t].records);
    }
    free(expansions);
}

enum rowan_status rowan_expansion_begin(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                        const struct rowan_table *table,
                                        const struct rowan_row_context *context, struct rowan_error *err)
{

    expansion->next = 0;
    if (!table->row_function)
        return ROWAN_OK;
    return rowan_cell_text_records(work, context, table, &expansion->records, err);
}

/* Made in the work's buffers, which the cells of the row use as well; else it lies in the document. */
static bool is_made(const struct rowan_column *reading)
{
    return reading->expr || reading->pick == ROWAN_PICK_JOIN;
}

static enum rowan_status keep_text(struct rowan_buffer *kept, struct rowan_slice text,
                                   struct rowan_slice *out, struct rowan_error *err)
{
    kept->size = 0;
    if (!rowan_buffer_append(kept, text.data, text.size))
        return rowan_out_of_memory(err);
    *out = (struct rowan_slice){kept->data ? kept->data : "", kept->size};
    return ROWAN_OK;
}

/* The text of one reading; its data stays NULL when it is missing. alone: at most one node matched the path,
 * so that text is what every reading of the entry reads. */
static enum rowan_status read_entry(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                    const struct rowan_table *table, const struct rowan_row_context *context,
                                    const struct rowan_column *reading, size_t number,
                                    struct rowan_slice *text, bool *alone, struct rowan_error *err)
{
    struct rowan_slice *out = &expansion->texts[table->given_count + number];
    enum rowan_status st = ROWAN_OK;
    bool bad;

    out->data = NULL;
    if (!*alone) {
        work->node = context->node;
        st = rowan_cell_text_lenient(work, context, reading, text, &bad, err);
        *alone = st == ROWAN_OK && !is_made(reading) && work->nodes.count <= 1;
    }
    expansion->nodes[number] = work->node;
    if (st == ROWAN_DOCUMENT)
        rowan_row_workspace_place(work, table, reading, err);
    if (st != ROWAN_OK || rowan_missing_text(reading, *text))
        return st;
    if (is_made(reading) && !*alone)
        return keep_text(&expansion->values[number], *text, out, err);
    *out = *text;
    return ROWAN_OK;
}

/* The texts of an entry. *has is false when no reading has a value. */
static enum rowan_status take_entry(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                    const struct rowan_table *table, const struct rowan_row_context *context,
                                    const struct rowan_unpivot_entry *entry, bool *has,
                                    struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    struct rowan_slice text = {NULL, 0};
    bool alone = false;

    *has = false;
    for (size_t i = 0; st == ROWAN_OK && i < table->reading_count; i++) {
        st = read_entry(work, expansion, table, context, &entry->readings[i], i, &text, &alone, err);
        *has = *has || expansion->texts[table->given_count + i].data;
    }
    work->entry = entry;
    work->entry_nodes = expansion->nodes;
    for (size_t i = 0; *has && i < table->given_count; i++)
        expansion->texts[i] = entry->labels[i];
    return st;
}

static enum rowan_status next_entry(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                    const struct rowan_table *table, const struct rowan_row_context *context,
                                    bool *more, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    *more = false;
    while (st == ROWAN_OK && !*more && expansion->next < table->unpivot_count)
        st = take_entry(work, expansion, table, context, &table->unpivot[expansion->next++], more, err);
    return st;
}

enum rowan_status rowan_expansion_next(struct rowan_row_workspace *work, struct rowan_expansion *expansion,
                                       const struct rowan_table *table, struct rowan_row_context *context,
                                       bool *more, struct rowan_error *err)
{

    context->expanded = expansion->texts;
    context->readings = expansion->texts + table->given_count;
    if (!table->row_function)
        return next_entry(work, expansion, table, context, more, err);
    *more = expansion->next < expansion->records.count;
    if (*more)
        rowan_record_batch_get(&expansion->records, expansion->next++, expansion->texts);
    return ROWAN_OK;
}
