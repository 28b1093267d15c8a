/*
 * A list of matches for each row on the way down, in place of recursion. Where a path leads from a row to
 * those below it, it is selected for each row. Where each finds all rows by //, one walk over the document
 * says which lies in which.
 */
#include "rows/row_tree.h"

#include <stdlib.h>

#include "base/grow.h"
#include "rows/row_filter.h"

void rowan_row_tree_clear(struct rowan_row_tree *tree)
{
    for (size_t i = 0; i < tree->capacity; i++)
        rowan_nodes_clear(&tree->levels[i].nodes);
    free(tree->levels);
    rowan_nodes_clear(&tree->found);
    free(tree->ends);
    *tree = (struct rowan_row_tree){0};
}

/* ---- levels ---- */

static struct rowan_tree_level *push_level(struct rowan_row_tree *tree, size_t above)
{
    struct rowan_tree_level *level;

    if (tree->depth == tree->capacity) {
        struct rowan_tree_level *levels = rowan_grow(tree->levels, &tree->capacity, 8, sizeof *levels);
        if (!levels)
            return NULL;
        tree->levels = levels;
    }
    level = &tree->levels[tree->depth++];
    level->next = level->match = 0;
    level->position = 1;
    level->above = above;
    return level;
}

/* Matches that make no row leave the level. */
static enum rowan_status filter(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                const struct rowan_table *table, const struct rowan_row_context *above,
                                int64_t *fates, struct rowan_error *err)
{
    struct rowan_tree_level *level = &tree->levels[tree->depth - 1];
    struct rowan_row_context context = *above;
    enum rowan_status st;

    context.level = tree->depth;
    context.above_row = level->above;
    fates[ROWAN_FATE_MATCHED] += (int64_t)level->nodes.count;
    st = rowan_row_filter(work, table, &context, &level->nodes, fates, err);
    if (st != ROWAN_OK)
        level->nodes.count = 0;
    return st;
}

/* ---- each finds all ---- */

/* Which matches lie in which, by one walk over what is below top. What stands at ends of a match that is open
 * is the one around it. */
static void find_ends(struct rowan_row_tree *tree, const struct rowan_node *top)
{
    const struct rowan_node **items = tree->found.items;
    size_t open = SIZE_MAX; /* the innermost */
    size_t next = 0;

    for (const struct rowan_node *node = top;;) {
        if (next < tree->found.count && node == items[next]) {
            tree->ends[next] = open;
            open = next++;
        }
        if (node->first) {
            node = node->first;
            continue;
        }
        for (;; node = node->parent) {
            if (open != SIZE_MAX && node == items[open]) {
                size_t around = tree->ends[open];
                tree->ends[open] = next;
                open = around;
            }
            if (node == top)
                return;
            if (node->next)
                break;
        }
        node = node->next;
    }
}

static bool reserve_ends(struct rowan_row_tree *tree)
{
    size_t *ends;

    if (tree->ends_capacity >= tree->found.count)
        return true;
    ends = realloc(tree->ends, tree->found.capacity * sizeof *ends);
    if (!ends)
        return false;
    tree->ends = ends;
    tree->ends_capacity = tree->found.capacity;
    return true;
}

static enum rowan_status find_all(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                  const struct rowan_table *table, const struct rowan_row_context *above,
                                  struct rowan_error *err)
{
    enum rowan_status st =
        rowan_select(work->selector, above->document, table->each, above->node, &tree->found, err);

    if (st != ROWAN_OK)
        return st;
    if (!reserve_ends(tree))
        return rowan_out_of_memory(err);
    find_ends(tree, rowan_path_begins_at_document(table->each) ? above->document->root : above->node);
    return ROWAN_OK;
}

/* Of the matches from begin to end those that lie in no other of them. */
static bool take_outer(const struct rowan_row_tree *tree, struct rowan_tree_level *level, size_t begin,
                       size_t end)
{
    struct rowan_nodes *nodes = &level->nodes;

    nodes->count = 0;
    level->match = begin;
    for (size_t i = begin; i < end; i = tree->ends[i])
        if (!rowan_nodes_push(nodes, tree->found.items[i]))
            return false;
    return true;
}

/* The number of a match of the level, which is not before the one that was asked for last. */
static size_t number_of(const struct rowan_row_tree *tree, struct rowan_tree_level *level,
                        const struct rowan_node *node)
{
    while (tree->found.items[level->match] != node)
        level->match = tree->ends[level->match];
    return level->match;
}

/* ---- the tree ---- */

enum rowan_status rowan_row_tree_begin(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                       const struct rowan_table *table, const struct rowan_row_context *above,
                                       int64_t *fates, struct rowan_error *err)
{
    struct rowan_tree_level *level;
    enum rowan_status st = ROWAN_OK;

    tree->depth = 0;
    level = push_level(tree, SIZE_MAX);
    if (!level)
        return rowan_out_of_memory(err);
    if (table->below)
        st = rowan_select(work->selector, above->document, table->each, above->node, &level->nodes, err);
    else
        st = find_all(tree, work, table, above, err);
    if (st == ROWAN_OK && !table->below && !take_outer(tree, level, 0, tree->found.count))
        st = rowan_out_of_memory(err);
    return st == ROWAN_OK ? filter(tree, work, table, above, fates, err) : st;
}

bool rowan_row_tree_next(struct rowan_row_tree *tree, struct rowan_row_context *context)
{
    struct rowan_tree_level *level;

    while (tree->depth > 0) {
        level = &tree->levels[tree->depth - 1];
        if (level->next < level->nodes.count) {
            context->node = level->nodes.items[level->next++];
            context->position = level->position;
            context->above_row = level->above;
            context->level = tree->depth;
            return true;
        }
        tree->depth--;
    }
    return false;
}

enum rowan_status rowan_row_tree_enter(struct rowan_row_tree *tree, struct rowan_row_workspace *work,
                                       const struct rowan_table *table,
                                       const struct rowan_row_context *context, size_t row, int64_t *fates,
                                       struct rowan_error *err)
{
    struct rowan_tree_level *level = &tree->levels[tree->depth - 1];
    size_t match = table->below ? 0 : number_of(tree, level, context->node);
    enum rowan_status st = ROWAN_OK;

    level->position++;
    level = push_level(tree, row);
    if (!level)
        return rowan_out_of_memory(err);
    if (table->below)
        st = rowan_select(work->selector, context->document, table->below, context->node, &level->nodes, err);
    else if (!take_outer(tree, level, match + 1, tree->ends[match]))
        st = rowan_out_of_memory(err);
    return st == ROWAN_OK ? filter(tree, work, table, context, fates, err) : st;
}
