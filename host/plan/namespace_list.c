/* A name in a document is one of the mapping's names, so no namespace may be what two patterns match. */
#include "plan/namespace_list.h"

#include <stdlib.h>
#include <string.h>

#include "plan/build.h"

#define PATTERN_MAX 300 /* bytes */

/* Whether there is a text that both patterns match. rows[i % 2][j]: the rest of a from i on and of b from j
 * on have one; from the ends to the beginnings. */
static bool can_be_equal(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b);
    bool rows[2][PATTERN_MAX + 1];

    for (size_t i = m + 1; i-- > 0;) {
        bool *here = rows[i % 2];
        const bool *below = rows[(i + 1) % 2];
        for (size_t j = n + 1; j-- > 0;) {
            if (i == m && j == n)
                here[j] = true;
            else if (i < m && a[i] == '*')
                here[j] = below[j] || (j < n && here[j + 1]);
            else if (j < n && b[j] == '*')
                here[j] = here[j + 1] || (i < m && below[j]);
            else
                here[j] = i < m && j < n && a[i] == b[j] && below[j + 1];
        }
    }
    return rows[0][0];
}

/* The smaller text comes first: the prefixes of a mapping come in any order. */
static enum rowan_status fail_both(const struct rowan_plan *plan, struct rowan_location place, const char *a,
                                   const char *b, struct rowan_error *err)
{
    bool swapped = strcmp(a, b) > 0;

    return rowan_plan_fail(
        plan, place, NULL, NULL, err,
        "a namespace can be both what \"%.100s\" and what \"%.100s\" match: which prefix it "
        "has must be clear",
        swapped ? b : a, swapped ? a : b);
}

static enum rowan_status check_pattern(const struct rowan_plan *plan, struct rowan_location place,
                                       const char *uri, struct rowan_error *err)
{
    const struct rowan_plan_build *build = plan->build;

    if (!strchr(uri, '*') || *uri == '*')
        return rowan_plan_fail(plan, place, NULL, NULL, err,
                               "matching \"%.100s\": the text begins as the namespaces do, and a * in it "
                               "stands for any characters",
                               uri);
    if (strlen(uri) > PATTERN_MAX)
        return rowan_plan_fail(plan, place, NULL, NULL, err, "matching \"%.40s...\" has more than %d bytes",
                               uri, PATTERN_MAX);
    for (size_t i = 0; i < build->namespace_count; i++)
        if (build->namespaces[i].pattern && can_be_equal(build->namespaces[i].uri, uri))
            return fail_both(plan, place, build->namespaces[i].uri, uri, err);
    return ROWAN_OK;
}

static enum rowan_status check_twice(const struct rowan_plan *plan, struct rowan_location place,
                                     const char *prefix, const char *uri, struct rowan_error *err)
{
    const struct rowan_plan_build *build = plan->build;

    for (size_t i = 0; i < build->namespace_count; i++)
        if (strcmp(build->namespaces[i].prefix, prefix) == 0 && strcmp(build->namespaces[i].uri, uri) == 0)
            return rowan_plan_fail(plan, place, NULL, NULL, err,
                                   "\"%.100s\" stands twice in the namespaces of \"%.40s\"", uri, prefix);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_namespace(struct rowan_plan *plan, struct rowan_location place,
                                       const char *prefix, const char *uri, bool pattern,
                                       struct rowan_error *err)
{
    struct rowan_plan_build *build = plan->build;
    enum rowan_status st = check_twice(plan, place, prefix, uri, err);
    struct rowan_namespace *namespaces;
    struct rowan_namespace added = {NULL, NULL, pattern};
    char *copies[2];

    if (st == ROWAN_OK && pattern)
        st = check_pattern(plan, place, uri, err);
    if (st != ROWAN_OK)
        return st;
    namespaces = realloc(build->namespaces, (build->namespace_count + 1) * sizeof *namespaces);
    if (!namespaces)
        return rowan_out_of_memory(err);
    build->namespaces = namespaces;
    if (!rowan_plan_copy(plan, &copies[0], prefix) || !rowan_plan_copy(plan, &copies[1], uri))
        return rowan_out_of_memory(err);
    added.prefix = copies[0];
    added.uri = copies[1];
    namespaces[build->namespace_count++] = added;
    return ROWAN_OK;
}
