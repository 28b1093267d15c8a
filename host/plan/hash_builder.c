/* Only what every database writes in the same way is hashed, so that SQL can make the same keys. */
#include "plan/hash_builder.h"

#include <string.h>

#include "plan/build.h"
#include "plan/numbered.h"

enum rowan_status rowan_plan_hash_keep(struct rowan_plan *plan, struct rowan_column *column,
                                       const char *const *names, size_t count, struct rowan_error *err)
{
    column->hashed = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *column->hashed);
    if (!column->hashed)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count; i++) {
        column->hashed[i] = rowan_arena_copy(&plan->arena, names[i], strlen(names[i]));
        if (!column->hashed[i])
            return rowan_out_of_memory(err);
    }
    column->hashed[count] = NULL;
    return ROWAN_OK;
}

#define fail(...) rowan_plan_fail(plan, column->place, table->label, column->name, err, __VA_ARGS__)

static enum rowan_status fail_unknown(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column *column, const char *name,
                                      struct rowan_error *err)
{
    char hint[120];

    return fail("hash \"%.60s\": table %s has no such column%s", name, table->name,
                rowan_table_column_hint(table, name, hint, sizeof hint));
}

static enum rowan_status check_column(const struct rowan_plan *plan, const struct rowan_table *table,
                                      const struct rowan_column *column, const struct rowan_column *of,
                                      struct rowan_error *err)
{
    if (of->numbered)
        return fail("hash \"%.60s\": " ROWAN_NUMBERED_LATER, of->name);
    if (of->type.kind == ROWAN_REAL || of->type.kind == ROWAN_DOUBLE)
        return fail("hash \"%.60s\" is a %s, which each database writes in its own way: no SQL would make "
                    "the same key; make it a decimal, or hash another column",
                    of->name, rowan_kind_name(of->type.kind));
    if (of->type.kind == ROWAN_XML)
        return fail("hash \"%.60s\" is xml, which databases write anew; hash another column", of->name);
    for (size_t i = 0; i < column->other_count; i++)
        if (&table->columns[column->others[i].of] == of)
            return fail("hash \"%.60s\" is there twice", of->name);
    return ROWAN_OK;
}

static enum rowan_status add_column(const struct rowan_plan *plan, const struct rowan_table *table,
                                    struct rowan_column *column, const char *name, struct rowan_error *err)
{
    int index = rowan_table_find_column(table, name);
    const struct rowan_column *of = &table->columns[index >= 0 ? index : 0];
    enum rowan_status st;

    if (index < 0)
        return fail_unknown(plan, table, column, name, err);
    st = check_column(plan, table, column, of, err);
    if (st == ROWAN_OK)
        column->others[column->other_count++] = (struct rowan_column_other){
            .origin = ROWAN_FROM_EXPR, .of = (size_t)index, .name = of->name, .type = of->type};
    return st;
}

enum rowan_status rowan_plan_hash(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;
    size_t count = 0;

    while (column->hashed[count])
        count++;
    column->others = rowan_arena_alloc(&plan->arena, count * sizeof *column->others);
    if (!column->others)
        return rowan_out_of_memory(err);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++)
        st = add_column(plan, table, column, column->hashed[i], err);
    column->hashed = NULL;
    return st;
}
