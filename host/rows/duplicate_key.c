/*
 * The rows of a document, in the order in which they were made, go into a hash table per target table.
 * Columns that are the same in all rows of a document are left out of the hash, and a table whose rows are
 * numbered under a parent row that is unique needs none. Of rows that go before the document's end their keys
 * are kept, without the columns that are the same in all rows.
 */
#include "rows/duplicate_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* What a target may keep from one document to the next, in rows. */
#define ROWS_KEPT ((size_t)1 << 16)

struct keyed_row {
    uint64_t hash;
    const struct rowan_node *node;
    uint32_t table, row;
};

/* All into of one target table. */
struct target {
    struct keyed_row *rows;
    size_t count, capacity;
    size_t kept;                      /* so many of them from the first on are not in the rows any more */
    uint32_t *slots;                  /* 1 + index in rows; 0 is free */
    size_t slot_capacity, slots_used; /* powers of two */
};

struct rowan_duplicate_key {
    const struct rowan_plan *plan;
    const struct rowan_document *document; /* that is being checked */
    struct target *targets;                /* at the index of the first into */
    struct target **of_into;               /* NULL: its rows need no check */
    bool compares;                         /* the document in hand */
    struct rowan_table_rows *kept;         /* per into: keys of rows that are gone; cells NULL: never any */
    bool keeps;                            /* of the document in hand: all rows are looked up in kept */
    size_t **columns; /* of the key of each into, in one order for all of a target; ends with SIZE_MAX */
};

/* ---- which tables and columns are looked at ---- */

/* The same in all rows of one document. */
static bool is_fixed(const struct rowan_plan *plan, const struct rowan_table *table,
                     const struct rowan_column *column)
{
    while (column->origin == ROWAN_FROM_PARENT) {
        table = &plan->tables[table->parent];
        column = &table->columns[column->of];
    }
    return !column->via_count && (column->origin == ROWAN_FROM_SOURCE ||
                                  column->origin == ROWAN_FROM_CONSTANT || column->origin == ROWAN_FROM_RUN);
}

static bool is_shared(const struct rowan_plan *plan, const struct rowan_table *table)
{
    for (size_t t = 0; t < plan->table_count; t++)
        if (&plan->tables[t] != table && strcmp(plan->tables[t].name, table->name) == 0)
            return true;
    return false;
}

static bool carries_parent_key(const struct rowan_plan *plan, const struct rowan_table *table)
{
    const struct rowan_table *parent = &plan->tables[table->parent];
    size_t carried = 0;

    for (size_t k = 0; k < parent->key_count; k++)
        for (size_t i = 0; i < table->key_count; i++) {
            const struct rowan_column *column = &table->columns[table->key[i]];
            if (column->origin != ROWAN_FROM_PARENT || (size_t)column->of != parent->key[k])
                continue;
            carried++;
            break;
        }
    return parent->key_count > 0 && carried == parent->key_count;
}

/* The key has the row's number of this kind. */
static bool has_number(const struct rowan_table *table, enum rowan_origin origin)
{
    for (size_t i = 0; i < table->key_count; i++) {
        const struct rowan_column *column = &table->columns[table->key[i]];
        if (column->origin == origin && !column->via_count && rowan_type_is_integer(&column->type))
            return true;
    }
    return false;
}

/* Numbered in the document; or by position under one parent row, whose own key is unique or found not to be.
 */
static bool is_numbered(const struct rowan_plan *plan, const struct rowan_table *table)
{
    if (is_shared(plan, table))
        return false;
    if (has_number(table, ROWAN_FROM_ORDINAL) || has_number(table, ROWAN_FROM_SEQUENCE) ||
        has_number(table, ROWAN_FROM_IDENTITY))
        return true;
    if (table->recursive || !has_number(table, ROWAN_FROM_POSITION))
        return false;
    return table->parent < 0 || (!plan->tables[table->parent].may_drop &&
                                 !plan->tables[table->parent].conflict && carries_parent_key(plan, table));
}

/* Into of one target name the same columns, each in its own order: that of the first counts. */
static size_t *list_columns(const struct rowan_plan *plan, const struct rowan_table *first,
                            const struct rowan_table *table)
{
    size_t *columns = calloc(table->key_count + 1, sizeof *columns);
    bool shared = is_shared(plan, table);
    size_t count = 0;

    for (size_t k = 0; columns && k < first->key_count; k++) {
        const char *name = first->columns[first->key[k]].name;
        size_t c = (size_t)rowan_table_find_column(table, name);
        if (shared || !is_fixed(plan, table, &table->columns[c]))
            columns[count++] = c;
    }
    if (columns)
        columns[count] = SIZE_MAX;
    return columns;
}

static bool prepare(struct rowan_duplicate_key *check, size_t t)
{
    const struct rowan_plan *plan = check->plan;
    const struct rowan_table *table = &plan->tables[t];
    size_t first = table->first_into;

    if (table->key_count == 0 || table->may_drop || table->conflict || is_numbered(plan, table))
        return true;
    check->of_into[t] = &check->targets[first];
    check->columns[t] = list_columns(plan, &plan->tables[first], table);
    return check->columns[t] != NULL;
}

struct rowan_duplicate_key *rowan_duplicate_key_new(const struct rowan_plan *plan)
{
    struct rowan_duplicate_key *check = calloc(1, sizeof *check);
    bool ok;

    if (!check)
        return NULL;
    check->plan = plan;
    check->targets = calloc(plan->table_count + 1, sizeof *check->targets);
    check->compares = true;
    check->kept = calloc(plan->table_count + 1, sizeof *check->kept);
    check->of_into = calloc(plan->table_count + 1, sizeof(struct target *));
    check->columns = calloc(plan->table_count + 1, sizeof(size_t *));
    ok = check->targets && check->of_into && check->columns && check->kept;
    for (size_t t = 0; ok && t < plan->table_count; t++)
        ok = prepare(check, t);
    if (ok)
        return check;
    rowan_duplicate_key_free(check);
    return NULL;
}

static void clear_kept(struct rowan_duplicate_key *check, size_t t)
{
    struct rowan_table_rows *kept = &check->kept[t];

    for (size_t c = 0; kept->cells && c < check->plan->tables[t].column_count; c++)
        rowan_cells_clear(&kept->cells[c]);
    free(kept->cells);
    memset(kept, 0, sizeof *kept);
}

void rowan_duplicate_key_free(struct rowan_duplicate_key *check)
{
    if (!check)
        return;
    for (size_t t = 0; t < check->plan->table_count; t++) {
        if (check->targets) {
            free(check->targets[t].rows);
            free(check->targets[t].slots);
        }
        if (check->columns)
            free(check->columns[t]);
        if (check->kept)
            clear_kept(check, t);
    }
    free(check->kept);
    free(check->targets);
    free((void *)check->of_into);
    free((void *)check->columns);
    free(check);
}

/* ---- the rows of a document ---- */

/* What a large document needed goes with it. */
static void empty(struct target *target)
{
    target->count = target->kept = 0;
    if (target->capacity <= ROWS_KEPT)
        return;
    free(target->rows);
    free(target->slots);
    memset(target, 0, sizeof *target);
}

void rowan_duplicate_key_begin(struct rowan_duplicate_key *check, bool compare)
{
    check->compares = compare;
    for (size_t t = 0; t < check->plan->table_count; t++) {
        empty(&check->targets[t]);
        if (check->keeps)
            clear_kept(check, t);
    }
    check->keeps = false;
}

static bool reserve_row(struct target *target)
{
    size_t capacity = target->capacity ? target->capacity * 2 : 16;
    struct keyed_row *rows;

    if (target->count < target->capacity)
        return true;
    rows = realloc(target->rows, capacity * sizeof *rows);
    if (!rows)
        return false;
    target->rows = rows;
    target->capacity = capacity;
    return true;
}

bool rowan_duplicate_key_row(struct rowan_duplicate_key *check, size_t t, size_t row,
                             const struct rowan_node *node)
{
    struct target *target = check->of_into[t];

    if (!target || !check->compares)
        return true;
    if (!reserve_row(target))
        return false;
    target->rows[target->count++] =
        (struct keyed_row){.node = node, .table = (uint32_t)t, .row = (uint32_t)row};
    return true;
}

/* ---- keys of rows that go ---- */

static bool is_compared(const struct rowan_duplicate_key *check, size_t t, size_t column)
{
    for (const size_t *c = check->columns[t]; *c != SIZE_MAX; c++)
        if (*c == column)
            return true;
    return false;
}

static bool make_kept(struct rowan_duplicate_key *check, const struct rowan_table_rows *rows, size_t t)
{
    size_t count = check->plan->tables[t].column_count;
    struct rowan_cells *cells = calloc(count + 1, sizeof *cells);

    check->kept[t].cells = cells;
    for (size_t c = 0; cells && c < count; c++)
        cells[c].integer = rows[t].cells[c].integer;
    return cells != NULL;
}

/* Columns that are the same in all rows are kept once, for the message. */
static bool keep_row(struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                     struct keyed_row *one)
{
    size_t t = one->table;
    const struct rowan_table *table = &check->plan->tables[t];
    struct rowan_table_rows *kept = &check->kept[t];

    if (!kept->cells && !make_kept(check, rows, t))
        return false;
    for (size_t k = 0; k < table->key_count; k++) {
        size_t column = table->key[k];
        struct rowan_cells *cells = &kept->cells[column];
        struct rowan_value value = rowan_cells_get(&rows[t].cells[column], one->row);
        if (kept->count > 0 && !is_compared(check, t, column))
            continue;
        if (!rowan_cells_reserve(cells, kept->count) || !rowan_cells_set(cells, kept->count, &value))
            return false;
    }
    one->row = (uint32_t)kept->count++;
    return true;
}

bool rowan_duplicate_key_keep(struct rowan_duplicate_key *check, const struct rowan_table_rows *rows)
{
    bool ok = true;

    check->keeps = true;
    for (size_t t = 0; ok && t < check->plan->table_count; t++) {
        struct target *target = &check->targets[t];
        while (ok && target->kept < target->count)
            ok = keep_row(check, rows, &target->rows[target->kept++]);
    }
    return ok;
}

/* ---- their keys ---- */

static struct rowan_value key_value(const struct rowan_table_rows *rows, const struct keyed_row *one,
                                    size_t column)
{
    return rowan_cells_get(&rows[one->table].cells[column], one->row);
}

/* False: a value of the key is not there. */
static bool hash_key(const struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                     struct keyed_row *one)
{
    uint64_t hash = ROWAN_HASH_BEGIN;

    for (const size_t *column = check->columns[one->table]; *column != SIZE_MAX; column++) {
        struct rowan_value value = key_value(rows, one, *column);
        if (value.null)
            return false;
        if (value.text.data)
            hash = rowan_hash_slice(hash, value.text);
        hash = (hash ^ (uint64_t)value.number ^ value.text.size) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    one->hash = hash;
    return true;
}

static bool same_key(const struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                     const struct keyed_row *a, const struct keyed_row *b)
{
    const size_t *x = check->columns[a->table], *y = check->columns[b->table];

    for (; *x != SIZE_MAX; x++, y++) {
        struct rowan_value one = key_value(rows, a, *x), other = key_value(rows, b, *y);
        if (one.number != other.number || !one.text.data != !other.text.data ||
            !rowan_slice_equal(one.text, other.text))
            return false;
    }
    return true;
}

/* ---- what is said of two ---- */

static struct rowan_value shown_value(const struct rowan_duplicate_key *check,
                                      const struct rowan_table_rows *rows, const struct keyed_row *one,
                                      size_t column)
{
    if (check->keeps && !is_compared(check, one->table, column))
        return rowan_cells_get(&rows[one->table].cells[column], 0);
    return key_value(rows, one, column);
}

/* All columns of the key: no = "A", part = 1 */
static void print_key(const struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                      const struct keyed_row *one, char *out, size_t size)
{
    const struct rowan_table *table = &check->plan->tables[one->table];
    size_t n = 0;

    for (size_t k = 0; k < table->key_count && n < size; k++) {
        const struct rowan_column *column = &table->columns[table->key[k]];
        struct rowan_value value = shown_value(check, rows, one, table->key[k]);
        char shown[100];
        if (value.null)
            snprintf(shown, sizeof shown, "NULL");
        else if (value.text.data)
            rowan_quote(shown, sizeof shown, value.text);
        else
            snprintf(shown, sizeof shown, "%s%lld", column->numbered ? "#" : "", (long long)value.number);
        n += (size_t)snprintf(out + n, size - n, "%s%.80s = %s", k ? ", " : "", column->name, shown);
    }
}

static bool note(const struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                 const struct keyed_row *first, const struct keyed_row *second, struct rowan_faults *faults)
{
    const struct rowan_table *table = &check->plan->tables[second->table];
    const struct rowan_table *other = &check->plan->tables[first->table];
    struct rowan_error error;
    char key[600], into[40] = "";

    print_key(check, rows, second, key, sizeof key);
    if (other != table)
        snprintf(into, sizeof into, " of the into in line %d", other->place.line);
    rowan_fail(&error, ROWAN_DOCUMENT, "duplicate",
               "line %u: %s (%s:%d): a second row with the key %s; the first%s is at line %u",
               (unsigned)rowan_document_line(check->document, second->node), table->label, table->place.file,
               table->place.line, key, into, (unsigned)rowan_document_line(check->document, first->node));
    return rowan_faults_note_two(faults, second->node, first->node, &error);
}

/* ---- finding them ---- */

/* As many as the document in hand needs: those of a large one before it cost nothing. */
static bool clear_slots(struct target *target)
{
    size_t need = 32;

    while (need < 2 * target->count)
        need *= 2;
    if (need > target->slot_capacity) {
        free(target->slots);
        target->slots = malloc(need * sizeof *target->slots);
        target->slot_capacity = target->slots ? need : 0;
    }
    target->slots_used = need;
    if (target->slots)
        memset(target->slots, 0, need * sizeof *target->slots);
    return target->slots != NULL;
}

/* The row before this one that has its key; NULL: there is none, and it is the first. */
static const struct keyed_row *find_or_add(const struct rowan_duplicate_key *check,
                                           const struct rowan_table_rows *rows, struct target *target,
                                           size_t index)
{
    const struct keyed_row *one = &target->rows[index];
    size_t mask = target->slots_used - 1;
    size_t at = one->hash & mask;

    for (; target->slots[at]; at = (at + 1) & mask) {
        const struct keyed_row *other = &target->rows[target->slots[at] - 1];
        if (other->hash == one->hash && same_key(check, rows, other, one))
            return other;
    }
    target->slots[at] = (uint32_t)(index + 1);
    return NULL;
}

/* Rows of a document are bounded by its size, which 32 bits hold. */
static bool check_target(struct rowan_duplicate_key *check, const struct rowan_table_rows *rows,
                         struct target *target, struct rowan_faults *faults)
{
    bool more = true;

    if (target->count < 2)
        return true;
    if (!clear_slots(target))
        return false;
    for (size_t i = 0; more && i < target->count; i++) {
        const struct keyed_row *first =
            hash_key(check, rows, &target->rows[i]) ? find_or_add(check, rows, target, i) : NULL;
        if (first)
            more = note(check, rows, first, &target->rows[i], faults);
    }
    return more || faults->count > 0;
}

bool rowan_duplicate_key_check(struct rowan_duplicate_key *check, const struct rowan_document *document,
                               const struct rowan_table_rows *rows, struct rowan_faults *faults)
{
    bool ok = !check->keeps || rowan_duplicate_key_keep(check, rows);

    if (check->keeps)
        rows = check->kept;
    check->document = document;
    for (size_t t = 0; ok && t < check->plan->table_count && faults->count < ROWAN_FAULTS_MAX; t++)
        ok = check_target(check, rows, &check->targets[t], faults);
    return ok;
}
