#ifndef ROWAN_PARAM_BUFFER_H
#define ROWAN_PARAM_BUFFER_H
/*
 * Memory that parameters are bound to, one place per marker, so that a statement with hundreds of markers
 * is bound once and then only filled. Knows nothing of ODBC; internal to statement.c.
 */
#include "odbc/statement.h"

struct rowan_param_buffer {
    bool bound;
    bool direct; /* bound to the caller's own text, which is too long to copy */
    enum rowan_param_kind kind;
    int64_t number;
    double real;
    int64_t length; /* of the text, or ROWAN_PARAM_BUFFER_NULL */
    char *text;
    size_t capacity;
    const void *place; /* where the value is: what to bind */
    size_t size;       /* bytes of text there is room for at place; 0 for numbers */
};

#define ROWAN_PARAM_BUFFER_NULL (-1) /* SQL_NULL_DATA */

/* Whether its value is text: a run of bytes with a length. */
static inline bool rowan_param_buffer_is_text(enum rowan_param_kind kind)
{
    return kind == ROWAN_PARAM_TEXT || kind == ROWAN_PARAM_BINARY;
}

enum rowan_param_buffer_change {
    ROWAN_PARAM_BUFFER_SAME,
    ROWAN_PARAM_BUFFER_MOVED,
    ROWAN_PARAM_BUFFER_NO_MEMORY
};

/* Take the value over. MOVED: place or size are new, bind them. */
enum rowan_param_buffer_change rowan_param_buffer_put(struct rowan_param_buffer *bound,
                                                      const struct rowan_param *param);
void rowan_param_buffer_clear(struct rowan_param_buffer *bound);

/* One column of a parameter array: cells of one width, one after another. */
struct rowan_param_buffer_array {
    void *values;
    int64_t *lengths;
    size_t size;     /* bytes in values */
    size_t capacity; /* lengths there is room for */
};

/* How many of rows fit one array, and how wide each column is in it. params[row * count + column]. */
size_t rowan_param_buffer_rows(const struct rowan_param *params, size_t count, size_t rows, size_t *widths);
/* Lay out one column; params is that of its first row. False when there is no memory. */
bool rowan_param_buffer_fill(struct rowan_param_buffer_array *array, const struct rowan_param *params,
                             size_t count, size_t rows, size_t width);
void rowan_param_buffer_array_clear(struct rowan_param_buffer_array *array);
#endif
