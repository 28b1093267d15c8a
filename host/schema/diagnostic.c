#include "schema/diagnostic.h"

#include <stdio.h>
#include <string.h>

void rowan_diagnostics_init(struct rowan_diagnostics *findings)
{
    memset(findings, 0, sizeof *findings);
    rowan_arena_init(&findings->arena, 0);
}

void rowan_diagnostics_clear(struct rowan_diagnostics *findings)
{
    rowan_arena_clear(&findings->arena);
    rowan_diagnostics_init(findings);
}

static bool copy(struct rowan_diagnostics *findings, const char **text)
{
    if (!*text)
        return true;
    *text = rowan_arena_copy(&findings->arena, *text, strlen(*text));
    return *text != NULL;
}

enum rowan_status rowan_diagnostics_add(struct rowan_diagnostics *findings,
                                        const struct rowan_diagnostic *finding, struct rowan_error *err)
{
    struct rowan_diagnostic *kept = rowan_arena_alloc(&findings->arena, sizeof *kept);

    if (!kept)
        return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for the findings");
    *kept = *finding;
    kept->next = NULL;
    if (!copy(findings, &kept->file) || !copy(findings, &kept->table) || !copy(findings, &kept->column) ||
        !copy(findings, &kept->message) || !copy(findings, &kept->mend))
        return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "no memory for the findings");
    if (findings->last)
        findings->last->next = kept;
    else
        findings->first = kept;
    findings->last = kept;
    if (kept->severity == ROWAN_SEVERITY_ERROR)
        findings->errors++;
    else
        findings->warnings++;
    return ROWAN_OK;
}

/* Where to read on, after the first error. */
static void add_rest(const struct rowan_diagnostics *findings, const struct rowan_diagnostic *first,
                     char *out, size_t size)
{
    out[0] = '\0';
    if (findings->errors > 1)
        snprintf(out, size, " (and %zu more; rowan check says how to mend them)", findings->errors - 1);
    else if (first->mend && first->status == ROWAN_MAPPING)
        snprintf(out, size, " (rowan check says how to mend it)");
}

enum rowan_status rowan_diagnostics_verdict(const struct rowan_diagnostics *findings, struct rowan_error *err)
{
    const struct rowan_diagnostic *f = findings->first;
    char line[16] = "";
    char rest[80];

    if (findings->errors == 0)
        return ROWAN_OK;
    while (f->severity != ROWAN_SEVERITY_ERROR)
        f = f->next;
    if (f->line > 0)
        snprintf(line, sizeof line, ":%d", f->line);
    add_rest(findings, f, rest, sizeof rest);
    return rowan_fail(err, f->status, f->status == ROWAN_CONFIG ? "config" : "mapping",
                      "%.200s%s: table %.80s%s%.80s: %.500s%s", f->file ? f->file : "mapping", line, f->table,
                      f->column ? ", column " : "", f->column ? f->column : "", f->message, rest);
}
