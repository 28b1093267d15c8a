/*
 * Rows are chosen before they are made, from the matches under one parent row: a row that is made is never
 * taken back, so the cells stay append-only. For `distinct` each match gets a text of its values; equal texts
 * are found by sorting, so that a document with very many matches stays cheap. A match that skip_empty leaves
 * out does not take part, or it would drop one that holds something.
 */
#include "rows/row_filter.h"

#include <stdlib.h>
#include <string.h>

#include "rows/cell.h"
#include "rows/expansion.h"

/* One match and where its values are in the bytes. */
struct match {
    const struct rowan_node *node;
    const struct rowan_buffer *bytes;
    size_t begin, size;
    int64_t rank; /* prefer: the smallest wins; INT64_MAX: it has none */
    size_t order;
    bool alone; /* lacks a value: equals no other */
    bool dropped;
};

/* ---- matches that are refused ---- */

/* A choice about the match fails: it is refused by itself, and keeps its place among the others. False: the
 * document fails for it. */
static bool refuse(struct rowan_row_workspace *work, const struct rowan_table *table,
                   const struct rowan_column *column, const struct rowan_node *node,
                   const struct rowan_error *err)
{
    struct rowan_reject reject = {.document = work->document_no,
                                  .table = (size_t)(table - work->plan->tables),
                                  .column = column,
                                  .node = node};

    if (work->rejecting)
        return true; /* with a row above it, which says why */
    return table->rejects && rowan_rejects_add(&work->rejects, &reject, err, work->refused);
}

/* Those refused are in the order of the matches. */
static bool is_next_refused(const struct rowan_row_workspace *work, size_t *next, size_t end,
                            const struct rowan_node *node)
{
    bool is = *next < end && work->rejects.items[*next].node == node;

    *next += is;
    return is;
}

/* ---- when ---- */

/* Unknown, as in SQL's WHERE, is not true. */
static enum rowan_status keep_true(struct rowan_row_workspace *work, const struct rowan_table *table,
                                   const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                   struct rowan_error *err)
{
    struct rowan_row_context context = *above;
    size_t kept = 0;

    for (size_t i = 0; i < nodes->count; i++) {
        struct rowan_value value = {0};
        enum rowan_status st;
        context.node = nodes->items[i];
        context.position = i + 1;
        st = rowan_cell_make(work, &context, table, table->when, &value, err);
        if (st == ROWAN_DOCUMENT && refuse(work, table, table->when, context.node, err))
            value.number = !(value.null = false);
        else if (st != ROWAN_OK)
            return st;
        if (!value.null && value.number)
            nodes->items[kept++] = nodes->items[i];
    }
    nodes->count = kept;
    return ROWAN_OK;
}

/* ---- empty matches ---- */

bool rowan_row_filter_counts(const struct rowan_column *column, const struct rowan_value *value)
{
    if (value->null || value->is_default || value->of_blank || column->counts == ROWAN_COUNTS_NO)
        return false;
    return column->counts == ROWAN_COUNTS_YES || !rowan_value_is_zero(&column->type, value);
}

/* What lacks a required value has no value. */
static enum rowan_status required_or_null(struct rowan_row_workspace *work,
                                          const struct rowan_row_context *context,
                                          const struct rowan_table *table, const struct rowan_column *column,
                                          struct rowan_value *value, struct rowan_error *err)
{
    enum rowan_status st = rowan_cell_make(work, context, table, column, value, err);

    if (st != ROWAN_DOCUMENT || strcmp(err->reason, "required") != 0)
        return st;
    value->null = true;
    return ROWAN_OK;
}

/* Whether a column that counts has a value, if only one that will be refused. */
static enum rowan_status holds_something(struct rowan_row_workspace *work,
                                         const struct rowan_row_context *context,
                                         const struct rowan_table *table, bool *full, struct rowan_error *err)
{
    *full = false;
    for (size_t c = 0; c < table->column_count && !*full; c++) {
        const struct rowan_column *column = &table->columns[c];
        struct rowan_value value = {0};
        enum rowan_status st = ROWAN_OK;
        if (column->counts == ROWAN_COUNTS_NO)
            continue;
        st = required_or_null(work, context, table, column, &value, err);
        if (st != ROWAN_OK && st != ROWAN_DOCUMENT)
            return st;
        *full = st == ROWAN_DOCUMENT || rowan_row_filter_counts(column, &value);
    }
    return ROWAN_OK;
}

static enum rowan_status keep_full(struct rowan_row_workspace *work, const struct rowan_table *table,
                                   const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                   size_t refused, struct rowan_error *err)
{
    struct rowan_row_context context = *above;
    size_t kept = 0;

    for (size_t i = 0; i < nodes->count; i++) {
        bool full;
        enum rowan_status st;
        context.node = nodes->items[i];
        context.position = kept + 1;
        st = holds_something(work, &context, table, &full, err);
        if (st != ROWAN_OK)
            return st;
        if (is_next_refused(work, &refused, work->rejects.count, context.node) || full)
            nodes->items[kept++] = nodes->items[i];
    }
    nodes->count = kept;
    return ROWAN_OK;
}

/* ---- distinct ---- */

/* Length before text, so that ("ab", "c") and ("a", "bc") differ. */
static bool append_value(struct rowan_buffer *bytes, const struct rowan_column *column,
                         const struct rowan_value *value)
{
    if (rowan_type_is_integer(&column->type))
        return rowan_buffer_append(bytes, (const char *)&value->number, sizeof value->number);
    return rowan_buffer_append(bytes, (const char *)&value->text.size, sizeof value->text.size) &&
           rowan_buffer_append(bytes, value->text.data, value->text.size);
}

/* A match that lacks what is required is not dropped, so it fails when its row is made, if one is. Nor is one
 * whose value is refused, where such a row fails alone. */
static enum rowan_status describe(struct rowan_row_workspace *work, const struct rowan_table *table,
                                  const struct rowan_row_context *context, struct rowan_buffer *bytes,
                                  struct match *match, struct rowan_error *err)
{
    match->begin = bytes->size;
    for (size_t i = 0; i < table->distinct_count; i++) {
        const struct rowan_column *column = &table->columns[table->distinct[i]];
        struct rowan_value value = {0};
        enum rowan_status st = required_or_null(work, context, table, column, &value, err);
        if (st == ROWAN_DOCUMENT && (table->rejects || work->rejecting))
            value.null = true;
        else if (st != ROWAN_OK)
            return st;
        match->alone = match->alone || value.null;
        if (!value.null && !append_value(bytes, column, &value))
            return rowan_out_of_memory(err);
    }
    match->size = bytes->size - match->begin;
    return ROWAN_OK;
}

static enum rowan_status find_rank(struct rowan_row_workspace *work, const struct rowan_table *table,
                                   const struct rowan_row_context *context, struct match *match,
                                   struct rowan_error *err)
{
    struct rowan_value value = {.null = true};
    enum rowan_status st = ROWAN_OK;

    if (table->prefer)
        st = rowan_cell_make(work, context, table, table->prefer, &value, err);
    if (st == ROWAN_DOCUMENT && refuse(work, table, table->prefer, context->node, err)) {
        match->alone = value.null = true;
        st = ROWAN_OK;
    }
    match->rank = value.null ? INT64_MAX : value.number;
    return st;
}

static int compare_values(const struct match *a, const struct match *b)
{
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return a->size ? memcmp(a->bytes->data + a->begin, b->bytes->data + b->begin, a->size) : 0;
}

/* What equals no other must not stand between two that are equal. */
static int by_values(const void *x, const void *y)
{
    const struct match *a = x;
    const struct match *b = y;
    int order = a->alone != b->alone ? a->alone - b->alone : compare_values(a, b);

    if (!order)
        order = (a->rank > b->rank) - (a->rank < b->rank);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static int by_order(const void *x, const void *y)
{
    const struct match *a = x;
    const struct match *b = y;

    return (a->order > b->order) - (a->order < b->order);
}

static bool are_equal(const struct match *a, const struct match *b)
{
    return !a->alone && !b->alone && compare_values(a, b) == 0;
}

/* The one of matches [begin, end), which are equal and sorted by rank and order, that makes the row. */
static size_t pick_one(const struct match *matches, size_t begin, size_t end, bool last)
{
    size_t kept = begin;

    while (last && kept + 1 < end && matches[kept + 1].rank == matches[begin].rank)
        kept++;
    return kept;
}

/* Sorted by values, equal ones stand together: drop all but one of each. */
static void drop_equal(struct match *matches, size_t count, bool last)
{
    size_t end;

    qsort(matches, count, sizeof *matches, by_values);
    for (size_t begin = 0; begin < count; begin = end) {
        size_t kept;
        for (end = begin + 1; end < count && are_equal(&matches[begin], &matches[end]);)
            end++;
        kept = pick_one(matches, begin, end, last);
        for (size_t i = begin; i < end; i++)
            matches[i].dropped = i != kept;
    }
    qsort(matches, count, sizeof *matches, by_order);
}

static enum rowan_status keep_distinct(struct rowan_row_workspace *work, const struct rowan_table *table,
                                       const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                       size_t refused, struct rowan_error *err)
{
    size_t refused_end = work->rejects.count;
    struct match *matches = calloc(nodes->count, sizeof *matches);
    struct rowan_row_context context = *above;
    struct rowan_buffer bytes = {0};
    enum rowan_status st = matches ? ROWAN_OK : rowan_out_of_memory(err);
    size_t kept = 0;

    for (size_t i = 0; st == ROWAN_OK && i < nodes->count; i++) {
        matches[i].node = context.node = nodes->items[i];
        matches[i].bytes = &bytes;
        matches[i].order = context.position = i + 1;
        if (is_next_refused(work, &refused, refused_end, context.node)) {
            matches[i].alone = true;
            continue;
        }
        st = describe(work, table, &context, &bytes, &matches[i], err);
        if (st == ROWAN_OK)
            st = find_rank(work, table, &context, &matches[i], err);
    }
    if (st == ROWAN_OK) {
        drop_equal(matches, nodes->count, table->distinct_last);
        for (size_t i = 0; i < nodes->count; i++)
            if (!matches[i].dropped)
                nodes->items[kept++] = matches[i].node;
        nodes->count = kept;
    }
    rowan_buffer_clear(&bytes);
    free(matches);
    return st;
}

/* Among fewer than two matches prefer decides nothing; whether its paths match is noted all the same, until
 * they do. */
static enum rowan_status ask_prefer(struct rowan_row_workspace *work, const struct rowan_table *table,
                                    const struct rowan_row_context *above, const struct rowan_nodes *nodes,
                                    struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < table->prefer->path_count; i++) {
        const struct rowan_path *path = table->prefer->paths[i];
        if (!rowan_select_is_known(work->coverage->paths, path))
            st = rowan_select(work->selector, above->document, path, nodes->items[0], &work->nodes, err);
    }
    return st;
}

static enum rowan_status leave_empty(struct rowan_row_workspace *work, const struct rowan_table *table,
                                     const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                     size_t refused, int64_t *fates, struct rowan_error *err)
{
    size_t before = nodes->count;
    enum rowan_status st = keep_full(work, table, above, nodes, refused, err);

    fates[ROWAN_FATE_EMPTY] += (int64_t)(before - nodes->count);
    return st;
}

enum rowan_status rowan_row_filter(struct rowan_row_workspace *work, const struct rowan_table *table,
                                   const struct rowan_row_context *above, struct rowan_nodes *nodes,
                                   int64_t *fates, struct rowan_error *err)
{
    const struct rowan_trace *trace = rowan_row_workspace_trace(work, NULL); /* these make no cells */
    struct rowan_error own; /* what is asked here needs the reason */
    enum rowan_status st = ROWAN_OK;
    size_t before = nodes->count, refused = work->rejects.count;

    work->choosing = true;
    if (table->when)
        st = keep_true(work, table, above, nodes, &own);
    fates[ROWAN_FATE_WHEN] += (int64_t)(before - nodes->count);
    if (st == ROWAN_OK && table->distinct_count && nodes->count > 1) {
        if (table->skip_empty && !rowan_expansion_some(table))
            st = leave_empty(work, table, above, nodes, refused, fates, &own);
        before = nodes->count;
        if (st == ROWAN_OK && nodes->count > 1)
            st = keep_distinct(work, table, above, nodes, refused, &own);
        fates[ROWAN_FATE_DISTINCT] += (int64_t)(before - nodes->count);
    }
    work->choosing = false;
    if (st != ROWAN_OK && err)
        *err = own;
    if (st == ROWAN_OK && table->prefer && nodes->count == 1)
        st = ask_prefer(work, table, above, nodes, err);
    rowan_row_workspace_trace(work, trace);
    return st;
}
