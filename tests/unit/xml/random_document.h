#ifndef RANDOM_DOCUMENT_H
#define RANDOM_DOCUMENT_H
/*
 * Random documents, small and full of what matters: namespaces, references, CDATA, comments, instructions.
 * Every start tag holds a line feed, so a line number is an element's identity.
 */
#include "base/buffer.h"
#include "unit.h"

#define DEEPEST          8
#define PICK(rng, array) ((array)[below(rng, COUNT(array))])

/* ---- chance ---- */

static uint32_t below(uint64_t *rng, size_t n)
{
    *rng ^= *rng << 13;
    *rng ^= *rng >> 7;
    *rng ^= *rng << 17;
    return (uint32_t)((*rng >> 16) % n);
}

static bool chance(uint64_t *rng, uint32_t percent)
{
    return below(rng, 100) < percent;
}

/* ---- documents ---- */

static const char *const names[] = {"a", "a", "b", "p:a", "q:b"};
static const char *const attribute_names[] = {"x", "y", "p:x"};
static const char *const values[] = {"1",  "2",   "10",      "ab",     "abc",  "",         " ",   " 1 ",
                                     "-1", "1.5", "a&amp;b", "&#65;b", "&lt;", "\xC3\xA9", "a\tb"};

struct writer {
    struct rowan_buffer out;
    uint64_t *rng;
    int elements;
};

static void write_attributes(struct writer *w, int depth)
{
    for (size_t i = 0; i < COUNT(attribute_names); i++)
        if (chance(w->rng, 45))
            rowan_buffer_format(&w->out, " %s=\"%s\"", attribute_names[i], PICK(w->rng, values));
    if (chance(w->rng, 5))
        rowan_buffer_append_slice(&w->out, " xmlns=\"urn:d\"");
    else if (chance(w->rng, 5))
        rowan_buffer_append_slice(&w->out, " xmlns=\"\"");
    else if (depth > 1 && chance(w->rng, 3))
        rowan_buffer_append_slice(&w->out, " xmlns:p=\"urn:q\"");
}

static void write_text(struct writer *w)
{
    const char *value = PICK(w->rng, values);

    if (chance(w->rng, 15) && value[0] && !strchr(value, '&'))
        rowan_buffer_format(&w->out, "<![CDATA[%s]]>", value);
    else
        rowan_buffer_append_slice(&w->out, value);
}

static inline void write_element(struct writer *w, int depth)
{
    const char *name = PICK(w->rng, names);
    uint32_t parts = depth >= DEEPEST ? 1 : below(w->rng, depth < 3 ? 8 : 5);

    rowan_buffer_format(&w->out, "<%s", name);
    if (depth == 1)
        rowan_buffer_append_slice(&w->out, " xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"");
    write_attributes(w, depth);
    rowan_buffer_append_slice(&w->out, "\n>");
    w->elements++;
    for (uint32_t i = 0; i < parts; i++) {
        uint32_t what = below(w->rng, 100);
        if (what < 60 && depth < DEEPEST && w->elements < 60)
            write_element(w, depth + 1);
        else if (what < 90)
            write_text(w);
        else if (what < 95)
            rowan_buffer_append_slice(&w->out, "<!-- c -->");
        else
            rowan_buffer_append_slice(&w->out, "<?pi data?>");
    }
    rowan_buffer_format(&w->out, "</%s>", name);
}
#endif
