/*
 * Paths of an expression begin at the row's element, those behind an aggregate's path at its matches. Each
 * different path of one beginning is an operand there.
 */
#include "plan/expr_builder.h"

#include "expr/expr.h"
#include "plan/build.h"

#define NEST_MAX 8 /* aggregates in each other */

/* Where paths begin. */
struct scope {
    const struct rowan_node_set *from;
    struct rowan_aggregate *aggregate; /* NULL: the row's element */
};

struct builder {
    struct rowan_plan *plan;
    struct rowan_column *column;
    struct scope scopes[NEST_MAX + 1];
    size_t depth; /* of the scope in hand */
};

/* The paths of the scope in hand. */
static struct rowan_path **paths_of(struct builder *b, size_t **count)
{
    struct rowan_aggregate *aggregate = b->scopes[b->depth].aggregate;

    *count = aggregate ? &aggregate->path_count : &b->column->path_count;
    return aggregate ? aggregate->paths : b->column->paths;
}

static enum rowan_status add_operand(void *context, const char *path, size_t *operand,
                                     struct rowan_error *err)
{
    struct builder *b = context;
    size_t *count;
    struct rowan_path **paths = paths_of(b, &count);
    enum rowan_status st;

    for (*operand = 0; *operand < *count; ++*operand)
        if (strcmp(paths[*operand]->text, path) == 0)
            return ROWAN_OK;
    if (*count == ROWAN_PATHS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%d different paths are the most", ROWAN_PATHS_MAX);
    st = rowan_plan_path(b->plan, &paths[*count], NULL, b->scopes[b->depth].from, path, true, err);
    if (st == ROWAN_OK)
        ++*count;
    return st;
}

static struct rowan_path **new_paths(struct builder *b)
{
    return rowan_arena_alloc(&b->plan->arena, ROWAN_PATHS_MAX * sizeof(struct rowan_path *));
}

/* Aggregates do not move while they are entered. */
static enum rowan_status new_aggregate(struct builder *b, struct rowan_aggregate **out,
                                       struct rowan_error *err)
{
    struct rowan_column *column = b->column;

    if (b->depth == NEST_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "these functions are nested more than %d deep",
                          NEST_MAX);
    if (column->aggregate_count == ROWAN_PATHS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "%d paths with functions over their matches are the most", ROWAN_PATHS_MAX);
    if (!column->aggregates)
        column->aggregates = rowan_arena_alloc(&b->plan->arena, ROWAN_PATHS_MAX * sizeof *column->aggregates);
    if (!column->aggregates)
        return rowan_out_of_memory(err);
    *out = &column->aggregates[column->aggregate_count];
    (*out)->paths = new_paths(b);
    return (*out)->paths ? ROWAN_OK : rowan_out_of_memory(err);
}

static enum rowan_status enter(void *context, const char *path, bool text, size_t *aggregate,
                               struct rowan_error *err)
{
    struct builder *b = context;
    struct rowan_aggregate *of = NULL;
    struct rowan_node_set *ends = NULL;
    enum rowan_status st = new_aggregate(b, &of, err);

    if (st == ROWAN_OK)
        st = rowan_plan_path(b->plan, &of->each, &ends, b->scopes[b->depth].from, path, text, err);
    if (st != ROWAN_OK)
        return st;
    of->text = text;
    *aggregate = b->column->aggregate_count++;
    b->scopes[++b->depth] = (struct scope){ends, of};
    return ROWAN_OK;
}

static void leave(void *context)
{
    struct builder *b = context;

    b->depth--;
}

enum rowan_status rowan_plan_expr(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, const char *text, struct rowan_error *err)
{
    struct builder b = {.plan = plan, .column = column};
    struct rowan_expr_paths paths = {
        .resolve = add_operand, .enter = enter, .leave = leave, .context = &b, .dates = plan->expr_dates};

    b.scopes[0].from = plan->build->places[table - plan->tables];
    column->paths = new_paths(&b);
    if (!column->paths)
        return rowan_out_of_memory(err);
    return rowan_expr_parse(&column->expr, rowan_slice_of(text), &plan->arena, &paths, err);
}
