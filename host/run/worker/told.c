#include "run/worker/told.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define WARNINGS "warnings" /* in the settings of a run: fingerprints of those that it knew */
#define MARK     9          /* bytes of a fingerprint, with its end */
#define KNOWN    200        /* at most: some databases have little room; others are told again */
#define SINGLE   3          /* so many of a kind have a line each; of more, so many places are named */

/* ---- lines ---- */

static bool same_kind(const struct rowan_diagnostic *a, const struct rowan_diagnostic *b)
{
    return a->severity == b->severity && strcmp(a->kind, b->kind) == 0;
}

static size_t add_place(char *out, size_t size, const struct rowan_diagnostic *f, bool first)
{
    int n;

    if (first || f->line <= 0)
        n = snprintf(out, size, "%s%s%s%s", first ? "" : ", ", f->table, f->column ? "." : "",
                     f->column ? f->column : "");
    else
        n = snprintf(out, size, ", %s%s%s (line %d)", f->table, f->column ? "." : "",
                     f->column ? f->column : "", f->line);
    return (size_t)n < size ? (size_t)n : size - 1;
}

/* Findings that wait to be told, in their order. */
struct telling {
    const struct rowan_diagnostic **list;
    size_t count;
};

/* How many of the kind of the first there are; 1 where they are too few to be told together. */
static size_t count_together(const struct telling *telling)
{
    size_t same = 0;

    for (size_t i = 0; i < telling->count; i++)
        same += same_kind(telling->list[0], telling->list[i]);
    return same > SINGLE ? same : 1;
}

static void tell_first(const struct rowan_log *log, const struct telling *telling, size_t together)
{
    const struct rowan_diagnostic *first = telling->list[0];
    char line[16] = "", more[32] = "", places[800];
    size_t at = add_place(places, sizeof places, first, true);
    size_t named = 1;

    if (first->line > 0)
        snprintf(line, sizeof line, ":%d", first->line);
    for (size_t i = 1; together > 1 && i < telling->count && named < SINGLE; i++)
        if (same_kind(first, telling->list[i])) {
            at += add_place(places + at, sizeof places - at, telling->list[i], false);
            named++;
        }
    if (together > named)
        snprintf(more, sizeof more, " and %zu more", together - named);
    rowan_log(log, first->severity == ROWAN_SEVERITY_ERROR ? ROWAN_LOG_ERROR : ROWAN_LOG_WARN,
              "%s%s: %s%s: %s", first->file, line, places, more, first->message);
}

static void drop_first(struct telling *telling, size_t together)
{
    const struct rowan_diagnostic *first = telling->list[0];
    size_t kept = 0;

    for (size_t i = 1; i < telling->count; i++)
        if (together == 1 || !same_kind(first, telling->list[i]))
            telling->list[kept++] = telling->list[i];
    telling->count = kept;
}

static void tell_all(const struct rowan_log *log, struct telling *telling)
{
    while (telling->count > 0) {
        size_t together = count_together(telling);
        tell_first(log, telling, together);
        drop_first(telling, together);
    }
}

static enum rowan_status begin(struct telling *telling, const struct rowan_diagnostics *diagnostics,
                               struct rowan_error *err)
{
    telling->count = 0;
    telling->list = calloc(diagnostics->errors + diagnostics->warnings + 1, sizeof *telling->list);
    return telling->list ? ROWAN_OK : rowan_out_of_memory(err);
}

void rowan_told_errors(const struct rowan_log *log, const struct rowan_diagnostics *diagnostics)
{
    struct telling telling;
    bool first = true;

    if (diagnostics->errors < 2 || begin(&telling, diagnostics, NULL) != ROWAN_OK)
        return;
    for (const struct rowan_diagnostic *f = diagnostics->first; f; f = f->next) {
        if (f->severity != ROWAN_SEVERITY_ERROR)
            continue;
        if (!first)
            telling.list[telling.count++] = f;
        first = false;
    }
    tell_all(log, &telling);
    free(telling.list);
}

/* ---- what the run before knew ---- */

/* A line that moved is no other warning. */
static char *mark_of(char *out, const struct rowan_diagnostic *f)
{
    uint64_t hash = rowan_hash_slice(ROWAN_HASH_BEGIN, rowan_slice_of(f->table));

    hash = rowan_hash_slice(rowan_hash_add(hash, '.'), rowan_slice_of(f->column));
    hash = rowan_hash_slice(rowan_hash_add(hash, ':'), rowan_slice_of(f->message));
    snprintf(out, MARK, "%08x", (unsigned)(hash ^ hash >> 32));
    return out;
}

static bool has_mark(const json_t *known, const char *mark)
{
    size_t i;
    const json_t *one;

    json_array_foreach(known, i, one)
    {
        if (json_is_string(one) && strcmp(json_string_value(one), mark) == 0)
            return true;
    }
    return false;
}

enum rowan_status rowan_told_warnings(const struct rowan_log *log, const struct rowan_run_before *run,
                                      const struct rowan_diagnostics *diagnostics, struct rowan_error *err)
{
    const json_t *known = json_object_get(run->settings, WARNINGS);
    struct telling telling;
    char mark[MARK];
    size_t before = 0;
    enum rowan_status st;

    if (diagnostics->warnings == 0)
        return ROWAN_OK;
    st = begin(&telling, diagnostics, err);
    if (st != ROWAN_OK)
        return st;
    for (const struct rowan_diagnostic *f = diagnostics->first; f; f = f->next)
        if (f->severity == ROWAN_SEVERITY_NOTE)
            continue;
        else if (has_mark(known, mark_of(mark, f)))
            before++;
        else
            telling.list[telling.count++] = f;
    tell_all(log, &telling);
    if (before > 0)
        rowan_log(log, ROWAN_LOG_WARN,
                  "%zu warning%s of the check as in the run before; rowan check shows %s", before,
                  before == 1 ? "" : "s", before == 1 ? "it" : "them");
    free(telling.list);
    return ROWAN_OK;
}

enum rowan_status rowan_told_settings(char **out, const char *settings,
                                      const struct rowan_diagnostics *diagnostics, struct rowan_error *err)
{
    json_t *object = settings ? json_loads(settings, 0, NULL) : json_object();
    json_t *list = json_array();
    char mark[MARK];
    bool good = object && list;

    for (const struct rowan_diagnostic *f = diagnostics->first; f && good; f = f->next)
        if (f->severity == ROWAN_SEVERITY_WARNING && json_array_size(list) < KNOWN)
            good = json_array_append_new(list, json_string(mark_of(mark, f))) == 0;
    if (good && json_array_size(list) > 0)
        good = json_object_set(object, WARNINGS, list) == 0;
    free(*out);
    *out = good ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(list);
    json_decref(object);
    return *out ? ROWAN_OK : rowan_out_of_memory(err);
}
