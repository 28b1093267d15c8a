/*
 * The pattern is taken apart and put together anew: databases have escape characters by default, or none.
 */
#include "source/like_pattern.h"

#include "base/ascii.h"
#include "odbc/dialect.h"

/* In a GLOB % is *, _ is ?, and a letter that means something stands in brackets. In a LIKE ! stands before
 * it. */
static bool put_mark(struct rowan_buffer *out, enum rowan_where_mark mark, struct rowan_slice letter,
                     bool glob, bool brackets)
{
    char c = letter.data[0];

    if (mark == ROWAN_WHERE_ANY_TEXT)
        return rowan_buffer_append_char(out, glob ? '*' : '%');
    if (mark == ROWAN_WHERE_ANY_LETTER)
        return rowan_buffer_append_char(out, glob ? '?' : '_');
    if (glob && (c == '*' || c == '?' || c == '['))
        return rowan_buffer_format(out, "[%c]", c);
    if (!glob && (c == '%' || c == '_' || c == '!' || (brackets && c == '[')) &&
        !rowan_buffer_append_char(out, '!'))
        return false;
    return rowan_buffer_append(out, letter.data, letter.size);
}

bool rowan_like_pattern_write(const struct rowan_where_node *node, const struct rowan_dialect *dialect,
                              bool lower, struct rowan_buffer *out)
{
    struct rowan_slice pattern = node->list[0].text, letter;

    while (pattern.size > 0) {
        enum rowan_where_mark mark = rowan_where_next_mark(&pattern, node->escape, &letter);
        if (!put_mark(out, mark, letter, dialect->glob, dialect->like_brackets))
            return false;
    }
    if (lower)
        rowan_ascii_lower_all(out->data, out->size);
    return true;
}
