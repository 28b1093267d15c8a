/*
 * A start tag holds no "<" but its first, not even in a value. So a tag with n attributes is a stretch of
 * at least n * ATTRIBUTE_MIN bytes without "<", and some window of half that size, of those that lie side by
 * side, has none: one memchr per window, which in ordinary text ends after a few bytes. When such a stretch
 * does look like a tag with too many values, the whole text is walked, since a comment or CDATA section may
 * hold one too.
 */
#include "xml/preflight.h"

#include <stdint.h>

#define ATTRIBUTE_MIN 5 /* bytes: space, name, =, two quotes */
#define WINDOW_MIN    256
#define SUBSET_MAX    ((size_t)256 << 10) /* bytes of an internal DTD subset */
#define LISTED_MAX    10000               /* "|" in it: enumerations are checked against themselves */

static const char *find(const char *at, const char *end, const char *what)
{
    const char *hit = memmem(at, (size_t)(end - at), what, strlen(what));

    return hit ? hit + strlen(what) : end;
}

static bool begins(const char *at, const char *end, const char *what)
{
    size_t n = strlen(what);

    return (size_t)(end - at) >= n && memcmp(at, what, n) == 0;
}

/* Past the markup that at points to, when it is not a tag; otherwise at itself. */
static const char *skip_other(const char *at, const char *end)
{
    if (begins(at, end, "<!--"))
        return find(at + 4, end, "-->");
    if (begins(at, end, "<![CDATA["))
        return find(at, end, "]]>");
    if (begins(at, end, "<?"))
        return find(at, end, "?>");
    return at;
}

/* From the "<" of a tag to behind its ">", counting the values in quotes. */
static const char *walk_tag(const char *at, const char *end, size_t *values)
{
    *values = 0;
    while (at < end && *at != '>') {
        if (*at == '"' || *at == '\'') {
            at = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (!at)
                return end;
            ++*values;
        }
        at++;
    }
    return at < end ? at + 1 : end;
}

static enum rowan_status walk_tags(struct rowan_slice text, size_t attributes, struct rowan_error *err)
{
    const char *end = text.data + text.size;
    const char *at = memchr(text.data, '<', text.size);

    while (at && at < end) {
        const char *after = skip_other(at, end);
        size_t values;
        if (after == at) {
            after = walk_tag(at, end, &values);
            if (values > attributes)
                return rowan_fail(err, ROWAN_DOCUMENT, "limit",
                                  "line %zu: an element has more than %zu attributes",
                                  rowan_slice_line(text, at), attributes);
        }
        at = after < end ? memchr(after, '<', (size_t)(end - after)) : NULL;
    }
    return ROWAN_OK;
}

/* The stretch without "<" around the empty window at at: is it a tag with too many values? Sets its end. */
static bool is_suspect(struct rowan_slice text, size_t at, size_t attributes, size_t *next)
{
    const char *end = text.data + text.size;
    const char *tag = memrchr(text.data, '<', at);
    const char *after = memchr(text.data + at, '<', text.size - at);
    size_t values;

    if (!after)
        after = end;
    *next = (size_t)(after - text.data);
    if (!tag || tag + 1 >= after || strchr("!?/", tag[1]))
        return false;
    walk_tag(tag, after, &values);
    return values > attributes;
}

static bool has_suspect(struct rowan_slice text, size_t window, size_t attributes)
{
    size_t next;

    for (size_t at = 0; at + window <= text.size; at += window) {
        if (memchr(text.data + at, '<', window))
            continue;
        if (is_suspect(text, at, attributes, &next))
            return true;
        at = next / window * window - window;
    }
    return false;
}

/* The "<!DOCTYPE" of the prolog, or NULL. */
static const char *find_doctype(struct rowan_slice text)
{
    const char *end = text.data + text.size;
    const char *at = memchr(text.data, '<', text.size);

    while (at && at < end) {
        const char *after = skip_other(at, end);
        if (after == at)
            return begins(at, end, "<!DOCTYPE") ? at : NULL;
        at = after < end ? memchr(after, '<', (size_t)(end - after)) : NULL;
    }
    return NULL;
}

/* One step in an internal subset: behind a comment, an instruction, a text in quotes, or one byte. */
static const char *step_subset(const char *at, const char *end)
{
    const char *after = skip_other(at, end);

    if (after != at)
        return after;
    if (*at != '"' && *at != '\'')
        return at + 1;
    at = memchr(at + 1, *at, (size_t)(end - at - 1));
    return at ? at + 1 : end;
}

static enum rowan_status check_doctype(struct rowan_slice text, struct rowan_error *err)
{
    const char *end = text.data + text.size;
    const char *begin = find_doctype(text);
    size_t listed = 0;
    bool inside = false;

    if (!begin)
        return ROWAN_OK;
    for (const char *at = begin; at < end && *at != ']'; at = step_subset(at, end)) {
        listed += *at == '|';
        inside |= *at == '[';
        if (at > begin + SUBSET_MAX || listed > LISTED_MAX)
            return rowan_fail(err, ROWAN_DOCUMENT, "limit", "line %zu: the DTD in the document is too large",
                              rowan_slice_line(text, begin));
        if (*at == '>' && !inside)
            break;
    }
    return ROWAN_OK;
}

enum rowan_status rowan_preflight(struct rowan_slice text, size_t attributes, struct rowan_error *err)
{
    size_t window = attributes > SIZE_MAX / ATTRIBUTE_MIN ? SIZE_MAX : attributes * ATTRIBUTE_MIN / 2;
    enum rowan_status st = check_doctype(text, err);

    if (window < WINDOW_MIN)
        window = WINDOW_MIN;
    if (st == ROWAN_OK && has_suspect(text, window, attributes))
        st = walk_tags(text, attributes, err);
    return st;
}
