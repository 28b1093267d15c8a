/*
 * An element is a row at most once, which the paths alone show: each of them leads down, and none can find an
 * element that another one finds from a row between. So rows are found in one pass, and there is no circle.
 */
#include "plan/recursion.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "plan/build.h"

#define fail(plan, table, err, ...)                                                                          \
    rowan_plan_fail(plan, (table)->place, (table)->label, NULL, err, __VA_ARGS__)

/* ---- paths ---- */

/* Of a | b the paths one by one; else the path itself. */
static const struct rowan_path *first_part(const struct rowan_path *path)
{
    return path->first ? path->first : path;
}

/* How many levels a path without // leads down. */
static size_t depth_of(const struct rowan_path *part)
{
    size_t depth = 0;

    for (size_t i = 0; i < part->count; i++)
        depth += part->steps[i].axis == ROWAN_AXIS_CHILD;
    return depth;
}

static size_t least_depth(const struct rowan_path *path)
{
    size_t least = SIZE_MAX;

    for (const struct rowan_path *part = first_part(path); part; part = part->next)
        if (depth_of(part) < least)
            least = depth_of(part);
    return least;
}

/* The step to level depth, from 1; 0: that before. */
static const struct rowan_step *step_at(const struct rowan_path *part, size_t depth)
{
    const struct rowan_step *step = part->steps;

    for (;; step++) {
        depth -= step->axis == ROWAN_AXIS_CHILD;
        if (depth == 0)
            return step;
    }
}

/* ---- one row for an element ---- */

/* Names of a set that no path names are not known yet: such a set may hold the other's name. */
static bool may_be_alike(const struct rowan_plan *plan, const struct rowan_step *a,
                         const struct rowan_step *b)
{
    const char *local[2] = {NULL, NULL};
    const struct rowan_step *steps[] = {a, b};

    if (a->test == ROWAN_TEST_NAME && b->test == ROWAN_TEST_NAME)
        return a->name == b->name;
    for (int i = 0; i < 2; i++) {
        if (steps[i]->test == ROWAN_TEST_NAME)
            local[i] = rowan_qname_table_local(plan->names, steps[i]->name);
        else if (steps[i]->test == ROWAN_TEST_AMONG)
            local[i] = steps[i]->among->local;
    }
    return !local[0] || !local[1] || strcmp(local[0], local[1]) == 0;
}

/* Whether an element that ends one of the paths can be at the step. */
static bool may_end_at(const struct rowan_plan *plan, const struct rowan_path *path,
                       const struct rowan_step *step)
{
    for (const struct rowan_path *part = first_part(path); part; part = part->next)
        if (part->count && may_be_alike(plan, step_at(part, depth_of(part)), step))
            return true;
    return false;
}

/* Whether an element that part finds can be found from a row on the way to it as well. That row is no nearer
 * than least to where part begins. */
static bool is_found_twice(const struct rowan_plan *plan, const struct rowan_table *table,
                           const struct rowan_path *part, size_t least)
{
    for (const struct rowan_path *other = first_part(table->below); other; other = other->next) {
        size_t more = depth_of(part) > depth_of(other) ? depth_of(part) - depth_of(other) : 0;
        if (more == 0 || more < least ||
            !may_be_alike(plan, step_at(part, depth_of(part)), step_at(other, depth_of(other))))
            continue;
        if (may_end_at(plan, table->each, step_at(part, more)) ||
            may_end_at(plan, table->below, step_at(part, more)))
            return true;
    }
    return false;
}

static enum rowan_status check_once(const struct rowan_plan *plan, const struct rowan_table *table,
                                    struct rowan_error *err)
{
    const struct rowan_path *paths[] = {table->each, table->below};

    for (int i = 0; i < 2; i++)
        for (const struct rowan_path *part = first_part(paths[i]); part; part = part->next)
            if (is_found_twice(plan, table, part, least_depth(paths[i])))
                return fail(
                    plan, table, err,
                    "recursive: \"%.100s\" can find an element that is found from a row on the way to "
                    "it, too; write paths of which only one finds it",
                    part->text);
    return ROWAN_OK;
}

/* ---- where the rows below are ---- */

/* What is written, in a message: recursive = "path", or each = "path". */
static enum rowan_status check_down(const struct rowan_plan *plan, const struct rowan_table *table,
                                    const struct rowan_path *path, const char *what, struct rowan_error *err)
{
    if (rowan_path_has_axis(path, ROWAN_AXIS_PARENT) || !rowan_path_ends_at_element(path) ||
        least_depth(path) == 0)
        return fail(plan, table, err,
                    "%s = \"%.100s\": rows of a recursive table lie in each other, so the path must lead to "
                    "elements in an element, without ..",
                    what, path->text);
    return ROWAN_OK;
}

static enum rowan_status check_below(const struct rowan_plan *plan, const struct rowan_table *table,
                                     const char *text, struct rowan_error *err)
{
    if (rowan_path_begins_at_document(table->below) && !text)
        return fail(plan, table, err,
                    "each = \"%.100s\" begins at the document, where none of its elements lies in another: "
                    "say recursive = \"path\", from a row to the rows below it, or write // in each",
                    table->each->text);
    if (rowan_path_begins_at_document(table->below))
        return fail(plan, table, err,
                    "recursive = \"%.100s\" begins at the document; it is the path from a row to the rows "
                    "below it",
                    text);
    if (rowan_path_has_axis(table->below, ROWAN_AXIS_DEEP))
        return fail(plan, table, err,
                    "recursive = \"%.100s\" has //; write // in each, and recursive = true: a row lies below "
                    "the nearest one that it is in",
                    text);
    if (rowan_path_has_axis(table->below, ROWAN_AXIS_INNER))
        return fail(plan, table, err,
                    "%s = \"%.100s\" has parse-xml(.): rows of a recursive table lie in one document; say it "
                    "in the each of a table around them",
                    text ? "recursive" : "each", table->below->text);
    if (text && rowan_path_has_axis(table->each, ROWAN_AXIS_DEEP))
        return fail(plan, table, err,
                    "each = \"%.100s\" finds the rows below others, too: say recursive = true",
                    table->each->text);
    return check_down(plan, table, table->below, text ? "recursive" : "each", err);
}

/* The table's rows are where the path leads again and again. */
static enum rowan_status add_below(struct rowan_plan *plan, struct rowan_table *table, const char *text,
                                   struct rowan_error *err)
{
    struct rowan_node_set **places = &plan->build->places[table - plan->tables];
    enum rowan_status st = rowan_plan_plain_path(plan, &table->below, text ? text : table->each->text, err);

    if (st != ROWAN_OK) {
        rowan_plan_place(plan, table->place, table->label, "recursive", err);
        return st;
    }
    st = check_below(plan, table, text, err);
    if (st == ROWAN_OK)
        st = check_once(plan, table, err);
    if (st != ROWAN_OK)
        return st;
    *places = rowan_projection_repeat(plan->projection, *places, table->below);
    if (!*places && rowan_projection_overgrown(plan->projection))
        return fail(plan, table, err, "recursive: the rows could be at too many places: write fewer //");
    return *places ? ROWAN_OK : rowan_out_of_memory(err);
}

enum rowan_status rowan_plan_recursive(struct rowan_plan *plan, int index, const char *below,
                                       struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = ROWAN_OK;

    if (table->unpivot || table->row_function)
        return fail(plan, table, err,
                    "recursive does not go with %s: of several rows of a match none is the one above",
                    table->unpivot ? "unpivot" : "rows");
    table->recursive = true;
    if (rowan_path_has_axis(table->each, ROWAN_AXIS_PARENT) || (!below && least_depth(table->each) == 0))
        st = check_down(plan, table, table->each, "each", err);
    if (st == ROWAN_OK && (below || !rowan_path_has_axis(table->each, ROWAN_AXIS_DEEP)))
        st = add_below(plan, table, below, err);
    return st;
}

/* ---- the row above ---- */

const char *rowan_recursion_unqualified(const struct rowan_table *table, const char *name)
{
    size_t size = strlen(table->name);

    return strncmp(name, table->name, size) == 0 && name[size] == '.' ? name + size + 1 : NULL;
}

static int find_qualified(const struct rowan_table *table, const char *name)
{
    const char *column = rowan_recursion_unqualified(table, name);

    return column ? rowan_table_find_column(table, column) : -1;
}

enum rowan_recursion_of rowan_recursion_find(const struct rowan_plan *plan, const struct rowan_table *table,
                                             const char *name, size_t *of)
{
    const struct rowan_table *parent = table->parent >= 0 ? &plan->tables[table->parent] : NULL;
    int own = rowan_table_find_column(table, name);
    int other = parent ? rowan_table_find_column(parent, name) : -1;

    if (own < 0 && other < 0) {
        own = find_qualified(table, name);
        other = own < 0 && parent ? find_qualified(parent, name) : -1;
    }
    if (own >= 0 && other >= 0 && table->columns[own].origin == ROWAN_FROM_PARENT &&
        table->columns[own].of == other)
        own = -1; /* a copy, and the first rows have it, too */
    *of = (size_t)(own >= 0 ? own : other);
    if (own >= 0 && other >= 0)
        return ROWAN_RECURSION_OF_BOTH;
    return own >= 0     ? ROWAN_RECURSION_OF_ABOVE
           : other >= 0 ? ROWAN_RECURSION_OF_PARENT
                        : ROWAN_RECURSION_OF_NONE;
}

static void offer_columns(struct rowan_suggest *nearest, const struct rowan_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        rowan_suggest_offer(nearest, table->columns[i].name);
}

enum rowan_status rowan_recursion_fail(const struct rowan_plan *plan, const struct rowan_table *table,
                                       enum rowan_recursion_of which, const char *written, const char *name,
                                       struct rowan_error *err)
{
    const struct rowan_table *parent = table->parent >= 0 ? &plan->tables[table->parent] : NULL;
    struct rowan_suggest nearest;
    char hint[120];

    if (which == ROWAN_RECURSION_OF_BOTH)
        return rowan_fail(
            err, ROWAN_MAPPING, "mapping",
            "%s: %s and %s both have such a column; write \"%s.%s\" for the row above, \"%s.%s\" "
            "for the row that all of them are below",
            written, table->name, parent->name, table->name, name, parent->name, name);
    rowan_suggest_init(&nearest, rowan_slice_of(name));
    offer_columns(&nearest, table);
    if (parent)
        offer_columns(&nearest, parent);
    rowan_suggest_hint(&nearest, hint, sizeof hint);
    if (!parent)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "%s: %s has no such column, or it is made of this one%s", written, table->name,
                          hint);
    return rowan_fail(err, ROWAN_MAPPING, "mapping",
                      "%s: neither %s nor %s has such a column, or it is made of this one%s", written,
                      table->name, parent->name, hint);
}

enum rowan_status rowan_recursion_arrange(struct rowan_plan *plan, int index, const char *const *names,
                                          struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    struct rowan_column *columns = calloc(table->column_count + 1, sizeof *columns);

    if (!columns)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < table->column_count; i++) {
        struct rowan_column *column = &columns[i];
        *column = table->columns[rowan_table_find_column(table, names[i])];
        for (size_t k = 0; column->origin == ROWAN_FROM_ABOVE && k < table->column_count; k++)
            if (strcmp(names[k], table->columns[column->of].name) == 0) {
                column->of = (int)k;
                break;
            }
    }
    free(table->columns);
    table->columns = columns;
    return ROWAN_OK;
}

/* All rows of a tree have the same here. */
static bool is_of_tree(const struct rowan_column *column)
{
    return !column->via_count &&
           (column->origin == ROWAN_FROM_PARENT || column->origin == ROWAN_FROM_SOURCE ||
            column->origin == ROWAN_FROM_CONSTANT || column->origin == ROWAN_FROM_RUN);
}

/* The column that has the row above's value of column k, or -1. */
static int find_carrier(const struct rowan_table *table, size_t k)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].origin == ROWAN_FROM_ABOVE && (size_t)table->columns[i].of == k)
            return (int)i;
    return is_of_tree(&table->columns[k]) ? (int)k : -1;
}

size_t rowan_recursion_key(const struct rowan_table *table, size_t *mine, size_t *theirs)
{
    bool above = false;

    if (!table->recursive)
        return 0;
    for (size_t i = 0; i < table->key_count; i++) {
        int carrier = find_carrier(table, table->key[i]);
        if (carrier < 0)
            return 0;
        above = above || table->columns[carrier].origin == ROWAN_FROM_ABOVE;
        if (mine)
            mine[i] = (size_t)carrier;
        if (theirs)
            theirs[i] = table->key[i];
    }
    return above ? table->key_count : 0;
}

const struct rowan_column *rowan_recursion_depth(const struct rowan_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = &table->columns[i];
        if ((column->origin == ROWAN_FROM_ORDINAL || column->origin == ROWAN_FROM_LEVEL) &&
            !column->via_count && rowan_type_is_integer(&column->type))
            return column;
    }
    return NULL;
}

/* The first rows have none above. */
static enum rowan_status check_first(const struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rowan_column *column = &table->columns[i];
        if (column->origin == ROWAN_FROM_ABOVE && column->otherwise.null &&
            column->default_from == ROWAN_FROM_CONSTANT && (column->required || column->is_key))
            return rowan_plan_fail(plan, column->place, table->label, column->name, err,
                                   "%s, but it is of the row above, which the first rows do not have: say "
                                   "default, or leave it away",
                                   column->is_key ? "the key has this column" : "required");
    }
    return ROWAN_OK;
}

enum rowan_status rowan_recursion_check(const struct rowan_plan *plan, const struct rowan_table *table,
                                        struct rowan_error *err)
{
    enum rowan_status st = check_first(plan, table, err);

    for (size_t i = 0; st == ROWAN_OK && table->recursive && i < table->key_count; i++) {
        const char *key = table->columns[table->key[i]].name;
        if (find_carrier(table, table->key[i]) < 0)
            return fail(plan, table, err,
                        "a recursive table must carry the key of the row above: add a column such as "
                        "parent_%s = parent \"%s\"",
                        key, key);
    }
    return st;
}
