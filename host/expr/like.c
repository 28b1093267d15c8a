/* Patterns of LIKE. Characters are Unicode code points; texts are valid UTF-8. */
#include "expr/like.h"

#include "value/casefold.h"

enum mark { MARK_END, MARK_MANY, MARK_ONE, MARK_LETTER };

/* The next part of a pattern. */
static enum mark next_mark(struct rowan_slice *pattern, uint32_t escape, uint32_t *letter)
{
    if (pattern->size == 0)
        return MARK_END;
    *letter = rowan_casefold_next(pattern);
    if (escape && *letter == escape && pattern->size > 0) {
        *letter = rowan_casefold_next(pattern);
        return MARK_LETTER;
    }
    return *letter == '%' ? MARK_MANY : *letter == '_' ? MARK_ONE : MARK_LETTER;
}

static bool same(uint32_t a, uint32_t b, bool fold)
{
    return a == b || (fold && rowan_casefold_lower(a) == rowan_casefold_lower(b));
}

/* Take one character by one mark; false when they do not match. Both move on. */
static bool step(struct rowan_slice *text, struct rowan_slice *pattern, uint32_t escape, bool fold)
{
    uint32_t letter = 0;
    enum mark mark = next_mark(pattern, escape, &letter);

    if (mark == MARK_END || text->size == 0)
        return false;
    return same(rowan_casefold_next(text), letter, fold) || mark == MARK_ONE;
}

/* A % first stands for nothing; on a mismatch the last one takes a character more. */
bool rowan_like_matches(struct rowan_slice text, struct rowan_slice pattern, uint32_t escape, bool fold)
{
    struct rowan_slice after = {NULL, 0}; /* the pattern after the last % */
    struct rowan_slice from = {NULL, 0};  /* the text that it was tried at */
    uint32_t letter = 0;

    for (;;) {
        struct rowan_slice rest = pattern;
        if (next_mark(&rest, escape, &letter) == MARK_MANY) {
            pattern = after = rest;
            from = text;
        } else if (text.size == 0) {
            return pattern.size == 0;
        } else if (!step(&text, &pattern, escape, fold)) {
            if (!after.data || from.size == 0)
                return false;
            rowan_casefold_next(&from);
            text = from;
            pattern = after;
        }
    }
}

bool rowan_like_escapes_well(struct rowan_slice pattern, uint32_t escape)
{
    while (pattern.size > 0) {
        uint32_t letter;
        if (rowan_casefold_next(&pattern) != escape)
            continue;
        if (pattern.size == 0)
            return false;
        letter = rowan_casefold_next(&pattern);
        if (letter != '%' && letter != '_' && letter != escape)
            return false;
    }
    return true;
}
