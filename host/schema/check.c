/* Everything that is wrong is found, table by table; each part has a file of its own. */
#include "schema/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "odbc/dialect.h"
#include "odbc/place.h"
#include "schema/check_conflict.h"
#include "schema/check_existing.h"
#include "schema/check_files.h"
#include "schema/check_foreign.h"
#include "schema/check_identity.h"
#include "schema/check_key.h"
#include "schema/check_ledger.h"
#include "schema/check_reload.h"
#include "schema/check_schema.h"
#include "schema/check_sequences.h"
#include "schema/check_source.h"
#include "schema/check_table.h"
#include "schema/check_values.h"
#include "target/ledger_tables.h"

static void look_at(struct rowan_check_context *check, const struct rowan_endpoint *endpoint, bool at_source)
{
    check->db = endpoint->db;
    check->here = *endpoint;
    check->endpoint = &check->here;
    check->at_source = at_source;
    if (check->two_ends) /* a schema of the same name may be another one, and so are the rights in it */
        check->schema_said[0] = '\0';
    check->dialect = rowan_connection_dialect(endpoint->db);
    rowan_fix_close(&check->fix);
    rowan_fix_open(&check->fix, check->endpoint);
}

static bool is_same_name(const struct rowan_check_context *check, const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return check->dialect->ignores_case ? rowan_ascii_same(a, b) : strcmp(a, b) == 0;
}

/* Source and target may be said in different ways and be the same table. */
static void check_not_source(struct rowan_check_context *check, size_t index,
                             const struct rowan_catalog_table *found)
{
    const struct rowan_table *table = &check->plan->tables[index];
    struct rowan_check_location spot = {table->place, table->name, NULL};

    if (found && check->source && !check->apart && is_same_name(check, found->name, check->source->name) &&
        is_same_name(check, found->schema, check->source->schema))
        rowan_check_error(check, &spot,
                          "this is the table that the documents come from; a mapping cannot fill it");
}

static void check_one(struct rowan_check_context *check, size_t index, const struct rowan_catalog *catalog,
                      const struct rowan_constraints *constraints)
{
    const struct rowan_catalog_table *found = rowan_catalog_lookup(catalog, check->plan->tables[index].name);
    struct rowan_target_table made;

    check->status = rowan_target_table_open(&made, check->plan, index, check->err);
    if (check->status != ROWAN_OK)
        return;
    check_not_source(check, index, found);
    rowan_check_table(check, &made, found, constraints);
    rowan_check_conflict(check, index, found);
    rowan_check_identity(check, index, found);
    if (found && constraints->known && found->relation != ROWAN_RELATION_VIEW) {
        rowan_check_keys(check, &made, found, constraints);
        rowan_check_foreign(check, &made, found, constraints);
    }
    rowan_target_table_close(&made);
}

/* The plan's tables, then those of the ledger; the caller frees the list. */
static const char **list_tables(const struct rowan_plan *plan, size_t *count)
{
    const char **list = calloc(plan->table_count + rowan_ledger_table_count, sizeof *list);

    for (size_t i = 0; list && i < plan->table_count; i++)
        list[i] = plan->tables[i].name;
    for (size_t i = 0; list && i < rowan_ledger_table_count; i++)
        list[plan->table_count + i] = rowan_ledger_tables[i];
    *count = plan->table_count + rowan_ledger_table_count;
    return list;
}

static void check_targets(struct rowan_check_context *check)
{
    const struct rowan_plan *plan = check->plan;
    struct rowan_check_location spot = {plan->tables[0].place, plan->tables[0].name, NULL};
    struct rowan_catalog catalog = {0};
    struct rowan_constraints constraints = {0};
    size_t count;
    const char **list;

    if (!rowan_check_schema(check, &spot, ROWAN_CHECK_TARGET))
        return;
    list = list_tables(plan, &count);

    if (!list)
        check->status = rowan_out_of_memory(check->err);
    if (check->status == ROWAN_OK)
        check->status =
            rowan_catalog_open(&catalog, check->db, check->endpoint->schema, list, count, check->err);
    if (check->status == ROWAN_OK)
        check->status =
            rowan_constraints_open(&constraints, check->db, check->endpoint->schema, list, count, check->err);
    for (size_t i = 0; i < plan->table_count && check->status == ROWAN_OK; i++)
        if (rowan_target_table_is_first(plan, i))
            check_one(check, i, &catalog, &constraints);
    rowan_check_sequences(check, list, plan->table_count);
    rowan_check_existing(check);
    if (check->status == ROWAN_OK)
        rowan_check_values(check, &catalog);
    if (check->status == ROWAN_OK)
        rowan_check_ledger(check, &catalog, &constraints);
    rowan_constraints_close(&constraints);
    rowan_catalog_close(&catalog);
    free(list);
}

enum rowan_status rowan_check(struct rowan_diagnostics *diagnostics, const struct rowan_endpoint *source,
                              const struct rowan_endpoint *target, const struct rowan_plan *plan,
                              const char *feed, struct rowan_error *err)
{
    struct rowan_check_context check = {.plan = plan,
                                        .feed = feed,
                                        .diagnostics = diagnostics,
                                        .verdict = ROWAN_MAPPING,
                                        .status = ROWAN_OK,
                                        .err = err};
    bool same;

    check.two_ends = source->db != target->db;
    rowan_buffer_init(&check.source_place);
    if (source->root) {
        same = false;
        check.two_ends = false;
        check.status = rowan_place_folder(source->root, &check.source_place, err);
    } else {
        check.status = rowan_place_compare(source->db, target->db, &same, &check.source_place, err);
    }
    check.apart = !same;
    look_at(&check, source->root ? target : source, true);
    if (check.status == ROWAN_OK && source->root)
        rowan_check_files(&check, source->root);
    else if (check.status == ROWAN_OK)
        rowan_check_source(&check);
    look_at(&check, target, false);
    if (check.status == ROWAN_OK)
        check_targets(&check);
    if (check.status == ROWAN_OK)
        rowan_check_split_table(&check);
    rowan_fix_close(&check.fix);
    rowan_catalog_free(check.source);
    rowan_buffer_clear(&check.source_place);
    if (check.status == ROWAN_OK && plan->source.revision != ROWAN_REVISION_NONE)
        check.status = rowan_check_reload(diagnostics, target, plan, err);
    return check.status;
}
