/*
 * Filling rows. For every element that a table's `each` matches, one row; for every row, its cells from
 * left to right, then the rows of its child tables. A failure cuts all columns back to where the
 * document began.
 */
#include "rows/rows.h"

#include <stdlib.h>
#include <string.h>

#include "rows/cell.h"
#include "rows/duplicate_key.h"
#include "rows/expansion.h"
#include "rows/no_rows.h"
#include "rows/row_parts.h"
#include "rows/row_filter.h"
#include "rows/skipping.h"
#include "rows/row_tree.h"

/* ---- starts: where each document's rows begin ---- */

static bool reserve_starts(struct rowan_rows *rows)
{
    size_t need = rows->documents + 2;
    size_t capacity = rows->starts_capacity ? rows->starts_capacity * 2 : 64;
    size_t *starts;

    if (need <= rows->starts_capacity)
        return true;
    starts = realloc(rows->starts, capacity * (rows->plan->table_count + 1) * sizeof *starts);
    if (!starts)
        return false;
    rows->starts = starts;
    rows->starts_capacity = capacity;
    return true;
}

static void note_starts(struct rowan_rows *rows)
{
    for (size_t t = 0; t < rows->plan->table_count; t++)
        rows->starts[rows->documents * rows->plan->table_count + t] = rows->tables[t].count;
}

/* ---- making and emptying ---- */

enum rowan_status rowan_rows_new(struct rowan_rows **out, const struct rowan_plan *plan,
                                 struct rowan_error *err)
{
    struct rowan_rows *rows = calloc(1, sizeof *rows);

    *out = NULL;
    if (!rows)
        goto fail;
    rows->plan = plan;
    rows->tables = calloc(plan->table_count + 1, sizeof *rows->tables);
    rows->work = rowan_row_workspace_new(plan);
    rows->expansions = rowan_expansion_new(plan);
    rows->trees = calloc(plan->table_count + 1, sizeof *rows->trees);
    rows->ordinals = calloc(plan->table_count + 1, sizeof *rows->ordinals);
    rows->keys = rowan_duplicate_key_new(plan);
    rows->parts = rowan_row_parts_new(plan);
    rows->fates = calloc(plan->table_count * ROWAN_FATES + 1, sizeof *rows->fates);
    if (!rows->tables || !rows->work || !rows->fates || !rows->expansions || !rows->keys || !rows->parts ||
        !rows->trees || !rows->ordinals || !reserve_starts(rows))
        goto fail;
    for (size_t t = 0; t < plan->table_count; t++) {
        const struct rowan_table *table = &plan->tables[t];
        rows->tables[t].cells = calloc(table->column_count + 1, sizeof(struct rowan_cells));
        if (!rows->tables[t].cells)
            goto fail;
        for (size_t c = 0; c < table->column_count; c++)
            rows->tables[t].cells[c].integer = rowan_type_is_integer(&table->columns[c].type);
    }
    note_starts(rows);
    *out = rows;
    return ROWAN_OK;
fail:
    rowan_rows_free(rows);
    return rowan_out_of_memory(err);
}

void rowan_rows_free(struct rowan_rows *rows)
{
    if (!rows)
        return;
    for (size_t t = 0; rows->tables && t < rows->plan->table_count; t++) {
        for (size_t c = 0; rows->tables[t].cells && c < rows->plan->tables[t].column_count; c++)
            rowan_cells_clear(&rows->tables[t].cells[c]);
        free(rows->tables[t].cells);
    }
    for (size_t t = 0; rows->trees && t < rows->plan->table_count; t++)
        rowan_row_tree_clear(&rows->trees[t]);
    free(rows->trees);
    free(rows->ordinals);
    free(rows->tables);
    free(rows->starts);
    free(rows->fates);
    rowan_row_workspace_free(rows->work);
    rowan_expansion_free(rows->expansions, rows->plan);
    rowan_duplicate_key_free(rows->keys);
    rowan_row_parts_free(rows->parts, rows->plan);
    free(rows);
}

static void truncate_table(struct rowan_rows *rows, size_t t, size_t count)
{
    rowan_table_rows_truncate(&rows->tables[t], rows->plan->tables[t].column_count, count);
}

static void truncate_all(struct rowan_rows *rows)
{
    for (size_t t = 0; t < rows->plan->table_count; t++)
        truncate_table(rows, t, 0);
}

void rowan_rows_reset(struct rowan_rows *rows)
{
    truncate_all(rows);
    if (rows->plan->rejects)
        rowan_rejects_truncate(&rows->work->rejects, 0);
    rows->documents = 0;
    if (rows->plan->numbered)
        rows->work->numbered = 0;
    rows->bytes = 0;
    rowan_row_parts_forget(rows->parts);
}

struct rowan_rejects *rowan_rows_rejects(const struct rowan_rows *rows)
{
    return &rows->work->rejects;
}

size_t rowan_rows_rejected(const struct rowan_rows *rows, size_t document)
{
    size_t begin, end;

    if (!rows->plan->rejects)
        return 0;
    rowan_rejects_range(&rows->work->rejects, document, document + 1, &begin, &end);
    return end - begin;
}

enum rowan_status rowan_rows_locate(struct rowan_rows *rows, struct rowan_parser *parser,
                                    struct rowan_error *err)
{
    struct rowan_rejects *rejects = &rows->work->rejects;

    if (rejects->count == rows->rejects_before)
        return ROWAN_OK;
    return rowan_rejects_locate(rejects, rows->rejects_before, rows->plan, parser) ? ROWAN_OK
                                                                                   : rowan_out_of_memory(err);
}

void rowan_rows_trace(struct rowan_rows *rows, const struct rowan_trace *trace)
{
    rowan_row_workspace_trace(rows->work, trace);
}

struct rowan_coverage *rowan_rows_coverage(const struct rowan_rows *rows)
{
    return rows->work->coverage;
}

void rowan_rows_explain(const struct rowan_rows *rows, struct rowan_parser *parser, struct rowan_error *err)
{
    rowan_faults_tell(&rows->work->faults, parser, rows->plan->names, err);
}

void rowan_rows_profile(struct rowan_rows *rows, struct rowan_profile *profile)
{
    rows->work->profile = profile;
}

void rowan_rows_range(const struct rowan_rows *rows, size_t table, size_t first, size_t last, size_t *begin,
                      size_t *end)
{
    *begin = rows->starts[first * rows->plan->table_count + table];
    *end = rows->starts[last * rows->plan->table_count + table];
}

size_t rowan_rows_total(const struct rowan_rows *rows, size_t first, size_t last)
{
    size_t count = 0;

    for (size_t t = 0; t < rows->plan->table_count; t++) {
        size_t begin, end;
        rowan_rows_range(rows, t, first, last, &begin, &end);
        count += end - begin;
    }
    return count;
}

/* ---- more rows than are held ---- */

void rowan_rows_limit(struct rowan_rows *rows, size_t bytes)
{
    rows->parts->limit = bytes;
}

size_t rowan_rows_parted(const struct rowan_rows *rows)
{
    return rows->parts->gone;
}

size_t rowan_rows_parted_own(const struct rowan_rows *rows)
{
    return rows->parts->gone - rows->parts->shared;
}

bool rowan_rows_crowded(const struct rowan_rows *rows)
{
    return rows->parts->crowded;
}

void rowan_rows_hand(struct rowan_rows *rows, struct rowan_rows *to)
{
    struct rowan_table_rows *tables = to->tables;

    to->tables = rows->tables;
    memset(to->starts, 0, rows->plan->table_count * sizeof *to->starts);
    to->documents = 1;
    note_starts(to);
    rows->tables = tables;
    truncate_all(rows);
}

size_t rowan_rows_own(const struct rowan_rows *rows, size_t first, size_t last)
{
    size_t count = rowan_rows_total(rows, first, last);

    for (size_t t = 0; rows->plan->shares && t < rows->plan->table_count; t++) {
        size_t begin, end;
        if (!rows->plan->tables[t].conflict)
            continue;
        rowan_rows_range(rows, t, first, last, &begin, &end);
        count -= end - begin;
    }
    return count;
}

/* ---- one document ---- */

static enum rowan_status set_cell(struct rowan_rows *rows, size_t t, size_t c,
                                  const struct rowan_value *value, struct rowan_error *err)
{
    struct rowan_cells *cells = &rows->tables[t].cells[c];
    size_t row = rows->tables[t].count;

    if (!rowan_cells_reserve(cells, row) || !rowan_cells_set(cells, row, value))
        return rowan_out_of_memory(err);
    rows->bytes += cells->integer ? 8 : value->text.size + 8;
    return ROWAN_OK;
}

/* A failure that waits until it is known whether it is one. */
struct late {
    struct rowan_error error;
    const struct rowan_column *column;
    const struct rowan_node *node;
};

/* A cell of a row that may turn out to hold nothing: then it does not matter that it lacks what is required,
 * so the first such failure waits in late until that is known. */
static enum rowan_status make_late(struct rowan_rows *rows, const struct rowan_row_context *context,
                                   const struct rowan_table *table, const struct rowan_column *column,
                                   struct rowan_value *value, struct late *late, struct rowan_error *err)
{
    struct rowan_error own;
    enum rowan_status st = rowan_cell_make(rows->work, context, table, column, value, &own);

    if (st == ROWAN_DOCUMENT && strcmp(own.reason, "required") == 0) {
        if (!late->error.message[0])
            *late = (struct late){own, column, rowan_row_workspace_node(rows->work, column)};
        value->null = true;
        return ROWAN_OK;
    }
    if (st != ROWAN_OK && err)
        *err = own;
    return st;
}

/* Whether the row in hand is to be made; what it lacks is no failure before that is known. */
struct wanted {
    bool full;          /* a column that counts has a value */
    bool valued;        /* unpivot: one of the value() columns has a value */
    size_t values_left; /* value() columns that are not made yet */
};

static void look_at_cell(struct wanted *wanted, const struct rowan_column *column,
                         const struct rowan_value *value)
{
    wanted->full = wanted->full || rowan_row_filter_counts(column, value);
    if (column->origin != ROWAN_FROM_VALUE)
        return;
    wanted->valued = wanted->valued || !value->null;
    wanted->values_left--;
}

/* ---- rows that fail alone ---- */

/* What becomes of a row. */
enum made { MADE_NOT, MADE, MADE_REJECTED };

/* Whether a row of the table that is refused leaves the document as it is. */
static bool fails_alone(const struct rowan_rows *rows, size_t t)
{
    return rows->work->rejecting > 0 || rows->plan->tables[t].rejects;
}

static size_t count_rejects(const struct rowan_rows *rows)
{
    return rows->work->rejects.count - rows->rejects_before;
}

/* One row is refused for what why says; column NULL: for none in particular. ROWAN_DOCUMENT: these are too
 * many. */
static enum rowan_status reject(struct rowan_rows *rows, size_t t, const struct rowan_column *column,
                                const struct rowan_row_context *context, const struct rowan_error *why,
                                struct rowan_slice value, struct rowan_error *err)
{
    struct rowan_row_workspace *work = rows->work;
    struct rowan_reject reject = {.document = rows->documents,
                                  .table = t,
                                  .column = column,
                                  .node = column ? rowan_row_workspace_node(work, column) : context->node,
                                  .row_no = context->position};

    if (!rowan_rejects_add(&work->rejects, &reject, why, value))
        return rowan_out_of_memory(err);
    if (count_rejects(rows) <= (size_t)rows->plan->rejects_most)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_DOCUMENT, "rejects",
                      "more rows of the document are refused than the %lld that may be (rejects):",
                      (long long)rows->plan->rejects_most);
}

/* It goes with the row above it, which is refused. */
static enum rowan_status reject_with_parent(struct rowan_rows *rows, size_t t,
                                            const struct rowan_row_context *context, struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_error why;

    rowan_fail(&why, ROWAN_DOCUMENT, "parent", "line %u: %s (%s:%d): the row of %s above it is rejected",
               (unsigned)rowan_document_line(context->document, context->node), table->label,
               table->place.file, table->place.line, rows->plan->tables[table->parent].label);
    return reject(rows, t, NULL, context, &why, (struct rowan_slice){NULL, 0}, err);
}

/* A cell of the row is refused: the first one of a row says why it is rejected. */
static enum rowan_status reject_cell(struct rowan_rows *rows, size_t t, const struct rowan_column *column,
                                     const struct rowan_row_context *context, bool *rejected,
                                     struct rowan_error *err)
{
    struct rowan_error why = *err;
    bool first = !*rejected && rows->work->rejecting == 0;

    *rejected = true;
    return first ? reject(rows, t, column, context, &why, rows->work->refused, err) : ROWAN_OK;
}

/* A value is refused, and the document with it, but there may be more to say of it. A copy of a value that
 * was refused in the parent row is no fault of its own. */
static bool goes_on(struct rowan_rows *rows, const struct rowan_column *column, enum rowan_status st,
                    const struct rowan_error *err)
{
    struct rowan_faults *faults = &rows->work->faults;

    if (st != ROWAN_DOCUMENT || !err)
        return false;
    if ((column->origin == ROWAN_FROM_PARENT || column->origin == ROWAN_FROM_ABOVE ||
         column->other_count > 0) &&
        faults->count > 0)
        return true;
    return rowan_faults_note(faults, rowan_row_workspace_node(rows->work, column), err);
}

/* The same of what fails before there is a row. */
static bool goes_on_without(struct rowan_rows *rows, enum rowan_status st, const struct rowan_error *err)
{
    return st == ROWAN_DOCUMENT && err && rowan_faults_note(&rows->work->faults, rows->work->node, err);
}

static int64_t *fates_of(const struct rowan_rows *rows, size_t t)
{
    return rows->fates + t * ROWAN_FATES;
}

/* What the row lacks is known to be a failure now. */
static enum rowan_status end_late(struct rowan_rows *rows, size_t t, const struct rowan_row_context *context,
                                  const struct late *late, bool *rejected, struct rowan_error *err)
{
    struct rowan_row_context at = *context;

    at.node = late->node;
    *rejected = fails_alone(rows, t);
    if (*rejected) {
        enum rowan_status st = reject(rows, t, NULL, &at, &late->error, (struct rowan_slice){NULL, 0}, err);
        if (st == ROWAN_OK)
            rows->work->rejects.items[rows->work->rejects.count - 1].column = late->column;
        return st;
    }
    if (rowan_faults_note(&rows->work->faults, late->node, &late->error))
        return ROWAN_OK;
    if (err)
        *err = late->error;
    return ROWAN_DOCUMENT;
}

/* The row in hand is complete, and refused: it stays until the rows below it are rejected, too. */
static enum rowan_status end_rejected(struct rowan_rows *rows, size_t t,
                                      const struct rowan_row_context *context, enum made *made,
                                      struct rowan_error *err)
{
    *made = MADE_REJECTED;
    rows->tables[t].count++;
    fates_of(rows, t)[ROWAN_FATE_REJECTED]++;
    return rows->work->rejecting ? reject_with_parent(rows, t, context, err) : ROWAN_OK;
}

/* The cells of a row; the row counts once all of them are there. */
static enum rowan_status fill_row(struct rowan_rows *rows, size_t t, const struct rowan_row_context *context,
                                  enum made *made, struct rowan_error *err)
{
    bool rejected = false;
    const struct rowan_table *table = &rows->plan->tables[t];
    struct wanted wanted = {!table->skip_empty, table->value_count == 0, table->value_count};
    const bool always = wanted.full && wanted.valued;
    size_t changes = rows->work->changes.count;
    struct late late;

    late.error.message[0] = '\0';
    *made = MADE_NOT;
    rows->work->row_cells = rows->tables[t].cells;
    rows->work->row = rows->tables[t].count;
    rows->work->ordinal = rows->ordinals[table->first_into] + 1;
    for (size_t i = 0; i < table->column_count && (always || wanted.valued || wanted.values_left > 0); i++) {
        size_t c = table->order[i];
        const struct rowan_column *column = &table->columns[c];
        struct rowan_value value = {0};
        bool certain = always || (wanted.full && (wanted.valued || column->origin == ROWAN_FROM_VALUE));
        enum rowan_status st = certain ? rowan_cell_make(rows->work, context, table, column, &value, err)
                                       : make_late(rows, context, table, column, &value, &late, err);
        if (st == ROWAN_DOCUMENT && fails_alone(rows, t)) {
            st = reject_cell(rows, t, column, context, &rejected, err);
            value = (struct rowan_value){.null = true};
            wanted.full = wanted.valued = true; /* what is refused is not nothing */
        } else if (goes_on(rows, column, st, err)) {
            value = (struct rowan_value){.null = true};
            st = ROWAN_OK;
        }
        if (st == ROWAN_OK)
            st = set_cell(rows, t, c, &value, err);
        if (st != ROWAN_OK)
            return st;
        if (!always)
            look_at_cell(&wanted, column, &value);
    }
    if (!wanted.full || !wanted.valued) {
        truncate_table(rows, t, rows->tables[t].count);
        rows->work->changes.count = changes;
        fates_of(rows, t)[ROWAN_FATE_EMPTY] += wanted.valued;
        return ROWAN_OK;
    }
    if (late.error.message[0] && !rejected && !rows->work->rejecting) {
        enum rowan_status st = end_late(rows, t, context, &late, &rejected, err);
        if (st != ROWAN_OK)
            return st;
    }
    if (rejected || rows->work->rejecting) {
        rows->work->changes.count = changes;
        return end_rejected(rows, t, context, made, err);
    }
    if (rows->plan->max_rows && ++rows->made > rows->plan->max_rows)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                          "the document makes more than %zu rows, max_rows of the source",
                          rows->plan->max_rows);
    if (!rowan_duplicate_key_row(rows->keys, t, rows->tables[t].count, context->node))
        return rowan_out_of_memory(err);
    *made = MADE;
    rows->tables[t].count++;
    fates_of(rows, t)[ROWAN_FATE_ROWS]++;
    return ROWAN_OK;
}

static enum rowan_status fill_table(struct rowan_rows *rows, size_t t, const struct rowan_row_context *above,
                                    struct rowan_error *err);

/* The rows below the last one of table t; if that is rejected, so are they, and it goes. */
static enum rowan_status fill_below(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                    enum made made, struct rowan_error *err)
{
    struct rowan_row_context below = *context;
    size_t changes = rows->work->changes.count;
    enum rowan_status st = ROWAN_OK;

    context->position++;
    rows->ordinals[rows->plan->tables[t].first_into]++;
    rows->work->rejecting += made == MADE_REJECTED;
    rows->parts->open[t] = (struct rowan_open_row){rows->tables[t].cells, rows->tables[t].count - 1};
    below.parent = &rows->parts->open[t];
    for (size_t child = t + 1; st == ROWAN_OK && child < rows->plan->table_count; child++)
        if (rows->plan->tables[child].parent == (int)t)
            st = fill_table(rows, child, &below, err);
    if (made == MADE_REJECTED) {
        rows->work->rejecting--;
        rows->work->changes.count = changes;
        truncate_table(rows, t, below.parent->row);
    }
    rows->parts->open[t].cells = NULL;
    return st;
}

/* The rows of the document so far go. ROWAN_DOCUMENT: they cannot, as it is not alone. */
static enum rowan_status cut(struct rowan_rows *rows, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    rows->parts->crowded = !rows->take && rows->documents > 0;
    if (rows->parts->crowded)
        return rowan_fail(err, ROWAN_DOCUMENT, "limit", "the document has to be alone");
    if (!rowan_row_parts_carry(rows->parts, rows->plan, rows->tables) ||
        (!rows->take && !rowan_duplicate_key_keep(rows->keys, rows->tables)))
        return rowan_out_of_memory(err);
    if (rows->take)
        st = rows->take(rows->take_context, rows, err);
    else
        truncate_all(rows);
    rows->bytes = 0;
    return st;
}

/* A row and the rows of the tables below it. */
static enum rowan_status fill_tree(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                   enum made *made, struct rowan_error *err)
{
    enum rowan_status st = fill_row(rows, t, context, made, err);

    if (st == ROWAN_OK && *made)
        st = fill_below(rows, t, context, *made, err);
    if (st == ROWAN_OK && rowan_row_parts_due(rows->parts, rows->bytes, rows->work->rejecting))
        st = cut(rows, err);
    return st;
}

/* A row that is refused before it has cells: the rows below it find none in it. */
static enum rowan_status reject_whole(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                      struct rowan_error *err)
{
    static const struct rowan_value none = {.null = true};
    enum made made = MADE_NOT;
    enum rowan_status st = ROWAN_OK;

    for (size_t c = 0; c < rows->plan->tables[t].column_count && st == ROWAN_OK; c++)
        st = set_cell(rows, t, c, &none, err);
    if (st == ROWAN_OK)
        st = end_rejected(rows, t, context, &made, err);
    return st == ROWAN_OK ? fill_below(rows, t, context, made, err) : st;
}

/* What one match makes fails before there is a row. *passed: it fails alone, or is noted. */
static enum rowan_status pass_over(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                   enum rowan_status st, bool *passed, struct rowan_error *err)
{
    struct rowan_error why;

    *passed = st == ROWAN_DOCUMENT && fails_alone(rows, t);
    if (!*passed) {
        *passed = goes_on_without(rows, st, err);
        return *passed ? ROWAN_OK : st;
    }
    why = *err;
    st = rows->work->rejecting ? ROWAN_OK
                               : reject(rows, t, NULL, context, &why, (struct rowan_slice){NULL, 0}, err);
    return st == ROWAN_OK ? reject_whole(rows, t, context, err) : st;
}

static enum rowan_status fill_expansion(struct rowan_rows *rows, size_t t, struct rowan_row_context *context,
                                        struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_expansion *expansion = &rows->expansions[t];
    const int64_t *fates = fates_of(rows, t);
    int64_t before = fates[ROWAN_FATE_ROWS] + fates[ROWAN_FATE_EMPTY] + fates[ROWAN_FATE_REJECTED];
    enum rowan_status st = rowan_expansion_begin(rows->work, expansion, table, context, err);
    bool more = true, passed;
    enum made made;

    st = pass_over(rows, t, context, st, &passed, err);
    if (passed)
        return st;
    while (st == ROWAN_OK && more) {
        st = rowan_expansion_next(rows->work, expansion, table, context, &more, err);
        st = pass_over(rows, t, context, st, &passed, err);
        if (passed) {
            more = true; /* there may be pairs behind the one that fails */
            continue;
        }
        if (st == ROWAN_OK && more)
            st = fill_tree(rows, t, context, &made, err);
    }
    fates_of(rows, t)[ROWAN_FATE_EXPANSION] +=
        fates[ROWAN_FATE_ROWS] + fates[ROWAN_FATE_EMPTY] + fates[ROWAN_FATE_REJECTED] == before;
    return st;
}

/* Rows below rows of the same table: a match's row, those of the tables below it, then the rows below it. */
static enum rowan_status fill_recursive(struct rowan_rows *rows, size_t t,
                                        const struct rowan_row_context *above, struct rowan_error *err)
{
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_row_tree *tree = &rows->trees[t];
    struct rowan_row_context context = *above;
    enum rowan_status st;
    enum made made;

    context.table_cells = rows->tables[t].cells;
    context.expanded = NULL;
    st = rowan_row_tree_begin(tree, rows->work, table, &context, fates_of(rows, t), err);
    if ((st == ROWAN_DOCUMENT && rows->work->rejecting) || goes_on_without(rows, st, err))
        return ROWAN_OK;
    rows->parts->whole++;
    while (st == ROWAN_OK && rowan_row_tree_next(tree, &context)) {
        st = fill_tree(rows, t, &context, &made, err);
        if (st != ROWAN_OK || made != MADE) /* below a row that is rejected none are told */
            continue;
        st = rowan_row_tree_enter(tree, rows->work, table, &context, rows->tables[t].count - 1,
                                  fates_of(rows, t), err);
        if (goes_on_without(rows, st, err))
            st = ROWAN_OK;
    }
    rows->parts->whole--;
    return st;
}

/* Those that row_filter refused: by when, then by prefer, each in the order of the matches. */
struct refused {
    size_t when, when_end, prefer, prefer_end;
};

static struct refused find_refused(const struct rowan_rows *rows, size_t t, size_t begin)
{
    const struct rowan_rejects *rejects = &rows->work->rejects;
    struct refused found = {.when = begin, .prefer_end = rejects->count};

    while (begin < rejects->count && rejects->items[begin].column == rows->plan->tables[t].when)
        begin++;
    found.when_end = found.prefer = begin;
    return found;
}

/* Whether the match of the context is among them; then it has the number that its row would have. */
static bool is_refused(struct rowan_rows *rows, struct refused *refused,
                       const struct rowan_row_context *context)
{
    struct rowan_reject *items = rows->work->rejects.items;
    size_t *next = refused->when < refused->when_end && items[refused->when].node == context->node
                       ? &refused->when
                   : refused->prefer < refused->prefer_end && items[refused->prefer].node == context->node
                       ? &refused->prefer
                       : NULL;

    if (next)
        items[(*next)++].row_no = context->position;
    return next != NULL;
}

static enum rowan_status fill_table(struct rowan_rows *rows, size_t t, const struct rowan_row_context *above,
                                    struct rowan_error *err)
{
    size_t begin = rows->work->rejects.count;
    struct refused refused;
    const struct rowan_table *table = &rows->plan->tables[t];
    struct rowan_nodes *nodes = &rows->work->each[t];
    struct rowan_row_context context = *above;
    enum rowan_status st;
    enum made made;

    if (table->recursive)
        return fill_recursive(rows, t, above, err);
    st = rowan_select(rows->work->selector, above->document, table->each, above->node, nodes, err);
    if (st == ROWAN_OK) {
        fates_of(rows, t)[ROWAN_FATE_MATCHED] += (int64_t)nodes->count;
        st = rowan_row_filter(rows->work, table, above, nodes, fates_of(rows, t), err);
        if ((st == ROWAN_DOCUMENT && rows->work->rejecting) || goes_on_without(rows, st, err))
            return ROWAN_OK;
    }
    refused = find_refused(rows, t, begin);
    context.position = 1;
    context.expanded = NULL;
    rows->parts->whole += table->whole;
    for (size_t i = 0; st == ROWAN_OK && i < nodes->count; i++) {
        context.node = nodes->items[i];
        if (refused.when < refused.prefer_end && is_refused(rows, &refused, &context))
            st = reject_whole(rows, t, &context, err);
        else
            st = rowan_expansion_some(table) ? fill_expansion(rows, t, &context, err)
                                             : fill_tree(rows, t, &context, &made, err);
    }
    rows->parts->whole -= table->whole;
    return st;
}

/* Of several faults the first is the document's; the one that ended it, st, may not be among them. */
static enum rowan_status fail_first(struct rowan_rows *rows, enum rowan_status st, struct rowan_error *err)
{
    struct rowan_faults *faults = &rows->work->faults;
    const struct rowan_fault *last = &faults->items[faults->count - 1];

    if (st == ROWAN_DOCUMENT && strcmp(last->error.message, err->message) != 0)
        rowan_faults_note(faults, rows->work->node, err);
    if (err)
        *err = faults->items[0].error;
    return ROWAN_DOCUMENT;
}

/* The document fails for its rows that are refused: why, and then the first of them. */
static enum rowan_status fail_rejects(struct rowan_rows *rows, const struct rowan_error *why,
                                      struct rowan_error *err)
{
    const struct rowan_rejects *rejects = &rows->work->rejects;
    struct rowan_faults *faults = &rows->work->faults;

    faults->count = 0;
    rowan_faults_note(faults, NULL, why);
    for (size_t i = rows->rejects_before; i < rejects->count && faults->count < ROWAN_FAULTS_MAX; i++) {
        const struct rowan_reject *one = &rejects->items[i];
        struct rowan_slice message = rowan_rejects_text(rejects, one->message);
        struct rowan_error fault;
        if (strcmp(one->reason, "parent") == 0)
            continue;
        rowan_fail(&fault, ROWAN_DOCUMENT, one->reason, "%.*s", (int)message.size, message.data);
        rowan_faults_note(faults, one->node, &fault);
    }
    if (err)
        *err = *why;
    return ROWAN_DOCUMENT;
}

/* Whether the rows that are refused decide the document. any: there are others. */
static enum rowan_status judge_rejects(struct rowan_rows *rows, enum rowan_status st, bool any,
                                       struct rowan_error *err)
{
    struct rowan_error why;

    if (st == ROWAN_DOCUMENT && strcmp(err->reason, "rejects") == 0) {
        why = *err;
        return fail_rejects(rows, &why, err);
    }
    if (st != ROWAN_OK || any || count_rejects(rows) == 0 || rows->work->faults.count > 0)
        return st;
    rowan_fail(&why, ROWAN_DOCUMENT, "rejects",
               "every row of the document is refused, %zu in all:", count_rejects(rows));
    return fail_rejects(rows, &why, err);
}

static enum rowan_status fill_document(struct rowan_rows *rows, const struct rowan_row_context *context,
                                       struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t begin = rows->documents * rows->plan->table_count;
    bool any;

    rowan_duplicate_key_begin(rows->keys, !rows->take);
    rows->made = 0;
    memset(rows->ordinals, 0, rows->plan->table_count * sizeof *rows->ordinals);
    memset(rows->fates, 0, rows->plan->table_count * ROWAN_FATES * sizeof *rows->fates);
    for (size_t t = 0; st == ROWAN_OK && t < rows->plan->table_count; t++)
        if (rows->plan->tables[t].parent < 0)
            st = fill_table(rows, t, context, err);
    if ((st == ROWAN_OK || st == ROWAN_DOCUMENT) &&
        !rowan_duplicate_key_check(rows->keys, context->document, rows->tables, &rows->work->faults))
        return rowan_out_of_memory(err);
    any = rows->parts->gone > 0;
    for (size_t t = 0; t < rows->plan->table_count; t++)
        any |= rows->tables[t].count > rows->starts[begin + t];
    if (rows->plan->rejects) {
        st = judge_rejects(rows, st, any, err);
        if (st == ROWAN_DOCUMENT && strcmp(err->reason, "rejects") == 0)
            return st;
    }
    if (rows->work->faults.count > 0 && (st == ROWAN_OK || st == ROWAN_DOCUMENT))
        return fail_first(rows, st, err);
    return st == ROWAN_OK && !any ? rowan_no_rows_fail(rows->plan, rows->fates, context->document, err) : st;
}

/* The document's rows are there: what became of its matches and values counts. */
static enum rowan_status count_document(struct rowan_rows *rows, struct rowan_error *err)
{
    if (rows->take) /* when it was gone through before */
        return ROWAN_OK;
    for (size_t i = 0; i < rows->plan->table_count * ROWAN_FATES; i++)
        rows->work->coverage->fates[i] += rows->fates[i];
    return rowan_row_workspace_count(rows->work) ? ROWAN_OK : rowan_out_of_memory(err);
}

/* The document's rows, or why it is skipped. */
static enum rowan_status make_document(struct rowan_rows *rows, const struct rowan_row_context *context,
                                       struct rowan_error *err)
{
    struct rowan_error own; /* what is asked here needs the reason */
    enum rowan_status st = ROWAN_OK;

    rows->skip.reason = NULL;
    if (rows->plan->head)
        st = rowan_skipping_when(rows->work, context, &rows->skip, &own);
    if (st == ROWAN_DOCUMENT)
        rowan_faults_note(&rows->work->faults, rows->work->node, &own);
    if (st == ROWAN_OK && !rows->skip.reason) {
        st = fill_document(rows, context, &own);
        if (st == ROWAN_OK)
            return count_document(rows, err);
        st = rowan_skipping_nothing(rows->plan, st, &own, &rows->skip);
    }
    if (st != ROWAN_OK && err)
        *err = own;
    return st;
}

/* Fill the buffers with the rows of a document. */
static enum rowan_status go_through(struct rowan_rows *rows, const struct rowan_document *document,
                                    const struct rowan_slice *source_columns, struct rowan_error *err)
{
    struct rowan_row_context context = {
        .document = document, .source_columns = source_columns, .run = rows->run, .node = document->root};
    enum rowan_status st;

    rowan_row_parts_begin(rows->parts, rows->plan, rows->bytes);
    rows->work->changes.count = rows->work->faults.count = rows->work->rejecting = 0;
    rows->work->document_no = rows->documents;
    rows->rejects_before = rows->work->rejects.count;
    rows->work->document = document;
    st = make_document(rows, &context, err);
    rowan_row_workspace_forget(rows->work);
    return st;
}

/* Of a document that is only gone through. */
static void forget_rest(struct rowan_rows *rows)
{
    for (size_t t = 0; t < rows->plan->table_count; t++) {
        rows->parts->gone += rows->tables[t].count;
        rows->parts->shared += rows->plan->tables[t].conflict ? rows->tables[t].count : 0;
    }
    truncate_all(rows);
    rows->bytes = 0;
}

enum rowan_status rowan_rows_add(struct rowan_rows *rows, const struct rowan_document *document,
                                 const struct rowan_slice *source_columns, struct rowan_error *err)
{
    size_t bytes = rows->bytes;
    enum rowan_status st;

    if (!reserve_starts(rows))
        return rowan_out_of_memory(err);
    note_starts(rows);
    rows->take = NULL;
    st = go_through(rows, document, source_columns, err);
    if (st == ROWAN_OK && rows->parts->gone > 0)
        forget_rest(rows);
    if (st != ROWAN_OK) {
        for (size_t t = 0; t < rows->plan->table_count; t++)
            truncate_table(rows, t, rows->starts[rows->documents * rows->plan->table_count + t]);
        rowan_rejects_truncate(&rows->work->rejects, rows->rejects_before);
        rows->bytes = bytes;
        return st;
    }
    rows->documents++;
    note_starts(rows);
    return ROWAN_OK;
}

enum rowan_status rowan_rows_again(struct rowan_rows *rows, const struct rowan_document *document,
                                   const struct rowan_slice *source_columns, rowan_rows_take take,
                                   void *context, struct rowan_error *err)
{
    enum rowan_status st;

    rows->take = take;
    rows->take_context = context;
    rows->work->numbered = 0;
    st = go_through(rows, document, source_columns, err);
    rowan_rejects_truncate(&rows->work->rejects, rows->rejects_before); /* they are there already */
    if (st != ROWAN_OK)
        truncate_all(rows);
    return st;
}
