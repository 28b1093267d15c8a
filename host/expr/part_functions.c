/* Parts of texts by number, by place and by what stands between them, as PostgreSQL has them. */
#include "expr/part_functions.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "expr/characters.h"
#include "value/casefold.h"

#define PAD_MAX 100000 /* characters that a text is filled up to */

/* The text and the whole number behind it. *some is false when one of them has no value. */
static enum rowan_status text_and_number(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                         struct rowan_expr_value *arguments, size_t index, int64_t *number,
                                         bool *some)
{
    const struct rowan_expr_node *of = node->first;
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);

    for (size_t i = 0; i < index; i++)
        of = of->next;
    if (st == ROWAN_OK)
        st = rowan_expr_whole(run, of, &arguments[index], number);
    *some = arguments[index].kind == ROWAN_EXPR_NUMBER;
    return st;
}

/* ---- from the left and from the right ---- */

static enum rowan_status take_side(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, bool right,
                                   struct rowan_expr_value *out)
{
    struct rowan_slice text;
    int64_t count, length;
    bool some;
    enum rowan_status st = text_and_number(run, node, arguments, 1, &count, &some);

    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !some)
        return st;
    text = arguments[0].text;
    length = (int64_t)rowan_expr_characters(text);
    if (count < 0) /* all but so many */
        count = length + count < 0 ? 0 : length + count;
    count = count > length ? length : count;
    rowan_expr_set_text(out, rowan_expr_cut(text, right ? length - count + 1 : 1, count));
    return ROWAN_OK;
}

static enum rowan_status call_left(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return take_side(run, node, arguments, false, out);
}

static enum rowan_status call_right(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                    struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return take_side(run, node, arguments, true, out);
}

/* ---- by what stands there ---- */

static const char *find(struct rowan_slice text, struct rowan_slice what)
{
    return memmem(text.data, text.size, what.data, what.size);
}

/* From 1; 0 when it is not there. */
static enum rowan_status call_strpos(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                     struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_slice before;
    const char *found;
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);

    (void)node;
    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &arguments[1]);
    if (st != ROWAN_OK)
        return st;
    found = arguments[1].text.size ? find(arguments[0].text, arguments[1].text) : arguments[0].text.data;
    before =
        (struct rowan_slice){arguments[0].text.data, found ? (size_t)(found - arguments[0].text.data) : 0};
    out->kind = ROWAN_EXPR_NUMBER;
    rowan_number_set(&out->number, found ? (int64_t)rowan_expr_characters(before) + 1 : 0);
    return ROWAN_OK;
}

/* The part before the separator is taken off text's front; false: text is the last one. */
static bool next_part(struct rowan_slice *text, struct rowan_slice separator, struct rowan_slice *part)
{
    const char *found = separator.size ? find(*text, separator) : NULL;

    *part = *text;
    if (!found)
        return false;
    part->size = (size_t)(found - text->data);
    text->size -= part->size + separator.size;
    text->data = found + separator.size;
    return true;
}

static int64_t count_parts(struct rowan_slice text, struct rowan_slice separator)
{
    struct rowan_slice part;
    int64_t count = 1;

    while (next_part(&text, separator, &part))
        count++;
    return count;
}

/* From 1, or from the end when it is negative; an empty text when there are not as many. */
static enum rowan_status call_split_part(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                         struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    struct rowan_slice text, part;
    int64_t number;
    bool some, more = true;
    enum rowan_status st = text_and_number(run, node, arguments, 2, &number, &some);

    if (st == ROWAN_OK)
        st = rowan_expr_to_text(run, &arguments[1]);
    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !some)
        return st;
    if (number == 0)
        return rowan_expr_fail_value(run, node->first->next->next, "parts are counted from 1, or from -1");
    text = part = arguments[0].text;
    if (number < 0)
        number += count_parts(text, arguments[1].text) + 1;
    for (int64_t i = 0; more && i < number; i++) {
        more = next_part(&text, arguments[1].text, &part);
        if (!more && i + 1 < number)
            part.size = 0;
    }
    if (number < 1)
        part.size = 0;
    rowan_expr_set_text(out, part);
    return ROWAN_OK;
}

/* ---- filling up ---- */

/* Write characters of fill, again and again; returns the bytes. */
static size_t fill_up(struct rowan_slice fill, int64_t characters, char *out)
{
    struct rowan_slice rest = fill;
    size_t size = 0;

    for (; characters > 0; characters--) {
        const unsigned char *at = (const unsigned char *)rest.data;
        size_t n = *at < 0x80 ? 1 : rowan_utf8_sequence(at, rest.size);
        n = n ? n : 1; /* never more than there is room for */
        memcpy(out + size, rest.data, n);
        size += n;
        rest.data += n;
        rest.size -= n;
        if (rest.size == 0)
            rest = fill;
    }
    return size;
}

static enum rowan_status pad(struct rowan_expr_run *run, struct rowan_slice text, struct rowan_slice fill,
                             int64_t characters, bool left, struct rowan_expr_value *out)
{
    char *padded = rowan_arena_alloc(run->arena, text.size + (size_t)characters * 4);
    size_t n;

    if (!padded)
        return rowan_out_of_memory(run->err);
    if (left) {
        n = fill_up(fill, characters, padded);
        memcpy(padded + n, text.data, text.size);
    } else {
        memcpy(padded, text.data, text.size);
        n = fill_up(fill, characters, padded + text.size);
    }
    rowan_expr_set_text(out, (struct rowan_slice){padded, text.size + n});
    return ROWAN_OK;
}

/* What is longer is cut at its end, in both. */
static enum rowan_status pad_argument(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, bool left,
                                      struct rowan_expr_value *out)
{
    const struct rowan_expr_node *to = node->first->next;
    struct rowan_slice text, fill = {" ", 1};
    int64_t wanted, length;
    bool some;
    enum rowan_status st = text_and_number(run, node, arguments, 1, &wanted, &some);

    if (st == ROWAN_OK && to->next)
        st = rowan_expr_to_text(run, &arguments[2]);
    out->kind = ROWAN_EXPR_NONE;
    if (st != ROWAN_OK || !some)
        return st;
    if (wanted > PAD_MAX)
        return rowan_expr_fail_value(run, to, "a text is filled up to %d characters at most", PAD_MAX);
    text = arguments[0].text;
    fill = to->next ? arguments[2].text : fill;
    length = (int64_t)rowan_expr_characters(text);
    if (wanted <= length || fill.size == 0) {
        rowan_expr_set_text(out, rowan_expr_cut(text, 1, wanted < 0 ? 0 : wanted));
        return ROWAN_OK;
    }
    return pad(run, text, fill, wanted - length, left, out);
}

static enum rowan_status call_lpad(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return pad_argument(run, node, arguments, true, out);
}

static enum rowan_status call_rpad(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                   struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    return pad_argument(run, node, arguments, false, out);
}

/* ---- capitals ---- */

/* ASCII's letters and digits, and all that is no sign beyond it. */
static bool is_of_word(uint32_t c)
{
    if (c < 0x80)
        return rowan_ascii_is_digit((char)c) || (rowan_ascii_starts_name((char)c) && c != '_');
    return c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x206F) && (c < 0x3000 || c > 0x303F);
}

/* The first letter of each word large, the others small. */
static enum rowan_status call_initcap(struct rowan_expr_run *run, const struct rowan_expr_node *node,
                                      struct rowan_expr_value *arguments, struct rowan_expr_value *out)
{
    enum rowan_status st = rowan_expr_to_text(run, &arguments[0]);
    struct rowan_slice rest;
    bool inside = false;
    char *copy;

    (void)node;
    if (st != ROWAN_OK)
        return st;
    rest = arguments[0].text;
    copy = rowan_arena_copy(run->arena, rest.data, rest.size);
    if (!copy)
        return rowan_out_of_memory(run->err);
    while (rest.size > 0) {
        size_t at = arguments[0].text.size - rest.size;
        uint32_t c = rowan_casefold_next(&rest);
        rowan_casefold(copy + at, arguments[0].text.size - rest.size - at,
                       inside ? rowan_casefold_lower : rowan_casefold_upper);
        inside = is_of_word(c);
    }
    rowan_expr_set_text(out, (struct rowan_slice){copy, arguments[0].text.size});
    return ROWAN_OK;
}

const struct rowan_expr_function rowan_expr_part_functions[] = {
    {.name = "initcap", .least = 1, .most = 1, .type = ROWAN_EXPR_TEXTUAL, .strict = call_initcap},
    {.name = "left", .least = 2, .most = 2, .type = ROWAN_EXPR_TEXTUAL, .numbers = 2, .strict = call_left},
    {.name = "lpad", .least = 2, .most = 3, .type = ROWAN_EXPR_TEXTUAL, .numbers = 2, .strict = call_lpad},
    {.name = "right", .least = 2, .most = 2, .type = ROWAN_EXPR_TEXTUAL, .numbers = 2, .strict = call_right},
    {.name = "rpad", .least = 2, .most = 3, .type = ROWAN_EXPR_TEXTUAL, .numbers = 2, .strict = call_rpad},
    {.name = "split_part",
     .least = 3,
     .most = 3,
     .type = ROWAN_EXPR_TEXTUAL,
     .numbers = 4,
     .strict = call_split_part},
    {.name = "strpos", .least = 2, .most = 2, .type = ROWAN_EXPR_NUMERIC, .strict = call_strpos},
    {.name = NULL},
};
