/* An expression as a whole: the text that it gives. */
#include "expr/expr.h"

#include "expr/evaluation.h"

#define SCRATCH_KEPT ((size_t)64 * 1024)

static enum rowan_status truth_text(struct rowan_expr_run *run, const struct rowan_expr_node *root,
                                    struct rowan_slice *out)
{
    static const char *const words[] = {"false", "true", NULL};
    enum rowan_expr_truth truth;
    enum rowan_status st = rowan_expr_test(run, root, &truth);

    if (st == ROWAN_OK)
        *out = rowan_slice_of(words[truth]);
    return st;
}

enum rowan_status rowan_expr_eval(const struct rowan_expr *expr, const struct rowan_slice *operands,
                                  const struct rowan_expr_matches *matches,
                                  struct rowan_expr_scratch *scratch, struct rowan_slice *out,
                                  struct rowan_error *err)
{
    struct rowan_expr_run run = {expr->text, operands, &scratch->arena, expr->dates, err, matches};
    struct rowan_expr_value value;
    enum rowan_status st;

    *out = (struct rowan_slice){NULL, 0};
    rowan_arena_reset(&scratch->arena, SCRATCH_KEPT);
    if (expr->root->kind == ROWAN_EXPR_IS_CONDITION)
        return truth_text(&run, expr->root, out);
    st = rowan_expr_value(&run, expr->root, &value);
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(&run, &value);
    if (st == ROWAN_OK && value.kind == ROWAN_EXPR_TEXT)
        *out = value.text;
    return st;
}

const char *rowan_expr_line(const struct rowan_expr *expr)
{
    return expr->line;
}

void rowan_expr_scratch_clear(struct rowan_expr_scratch *scratch)
{
    rowan_arena_clear(&scratch->arena);
}
