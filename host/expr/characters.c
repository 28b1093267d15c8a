/* Characters are Unicode code points; texts are valid UTF-8. */
#include "expr/characters.h"

#include "base/utf8.h"

size_t rowan_expr_characters(struct rowan_slice text)
{
    size_t characters;

    rowan_utf8_scan(text, &characters);
    return characters;
}

enum rowan_status rowan_expr_whole(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *value, int64_t *out)
{
    enum rowan_status st = rowan_expr_to_number(run, node, value);

    if (st == ROWAN_OK && value->kind == ROWAN_EXPR_NUMBER && !rowan_number_whole(&value->number, out))
        return rowan_expr_fail_value(run, node, "this must be a whole number");
    return st;
}

struct rowan_slice rowan_expr_cut(struct rowan_slice text, int64_t begin, int64_t count)
{
    int64_t length = (int64_t)rowan_expr_characters(text);
    int64_t end = begin + count;
    size_t skip;

    begin = begin < 1 ? 1 : begin;
    end = end > length + 1 ? length + 1 : end;
    if (end <= begin)
        return (struct rowan_slice){text.data, 0};
    skip = rowan_utf8_prefix(text, (size_t)(begin - 1));
    text.data += skip;
    text.size -= skip;
    text.size = rowan_utf8_prefix(text, (size_t)(end - begin));
    return text;
}
