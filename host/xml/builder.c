/*
 * The tree grows at its right edge, so one frame per open element is all the state there is. Character data
 * goes into one run of bytes for the whole document; an element's string-value is a slice of it.
 */
#include "xml/builder.h"

#include <string.h>

void rowan_builder_init(struct rowan_builder *b, size_t tree_bytes)
{
    memset(b, 0, sizeof *b);
    rowan_arena_init(&b->arena, tree_bytes);
    rowan_buffer_init(&b->characters);
}

void rowan_builder_clear(struct rowan_builder *b)
{
    rowan_automaton_free(b->automaton);
    b->automaton = NULL;
    rowan_arena_clear(&b->arena);
    rowan_buffer_clear(&b->characters);
}

enum rowan_build rowan_builder_out_of_memory(const struct rowan_builder *b, size_t need)
{
    return rowan_arena_is_full(&b->arena, need) ? ROWAN_BUILD_TREE_FULL : ROWAN_BUILD_NO_MEMORY;
}

/* Zeroed; first from those that went out again, so that // costs no memory for what it passes by. */
static struct rowan_node *take_node(struct rowan_builder *b)
{
    struct rowan_node *node = b->spare;

    if (!node)
        return rowan_arena_take(&b->arena, sizeof *node);
    b->spare = node->next;
    memset(node, 0, sizeof *node);
    return node;
}

static struct rowan_node *new_node(struct rowan_builder *b, enum rowan_node_kind kind,
                                   struct rowan_node *parent, uint32_t name)
{
    struct rowan_node *node = take_node(b);

    if (!node)
        return NULL;
    node->kind = (uint8_t)kind;
    node->parent = parent;
    node->name = name;
    node->order = b->order++;
    node->offset = parent ? parent->offset : 0;
    b->document.nodes++;
    return node;
}

static void append_child(struct rowan_frame *parent, struct rowan_node *node)
{
    if (parent->last)
        parent->last->next = node;
    else
        parent->node->first = node;
    parent->last = node;
}

/* Texts are bounded, so that 32 bits hold where they are. */
static uint32_t here(const struct rowan_builder *b)
{
    return (uint32_t)b->characters.size;
}

static void push_frame(struct rowan_builder *b, struct rowan_node *node, struct rowan_state *state)
{
    struct rowan_frame *parent = b->depth ? &b->frames[b->depth - 1] : NULL;

    b->frames[b->depth++] = (struct rowan_frame){node, NULL, parent ? parent->last : NULL, state};
    if (parent)
        append_child(parent, node);
    if (!state || state->text) {
        node->begin = here(b);
        b->text_depth++;
    }
}

enum rowan_build rowan_builder_begin(struct rowan_builder *b, size_t keep)
{
    struct rowan_state *state = NULL;

    rowan_arena_reset(&b->arena, keep);
    rowan_buffer_reset(&b->characters, keep);
    memset(&b->document, 0, sizeof b->document);
    b->depth = b->skip = b->text_depth = 0;
    b->text_goes_on = false;
    b->spare = NULL;
    b->inner = b->last_inner = NULL;
    b->inner_lost = false;
    b->order = 0;
    b->document.root = new_node(b, ROWAN_NODE_ROOT, NULL, 0);
    if (b->automaton)
        state = rowan_automaton_start(b->automaton);
    if (!b->document.root || (b->automaton && !state))
        return ROWAN_BUILD_NO_MEMORY;
    b->document.nodes = 0;
    push_frame(b, b->document.root, state);
    return ROWAN_BUILD_OK;
}

void rowan_builder_finish(struct rowan_builder *b)
{
    b->document.root->end = here(b);
    b->document.root->has_text = 1;
    b->document.characters = b->characters.data ? b->characters.data : "";
}

enum rowan_build rowan_builder_start(struct rowan_builder *b, uint32_t name, uint32_t offset)
{
    struct rowan_frame *parent = &b->frames[b->depth - 1];
    struct rowan_state *state = NULL;
    struct rowan_node *node;

    if (b->automaton) {
        state = rowan_automaton_step(b->automaton, parent->state, name);
        if (!state)
            return rowan_automaton_is_full(b->automaton) ? ROWAN_BUILD_STATES_FULL : ROWAN_BUILD_NO_MEMORY;
        if (state->count == 0) {
            b->skip = 1;
            return ROWAN_BUILD_SKIPPED;
        }
    }
    node = new_node(b, ROWAN_NODE_ELEMENT, parent->node, name);
    if (!node)
        return rowan_builder_out_of_memory(b, sizeof *node);
    node->offset = offset;
    push_frame(b, node, state);
    b->attribute = NULL;
    return ROWAN_BUILD_OK;
}

enum rowan_build rowan_builder_attribute(struct rowan_builder *b, uint32_t name, struct rowan_slice value)
{
    struct rowan_node *element = b->frames[b->depth - 1].node;
    struct rowan_node *node = new_node(b, ROWAN_NODE_ATTRIBUTE, element, name);

    if (!node)
        return rowan_builder_out_of_memory(b, sizeof *node);
    node->data = value.data;
    node->end = (uint32_t)value.size;
    node->has_text = 1;
    if (b->attribute)
        b->attribute->next = node;
    else
        element->attributes = node;
    b->attribute = node;
    return ROWAN_BUILD_OK;
}

/* An element that only led to others, and led to none, goes out again. */
static void drop_if_idle(struct rowan_builder *b, const struct rowan_frame *frame)
{
    struct rowan_frame *parent = &b->frames[b->depth - 1];
    struct rowan_node *node = frame->node;

    if (!frame->state || frame->state->keep || node->first || node->attributes)
        return;
    parent->last = frame->previous;
    if (frame->previous)
        frame->previous->next = NULL;
    else
        node->parent->first = NULL;
    node->next = b->spare;
    b->spare = node;
    b->document.nodes--;
}

/* The text of an element that ends is a document, which is read when the one around it has been. */
static void note_inner(struct rowan_builder *b, const struct rowan_frame *frame)
{
    const struct rowan_state *state = frame->state;
    size_t nodes = state->count * sizeof *state->nodes;
    struct rowan_inner_text *inner = rowan_arena_alloc(&b->arena, sizeof *inner + nodes);

    if (!inner) {
        b->inner_lost = true;
        b->lost = sizeof *inner + nodes;
        return;
    }
    inner->element = frame->node;
    inner->count = state->count;
    memcpy(inner->nodes, state->nodes, nodes);
    if (b->last_inner)
        b->last_inner->next = inner;
    else
        b->inner = inner;
    b->last_inner = inner;
}

void rowan_builder_end(struct rowan_builder *b)
{
    struct rowan_frame *frame;

    b->text_goes_on = false;
    if (b->skip) {
        b->skip--;
        return;
    }
    frame = &b->frames[--b->depth];
    if (!frame->state || frame->state->text) {
        frame->node->end = here(b);
        frame->node->has_text = 1;
        b->text_depth--;
        if (frame->state && frame->state->inner)
            note_inner(b, frame);
    }
    drop_if_idle(b, frame);
}

/* text() nodes: what stands together between two tags is one node, however many events it comes in. */
static enum rowan_build extend_text_node(struct rowan_builder *b, struct rowan_frame *element, size_t size)
{
    struct rowan_node *node = element->last;

    if (!b->text_goes_on) {
        node = new_node(b, ROWAN_NODE_TEXT, element->node, 0);
        if (!node)
            return rowan_builder_out_of_memory(b, sizeof *node);
        node->begin = here(b) - (uint32_t)size;
        node->has_text = 1;
        append_child(element, node);
    }
    node->end = here(b);
    b->text_goes_on = true;
    return ROWAN_BUILD_OK;
}

enum rowan_build rowan_builder_characters(struct rowan_builder *b, const char *data, size_t size)
{
    bool as_node = rowan_builder_wants_text_node(b);

    if ((!b->text_depth && !as_node) || size == 0) /* an empty CDATA section is no text node */
        return ROWAN_BUILD_OK;
    if (!rowan_buffer_append(&b->characters, data, size))
        return ROWAN_BUILD_NO_MEMORY;
    return as_node ? extend_text_node(b, &b->frames[b->depth - 1], size) : ROWAN_BUILD_OK;
}

/* ---- documents in texts ---- */

struct rowan_node *rowan_builder_add_inner(struct rowan_builder *b, const struct rowan_inner_text *of,
                                           const struct rowan_slice *text)
{
    struct rowan_node *node = new_node(b, ROWAN_NODE_INNER, of->element, 0);

    if (!node)
        return NULL;
    node->text = text;
    node->next = of->element->attributes;
    of->element->attributes = node;
    b->document.inner++;
    return node;
}

struct rowan_builder_mark rowan_builder_mark(struct rowan_builder *b)
{
    b->spare = NULL; /* used again, they would hold what comes behind the mark */
    return (struct rowan_builder_mark){rowan_arena_mark(&b->arena), b->last_inner, b->characters.size,
                                       b->document.nodes, b->order};
}

enum rowan_build rowan_builder_begin_inner(struct rowan_builder *b, const struct rowan_inner_text *of,
                                           struct rowan_node *node, const struct rowan_builder_mark *mark)
{
    struct rowan_state *state = rowan_automaton_inner(b->automaton, of->nodes, of->count);

    if (!state)
        return rowan_automaton_is_full(b->automaton) ? ROWAN_BUILD_STATES_FULL : ROWAN_BUILD_NO_MEMORY;
    rowan_arena_rewind(&b->arena, &mark->arena);
    b->last_inner = mark->last;
    b->last_inner->next = NULL;
    b->characters.size = mark->characters;
    b->document.nodes = mark->nodes;
    b->order = mark->order;
    b->spare = NULL;
    b->inner_lost = b->text_goes_on = false;
    b->skip = b->text_depth = 0;
    node->first = NULL;
    node->begin = here(b);
    b->frames[0] = (struct rowan_frame){node, NULL, NULL, state};
    b->depth = 1;
    b->text_depth = state->text;
    return ROWAN_BUILD_OK;
}

void rowan_builder_finish_inner(struct rowan_builder *b, struct rowan_node *node)
{
    node->end = here(b);
    node->has_text = 1;
}
