#include "schema/check_existing.h"

#include <string.h>

#include "base/suggest.h"
#include "plan/existing.h"
#include "schema/check_name.h"
#include "schema/fix_rights.h"
#include "target/lookup_sql.h"

/* A column that takes keys, and the table that has them. */
struct lookup_check {
    struct rowan_check_context *check;
    const struct rowan_table *table;
    const struct rowan_existing *existing;
    const struct rowan_catalog_table *found;
    struct rowan_check_location spot;
};

/* The into that fills the table which has the keys, or NULL: the mapping does not. */
static const struct rowan_table *find_filled(const struct rowan_plan *plan, const char *name)
{
    for (size_t t = 0; t < plan->table_count; t++)
        if (strcmp(plan->tables[t].name, name) == 0)
            return &plan->tables[t];
    return NULL;
}

/* Its index in the table, or -1, which is told. */
static int find_column(const struct lookup_check *at, const char *name)
{
    int c = rowan_catalog_find(at->found, name);
    struct rowan_suggest nearest;
    char hint[120];

    if (c >= 0)
        return c;
    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < at->found->column_count; i++)
        rowan_suggest_offer(&nearest, at->found->columns[i].name);
    rowan_check_error(at->check, &at->spot, "existing: table %s has no column \"%s\"%s", at->existing->table,
                      name, rowan_suggest_hint(&nearest, hint, sizeof hint));
    return -1;
}

static bool check_by(const struct lookup_check *at)
{
    bool all = true;

    for (size_t i = 0; i < at->existing->by_count; i++) {
        const struct rowan_existing_pair *pair = &at->existing->by[i];
        int c = find_column(at, pair->theirs);
        struct rowan_lookup_part part;
        struct rowan_error why;
        all = all && c >= 0;
        if (c >= 0 && rowan_lookup_part(&part, rowan_connection_server(at->check->db), &at->found->columns[c],
                                        &at->table->columns[pair->of].type, &why) != ROWAN_OK)
            rowan_check_error(at->check, &at->spot,
                              "existing: no row of %s is found by \"%s\", as the database does not compare a "
                              "value of the mapping with it exactly",
                              at->existing->table, pair->theirs);
    }
    return all;
}

static void check_take(const struct lookup_check *at)
{
    int c = find_column(at, at->existing->take);
    const struct rowan_catalog_column *column = c < 0 ? NULL : &at->found->columns[c];

    if (column && column->holds != ROWAN_HOLDS_INTEGER &&
        !(column->holds == ROWAN_HOLDS_DECIMAL && column->scale == 0))
        rowan_check_error(at->check, &at->spot, "existing: \"%s\" of table %s is no whole number",
                          at->existing->take, at->existing->table);
}

static void check_rights(const struct lookup_check *at)
{
    for (size_t i = 0; i <= at->existing->by_count; i++) {
        const char *name = i < at->existing->by_count ? at->existing->by[i].theirs : at->existing->take;
        int c = rowan_catalog_find(at->found, name);
        if (c < 0 || at->found->columns[c].may_read)
            continue;
        rowan_fix_grant(&at->check->fix, at->existing->table, "SELECT");
        rowan_check_error(at->check, &at->spot, "existing: the database user may not read table %s",
                          at->existing->table);
        return;
    }
}

/* ---- one row at most ---- */

static bool is_unique(const struct lookup_check *at, const struct rowan_constraints *constraints,
                      const char *const *names)
{
    for (size_t i = 0; i < constraints->unique_count; i++)
        if (!constraints->uniques[i].partial &&
            rowan_check_within(&constraints->uniques[i], names, at->existing->by_count))
            return true;
    return false;
}

/* Whether the index that is missing is told of as that of the table's own columns. */
static bool is_told(const struct lookup_check *at)
{
    const struct rowan_table *filled = find_filled(at->check->plan, at->existing->table);
    size_t count, same = 0;
    const size_t *key = filled ? rowan_table_rule_key(filled, &count) : NULL;

    for (size_t i = 0; filled && i < count; i++)
        for (size_t k = 0; k < at->existing->by_count; k++)
            same += strcmp(filled->columns[key[i]].name, at->existing->by[k].theirs) == 0;
    return filled && same == count && count == at->existing->by_count;
}

static void tell_not_unique(const struct lookup_check *at, const char *const *names)
{
    const struct rowan_existing *existing = at->existing;
    struct rowan_fix *fix = &at->check->fix;
    char list[300];

    for (size_t i = 0; i < existing->by_count && !is_told(at); i++) {
        int c = rowan_catalog_find(at->found, names[i]);
        if (c >= 0 && rowan_fix_key_needs_type(fix, &at->found->columns[c]))
            rowan_fix_type(fix, existing->table, &at->found->columns[c],
                           &at->table->columns[existing->by[i].of].type, true);
    }
    if (!is_told(at))
        rowan_fix_unique_index(fix, existing->table, names, existing->by_count);
    rowan_check_error(
        at->check, &at->spot,
        "existing: %s of table %s has no unique index in the database, so several rows may be meant",
        rowan_check_list(list, sizeof list, names, existing->by_count), existing->table);
}

static void check_unique(const struct lookup_check *at)
{
    struct rowan_check_context *check = at->check;
    const struct rowan_existing *existing = at->existing;
    struct rowan_constraints constraints = {0};
    const char *names[ROWAN_EXISTING_BY_MAX];

    for (size_t i = 0; i < existing->by_count; i++)
        names[i] = existing->by[i].theirs;
    if (at->found->relation == ROWAN_RELATION_VIEW) {
        rowan_check_warning(
            check, &at->spot,
            "existing: %s is a view, or a table of another database, so nobody sees whether it "
            "has one row at most for each key",
            existing->table);
        return;
    }
    check->status = rowan_constraints_open(&constraints, check->db, check->endpoint->schema, &existing->table,
                                           1, check->err);
    if (check->status == ROWAN_OK && constraints.known && !is_unique(at, &constraints, names))
        tell_not_unique(at, names);
    rowan_constraints_close(&constraints);
}

/* ---- the whole ---- */

static void check_column(struct rowan_check_context *check, const struct rowan_table *table,
                         const struct rowan_column *column)
{
    const struct rowan_existing *existing = column->existing;
    struct rowan_check_location missing = {column->place, existing->table, NULL};
    struct rowan_catalog_table *found = NULL;
    struct lookup_check at = {check, table, existing, NULL, {column->place, table->name, column->name}};

    if (!rowan_check_name(check, &missing, "table", existing->table))
        return;
    check->status =
        rowan_catalog_read(&found, check->db, check->endpoint->schema, existing->table, check->err);
    at.found = found;
    if (check->status == ROWAN_OK && !found && find_filled(check->plan, existing->table)) {
        /* It is told of as a table that is filled. */
    } else if (check->status == ROWAN_OK && !found) {
        if (rowan_check_may_hide(check))
            rowan_fix_grant(&check->fix, existing->table, "SELECT");
        rowan_check_no_table(check, &missing, "table to look rows up in", check->endpoint->schema);
    } else if (check->status == ROWAN_OK) {
        bool all = check_by(&at);
        check_take(&at);
        check_rights(&at);
        if (all)
            check_unique(&at);
    }
    rowan_catalog_free(found);
}

void rowan_check_existing(struct rowan_check_context *check)
{
    const struct rowan_plan *plan = check->plan;

    for (size_t t = 0; plan->numbered && t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count && check->status == ROWAN_OK; c++)
            if (plan->tables[t].columns[c].origin == ROWAN_FROM_EXISTING)
                check_column(check, &plan->tables[t], &plan->tables[t].columns[c]);
}
