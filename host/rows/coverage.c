/* Arrays that are added up; paths by the larger number, since a match outdoes all others. */
#include "rows/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "xml/parser.h"
#include "xml/select.h"

struct rowan_coverage *rowan_coverage_new(const struct rowan_plan *plan)
{
    struct rowan_coverage *coverage = calloc(1, sizeof *coverage);

    if (!coverage)
        return NULL;
    coverage->path_count = plan->path_count;
    coverage->column_count = plan->column_count;
    coverage->table_count = plan->table_count;
    coverage->paths = calloc(plan->path_count + 1, 1);
    coverage->changes = calloc(plan->column_count * ROWAN_CHANGES + 1, sizeof *coverage->changes);
    coverage->fates = calloc(plan->table_count * ROWAN_FATES + 1, sizeof *coverage->fates);
    if (coverage->paths && coverage->changes && coverage->fates)
        return coverage;
    rowan_coverage_free(coverage);
    return NULL;
}

void rowan_coverage_free(struct rowan_coverage *coverage)
{
    if (!coverage)
        return;
    free(coverage->paths);
    free(coverage->changes);
    free(coverage->fates);
    free(coverage);
}

void rowan_coverage_reset(struct rowan_coverage *coverage)
{
    memset(coverage->paths, 0, coverage->path_count);
    memset(coverage->changes, 0, coverage->column_count * ROWAN_CHANGES * sizeof *coverage->changes);
    memset(coverage->fates, 0, coverage->table_count * ROWAN_FATES * sizeof *coverage->fates);
}

void rowan_coverage_add(struct rowan_coverage *coverage, const struct rowan_coverage *from)
{
    for (size_t i = 0; i < coverage->path_count; i++)
        if (from->paths[i] > coverage->paths[i])
            coverage->paths[i] = from->paths[i];
    for (size_t i = 0; i < coverage->column_count * ROWAN_CHANGES; i++)
        coverage->changes[i] += from->changes[i];
    for (size_t i = 0; i < coverage->table_count * ROWAN_FATES; i++)
        coverage->fates[i] += from->fates[i];
}

/* Names tell how far a path gets but for its predicates; those have their say while it is selected. */
static uint8_t reach(const struct rowan_path *path, uint8_t seen, const struct rowan_parser *parser)
{
    size_t named = rowan_parser_reach(parser, path);
    size_t steps = rowan_select_steps(seen);

    return path->plain ? rowan_select_nothing(named, false) : rowan_select_nothing(steps, named > steps);
}

void rowan_coverage_reach(struct rowan_coverage *coverage, const struct rowan_plan *plan,
                          const struct rowan_parser *parser)
{
    for (size_t i = 0; i < plan->path_count; i++) {
        const struct rowan_path *path = plan->paths[i].path;
        uint8_t *seen = &coverage->paths[i];
        uint8_t more = path && *seen && *seen != ROWAN_SELECT_MATCHED ? reach(path, *seen, parser) : 0;
        if (more > *seen)
            *seen = more;
    }
}

const char *rowan_change_name(enum rowan_change change)
{
    static const char *const names[ROWAN_CHANGES] = {"bad",      "null_if",      "too_long",
                                                     "rounding", "omit_missing", "default"};

    return names[change];
}

const char *rowan_fate_name(enum rowan_fate fate)
{
    static const char *const names[ROWAN_FATES] = {"matched",    "when",     "distinct", "expansion",
                                                   "skip_empty", "rejected", "rows",     "inserted",
                                                   "updated",    "kept",     "dropped"};

    return names[fate];
}
