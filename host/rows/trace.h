#ifndef ROWAN_TRACE_H
#define ROWAN_TRACE_H
/* How one column's values come about, step by step, for people who ask why. */
#include <stdint.h>

#include "base/slice.h"

struct rowan_column;

struct rowan_trace {
    const struct rowan_column *column; /* only its steps are reported */
    /* A value is about to be made for the element whose start tag is on this line. */
    void (*begin)(void *context, uint32_t line);
    /* One step, as text that lives for the call only; data NULL: there is no value. */
    void (*step)(void *context, const char *what, struct rowan_slice text);
    void *context;
};

/* Report a step of the column, if somebody asked for it; trace may be NULL. */
void rowan_trace_step(const struct rowan_trace *trace, const struct rowan_column *column, const char *what,
                      struct rowan_slice text);
#endif
