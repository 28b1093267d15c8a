#include "plan/document_limits.h"

#include <inttypes.h>

#include "plan/build.h"

/* libxml2 counts a text in int, and a node's place in it has 32 bits. */
static const struct {
    const char *name;
    int64_t least, most;
} settings[] = {
    [ROWAN_DOCUMENT_MAX_TEXT] = {"max_text", 1, INT32_MAX - 1},
    [ROWAN_DOCUMENT_MAX_TREE] = {"max_tree", (int64_t)64 << 10, (int64_t)64 << 30},
    [ROWAN_DOCUMENT_MAX_ROWS] = {"max_rows", 1, INT32_MAX},
};

const char *rowan_document_setting_name(enum rowan_document_setting setting)
{
    return settings[setting].name;
}

enum rowan_status rowan_plan_document_limit(struct rowan_plan *plan, enum rowan_document_setting setting,
                                            int64_t value, struct rowan_error *err)
{
    if (value < settings[setting].least || value > settings[setting].most)
        return rowan_plan_fail(plan, plan->source.place, NULL, NULL, err,
                               "%s is a whole number from %" PRId64 " to %" PRId64, settings[setting].name,
                               settings[setting].least, settings[setting].most);
    if (setting == ROWAN_DOCUMENT_MAX_TEXT)
        plan->limits.document_bytes = (size_t)value;
    else if (setting == ROWAN_DOCUMENT_MAX_TREE)
        plan->limits.tree_bytes = (size_t)value;
    else
        plan->max_rows = (size_t)value;
    return ROWAN_OK;
}

void rowan_plan_dtd_defaults(struct rowan_plan *plan)
{
    plan->limits.dtd_defaults = true;
}

void rowan_plan_leading_space(struct rowan_plan *plan)
{
    plan->limits.leading_space = true;
}

static const struct rowan_column *find_markup(const struct rowan_plan *plan)
{
    for (size_t t = 0; t < plan->table_count; t++)
        for (size_t c = 0; c < plan->tables[t].column_count; c++)
            if (plan->tables[t].columns[c].type.kind == ROWAN_XML)
                return &plan->tables[t].columns[c];
    return NULL;
}

enum rowan_status rowan_plan_check_defaults(const struct rowan_plan *plan, struct rowan_error *err)
{
    const struct rowan_column *markup = plan->limits.dtd_defaults ? find_markup(plan) : NULL;

    if (markup)
        return rowan_plan_fail(plan, markup->place, NULL, markup->name, err,
                               "dtd_defaults does not go with an xml column, which shows the document's own "
                               "text: that lacks what the DTD gives");
    return ROWAN_OK;
}
