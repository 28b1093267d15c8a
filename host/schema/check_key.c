/* The unique indexes of the database against the keys of the mapping. */
#include "schema/check_key.h"

#include "schema/check_table.h"

#define KEY_COLUMNS 32 /* as many as a key of the mapping may have */

/* A key of the mapping as names. */
struct key {
    const char *names[KEY_COLUMNS];
    size_t count;
    bool natural; /* the columns of unique */
};

/* A key that is looked at. */
struct checked_key {
    struct rowan_check_context *check;
    const struct rowan_target_table *made;
    const struct rowan_catalog_table *found;
    const struct rowan_constraints *constraints;
    struct key key;
};

static struct key key_of(const struct rowan_table *table, bool natural)
{
    const size_t *columns = natural ? table->unique : table->key;
    size_t count = natural ? table->unique_count : table->key_count;
    struct key key = {.count = count < KEY_COLUMNS ? count : KEY_COLUMNS, .natural = natural};

    for (size_t i = 0; i < key.count; i++)
        key.names[i] = table->columns[columns[i]].name;
    return key;
}

static bool same_key(const struct key *a, const struct key *b)
{
    struct rowan_unique as_index = {.columns = (char **)(uintptr_t)a->names, .column_count = a->count};

    return a->count == b->count && rowan_check_within(&as_index, b->names, b->count);
}

static const char *describe(const struct rowan_unique *unique, char *out, size_t size)
{
    if (unique->primary)
        snprintf(out, size, "primary key");
    else
        snprintf(out, size, "unique index \"%.80s\"", unique->name);
    return out;
}

/* The columns of the key that the index does not have. */
static struct key difference(const struct key *key, const struct rowan_unique *unique)
{
    struct key rest = {.count = 0};

    for (size_t i = 0; i < key->count; i++) {
        bool has = false;
        for (size_t k = 0; k < unique->column_count; k++)
            has |= strcmp(unique->columns[k], key->names[i]) == 0;
        if (!has)
            rest.names[rest.count++] = key->names[i];
    }
    return rest;
}

static bool has_primary(const struct rowan_constraints *constraints, const char *table)
{
    for (size_t i = 0; i < constraints->unique_count; i++)
        if (constraints->uniques[i].primary && strcmp(constraints->uniques[i].table, table) == 0)
            return true;
    return false;
}

static void fix_key(const struct checked_key *at, bool unique)
{
    struct rowan_fix *fix = &at->check->fix;
    const struct key *key = &at->key;

    for (size_t i = 0; i < key->count; i++) {
        int c = rowan_catalog_find(at->found, key->names[i]);
        const struct rowan_target_table_column *column = rowan_target_table_find(at->made, key->names[i]);
        if (c >= 0 && column && rowan_fix_key_needs_type(fix, &at->found->columns[c]))
            rowan_fix_type(fix, at->found->name, &at->found->columns[c], &column->type, true);
    }
    if (unique)
        rowan_fix_unique_index(fix, at->found->name, key->names, key->count);
    else
        rowan_fix_primary_key(fix, at->found->name, key->names, key->count);
}

/* As the key itself, where no index that is as wide is there and none of those that are left is primary. */
static void fix_narrow(const struct checked_key *at, const struct rowan_unique *narrow, bool first)
{
    const struct key *key = &at->key;
    bool primary_stays = has_primary(at->constraints, narrow->table) && !narrow->primary;

    if (rowan_fix_drop_unique(&at->check->fix, narrow) && first &&
        !rowan_check_unique(at->constraints, narrow->table, key->names, key->count))
        fix_key(at, primary_stays);
}

/* Rows that the mapping tells apart, and the database does not. Returns whether there is such an index. */
static bool check_narrower(const struct checked_key *at, const struct rowan_check_location *spot)
{
    const struct rowan_constraints *constraints = at->constraints;
    const struct key *key = &at->key;
    size_t narrower = 0;

    for (size_t i = 0; i < constraints->unique_count; i++) {
        const struct rowan_unique *unique = &constraints->uniques[i];
        char what[120], has[300], rest[300];
        struct key without;
        if (strcmp(unique->table, spot->table) != 0 || unique->column_count >= key->count ||
            !rowan_check_within(unique, key->names, key->count))
            continue;
        fix_narrow(at, unique, narrower == 0 && !unique->partial);
        narrower += !unique->partial;
        without = difference(key, unique);
        rowan_check_warning(
            at->check, spot,
            "the database's %s %s is narrower than the mapping's %s: rows that differ only in %s are "
            "refused",
            describe(unique, what, sizeof what),
            rowan_check_list(has, sizeof has, (const char *const *)unique->columns, unique->column_count),
            key->natural ? "unique" : "key",
            rowan_check_list(rest, sizeof rest, without.names, without.count));
    }
    return narrower > 0;
}

/* Is the key there, or will be when the fixes before are made? */
static bool all_there(const struct checked_key *at)
{
    for (size_t i = 0; i < at->key.count; i++)
        if (rowan_catalog_find(at->found, at->key.names[i]) < 0 &&
            !rowan_check_table_adds(at->made, at->key.names[i]))
            return false;
    return true;
}

static void check_key(const struct checked_key *at, const struct rowan_table *table)
{
    struct rowan_check_location spot = {table->place, table->name, NULL};
    const struct key *key = &at->key;
    char names[300];

    if (check_narrower(at, &spot) ||
        rowan_check_unique(at->constraints, at->found->name, key->names, key->count) || !all_there(at))
        return;
    fix_key(at, key->natural || has_primary(at->constraints, at->found->name));
    if (key->natural && table->reads_back && !table->conflict) {
        rowan_check_error(at->check, &spot,
                          "unique %s has no unique index in the database: the row that is found by it may be "
                          "somebody else's",
                          rowan_check_list(names, sizeof names, key->names, key->count));
        return;
    }
    if (table->conflict && key->natural == (table->unique_count > 0)) {
        rowan_check_error(at->check, &spot,
                          "%s %s has no unique index in the database: two transactions would insert one row "
                          "twice, whatever conflict says",
                          key->natural ? "unique" : "the key",
                          rowan_check_list(names, sizeof names, key->names, key->count));
        return;
    }
    rowan_check_warning(at->check, &spot, "%s %s is not unique in the database: nothing refuses a row twice",
                        key->natural ? "unique" : "the key",
                        rowan_check_list(names, sizeof names, key->names, key->count));
}

/* Has an earlier into of this table the same key? */
static bool was_checked(const struct rowan_target_table *made, size_t index, const struct key *key)
{
    for (size_t t = made->index; t < index; t++) {
        struct key other = key_of(&made->plan->tables[t], key->natural);
        if (strcmp(made->plan->tables[t].name, made->table->name) == 0 && same_key(&other, key))
            return true;
    }
    return false;
}

void rowan_check_keys(struct rowan_check_context *check, const struct rowan_target_table *made,
                      const struct rowan_catalog_table *found, const struct rowan_constraints *constraints)
{
    for (size_t t = made->index; t < made->plan->table_count; t++) {
        const struct rowan_table *table = &made->plan->tables[t];
        for (int natural = 0; natural <= 1; natural++) {
            struct checked_key at = {check, made, found, constraints, key_of(table, natural)};
            if (strcmp(table->name, made->table->name) == 0 && at.key.count > 0 &&
                !was_checked(made, t, &at.key))
                check_key(&at, table);
        }
    }
}
