/* A rule is refused where it would be a matter of chance what it makes of rows. */
#include "plan/conflict_rule.h"

#include <string.h>

#include "plan/build.h"
#include "plan/plan.h"

/* ---- the column of newest ---- */

static bool has_order(const struct rowan_type *type)
{
    return type->kind != ROWAN_BINARY && type->kind != ROWAN_XML && type->kind != ROWAN_UUID;
}

static enum rowan_status fail_column(const struct rowan_plan *plan, const struct rowan_table *table,
                                     const char *name, struct rowan_error *err)
{
    char hint[120];

    return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                           "conflict: newest column \"%s\" is not declared%s", name,
                           rowan_table_column_hint(table, name, hint, sizeof hint));
}

static enum rowan_status set_newest(const struct rowan_plan *plan, struct rowan_table *table,
                                    const char *name, struct rowan_error *err)
{
    int found = rowan_table_find_column(table, name);
    const struct rowan_column *column = found < 0 ? NULL : &table->columns[found];

    if (!column)
        return fail_column(plan, table, name, err);
    table->newest = (size_t)found;
    if (column->numbered)
        return rowan_plan_fail(
            plan, table->place, table->label, NULL, err,
            "conflict: newest column \"%s\" is a number that the database gives, which says "
            "nothing of what is newer",
            name);
    if (column->is_key || column->is_unique)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "conflict: newest column \"%s\" is part of %s, so rows that are one never "
                               "differ in it",
                               name, column->is_unique ? "unique" : "the key");
    if (!has_order(&column->type))
        return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                               "conflict: newest column \"%s\" is %s, of which none is newer than another",
                               name, rowan_kind_name(column->type.kind));
    return ROWAN_OK;
}

/* ---- what does not go with it ---- */

/* An UPDATE gives every column a value, so none may be left to the database. */
static enum rowan_status check_columns(const struct rowan_plan *plan, const struct rowan_table *table,
                                       struct rowan_error *err)
{
    for (size_t i = 0; i < table->column_count && table->conflict > ROWAN_CONFLICT_SKIP; i++) {
        const struct rowan_column *column = &table->columns[i];
        const char *why = column->omit ? "omit_missing leaves it out"
                          : column->identity && !column->is_key && !rowan_column_is_numbered_here(column)
                              ? "the database numbers it"
                              : NULL;
        if (why)
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "conflict = \"%s\" gives every column of a row a value, and of \"%s\" %s",
                                   rowan_conflict_name(table->conflict), column->name, why);
    }
    return ROWAN_OK;
}

/* Of 64 bits two rows may have one hash by chance: the database would refuse the second, a rule loses one. */
static bool is_short_hash(const struct rowan_plan *plan, const struct rowan_table *table,
                          const struct rowan_column *column)
{
    while (column->origin == ROWAN_FROM_PARENT && table->parent >= 0) {
        table = &plan->tables[table->parent];
        column = &table->columns[column->of];
    }
    return column->origin == ROWAN_FROM_HASH && rowan_type_is_integer(&column->type);
}

/* A row that is there has a number already: it is found by what the document has, and nothing else of its key
 * changes. */
static enum rowan_status check_numbers(const struct rowan_plan *plan, const struct rowan_table *table,
                                       struct rowan_error *err)
{
    for (size_t i = 0; i < table->key_count; i++) {
        const struct rowan_column *column = &table->columns[table->key[i]];
        if (!table->unique_count && rowan_column_is_numbered_here(column))
            return rowan_plan_fail(
                plan, column->place, table->label, column->name, err,
                "conflict: the database gives each row another number, so none is found by it: "
                "name the columns of the document that find the row, such as unique = { "
                "\"customer_no\" }");
        if (table->unique_count && !column->is_unique && !rowan_column_is_numbered_here(column))
            return rowan_plan_fail(
                plan, column->place, table->label, column->name, err,
                "conflict: rows are found by unique, and this column of the key is not in it, so "
                "that the key of a row that is there would change: add it to unique");
    }
    return ROWAN_OK;
}

static enum rowan_status check_key(const struct rowan_plan *plan, const struct rowan_table *table,
                                   struct rowan_error *err)
{
    size_t count;
    const size_t *key = rowan_table_rule_key(table, &count);

    for (size_t i = 0; i < count; i++) {
        const struct rowan_column *column = &table->columns[key[i]];
        if (is_short_hash(plan, table, column))
            return rowan_plan_fail(
                plan, table->place, table->label, NULL, err,
                "conflict takes rows of one key for one, and two rows may have one hash of 64 "
                "bits by chance: make \"%s\" a uuid, or let the key be the columns themselves",
                column->name);
    }
    return ROWAN_OK;
}

static enum rowan_status check_rule(const struct rowan_plan *plan, const struct rowan_table *table,
                                    struct rowan_error *err)
{
    const char *why =
        table->key_count == 0 ? "needs a key, which says when two rows are one: key = { \"...\" }"
        : table->recursive    ? "is not for a recursive table, whose rows refer to each other"
        : table->may_drop ? "and database_may_drop are two answers to one question: leave one of them away"
                          : NULL;

    if (why)
        return rowan_plan_fail(plan, table->place, table->label, NULL, err, "conflict %s", why);
    if (check_numbers(plan, table, err) != ROWAN_OK)
        return ROWAN_MAPPING;
    return check_key(plan, table, err) == ROWAN_OK ? check_columns(plan, table, err) : ROWAN_MAPPING;
}

/* Rows of this table would be somebody's whose parent row is several documents'. */
static enum rowan_status check_parent(const struct rowan_plan *plan, const struct rowan_table *table,
                                      bool said, struct rowan_error *err)
{
    const struct rowan_table *parent = table->parent < 0 ? NULL : &plan->tables[table->parent];

    if (!parent || !parent->conflict || said)
        return ROWAN_OK;
    return rowan_plan_fail(
        plan, table->place, table->label, NULL, err,
        "rows of table %s, in which it is, may come from several documents (conflict), and "
        "with them these: say what becomes of theirs, too (conflict = \"fail\": a document "
        "fails whose row is there)",
        parent->label);
}

static bool same_key(const struct rowan_table *a, const struct rowan_table *b)
{
    size_t same = 0, count, other_count;
    const size_t *key = rowan_table_rule_key(a, &count);
    const size_t *other_key = rowan_table_rule_key(b, &other_count);

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < other_count; k++)
            same += strcmp(a->columns[key[i]].name, b->columns[other_key[k]].name) == 0;
    return same == count && count == other_count;
}

/* A number that a row has must not be written anew by the other into. */
static bool same_numbers(const struct rowan_table *a, const struct rowan_table *b)
{
    for (size_t i = 0; i < a->column_count; i++) {
        int other = rowan_table_find_column(b, a->columns[i].name);
        if (other >= 0 && rowan_column_is_numbered_here(&a->columns[i]) !=
                              rowan_column_is_numbered_here(&b->columns[other]))
            return false;
    }
    return true;
}

static bool same_rule(const struct rowan_table *a, const struct rowan_table *b)
{
    if (a->conflict != b->conflict || (a->conflict && (!same_key(a, b) || !same_numbers(a, b))))
        return false;
    return a->conflict != ROWAN_CONFLICT_NEWEST ||
           strcmp(a->columns[a->newest].name, b->columns[b->newest].name) == 0;
}

/* Several into of one table fill the same rows. */
static enum rowan_status check_others(const struct rowan_plan *plan, const struct rowan_table *table,
                                      struct rowan_error *err)
{
    for (const struct rowan_table *other = plan->tables; other < table; other++)
        if (strcmp(other->name, table->name) == 0 && !same_rule(other, table))
            return rowan_plan_fail(plan, table->place, table->label, NULL, err,
                                   "the into of this table in line %d has another conflict or, with one, "
                                   "another key, or other numbers: the rows of one table follow one rule",
                                   other->place.line);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_conflict(struct rowan_plan *plan, int index, bool said,
                                      enum rowan_conflict conflict, const char *column,
                                      struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = check_parent(plan, table, said, err);

    table->conflict = conflict;
    plan->shares = plan->shares || conflict;
    if (st == ROWAN_OK && conflict)
        st = check_rule(plan, table, err);
    if (st == ROWAN_OK && column)
        st = set_newest(plan, table, column, err);
    return st == ROWAN_OK ? check_others(plan, table, err) : st;
}
