#ifndef EXPR_ROWS_H
#define EXPR_ROWS_H
/* What the tests of expressions share: an expression, its operands as "path=text|path=text", the result as
 * text. */
#include "value/value_rows.h"

#include "expr/expr.h"

#define PATHS_MAX 16

struct bench {
    struct rowan_arena arena;
    struct rowan_expr_scratch scratch;
    char paths[PATHS_MAX][80]; /* of the expression in hand */
    size_t count;
    char shown[ROWAN_MESSAGE_MAX + 8];
};

static inline enum rowan_status find_path(void *context, const char *path, size_t *operand,
                                          struct rowan_error *err)
{
    struct bench *b = context;

    if (strcmp(path, "bad[") == 0)
        return rowan_fail(err, ROWAN_MAPPING, "path", "path \"bad[\" is bad");
    for (*operand = 0; *operand < b->count; ++*operand)
        if (strcmp(b->paths[*operand], path) == 0)
            return ROWAN_OK;
    if (b->count == PATHS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "path", "too many paths");
    snprintf(b->paths[b->count++], sizeof b->paths[0], "%s", path);
    return ROWAN_OK;
}

static inline enum rowan_status parse_expr(struct bench *b, const char *text, struct rowan_expr **out,
                                           struct rowan_error *err)
{
    struct rowan_expr_paths paths = {.resolve = find_path, .context = b};

    rowan_arena_reset(&b->arena, 1 << 20);
    b->count = 0;
    return rowan_expr_parse(out, rowan_slice_of(text), &b->arena, &paths, err);
}

/* The text of a path in "path=text|path=text"; missing when it is not there. */
static inline struct rowan_slice operand_in(const char *list, const char *path)
{
    size_t n = strlen(path);

    while (list && *list) {
        const char *end = strchr(list, '|');
        size_t size = end ? (size_t)(end - list) : strlen(list);
        if (size > n && list[n] == '=' && memcmp(list, path, n) == 0)
            return (struct rowan_slice){list + n + 1, size - n - 1};
        list = end ? end + 1 : NULL;
    }
    return (struct rowan_slice){NULL, 0};
}

/* The value, "NULL", "! " and the refusal of the document, or "? " and that of the mapping. */
static inline const char *result_of(struct bench *b, const char *text, const char *operands)
{
    struct rowan_expr *expr = NULL;
    struct rowan_slice values[PATHS_MAX];
    struct rowan_error err = {0};
    struct rowan_slice out;
    enum rowan_status st = parse_expr(b, text, &expr, &err);

    if (st != ROWAN_OK) {
        assert_int_equal(st, ROWAN_MAPPING);
        assert_int_equal(err.status, ROWAN_MAPPING);
        assert_string_equal(err.reason, "mapping");
        snprintf(b->shown, sizeof b->shown, "? %s", err.message);
        assert_int_equal(parse_expr(b, text, &expr, NULL), ROWAN_MAPPING);
        return b->shown;
    }
    for (size_t i = 0; i < b->count; i++)
        values[i] = operand_in(operands, b->paths[i]);
    st = rowan_expr_eval(expr, values, NULL, &b->scratch, &out, &err);
    if (st != ROWAN_OK) {
        assert_int_equal(st, ROWAN_DOCUMENT);
        assert_string_equal(err.reason, "value");
        snprintf(b->shown, sizeof b->shown, "! %s", err.message);
        assert_int_equal(rowan_expr_eval(expr, values, NULL, &b->scratch, &out, NULL), ROWAN_DOCUMENT);
    } else if (!out.data) {
        snprintf(b->shown, sizeof b->shown, "NULL");
    } else {
        snprintf(b->shown, sizeof b->shown, "%.*s", (int)out.size, out.data);
    }
    return b->shown;
}

struct expr_row {
    const char *text;
    const char *operands;
    const char *shown;
};

static inline void check_exprs(void **state, const struct expr_row *rows, size_t count)
{
    bool same = true;

    for (size_t i = 0; i < count; i++) {
        const char *shown = result_of(*state, rows[i].text, rows[i].operands);
        if (strcmp(shown, rows[i].shown) == 0)
            continue;
        print_error("%s  with %s\n  gives %s\n  not   %s\n", rows[i].text, rows[i].operands, shown,
                    rows[i].shown);
        same = false;
    }
    assert_true(same);
}

static inline int make_bench(void **state)
{
    *state = calloc(1, sizeof(struct bench));
    return *state ? 0 : -1;
}

static inline int free_bench(void **state)
{
    struct bench *b = *state;

    rowan_expr_scratch_clear(&b->scratch);
    rowan_arena_clear(&b->arena);
    free(b);
    return 0;
}
#endif
