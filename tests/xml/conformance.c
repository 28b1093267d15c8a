/*
 * Files of a conformance suite, read in both ways: as they are; without their DTD, since nearly all have one
 * and with it no way but libxml2's; and with a text instead of their entities, too.
 *
 *   xml_conformance FOLDER
 */
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "files.h"
#include "oracle.h"

struct suite {
    struct oracle *oracle;
    struct rowan_buffer text;
    int passed, failed;
};

/* Behind the DTD; the end when it has none. */
static size_t dtd_end(struct rowan_slice text, size_t at)
{
    char quote = '\0';
    int depth = 0;

    for (; at < text.size; at++) {
        char c = text.data[at];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == ']')
            depth += c == '[' ? 1 : -1;
        else if (c == '>' && depth <= 0)
            return at + 1;
    }
    return at;
}

static void cut_dtd(struct rowan_slice text, struct rowan_buffer *out)
{
    const char *begin = memmem(text.data, text.size, "<!DOCTYPE", 9);
    size_t from = begin ? (size_t)(begin - text.data) : text.size;
    size_t to = dtd_end(text, from);

    out->size = 0;
    rowan_buffer_append(out, text.data, from);
    rowan_buffer_append(out, text.data + to, text.size - to);
}

/* All references but those to characters become e. */
static void cut_entities(struct rowan_buffer *text)
{
    size_t to = 0;

    for (size_t at = 0; at < text->size; at++) {
        char *end = text->data[at] == '&' ? memchr(text->data + at, ';', text->size - at) : NULL;
        if (end && text->data[at + 1] != '#') {
            text->data[to++] = 'e';
            at = (size_t)(end - text->data);
        } else {
            text->data[to++] = text->data[at];
        }
    }
    text->size = to;
}

static void check(struct suite *s, const char *path, const char *what, struct rowan_slice text, bool bytes)
{
    char difference[1000];

    if (oracle_agrees(s->oracle, text, bytes, difference, sizeof difference)) {
        s->passed++;
        return;
    }
    s->failed++;
    printf("%s%s: %s\n", path, what, difference);
}

static bool visit(void *context, const char *path, struct rowan_slice bytes)
{
    struct suite *s = context;

    check(s, path, ", as bytes", bytes, true);
    check(s, path, ", as text", bytes, false);
    cut_dtd(bytes, &s->text);
    check(s, path, ", as bytes without its DTD", rowan_buffer_slice(&s->text), true);
    if (!rowan_buffer_string(&s->text))
        return false;
    check(s, path, ", as text without its DTD", rowan_buffer_slice(&s->text), false);
    cut_entities(&s->text);
    if (!rowan_buffer_string(&s->text))
        return false;
    check(s, path, ", as text without its DTD and entities", rowan_buffer_slice(&s->text), false);
    return true;
}

int main(int argc, char **argv)
{
    struct suite s = {.oracle = oracle_new()};
    bool good;

    rowan_buffer_init(&s.text);
    if (argc != 2 || !s.oracle) {
        fputs("usage: xml_conformance FOLDER\n", stderr);
        return 2;
    }
    good = files_walk(argv[1], visit, &s);
    oracle_report(s.oracle, stdout);
    printf("%d passed, %d failed\n", s.passed, s.failed);
    oracle_free(s.oracle);
    rowan_buffer_clear(&s.text);
    return good && s.passed && !s.failed ? 0 : 1;
}
