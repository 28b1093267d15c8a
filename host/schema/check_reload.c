/* Each table is asked for the statement that deletes; then the catalogue for what a delete leads to. */
#include "schema/check_reload.h"

#include <stdlib.h>

#include "base/ascii.h"
#include "odbc/dialect.h"
#include "plan/document_rows.h"
#include "plan/recursion.h"
#include "schema/check_context.h"
#include "schema/check_query.h"
#include "target/erase_sql.h"

/* ---- tables ---- */

static void check_table(struct rowan_check_context *check, size_t index, const struct rowan_catalog *catalog)
{
    const struct rowan_table *table = &check->plan->tables[index];
    const struct rowan_catalog_table *found = rowan_catalog_lookup(catalog, table->name);
    struct rowan_check_location spot = {table->place, table->name, NULL};
    struct rowan_buffer text = {0};
    struct rowan_error why;
    struct rowan_erase erase;
    enum rowan_status st;

    if (!found || table->conflict)
        return;
    if (found->relation == ROWAN_RELATION_VIEW)
        rowan_check_error(check, &spot,
                          "it is a view, or a table of another database: nothing counts for certain what is "
                          "deleted from it");
    else if (!found->transactional)
        rowan_check_error(check, &spot,
                          "the table is not transactional: what is deleted cannot be brought back");
    if (table->may_drop)
        rowan_check_warning(
            check, &spot,
            "the database leaves out rows that are there already (database_may_drop): a row that "
            "several documents have goes with the first of them, and the others lack it");
    if (table->recursive && check->dialect->deletes_in_order && !rowan_recursion_depth(table))
        rowan_check_warning(
            check, &spot,
            "rows that other rows refer to have to be deleted after these, and no column says "
            "which those are: add one with level() or ordinal()");
    st = rowan_erase_sql(&erase, rowan_connection_server(check->db), &text, check->endpoint->schema,
                         check->plan, index, catalog, true, 1, &why);
    if (st == ROWAN_MAPPING)
        rowan_check_error(check, &spot, "%s", why.message);
    else if (st != ROWAN_OK)
        check->status = rowan_out_of_memory(check->err);
    rowan_buffer_clear(&text);
}

/* ---- what a delete leads to ---- */

enum { FIELD_OF, FIELD_SCHEMA, FIELD_TABLE, FIELD_NAME, FIELD_ACTION, FIELDS };

static bool is_table(const struct rowan_check_context *check, const char *a, const char *b)
{
    return check->dialect->ignores_case ? rowan_ascii_same(a, b) : strcmp(a, b) == 0;
}

static const struct rowan_table *table_of(const struct rowan_check_context *check, const char *name)
{
    for (size_t t = 0; t < check->plan->table_count; t++)
        if (is_table(check, check->plan->tables[t].name, name))
            return &check->plan->tables[t];
    return NULL;
}

/* All rows that refer to a parent's go before it, and are counted: those of a child that is found by it. Of
 * one that has the document's key itself, rows of others may refer to the parent, and in a table
 * that refers to itself to a child. */
static bool goes_before(const struct rowan_check_context *check, const char *below, const char *above)
{
    const struct rowan_plan *plan = check->plan;

    for (size_t t = 0; t < plan->table_count && !is_table(check, below, above); t++) {
        int parent = plan->tables[t].parent;
        if (parent >= 0 && is_table(check, plan->tables[t].name, below) &&
            is_table(check, plan->tables[parent].name, above) &&
            rowan_document_rows(plan, t).by == ROWAN_ROWS_BY_PARENT)
            return true;
    }
    return false;
}

static void tell_cascade(struct rowan_check_context *check, char *const *names)
{
    const struct rowan_table *table = table_of(check, names[FIELD_OF]);
    struct rowan_check_location spot;

    if (!table || goes_before(check, names[FIELD_TABLE], names[FIELD_OF]))
        return;
    spot = (struct rowan_check_location){table->place, table->name, NULL};
    if (strcmp(names[FIELD_ACTION], "CASCADE") == 0)
        rowan_check_warning(
            check, &spot,
            "rows of table %s%s%s refer to these with ON DELETE CASCADE: they are deleted with "
            "them, and nobody loads them again",
            names[FIELD_SCHEMA], *names[FIELD_SCHEMA] ? "." : "", names[FIELD_TABLE]);
    else
        rowan_check_warning(
            check, &spot,
            "rows of table %s%s%s refer to these with ON DELETE %s: they lose what they refer "
            "to",
            names[FIELD_SCHEMA], *names[FIELD_SCHEMA] ? "." : "", names[FIELD_TABLE], names[FIELD_ACTION]);
}

enum rowan_status rowan_check_reload(struct rowan_diagnostics *diagnostics,
                                     const struct rowan_endpoint *target, const struct rowan_plan *plan,
                                     struct rowan_error *err)
{
    struct rowan_check_context check = {.plan = plan,
                                        .db = target->db,
                                        .here = *target,
                                        .diagnostics = diagnostics,
                                        .dialect = rowan_connection_dialect(target->db),
                                        .verdict = ROWAN_MAPPING,
                                        .status = ROWAN_OK,
                                        .err = err};
    const char **names = calloc(plan->table_count + 1, sizeof *names);
    struct rowan_catalog catalog = {0};

    if (!names)
        return rowan_out_of_memory(err);
    check.endpoint = &check.here;
    rowan_fix_open(&check.fix, check.endpoint);
    for (size_t i = 0; i < plan->table_count; i++)
        names[i] = plan->tables[i].name;
    check.status = rowan_catalog_open(&catalog, target->db, target->schema, names, plan->table_count, err);
    for (size_t i = 0; i < plan->table_count && check.status == ROWAN_OK; i++)
        check_table(&check, i, &catalog);
    rowan_check_ask(&check, check.dialect->catalog.cascades, names, plan->table_count, FIELDS, tell_cascade);
    rowan_fix_close(&check.fix);
    rowan_catalog_close(&catalog);
    free(names);
    return check.status;
}
