/*
 * Declarations are lists that share their tails: an element without any has its parent's list, so what is in
 * scope costs memory per declaration and not per element.
 */
#include "xml/span_tracker.h"

#include <string.h>

/* NULL is no memory. */
static const char *keep(const struct rowan_span_tracker *tracker, struct rowan_arena *arena, const char *text)
{
    if (!text || !*text)
        return "";
    return tracker->copies ? rowan_arena_copy(arena, text, strlen(text)) : text;
}

static const struct rowan_scope *declare(const struct rowan_span_tracker *tracker, struct rowan_arena *arena,
                                         const struct rowan_scope *outer, const char *prefix, const char *uri)
{
    struct rowan_scope *scope = rowan_arena_alloc(arena, sizeof *scope);

    if (!scope)
        return NULL;
    scope->outer = outer;
    scope->prefix = keep(tracker, arena, prefix);
    scope->uri = keep(tracker, arena, uri);
    return scope->prefix && scope->uri ? scope : NULL;
}

/* At least what was asked for in vain. */
static size_t needed(const char *const *pair)
{
    return sizeof(struct rowan_scope) + (pair[0] ? strlen(pair[0]) : 0) + (pair[1] ? strlen(pair[1]) : 0) + 2;
}

/* A start tag holds no < but its first, not even in a value. */
static size_t tag_begin(struct rowan_slice before)
{
    const char *begin = memrchr(before.data, '<', before.size);

    return begin ? (size_t)(begin - before.data) : 0;
}

enum rowan_build rowan_span_tracker_start(struct rowan_span_tracker *tracker, struct rowan_builder *b,
                                          struct rowan_slice before, uint32_t index, size_t count,
                                          const char *const *namespaces)
{
    const struct rowan_frame *frame = &b->frames[b->depth - 1];
    size_t level = rowan_builder_level(b);
    const struct rowan_scope *outside = level > 1 ? tracker->scopes[level - 1] : NULL;
    const struct rowan_scope *inside = outside;
    struct rowan_source_span *span;

    for (size_t i = 0; i < count; i++) {
        inside = declare(tracker, &b->arena, inside, namespaces[2 * i], namespaces[2 * i + 1]);
        if (!inside)
            return rowan_builder_out_of_memory(b, needed(namespaces + 2 * i));
    }
    tracker->scopes[level] = inside;
    if (frame->state && !frame->state->locate)
        return ROWAN_BUILD_OK;
    span = rowan_arena_alloc(&b->arena, sizeof *span);
    if (!span)
        return rowan_builder_out_of_memory(b, sizeof *span);
    *span = (struct rowan_source_span){tag_begin(before), 0, outside, inside, index};
    frame->node->span = span;
    return ROWAN_BUILD_OK;
}

void rowan_span_tracker_end(struct rowan_builder *b, size_t at)
{
    struct rowan_node *node = b->frames[b->depth - 1].node;

    if (!b->skip && node->kind == ROWAN_NODE_ELEMENT && node->span)
        node->span->end = at;
}
