#include "schema/diagnostic.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

void rowan_diagnostics_init(struct rowan_diagnostics *diagnostics)
{
    memset(diagnostics, 0, sizeof *diagnostics);
    rowan_arena_init(&diagnostics->arena, 0);
}

void rowan_diagnostics_clear(struct rowan_diagnostics *diagnostics)
{
    rowan_arena_clear(&diagnostics->arena);
    rowan_diagnostics_init(diagnostics);
}

static bool copy(struct rowan_diagnostics *diagnostics, const char **text)
{
    if (!*text)
        return true;
    *text = rowan_arena_copy(&diagnostics->arena, *text, strlen(*text));
    return *text != NULL;
}

/* The end of what stands in quotes or parentheses, or of a number; at itself where nothing does. */
static const char *pass_over(const char *at)
{
    const char *end = at;

    if (*at == '"' || *at == '(')
        end = strchr(at + 1, *at == '"' ? '"' : ')');
    else if (rowan_ascii_is_digit(*at))
        return at + strspn(at, "0123456789.");
    return end && end > at ? end + 1 : at;
}

/* A copy of the message in which names and numbers are one letter each. */
static const char *kind_of(struct rowan_diagnostics *diagnostics, const char *message)
{
    char *kind = rowan_arena_copy(&diagnostics->arena, message, strlen(message));
    char *to = kind;

    for (const char *from = message; kind && *from;) {
        const char *end = pass_over(from);
        *to++ = end > from ? '#' : *from;
        from = end > from ? end : from + 1;
    }
    if (kind)
        *to = '\0';
    return kind;
}

enum rowan_status rowan_diagnostics_add(struct rowan_diagnostics *diagnostics,
                                        const struct rowan_diagnostic *diagnostic, struct rowan_error *err)
{
    struct rowan_diagnostic *kept = rowan_arena_alloc(&diagnostics->arena, sizeof *kept);

    if (!kept)
        return rowan_out_of_memory(err);
    *kept = *diagnostic;
    kept->next = NULL;
    if (!copy(diagnostics, &kept->file) || !copy(diagnostics, &kept->table) ||
        !copy(diagnostics, &kept->column) || !copy(diagnostics, &kept->message) ||
        !copy(diagnostics, &kept->fix))
        return rowan_out_of_memory(err);
    kept->kind = kind_of(diagnostics, kept->message);
    if (!kept->kind)
        return rowan_out_of_memory(err);
    if (diagnostics->last)
        diagnostics->last->next = kept;
    else
        diagnostics->first = kept;
    diagnostics->last = kept;
    if (kept->severity == ROWAN_SEVERITY_ERROR)
        diagnostics->errors++;
    else if (kept->severity == ROWAN_SEVERITY_WARNING)
        diagnostics->warnings++;
    else
        diagnostics->notes++;
    return ROWAN_OK;
}

const char *rowan_severity_word(enum rowan_severity severity)
{
    switch (severity) {
    case ROWAN_SEVERITY_ERROR:
        return "error";
    case ROWAN_SEVERITY_WARNING:
        return "warning";
    default:
        return "note";
    }
}

/* Where to read on, after the first error. */
static void add_rest(const struct rowan_diagnostics *diagnostics, const struct rowan_diagnostic *first,
                     char *out, size_t size)
{
    out[0] = '\0';
    if (diagnostics->errors > 1)
        snprintf(out, size, " (and %zu more; rowan check says how to fix them)", diagnostics->errors - 1);
    else if (first->fix && first->status == ROWAN_MAPPING)
        snprintf(out, size, " (rowan check says how to fix it)");
}

enum rowan_status rowan_diagnostics_verdict(const struct rowan_diagnostics *diagnostics,
                                            struct rowan_error *err)
{
    const struct rowan_diagnostic *f = diagnostics->first;
    char line[16] = "";
    char rest[80];

    if (diagnostics->errors == 0)
        return ROWAN_OK;
    while (f->severity != ROWAN_SEVERITY_ERROR)
        f = f->next;
    if (f->line > 0)
        snprintf(line, sizeof line, ":%d", f->line);
    add_rest(diagnostics, f, rest, sizeof rest);
    return rowan_fail(err, f->status, f->status == ROWAN_CONFIG ? "config" : "mapping",
                      "%.200s%s: %s %.80s%s%.80s: %.500s%s", f->file ? f->file : "mapping", line,
                      f->is_files ? "files" : "table", f->table, f->column ? ", column " : "",
                      f->column ? f->column : "", f->message, rest);
}
