/* What is rare in a document: declaration, instructions, comments, CDATA sections, references. */
#include "xml/scan_parts.h"

#include <string.h>

#include "base/utf8.h"
#include "xml/scan_runs.h"
#include "xml/xml_chars.h"

#define INSTRUCTIONS_MAX 10000 /* each may add a name to libxml2's dictionary */
#define TARGET_MAX       100

const char *rowan_scan_decline(struct rowan_scanner *s, enum rowan_decline why, const char *at)
{
    if (s->why == ROWAN_DECLINE_NONE) {
        s->why = why;
        s->where = (size_t)(at - s->begin);
    }
    return NULL;
}

const char *rowan_scan_refused(struct rowan_scanner *s, enum rowan_build why, const char *at)
{
    s->out_of_memory |= why == ROWAN_BUILD_NO_MEMORY;
    return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, at);
}

static const char *skip_space(const char *p)
{
    while (rowan_ascii_is_space(*p))
        p++;
    return p;
}

static bool begins(const char *p, const char *what)
{
    return strncmp(p, what, strlen(what)) == 0;
}

/* ---- the declaration ---- */

/* Behind name = "value", p being at the blank before it. NULL: it is not there, or not like that. */
static const char *pseudo_attribute(const char *p, const char *name, struct rowan_slice *value)
{
    const char *from = skip_space(p);
    char quote;

    if (from == p || !begins(from, name))
        return NULL;
    p = skip_space(from + strlen(name));
    if (*p != '=')
        return NULL;
    p = skip_space(p + 1);
    quote = *p;
    if (quote != '"' && quote != '\'')
        return NULL;
    value->data = ++p;
    while (*p && *p != quote && *p != '<')
        p++;
    value->size = (size_t)(p - value->data);
    return *p == quote ? p + 1 : NULL;
}

static bool is_encoding(struct rowan_slice name)
{
    if (name.size == 0 || name.size > 1000 || !rowan_ascii_is_letter(name.data[0]))
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!rowan_ascii_is_letter(name.data[i]) && !rowan_ascii_is_digit(name.data[i]) &&
            !strchr("._-", name.data[i]))
            return false;
    return true;
}

static bool is_text(struct rowan_slice a, const char *b)
{
    return rowan_slice_equal(a, rowan_slice_of(b));
}

const char *rowan_scan_declaration(struct rowan_scanner *s, const char *p)
{
    const char *begin = p;
    const char *after;
    struct rowan_slice value;

    p = pseudo_attribute(p + strlen("<?xml"), "version", &value);
    if (!p || !is_text(value, "1.0"))
        return rowan_scan_decline(s, ROWAN_DECLINE_DECLARATION, begin);
    after = pseudo_attribute(p, "encoding", &value);
    if (after && !is_encoding(value))
        return rowan_scan_decline(s, ROWAN_DECLINE_DECLARATION, begin);
    p = after ? after : p;
    after = pseudo_attribute(p, "standalone", &value);
    if (after && !is_text(value, "yes") && !is_text(value, "no"))
        return rowan_scan_decline(s, ROWAN_DECLINE_DECLARATION, begin);
    p = skip_space(after ? after : p);
    return begins(p, "?>") ? p + 2 : rowan_scan_decline(s, ROWAN_DECLINE_DECLARATION, begin);
}

/* ---- instructions and comments ---- */

/* Up to the first a that b follows; characters on the way are checked. */
static const char *find_pair(struct rowan_scanner *s, const char *p, char a, char b)
{
    const char *begin = p;

    while (*p != a || p[1] != b) {
        unsigned char c = (unsigned char)*p;
        size_t size = c >= 0x80 ? rowan_xml_char_size(p) : c >= 0x20 || rowan_ascii_is_space(*p) ? 1 : 0;
        if (size == 0)
            return rowan_scan_decline(s, ROWAN_DECLINE_CHARACTER, p);
        p += size;
    }
    if (p - begin > ROWAN_SCAN_PIECE)
        return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, begin);
    return p;
}

/* libxml2 has something to say of all targets that begin with xml but the one. */
static bool is_target(const char *p, size_t size)
{
    static const char sheet[] = "xml-stylesheet";

    if (size > TARGET_MAX)
        return false;
    return !rowan_ascii_same_prefix(p, "xml", 3) ||
           (size == sizeof sheet - 1 && memcmp(p, sheet, sizeof sheet - 1) == 0);
}

const char *rowan_scan_instruction(struct rowan_scanner *s, const char *p)
{
    const char *begin = p;

    p = rowan_xml_ncname_end(p);
    if (!p || !is_target(begin, (size_t)(p - begin)))
        return rowan_scan_decline(s, ROWAN_DECLINE_NAME, begin);
    if (!rowan_ascii_is_space(*p) && !begins(p, "?>"))
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    p = find_pair(s, p, '?', '>');
    if (!p)
        return NULL;
    if (++s->instructions > INSTRUCTIONS_MAX)
        return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, begin);
    rowan_parse_other(s->parse);
    return p + 2;
}

const char *rowan_scan_comment(struct rowan_scanner *s, const char *p)
{
    const char *begin = p;

    p = find_pair(s, p, '-', '-');
    if (!p)
        return NULL;
    if (p[2] != '>' || (*begin == '-' && p != begin))
        return rowan_scan_decline(s, ROWAN_DECLINE_MARKUP, p);
    rowan_parse_other(s->parse);
    return p + 3;
}

/* ---- CDATA ---- */

bool rowan_scan_append(struct rowan_scanner *s, const char *from, const char *to)
{
    enum rowan_build built = rowan_builder_characters(&s->parse->builder, from, (size_t)(to - from));

    if (built == ROWAN_BUILD_OK)
        return true;
    rowan_scan_refused(s, built, from);
    return false;
}

const char *rowan_scan_line_end(struct rowan_scanner *s, const char *from, const char *p)
{
    static const char line_feed[] = "\n";

    if (!rowan_scan_append(s, from, p))
        return NULL;
    if (p[1] == '\n')
        return p + 1;
    return rowan_scan_append(s, line_feed, line_feed + 1) ? p + 1 : NULL;
}

const char *rowan_scan_section(struct rowan_scanner *s, const char *p)
{
    const char *begin = p;
    const char *from = p; /* what is not appended yet */

    for (;;) {
        p = rowan_run_text(p, s->end);
        if (begins(p, "]]>"))
            break;
        if (*p == '\r') {
            from = rowan_scan_line_end(s, from, p);
            if (!from)
                return NULL;
            p++;
        } else if (*p == '<' || *p == '&' || *p == ']') {
            p++;
        } else {
            size_t size = (unsigned char)*p >= 0x80 ? rowan_xml_char_size(p) : 0;
            if (size == 0)
                return rowan_scan_decline(s, ROWAN_DECLINE_CHARACTER, p);
            p += size;
        }
    }
    if (p - begin > ROWAN_SCAN_PIECE)
        return rowan_scan_decline(s, ROWAN_DECLINE_LIMIT, begin);
    return rowan_scan_append(s, from, p) ? p + 3 : NULL;
}

/* ---- references ---- */

/* The value of a digit; 16 and more: it is none. */
static uint32_t digit(char c, bool hexadecimal)
{
    if (rowan_ascii_is_digit(c))
        return (uint32_t)(c - '0');
    c = rowan_ascii_lower(c);
    return hexadecimal && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 16;
}

/* p is behind the &#. */
static const char *number(const char *p, uint32_t *c)
{
    bool hexadecimal = *p == 'x';
    const char *from = p += hexadecimal;

    for (*c = 0; digit(*p, hexadecimal) < 16 && p - from < 8; p++)
        *c = *c * (hexadecimal ? 16 : 10) + digit(*p, hexadecimal);
    return p > from && *p == ';' && rowan_xml_is_char(*c) ? p + 1 : NULL;
}

const char *rowan_scan_reference(struct rowan_scanner *s, const char *p, char *out, size_t *size)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    const char *after;
    uint32_t c;

    *size = 1;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (begins(p, known[i].name)) {
            *out = known[i].c;
            return p + strlen(known[i].name);
        }
    after = p[1] == '#' ? number(p + 2, &c) : NULL;
    if (!after)
        return rowan_scan_decline(s, ROWAN_DECLINE_REFERENCE, p);
    *size = rowan_utf8_encode(c, out);
    return after;
}

struct rowan_slice rowan_scan_value(struct rowan_scanner *s, struct rowan_slice written)
{
    char *out = rowan_arena_copy(&s->parse->builder.arena, written.data, written.size);
    struct rowan_slice value = {out, 0};
    const char *end = written.data + written.size;

    for (const char *p = written.data; out && p < end;) {
        size_t size;
        if (*p == '&') {
            p = rowan_scan_reference(s, p, out + value.size, &size);
            value.size += size;
            continue;
        }
        if (*p == '\r' && p + 1 < end && p[1] == '\n')
            p++;
        out[value.size++] = rowan_ascii_is_space(*p) ? ' ' : *p;
        p++;
    }
    return value;
}
