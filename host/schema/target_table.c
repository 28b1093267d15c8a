#include "schema/target_table.h"

#include <stdlib.h>

#include "schema/common_type.h"

bool rowan_target_table_is_first(const struct rowan_plan *plan, size_t index)
{
    for (size_t t = 0; t < index; t++)
        if (strcmp(plan->tables[t].name, plan->tables[index].name) == 0)
            return false;
    return true;
}

static struct rowan_target_table_column *find(const struct rowan_target_table *target, const char *name)
{
    for (size_t i = 0; i < target->count; i++)
        if (strcmp(target->columns[i].first->name, name) == 0)
            return &target->columns[i];
    return NULL;
}

const struct rowan_target_table_column *rowan_target_table_find(const struct rowan_target_table *target,
                                                                const char *name)
{
    return find(target, name);
}

static void add_column(struct rowan_target_table *target, const struct rowan_table *table,
                       const struct rowan_column *column)
{
    struct rowan_target_table_column *m = find(target, column->name);
    bool required = column->required || column->is_key;

    if (!m) {
        m = &target->columns[target->count++];
        *m = (struct rowan_target_table_column){.first = column, .type = column->type, .required = true};
    } else if (!rowan_common_type(&m->type, &column->type) && !m->odd) {
        m->odd = column;
        m->odd_in = table;
    }
    m->required = m->required && required;
    m->in_key = m->in_key || column->is_key || column->is_unique;
    m->identity = m->identity || column->identity || column->origin == ROWAN_FROM_IDENTITY;
    m->left_out = m->left_out || column->origin == ROWAN_FROM_IDENTITY;
    m->seen++;
}

/* The columns that carry the parent's key have the type of a key too: MariaDB wants them alike. */
static void mark_foreign(struct rowan_target_table *target, const struct rowan_table *table, size_t *mine,
                         size_t *theirs)
{
    size_t count = rowan_plan_foreign_key(target->plan, table, mine, theirs);

    for (size_t i = 0; i < count; i++)
        find(target, table->columns[mine[i]].name)->in_key = true;
}

static enum rowan_status join_tables(struct rowan_target_table *target, size_t *mine, size_t *theirs,
                                     struct rowan_error *err)
{
    if (!target->columns || !mine || !theirs)
        return rowan_out_of_memory(err);
    for (size_t t = target->index; t < target->plan->table_count; t++) {
        const struct rowan_table *table = &target->plan->tables[t];
        if (strcmp(table->name, target->table->name) != 0)
            continue;
        target->tables++;
        for (size_t i = 0; i < table->column_count; i++)
            add_column(target, table, &table->columns[i]);
        mark_foreign(target, table, mine, theirs);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_target_table_open(struct rowan_target_table *target, const struct rowan_plan *plan,
                                          size_t index, struct rowan_error *err)
{
    size_t room = 1;
    size_t *mine, *theirs;
    enum rowan_status st;

    *target = (struct rowan_target_table){.plan = plan, .table = &plan->tables[index], .index = index};
    for (size_t t = index; t < plan->table_count; t++)
        room += plan->tables[t].column_count;
    target->columns = calloc(room, sizeof *target->columns);
    mine = calloc(room, sizeof *mine);
    theirs = calloc(room, sizeof *theirs);
    st = join_tables(target, mine, theirs, err);
    free(mine);
    free(theirs);
    if (st != ROWAN_OK)
        rowan_target_table_close(target);
    return st;
}

void rowan_target_table_close(struct rowan_target_table *target)
{
    free(target->columns);
    target->columns = NULL;
    target->count = 0;
}
