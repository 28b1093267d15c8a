/* The fields of the tables in a mapping: one list each, for the checks and for whoever documents them. */
#include "language/fields.h"

#include <string.h>

#include "base/suggest.h"

const char *const rowan_fields_mapping[] = {"name",        "version",      "source", "target", "namespaces",
                                            "ignore_case", "omit_missing", "dates",  NULL};
const char *const rowan_fields_source[] = {"table", "schema", "key", "document", "columns", "where", NULL};
const char *const rowan_fields_target[] = {"schema", NULL};
const char *const rowan_fields_into[] = {"each",    "key",      "when",       "distinct",
                                         "unpivot", "rows",     "skip_empty", "omit_missing",
                                         "columns", "children", NULL};
const char *const rowan_fields_distinct[] = {"keep", "prefer", NULL};
const char *const rowan_fields_rows[] = {"via", "null_if", "ignore_case", "strict", "pick", "joiner", NULL};

const char *rowan_fields_check(const char *const names[], const char *name, char *hint, size_t size)
{
    struct rowan_suggest nearest;

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(names[i], name) == 0)
            return NULL;
        rowan_suggest_offer(&nearest, names[i]);
    }
    return rowan_suggest_hint(&nearest, hint, size);
}
