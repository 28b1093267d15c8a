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

static struct rowan_target_table_column *find(const struct rowan_target_table *made, const char *name)
{
    for (size_t i = 0; i < made->count; i++)
        if (strcmp(made->columns[i].first->name, name) == 0)
            return &made->columns[i];
    return NULL;
}

const struct rowan_target_table_column *rowan_target_table_find(const struct rowan_target_table *made,
                                                                const char *name)
{
    return find(made, name);
}

static void add_column(struct rowan_target_table *made, const struct rowan_table *table,
                       const struct rowan_column *column)
{
    struct rowan_target_table_column *m = find(made, column->name);
    bool required = column->required || column->is_key;

    if (!m) {
        m = &made->columns[made->count++];
        *m = (struct rowan_target_table_column){.first = column, .type = column->type, .required = true};
    } else if (!rowan_common_type(&m->type, &column->type) && !m->odd) {
        m->odd = column;
        m->odd_in = table;
    }
    m->required = m->required && required;
    m->in_key = m->in_key || column->is_key;
    m->identity = m->identity || column->identity;
    m->seen++;
}

/* The columns that carry the parent's key have the type of a key too: MariaDB wants them alike. */
static void mark_foreign(struct rowan_target_table *made, const struct rowan_table *table, size_t *mine,
                         size_t *theirs)
{
    size_t count = rowan_table_foreign_key(made->plan, table, mine, theirs);

    for (size_t i = 0; i < count; i++)
        find(made, table->columns[mine[i]].name)->in_key = true;
}

static enum rowan_status join_tables(struct rowan_target_table *made, size_t *mine, size_t *theirs,
                                     struct rowan_error *err)
{
    if (!made->columns || !mine || !theirs)
        return rowan_out_of_memory(err);
    for (size_t t = made->index; t < made->plan->table_count; t++) {
        const struct rowan_table *table = &made->plan->tables[t];
        if (strcmp(table->name, made->table->name) != 0)
            continue;
        made->tables++;
        for (size_t i = 0; i < table->column_count; i++)
            add_column(made, table, &table->columns[i]);
        mark_foreign(made, table, mine, theirs);
    }
    return ROWAN_OK;
}

enum rowan_status rowan_target_table_open(struct rowan_target_table *made, const struct rowan_plan *plan,
                                          size_t index, struct rowan_error *err)
{
    size_t room = 1;
    size_t *mine, *theirs;
    enum rowan_status st;

    *made = (struct rowan_target_table){.plan = plan, .table = &plan->tables[index], .index = index};
    for (size_t t = index; t < plan->table_count; t++)
        room += plan->tables[t].column_count;
    made->columns = calloc(room, sizeof *made->columns);
    mine = calloc(room, sizeof *mine);
    theirs = calloc(room, sizeof *theirs);
    st = join_tables(made, mine, theirs, err);
    free(mine);
    free(theirs);
    if (st != ROWAN_OK)
        rowan_target_table_close(made);
    return st;
}

void rowan_target_table_close(struct rowan_target_table *made)
{
    free(made->columns);
    made->columns = NULL;
    made->count = 0;
}
