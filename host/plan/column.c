/* Names of what a column says of itself. */
#include "plan/column.h"

#include <stddef.h>

const char *rowan_run_value_name(enum rowan_run_value value)
{
    static const char *const names[] = {"id", "started", "mapping", "version"};

    return names[value];
}

const char *rowan_origin_name(enum rowan_origin origin)
{
    static const char *const names[] = {
        [ROWAN_FROM_PATHS] = "paths",       [ROWAN_FROM_PARENT] = "parent",
        [ROWAN_FROM_POSITION] = "position", [ROWAN_FROM_SOURCE] = "source",
        [ROWAN_FROM_CONSTANT] = "constant", [ROWAN_FROM_RUN] = "run",
        [ROWAN_FROM_EXPR] = "expr",         [ROWAN_FROM_VALUE] = "value",
        [ROWAN_FROM_LABEL] = "label",       [ROWAN_FROM_FIELD] = "field",
        [ROWAN_FROM_XPATH] = "xpath",
    };

    return origin < sizeof names / sizeof names[0] ? names[origin] : NULL;
}

size_t rowan_column_calls(const struct rowan_column *column)
{
    size_t calls = 0;

    for (size_t i = 0; i < column->via_count; i++)
        calls += column->via[i].transform == ROWAN_TEXT_FUNCTION_CALL;
    return calls;
}
