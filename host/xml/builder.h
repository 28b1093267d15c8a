#ifndef ROWAN_BUILDER_H
#define ROWAN_BUILDER_H
/*
 * Events -> projected tree, for any source of events. It runs the automaton over the elements that are open
 * and keeps what the automaton says; what no path can touch costs one counter per element.
 */
#include "base/arena.h"
#include "base/buffer.h"
#include "xml/automaton.h"
#include "xml/document.h"

#define ROWAN_DEPTH_MAX 256 /* elements inside each other: the caller sees to it */

enum rowan_build {
    ROWAN_BUILD_OK,
    ROWAN_BUILD_SKIPPED,    /* nothing in this element can matter */
    ROWAN_BUILD_NO_MEMORY,  /* an allocation failed */
    ROWAN_BUILD_TREE_FULL,  /* the arena's ceiling */
    ROWAN_BUILD_STATES_FULL /* the automaton's ceiling */
};

/* An element that is open and kept. */
struct rowan_frame {
    struct rowan_node *node;
    struct rowan_node *last;     /* its last child so far */
    struct rowan_node *previous; /* its elder sibling, to take it out again */
    struct rowan_state *state;
};

/* An element whose text is a document: at which nodes of the projection it was, as states come and go. */
struct rowan_inner_text {
    struct rowan_inner_text *next;
    struct rowan_node *element;
    size_t count;
    uint32_t nodes[];
};

/* The builder before an inner document. */
struct rowan_builder_mark {
    struct rowan_arena_mark arena;
    struct rowan_inner_text *last;
    size_t characters, nodes;
    uint32_t order;
};

struct rowan_builder {
    struct rowan_automaton *automaton; /* NULL: keep everything */
    struct rowan_arena arena;
    struct rowan_buffer characters;
    struct rowan_document document;
    struct rowan_frame frames[ROWAN_DEPTH_MAX + 1]; /* [0] is the document node's */
    struct rowan_node *attribute;                   /* the last one of the element that was just started */
    struct rowan_node *spare;                       /* elements that went out again, by next */
    struct rowan_inner_text *inner, *last_inner;    /* texts that are documents, as they ended */
    bool inner_lost;                                /* one could not be noted, */
    size_t lost;                                    /* of so many bytes */
    size_t depth;                                   /* frames in use */
    size_t skip;                                    /* open elements below the last frame that are not kept */
    size_t text_depth;                              /* frames whose string-value is being collected */
    bool text_goes_on;                              /* the next characters belong to the text node in hand */
    uint32_t order;
};

void rowan_builder_init(struct rowan_builder *b, size_t tree_bytes);
/* The automaton goes, too. */
void rowan_builder_clear(struct rowan_builder *b);
/* Forget the last document, but keep up to keep bytes of its memory, and open the document node. */
enum rowan_build rowan_builder_begin(struct rowan_builder *b, size_t keep);
/* The document is complete. */
void rowan_builder_finish(struct rowan_builder *b);

/* A document is to be read from the text of an element that has ended: its node, NULL for want of memory.
 * text lies in the arena. */
struct rowan_node *rowan_builder_add_inner(struct rowan_builder *b, const struct rowan_inner_text *of,
                                           const struct rowan_slice *text);
struct rowan_builder_mark rowan_builder_mark(struct rowan_builder *b);
/* Begin the document of the node, as often as it takes: what came since the mark is forgotten. */
enum rowan_build rowan_builder_begin_inner(struct rowan_builder *b, const struct rowan_inner_text *of,
                                           struct rowan_node *node, const struct rowan_builder_mark *mark);
/* It is complete. */
void rowan_builder_finish_inner(struct rowan_builder *b, struct rowan_node *node);

/* offset: of the end of the start tag, which is at its > or />. */
enum rowan_build rowan_builder_start(struct rowan_builder *b, uint32_t name, uint32_t offset);
/* Of the element that was just started and kept. A value that does not stay where it is has to be copied
 * first. */
enum rowan_build rowan_builder_attribute(struct rowan_builder *b, uint32_t name, struct rowan_slice value);
void rowan_builder_end(struct rowan_builder *b);
enum rowan_build rowan_builder_characters(struct rowan_builder *b, const char *data, size_t size);
/* Why a piece of need bytes was not to be had. */
enum rowan_build rowan_builder_out_of_memory(const struct rowan_builder *b, size_t need);

/* How many elements are open. */
static inline size_t rowan_builder_level(const struct rowan_builder *b)
{
    return b->depth + b->skip - 1;
}

/* Inside an element that is not kept there is nothing to do but to count. */
static inline bool rowan_builder_skips(struct rowan_builder *b)
{
    b->text_goes_on = false;
    if (!b->skip)
        return false;
    b->skip++;
    return true;
}

/* Whether text here is a node of its own. */
static inline bool rowan_builder_wants_text_node(const struct rowan_builder *b)
{
    const struct rowan_frame *frame = &b->frames[b->depth - 1];

    return !b->skip && b->depth > 1 && (!frame->state || frame->state->text_nodes);
}

/* Characters that come now are kept. */
static inline bool rowan_builder_wants_text(const struct rowan_builder *b)
{
    return b->text_depth > 0 || rowan_builder_wants_text_node(b);
}

static inline bool rowan_builder_wants_some(const struct rowan_builder *b)
{
    return !b->automaton || b->frames[b->depth - 1].state->attributes;
}

static inline bool rowan_builder_wants(const struct rowan_builder *b, uint32_t name)
{
    return !b->automaton || rowan_state_wants(b->frames[b->depth - 1].state, name);
}
#endif
