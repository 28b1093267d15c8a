/* A plan against the live catalogue: everything that is wrong is reported, not only the first. */
#include "base/nearest.h"
#include "db/catalog.h"
#include "db/dialect.h"
#include "db/fit.h"
#include "db/where.h"
#include "plan/where.h"

#include <stdarg.h>

#define LEDGER_KEY 190

struct check {
    struct rowan_db *db;
    const struct rowan_plan *plan;
    rowan_finding_fn report;
    void *context;
    size_t errors;
    char first[ROWAN_MESSAGE_MAX];
    bool sqlite;
};

/* Where the findings that follow belong. */
struct spot {
    struct rowan_place place;
    const char *table;
    const char *column;
};

static void keep_first(struct check *check, const struct spot *spot, const char *message)
{
    char line[16] = "";

    if (check->errors++ > 0)
        return;
    if (spot->place.line > 0)
        snprintf(line, sizeof line, ":%d", spot->place.line);
    snprintf(check->first, sizeof check->first, "%.200s%s: table %.80s%s%.80s: %.500s",
             spot->place.file ? spot->place.file : "mapping", line, spot->table,
             spot->column ? ", column " : "", spot->column ? spot->column : "", message);
}

static void find(struct check *check, bool error, const struct spot *spot, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void find(struct check *check, bool error, const struct spot *spot, const char *format, ...)
{
    char message[400];
    struct rowan_finding finding = {error,       spot->place.file, spot->place.line,
                                    spot->table, spot->column,     message};
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (error)
        keep_first(check, spot, message);
    if (check->report)
        check->report(check->context, &finding);
}

static void find_missing_column(struct check *check, const struct spot *spot,
                                const struct rowan_catalog_table *table)
{
    struct rowan_nearest nearest;
    char hint[120];

    rowan_nearest_init(&nearest, rowan_text_of(spot->column));
    for (size_t i = 0; i < table->column_count; i++)
        rowan_nearest_offer(&nearest, table->columns[i].name);
    find(check, true, spot, "the table has no such column%s",
         rowan_nearest_hint(&nearest, hint, sizeof hint));
}

/* --- source --- */

static void check_key(struct check *check, const struct spot *spot, const struct rowan_catalog_column *column)
{
    if (column->nullable && !(check->sqlite && column->has_default))
        find(check, false, spot, "the key may be NULL in the database; a run stops at such a row");
    if (column->holds == ROWAN_HOLDS_TEXT && column->size > LEDGER_KEY)
        find(check, false, spot, "the key may have %ld characters, the ledger holds %d", column->size,
             LEDGER_KEY);
    if (column->holds == ROWAN_HOLDS_FLOAT || column->holds == ROWAN_HOLDS_BINARY)
        find(check, true, spot, "the key is %s, which has no exact text", column->type_name);
}

static void check_document(struct check *check, const struct spot *spot,
                           const struct rowan_catalog_column *column)
{
    if (column->holds == ROWAN_HOLDS_BINARY)
        find(check, !check->sqlite, spot, "the document is %s, rowan reads text", column->type_name);
}

/* A column of the source: the key when i is 0, a carried one, or the document when i is their number. */
static void check_source_column(struct check *check, const struct rowan_catalog_table *table, size_t i)
{
    const struct rowan_plan *plan = check->plan;
    bool document = i == plan->carried_count;
    struct spot spot = {plan->source_place, plan->source_table,
                        document ? plan->document_column : plan->carried[i].name};
    int found = rowan_catalog_find(table, spot.column);

    if (found < 0)
        find_missing_column(check, &spot, table);
    else if (document)
        check_document(check, &spot, &table->columns[found]);
    else if (i == 0)
        check_key(check, &spot, &table->columns[found]);
}

static void find_in_where(void *context, const char *column, const char *message)
{
    struct check *check = context;
    const struct rowan_plan *plan = check->plan;
    struct spot spot = {plan->where->place, plan->source_table, column};

    find(check, true, &spot, "where: %s", message);
}

static enum rowan_status check_source(struct check *check, struct rowan_error *err)
{
    const struct rowan_plan *plan = check->plan;
    struct spot spot = {plan->source_place, plan->source_table, NULL};
    struct rowan_catalog_table *table;
    enum rowan_status st =
        rowan_catalog_read(&table, check->db, plan->source_schema, plan->source_table, err);

    if (st != ROWAN_OK)
        return st;
    if (!table)
        find(check, true, &spot, "there is no such source table");
    else
        for (size_t i = 0; i <= plan->carried_count; i++)
            check_source_column(check, table, i);
    if (table)
        st = rowan_filter_check(check->db, plan, table, find_in_where, check, err);
    rowan_catalog_free(table);
    return st;
}

/* --- target --- */

static void check_column(struct check *check, const struct rowan_catalog_table *found,
                         const struct rowan_table *table, const struct rowan_column *column)
{
    struct spot spot = {column->place, table->name, column->name};
    int i = rowan_catalog_find(found, column->name);
    const struct rowan_catalog_column *c;
    char reason[300];
    enum rowan_fit fit;

    if (i < 0) {
        find_missing_column(check, &spot, found);
        return;
    }
    c = &found->columns[i];
    if (c->generated) {
        find(check, true, &spot, "the database generates this column, it takes no values");
        return;
    }
    fit = rowan_fit_type(&column->type, c, check->sqlite, reason, sizeof reason);
    if (fit != ROWAN_FIT_YES)
        find(check, fit == ROWAN_FIT_NO, &spot, "the column %s", reason);
    if (!c->nullable && !column->required && !column->is_key && !column->fallback.data &&
        column->default_from == ROWAN_FROM_CONSTANT && !(column->omit && c->has_default) &&
        (column->origin == ROWAN_FROM_PATHS || column->origin == ROWAN_FROM_SOURCE ||
         column->origin == ROWAN_FROM_EXPR || column->origin == ROWAN_FROM_XPATH))
        find(check, false, &spot,
             "the column is NOT NULL, and the mapping does not say required: documents without "
             "a value are refused by the database");
}

static void check_unfilled(struct check *check, const struct rowan_catalog_table *found,
                           const struct rowan_table *table)
{
    for (size_t i = 0; i < found->column_count; i++) {
        const struct rowan_catalog_column *c = &found->columns[i];
        struct spot spot = {table->place, table->name, c->name};
        if (!c->nullable && !c->has_default && rowan_table_find_column(table, c->name) < 0)
            find(check, true, &spot,
                 "the column is NOT NULL and has no default, and the mapping does not fill it");
    }
}

static enum rowan_status check_table(struct check *check, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    struct spot spot = {table->place, table->name, NULL};
    struct rowan_catalog_table *found;
    enum rowan_status st =
        rowan_catalog_read(&found, check->db, check->plan->target_schema, table->name, err);

    if (st != ROWAN_OK)
        return st;
    if (!found) {
        find(check, true, &spot, "there is no such target table");
        return ROWAN_OK;
    }
    if (!found->transactional)
        find(check, true, &spot, "the table is not transactional: half a document could stay");
    for (size_t i = 0; i < table->column_count; i++)
        check_column(check, found, table, &table->columns[i]);
    check_unfilled(check, found, table);
    rowan_catalog_free(found);
    return ROWAN_OK;
}

static enum rowan_status summary(const struct check *check, struct rowan_error *err)
{
    if (check->errors == 0)
        return ROWAN_OK;
    if (check->errors == 1)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s", check->first);
    return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s (and %zu more)", check->first, check->errors - 1);
}

static bool is_sqlite(const struct rowan_db *db)
{
    return strcmp(rowan_db_dialect(db)->name, "sqlite") == 0;
}

enum rowan_status rowan_catalog_check(struct rowan_db *source, struct rowan_db *target,
                                      const struct rowan_plan *plan, rowan_finding_fn report, void *context,
                                      struct rowan_error *err)
{
    struct check check = {.db = source, .plan = plan, .report = report, .context = context};
    enum rowan_status st;

    check.sqlite = is_sqlite(source);
    st = check_source(&check, err);
    check.db = target;
    check.sqlite = is_sqlite(target);
    for (size_t i = 0; i < plan->table_count && st == ROWAN_OK; i++)
        st = check_table(&check, &plan->tables[i], err);
    return st == ROWAN_OK ? summary(&check, err) : st;
}
