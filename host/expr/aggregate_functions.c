/*
 * SQL's aggregates over the matches of a path. As there, a match without a value is passed over, and no value
 * is what there is of no matches; only count and exists are of the matches themselves.
 */
#include "expr/aggregate_functions.h"

#define MATCH_KEPT ((size_t)64 * 1024)

/* What is made of the values of matches. */
struct fold {
    const struct rowan_expr_node *node;
    enum rowan_status (*add)(struct rowan_expr_run *run, struct fold *fold, struct rowan_expr_value *value);
    size_t count;                  /* values so far */
    struct rowan_expr_value value; /* what they make; */
    struct rowan_expr_value best;  /* of min and max as it is compared */
    int sign;                      /* 1: the least is looked for, -1: the greatest */
};

static enum rowan_status count_matches(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                       size_t *count)
{
    const struct rowan_expr_matches *matches = run->matches;
    enum rowan_status st = matches->begin(matches->context, node->operand, count, run->err);

    if (st == ROWAN_OK)
        matches->end(matches->context, st);
    return st;
}

/* The value of one match, whose operands stand in for those of the row. */
static enum rowan_status value_of_match(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        size_t index, struct rowan_expr_value *out)
{
    const struct rowan_slice *operands = run->operands;
    enum rowan_status st = run->matches->take(run->matches->context, index, &run->operands, run->err);

    if (st == ROWAN_OK)
        st = rowan_expr_value(run, node->first, out);
    run->operands = operands;
    return st;
}

/* In memory of its own, which ends with the match: what functions make for it is not wanted any more. */
static enum rowan_status take_match(struct rowan_expr_run *run, struct fold *fold, size_t index,
                                    struct rowan_arena *own)
{
    struct rowan_arena *outer = run->arena;
    struct rowan_expr_value value;
    enum rowan_status st;

    rowan_arena_reset(own, MATCH_KEPT);
    run->arena = own;
    st = value_of_match(run, fold->node, index, &value);
    run->arena = outer;
    return st == ROWAN_OK && value.kind != ROWAN_EXPR_NONE ? fold->add(run, fold, &value) : st;
}

static enum rowan_status go_over(struct rowan_expr_run *run, struct fold *fold)
{
    const struct rowan_expr_matches *matches = run->matches;
    struct rowan_arena own;
    size_t count;
    enum rowan_status st = matches->begin(matches->context, fold->node->operand, &count, run->err);

    if (st != ROWAN_OK)
        return st;
    rowan_arena_init(&own, 0);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++)
        st = take_match(run, fold, i, &own);
    rowan_arena_clear(&own);
    matches->end(matches->context, st);
    return st;
}

/* ---- of the matches themselves ---- */

static enum rowan_status call_count(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *out)
{
    size_t count;
    enum rowan_status st = count_matches(run, node, &count);

    if (st != ROWAN_OK)
        return st;
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_set(&out->number, (int64_t)count);
    return ROWAN_OK;
}

static enum rowan_status test_exists(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     enum rowan_expr_truth *out)
{
    size_t count;
    enum rowan_status st = count_matches(run, node, &count);

    if (st == ROWAN_OK)
        *out = count ? ROWAN_EXPR_TRUE : ROWAN_EXPR_FALSE;
    return st;
}

/* ---- sums ---- */

static enum rowan_status add_number(struct rowan_expr_run *run, struct fold *fold,
                                    struct rowan_expr_value *value)
{
    struct rowan_number *sum = &fold->value.number;
    enum rowan_status st = rowan_expr_to_number(run, fold->node->first, value);

    if (st != ROWAN_OK || value->kind == ROWAN_EXPR_NONE) /* blanks */
        return st;
    if (fold->count++ == 0) {
        fold->value = *value;
        return ROWAN_OK;
    }
    return rowan_expr_fault(run, fold->node, rowan_number_add(sum, sum, &value->number));
}

static enum rowan_status sum_up(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                struct fold *fold)
{
    *fold = (struct fold){.node = node, .add = add_number, .value.kind = ROWAN_EXPR_NONE};
    return go_over(run, fold);
}

static enum rowan_status call_sum(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *out)
{
    struct fold fold;
    enum rowan_status st = sum_up(run, node, &fold);

    *out = fold.value;
    return st;
}

static enum rowan_status call_avg(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *out)
{
    struct rowan_number count;
    struct fold fold;
    enum rowan_status st = sum_up(run, node, &fold);

    *out = fold.value;
    if (st != ROWAN_OK || fold.count == 0)
        return st;
    rowan_number_set(&count, (int64_t)fold.count);
    return rowan_expr_fault(run, node, rowan_number_divide(&out->number, &out->number, &count));
}

/* ---- the least and the greatest ---- */

/* A match's texts do not outlive it. */
static enum rowan_status keep_text(struct rowan_expr_run *run, struct rowan_expr_value *value)
{
    if (value->kind != ROWAN_EXPR_TEXT)
        return ROWAN_OK;
    value->text.data = rowan_arena_copy(run->arena, value->text.data, value->text.size);
    return value->text.data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

static enum rowan_status take_better(struct rowan_expr_run *run, struct fold *fold,
                                     struct rowan_expr_value *value)
{
    struct rowan_expr_value compared = *value;
    enum rowan_status st = rowan_expr_to_comparand(run, fold->node->first, fold->node->compares, &compared);

    if (st != ROWAN_OK || compared.kind == ROWAN_EXPR_NONE ||
        (fold->count++ > 0 && rowan_expr_order(&compared, &fold->best) * fold->sign >= 0))
        return st;
    fold->value = *value;
    fold->best = compared;
    st = keep_text(run, &fold->value);
    return st == ROWAN_OK ? keep_text(run, &fold->best) : st;
}

static enum rowan_status find_best(struct rowan_expr_run *run, const struct rowan_expr_node *node, int sign,
                                   struct rowan_expr_value *out)
{
    struct fold fold = {.node = node, .add = take_better, .value.kind = ROWAN_EXPR_NONE, .sign = sign};
    enum rowan_status st = go_over(run, &fold);

    *out = fold.value;
    return st;
}

static enum rowan_status call_min(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *out)
{
    return find_best(run, node, 1, out);
}

static enum rowan_status call_max(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *out)
{
    return find_best(run, node, -1, out);
}

const struct rowan_expr_function rowan_expr_aggregate_functions[] = {
    {.name = "avg",
     .least = 1,
     .most = 2,
     .type = ROWAN_EXPR_NUMERIC,
     .numbers = 1,
     .lazy = call_avg,
     .aggregates = true},
    {.name = "count",
     .least = 1,
     .most = 1,
     .type = ROWAN_EXPR_NUMERIC,
     .lazy = call_count,
     .aggregates = true},
    {.name = "exists", .least = 1, .most = 1, .test = test_exists, .aggregates = true},
    {.name = "max",
     .least = 1,
     .most = 2,
     .relation = ROWAN_EXPR_ORDERED,
     .lazy = call_max,
     .aggregates = true},
    {.name = "min",
     .least = 1,
     .most = 2,
     .relation = ROWAN_EXPR_ORDERED,
     .lazy = call_min,
     .aggregates = true},
    {.name = "sum",
     .least = 1,
     .most = 2,
     .type = ROWAN_EXPR_NUMERIC,
     .numbers = 1,
     .lazy = call_sum,
     .aggregates = true},
    {.name = NULL},
};
