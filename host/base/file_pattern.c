/*
 * A star that does not fit is given one character more, the last star only: what an earlier one could take
 * besides, the last one can take as well. The same goes for `**` and parts of the path, so no pattern takes
 * more than the product of both lengths.
 */
#include "base/file_pattern.h"

#include <string.h>

#include "base/utf8.h"

/* Of a path or a pattern: what lies between two slashes. */
struct part {
    const char *begin;
    const char *end;
};

static struct part first_part(const char *path)
{
    struct part part = {path, path + strcspn(path, "/")};

    return part;
}

/* False when there is none. */
static bool move(struct part *part)
{
    if (*part->end == '\0') {
        part->begin = part->end;
        return false;
    }
    *part = first_part(part->end + 1);
    return true;
}

static bool is_any_folders(struct part part)
{
    return part.end - part.begin == 2 && part.begin[0] == '*' && part.begin[1] == '*';
}

/* ---- characters ---- */

static size_t character_size(const char *at, const char *end)
{
    size_t size =
        (unsigned char)*at < 0x80 ? 1 : rowan_utf8_sequence((const unsigned char *)at, (size_t)(end - at));

    return size ? size : 1;
}

/* UTF-8 is in the order of its characters; a byte of none is behind all of them. */
static int compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    bool a_lone = a_size == 1 && (unsigned char)*a >= 0x80, b_lone = b_size == 1 && (unsigned char)*b >= 0x80;
    int order;

    if (a_lone != b_lone)
        return a_lone ? 1 : -1;
    order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order ? order : (a_size > b_size) - (a_size < b_size);
}

/* The end of the set that begins at p; NULL when it has none. A bracket at its beginning is one of it. */
static const char *set_end(const char *p, const char *end)
{
    p++;
    if (p < end && *p == '!')
        p++;
    for (const char *at = p; at < end; at++)
        if (*at == ']' && at > p)
            return at + 1;
    return NULL;
}

static bool is_in_set(const char *p, const char *end, const char *c, size_t size)
{
    bool no = p[1] == '!', found = false;
    const char *last = end - 1; /* the bracket */

    for (p += no ? 2 : 1; p < last;) {
        size_t from_size = character_size(p, last), to_size;
        const char *from = p, *to = p;
        p += from_size;
        to_size = from_size;
        if (p + 1 < last && *p == '-') {
            to = p + 1;
            to_size = character_size(to, last);
            p = to + to_size;
        }
        found = found || (compare(c, size, from, from_size) >= 0 && compare(c, size, to, to_size) <= 0);
    }
    return found != no;
}

/* Does what begins at *p match one character? *p moves behind it. */
static bool match_one(const char **p, const char *end, const char *c, size_t size)
{
    const char *begin = *p;
    const char *set = *begin == '[' ? set_end(begin, end) : NULL;

    if (set) {
        *p = set;
        return is_in_set(begin, set, c, size);
    }
    *p += character_size(begin, end);
    return *begin == '?' || ((size_t)(*p - begin) == size && memcmp(begin, c, size) == 0);
}

static bool match_part(struct part pattern, struct part part)
{
    const char *p = pattern.begin, *s = part.begin;
    const char *star = NULL, *star_s = NULL;

    if (s < part.end && *s == '.' && (p == pattern.end || *p != '.'))
        return false;
    while (s < part.end) {
        size_t size = character_size(s, part.end);
        if (p < pattern.end && *p == '*') {
            star = ++p;
            star_s = s;
        } else if (p < pattern.end && match_one(&p, pattern.end, s, size)) {
            s += size;
        } else if (star) {
            star_s += character_size(star_s, part.end);
            s = star_s;
            p = star;
        } else {
            return false;
        }
    }
    while (p < pattern.end && *p == '*')
        p++;
    return p == pattern.end;
}

/* ---- paths ---- */

bool rowan_file_pattern_matches(const char *pattern, const char *path)
{
    struct part p = first_part(pattern), s = first_part(path);
    struct part star = {NULL, NULL}, star_s = s;
    bool more_p = true, more_s = true, star_is_last = false;

    while (more_s) {
        if (more_p && is_any_folders(p)) {
            more_p = move(&p);
            star = p;
            star_is_last = !more_p;
            star_s = s;
        } else if (more_p && match_part(p, s)) {
            more_p = move(&p);
            more_s = move(&s);
        } else {
            if (!star.begin || *star_s.begin == '.')
                return false;
            more_s = move(&star_s);
            s = star_s;
            p = star;
            more_p = !star_is_last;
        }
    }
    return !more_p;
}

bool rowan_file_pattern_reaches(const char *pattern, const char *folder)
{
    struct part p = first_part(pattern), s = first_part(folder);
    bool more_s = true;

    while (more_s) {
        if (is_any_folders(p))
            break;
        if (!match_part(p, s) || !move(&p))
            return false;
        more_s = move(&s);
    }
    /* What `**` would have to take; a part behind it may say a dot. */
    for (; more_s && !strstr(p.begin, "/."); more_s = move(&s))
        if (*s.begin == '.')
            return false;
    return true;
}

static const char *check_part(struct part part)
{
    size_t size = (size_t)(part.end - part.begin);

    if (size == 0)
        return "a part between two slashes is empty, or a slash is at its end";
    if ((size == 1 && part.begin[0] == '.') || (size == 2 && part.begin[0] == '.' && part.begin[1] == '.'))
        return "\".\" and \"..\" lead nowhere: it is below the folder that holds the files";
    if (is_any_folders(part))
        return NULL;
    for (const char *p = part.begin; p < part.end; p++) {
        if (p[0] == '*' && p + 1 < part.end && p[1] == '*')
            return "\"**\" stands alone between slashes";
        if (*p == '[' && !set_end(p, part.end))
            return "a \"[\" has no \"]\"; the character itself is \"[[]\"";
        if (*p == '[')
            p = set_end(p, part.end) - 1;
    }
    return NULL;
}

const char *rowan_file_pattern_check(const char *pattern)
{
    struct part part;
    const char *wrong;
    bool more = true;

    if (strlen(pattern) > ROWAN_FILE_PATTERN_MAX)
        return "it is longer than 1000 bytes";
    if (rowan_utf8_length(rowan_slice_of(pattern)) < 1)
        return *pattern ? "it is not UTF-8" : "it is empty";
    if (*pattern == '/')
        return "it begins with a slash, and is below the folder that holds the files: --source files:DIR "
               "names it";
    for (part = first_part(pattern); more; more = move(&part)) {
        wrong = check_part(part);
        if (wrong)
            return wrong;
    }
    return NULL;
}
