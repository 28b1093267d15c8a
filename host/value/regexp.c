/*
 * What is compiled lies in an arena, which gives it back at once. A match has memory of its own, 20 KB at
 * least: its frames grow to twice their size when they are too small, up to the limit.
 */
#include "value/regexp.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"

/* From one place in the text; PCRE2 counts anew at the next. */
#define STEPS_MAX  1000000
#define MEMORY_MAX 16384 /* kilobytes of one match */

struct rowan_regexp {
    pcre2_code *code;
    pcre2_match_context *limits;
    unsigned groups;
};

static void *take(size_t size, void *arena)
{
    return rowan_arena_alloc(arena, size);
}

static void leave(void *memory, void *arena)
{
    (void)memory, (void)arena;
}

static pcre2_general_context *memory_of(struct rowan_arena *arena)
{
    return pcre2_general_context_create(take, leave, arena);
}

/* In words, without a memory of what it was. */
static void describe(int error, char problem[ROWAN_REGEXP_PROBLEM])
{
    PCRE2_UCHAR text[ROWAN_REGEXP_PROBLEM];

    problem[0] = '\0';
    if (error != PCRE2_ERROR_NOMEMORY && error != PCRE2_ERROR_HEAP_FAILED &&
        pcre2_get_error_message(error, text, sizeof text) > 0)
        memcpy(problem, text, strlen((const char *)text) + 1);
}

static bool set_limits(struct rowan_regexp *regexp, pcre2_general_context *memory)
{
    regexp->limits = pcre2_match_context_create(memory);
    if (!regexp->limits)
        return false;
    pcre2_set_match_limit(regexp->limits, STEPS_MAX);
    pcre2_set_depth_limit(regexp->limits, STEPS_MAX);
    pcre2_set_heap_limit(regexp->limits, MEMORY_MAX);
    return true;
}

struct rowan_regexp *rowan_regexp_compile(struct rowan_slice pattern, struct rowan_arena *arena, size_t *at,
                                          char problem[ROWAN_REGEXP_PROBLEM])
{
    struct rowan_regexp *regexp = rowan_arena_alloc(arena, sizeof *regexp);
    pcre2_general_context *memory = memory_of(arena);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    uint32_t groups = 0;
    int error = PCRE2_ERROR_NOMEMORY;

    *at = 0;
    problem[0] = '\0';
    if (!regexp || !context || !set_limits(regexp, memory))
        return NULL;
    regexp->code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size,
                                 PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY,
                                 &error, at, context);
    if (!regexp->code) {
        describe(error, problem);
        return NULL;
    }
    pcre2_pattern_info(regexp->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    regexp->groups = groups;
    return regexp;
}

unsigned rowan_regexp_groups(const struct rowan_regexp *regexp)
{
    return regexp->groups;
}

bool rowan_regexp_begin(struct rowan_regexp_scan *scan, const struct rowan_regexp *regexp,
                        struct rowan_slice text)
{
    *scan = (struct rowan_regexp_scan){.regexp = regexp, .text = text};
    scan->match = pcre2_match_data_create(regexp->groups + 1, NULL);
    return scan->match;
}

void rowan_regexp_again(struct rowan_regexp_scan *scan)
{
    scan->at = 0;
    scan->was_empty = false;
}

void rowan_regexp_end(struct rowan_regexp_scan *scan)
{
    pcre2_match_data_free(scan->match);
    scan->match = NULL;
}

static int match_at(struct rowan_regexp_scan *scan, uint32_t options)
{
    return pcre2_match(scan->regexp->code, (PCRE2_SPTR)scan->text.data, scan->text.size, scan->at,
                       options | PCRE2_NO_UTF_CHECK, scan->match, scan->regexp->limits);
}

/* After an empty match: one at the same place that is not, else on from the next character. */
static int match_after_empty(struct rowan_regexp_scan *scan)
{
    const unsigned char *rest = (const unsigned char *)scan->text.data + scan->at;
    int result = match_at(scan, PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED);

    if (result != PCRE2_ERROR_NOMATCH || scan->at >= scan->text.size)
        return result;
    scan->at += *rest < 0x80 ? 1 : rowan_utf8_sequence(rest, scan->text.size - scan->at);
    return match_at(scan, 0);
}

enum rowan_regexp_result rowan_regexp_next(struct rowan_regexp_scan *scan)
{
    int result = scan->was_empty ? match_after_empty(scan) : match_at(scan, 0);
    size_t before = scan->at;
    struct rowan_slice whole;

    if (result == PCRE2_ERROR_NOMATCH)
        return ROWAN_REGEXP_NOTHING;
    if (result == PCRE2_ERROR_NOMEMORY)
        return ROWAN_REGEXP_NO_MEMORY;
    if (result < 0)
        return ROWAN_REGEXP_LIMIT;
    whole = rowan_regexp_group(scan, 0);
    scan->at = (size_t)(whole.data - scan->text.data) + whole.size;
    scan->was_empty = whole.size == 0 || scan->at <= before;
    return ROWAN_REGEXP_MATCH;
}

struct rowan_slice rowan_regexp_group(const struct rowan_regexp_scan *scan, unsigned group)
{
    const size_t *places = pcre2_get_ovector_pointer(scan->match);
    size_t begin = places[2 * group], end = places[2 * group + 1];

    if (begin == PCRE2_UNSET)
        return (struct rowan_slice){NULL, 0};
    /* \K in a look-ahead can put the end before the beginning. */
    return (struct rowan_slice){scan->text.data + begin, end > begin ? end - begin : 0};
}
