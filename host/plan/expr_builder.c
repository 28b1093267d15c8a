/*
 * Paths of an expression begin at the row's element, those behind an aggregate's path at its matches. Each
 * different path of one beginning is an operand there.
 */
#include "plan/expr_builder.h"

#include <stdio.h>

#include "base/suggest.h"
#include "expr/compared_type.h"
#include "expr/expr.h"
#include "plan/aggregate.h"
#include "plan/build.h"
#include "plan/column_order.h"
#include "plan/existing_builder.h"
#include "plan/hash_builder.h"
#include "plan/numbered.h"
#include "plan/parameter.h"
#include "plan/recursion.h"

#define NEST_MAX 8 /* aggregates in each other */

/* Where paths begin. */
struct scope {
    const struct rowan_node_set *from;
    struct rowan_aggregate *aggregate; /* NULL: the row's element */
};

struct builder {
    struct rowan_plan *plan;
    const struct rowan_table *table;
    struct rowan_column *column;
    bool hidden;
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
    of->inner = b->depth > 0;
    *aggregate = b->column->aggregate_count++;
    b->scopes[++b->depth] = (struct scope){ends, of};
    return ROWAN_OK;
}

static void leave(void *context)
{
    struct builder *b = context;

    b->depth--;
}

/* ---- what is no path ---- */

/* Of a copy it is the column it comes from that says how it is stored. */
static bool is_utc(const struct rowan_plan *plan, const struct rowan_table *table,
                   const struct rowan_column *column)
{
    while (column->origin == ROWAN_FROM_PARENT || column->origin == ROWAN_FROM_ABOVE) {
        if (column->origin == ROWAN_FROM_PARENT)
            table = &plan->tables[table->parent];
        column = &table->columns[column->of];
    }
    return column->type.kind == ROWAN_TIMESTAMP && column->rules.zone == ROWAN_ZONE_UTC;
}

static void take_column(const struct builder *b, const struct rowan_table *table, size_t index,
                        struct rowan_column_other *out)
{
    const struct rowan_column *column = &table->columns[index];

    out->of = index;
    out->name = column->name;
    out->type = column->type;
    out->utc = b->plan->assumed && is_utc(b->plan, table, column);
}

/* The column of the table of that name. */
static enum rowan_status find_column(const struct builder *b, const struct rowan_table *table,
                                     const char *what, const char *name, struct rowan_column_other *out,
                                     struct rowan_error *err)
{
    int index = rowan_table_find_column(table, name);
    char hint[120];

    if (index >= 0 && table->columns[index].numbered)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s('%.60s'): " ROWAN_NUMBERED_LATER, what, name);
    if (index >= 0) {
        take_column(b, table, (size_t)index, out);
        return ROWAN_OK;
    }
    return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s('%.60s'): table %s has no such column%s", what, name,
                      table->name, rowan_table_column_hint(table, name, hint, sizeof hint));
}

/* The row above, or the row that all of them are below. */
static enum rowan_status find_above(const struct builder *b, const char *name, struct rowan_column_other *out,
                                    struct rowan_error *err)
{
    const struct rowan_table *table = b->table;
    size_t of = 0;
    enum rowan_recursion_of which = rowan_recursion_find(b->plan, table, name, &of);
    char written[80];

    if (which == ROWAN_RECURSION_OF_NONE || which == ROWAN_RECURSION_OF_BOTH) {
        snprintf(written, sizeof written, "parent('%.60s')", name);
        return rowan_recursion_fail(b->plan, table, which, written, name, err);
    }
    if (which == ROWAN_RECURSION_OF_ABOVE)
        out->origin = ROWAN_FROM_ABOVE;
    else
        table = &b->plan->tables[table->parent];
    if (table->columns[of].numbered)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "parent('%.60s'): " ROWAN_NUMBERED_LATER, name);
    take_column(b, table, of, out);
    return ROWAN_OK;
}

static enum rowan_status find_parent(const struct builder *b, const char *name,
                                     struct rowan_column_other *out, struct rowan_error *err)
{
    if (b->table->recursive)
        return find_above(b, name, out, err);
    if (b->table->parent < 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "parent('%.60s'): this table is not the child of another", name);
    return find_column(b, &b->plan->tables[b->table->parent], "parent", name, out, err);
}

static enum rowan_status find_source(const struct builder *b, const char *name,
                                     struct rowan_column_other *out, struct rowan_error *err)
{
    const struct rowan_source_table *source = &b->plan->source;
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (out->of = 0; out->of < source->column_count; out->of++) {
        if (strcmp(source->columns[out->of].name, name) == 0) {
            out->type = source->columns[out->of].type;
            out->name = source->columns[out->of].name;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, source->columns[out->of].name);
    }
    return rowan_fail(err, ROWAN_MAPPING, "mapping",
                      "source('%.60s') is neither the key nor one of the source's columns%s", name,
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

/* Conditions, ranks and pairs come before the row: its columns and its number are not there. */
static enum rowan_status check_row(const struct builder *b, const char *what, struct rowan_error *err)
{
    if (!b->hidden)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_MAPPING, "mapping", "%s is of a row, and %s is asked before there is one",
                      what, b->column->name);
}

static enum rowan_status find_position(const struct builder *b, const char *what,
                                       struct rowan_column_other *out, struct rowan_error *err)
{
    out->type.kind = ROWAN_INTEGER;
    out->name = "";
    if (b->depth > 0)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "%s is the number of the row, and here are matches within it", what);
    return check_row(b, what, err);
}

/* How deep a match is, is known before there is a row. */
static enum rowan_status find_level(const struct builder *b, struct rowan_column_other *out,
                                    struct rowan_error *err)
{
    out->type.kind = ROWAN_INTEGER;
    out->name = "";
    if (b->table->recursive)
        return ROWAN_OK;
    return rowan_fail(err, ROWAN_MAPPING, "mapping",
                      "level() is how deep a row is, and needs a table with recursive = true");
}

static enum rowan_status find_other(const struct builder *b, enum rowan_expr_other other, const char *name,
                                    struct rowan_column_other *out, struct rowan_error *err)
{
    static const enum rowan_origin origins[] = {
        [ROWAN_EXPR_OF_COLUMN] = ROWAN_FROM_EXPR,   [ROWAN_EXPR_OF_PARENT] = ROWAN_FROM_PARENT,
        [ROWAN_EXPR_OF_SOURCE] = ROWAN_FROM_SOURCE, [ROWAN_EXPR_OF_POSITION] = ROWAN_FROM_POSITION,
        [ROWAN_EXPR_OF_LEVEL] = ROWAN_FROM_LEVEL,   [ROWAN_EXPR_OF_ORDINAL] = ROWAN_FROM_ORDINAL};
    enum rowan_status st;

    *out = (struct rowan_column_other){.origin = origins[other]};
    if (other == ROWAN_EXPR_OF_POSITION || other == ROWAN_EXPR_OF_ORDINAL)
        return find_position(b, other == ROWAN_EXPR_OF_POSITION ? "position()" : "ordinal()", out, err);
    if (other == ROWAN_EXPR_OF_LEVEL)
        return find_level(b, out, err);
    if (other == ROWAN_EXPR_OF_SOURCE)
        return find_source(b, name, out, err);
    if (other == ROWAN_EXPR_OF_PARENT)
        return find_parent(b, name, out, err);
    st = check_row(b, "column", err);
    return st == ROWAN_OK ? find_column(b, b->table, "column", name, out, err) : st;
}

/* Each different one has a number. */
static enum rowan_status add_other(void *context, enum rowan_expr_other other, const char *name,
                                   size_t *number, enum rowan_expr_type *type, struct rowan_error *err)
{
    struct builder *b = context;
    struct rowan_column *column = b->column;
    struct rowan_column_other found;
    enum rowan_status st = find_other(b, other, name, &found, err);

    if (st != ROWAN_OK)
        return st;
    if (found.type.kind == ROWAN_BINARY || found.type.kind == ROWAN_XML)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "\"%.60s\" is %s, which expr does not calculate with", name,
                          rowan_kind_name(found.type.kind));
    *type = rowan_expr_type_of_value(&found.type);
    for (*number = 0; *number < column->other_count; ++*number)
        if (column->others[*number].origin == found.origin && column->others[*number].of == found.of)
            return ROWAN_OK;
    if (column->other_count == ROWAN_OTHERS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%d values of other columns are the most",
                          ROWAN_OTHERS_MAX);
    if (!column->others)
        column->others = rowan_arena_alloc(&b->plan->arena, ROWAN_OTHERS_MAX * sizeof *column->others);
    if (!column->others)
        return rowan_out_of_memory(err);
    column->others[column->other_count++] = found;
    return ROWAN_OK;
}

/* ---- the whole ---- */

enum rowan_status rowan_plan_expr(struct rowan_plan *plan, const struct rowan_table *table,
                                  struct rowan_column *column, bool hidden, struct rowan_error *err)
{
    struct builder b = {.plan = plan, .table = table, .column = column, .hidden = hidden};
    struct rowan_expr_parameters parameters = rowan_plan_parameters(plan);
    struct rowan_expr_paths paths = {.resolve = add_operand,
                                     .enter = enter,
                                     .leave = leave,
                                     .other = add_other,
                                     .parameters = &parameters,
                                     .context = &b,
                                     .dates = plan->expr_dates};
    enum rowan_status st;

    b.scopes[0].from = table == plan->head ? plan->build->root : plan->build->places[table - plan->tables];
    column->paths = new_paths(&b);
    if (!column->paths)
        return rowan_out_of_memory(err);
    st = rowan_expr_parse(&column->expr, rowan_slice_of(column->expr_text), &plan->arena, &paths, err);
    if (st == ROWAN_MAPPING) {
        rowan_error_prefix(err, "expr");
        rowan_plan_place(plan, column->place, table->label, column->name, err);
    }
    column->expr_text = NULL;
    return st;
}

static enum rowan_status parse_table(struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t c = 0; st == ROWAN_OK && c < table->column_count; c++)
        if (table->columns[c].expr_text)
            st = rowan_plan_expr(plan, table, &table->columns[c], false, err);
        else if (table->columns[c].hashed)
            st = rowan_plan_hash(plan, table, &table->columns[c], err);
        else if (table->columns[c].origin == ROWAN_FROM_EXISTING)
            st = rowan_plan_existing(plan, table, &table->columns[c], err);
    return st;
}

enum rowan_status rowan_plan_exprs(struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    st = rowan_plan_numbered(plan, err);
    for (size_t t = 0; st == ROWAN_OK && t < plan->table_count; t++) {
        st = parse_table(plan, &plan->tables[t], err);
        if (st == ROWAN_OK)
            st = rowan_column_order(plan, &plan->tables[t], err);
    }
    return st;
}
