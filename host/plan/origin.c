/* Names of what a column says of itself. */
#include "plan/origin.h"

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
        [ROWAN_FROM_XPATH] = "xpath",       [ROWAN_FROM_LEVEL] = "level",
        [ROWAN_FROM_ORDINAL] = "ordinal",   [ROWAN_FROM_HASH] = "hash",
        [ROWAN_FROM_ABOVE] = "parent",      [ROWAN_FROM_SEQUENCE] = "sequence",
        [ROWAN_FROM_EXISTING] = "existing", [ROWAN_FROM_IDENTITY] = "identity",
    };

    return origin < sizeof names / sizeof names[0] ? names[origin] : NULL;
}
