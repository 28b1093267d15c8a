/* Only rows that are refused come here. */
#include "rows/rejects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "plan/plan.h"
#include "xml/node_path.h"
#include "xml/parser.h"

#define VALUE_BYTES 200 /* that are kept of one */
#define PLACE_BYTES 300
#define PATHS_MOST  100 /* of one document: each is looked for at every element */

void rowan_rejects_clear(struct rowan_rejects *rejects)
{
    free(rejects->items);
    rowan_buffer_clear(&rejects->texts);
    memset(rejects, 0, sizeof *rejects);
}

void rowan_rejects_truncate(struct rowan_rejects *rejects, size_t count)
{
    if (count >= rejects->count)
        return;
    rejects->texts.size = rejects->items[count].message.begin;
    rejects->count = count;
}

static bool keep(struct rowan_rejects *rejects, struct rowan_slice text, struct rowan_reject_text *out)
{
    *out = (struct rowan_reject_text){rejects->texts.size, text.size, !text.data};
    return rowan_buffer_append(&rejects->texts, text.data ? text.data : "", text.size);
}

/* A value is the document's, or what a function has made of it, which may be any bytes. */
static bool keep_value(struct rowan_rejects *rejects, struct rowan_slice value, struct rowan_reject_text *out)
{
    char shown[VALUE_BYTES + 8];
    size_t characters;

    if (!value.data)
        return keep(rejects, value, out);
    if (memchr(value.data, '\0', value.size) || rowan_utf8_scan(value, &characters) != value.size)
        return keep(rejects, rowan_slice_of(rowan_quote(shown, sizeof shown, value)), out);
    if (value.size <= VALUE_BYTES)
        return keep(rejects, value, out);
    value.size = rowan_utf8_scan((struct rowan_slice){value.data, VALUE_BYTES}, &characters);
    snprintf(shown, sizeof shown, "%.*s…", (int)value.size, value.data);
    return keep(rejects, rowan_slice_of(shown), out);
}

static bool reserve(struct rowan_rejects *rejects)
{
    size_t capacity = rejects->capacity ? 2 * rejects->capacity : 16;
    struct rowan_reject *items;

    if (rejects->count < rejects->capacity)
        return true;
    items = realloc(rejects->items, capacity * sizeof *items);
    if (!items)
        return false;
    rejects->items = items;
    rejects->capacity = capacity;
    return true;
}

bool rowan_rejects_add(struct rowan_rejects *rejects, const struct rowan_reject *what,
                       const struct rowan_error *why, struct rowan_slice value)
{
    struct rowan_reject reject = *what;

    memcpy(reject.reason, why->reason, sizeof reject.reason);
    if (!reserve(rejects) || !keep(rejects, rowan_slice_of(why->message), &reject.message) ||
        !keep_value(rejects, value, &reject.value))
        return false;
    reject.place = (struct rowan_reject_text){0, 0, true};
    reject.number = 1;
    if (rejects->count && rejects->items[rejects->count - 1].document == reject.document)
        reject.number += rejects->items[rejects->count - 1].number;
    rejects->items[rejects->count++] = reject;
    return true;
}

/* The first of at least this document. */
static size_t find_document(const struct rowan_rejects *rejects, size_t document)
{
    size_t low = 0, high = rejects->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rejects->items[middle].document < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void rowan_rejects_range(const struct rowan_rejects *rejects, size_t first, size_t last, size_t *begin,
                         size_t *end)
{
    *begin = rejects->count ? find_document(rejects, first) : 0;
    *end = rejects->count ? find_document(rejects, last) : 0;
}

/* "line 3, /R/P[2]/@a": messages of rows begin with their line. */
static bool keep_place(struct rowan_rejects *rejects, struct rowan_reject *reject,
                       const struct rowan_node_path *path)
{
    char place[PLACE_BYTES], printed[240] = "";
    const char *message = rejects->texts.data + reject->message.begin;
    size_t digits = strncmp(message, "line ", 5) == 0 ? 5 : 0;

    while (digits && digits < reject->message.size && rowan_ascii_is_digit(message[digits]))
        digits++;
    if (path)
        rowan_node_path_print(path, printed, sizeof printed);
    snprintf(place, sizeof place, "%.*s%s%s", (int)(digits < 40 ? digits : 0), message,
             digits && *printed ? ", " : "", printed);
    return keep(rejects, rowan_slice_of(place), &reject->place);
}

bool rowan_rejects_locate(struct rowan_rejects *rejects, size_t begin, const struct rowan_plan *plan,
                          struct rowan_parser *parser)
{
    struct rowan_node_path *paths[PATHS_MOST] = {NULL};
    size_t count = rejects->count - begin, located = count < PATHS_MOST ? count : PATHS_MOST;
    bool ok, kept = true;

    for (size_t i = 0; i < located; i++)
        paths[i] =
            rowan_node_path_new(rowan_parser_document(parser), rejects->items[begin + i].node, plan->names);
    ok = located > 0 && rowan_parser_locate(parser, paths, located);
    for (size_t i = 0; i < count; i++) {
        kept = kept && keep_place(rejects, &rejects->items[begin + i], ok && i < located ? paths[i] : NULL);
        rejects->items[begin + i].node = NULL;
        if (i < located)
            rowan_node_path_free(paths[i]);
    }
    return kept;
}

static bool escape_text(struct rowan_rejects *rejects, struct rowan_reject_text *text, size_t most,
                        bool *changed)
{
    char plain[ROWAN_MESSAGE_MAX], escaped[ROWAN_MESSAGE_MAX];
    struct rowan_slice slice = rowan_rejects_text(rejects, *text);

    if (!slice.data || rowan_slice_is_ascii(slice))
        return true;
    *changed = true;
    snprintf(plain, sizeof plain, "%.*s", (int)slice.size, slice.data);
    rowan_utf8_escape(escaped, most, plain);
    return keep(rejects, rowan_slice_of(escaped), text);
}

bool rowan_rejects_escape(struct rowan_rejects *rejects, size_t begin, size_t end, bool *changed)
{
    bool ok = true;

    for (size_t i = begin; i < end && ok; i++) {
        struct rowan_reject *reject = &rejects->items[i];
        ok = escape_text(rejects, &reject->message, ROWAN_MESSAGE_MAX, changed) &&
             escape_text(rejects, &reject->value, VALUE_BYTES + 8, changed) &&
             escape_text(rejects, &reject->place, PLACE_BYTES, changed);
    }
    return ok;
}
