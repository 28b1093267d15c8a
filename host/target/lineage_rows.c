/* Texts are gathered for a batch, then its rows go the same way as all rows (insert.h). */
#include "target/lineage_rows.h"

#include <stdlib.h>

#include "plan/document_rows.h"
#include "plan/own_tables.h"
#include "target/numbers.h"
#include "target/insert.h"
#include "target/lineage_text.h"

#define PART_BYTES 2000 /* of keys in one row, about */

/* A row in the making. Places are in the text of all. */
struct part {
    struct rowan_slice doc_key; /* as the ledger keeps it */
    size_t number;              /* among the document's, from 1 */
    size_t table;
    size_t begin, end;
};

struct rowan_lineage_rows {
    struct rowan_ledger *ledger;
    struct rowan_inserter *inserter;
    const struct rowan_plan *plan;
    const struct rowan_numbers *numbers; /* of rows, which the database gave */
    struct rowan_buffer names;           /* columns of the keys, of all tables */
    size_t *name_ends;                   /* one per table */
    bool *recorded;                      /* likewise */
    struct rowan_buffer text;
    struct part *parts;
    size_t count, capacity;
    size_t numbered; /* parts of a document that comes in parts itself, before this one */
};

enum lineage_column { L_FEED, L_KEY, L_NUMBER, L_TABLE, L_COLUMNS, L_KEYS, LINEAGE_COLUMNS };

static const struct rowan_insert_column lineage_columns[LINEAGE_COLUMNS] = {
    [L_FEED] = {.name = "feed"},
    [L_KEY] = {.name = "doc_key"},
    [L_NUMBER] = {.name = "part", .integer = true},
    [L_TABLE] = {.name = "table_name"},
    [L_COLUMNS] = {.name = "key_columns"},
    [L_KEYS] = {.name = "row_keys"},
};

_Static_assert(LINEAGE_COLUMNS == (int)ROWAN_LINEAGE_COLUMNS, "a name for each column");

void rowan_lineage_rows_columns(const char *names[ROWAN_LINEAGE_COLUMNS])
{
    for (size_t i = 0; i < LINEAGE_COLUMNS; i++)
        names[i] = lineage_columns[i].name;
}

/* ---- opening ---- */

enum rowan_status rowan_lineage_rows_catalog(struct rowan_catalog *catalog,
                                             const struct rowan_endpoint *target, struct rowan_error *err)
{
    const char *const names[] = {ROWAN_LINEAGE_TABLE};
    const struct rowan_catalog_table *found;
    enum rowan_status st = rowan_catalog_open(catalog, target->db, target->schema, names, 1, err);

    if (st != ROWAN_OK)
        return st;
    found = rowan_catalog_lookup(catalog, ROWAN_LINEAGE_TABLE);
    if (!found)
        st = rowan_fail(err, ROWAN_CONFIG, "config",
                        "there is no table %s for the keys that lineage = true records; rowan init makes it",
                        ROWAN_LINEAGE_TABLE);
    else if (!found->transactional)
        st =
            rowan_fail(err, ROWAN_CONFIG, "config", "the table %s is not transactional", ROWAN_LINEAGE_TABLE);
    if (st != ROWAN_OK)
        rowan_catalog_close(catalog);
    return st;
}

bool rowan_lineage_rows_key(struct rowan_buffer *out, const struct rowan_table *table)
{
    bool good = true;

    for (size_t i = 0; i < table->key_count && good; i++)
        good = rowan_lineage_text_add(out, rowan_slice_of(table->columns[table->key[i]].name), i);
    return good;
}

static enum rowan_status open_names(struct rowan_lineage_rows *table, struct rowan_error *err)
{
    const struct rowan_plan *plan = table->plan;

    table->name_ends = calloc(plan->table_count + 1, sizeof *table->name_ends);
    table->recorded = calloc(plan->table_count + 1, sizeof *table->recorded);
    if (!table->name_ends || !table->recorded)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < plan->table_count; i++) {
        table->recorded[i] = rowan_document_rows(plan, i).by == ROWAN_ROWS_BY_LINEAGE;
        if (table->recorded[i] && !rowan_lineage_rows_key(&table->names, &plan->tables[i]))
            return rowan_out_of_memory(err);
        table->name_ends[i] = table->names.size;
    }
    return ROWAN_OK;
}

enum rowan_status rowan_lineage_rows_open(struct rowan_lineage_rows **out,
                                          const struct rowan_endpoint *target, struct rowan_ledger *ledger,
                                          const struct rowan_plan *plan, struct rowan_error *err)
{
    struct rowan_lineage_rows *table = calloc(1, sizeof *table);
    struct rowan_catalog catalog;
    enum rowan_status st;

    *out = table;
    if (!table)
        return rowan_out_of_memory(err);
    table->ledger = ledger;
    table->plan = plan;
    st = open_names(table, err);
    if (st == ROWAN_OK)
        st = rowan_lineage_rows_catalog(&catalog, target, err);
    if (st != ROWAN_OK)
        return st;
    st = rowan_insert_open(&table->inserter, target->db, target->schema,
                           rowan_catalog_lookup(&catalog, ROWAN_LINEAGE_TABLE), lineage_columns,
                           LINEAGE_COLUMNS, err);
    rowan_catalog_close(&catalog);
    return st;
}

void rowan_lineage_rows_close(struct rowan_lineage_rows *table)
{
    if (!table)
        return;
    rowan_insert_close(table->inserter);
    rowan_buffer_clear(&table->names);
    rowan_buffer_clear(&table->text);
    free(table->name_ends);
    free(table->recorded);
    free(table->parts);
    free(table);
}

/* ---- gathering ---- */

static struct part *new_part(struct rowan_lineage_rows *table, struct rowan_slice doc_key, size_t number,
                             size_t of_table)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 64;
        struct part *parts = realloc(table->parts, capacity * sizeof *parts);
        if (!parts)
            return NULL;
        table->parts = parts;
        table->capacity = capacity;
    }
    table->parts[table->count] = (struct part){doc_key, number, of_table, table->text.size, table->text.size};
    return &table->parts[table->count++];
}

/* A cell as a text, like those of the parameters of a statement that finds it. */
static bool add_cell(struct rowan_buffer *out, const struct rowan_cells *cells,
                     const struct rowan_value *value, size_t index)
{
    char digits[24];

    if (!cells->integer)
        return rowan_lineage_text_add(out, value->text, index);
    snprintf(digits, sizeof digits, "%lld", (long long)value->number);
    return rowan_lineage_text_add(out, rowan_slice_of(digits), index);
}

static enum rowan_status add_key(struct rowan_lineage_rows *lineage, const struct rowan_table *table,
                                 const struct rowan_table_rows *rows, size_t row, struct rowan_error *err)
{
    for (size_t i = 0; i < table->key_count; i++) {
        const struct rowan_cells *cells = &rows->cells[table->key[i]];
        struct rowan_value value = rowan_cells_get(cells, row);
        if (!value.null && table->columns[table->key[i]].numbered)
            value.number = rowan_numbers_given(lineage->numbers, value.number);
        if (value.null)
            return rowan_fail(
                err, ROWAN_DOCUMENT, "key",
                "table %s, column %s: a row has no value in this part of its key, so lineage could "
                "not find it again",
                table->label, table->columns[table->key[i]].name);
        if (!add_cell(&lineage->text, cells, &value, i))
            return rowan_out_of_memory(err);
    }
    return ROWAN_OK;
}

/* What a document has of one table; *number: of its last part. */
static enum rowan_status add_table(struct rowan_lineage_rows *lineage, const struct rowan_rows *rows,
                                   size_t document, size_t index, struct rowan_slice doc_key, size_t *number,
                                   struct rowan_error *err)
{
    struct part *part = NULL;
    size_t begin, end;
    enum rowan_status st = ROWAN_OK;

    rowan_rows_range(rows, index, document, document + 1, &begin, &end);
    for (size_t row = begin; row < end && st == ROWAN_OK; row++) {
        if (part && part->end - part->begin >= PART_BYTES)
            part = NULL;
        if (part && !rowan_buffer_append_char(&lineage->text, '\n'))
            return rowan_out_of_memory(err);
        if (!part && !(part = new_part(lineage, doc_key, ++*number, index)))
            return rowan_out_of_memory(err);
        st = add_key(lineage, &lineage->plan->tables[index], &rows->tables[index], row, err);
        part->end = lineage->text.size;
    }
    return st;
}

static enum rowan_status add_document(struct rowan_lineage_rows *lineage, const struct rowan_rows *rows,
                                      size_t document, const struct rowan_entry *entry,
                                      struct rowan_error *err)
{
    struct rowan_slice doc_key = {NULL, 0};
    size_t number = lineage->numbered;
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < lineage->plan->table_count && st == ROWAN_OK; t++) {
        size_t begin, end;
        rowan_rows_range(rows, t, document, document + 1, &begin, &end);
        if (!lineage->recorded[t] || begin == end)
            continue;
        if (!doc_key.data)
            doc_key = rowan_ledger_kept(lineage->ledger, entry->key);
        if (!doc_key.data)
            return rowan_out_of_memory(err);
        st = add_table(lineage, rows, document, t, doc_key, &number, err);
    }
    return st;
}

/* ---- inserting ---- */

static struct rowan_value text_value(struct rowan_slice text)
{
    return (struct rowan_value){.null = text.data == NULL, .text = text};
}

static struct rowan_slice between(const struct rowan_buffer *text, size_t begin, size_t end)
{
    return (struct rowan_slice){text->data ? text->data + begin : "", end - begin};
}

static struct rowan_value part_cell(const void *context, size_t column, size_t row)
{
    const struct rowan_lineage_rows *table = context;
    const struct part *part = &table->parts[row];

    switch (column) {
    case L_FEED:
        return text_value(rowan_slice_of(rowan_ledger_feed(table->ledger)));
    case L_KEY:
        return text_value(part->doc_key);
    case L_NUMBER:
        return (struct rowan_value){.number = (int64_t)part->number};
    case L_TABLE:
        return text_value(rowan_slice_of(table->plan->tables[part->table].name));
    case L_COLUMNS:
        return text_value(between(&table->names, part->table ? table->name_ends[part->table - 1] : 0,
                                  table->name_ends[part->table]));
    default:
        return text_value(between(&table->text, part->begin, part->end));
    }
}

void rowan_lineage_rows_numbers(struct rowan_lineage_rows *table, const struct rowan_numbers *numbers)
{
    table->numbers = numbers;
}

void rowan_lineage_rows_begin(struct rowan_lineage_rows *table)
{
    table->numbered = 0;
}

enum rowan_status rowan_lineage_rows_insert(struct rowan_lineage_rows *table, const struct rowan_rows *rows,
                                            size_t first, size_t last, const struct rowan_entry *entries,
                                            struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    table->count = table->text.size = 0;
    for (size_t i = first; i < last && st == ROWAN_OK; i++)
        st = add_document(table, rows, i, &entries[i - first], err);
    if (last - first == 1)
        table->numbered += table->count;
    if (st == ROWAN_OK && table->count)
        st = rowan_insert_rows(table->inserter, part_cell, table, 0, table->count, err);
    if (st == ROWAN_DUPLICATE)
        rowan_error_prefix(err,
                           "%s has rows of the document, which has no row in the ledger: delete them, too",
                           ROWAN_LINEAGE_TABLE);
    return st;
}
