/* Functions of texts. Characters are Unicode code points; texts are valid UTF-8. */
#include "expr/text_functions.h"

#include "expr/characters.h"
#include "value/casefold.h"

static enum rowan_status fold_text(struct rowan_expr_run *run, struct rowan_expr_value *from,
                                   uint32_t (*fold)(uint32_t), struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, from);
    char *copy;

    if (st != ROWAN_OK)
        return st;
    copy = rowan_arena_copy(run->arena, from->text.data, from->text.size);
    if (!copy)
        return rowan_out_of_memory(run->err);
    rowan_casefold(copy, from->text.size, fold);
    rowan_expr_set_text(out, (struct rowan_slice){copy, from->text.size});
    return ROWAN_OK;
}

static enum rowan_status call_upper(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    (void)node;
    return fold_text(run, &arguments[0], rowan_casefold_upper, out);
}

static enum rowan_status call_lower(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    (void)node;
    return fold_text(run, &arguments[0], rowan_casefold_lower, out);
}

static enum rowan_status call_trim(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);

    (void)node;
    if (st == ROWAN_OK)
        rowan_expr_set_text(out, rowan_slice_trim(arguments[0].text));
    return st;
}

static enum rowan_status call_length(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);

    (void)node;
    if (st != ROWAN_OK)
        return st;
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_set(&out->number, (int64_t)rowan_expr_characters(arguments[0].text));
    return ROWAN_OK;
}

static enum rowan_status call_substring(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                        struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    const struct rowan_expr_node *from = node->first->next;
    int64_t begin = 1, count = INT32_MAX;
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);

    if (st == ROWAN_OK)
        st = rowan_expr_whole(run, from, &arguments[1], &begin);
    if (st == ROWAN_OK && from->next)
        st = rowan_expr_whole(run, from->next, &arguments[2], &count);
    if (st != ROWAN_OK)
        return st;
    if (count < 0)
        return rowan_expr_fail_value(run, from->next, "the number of characters is negative");
    out->kind = ROWAN_EXPR_NONE;
    if (arguments[1].kind == ROWAN_EXPR_NUMBER && (!from->next || arguments[2].kind == ROWAN_EXPR_NUMBER))
        rowan_expr_set_text(out, rowan_expr_cut(arguments[0].text, begin, count));
    return ROWAN_OK;
}

/* Every what in text becomes with; out has room. Returns the bytes written. */
static size_t replace_all(struct rowan_slice text, struct rowan_slice what, struct rowan_slice with,
                          char *out)
{
    const char *end = text.data + text.size;
    const char *p = text.data;
    char *begin = out;

    while (p < end) {
        const char *found = memmem(p, (size_t)(end - p), what.data, what.size);
        size_t n = (size_t)((found ? found : end) - p);
        memcpy(out, p, n);
        out += n;
        p += n;
        if (!found)
            break;
        if (with.size > 0)
            memcpy(out, with.data, with.size);
        out += with.size;
        p += what.size;
    }
    return (size_t)(out - begin);
}

static size_t count_of(struct rowan_slice text, struct rowan_slice what)
{
    size_t count = 0;

    for (;; count++) {
        const char *found = memmem(text.data, text.size, what.data, what.size);
        if (!found)
            return count;
        text.size -= (size_t)(found - text.data) + what.size;
        text.data = found + what.size;
    }
}

static enum rowan_status call_replace(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_slice texts[3];
    size_t count;
    char *copy;

    (void)node;
    for (int i = 0; i < 3; i++) {
        enum rowan_status st = rowan_expr_to_text(run, &arguments[i]);
        if (st != ROWAN_OK)
            return st;
        texts[i] = arguments[i].text;
    }
    *out = arguments[0];
    count = texts[1].size > 0 ? count_of(texts[0], texts[1]) : 0;
    if (count == 0)
        return ROWAN_OK;
    copy = rowan_arena_alloc(run->arena, texts[0].size + count * texts[2].size);
    if (!copy)
        return rowan_out_of_memory(run->err);
    rowan_expr_set_text(out, (struct rowan_slice){copy, replace_all(texts[0], texts[1], texts[2], copy)});
    return ROWAN_OK;
}

/* concat passes over what is missing, || does not. */
static enum rowan_status call_concat(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *out)
{
    struct rowan_slice all = {NULL, 0};

    for (const struct rowan_expr_node *n = node->first; n; n = n->next) {
        struct rowan_expr_value part;
        enum rowan_status st = rowan_expr_value(run, n, &part);
        char *both;
        if (st == ROWAN_OK)
            st = rowan_expr_to_text(run, &part);
        if (st != ROWAN_OK)
            return st;
        if (part.kind == ROWAN_EXPR_NONE)
            continue;
        both = rowan_arena_alloc(run->arena, all.size + part.text.size);
        if (!both)
            return rowan_out_of_memory(run->err);
        if (all.size > 0)
            memcpy(both, all.data, all.size);
        memcpy(both + all.size, part.text.data, part.text.size);
        all = (struct rowan_slice){both, all.size + part.text.size};
    }
    rowan_expr_set_text(out, all);
    return ROWAN_OK;
}

const struct rowan_expr_function rowan_expr_text_functions[] = {
    {.name = "concat", .least = 1, .most = ROWAN_EXPR_MANY, .type = ROWAN_EXPR_TEXTUAL, .lazy = call_concat},
    {.name = "length", .least = 1, .most = 1, .type = ROWAN_EXPR_NUMERIC, .strict = call_length},
    {.name = "lower", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_lower},
    {.name = "replace", .least = 3, .most = 3, .type = ROWAN_EXPR_TEXTUAL, .strict = call_replace},
    {.name = "substr",
     .least = 2,
     .most = 3,
     .type = ROWAN_EXPR_TEXTUAL,
     .numbers = 6,
     .strict = call_substring},
    {.name = "substring",
     .least = 2,
     .most = 3,
     .type = ROWAN_EXPR_TEXTUAL,
     .numbers = 6,
     .strict = call_substring},
    {.name = "trim", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_trim},
    {.name = "upper", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_upper},
    {.name = NULL},
};
