#ifndef ROWAN_REGEXP_H
#define ROWAN_REGEXP_H
/*
 * Regular expressions of PCRE2, over characters of Unicode. There is no JIT, and a match has a limit of steps
 * and of memory, so a pattern cannot hold a document up for long.
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

/* False for want of memory. What it needs lies in the arena. */
bool rowan_regexp_begin(struct rowan_regexp_scan *scan, const struct rowan_regexp *regexp,
                        struct rowan_slice text, struct rowan_arena *arena);
enum rowan_regexp_result rowan_regexp_next(struct rowan_regexp_scan *scan);
/* Of the last match; 0 is the whole. data is NULL for a group that has no part in it. */
struct rowan_slice rowan_regexp_group(const struct rowan_regexp_scan *scan, unsigned group);
#endif
