#ifndef ROWAN_REGEXP_H
#define ROWAN_REGEXP_H
/*
 * Regular expressions of PCRE2, over characters of Unicode. There is no JIT, and a match has a limit of
 * memory and, at each place of the text, of steps. Steps over many places are the text's length times as many
 * at most: the worker's deadline is what ends a pattern that goes through the rest of a long text from each
 * place of it.
 */
#include "base/arena.h"
#include "base/slice.h"

struct rowan_regexp; /* opaque, read-only; lives in the arena it was compiled into */

enum rowan_regexp_result {
    ROWAN_REGEXP_MATCH,
    ROWAN_REGEXP_NOTHING,
    ROWAN_REGEXP_LIMIT, /* too many steps, or too much memory, for this text */
    ROWAN_REGEXP_NO_MEMORY
};

#define ROWAN_REGEXP_PROBLEM 160

/* NULL with *at, a byte of the pattern, and what is wrong there; problem is "" for want of memory. */
struct rowan_regexp *rowan_regexp_compile(struct rowan_slice pattern, struct rowan_arena *arena, size_t *at,
                                          char problem[ROWAN_REGEXP_PROBLEM]);
/* How many groups there are, without the whole. */
unsigned rowan_regexp_groups(const struct rowan_regexp *regexp);

/* One text that is gone through from match to match. */
struct rowan_regexp_scan {
    const struct rowan_regexp *regexp;
    struct rowan_slice text; /* valid UTF-8 */
    size_t at;               /* where the next match may begin */
    bool was_empty;          /* the last match, which is not to come again */
    void *match;
};

/* False for want of memory; else it is ended. */
bool rowan_regexp_begin(struct rowan_regexp_scan *scan, const struct rowan_regexp *regexp,
                        struct rowan_slice text);
/* Back to the text's beginning. */
void rowan_regexp_again(struct rowan_regexp_scan *scan);
/* Groups stay what they are: they are parts of the text. */
void rowan_regexp_end(struct rowan_regexp_scan *scan);
enum rowan_regexp_result rowan_regexp_next(struct rowan_regexp_scan *scan);
/* Of the last match; 0 is the whole. data is NULL for a group that has no part in it. */
struct rowan_slice rowan_regexp_group(const struct rowan_regexp_scan *scan, unsigned group);
#endif
