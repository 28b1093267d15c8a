/* The statements of a plan's tables, run for one document after the other. */
#include "target/eraser.h"

#include <stdlib.h>
#include <string.h>

#include "base/key_text.h"
#include "base/record_key.h"
#include "catalog/constraint.h"
#include "odbc/dialect.h"
#include "odbc/statement.h"
#include "target/erase_sql.h"
#include "target/filled_tables.h"
#include "target/lineage_keys.h"
#include "target/lineage_rows.h"
#include "target/lineage_text.h"
#include "target/run_record.h"
#include "value/convert.h"

/* Of one table. Texts beyond ASCII may have to be compared in another way. */
enum way { WAY_OWN, WAY_EXACT, WAY_MANY_OWN, WAY_MANY_EXACT, WAYS }; /* MANY: by up to ROWAN_ERASE_KEYS */

struct table_statement {
    struct rowan_statement *statement; /* NULL until it is first needed */
    struct rowan_erase erase;
    bool comes_later; /* for a table before this one, which is the same of the database */
};

/* The table whose recorded keys lead to the rows of a table: itself, or one above it. */
struct recorded {
    bool is;         /* else the document's key leads to them */
    bool one_by_one; /* of their keys, each by a statement of its own */
    const struct rowan_table *table;
    struct rowan_buffer columns; /* of its key, terminated */
};

struct rowan_eraser {
    struct rowan_endpoint target;
    const struct rowan_plan *plan;
    struct rowan_catalog catalog;
    struct rowan_filled_tables filled;
    struct table_statement *tables;              /* WAYS of each */
    struct recorded *recorded;                   /* one of each */
    struct rowan_lineage_keys *lineage;          /* NULL: no keys are recorded */
    struct rowan_buffer rooms[ROWAN_ERASE_KEYS]; /* the parts of each key */
    struct rowan_slice parts[ROWAN_ERASE_KEYS * ROWAN_SOURCE_KEY_MAX];
    size_t keys; /* whose parts are there */
    bool by_row; /* they are those of rows' keys */
    struct rowan_buffer values[ROWAN_ERASE_MARKERS];
};

/* ---- statements ---- */

static struct table_statement *statement_of(const struct rowan_eraser *eraser, size_t table, enum way way)
{
    return &eraser->tables[table * WAYS + way];
}

static bool is_many(enum way way)
{
    return way == WAY_MANY_OWN || way == WAY_MANY_EXACT;
}

static enum rowan_status prepare(struct rowan_eraser *eraser, size_t table, enum way way,
                                 struct rowan_error *err)
{
    struct table_statement *t = statement_of(eraser, table, way);
    struct rowan_buffer text = {0};
    enum rowan_status st;

    if (t->statement)
        return ROWAN_OK;
    st = rowan_erase_sql(&t->erase, rowan_connection_server(eraser->target.db), &text, eraser->target.schema,
                         eraser->plan, table, &eraser->catalog, way == WAY_OWN || way == WAY_MANY_OWN,
                         is_many(way) ? ROWAN_ERASE_KEYS : 1, err);
    if (st == ROWAN_OK)
        st = rowan_statement_new(&t->statement, eraser->target.db, text.data, err);
    rowan_buffer_clear(&text);
    if (st != ROWAN_OK)
        rowan_error_prefix(err, "table %s", eraser->plan->tables[table].name);
    return st;
}

static enum rowan_status read_catalog(struct rowan_eraser *eraser, struct rowan_error *err)
{
    const struct rowan_plan *plan = eraser->plan;
    const char **names = calloc(plan->table_count + 1, sizeof *names);
    enum rowan_status st;

    if (!names)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < plan->table_count; i++)
        names[i] = plan->tables[i].name;
    st = rowan_catalog_open(&eraser->catalog, eraser->target.db, eraser->target.schema, names,
                            plan->table_count, err);
    free(names);
    return st;
}

/* Whether two tables of the plan are one of the database, whose rows one statement deletes. */
static bool is_same(const struct rowan_plan *plan, size_t a, size_t b)
{
    const struct rowan_table *one = &plan->tables[a], *other = &plan->tables[b];
    struct rowan_document_rows rows = rowan_document_rows(plan, a), others = rowan_document_rows(plan, b);

    if (strcmp(one->name, other->name) != 0 || rows.by != ROWAN_ROWS_BY_KEY || others.by != rows.by)
        return false;
    for (size_t part = 0; part < plan->source.key_count; part++)
        if (strcmp(one->columns[rows.columns[part]].name, other->columns[others.columns[part]].name) != 0)
            return false;
    return true;
}

/* Children of the first of them are further behind, and go before. */
static void find_order(struct rowan_eraser *eraser)
{
    for (size_t i = 0; i < eraser->plan->table_count; i++)
        for (size_t before = 0; before < i; before++)
            if (is_same(eraser->plan, before, i))
                statement_of(eraser, i, WAY_OWN)->comes_later = true;
}

/* A row of a table with a conflict rule is nobody's own: it stays. */
static bool is_shared(const struct rowan_eraser *eraser, size_t table)
{
    return eraser->plan->tables[table].conflict != ROWAN_CONFLICT_FAIL;
}

static enum rowan_status open_recorded(struct rowan_eraser *eraser, size_t table, struct rowan_error *err)
{
    size_t root = rowan_document_rows_root(eraser->plan, table);
    struct recorded *recorded = &eraser->recorded[table];

    recorded->is = rowan_document_rows(eraser->plan, root).by == ROWAN_ROWS_BY_LINEAGE;
    recorded->table = &eraser->plan->tables[root];
    return rowan_lineage_rows_key(&recorded->columns, recorded->table) &&
                   rowan_buffer_string(&recorded->columns)
               ? ROWAN_OK
               : rowan_out_of_memory(err);
}

static bool refers_to_itself(const struct rowan_constraints *constraints, const char *table)
{
    for (size_t i = 0; i < constraints->foreign_count; i++) {
        const struct rowan_foreign *foreign = &constraints->foreigns[i];
        if (strcmp(foreign->table, table) == 0 && strcmp(foreign->ref_table, table) == 0)
            return true;
    }
    return false;
}

/* Which row of a statement goes first is the database's choice, and where it looks at foreign keys row by
 * row, those of a table that refers to itself have an order. */
static enum rowan_status find_one_by_one(struct rowan_eraser *eraser, struct rowan_error *err)
{
    const struct rowan_dialect *dialect = rowan_connection_dialect(eraser->target.db);
    struct rowan_constraints constraints = {0};
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < eraser->plan->table_count; i++)
        eraser->recorded[i].one_by_one = !dialect->deletes_many;
    for (size_t i = 0; i < eraser->plan->table_count && dialect->deletes_in_order && st == ROWAN_OK; i++) {
        const char *name = eraser->plan->tables[i].name;
        if (!eraser->recorded[i].is)
            continue;
        st = rowan_constraints_open(&constraints, eraser->target.db, eraser->target.schema, &name, 1, err);
        if (refers_to_itself(&constraints, name))
            eraser->recorded[i].one_by_one = true;
        rowan_constraints_close(&constraints);
    }
    return st;
}

static enum rowan_status open_lineage(struct rowan_eraser *eraser, struct rowan_ledger *ledger,
                                      struct rowan_error *err)
{
    enum rowan_status st = rowan_lineage_keys_open(&eraser->lineage, ledger, err);

    for (size_t i = 0; i < eraser->plan->table_count && st == ROWAN_OK; i++)
        st = open_recorded(eraser, i, err);
    return st == ROWAN_OK ? find_one_by_one(eraser, err) : st;
}

static enum rowan_status open_table(struct rowan_eraser *eraser, size_t table, struct rowan_error *err)
{
    const char *name = eraser->plan->tables[table].name;
    const struct rowan_catalog_table *found = rowan_catalog_lookup(&eraser->catalog, name);

    if (is_shared(eraser, table))
        return ROWAN_OK;
    if (!found)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "there is no target table \"%s\"", name);
    if (found->relation == ROWAN_RELATION_VIEW)
        return rowan_fail(
            err, ROWAN_MAPPING, "mapping",
            "table %s: it is a view, or a table of another database: nothing counts for certain "
            "what is deleted from it",
            name);
    if (!found->transactional)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "table %s: it is not transactional: what is deleted cannot be brought back", name);
    return prepare(eraser, table, WAY_OWN, err);
}

enum rowan_status rowan_eraser_open(struct rowan_eraser **out, const struct rowan_endpoint *target,
                                    const struct rowan_plan *plan, struct rowan_ledger *ledger,
                                    struct rowan_error *err)
{
    struct rowan_eraser *eraser = calloc(1, sizeof *eraser);
    enum rowan_status st;
    char hash[17];

    *out = NULL;
    if (!eraser)
        return rowan_out_of_memory(err);
    eraser->target = *target;
    eraser->plan = plan;
    rowan_filled_tables_init(&eraser->filled, target, rowan_run_record_hash(hash, plan->hash), plan);
    eraser->tables = calloc(plan->table_count * WAYS + 1, sizeof *eraser->tables);
    eraser->recorded = calloc(plan->table_count + 1, sizeof *eraser->recorded);
    st = eraser->tables && eraser->recorded ? read_catalog(eraser, err) : rowan_out_of_memory(err);
    if (st == ROWAN_OK && plan->lineage)
        st = open_lineage(eraser, ledger, err);
    for (size_t i = 0; i < plan->table_count && st == ROWAN_OK; i++)
        st = open_table(eraser, i, err);
    if (st == ROWAN_OK)
        find_order(eraser);
    if (st != ROWAN_OK) {
        rowan_eraser_close(eraser);
        return st;
    }
    *out = eraser;
    return ROWAN_OK;
}

void rowan_eraser_close(struct rowan_eraser *eraser)
{
    if (!eraser)
        return;
    for (size_t i = 0; eraser->tables && i < eraser->plan->table_count * WAYS; i++)
        rowan_statement_free(eraser->tables[i].statement);
    for (size_t i = 0; eraser->recorded && i < eraser->plan->table_count; i++)
        rowan_buffer_clear(&eraser->recorded[i].columns);
    free(eraser->recorded);
    rowan_lineage_keys_close(eraser->lineage);
    free(eraser->tables);
    rowan_catalog_close(&eraser->catalog);
    for (size_t i = 0; i < ROWAN_ERASE_KEYS; i++)
        rowan_buffer_clear(&eraser->rooms[i]);
    for (size_t i = 0; i < ROWAN_ERASE_MARKERS; i++)
        rowan_buffer_clear(&eraser->values[i]);
    free(eraser);
}

/* ---- values ---- */

/* A recorded part is the text of the cell. */
static enum rowan_status read_value(const struct rowan_column *column, struct rowan_slice text,
                                    struct rowan_buffer *room, struct rowan_value *value,
                                    struct rowan_error *err)
{
    *value = (struct rowan_value){.text = text};
    if (!rowan_type_is_integer(&column->type))
        return ROWAN_OK;
    room->size = 0;
    if (!rowan_buffer_append(room, text.data, text.size) || !rowan_buffer_string(room))
        return rowan_out_of_memory(err);
    value->number = strtoll(room->data, NULL, 10);
    return ROWAN_OK;
}

/* A part of the document's key as the cell that the row has. */
static enum rowan_status make_value(struct rowan_eraser *eraser, const struct rowan_erase_marker *marker,
                                    struct rowan_buffer *room, struct rowan_value *value,
                                    struct rowan_error *err)
{
    const struct rowan_column *column = marker->column;
    enum rowan_status st;

    memset(value, 0, sizeof *value);
    st = rowan_convert(&column->type, &column->rules, eraser->parts[marker->part], room, value, err);
    if (st == ROWAN_OK && value->null)
        st = rowan_fail(err, ROWAN_DOCUMENT, "rows", "a part of the key is empty");
    if (st == ROWAN_DOCUMENT)
        rowan_error_prefix(err, "column %s", column->name);
    return st;
}

static enum rowan_status make_param(struct rowan_eraser *eraser, const struct rowan_erase_marker *marker,
                                    size_t index, struct rowan_param *param, struct rowan_error *err)
{
    struct rowan_buffer *room = &eraser->values[index];
    struct rowan_value value;
    enum rowan_status st = eraser->by_row
                               ? read_value(marker->column, eraser->parts[marker->part], room, &value, err)
                               : make_value(eraser, marker, room, &value, err);

    if (st != ROWAN_OK)
        return st;
    *param = (struct rowan_param){.kind = ROWAN_PARAM_TEXT, .text = value.text};
    if (marker->value == ROWAN_ERASE_INTEGER) {
        param->kind = ROWAN_PARAM_INT;
        param->number = value.number;
        return ROWAN_OK;
    }
    if (rowan_type_is_integer(&marker->column->type)) {
        room->size = 0;
        if (!rowan_buffer_append_int(room, value.number))
            return rowan_out_of_memory(err);
        param->text = rowan_buffer_slice(room);
    }
    if (marker->value == ROWAN_ERASE_DOUBLE) {
        char digits[80] = "";
        memcpy(digits, param->text.data,
               param->text.size < sizeof digits ? param->text.size : sizeof digits - 1);
        param->kind = ROWAN_PARAM_DOUBLE;
        param->real = strtod(digits, NULL);
    }
    return ROWAN_OK;
}

/* ---- documents ---- */

static enum rowan_status split(struct rowan_eraser *eraser, struct rowan_slice key, struct rowan_error *err)
{
    bool out_of_memory = false;

    if (eraser->plan->source.split_key)
        return rowan_record_key_split_own(key, eraser->rooms, &eraser->parts[0], &eraser->parts[1],
                                          &out_of_memory)
                   ? ROWAN_OK
               : out_of_memory ? rowan_out_of_memory(err)
                               : rowan_fail(err, ROWAN_DOCUMENT, "rows", "the key is not that of a record");
    if (eraser->plan->source.split)
        return rowan_record_key_split(key, &eraser->parts[0], &eraser->parts[1])
                   ? ROWAN_OK
                   : rowan_fail(err, ROWAN_DOCUMENT, "rows", "the key is not that of a record");
    eraser->rooms[0].size = 0;
    if (rowan_key_text_split(key, eraser->rooms, eraser->parts, eraser->plan->source.key_count,
                             &out_of_memory))
        return ROWAN_OK;
    if (out_of_memory)
        return rowan_out_of_memory(err);
    return rowan_fail(err, ROWAN_DOCUMENT, "rows", "the key has not %zu parts",
                      eraser->plan->source.key_count);
}

/* Run a statement; nothing: with NULLs, which no row has, as are keys that there are none of. */
static enum rowan_status run(struct rowan_eraser *eraser, const struct table_statement *t, bool nothing,
                             int64_t *rows, struct rowan_error *err)
{
    struct rowan_param params[ROWAN_ERASE_MARKERS];
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < t->erase.count && st == ROWAN_OK; i++) {
        bool number = t->erase.markers[i].value == ROWAN_ERASE_INTEGER;
        params[i] = (struct rowan_param){.kind = number ? ROWAN_PARAM_INT : ROWAN_PARAM_TEXT, .null = true};
        if (!nothing && t->erase.markers[i].part / ROWAN_SOURCE_KEY_MAX < eraser->keys)
            st = make_param(eraser, &t->erase.markers[i], i, &params[i], err);
    }
    if (st == ROWAN_OK)
        st = rowan_statement_run(t->statement, params, t->erase.count, err);
    if (st == ROWAN_OK)
        st = rowan_statement_finish(t->statement, err);
    if (st == ROWAN_OK)
        *rows = rowan_statement_affected(t->statement);
    if (st == ROWAN_OK && *rows < 0)
        st = rowan_fail(err, ROWAN_CONFIG, "config",
                        "the driver does not say how many rows a statement deletes: nothing can be deleted");
    return st;
}

static enum rowan_status run_named(struct rowan_eraser *eraser, size_t table, enum way way, bool nothing,
                                   int64_t *rows, struct rowan_error *err)
{
    enum rowan_status st = prepare(eraser, table, way, err);

    if (st != ROWAN_OK)
        return st;
    st = run(eraser, statement_of(eraser, table, way), nothing, rows, err);
    if (st != ROWAN_OK)
        rowan_error_prefix(err, "table %s", eraser->plan->tables[table].name);
    return st;
}

static enum way way_of(const struct rowan_eraser *eraser, struct rowan_slice key)
{
    return rowan_slice_is_ascii(key) ||
                   rowan_connection_dialect(eraser->target.db)->own_equality != ROWAN_OWN_EQUALITY_ASCII
               ? WAY_OWN
               : WAY_EXACT;
}

/* ---- recorded keys ---- */

static bool is_of(const struct recorded *recorded, const struct rowan_lineage_part *part)
{
    return recorded->is && strcmp(recorded->table->name, part->table) == 0 &&
           strcmp(recorded->columns.data, part->columns) == 0;
}

/* Rows that this plan has no table for would stay. */
static enum rowan_status check_part(const struct rowan_eraser *eraser, const struct rowan_lineage_part *part,
                                    struct rowan_error *err)
{
    for (size_t i = 0; i < eraser->plan->table_count; i++)
        if (is_of(&eraser->recorded[i], part))
            return ROWAN_OK;
    return rowan_fail(
        err, ROWAN_DATABASE, "rows",
        "rows of table %s were recorded by their key %s, and the mapping of now does not find them "
        "by it: take them away with the mapping that loaded them",
        part->table, part->columns);
}

/* Put a row's key behind those that are there. */
static enum rowan_status split_row(struct rowan_eraser *eraser, size_t table, struct rowan_slice key,
                                   struct rowan_error *err)
{
    bool out_of_memory;

    if (rowan_lineage_text_split(key, &eraser->rooms[eraser->keys],
                                 eraser->parts + eraser->keys * ROWAN_SOURCE_KEY_MAX,
                                 eraser->recorded[table].table->key_count, &out_of_memory)) {
        eraser->keys++;
        return ROWAN_OK;
    }
    return out_of_memory ? rowan_out_of_memory(err)
                         : rowan_fail(err, ROWAN_DATABASE, "rows", "%s has what is no key of table %s",
                                      ROWAN_LINEAGE_TABLE, eraser->recorded[table].table->name);
}

static enum rowan_status erase_one_by_one(struct rowan_eraser *eraser, size_t table, enum way way,
                                          int64_t *all, struct rowan_error *err)
{
    size_t count = eraser->keys;
    enum rowan_status st = ROWAN_OK;

    eraser->keys = 1;
    for (size_t i = 0; i < count && st == ROWAN_OK; i++) {
        int64_t rows = 0;
        memmove(eraser->parts, eraser->parts + i * ROWAN_SOURCE_KEY_MAX,
                ROWAN_SOURCE_KEY_MAX * sizeof *eraser->parts);
        st = run_named(eraser, table, way, false, &rows, err);
        *all += rows;
    }
    return st;
}

/* The rows of one table that the keys which are there lead to; then there are none any more. */
static enum rowan_status erase_rows(struct rowan_eraser *eraser, size_t table, enum way way, int64_t *all,
                                    struct rowan_error *err)
{
    int64_t rows = 0;
    enum rowan_status st = ROWAN_OK;

    eraser->by_row = true;
    if (eraser->keys == 1 || eraser->recorded[table].one_by_one)
        st = erase_one_by_one(eraser, table, way, &rows, err);
    else if (eraser->keys > 1)
        st = run_named(eraser, table, way == WAY_OWN ? WAY_MANY_OWN : WAY_MANY_EXACT, false, &rows, err);
    eraser->by_row = false;
    eraser->keys = 0;
    *all += rows;
    return st;
}

/* The last row first: it may refer to one before it. Keys that are compared in the same way go together. */
static enum rowan_status erase_recorded(struct rowan_eraser *eraser, size_t table,
                                        const struct rowan_lineage_part *parts, size_t count, int64_t *all,
                                        struct rowan_error *err)
{
    enum way way = WAY_OWN;
    enum rowan_status st = ROWAN_OK;

    eraser->keys = 0;
    for (size_t i = count; i-- > 0 && st == ROWAN_OK;) {
        struct rowan_slice keys = parts[i].keys;
        if (!is_of(&eraser->recorded[table], &parts[i]))
            continue;
        while (keys.data && st == ROWAN_OK) {
            struct rowan_slice key = rowan_lineage_text_last(&keys);
            if (eraser->keys == ROWAN_ERASE_KEYS || way_of(eraser, key) != way)
                st = erase_rows(eraser, table, way, all, err);
            way = way_of(eraser, key);
            if (st == ROWAN_OK)
                st = split_row(eraser, table, key, err);
        }
    }
    return st == ROWAN_OK ? erase_rows(eraser, table, way, all, err) : st;
}

/* ---- a document ---- */

static enum rowan_status erase_by_document(struct rowan_eraser *eraser, size_t table, struct rowan_slice key,
                                           int64_t *all, struct rowan_error *err)
{
    int64_t rows = 0;
    enum rowan_status st = split(eraser, key, err);

    eraser->keys = 1;
    if (st == ROWAN_OK)
        st = run_named(eraser, table, way_of(eraser, key), false, &rows, err);
    *all += rows;
    return st;
}

static enum rowan_status erase_tables(struct rowan_eraser *eraser, struct rowan_slice key,
                                      const struct rowan_lineage_part *parts, size_t count, int64_t *all,
                                      struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = eraser->plan->table_count; i-- > 0 && st == ROWAN_OK;) {
        if (statement_of(eraser, i, WAY_OWN)->comes_later || is_shared(eraser, i))
            continue;
        st = eraser->recorded[i].is ? erase_recorded(eraser, i, parts, count, all, err)
                                    : erase_by_document(eraser, i, key, all, err);
    }
    return st;
}

static enum rowan_status fail_count(const struct rowan_eraser *eraser, int64_t found, int64_t stored,
                                    bool is_recorded, struct rowan_error *err)
{
    if (eraser->lineage && !is_recorded && found < stored)
        return rowan_fail(err, ROWAN_DATABASE, "rows",
                          "the keys of its rows are not recorded, as it was loaded before the mapping had "
                          "lineage = true: %lld of %lld are found",
                          (long long)found, (long long)stored);
    return rowan_fail(err, ROWAN_DATABASE, "rows",
                      "%lld rows have the key of the document, and %lld were stored of it: somebody changed "
                      "them, or another feed fills the tables under the same keys",
                      (long long)found, (long long)stored);
}

enum rowan_status rowan_eraser_document(struct rowan_eraser *eraser, struct rowan_slice key,
                                        const struct rowan_ledger_row *row, struct rowan_error *err)
{
    const struct rowan_lineage_part *parts = NULL;
    size_t count = 0;
    int64_t all = 0;
    enum rowan_status st = rowan_filled_tables_check(&eraser->filled, row->hash, err);

    if (st == ROWAN_OK && eraser->lineage)
        st = rowan_lineage_keys_read(eraser->lineage, key, &parts, &count, err);
    for (size_t i = 0; i < count && st == ROWAN_OK; i++)
        st = check_part(eraser, &parts[i], err);
    if (st == ROWAN_OK)
        st = erase_tables(eraser, key, parts, count, &all, err);
    if (st == ROWAN_OK && count)
        st = rowan_lineage_keys_delete(eraser->lineage, key, err);
    if (st != ROWAN_OK || all == row->stored)
        return st;
    rowan_connection_spoil(eraser->target.db);
    return fail_count(eraser, all, row->stored, count > 0, err);
}

enum rowan_status rowan_eraser_try(struct rowan_eraser *eraser, struct rowan_error *err)
{
    enum rowan_status st = rowan_connection_begin(eraser->target.db, err), back;
    int64_t rows = 0;

    if (st != ROWAN_OK)
        return st;
    for (size_t i = eraser->plan->table_count; i-- > 0 && st == ROWAN_OK;)
        if (!is_shared(eraser, i))
            st = run_named(eraser, i, WAY_OWN, true, &rows, err);
    back = rowan_connection_rollback(eraser->target.db, st == ROWAN_OK ? err : NULL);
    return st == ROWAN_OK ? back : st;
}
