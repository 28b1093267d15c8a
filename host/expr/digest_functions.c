/* Digests of a text's bytes in UTF-8, as small hex digits. */
#include "expr/digest_functions.h"

#include "base/digest.h"

static enum rowan_status digest(struct rowan_expr_run *run, struct rowan_expr_value *from,
                                const char *(*make)(struct rowan_slice text, char *digits),
                                struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, from);
    char digits[ROWAN_SHA256_DIGITS + 1];
    struct rowan_slice text;

    if (st != ROWAN_OK)
        return st;
    text = rowan_slice_of(make(from->text, digits));
    text.data = rowan_arena_copy(run->arena, text.data, text.size);
    rowan_expr_set_text(out, text);
    return text.data ? ROWAN_OK : rowan_out_of_memory(run->err);
}

static enum rowan_status call_md5(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                  struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    (void)node;
    return digest(run, &arguments[0], rowan_digest_md5, out);
}

static enum rowan_status call_sha256(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    (void)node;
    return digest(run, &arguments[0], rowan_digest_sha256, out);
}

const struct rowan_expr_function rowan_expr_digest_functions[] = {
    {.name = "md5", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_md5},
    {.name = "sha256", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_sha256},
    {.name = NULL},
};
