/*
 * An aggregate's matches are selected when it is evaluated, and the paths behind it for each of them. They
 * follow the options of the column, as its other paths do.
 */
#include "rows/match_walk.h"

#include <stdio.h>

#include "rows/missing_text.h"
#include "rows/other_texts.h"
#include "rows/path_text.h"
#include "xml/node_name.h"
#include "plan/aggregate.h"

struct walk {
    struct rowan_row_workspace *work;
    const struct rowan_column *column;
    struct rowan_row_context context; /* its node is the match in hand */
    uint32_t begun;                   /* the aggregates that were evaluated: bit 0 for the first */
};

_Static_assert(ROWAN_PATHS_MAX <= 32, "a bit for each aggregate of a column");

static void trace_matches(const struct walk *walk, const struct rowan_match_level *level)
{
    char what[160], count[24];

    snprintf(what, sizeof what, "matches of \"%.100s\"", level->aggregate->each->text);
    snprintf(count, sizeof count, "%zu", level->nodes.count);
    rowan_trace_step(walk->work->trace, walk->column, what, rowan_slice_of(count));
}

static enum rowan_status begin(void *context, size_t aggregate, size_t *count, struct rowan_error *err)
{
    struct walk *walk = context;
    struct rowan_match_level *level = rowan_match_levels_push(&walk->work->matches);
    enum rowan_status st;

    if (!level)
        return rowan_out_of_memory(err);
    level->aggregate = &walk->column->aggregates[aggregate];
    level->from = walk->context.node;
    st = rowan_select(walk->work->selector, walk->context.document, level->aggregate->each, level->from,
                      &level->nodes, err);
    if (st != ROWAN_OK) {
        walk->work->matches.count--;
        return st;
    }
    *count = level->nodes.count;
    walk->begun |= (uint32_t)1 << aggregate;
    if (walk->work->trace)
        trace_matches(walk, level);
    return ROWAN_OK;
}

/* The match's own text. */
static enum rowan_status take_text(struct walk *walk, struct rowan_match_level *level,
                                   struct rowan_error *err)
{
    struct rowan_operand_texts *texts = &level->texts;
    const struct rowan_node *node = walk->context.node;
    enum rowan_gives gives = level->aggregate->each->gives;

    texts->count = 1;
    rowan_buffer_init(&texts->joined[0]);
    if (!gives)
        texts->items[0] = rowan_node_text(walk->context.document, node);
    else if (!rowan_node_gives(walk->context.document, node, gives, &walk->work->names, &texts->items[0]))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

static enum rowan_status take_paths(struct walk *walk, struct rowan_match_level *level,
                                    struct rowan_error *err)
{
    const struct rowan_aggregate *aggregate = level->aggregate;
    enum rowan_status st = rowan_path_text_collect(walk->work, &walk->context, walk->column, aggregate->paths,
                                                   aggregate->path_count, &level->texts, err);

    if (st == ROWAN_DOCUMENT)
        rowan_error_prefix(err, "path \"%.100s\"", aggregate->paths[level->texts.count - 1]->text);
    return st;
}

static enum rowan_status take(void *context, size_t index, const struct rowan_slice **operands,
                              struct rowan_error *err)
{
    struct walk *walk = context;
    struct rowan_match_levels *levels = &walk->work->matches;
    struct rowan_match_level *level = levels->items[levels->count - 1];
    enum rowan_status st;

    rowan_operand_texts_clear(&level->texts);
    walk->work->node = walk->context.node = level->nodes.items[index];
    st = level->aggregate->text ? take_text(walk, level, err) : take_paths(walk, level, err);
    if (st != ROWAN_OK)
        return st;
    rowan_missing_text_drop(walk->work, walk->column, &level->texts);
    walk->work->node = walk->context.node;
    *operands = level->texts.items;
    return ROWAN_OK;
}

static void end(void *context, enum rowan_status st)
{
    struct walk *walk = context;
    struct rowan_match_levels *levels = &walk->work->matches;
    struct rowan_match_level *level = levels->items[--levels->count];

    rowan_operand_texts_clear(&level->texts);
    walk->context.node = level->from;
    if (st == ROWAN_OK)
        walk->work->node = level->from;
}

static bool is_known(const struct rowan_row_workspace *work, const struct rowan_path *path)
{
    return rowan_select_is_known(work->coverage->paths, path);
}

static bool all_known(const struct rowan_row_workspace *work, const struct rowan_aggregate *aggregate)
{
    bool known = is_known(work, aggregate->each);

    for (size_t i = 0; known && i < aggregate->path_count; i++)
        known = is_known(work, aggregate->paths[i]);
    return known;
}

/* Whether paths match is noted also of an aggregate in a branch that was not taken, until they do. One that
 * was evaluated has asked them all. */
static enum rowan_status ask(struct walk *walk, const struct rowan_aggregate *aggregate,
                             struct rowan_error *err)
{
    struct rowan_row_workspace *work = walk->work;
    struct rowan_match_level *level = rowan_match_levels_push(&work->matches);
    enum rowan_status st;

    if (!level)
        return rowan_out_of_memory(err);
    st = rowan_select(work->selector, walk->context.document, aggregate->each, walk->context.node,
                      &level->nodes, err);
    for (size_t i = 0; st == ROWAN_OK && i < aggregate->path_count; i++)
        for (size_t k = 0; st == ROWAN_OK && k < level->nodes.count && !is_known(work, aggregate->paths[i]);
             k++)
            st = rowan_select(work->selector, walk->context.document, aggregate->paths[i],
                              level->nodes.items[k], &work->nodes, err);
    work->matches.count--;
    return st;
}

static enum rowan_status ask_unknown(struct walk *walk, struct rowan_error *err)
{
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; st == ROWAN_OK && i < walk->column->aggregate_count; i++) {
        const struct rowan_aggregate *aggregate = &walk->column->aggregates[i];
        bool begun = walk->begun >> i & 1;
        if (!aggregate->inner && !begun && !all_known(walk->work, aggregate))
            st = ask(walk, aggregate, err);
    }
    return st;
}

enum rowan_status rowan_match_walk_eval(struct rowan_row_workspace *work,
                                        const struct rowan_row_context *context,
                                        const struct rowan_column *column, const struct rowan_slice *operands,
                                        struct rowan_slice *out, struct rowan_error *err)
{
    struct walk walk;
    struct rowan_expr_matches matches;
    enum rowan_status st;

    if (column->aggregate_count == 0 && column->other_count == 0)
        return rowan_expr_eval(column->expr, operands, NULL, &work->expr, out, err);
    walk = (struct walk){work, column, *context, 0};
    matches = (struct rowan_expr_matches){work->others.items, begin, take, end, &walk};
    st = rowan_other_texts_make(work, context, column, err);
    if (st != ROWAN_OK)
        return st;
    st = rowan_expr_eval(column->expr, operands, &matches, &work->expr, out, err);
    return st == ROWAN_OK ? ask_unknown(&walk, err) : st;
}
