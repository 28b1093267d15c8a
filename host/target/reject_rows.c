/* Rows of it go the same way as all rows (insert.h). */
#include "target/reject_rows.h"

#include <stdlib.h>
#include <string.h>

#include "rows/rejects.h"
#include "target/insert.h"

struct rowan_reject_rows {
    struct rowan_ledger *ledger;
    struct rowan_inserter *inserter;
};

enum reject_column {
    R_FEED,
    R_KEY,
    R_NUMBER,
    R_TABLE,
    R_ROW,
    R_PLACE,
    R_COLUMN,
    R_VALUE,
    R_REASON,
    R_MESSAGE,
    R_RUN,
    REJECT_COLUMNS
};

static const struct rowan_insert_column reject_columns[REJECT_COLUMNS] = {
    [R_FEED] = {.name = "feed"},
    [R_KEY] = {.name = "doc_key"},
    [R_NUMBER] = {.name = "reject_no", .integer = true},
    [R_TABLE] = {.name = "table_name"},
    [R_ROW] = {.name = "row_no", .integer = true},
    [R_PLACE] = {.name = "place"},
    [R_COLUMN] = {.name = "column_name"},
    [R_VALUE] = {.name = "bad_value"},
    [R_REASON] = {.name = "reason"},
    [R_MESSAGE] = {.name = "message"},
    [R_RUN] = {.name = "run_id"},
};

_Static_assert(REJECT_COLUMNS == (int)ROWAN_REJECT_COLUMNS, "a name for each column");

void rowan_reject_rows_columns(const char *names[ROWAN_REJECT_COLUMNS])
{
    for (size_t i = 0; i < REJECT_COLUMNS; i++)
        names[i] = reject_columns[i].name;
}

enum rowan_status rowan_reject_rows_catalog(struct rowan_catalog *catalog,
                                            const struct rowan_endpoint *target, struct rowan_error *err)
{
    const char *const names[] = {ROWAN_REJECT_TABLE};
    const struct rowan_catalog_table *found;
    enum rowan_status st = rowan_catalog_open(catalog, target->db, target->schema, names, 1, err);

    if (st != ROWAN_OK)
        return st;
    found = rowan_catalog_lookup(catalog, ROWAN_REJECT_TABLE);
    if (!found)
        st = rowan_fail(err, ROWAN_CONFIG, "config",
                        "there is no table %s for the rows that bad_row = \"reject\" leaves out; rowan init "
                        "makes it",
                        ROWAN_REJECT_TABLE);
    else if (!found->transactional)
        st = rowan_fail(err, ROWAN_CONFIG, "config", "the table %s is not transactional", ROWAN_REJECT_TABLE);
    if (st != ROWAN_OK)
        rowan_catalog_close(catalog);
    return st;
}

enum rowan_status rowan_reject_rows_open(struct rowan_reject_rows **out, const struct rowan_endpoint *target,
                                         struct rowan_ledger *ledger, struct rowan_error *err)
{
    struct rowan_reject_rows *table = calloc(1, sizeof *table);
    struct rowan_catalog catalog;
    enum rowan_status st;

    *out = table;
    if (!table)
        return rowan_out_of_memory(err);
    table->ledger = ledger;
    st = rowan_reject_rows_catalog(&catalog, target, err);
    if (st != ROWAN_OK)
        return st;
    st = rowan_insert_open(&table->inserter, target->db, target->schema,
                           rowan_catalog_lookup(&catalog, ROWAN_REJECT_TABLE), reject_columns, REJECT_COLUMNS,
                           err);
    rowan_catalog_close(&catalog);
    return st;
}

void rowan_reject_rows_close(struct rowan_reject_rows *table)
{
    if (!table)
        return;
    rowan_insert_close(table->inserter);
    free(table);
}

/* What the cells are made from. */
struct batch {
    struct rowan_reject_rows *table;
    const struct rowan_rows *rows;
    const struct rowan_entry *entries; /* of the document first and those after it */
    size_t first;
};

static struct rowan_value text_value(struct rowan_slice text)
{
    return (struct rowan_value){.null = text.data == NULL, .text = text};
}

static struct rowan_value batch_cell(const void *context, size_t column, size_t row)
{
    const struct batch *batch = context;
    const struct rowan_rejects *rejects = rowan_rows_rejects(batch->rows);
    const struct rowan_reject *reject = &rejects->items[row];
    struct rowan_ledger *ledger = batch->table->ledger;

    switch (column) {
    case R_FEED:
        return text_value(rowan_slice_of(rowan_ledger_feed(ledger)));
    case R_KEY:
        return text_value(rowan_ledger_kept(ledger, batch->entries[reject->document - batch->first].key));
    case R_NUMBER:
        return (struct rowan_value){.number = (int64_t)reject->number};
    case R_TABLE:
        return text_value(rowan_slice_of(batch->rows->plan->tables[reject->table].name));
    case R_ROW:
        return (struct rowan_value){.number = (int64_t)reject->row_no};
    case R_PLACE:
        return text_value(rowan_rejects_text(rejects, reject->place));
    case R_COLUMN:
        return text_value(rowan_slice_of(reject->column ? reject->column->name : NULL));
    case R_VALUE:
        return text_value(rowan_rejects_text(rejects, reject->value));
    case R_REASON:
        return text_value(rowan_slice_of(reject->reason));
    case R_MESSAGE:
        return text_value(rowan_rejects_text(rejects, reject->message));
    default:
        return text_value(rowan_slice_of(rowan_ledger_run(ledger)));
    }
}

enum rowan_status rowan_reject_rows_insert(struct rowan_reject_rows *table, const struct rowan_rows *rows,
                                           size_t first, size_t last, const struct rowan_entry *entries,
                                           struct rowan_error *err)
{
    struct batch batch = {table, rows, entries, first};
    size_t begin, end;
    enum rowan_status st;

    rowan_rejects_range(rowan_rows_rejects(rows), first, last, &begin, &end);
    st = begin < end ? rowan_insert_rows(table->inserter, batch_cell, &batch, begin, end, err) : ROWAN_OK;
    if (st == ROWAN_DUPLICATE)
        rowan_error_prefix(err,
                           "%s has rows of the document, which has no row in the ledger: delete them, too",
                           ROWAN_REJECT_TABLE);
    return st;
}
