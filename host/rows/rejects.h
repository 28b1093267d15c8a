#ifndef ROWAN_REJECTS_H
#define ROWAN_REJECTS_H
/*
 * Rows that a mapping refuses, and that fail alone (bad_row): those of the documents in the rows, in the
 * order in which they were found. Their texts are kept in one buffer.
 */
#include "base/buffer.h"
#include "base/status.h"

struct rowan_column;
struct rowan_node;
struct rowan_parser;
struct rowan_plan;

/* A text in the buffer. */
struct rowan_reject_text {
    size_t begin, size;
    bool is_null;
};

struct rowan_reject {
    size_t document;                   /* among those in the rows */
    size_t table;                      /* of the plan */
    const struct rowan_column *column; /* NULL: none in particular */
    const struct rowan_node *node;     /* while the document is in hand */
    size_t number;                     /* among the document's, from 1 */
    size_t row_no;                     /* under its parent row: the rows behind it keep theirs */
    char reason[24];
    struct rowan_reject_text message, value, place;
};

/* All zero is none. */
struct rowan_rejects {
    struct rowan_reject *items;
    size_t count, capacity;
    struct rowan_buffer texts;
};

void rowan_rejects_clear(struct rowan_rejects *rejects);
/* Forget those from count on. */
void rowan_rejects_truncate(struct rowan_rejects *rejects, size_t count);
/* Keep what, with the reason and message of why, and the value as the document has it, cut to a bound; data
 * NULL: there is none. False for want of memory. */
bool rowan_rejects_add(struct rowan_rejects *rejects, const struct rowan_reject *what,
                       const struct rowan_error *why, struct rowan_slice value);
/* Those of documents [first, last). */
void rowan_rejects_range(const struct rowan_rejects *rejects, size_t first, size_t last, size_t *begin,
                         size_t *end);
/* Say where in the document, which the parser has parsed last, those from begin on are: the line, and of the
 * first ones the element's path. For that it is parsed once more, so it is gone afterwards. */
bool rowan_rejects_locate(struct rowan_rejects *rejects, size_t begin, const struct rowan_plan *plan,
                          struct rowan_parser *parser);
/* Write what is no ASCII as \u{...} in the texts of [begin, end). *changed: there was something. False for
 * want of memory. */
bool rowan_rejects_escape(struct rowan_rejects *rejects, size_t begin, size_t end, bool *changed);

static inline struct rowan_slice rowan_rejects_text(const struct rowan_rejects *rejects,
                                                    struct rowan_reject_text text)
{
    return text.is_null ? (struct rowan_slice){NULL, 0}
                        : (struct rowan_slice){rejects->texts.data + text.begin, text.size};
}
#endif
