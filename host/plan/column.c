/* What a column costs. */
#include "plan/column.h"

size_t rowan_column_calls(const struct rowan_column *column)
{
    size_t calls = 0;

    for (size_t i = 0; i < column->via_count; i++)
        calls += column->via[i].transform == ROWAN_TEXT_FUNCTION_CALL;
    return calls;
}
