/* A recorded key is compared with what the column has: what a database may have stored otherwise is refused.
 */
#include "plan/lineage.h"

#include "plan/build.h"
#include "plan/document_rows.h"

static bool is_kept_kind(enum rowan_kind kind)
{
    switch (kind) {
    case ROWAN_TEXT:
    case ROWAN_TINYINT:
    case ROWAN_SMALLINT:
    case ROWAN_INTEGER:
    case ROWAN_BIGINT:
    case ROWAN_DECIMAL:
    case ROWAN_UUID:
    case ROWAN_DATE:
    case ROWAN_TIMESTAMP:
    case ROWAN_ENUM:
        return true;
    default:
        return false;
    }
}

static enum rowan_status check_key(const struct rowan_plan *plan, const struct rowan_table *table,
                                   struct rowan_error *err)
{
    char type[64];

    if (table->key_count > ROWAN_SOURCE_KEY_MAX)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "lineage records keys of up to %d columns", ROWAN_SOURCE_KEY_MAX);
    for (size_t i = 0; i < table->key_count; i++) {
        const struct rowan_column *column = &table->columns[table->key[i]];
        if (!is_kept_kind(column->type.kind))
            return rowan_plan_fail(plan, column->place, table->label, column->name, err,
                                   "lineage cannot find rows by a key with %s in it",
                                   rowan_type_print(&column->type, type, sizeof type));
    }
    return ROWAN_OK;
}

static enum rowan_status check_table(const struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    if (table->key_count == 0)
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "lineage has no key to record of its rows: add key = { ... }, or a column that "
            "is the document's key (source \"%s\")",
            plan->source.columns[0].name);
    if (table->may_drop)
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "lineage does not go with database_may_drop: which rows the database left out, "
            "and so are another document's, is not known");
    return check_key(plan, table, err);
}

enum rowan_status rowan_lineage_check(struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t needed = 0;

    for (size_t i = 0; i < plan->table_count && plan->lineage && st == ROWAN_OK; i++) {
        if (rowan_document_rows(plan, i).by != ROWAN_ROWS_BY_LINEAGE)
            continue;
        needed++;
        st = check_table(plan, &plan->tables[i], err);
    }
    plan->lineage = needed > 0;
    return st;
}
