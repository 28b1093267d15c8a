/*
 * Adding a column to a plan: where its cells come from. column_options.c has its type and its options; both
 * make every check that can be made from the mapping alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "plan/column_place.h"
#include "expr/expr.h"
#include "xml/xpath.h"

/* Compile path i. Of an xml column it is the elements themselves that matter, not their text. */
static enum rowan_status add_path(struct rowan_column_place *at, size_t i)
{
    const struct rowan_column_spec *spec = at->spec;
    const struct rowan_node_set *from = at->plan->build->places[at->table - at->plan->tables];
    bool markup = spec->type && spec->type->kind == ROWAN_XML;
    struct rowan_path **path = &at->column->paths[i];
    struct rowan_node_set *ends = NULL;
    enum rowan_status st = rowan_plan_path(at->plan, path, &ends, from, spec->paths[i], !markup, at->err);

    if (st == ROWAN_OK && markup && !rowan_path_ends_at_element(*path))
        st = rowan_fail(at->err, ROWAN_MAPPING, "path",
                        "path \"%.100s\" must end at an element: xml is its markup", spec->paths[i]);
    if (st == ROWAN_OK && markup && !rowan_projection_locate(at->plan->projection, ends))
        st = rowan_out_of_memory(at->err);
    if (st != ROWAN_OK)
        rowan_plan_place(at->plan, spec->place, at->table->name, spec->name, at->err);
    return st;
}

static enum rowan_status add_paths(struct rowan_column_place *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_status st = ROWAN_OK;

    if (spec->path_count == 0)
        return rowan_column_fail(at, "no path is given");
    if (spec->path_count > ROWAN_PATHS_MAX)
        return rowan_column_fail(at, "%zu paths are given, %d is the most", spec->path_count,
                                 ROWAN_PATHS_MAX);
    if (spec->path_count > 1 && (spec->via_count == 0 || spec->via[0].transform != ROWAN_TEXT_FUNCTION_CALL))
        return rowan_column_fail(at, "%zu paths are given, but no via function to make one value of them",
                                 spec->path_count);
    column->paths = rowan_arena_alloc(&at->plan->arena, spec->path_count * sizeof(struct rowan_path *));
    if (!column->paths)
        return rowan_out_of_memory(at->err);
    for (size_t i = 0; st == ROWAN_OK && i < spec->path_count; i++)
        st = add_path(at, i);
    column->path_count = spec->path_count;
    return st;
}

/* The number of a path of an expression: each different one becomes a path of the column. */
static enum rowan_status add_operand(void *context, const char *path, size_t *operand,
                                     struct rowan_error *err)
{
    struct rowan_column_place *at = context;
    struct rowan_column *column = at->column;
    const struct rowan_node_set *from = at->plan->build->places[at->table - at->plan->tables];
    enum rowan_status st;

    for (*operand = 0; *operand < column->path_count; ++*operand)
        if (strcmp(column->paths[*operand]->text, path) == 0)
            return ROWAN_OK;
    if (column->path_count == ROWAN_PATHS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%d different paths are the most", ROWAN_PATHS_MAX);
    st = rowan_plan_path(at->plan, &column->paths[column->path_count], NULL, from, path, true, err);
    if (st == ROWAN_OK)
        column->path_count++;
    return st;
}

static enum rowan_status add_expr(struct rowan_column_place *at)
{
    struct rowan_expr_paths paths = {.resolve = add_operand, .context = at, .dates = at->plan->expr_dates};
    enum rowan_status st;

    at->column->paths = rowan_arena_alloc(&at->plan->arena, ROWAN_PATHS_MAX * sizeof(struct rowan_path *));
    if (!at->column->paths)
        return rowan_out_of_memory(at->err);
    st = rowan_expr_parse(&at->column->expr, rowan_slice_of(at->spec->of), &at->plan->arena, &paths, at->err);
    if (st == ROWAN_MAPPING) {
        rowan_error_prefix(at->err, "expr");
        rowan_plan_place(at->plan, at->spec->place, at->table->name, at->spec->name, at->err);
    }
    return st;
}

/* The tree that it is evaluated on knows the row's element by its number in the document. */
static enum rowan_status add_xpath(struct rowan_column_place *at)
{
    struct rowan_plan *plan = at->plan;
    const char *text = at->spec->of;
    enum rowan_status st =
        rowan_xpath_check(text, plan->build->namespaces, plan->build->namespace_count, at->err);

    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, at->spec->place, at->table->name, at->spec->name, at->err);
    if (st != ROWAN_OK)
        return st;
    at->column->xpath = rowan_arena_alloc(&plan->arena, strlen(text) + 1);
    if (!at->column->xpath ||
        !rowan_projection_locate(plan->projection, plan->build->places[at->table - plan->tables]))
        return rowan_out_of_memory(at->err);
    rowan_xpath_line(text, at->column->xpath);
    at->column->of = (int)plan->xpath_count++;
    return ROWAN_OK;
}

static enum rowan_status find_parent_column(struct rowan_column_place *at)
{
    const struct rowan_table *parent;
    struct rowan_suggest nearest;
    char hint[120];

    if (at->table->parent < 0)
        return rowan_column_fail(at, "parent \"%s\": this table is not the child of another", at->spec->of);
    parent = &at->plan->tables[at->table->parent];
    at->column->of = rowan_table_find_column(parent, at->spec->of);
    if (at->column->of >= 0) {
        at->column->type = parent->columns[at->column->of].type;
        return ROWAN_OK;
    }
    rowan_suggest_init(&nearest, rowan_slice_of(at->spec->of));
    for (size_t i = 0; i < parent->column_count; i++)
        rowan_suggest_offer(&nearest, parent->columns[i].name);
    return rowan_column_fail(at, "parent \"%s\": table %s has no such column%s", at->spec->of, parent->name,
                             rowan_suggest_hint(&nearest, hint, sizeof hint));
}

enum rowan_status rowan_column_find_source_column(struct rowan_column_place *at, const char *name, int *of)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < at->plan->source.column_count; i++) {
        if (strcmp(at->plan->source.columns[i].name, name) == 0) {
            *of = (int)i;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, at->plan->source.columns[i].name);
    }
    return rowan_column_fail(at, "source \"%s\" is neither the key nor one of the source's columns%s", name,
                             rowan_suggest_hint(&nearest, hint, sizeof hint));
}

enum rowan_status rowan_column_find_run_value(struct rowan_column_place *at, const char *name, int *of)
{
    static const char *const values[] = {"id", "started", "mapping", "version"};

    for (int i = 0; i < ROWAN_RUN_VALUES; i++) {
        if (strcmp(values[i], name) == 0) {
            *of = i;
            return ROWAN_OK;
        }
    }
    return rowan_column_fail(at, "run \"%s\": a run has \"id\", \"started\", \"mapping\" and \"version\"",
                             name);
}

static enum rowan_status set_source(struct rowan_column_place *at)
{
    enum rowan_status st = rowan_column_find_source_column(at, at->spec->of, &at->column->of);

    if (st == ROWAN_OK)
        at->column->type = at->plan->source.columns[at->column->of].type;
    return st;
}

static enum rowan_status set_run(struct rowan_column_place *at)
{
    static const struct rowan_type types[] = {{.kind = ROWAN_TEXT, .length = 40},
                                              {.kind = ROWAN_TIMESTAMP},
                                              {.kind = ROWAN_TEXT, .length = 100},
                                              {.kind = ROWAN_TEXT, .length = 100}};
    enum rowan_status st = rowan_column_find_run_value(at, at->spec->of, &at->column->of);

    if (st == ROWAN_OK)
        at->column->type = types[at->column->of];
    return st;
}

/* ---- what several rows of one match are given ---- */

static enum rowan_status find_label(struct rowan_column_place *at)
{
    struct rowan_suggest nearest;
    char hint[120];

    if (!at->table->unpivot)
        return rowan_column_fail(at, "label() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    rowan_suggest_init(&nearest, rowan_slice_of(at->spec->of));
    for (size_t i = 0; i < at->table->given_count; i++) {
        if (strcmp(at->table->given[i], at->spec->of) == 0) {
            at->column->of = (int)i;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, at->table->given[i]);
    }
    return rowan_column_fail(at, "label \"%s\": no pair of unpivot has such a field%s", at->spec->of,
                             rowan_suggest_hint(&nearest, hint, sizeof hint));
}

/* The fields of a record are those that columns ask for. */
static enum rowan_status add_field(struct rowan_column_place *at)
{
    struct rowan_table *table = at->table;
    char **given;

    if (!table->row_function)
        return rowan_column_fail(at, "field \"%s\" needs a table with rows = { \"path\", via = function }",
                                 at->spec->of);
    for (size_t i = 0; i < table->given_count; i++) {
        at->column->of = (int)i;
        if (strcmp(table->given[i], at->spec->of) == 0)
            return ROWAN_OK;
    }
    given = rowan_arena_alloc(&at->plan->arena, (table->given_count + 1) * sizeof *given);
    if (!given)
        return rowan_out_of_memory(at->err);
    if (table->given_count)
        memcpy(given, table->given, table->given_count * sizeof *given);
    table->given = given;
    at->column->of = (int)table->given_count;
    given[table->given_count] = rowan_arena_copy(&at->plan->arena, at->spec->of, strlen(at->spec->of));
    return given[table->given_count++] ? ROWAN_OK : rowan_out_of_memory(at->err);
}

enum rowan_status rowan_column_copy_text(struct rowan_column_place *at, struct rowan_slice *to,
                                         struct rowan_slice from)
{
    to->size = from.size;
    to->data = from.data ? rowan_arena_copy(&at->plan->arena, from.data, from.size) : NULL;
    return from.data && !to->data ? rowan_out_of_memory(at->err) : ROWAN_OK;
}

static enum rowan_status set_origin(struct rowan_column_place *at)
{
    at->column->origin = at->spec->origin;
    switch (at->spec->origin) {
    case ROWAN_FROM_PATHS:
        return add_paths(at);
    case ROWAN_FROM_PARENT:
        return find_parent_column(at);
    case ROWAN_FROM_SOURCE:
        return set_source(at);
    case ROWAN_FROM_RUN:
        return set_run(at);
    case ROWAN_FROM_POSITION:
        at->column->type.kind = ROWAN_INTEGER;
        return ROWAN_OK;
    case ROWAN_FROM_CONSTANT:
        at->column->type.kind = ROWAN_TEXT;
        return rowan_column_copy_text(at, &at->column->constant, at->spec->constant);
    case ROWAN_FROM_EXPR:
        return add_expr(at);
    case ROWAN_FROM_XPATH:
        return add_xpath(at);
    case ROWAN_FROM_VALUE:
        at->column->type.kind = ROWAN_TEXT;
        return at->table->unpivot
                   ? ROWAN_OK
                   : rowan_column_fail(
                         at, "value() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    case ROWAN_FROM_LABEL:
        at->column->type.kind = ROWAN_TEXT;
        return find_label(at);
    case ROWAN_FROM_FIELD:
        at->column->type.kind = ROWAN_TEXT;
        return add_field(at);
    }
    return ROWAN_USAGE;
}

static enum rowan_status fill_column(struct rowan_column_place *at)
{
    enum rowan_status st;

    at->column->name = rowan_arena_copy(&at->plan->arena, at->spec->name, strlen(at->spec->name));
    if (!at->column->name)
        return rowan_out_of_memory(at->err);
    st = rowan_plan_keep_place(at->plan, at->spec->place, &at->column->place, at->err);
    if (st != ROWAN_OK)
        return st;
    if (at->spec->name[0] == '\0')
        return rowan_column_fail(at, "the column's name is empty");
    if (rowan_table_find_column(at->table, at->spec->name) >= 0)
        return rowan_column_fail(at, "the column is there twice");
    st = set_origin(at);
    if (st == ROWAN_OK)
        st = rowan_column_set_type(at);
    if (st == ROWAN_OK)
        st = rowan_column_set_options(at);
    return st;
}

enum rowan_status rowan_plan_column(struct rowan_plan *plan, int index, const struct rowan_column_spec *spec,
                                    struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    struct rowan_column *columns = realloc(table->columns, (table->column_count + 1) * sizeof *columns);
    struct rowan_column_place at = {plan, table, spec, NULL, err};
    enum rowan_status st;

    if (!columns)
        return rowan_out_of_memory(at.err);
    table->columns = columns;
    at.column = &columns[table->column_count];
    memset(at.column, 0, sizeof *at.column);
    at.column->otherwise.null = true;
    st = fill_column(&at);
    if (st != ROWAN_OK)
        return st;
    table->column_count++;
    table->value_count += at.column->origin == ROWAN_FROM_VALUE;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_hidden(struct rowan_plan *plan, struct rowan_table *table,
                                    const struct rowan_column_spec *spec, struct rowan_column **out,
                                    struct rowan_error *err)
{
    struct rowan_column_place at = {plan, table, spec, rowan_arena_alloc(&plan->arena, sizeof **out), err};
    enum rowan_status st;

    if (!at.column)
        return rowan_out_of_memory(at.err);
    at.column->otherwise.null = true;
    st = set_origin(&at);
    if (st == ROWAN_OK)
        st = rowan_column_set_type(&at);
    if (st == ROWAN_OK)
        st = rowan_column_set_options(&at);
    at.column->name = rowan_arena_copy(&plan->arena, spec->name, strlen(spec->name));
    if (st == ROWAN_OK && !at.column->name)
        st = rowan_out_of_memory(at.err);
    if (st == ROWAN_OK)
        st = rowan_plan_keep_place(plan, spec->place, &at.column->place, err);
    if (st == ROWAN_OK)
        *out = at.column;
    return st;
}
