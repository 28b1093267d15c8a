/* Scratch space, and the place of what goes wrong in it. */
#include "rows/row_workspace.h"

#include <stdio.h>
#include <stdlib.h>

struct rowan_row_workspace *rowan_row_workspace_new(const struct rowan_plan *plan)
{
    struct rowan_row_workspace *work = calloc(1, sizeof *work);

    if (!work)
        return NULL;
    work->plan = plan;
    rowan_arena_init(&work->names, 0);
    work->selector = rowan_selector_new();
    work->each = calloc(plan->table_count + 1, sizeof *work->each);
    work->coverage = rowan_coverage_new(plan);
    if (!work->selector || !work->each || !work->coverage ||
        (plan->xpath_count && rowan_xpath_new(&work->xpath, plan->namespaces, plan->namespace_count,
                                              plan->xpath_count, NULL) != ROWAN_OK)) {
        rowan_row_workspace_free(work);
        return NULL;
    }
    rowan_selector_watch(work->selector, work->coverage->paths);
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
    rowan_arena_clear(&work->names);
    rowan_serialize_clear(&work->markup);
    rowan_expr_scratch_clear(&work->expr);
    rowan_match_levels_clear(&work->matches);
    rowan_xpath_free(work->xpath);
    rowan_coverage_free(work->coverage);
    free(work->changes.items);
    rowan_faults_clear(&work->faults);
    rowan_rejects_clear(&work->rejects);
    free(work);
}

void rowan_row_workspace_forget(struct rowan_row_workspace *work)
{
    rowan_xpath_forget(work->xpath);
    work->names_noted = false;
    rowan_selector_forget(work->selector);
    work->document = NULL;
    rowan_arena_reset(&work->names, 0);
}

const struct rowan_trace *rowan_row_workspace_trace(struct rowan_row_workspace *work,
                                                    const struct rowan_trace *trace)
{
    const struct rowan_trace *before = work->trace;

    work->trace = trace;
    return before;
}

void rowan_row_workspace_change(struct rowan_row_workspace *work, const struct rowan_column *column,
                                enum rowan_change change)
{
    struct rowan_change_log *log = &work->changes;
    size_t capacity = log->capacity ? log->capacity * 2 : 256;
    uint32_t *items;

    if (work->choosing || !column->number || log->no_memory)
        return;
    if (log->count == log->capacity) {
        items = realloc(log->items, capacity * sizeof *items);
        if (!items) {
            log->no_memory = true;
            return;
        }
        log->items = items;
        log->capacity = capacity;
    }
    log->items[log->count++] = (uint32_t)((column->number - 1) * ROWAN_CHANGES + change);
}

bool rowan_row_workspace_count(struct rowan_row_workspace *work)
{
    struct rowan_change_log *log = &work->changes;
    bool ok = !log->no_memory;

    for (size_t i = 0; ok && i < log->count; i++)
        work->coverage->changes[log->items[i]]++;
    log->count = 0;
    log->no_memory = false;
    return ok;
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

const struct rowan_node *rowan_row_workspace_node(const struct rowan_row_workspace *work,
                                                  const struct rowan_column *column)
{
    return column->origin == ROWAN_FROM_VALUE ? work->entry_nodes[column->of] : work->node;
}

void rowan_row_workspace_place(const struct rowan_row_workspace *work, const struct rowan_table *table,
                               const struct rowan_column *column, struct rowan_error *err)
{
    char path[160];

    print_path(column->origin == ROWAN_FROM_VALUE ? work->entry->readings : column, path, sizeof path);
    rowan_error_prefix(err, "line %u: %s.%s (%s:%d)%s",
                       (unsigned)rowan_document_line(work->document, rowan_row_workspace_node(work, column)),
                       table->label, column->name, column->place.file, column->place.line, path);
}
