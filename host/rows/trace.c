/* Steps of one column. */
#include "rows/trace.h"

void rowan_trace_step(const struct rowan_trace *trace, const struct rowan_column *column, const char *what,
                      struct rowan_slice text)
{
    if (trace && trace->column == column)
        trace->step(trace->context, what, text);
}
