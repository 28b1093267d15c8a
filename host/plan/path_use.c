/* The list is made in two walks over the plan: the first counts. There is room for all names in xpaths. */
#include "plan/path_use.h"

#include <string.h>

#include "xml/path.h"
#include "plan/aggregate.h"

/* A walk; items is NULL while it counts. */
struct walk {
    struct rowan_path_use *items;
    size_t count;
    struct rowan_path_use use; /* what holds of the path in hand, but for the path itself */
};

static void walk_path(struct walk *walk, struct rowan_path *path, const struct rowan_path *within);

static void walk_predicate(struct walk *walk, const struct rowan_predicate *predicate,
                           const struct rowan_path *within)
{
    if (!predicate)
        return;
    if (predicate->path)
        walk_path(walk, predicate->path, within);
    walk_predicate(walk, predicate->left, within);
    walk_predicate(walk, predicate->right, within);
}

/* Of a | b each part is a path of its own. */
static void walk_path(struct walk *walk, struct rowan_path *path, const struct rowan_path *within)
{
    for (struct rowan_path *part = path->first; part; part = part->next)
        walk_path(walk, part, within);
    if (path->first)
        return;
    if (walk->items) {
        path->number = (uint32_t)walk->count;
        walk->items[walk->count] = walk->use;
        walk->items[walk->count].path = path;
        walk->items[walk->count].within = within;
    }
    walk->count++;
    for (size_t i = 0; i < path->count; i++)
        for (const struct rowan_predicate *p = path->steps[i].predicates; p; p = p->next)
            walk_predicate(walk, p, path);
}

static void walk_aggregate(struct walk *walk, const struct rowan_aggregate *aggregate)
{
    walk_path(walk, aggregate->each, NULL);
    for (size_t i = 0; i < aggregate->path_count; i++)
        walk_path(walk, aggregate->paths[i], aggregate->each);
}

static void walk_column(struct walk *walk, const struct rowan_column *column)
{
    walk->use.column = column;
    for (size_t i = 0; column && i < column->path_count; i++)
        walk_path(walk, column->paths[i], NULL);
    for (size_t i = 0; column && i < column->aggregate_count; i++)
        walk_aggregate(walk, &column->aggregates[i]);
}

/* All readings of a pair share the paths of its first. */
static void walk_table(struct walk *walk, const struct rowan_table *table)
{
    walk->use.table = table;
    walk->use.column = NULL;
    walk_path(walk, table->each, NULL);
    walk->use.below = true;
    if (table->below)
        walk_path(walk, table->below, NULL);
    walk->use.below = false;
    walk_column(walk, table->when);
    walk_column(walk, table->prefer);
    walk_column(walk, table->row_function);
    for (size_t i = 0; i < table->unpivot_count; i++)
        walk_column(walk, table->unpivot[i].readings);
    for (size_t c = 0; c < table->column_count; c++)
        walk_column(walk, &table->columns[c]);
}

static void walk_plan(struct walk *walk, const struct rowan_plan *plan)
{
    walk->count = 0;
    if (plan->head) {
        walk->use.table = plan->head;
        walk_column(walk, plan->head->when);
    }
    for (size_t t = 0; t < plan->table_count; t++)
        walk_table(walk, &plan->tables[t]);
}

/* Room for the names in all xpaths. */
static size_t name_room(const struct rowan_plan *plan)
{
    size_t room = 0;

    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            if (plan->tables[t].columns[c].xpath)
                room += strlen(plan->tables[t].columns[c].xpath) / 2 + 1;
    return room;
}

static void add_names(struct rowan_plan *plan, struct rowan_path_use use, struct rowan_path_use *items,
                      struct rowan_xpath_name *names)
{
    size_t count = rowan_xpath_names(use.column->xpath, plan->namespaces, plan->namespace_count,
                                     names + plan->xpath_name_count);

    for (size_t i = 0; i < count; i++) {
        use.name = &names[plan->xpath_name_count];
        items[plan->xpath_name_count++] = use;
    }
}

/* Into items, by the number that each xpath has; behind them the names in them. */
static void add_xpaths(struct rowan_plan *plan, struct rowan_path_use *items, struct rowan_xpath_name *names)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++) {
            struct rowan_path_use use = {.table = &plan->tables[t], .column = &plan->tables[t].columns[c]};
            if (!use.column->xpath)
                continue;
            items[use.column->of] = use;
            add_names(plan, use, items + plan->xpath_count, names);
        }
}

static void number_columns(struct rowan_plan *plan)
{
    plan->column_count = 0;
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            plan->tables[t].columns[c].number = ++plan->column_count;
}

enum rowan_status rowan_path_use_list(struct rowan_plan *plan, struct rowan_error *err)
{
    size_t room = name_room(plan);
    struct rowan_xpath_name *names;
    struct walk walk = {0};

    number_columns(plan);
    walk_plan(&walk, plan);
    names = rowan_arena_alloc(&plan->arena, (room + 1) * sizeof *names);
    plan->paths =
        rowan_arena_alloc(&plan->arena, (walk.count + plan->xpath_count + room + 1) * sizeof *plan->paths);
    if (!names || !plan->paths)
        return rowan_out_of_memory(err);
    walk.items = plan->paths;
    walk_plan(&walk, plan);
    add_xpaths(plan, plan->paths + walk.count, names);
    plan->path_count = walk.count + plan->xpath_count + plan->xpath_name_count;
    return ROWAN_OK;
}
