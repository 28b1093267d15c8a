/* An expression: it is refused with a place, or gives a text, no value, or a refusal that explains itself.
 * Evaluating it twice gives the same. */
#include "fuzz.h"

#include "expr/expr.h"

#define OPERANDS 64

static enum rowan_status resolve(void *context, const char *path, size_t *operand, struct rowan_error *err)
{
    size_t *count = context;

    (void)path;
    if (*count == OPERANDS)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "too many paths");
    *operand = (*count)++;
    return ROWAN_OK;
}

static void evaluate(const struct rowan_expr *expr)
{
    static const char *const texts[] = {
        "12", NULL, "-3.50", "2024-02-29", "abc", "", "2024-01-31T10:00:00+02:00", "0"};
    struct rowan_slice operands[OPERANDS], first, second;
    struct rowan_expr_scratch one = {0}, two = {0};
    struct rowan_error err = {0}, again = {0};
    enum rowan_status st;

    for (size_t i = 0; i < OPERANDS; i++)
        operands[i] = rowan_slice_of(texts[i % 8]);
    st = rowan_expr_eval(expr, operands, NULL, &one, &first, &err);
    MUST(rowan_expr_eval(expr, operands, NULL, &two, &second, &again) == st);
    if (st == ROWAN_OK)
        MUST(!first.data == !second.data && rowan_slice_equal(first, second));
    else
        must_explain(&err);
    rowan_expr_scratch_clear(&one);
    rowan_expr_scratch_clear(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rowan_arena arena;
    struct rowan_expr *expr = NULL;
    struct rowan_error err = {0};
    size_t count = 0;
    struct rowan_expr_paths paths = {.resolve = resolve, .context = &count};
    char *text = as_string(data, size);

    rowan_arena_init(&arena, 0);
    if (rowan_expr_parse(&expr, rowan_slice_of(text), &arena, &paths, &err) != ROWAN_OK) {
        must_explain(&err);
    } else {
        MUST(rowan_expr_line(expr));
        evaluate(expr);
    }
    rowan_arena_clear(&arena);
    free(text);
    return 0;
}
