#include "schema/check_indexes.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/index_list.h"
#include "odbc/dialect.h"
#include "schema/check_context.h"
#include "schema/document_index.h"

/* What tables and indexes there are. */
struct looking {
    struct rowan_check_context *check;
    struct rowan_catalog catalog;
    struct rowan_index_list indexes;
};

static bool is_there(const struct looking *at, const char *table, const struct rowan_document_index *want)
{
    for (const struct rowan_index *index = at->indexes.first; index; index = index->next)
        if (strcmp(index->table, table) == 0 &&
            rowan_document_index_found(want, index->columns, index->column_count, index->unique))
            return true;
    return false;
}

/* Has an earlier into of this table the same columns? */
static bool was_said(const struct rowan_plan *plan, size_t table, const struct rowan_document_index *want)
{
    struct rowan_document_index other;

    for (size_t t = 0; t < table; t++)
        if (strcmp(plan->tables[t].name, plan->tables[table].name) == 0 &&
            rowan_document_index(&other, plan, t) && other.count == want->count &&
            rowan_document_index_found(want, other.columns, other.count, false))
            return true;
    return false;
}

/* As the catalogue spells them. False: one is not there, of which rowan_check tells. */
static bool use_names_of(const struct rowan_catalog_table *found, struct rowan_document_index *want)
{
    for (size_t i = 0; i < want->count; i++) {
        int c = rowan_catalog_find(found, want->columns[i]);
        if (c < 0)
            return false;
        want->columns[i] = found->columns[c].name;
    }
    return true;
}

/* Some databases want another type of a column before an index takes it. */
static void fix_types(struct looking *at, size_t table, const struct rowan_catalog_table *found,
                      const struct rowan_document_index *want)
{
    const struct rowan_table *t = &at->check->plan->tables[table];

    for (size_t i = 0; i < want->count; i++) {
        int c = rowan_catalog_find(found, want->columns[i]);
        int mine = rowan_table_find_column(t, want->columns[i]);
        if (c >= 0 && mine >= 0 && rowan_fix_key_needs_type(&at->check->fix, &found->columns[c]))
            rowan_fix_type(&at->check->fix, found->name, &found->columns[c], &t->columns[mine].type, true);
    }
}

static void check_table(struct looking *at, size_t table)
{
    const struct rowan_table *t = &at->check->plan->tables[table];
    const struct rowan_catalog_table *found = rowan_catalog_lookup(&at->catalog, t->name);
    struct rowan_check_location spot = {t->place, t->name, NULL};
    struct rowan_document_index want;
    char names[300];

    if (!found || found->relation == ROWAN_RELATION_VIEW ||
        !rowan_document_index(&want, at->check->plan, table) || was_said(at->check->plan, table, &want) ||
        !use_names_of(found, &want) || is_there(at, found->name, &want))
        return;
    fix_types(at, table, found, &want);
    rowan_fix_index(&at->check->fix, found->name, want.columns, want.count);
    rowan_check_note(at->check, &spot,
                     "no index begins with %s: whenever a document's rows are deleted, to load it again or "
                     "not, all rows of the table are looked at",
                     rowan_check_list(names, sizeof names, want.columns, want.count));
}

static void check_tables(struct looking *at, const char *const *names)
{
    struct rowan_check_context *check = at->check;
    const struct rowan_plan *plan = check->plan;

    check->status = rowan_catalog_open(&at->catalog, check->db, check->endpoint->schema, names,
                                       plan->table_count, check->err);
    if (check->status == ROWAN_OK)
        check->status = rowan_index_list_open(&at->indexes, check->db, check->endpoint->schema, names,
                                              plan->table_count, check->err);
    for (size_t t = 0; t < plan->table_count && check->status == ROWAN_OK; t++)
        check_table(at, t);
    rowan_index_list_close(&at->indexes);
    rowan_catalog_close(&at->catalog);
}

enum rowan_status rowan_check_indexes(struct rowan_diagnostics *diagnostics,
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
    struct looking at = {.check = &check};
    const char **names;

    if (!check.dialect->catalog.indexes)
        return ROWAN_OK;
    names = calloc(plan->table_count + 1, sizeof *names);
    if (!names)
        return rowan_out_of_memory(err);
    for (size_t t = 0; t < plan->table_count; t++)
        names[t] = plan->tables[t].name;
    check.endpoint = &check.here;
    rowan_fix_open(&check.fix, check.endpoint);
    check_tables(&at, names);
    rowan_fix_close(&check.fix);
    free(names);
    return check.status;
}
