/*
 * What building a plan keeps beside it, and what each of its steps does: say where a mistake stands, keep
 * texts and places, compile paths.
 */
#include "plan/build.h"

#include <stdlib.h>
#include <string.h>

#include "xml/path_key.h"

void rowan_plan_place(const struct rowan_plan *plan, struct rowan_location place, const char *table,
                      const char *column, struct rowan_error *err)
{
    const char *file = place.file ? place.file : plan->file;

    if (table && column)
        rowan_error_prefix(err, "%s:%d: %s.%s", file, place.line, table, column);
    else if (table)
        rowan_error_prefix(err, "%s:%d: %s", file, place.line, table);
    else if (place.line > 0)
        rowan_error_prefix(err, "%s:%d", file, place.line);
    else
        rowan_error_prefix(err, "%s", file);
}

enum rowan_status rowan_plan_keep_place(struct rowan_plan *plan, struct rowan_location place,
                                        struct rowan_location *to, struct rowan_error *err)
{
    struct rowan_file_list *item = plan->build->files;

    to->line = place.line;
    to->file = plan->file;
    if (!place.file || strcmp(place.file, plan->file) == 0)
        return ROWAN_OK;
    while (item && strcmp(item->name, place.file) != 0)
        item = item->next;
    if (!item) {
        item = rowan_arena_alloc(&plan->arena, sizeof *item);
        if (!item || !(item->name = rowan_arena_copy(&plan->arena, place.file, strlen(place.file))))
            return rowan_out_of_memory(err);
        item->next = plan->build->files;
        plan->build->files = item;
    }
    to->file = item->name;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_fail(const struct rowan_plan *plan, struct rowan_location place,
                                  const char *table, const char *column, struct rowan_error *err,
                                  const char *format, ...)
{
    char what[ROWAN_MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    rowan_fail(err, ROWAN_MAPPING, "mapping", "%s", what);
    rowan_plan_place(plan, place, table, column, err);
    return ROWAN_MAPPING;
}

/* *to = a copy of s; NULL stays NULL. */
bool rowan_plan_copy(struct rowan_plan *plan, char **to, const char *s)
{
    *to = s ? rowan_arena_copy(&plan->arena, s, strlen(s)) : NULL;
    return !s || *to;
}

/* A path that gives a name reads it where the element stands in the text. */
static enum rowan_status locate_names(struct rowan_plan *plan, const struct rowan_path *path,
                                      const struct rowan_node_set *ends, struct rowan_error *err)
{
    if (rowan_projection_has_leaf(plan->projection, ends))
        return rowan_fail(err, ROWAN_MAPPING, "path",
                          "path \"%.100s\": only elements have a name here, and this may be an attribute or "
                          "a text",
                          path->text);
    return rowan_projection_locate(plan->projection, ends) ? ROWAN_OK : rowan_out_of_memory(err);
}

enum rowan_status rowan_plan_plain_path(struct rowan_plan *plan, struct rowan_path **out, const char *text,
                                        struct rowan_error *err)
{
    struct rowan_path_scope scope = {&plan->arena, plan->names, plan->build->namespaces,
                                     plan->build->namespace_count};

    return rowan_path_parse(out, text, &scope, err);
}

enum rowan_status rowan_plan_path(struct rowan_plan *plan, struct rowan_path **out,
                                  struct rowan_node_set **ends, const struct rowan_node_set *from,
                                  const char *text, bool value, struct rowan_error *err)
{
    struct rowan_node_set *places;
    enum rowan_status st = rowan_plan_plain_path(plan, out, text, err);

    if (st != ROWAN_OK)
        return st;
    rowan_path_key_mark(*out);
    if ((*out)->gives && !value)
        return rowan_fail(err, ROWAN_MAPPING, "path",
                          "path \"%.100s\" must end at an element, not at its name", text);
    places = rowan_projection_add(plan->projection, from, *out, value && !(*out)->gives);
    if (!places && rowan_projection_overgrown(plan->projection))
        return rowan_fail(err, ROWAN_MAPPING, "path",
                          "path \"%.100s\" could be at too many places: write fewer // and ..", text);
    if (!places)
        return rowan_out_of_memory(err);
    if (ends)
        *ends = places;
    return (*out)->gives ? locate_names(plan, *out, places, err) : ROWAN_OK;
}
