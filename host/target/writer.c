/*
 * One transaction for a group of documents. Two tables of a plan may be the same table of the database
 * (several "into" of one name): each has its own columns and so its own inserter.
 */
#include "target/writer.h"

#include <stdlib.h>

#include "rows/coverage.h"
#include "target/column_sets.h"
#include "target/conflict_rows.h"
#include "target/eraser.h"
#include "target/ledger_change.h"
#include "target/lineage_rows.h"
#include "target/numbers.h"
#include "target/reject_rows.h"
#include "target/run_rows.h"

/* With a rule a row that is there already is a rival's who has committed meanwhile: again, and from then on
 * row by row, since two of our own may be one to the database. */
#define TRIES_TOGETHER 2
#define TRIES          100

struct rowan_writer {
    struct rowan_connection *db;
    const char *schema; /* of the target; not owned */
    const struct rowan_plan *plan;
    struct rowan_ledger *ledger;
    struct rowan_column_sets **inserters;   /* one per table of the plan */
    struct rowan_conflict_rows **conflicts; /* one per table; NULL: it has no rule, or none has, then all */
    struct rowan_conflict_counts *fates;    /* of their rows, in the open transaction */
    bool one_by_one;                        /* their rows are written so */
    size_t duplicate;                       /* the table with a rule that had a row already, or SIZE_MAX */
    int64_t *dropped;                       /* rows that each table left out, in the open transaction */
    struct rowan_ledger_change *change;     /* NULL: nothing is replaced */
    struct rowan_eraser *eraser;            /* likewise */
    struct rowan_reject_rows *rejects;      /* NULL: no table has bad_row */
    struct rowan_lineage_rows *lineage;     /* NULL: rows are found by the document's key */
    struct rowan_run_rows *run_rows;        /* NULL: nobody counts rows per table */
    struct rowan_numbers *numbers;          /* NULL: the database numbers no rows */
    struct rowan_profile *profile;
};

/* A column that the database has no default for is NULL when it is left out: then there is no need to. */
static bool may_omit(const struct rowan_column *column, const struct rowan_catalog_table *found)
{
    int i = rowan_catalog_find(found, column->name);

    return column->omit && i >= 0 && found->columns[i].has_default;
}

/* Whether the texts of its values, as conversion leaves them, mean themselves in the text of an array. */
static bool is_plain(enum rowan_kind kind)
{
    switch (kind) {
    case ROWAN_DECIMAL:
    case ROWAN_REAL:
    case ROWAN_DOUBLE:
    case ROWAN_DATE:
    case ROWAN_TIME:
    case ROWAN_TIMESTAMP:
    case ROWAN_UUID:
        return true;
    default:
        return false;
    }
}

static struct rowan_insert_column insert_column(const struct rowan_column *column)
{
    const struct rowan_type *type = &column->type;

    return (struct rowan_insert_column){.name = column->name,
                                        .integer = rowan_type_is_integer(type),
                                        .binary = type->kind == ROWAN_BINARY,
                                        .plain = is_plain(type->kind),
                                        .precision = type->kind == ROWAN_DECIMAL ? type->precision : 0,
                                        .unlimited = (type->kind == ROWAN_TEXT && type->length == 0) ||
                                                     type->kind == ROWAN_XML,
                                        .identity = column->identity};
}

/* A column that is left to the database (identity) is none of the inserter. */
static enum rowan_status open_columns(struct rowan_writer *writer, size_t index,
                                      const struct rowan_catalog_table *found, struct rowan_inserter **whole,
                                      struct rowan_error *err)
{
    const struct rowan_table *table = &writer->plan->tables[index];
    size_t left_out = rowan_table_identity(table), count = 0;
    struct rowan_insert_column *columns = calloc(table->column_count, sizeof *columns);
    bool *omittable = calloc(table->column_count, sizeof *omittable);
    struct rowan_inserter *inserter = NULL;
    enum rowan_status st = columns && omittable ? ROWAN_OK : rowan_out_of_memory(err);

    for (size_t i = 0; i < table->column_count && st == ROWAN_OK; i++) {
        if (i == left_out)
            continue;
        columns[count] = insert_column(&table->columns[i]);
        omittable[count++] = may_omit(&table->columns[i], found);
    }
    if (st == ROWAN_OK)
        st = rowan_insert_open(&inserter, writer->db, writer->schema, found, columns, count, err);
    if (st == ROWAN_OK)
        inserter->may_drop = table->may_drop;
    if (st == ROWAN_OK)
        st = rowan_column_sets_open(&writer->inserters[index], inserter, omittable, table->recursive, err);
    *whole = inserter;
    free(columns);
    free(omittable);
    return st;
}

static enum rowan_status open_table(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                    size_t index, const struct rowan_catalog *catalog,
                                    struct rowan_error *err)
{
    const struct rowan_table *table = &writer->plan->tables[index];
    const struct rowan_catalog_table *found = rowan_catalog_lookup(catalog, table->name);
    struct rowan_inserter *whole;
    enum rowan_status st;

    if (!found)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "there is no target table \"%s\"", table->name);
    if (!found->transactional)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "the target table \"%s\" is not transactional",
                          table->name);
    st = open_columns(writer, index, found, &whole, err);
    if (st == ROWAN_OK && table->conflict)
        st = rowan_conflict_rows_open(&writer->conflicts[index], target, table, found, whole,
                                      writer->inserters[index], err);
    return st;
}

/* What the database says of the plan's tables. */
static enum rowan_status read_catalog(struct rowan_catalog *catalog, const struct rowan_writer *writer,
                                      struct rowan_error *err)
{
    const struct rowan_plan *plan = writer->plan;
    const char **names = calloc(plan->table_count + 1, sizeof *names);
    enum rowan_status st;

    memset(catalog, 0, sizeof *catalog);
    if (!names)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < plan->table_count; i++)
        names[i] = plan->tables[i].name;
    st = rowan_catalog_open(catalog, writer->db, writer->schema, names, plan->table_count, err);
    free(names);
    return st;
}

static enum rowan_status open_tables(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                     struct rowan_error *err)
{
    struct rowan_catalog catalog;
    enum rowan_status st = read_catalog(&catalog, writer, err);

    if (st != ROWAN_OK)
        return st;
    for (size_t i = 0; i < writer->plan->table_count && st == ROWAN_OK; i++)
        st = open_table(writer, target, i, &catalog, err);
    rowan_catalog_close(&catalog);
    return st;
}

/* Here rows are found by keys, and a plan is kept: one that was made for an empty table must not read all of
 * it for each look-up when it has grown. */
static enum rowan_status prefer_keys(const struct rowan_writer *writer, struct rowan_error *err)
{
    const char *by_keys = rowan_connection_dialect(writer->db)->lookup.by_keys;

    return by_keys ? rowan_connection_exec(writer->db, by_keys, err) : ROWAN_OK;
}

enum rowan_status rowan_writer_open(struct rowan_writer **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, struct rowan_ledger *ledger,
                                    struct rowan_error *err)
{
    struct rowan_writer *writer = calloc(1, sizeof *writer);
    enum rowan_status st;

    *out = NULL;
    if (!writer)
        return rowan_out_of_memory(err);
    writer->db = target->db;
    writer->schema = target->schema;
    writer->plan = plan;
    writer->ledger = ledger;
    writer->inserters = calloc(plan->table_count + 1, sizeof(struct rowan_column_sets *));
    writer->dropped = calloc(plan->table_count + 1, sizeof *writer->dropped);
    writer->duplicate = SIZE_MAX;
    if (plan->shares) {
        writer->conflicts = calloc(plan->table_count, sizeof(struct rowan_conflict_rows *));
        writer->fates = calloc(plan->table_count, sizeof *writer->fates);
    }
    st = writer->inserters && writer->dropped && (!plan->shares || (writer->conflicts && writer->fates))
             ? open_tables(writer, target, err)
             : rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = prefer_keys(writer, err);
    if (st == ROWAN_OK)
        st = rowan_numbers_open(&writer->numbers, target, plan, err);
    if (st == ROWAN_OK && writer->numbers)
        st = rowan_numbers_open_lookups(writer->numbers, target, err);
    if (st == ROWAN_OK && plan->rejects)
        st = rowan_reject_rows_open(&writer->rejects, target, ledger, err);
    if (st == ROWAN_OK && plan->lineage)
        st = rowan_lineage_rows_open(&writer->lineage, target, ledger, plan, err);
    if (st == ROWAN_OK && plan->lineage)
        rowan_lineage_rows_numbers(writer->lineage, writer->numbers);
    if (st != ROWAN_OK) {
        rowan_writer_close(writer);
        return st;
    }
    *out = writer;
    return ROWAN_OK;
}

void rowan_writer_close(struct rowan_writer *writer)
{
    if (!writer)
        return;
    for (size_t i = 0; writer->conflicts && i < writer->plan->table_count; i++)
        rowan_conflict_rows_close(writer->conflicts[i]);
    for (size_t i = 0; writer->inserters && i < writer->plan->table_count; i++)
        rowan_column_sets_close(writer->inserters[i]);
    free(writer->conflicts);
    free(writer->fates);
    rowan_eraser_close(writer->eraser);
    rowan_reject_rows_close(writer->rejects);
    rowan_lineage_rows_close(writer->lineage);
    rowan_run_rows_close(writer->run_rows);
    rowan_ledger_change_close(writer->change);
    rowan_numbers_close(writer->numbers);
    free(writer->inserters);
    free(writer->dropped);
    free(writer);
}

enum rowan_status rowan_writer_replaces(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                        struct rowan_error *err)
{
    enum rowan_status st = rowan_ledger_change_open(&writer->change, writer->ledger, err);

    return st == ROWAN_OK ? rowan_eraser_open(&writer->eraser, target, writer->plan, writer->ledger, err)
                          : st;
}

enum rowan_status rowan_writer_counts(struct rowan_writer *writer, const struct rowan_endpoint *target,
                                      size_t worker, struct rowan_error *err)
{
    return rowan_run_rows_open(&writer->run_rows, target, writer->plan, rowan_ledger_run(writer->ledger),
                               worker, err);
}

enum rowan_status rowan_writer_log(struct rowan_writer *writer, const struct rowan_entry *entries,
                                   size_t count, struct rowan_error *err)
{
    return writer->change ? rowan_ledger_change_write(writer->change, entries, count, err)
                          : rowan_ledger_insert(writer->ledger, entries, count, err);
}

/* All of them before the first new row: one may have what another one gives up. */
static enum rowan_status erase_old(struct rowan_writer *writer, const struct rowan_entry *entries,
                                   size_t count, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < count && writer->eraser && st == ROWAN_OK; i++)
        if (entries[i].old && rowan_ledger_row_has_rows(entries[i].old))
            st = rowan_eraser_document(writer->eraser, entries[i].key, entries[i].old, err);
    return st;
}

static struct rowan_value rows_cell(const void *context, size_t column, size_t row)
{
    const struct rowan_table_rows *table = context;

    return rowan_cells_get(&table->cells[column], row);
}

static enum rowan_status insert_table(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      size_t table, size_t first, size_t last, struct rowan_error *err)
{
    size_t begin, end;

    rowan_rows_range(rows, table, first, last, &begin, &end);
    if (writer->numbers) {
        const struct rowan_numbered_rows numbered = rowan_numbers_rows(writer->numbers, rows, table);
        return rowan_column_sets_rows(writer->inserters[table], rowan_numbers_cell, &numbered, begin, end,
                                      err);
    }
    return rowan_column_sets_rows(writer->inserters[table], rows_cell, &rows->tables[table], begin, end, err);
}

/* Where the database may leave rows out, the ledger says how many are there: so each document is a statement
 * of its own. */
static enum rowan_status insert_counted(struct rowan_writer *writer, const struct rowan_rows *rows,
                                        size_t table, size_t first, size_t last, struct rowan_entry *entries,
                                        struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    rowan_column_sets_stored(writer->inserters[table]); /* of a batch that failed */
    for (size_t i = first; i < last && st == ROWAN_OK; i++) {
        size_t begin, end;
        int64_t dropped;
        rowan_rows_range(rows, table, i, i + 1, &begin, &end);
        st = insert_table(writer, rows, table, i, i + 1, err);
        dropped = (int64_t)(end - begin) - rowan_column_sets_stored(writer->inserters[table]);
        if (st != ROWAN_OK || dropped <= 0)
            continue;
        st = rowan_ledger_dropped(writer->ledger, entries[i - first].key, dropped, err);
        entries[i - first].stored -= dropped;
        writer->dropped[table] += dropped;
    }
    return st;
}

/* ---- rows that several documents make ---- */

/* How their cells are read. */
struct shared_cells {
    rowan_cell_fn cell;
    const void *context;
    struct rowan_numbered_rows numbered;
};

static void read_shared(struct shared_cells *cells, const struct rowan_writer *writer,
                        const struct rowan_rows *rows, size_t table)
{
    if (writer->numbers) {
        cells->numbered = rowan_numbers_all_columns(writer->numbers, rows, table);
        cells->cell = rowan_numbers_cell;
        cells->context = &cells->numbered;
    } else {
        cells->cell = rows_cell;
        cells->context = &rows->tables[table];
    }
}

static enum rowan_status insert_shared(struct rowan_writer *writer, const struct rowan_rows *rows,
                                       size_t table, size_t first, size_t last, struct rowan_error *err)
{
    const struct rowan_numbering numbering = {writer->numbers, rows, table};
    struct shared_cells cells;
    size_t begin, end;
    enum rowan_status st;

    rowan_rows_range(rows, table, first, last, &begin, &end);
    read_shared(&cells, writer, rows, table);
    st = rowan_conflict_rows_write(writer->conflicts[table], cells.cell, cells.context,
                                   writer->numbers ? &numbering : NULL, begin, end, writer->one_by_one,
                                   &writer->fates[table], err);
    if (st == ROWAN_DUPLICATE)
        writer->duplicate = table;
    return st;
}

/* After the rollback: was it a rival that has inserted such a row meanwhile? */
static enum rowan_status ask_for_rival(struct rowan_writer *writer, const struct rowan_rows *rows,
                                       bool *rival, struct rowan_error *err)
{
    size_t table = writer->duplicate;
    struct shared_cells cells;

    read_shared(&cells, writer, rows, table);
    return rowan_conflict_rows_rival(writer->conflicts[table], cells.cell, cells.context, rival, err);
}

/* ---- all tables ---- */

static enum rowan_status insert_rows(struct rowan_writer *writer, const struct rowan_rows *rows, size_t table,
                                     size_t first, size_t last, struct rowan_entry *entries,
                                     struct rowan_error *err)
{
    const struct rowan_table *t = &writer->plan->tables[table];
    enum rowan_status st = ROWAN_OK;

    if (writer->numbers)
        st = rowan_numbers_give(writer->numbers, rows, table, first, last, err);
    if (st != ROWAN_OK)
        return st;
    if (t->conflict)
        return insert_shared(writer, rows, table, first, last, err);
    st = t->may_drop ? insert_counted(writer, rows, table, first, last, entries, err)
                     : insert_table(writer, rows, table, first, last, err);
    return st == ROWAN_OK && t->reads_back
               ? rowan_numbers_read_back(writer->numbers, rows, table, first, last, err)
               : st;
}

void rowan_writer_profile(struct rowan_writer *writer, struct rowan_profile *profile)
{
    writer->profile = profile;
}

/* An earlier try may have left something out. */
static void begin_counting(struct rowan_writer *writer, struct rowan_entry *entries, size_t count)
{
    memset(writer->dropped, 0, writer->plan->table_count * sizeof *writer->dropped);
    if (writer->fates)
        memset(writer->fates, 0, writer->plan->table_count * sizeof *writer->fates);
    for (size_t i = 0; i < count; i++)
        entries[i].stored = entries[i].sent;
}

/* A failure of the rollback marks the connection as lost; what went wrong first is what counts. */
static enum rowan_status end_failed(struct rowan_writer *writer, enum rowan_status st)
{
    if (st != ROWAN_OK)
        rowan_connection_rollback(writer->db, NULL);
    return st;
}

/* The lock of a key that is not there would keep others from their rows. */
static enum rowan_status begin(struct rowan_writer *writer, struct rowan_error *err)
{
    const char *isolation = rowan_connection_dialect(writer->db)->lookup.isolation;
    enum rowan_status st = ROWAN_OK;

    if (writer->plan->shares && isolation)
        st = rowan_connection_exec(writer->db, isolation, err);
    return st == ROWAN_OK ? rowan_connection_begin(writer->db, err) : st;
}

enum rowan_status rowan_writer_begin(struct rowan_writer *writer, const struct rowan_rows *rows, size_t first,
                                     size_t last, struct rowan_entry *entries, struct rowan_error *err)
{
    enum rowan_status st = begin(writer, err);

    begin_counting(writer, entries, last - first);
    if (st != ROWAN_OK)
        return st;
    st = rowan_writer_log(writer, entries, last - first, err);
    if (st == ROWAN_OK && writer->numbers) /* before rows with the greatest may go */
        st = rowan_numbers_begin(writer->numbers, err);
    if (st == ROWAN_OK)
        st = erase_old(writer, entries, last - first, err);
    if (st == ROWAN_OK && writer->rejects)
        st = rowan_reject_rows_insert(writer->rejects, rows, first, last, entries, err);
    if (writer->lineage)
        rowan_lineage_rows_begin(writer->lineage);
    return end_failed(writer, st);
}

/* *rival: the transaction is worth to be done once more. */
static enum rowan_status add_rows(struct rowan_writer *writer, const struct rowan_rows *rows, size_t first,
                                  size_t last, struct rowan_entry *entries, bool *rival,
                                  struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    *rival = false;
    writer->duplicate = SIZE_MAX;
    if (writer->numbers)
        st = rowan_numbers_look_up(writer->numbers, rows, first, last, err);
    for (size_t i = 0; i < writer->plan->table_count && st == ROWAN_OK; i++)
        st = insert_rows(writer, rows, i, first, last, entries, err);
    if (st == ROWAN_OK && writer->lineage)
        st = rowan_lineage_rows_insert(writer->lineage, rows, first, last, entries, err);
    st = end_failed(writer, st);
    if (st == ROWAN_DUPLICATE && writer->duplicate != SIZE_MAX && !rowan_connection_lost(writer->db) &&
        ask_for_rival(writer, rows, rival, NULL) != ROWAN_OK)
        *rival = false;
    return st;
}

/* Who has handed over a part cannot do so again: its whole document is to be tried once more. */
enum rowan_status rowan_writer_add(struct rowan_writer *writer, const struct rowan_rows *rows, size_t first,
                                   size_t last, struct rowan_entry *entries, struct rowan_error *err)
{
    bool rival;
    enum rowan_status st = add_rows(writer, rows, first, last, entries, &rival, err);

    writer->one_by_one = rival || (writer->one_by_one && st == ROWAN_OK);
    if (!rival)
        return st;
    return err ? (err->status = ROWAN_BUSY) : ROWAN_BUSY;
}

void rowan_writer_abandon(struct rowan_writer *writer)
{
    rowan_connection_rollback(writer->db, NULL);
}

enum rowan_status rowan_writer_insert(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      size_t first, size_t last, struct rowan_entry *entries,
                                      struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    bool rival = true;

    for (int tries = 1; rival && tries <= TRIES; tries++) {
        rival = false;
        writer->one_by_one = tries > TRIES_TOGETHER;
        st = rowan_writer_begin(writer, rows, first, last, entries, err);
        if (st == ROWAN_OK)
            st = add_rows(writer, rows, first, last, entries, &rival, err);
    }
    writer->one_by_one = false;
    return st;
}

static void count_shared(const struct rowan_writer *writer, const struct rowan_rows *rows)
{
    for (size_t t = 0; t < writer->plan->table_count; t++) {
        int64_t *fates = rowan_rows_coverage(rows)->fates + t * ROWAN_FATES;
        fates[ROWAN_FATE_INSERTED] += writer->fates[t].inserted;
        fates[ROWAN_FATE_UPDATED] += writer->fates[t].updated;
        fates[ROWAN_FATE_KEPT] += writer->fates[t].kept;
    }
}

/* In the transaction of the rows, so that nothing is counted that is not there, nor twice. */
static enum rowan_status write_counts(struct rowan_writer *writer, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t t = 0; t < writer->plan->table_count && st == ROWAN_OK; t++) {
        const struct rowan_conflict_counts *fates = writer->fates ? &writer->fates[t] : NULL;
        const int64_t counts[ROWAN_RUN_ROWS_COUNTS] = {fates ? fates->inserted : 0,
                                                       fates ? fates->updated : 0, fates ? fates->kept : 0,
                                                       writer->dropped[t]};
        st = rowan_run_rows_add(writer->run_rows, t, counts, err);
    }
    return end_failed(writer, st);
}

enum rowan_status rowan_writer_commit(struct rowan_writer *writer, const struct rowan_rows *rows,
                                      struct rowan_error *err)
{
    enum rowan_status st = writer->run_rows ? write_counts(writer, err) : ROWAN_OK;
    enum rowan_part before = rowan_profile_enter(writer->profile, ROWAN_PART_COMMIT);

    if (st == ROWAN_OK)
        st = rowan_connection_commit(writer->db, err);

    for (size_t t = 0; t < writer->plan->table_count && st == ROWAN_OK; t++)
        rowan_rows_coverage(rows)->fates[t * ROWAN_FATES + ROWAN_FATE_DROPPED] += writer->dropped[t];
    if (writer->fates && st == ROWAN_OK)
        count_shared(writer, rows);
    rowan_profile_enter(writer->profile, before);
    return st;
}
