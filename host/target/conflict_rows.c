/*
 * Rows of one key are folded to the one that the rule chooses, so the order in which transactions come does
 * not count more than the rule lets it. What newest chooses is the greatest row of an order of all rows: by
 * its column, then by all others, one after the other. docs/internals/conflicts.md has the reasons.
 */
#include "target/conflict_rows.h"

#include <stdlib.h>
#include <string.h>

#include "target/lookup.h"
#include "target/update.h"
#include "value/compare.h"

#define NONE SIZE_MAX

/* A list of rows, or of numbers of them. */
struct row_list {
    size_t *items;
    size_t count;
};

/* UPDATE of all but the key; and of the key, too, where its texts are others. */
enum setting { SET_REST, SET_ALL, SETTINGS };

struct rowan_conflict_rows {
    const struct rowan_table *table;
    const struct rowan_inserter *inserter;
    struct rowan_column_sets *sets;
    struct rowan_lookup *lookup;
    struct rowan_updater *updaters[SETTINGS]; /* NULL: the rule updates nothing, or all columns are the key */
    const size_t *key;                        /* the columns by which rows are found */
    size_t key_count;
    size_t *columns; /* of the table, in the order in which they are read: the key first, */
    size_t column_count;
    size_t number_count; /* and behind them so many numbers of the database */
    size_t left_out;     /* the column of the table that the inserter does not have, or ROWAN_NO_COLUMN */
    size_t *inserted;    /* columns of the table by those of the inserter; NULL: they are the same */
    bool all_read;       /* every column is, so rows that are equal in them are equal */
    struct row_list winners, inserts, updates[SETTINGS], order;
    size_t room;
    size_t failed; /* the row that was written when the database had it already, or NONE */
};

/* The rows that are written. */
struct batch {
    rowan_cell_fn cell;
    const void *context;
    const struct rowan_numbering *numbering;
    size_t begin, end;
};

/* Those of a list. */
struct view {
    const struct batch *batch;
    const size_t *rows;
    const size_t *columns; /* of the table, by those that are asked for; NULL: the same */
};

static struct rowan_value view_cell(const void *context, size_t column, size_t row)
{
    const struct view *view = context;

    return view->batch->cell(view->batch->context, view->columns ? view->columns[column] : column,
                             view->rows ? view->rows[row] : row);
}

/* ---- opening ---- */

bool rowan_conflict_rows_reads(const struct rowan_column *column, const struct rowan_catalog_column *found)
{
    return column->type.kind != ROWAN_BINARY && found->holds != ROWAN_HOLDS_BINARY && !found->rereads &&
           found->may_read;
}

static bool is_of_key(const struct rowan_conflict_rows *conflict, size_t column)
{
    for (size_t i = 0; i < conflict->key_count; i++)
        if (conflict->key[i] == column)
            return true;
    return false;
}

/* What newest compares, or update finds equal; numbers of other rows come last, as they say nothing. */
static void add_compared(struct rowan_conflict_rows *conflict, const struct rowan_catalog_table *found,
                         bool numbered)
{
    const struct rowan_table *table = conflict->table;

    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = &table->columns[i];
        int c = rowan_catalog_find(found, column->name);
        if (column->numbered != numbered || rowan_column_is_numbered_here(column) || is_of_key(conflict, i))
            continue;
        if (c >= 0 && rowan_conflict_rows_reads(column, &found->columns[c]))
            conflict->columns[conflict->column_count++] = i;
        else
            conflict->all_read = false;
    }
}

/* Whether a row that is there is asked for it: nobody may want what the database gives by itself. */
static bool is_asked_number(const struct rowan_table *table, size_t column)
{
    return rowan_column_is_numbered_here(&table->columns[column]) &&
           (column != rowan_table_identity(table) || table->reads_back);
}

static void choose_columns(struct rowan_conflict_rows *conflict, const struct rowan_catalog_table *found)
{
    const struct rowan_table *table = conflict->table;

    for (size_t i = 0; i < conflict->key_count; i++)
        conflict->columns[conflict->column_count++] = conflict->key[i];
    conflict->all_read = true;
    for (int numbered = 0; numbered <= 1 && table->conflict != ROWAN_CONFLICT_SKIP; numbered++)
        add_compared(conflict, found, numbered);
    for (size_t i = 0; i < table->column_count; i++)
        if (is_asked_number(table, i))
            conflict->columns[conflict->column_count + conflict->number_count++] = i;
}

static enum rowan_status map_columns(struct rowan_conflict_rows *conflict, struct rowan_error *err)
{
    conflict->left_out = rowan_table_identity(conflict->table);
    if (conflict->left_out == ROWAN_NO_COLUMN)
        return ROWAN_OK;
    conflict->inserted = calloc(conflict->table->column_count, sizeof *conflict->inserted);
    if (!conflict->inserted)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i + 1 < conflict->table->column_count; i++)
        conflict->inserted[i] = i + (i >= conflict->left_out);
    return ROWAN_OK;
}

/* A column of the table among those of the inserter, which has it. */
static size_t inserter_column(const struct rowan_conflict_rows *conflict, size_t column)
{
    return column - (column > conflict->left_out);
}

static enum rowan_status check_newest(const struct rowan_conflict_rows *conflict, struct rowan_error *err)
{
    const struct rowan_table *table = conflict->table;

    for (size_t i = 0; i < conflict->column_count; i++)
        if (table->conflict != ROWAN_CONFLICT_NEWEST || conflict->columns[i] == table->newest)
            return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_MAPPING, "mapping",
        "table %s: column %s: its values do not come back as they were sent, or may not be read, so "
        "none is found to be newer (conflict)",
        table->name, table->columns[table->newest].name);
}

static enum rowan_status open_lookup(struct rowan_conflict_rows *conflict,
                                     const struct rowan_endpoint *target,
                                     const struct rowan_catalog_table *found, struct rowan_error *err)
{
    const struct rowan_table *table = conflict->table;
    size_t count = conflict->column_count + conflict->number_count;
    struct rowan_lookup_column *columns = calloc(count, sizeof *columns);
    enum rowan_status st;

    if (!columns)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct rowan_column *column = &table->columns[conflict->columns[i]];
        columns[i] = (struct rowan_lookup_column){column->name, &column->type};
    }
    st = rowan_lookup_open(&conflict->lookup, target, found, columns, conflict->key_count, count,
                           table->conflict != ROWAN_CONFLICT_SKIP, err);
    free(columns);
    return st;
}

static enum rowan_status open_updater(struct rowan_conflict_rows *conflict, enum setting setting,
                                      struct rowan_error *err)
{
    const struct rowan_table *table = conflict->table;
    size_t *key = calloc(table->column_count + conflict->key_count, sizeof *key);
    size_t *set;
    size_t count = 0;
    enum rowan_status st = ROWAN_OK;

    if (!key)
        return rowan_out_of_memory(err);
    set = key + conflict->key_count;
    for (size_t i = 0; i < conflict->key_count; i++)
        key[i] = inserter_column(conflict, conflict->key[i]);
    for (size_t i = 0; i < table->column_count; i++)
        if (!rowan_column_is_numbered_here(&table->columns[i]) &&
            (setting == SET_ALL || !is_of_key(conflict, i)))
            set[count++] = inserter_column(conflict, i);
    if (count > 0)
        st = rowan_update_open(&conflict->updaters[setting], conflict->inserter, set, count, key,
                               conflict->key_count, rowan_lookup_parts(conflict->lookup), err);
    free(key);
    return st;
}

enum rowan_status rowan_conflict_rows_open(struct rowan_conflict_rows **out,
                                           const struct rowan_endpoint *target,
                                           const struct rowan_table *table,
                                           const struct rowan_catalog_table *found,
                                           const struct rowan_inserter *inserter,
                                           struct rowan_column_sets *sets, struct rowan_error *err)
{
    struct rowan_conflict_rows *conflict = calloc(1, sizeof *conflict);
    enum rowan_status st = ROWAN_OK;

    *out = NULL;
    if (!conflict)
        return rowan_out_of_memory(err);
    conflict->table = table;
    conflict->inserter = inserter;
    conflict->sets = sets;
    conflict->failed = NONE;
    conflict->key = rowan_table_rule_key(table, &conflict->key_count);
    conflict->columns = calloc(table->column_count, sizeof *conflict->columns);
    if (!conflict->columns)
        st = rowan_out_of_memory(err);
    else
        choose_columns(conflict, found);
    if (st == ROWAN_OK)
        st = map_columns(conflict, err);
    if (st == ROWAN_OK)
        st = check_newest(conflict, err);
    if (st == ROWAN_OK)
        st = open_lookup(conflict, target, found, err);
    for (int i = 0; i < SETTINGS && table->conflict != ROWAN_CONFLICT_SKIP && st == ROWAN_OK; i++)
        st = open_updater(conflict, (enum setting)i, err);
    if (st != ROWAN_OK) {
        rowan_conflict_rows_close(conflict);
        return st;
    }
    *out = conflict;
    return ROWAN_OK;
}

void rowan_conflict_rows_close(struct rowan_conflict_rows *conflict)
{
    if (!conflict)
        return;
    for (int i = 0; i < SETTINGS; i++) {
        rowan_update_close(conflict->updaters[i]);
        free(conflict->updates[i].items);
    }
    rowan_lookup_close(conflict->lookup);
    free(conflict->winners.items);
    free(conflict->inserts.items);
    free(conflict->order.items);
    free(conflict->columns);
    free(conflict->inserted);
    free(conflict);
}

static bool reserve(struct rowan_conflict_rows *conflict, size_t rows)
{
    struct row_list *lists[] = {&conflict->winners, &conflict->inserts, &conflict->order,
                                &conflict->updates[SET_REST], &conflict->updates[SET_ALL]};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        size_t *items = rows > conflict->room ? realloc(lists[i]->items, rows * sizeof *items) : NULL;
        if (rows > conflict->room && !items)
            return false;
        if (items)
            lists[i]->items = items;
    }
    if (rows > conflict->room)
        conflict->room = rows;
    return true;
}

static void add(struct row_list *list, size_t row)
{
    list->items[list->count++] = row;
}

/* ---- which of two rows ---- */

static const struct rowan_type *type_of(const struct rowan_conflict_rows *conflict, size_t column)
{
    return &conflict->table->columns[column].type;
}

/* In the order in which newest chooses; a column of it before all others. */
static int compare_rows(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t a,
                        size_t b)
{
    struct rowan_value one = batch->cell(batch->context, conflict->table->newest, a);
    struct rowan_value other = batch->cell(batch->context, conflict->table->newest, b);
    int order = rowan_value_compare(type_of(conflict, conflict->table->newest), &one, &other);

    for (size_t i = 0; i < conflict->column_count && order == 0; i++) {
        size_t column = conflict->columns[i];
        one = batch->cell(batch->context, column, a);
        other = batch->cell(batch->context, column, b);
        order = rowan_value_compare(type_of(conflict, column), &one, &other);
    }
    return order;
}

/* Of a cell of a row that is there. Anything is greater than what is none of the column's type. */
static int compare_cell(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t row,
                        size_t found, size_t i)
{
    struct rowan_value one = batch->cell(batch->context, conflict->columns[i], row);
    struct rowan_value other = rowan_lookup_cell(conflict->lookup, found, i);

    return other.bad ? 1 : rowan_value_compare(type_of(conflict, conflict->columns[i]), &one, &other);
}

static int compare_found(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t row,
                         size_t found)
{
    int order = 0;

    for (size_t i = conflict->key_count; i < conflict->column_count; i++)
        if (conflict->columns[i] == conflict->table->newest)
            order = compare_cell(conflict, batch, row, found, i);
    for (size_t i = 0; i < conflict->column_count && order == 0; i++)
        order = compare_cell(conflict, batch, row, found, i);
    return order;
}

/* Whether the row has the key that was found byte for byte. */
static bool has_key(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t row,
                    size_t found)
{
    for (size_t i = 0; i < conflict->key_count; i++)
        if (compare_cell(conflict, batch, row, found, i) != 0)
            return false;
    return true;
}

static bool is_equal(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t row,
                     size_t found)
{
    for (size_t i = 0; i < conflict->column_count; i++)
        if (compare_cell(conflict, batch, row, found, i) != 0)
            return false;
    return conflict->all_read;
}

/* Does the row take the place of the one that is there? */
static bool is_wanted(const struct rowan_conflict_rows *conflict, const struct batch *batch, size_t row,
                      size_t found)
{
    switch (conflict->table->conflict) {
    case ROWAN_CONFLICT_UPDATE:
        return !is_equal(conflict, batch, row, found);
    case ROWAN_CONFLICT_NEWEST:
        return compare_found(conflict, batch, row, found) > 0;
    default:
        return false;
    }
}

/* ---- folding ---- */

/* Of the rows of each key the one that counts; winners are by keys. */
static void fold(struct rowan_conflict_rows *conflict, const struct batch *batch)
{
    struct row_list *winners = &conflict->winners;
    enum rowan_conflict rule = conflict->table->conflict;

    winners->count = rowan_lookup_keys(conflict->lookup);
    for (size_t k = 0; k < winners->count; k++)
        winners->items[k] = NONE;
    for (size_t row = batch->begin; row < batch->end; row++) {
        size_t *winner = &winners->items[rowan_lookup_key(conflict->lookup, row - batch->begin)];
        if (*winner == NONE || rule == ROWAN_CONFLICT_UPDATE ||
            (rule == ROWAN_CONFLICT_NEWEST && compare_rows(conflict, batch, row, *winner) > 0))
            *winner = row;
    }
}

/* False: the database found a row by more than its bytes, so it may take rows of the batch for one, too. */
static bool split(struct rowan_conflict_rows *conflict, const struct batch *batch)
{
    conflict->inserts.count = conflict->updates[SET_REST].count = conflict->updates[SET_ALL].count = 0;
    for (size_t k = 0; k < conflict->winners.count; k++) {
        size_t row = conflict->winners.items[k];
        size_t found = rowan_lookup_found(conflict->lookup, row - batch->begin);
        bool same = found != ROWAN_LOOKUP_NONE && has_key(conflict, batch, row, found);
        if (found == ROWAN_LOOKUP_NONE)
            add(&conflict->inserts, row);
        else if (!same && batch->end - batch->begin > 1)
            return false;
        else if (is_wanted(conflict, batch, row, found))
            add(&conflict->updates[same ? SET_REST : SET_ALL], row);
    }
    return true;
}

/* ---- numbers ---- */

/* The number that a row has which is there. */
static enum rowan_status read_number(const struct rowan_conflict_rows *conflict, size_t found, size_t i,
                                     int64_t *number, struct rowan_error *err)
{
    const struct rowan_column *column = &conflict->table->columns[conflict->columns[i]];
    struct rowan_value value = rowan_lookup_cell(conflict->lookup, found, i);
    int64_t low, high;

    *number = value.number;
    if (!value.null && !value.bad &&
        (!rowan_type_range(&column->type, &low, &high) || (value.number >= low && value.number <= high)))
        return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_DOCUMENT, "conflict",
        "table %s: the row that is there has no number in column %s that its rows below could have",
        conflict->table->label, column->name);
}

/* Rows that are there keep their numbers, and the others of a key have that of the row that was inserted. */
static enum rowan_status share_numbers(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                       struct rowan_error *err)
{
    size_t first = conflict->column_count;
    enum rowan_status st = ROWAN_OK;

    for (size_t row = batch->begin; row < batch->end; row++) {
        size_t found = rowan_lookup_found(conflict->lookup, row - batch->begin);
        size_t winner = conflict->winners.items[rowan_lookup_key(conflict->lookup, row - batch->begin)];
        for (size_t i = first; i < first + conflict->number_count && st == ROWAN_OK; i++) {
            int64_t *number = rowan_numbers_place(batch->numbering, conflict->columns[i], row);
            if (found == ROWAN_LOOKUP_NONE)
                *number = *rowan_numbers_place(batch->numbering, conflict->columns[i], winner);
            else
                st = read_number(conflict, found, i, number, err);
        }
    }
    return st;
}

/* ---- writing ---- */

static enum rowan_status insert(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                struct rowan_error *err)
{
    struct view view = {batch, conflict->inserts.items, conflict->inserted};
    enum rowan_status st =
        rowan_column_sets_rows(conflict->sets, view_cell, &view, 0, conflict->inserts.count, err);

    if (st == ROWAN_DUPLICATE && conflict->inserts.count == 1)
        conflict->failed = *conflict->inserts.items;
    return st;
}

/* Numbers are had from a sequence before rows are inserted, or of what the database gave them behind it. */
static enum rowan_status insert_numbered(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                         struct rowan_error *err)
{
    const struct row_list *inserts = &conflict->inserts;
    enum rowan_status st = ROWAN_OK;

    if (conflict->number_count && inserts->count)
        st = rowan_numbers_take(batch->numbering, inserts->items, inserts->count, err);
    if (st == ROWAN_OK)
        st = insert(conflict, batch, err);
    if (st == ROWAN_OK && conflict->number_count)
        st = rowan_numbers_read_back_list(batch->numbering, inserts->items, inserts->count, err);
    return st == ROWAN_OK && conflict->number_count ? share_numbers(conflict, batch, err) : st;
}

/* Rows that a database does not count, since they are as they shall be, are looked at once more. */
static enum rowan_status verify(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                const struct row_list *list, int64_t changed, struct rowan_error *err)
{
    struct view view = {batch, list->items, conflict->columns};
    const struct rowan_lookup_rule *rule = &rowan_connection_dialect(conflict->inserter->db)->lookup;
    enum rowan_status st;
    bool good = rule->keeps_count;

    if (changed == (int64_t)list->count)
        return ROWAN_OK;
    st = good ? rowan_lookup_rows(conflict->lookup, view_cell, &view, 0, list->count, err) : ROWAN_OK;
    for (size_t i = 0; i < list->count && good && st == ROWAN_OK; i++) {
        size_t found = rowan_lookup_found(conflict->lookup, i);
        good = found != ROWAN_LOOKUP_NONE;
        for (size_t c = 0; c < conflict->column_count && good; c++)
            good = compare_cell(conflict, batch, list->items[i], found, c) == 0;
    }
    if (st != ROWAN_OK || good)
        return st;
    rowan_connection_spoil(conflict->inserter->db);
    return rowan_fail(
        err, ROWAN_DATABASE, "database",
        "table %s: the database changed %lld of %zu rows without an error: a trigger, a rule, or "
        "a value that it refuses in silence",
        conflict->table->name, (long long)changed, list->count);
}

static enum rowan_status update(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                enum setting setting, struct rowan_error *err)
{
    const struct row_list *list = &conflict->updates[setting];
    struct view view = {batch, list->items, conflict->inserted};
    int64_t changed;
    enum rowan_status st;

    if (!list->count)
        return ROWAN_OK;
    st = rowan_update_rows(conflict->updaters[setting], view_cell, &view, 0, list->count, &changed, err);
    return st == ROWAN_OK ? verify(conflict, batch, list, changed, err) : st;
}

static enum rowan_status write_split(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                     struct rowan_conflict_counts *counts, struct rowan_error *err)
{
    size_t inserted = conflict->inserts.count;
    size_t updated = conflict->updates[SET_REST].count + conflict->updates[SET_ALL].count;
    enum rowan_status st = insert_numbered(conflict, batch, err);

    for (int i = 0; i < SETTINGS && st == ROWAN_OK; i++)
        st = update(conflict, batch, (enum setting)i, err);
    counts->inserted += (int64_t)inserted;
    counts->updated += (int64_t)updated;
    counts->kept += (int64_t)(batch->end - batch->begin - inserted - updated);
    return st;
}

static enum rowan_status look_up(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                 struct rowan_error *err)
{
    struct view view = {batch, NULL, conflict->columns};

    return rowan_lookup_rows(conflict->lookup, view_cell, &view, batch->begin, batch->end, err);
}

/* The rows by their keys, those of one key as they come. */
static void put_in_order(struct rowan_conflict_rows *conflict, const struct batch *batch)
{
    size_t *next = conflict->winners.items; /* by key: where its next row goes */
    size_t keys = rowan_lookup_keys(conflict->lookup), sum = 0;

    memset(next, 0, keys * sizeof *next);
    for (size_t row = batch->begin; row < batch->end; row++)
        next[rowan_lookup_key(conflict->lookup, row - batch->begin)]++;
    for (size_t k = 0; k < keys; k++) {
        size_t rows = next[k];
        next[k] = sum;
        sum += rows;
    }
    for (size_t row = batch->begin; row < batch->end; row++)
        conflict->order.items[next[rowan_lookup_key(conflict->lookup, row - batch->begin)]++] = row;
    conflict->order.count = sum;
}

static enum rowan_status write_one_by_one(struct rowan_conflict_rows *conflict, const struct batch *batch,
                                          struct rowan_conflict_counts *counts, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    put_in_order(conflict, batch);
    for (size_t i = 0; i < conflict->order.count && st == ROWAN_OK; i++) {
        size_t row = conflict->order.items[i];
        struct batch one = {batch->cell, batch->context, batch->numbering, row, row + 1};
        st = look_up(conflict, &one, err);
        if (st != ROWAN_OK)
            return st;
        fold(conflict, &one);
        split(conflict, &one);
        st = write_split(conflict, &one, counts, err);
    }
    return st;
}

enum rowan_status rowan_conflict_rows_write(struct rowan_conflict_rows *conflict, rowan_cell_fn cell,
                                            const void *context, const struct rowan_numbering *numbering,
                                            size_t begin, size_t end, bool one_by_one,
                                            struct rowan_conflict_counts *counts, struct rowan_error *err)
{
    struct batch batch = {cell, context, numbering, begin, end};
    enum rowan_status st;

    conflict->failed = NONE;
    if (begin == end)
        return ROWAN_OK;
    if (!reserve(conflict, end - begin))
        return rowan_out_of_memory(err);
    st = look_up(conflict, &batch, err);
    if (st != ROWAN_OK)
        return st;
    if (one_by_one)
        return write_one_by_one(conflict, &batch, counts, err);
    fold(conflict, &batch);
    return split(conflict, &batch) ? write_split(conflict, &batch, counts, err)
                                   : write_one_by_one(conflict, &batch, counts, err);
}

enum rowan_status rowan_conflict_rows_rival(struct rowan_conflict_rows *conflict, rowan_cell_fn cell,
                                            const void *context, bool *rival, struct rowan_error *err)
{
    struct batch one = {cell, context, NULL, conflict->failed, conflict->failed + 1};
    enum rowan_status st;

    *rival = conflict->failed == NONE;
    if (*rival)
        return ROWAN_OK;
    st = look_up(conflict, &one, err);
    if (st == ROWAN_OK)
        *rival = rowan_lookup_found(conflict->lookup, 0) != ROWAN_LOOKUP_NONE;
    return st;
}
