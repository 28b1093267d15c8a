/*
 * Building a plan. Each call checks what it is given against what is there, so that a mapping's first
 * mistake is reported where it stands; what needs the whole mapping is checked by freeze.
 */
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/suggest.h"
#include "expr/where.h"
#include "plan/build.h"
#include "value/enum.h"

static const struct rowan_location nowhere = {NULL, 0};

static char *copy_string(struct rowan_plan *plan, const char *s)
{
    return rowan_arena_copy(&plan->arena, s, strlen(s));
}

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
        if (!item || !(item->name = copy_string(plan, place.file)))
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

/* "mappings/credit.lua" -> "credit" */
static char *file_stem(struct rowan_plan *plan, const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *begin = slash ? slash + 1 : file;
    const char *dot = strrchr(begin, '.');

    return rowan_arena_copy(&plan->arena, begin, dot && dot > begin ? (size_t)(dot - begin) : strlen(begin));
}

static bool fill_new(struct rowan_plan *plan, const char *file)
{
    plan->file = copy_string(plan, file);
    plan->source.place.file = plan->file;
    plan->name = file_stem(plan, file);
    plan->version = copy_string(plan, "");
    plan->names = rowan_qname_table_new();
    plan->projection = rowan_projection_new();
    plan->build = calloc(1, sizeof *plan->build);
    if (!plan->file || !plan->name || !plan->version || !plan->names || !plan->projection || !plan->build)
        return false;
    plan->build->root = rowan_projection_root(plan->projection);
    return plan->build->root != NULL;
}

enum rowan_status rowan_plan_new(struct rowan_plan **out, const char *file, struct rowan_slice text,
                                 struct rowan_error *err)
{
    struct rowan_plan *plan = calloc(1, sizeof *plan);

    *out = NULL;
    if (!plan)
        return rowan_out_of_memory(err);
    rowan_arena_init(&plan->arena, 0);
    plan->hash = rowan_hash_slice(ROWAN_HASH_BEGIN, text);
    if (!fill_new(plan, file)) {
        rowan_plan_free(plan);
        return rowan_out_of_memory(err);
    }
    *out = plan;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_use(struct rowan_plan *plan, const char *file, struct rowan_slice text,
                                 struct rowan_error *err)
{
    char **used = realloc(plan->used, (plan->used_count + 1) * sizeof *used);
    char length[24];
    struct rowan_slice head = {length, 0};

    if (!used)
        return rowan_out_of_memory(err);
    plan->used = used;
    used[plan->used_count] = copy_string(plan, file);
    if (!used[plan->used_count])
        return rowan_out_of_memory(err);
    plan->used_count++;
    /* The length keeps apart texts that are cut in two at different places. */
    head.size = (size_t)snprintf(length, sizeof length, "%c%zu:", '\0', text.size);
    plan->hash = rowan_hash_slice(rowan_hash_slice(plan->hash, head), text);
    return ROWAN_OK;
}

static void free_build(struct rowan_plan *plan)
{
    if (!plan->build)
        return;
    free(plan->build->namespaces);
    free(plan->build->places);
    free(plan->build);
    plan->build = NULL;
}

void rowan_plan_free(struct rowan_plan *plan)
{
    if (!plan)
        return;
    free_build(plan);
    for (size_t i = 0; i < plan->table_count; i++)
        free(plan->tables[i].columns);
    for (struct rowan_labels_list *item = plan->labels; item; item = item->next)
        rowan_labels_free(item->labels);
    free(plan->tables);
    free(plan->source.columns);
    free(plan->used);
    rowan_projection_free(plan->projection);
    rowan_qname_table_free(plan->names);
    rowan_arena_clear(&plan->arena);
    free(plan);
}

/* *to = a copy of s; NULL stays NULL. */
static bool set_string(struct rowan_plan *plan, char **to, const char *s)
{
    *to = s ? copy_string(plan, s) : NULL;
    return !s || *to;
}

enum rowan_status rowan_plan_name(struct rowan_plan *plan, const char *name, const char *version,
                                  struct rowan_error *err)
{
    if (name && (strlen(name) == 0 || strlen(name) > 100))
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping's name must have 1 to 100 characters");
    if (name && !set_string(plan, &plan->name, name))
        return rowan_out_of_memory(err);
    if (version && !set_string(plan, &plan->version, version))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_source(struct rowan_plan *plan, const char *schema, const char *table,
                                    const char *document, struct rowan_error *err)
{
    if (!set_string(plan, &plan->source.schema, schema) || !set_string(plan, &plan->source.name, table) ||
        !set_string(plan, &plan->source.document, document))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_source_place(struct rowan_plan *plan, struct rowan_location place,
                                          struct rowan_error *err)
{
    return rowan_plan_keep_place(plan, place, &plan->source.place, err);
}

enum rowan_status rowan_plan_where(struct rowan_plan *plan, struct rowan_location place, const char *expr,
                                   struct rowan_error *err)
{
    struct rowan_where *where;
    struct rowan_location kept;
    enum rowan_status st = rowan_plan_keep_place(plan, place, &kept, err);

    if (st != ROWAN_OK)
        return st;
    st = rowan_where_parse(&where, expr, kept, &plan->arena, err);
    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, place, NULL, NULL, err);
    if (st == ROWAN_OK)
        plan->source.where = where;
    return st;
}

enum rowan_status rowan_plan_target(struct rowan_plan *plan, const char *schema, struct rowan_error *err)
{
    return set_string(plan, &plan->target_schema, schema) ? ROWAN_OK : rowan_out_of_memory(err);
}

enum rowan_status rowan_plan_source_column(struct rowan_plan *plan, const char *column,
                                           const struct rowan_type *type, struct rowan_error *err)
{
    struct rowan_source_column *columns;

    for (size_t i = 0; i < plan->source.column_count; i++)
        if (strcmp(plan->source.columns[i].name, column) == 0)
            return rowan_plan_fail(plan, nowhere, NULL, NULL, err, "source column \"%s\" is named twice",
                                   column);
    if (type->kind == ROWAN_BINARY) /* drivers do not agree on how they give bytes as text */
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "source column \"%s\" is binary, which rows cannot carry", column);
    if (type->kind == ROWAN_XML)
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "source column \"%s\": xml is the markup of an element; say text", column);
    columns = realloc(plan->source.columns, (plan->source.column_count + 1) * sizeof *columns);
    if (!columns)
        return rowan_out_of_memory(err);
    plan->source.columns = columns;
    columns[plan->source.column_count].type = *type;
    if (!set_string(plan, &columns[plan->source.column_count].name, column))
        return rowan_out_of_memory(err);
    plan->source.column_count++;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_namespace(struct rowan_plan *plan, const char *prefix, const char *uri,
                                       struct rowan_error *err)
{
    struct rowan_plan_build *build = plan->build;
    struct rowan_namespace *namespaces =
        realloc(build->namespaces, (build->namespace_count + 1) * sizeof *namespaces);

    if (!namespaces)
        return rowan_out_of_memory(err);
    build->namespaces = namespaces;
    namespaces[build->namespace_count].prefix = copy_string(plan, prefix);
    namespaces[build->namespace_count].uri = copy_string(plan, uri);
    if (!namespaces[build->namespace_count].prefix || !namespaces[build->namespace_count].uri)
        return rowan_out_of_memory(err);
    build->namespace_count++;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_own_labels(struct rowan_plan *plan, struct rowan_labels *labels,
                                        struct rowan_error *err)
{
    struct rowan_labels_list *item = rowan_arena_alloc(&plan->arena, sizeof *item);

    if (!item) {
        rowan_labels_free(labels);
        return rowan_out_of_memory(err);
    }
    item->labels = labels;
    item->next = plan->labels;
    plan->labels = item;
    return ROWAN_OK;
}

void rowan_plan_ignore_case(struct rowan_plan *plan)
{
    rowan_qname_table_ignore_case(plan->names);
}

void rowan_plan_calls(struct rowan_plan *plan, rowan_call_fn call, rowan_call_rows_fn call_rows,
                      void *context)
{
    plan->call = call;
    plan->call_rows = call_rows;
    plan->call_context = context;
}

enum rowan_status rowan_plan_path(struct rowan_plan *plan, struct rowan_path **out,
                                  struct rowan_node_set **ends, const struct rowan_node_set *from,
                                  const char *text, bool value, struct rowan_error *err)
{
    struct rowan_path_scope scope = {&plan->arena, plan->names, plan->build->namespaces,
                                     plan->build->namespace_count};
    struct rowan_node_set *places;
    enum rowan_status st = rowan_path_parse(out, text, &scope, err);

    if (st != ROWAN_OK)
        return st;
    places = rowan_projection_add(plan->projection, from, *out, value);
    if (!places && rowan_projection_overgrown(plan->projection))
        return rowan_fail(err, ROWAN_MAPPING, "path",
                          "path \"%.100s\" could be at too many places: write fewer // and ..", text);
    if (!places)
        return rowan_out_of_memory(err);
    if (ends)
        *ends = places;
    return ROWAN_OK;
}

/* ---- tables ---- */

static bool grow_tables(struct rowan_plan *plan)
{
    size_t room = plan->table_count + 1;
    struct rowan_table *tables = realloc(plan->tables, room * sizeof *tables);

    if (!tables)
        return false;
    plan->tables = tables;
    memset(&tables[plan->table_count], 0, sizeof *tables);
    struct rowan_node_set **places = realloc(plan->build->places, room * sizeof(struct rowan_node_set *));
    if (!places)
        return false;
    plan->build->places = places;
    places[plan->table_count] = NULL;
    return true;
}

enum rowan_status rowan_plan_table(struct rowan_plan *plan, const char *name, struct rowan_location place,
                                   const char *each, int parent, int *index, struct rowan_error *err)
{
    const struct rowan_node_set *from;
    struct rowan_table *table;
    enum rowan_status st;

    if (name[0] == '\0')
        return rowan_plan_fail(plan, place, NULL, NULL, err, "the table's name is empty");
    if (!grow_tables(plan))
        return rowan_out_of_memory(err);
    table = &plan->tables[plan->table_count];
    table->name = copy_string(plan, name);
    table->parent = parent;
    if (!table->name)
        return rowan_out_of_memory(err);
    st = rowan_plan_keep_place(plan, place, &table->place, err);
    if (st != ROWAN_OK)
        return st;
    from = parent >= 0 ? plan->build->places[parent] : plan->build->root;
    st = rowan_plan_path(plan, &table->each, &plan->build->places[plan->table_count], from, each, false, err);
    if (st == ROWAN_OK && !rowan_path_ends_at_element(table->each))
        st = rowan_fail(err, ROWAN_MAPPING, "path", "each = \"%s\" must end at an element", each);
    if (st != ROWAN_OK) {
        rowan_plan_place(plan, place, name, NULL, err);
        return st;
    }
    *index = (int)plan->table_count++;
    return ROWAN_OK;
}

size_t rowan_column_calls(const struct rowan_column *column)
{
    size_t calls = 0;

    for (size_t i = 0; i < column->via_count; i++)
        calls += column->via[i].transform == ROWAN_TEXT_FUNCTION_CALL;
    return calls;
}

int rowan_table_find_column(const struct rowan_table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return (int)i;
    return -1;
}

enum rowan_status rowan_plan_find_column(const struct rowan_plan *plan, const struct rowan_table *table,
                                         const char *what, const char *name, size_t *index,
                                         struct rowan_error *err)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i].name, name) == 0) {
            *index = i;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, table->columns[i].name);
    }
    return rowan_plan_fail(plan, table->place, table->name, NULL, err,
                           "%s column \"%s\" is not one of the columns%s", what, name,
                           rowan_suggest_hint(&nearest, hint, sizeof hint));
}

enum rowan_status rowan_plan_key(struct rowan_plan *plan, int index, const char *const *columns, size_t count,
                                 struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    enum rowan_status st = ROWAN_OK;

    table->key = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *table->key);
    if (!table->key)
        return rowan_out_of_memory(err);
    for (size_t i = 0; st == ROWAN_OK && i < count; i++) {
        size_t column = 0;
        st = rowan_plan_find_column(plan, table, "key", columns[i], &column, err);
        if (st == ROWAN_OK && table->columns[column].is_key)
            return rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                   "key column \"%s\" is named twice", columns[i]);
        if (st == ROWAN_OK && table->columns[column].type.kind == ROWAN_XML)
            return rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                   "key column \"%s\" is xml, which databases do not compare", columns[i]);
        if (st != ROWAN_OK)
            return st;
        table->columns[column].is_key = true;
        table->key[table->key_count++] = column;
    }
    return st;
}

/* ---- the whole ---- */

size_t rowan_table_foreign_key(const struct rowan_plan *plan, const struct rowan_table *table, size_t *mine,
                               size_t *theirs)
{
    const struct rowan_table *parent;
    size_t count = 0;

    if (table->parent < 0)
        return 0;
    parent = &plan->tables[table->parent];
    for (size_t k = 0; k < parent->key_count; k++) {
        size_t i = 0;
        while (i < table->column_count && !(table->columns[i].origin == ROWAN_FROM_PARENT &&
                                            (size_t)table->columns[i].of == parent->key[k]))
            i++;
        if (i == table->column_count)
            return 0;
        mine[count] = i;
        theirs[count++] = parent->key[k];
    }
    return count;
}

/* The parent's key must be copied into the child, or its rows could not be told apart by parent. */
static enum rowan_status check_child(const struct rowan_plan *plan, const struct rowan_table *table,
                                     struct rowan_error *err)
{
    const struct rowan_table *parent;

    if (table->parent < 0)
        return ROWAN_OK;
    parent = &plan->tables[table->parent];
    for (size_t k = 0; k < parent->key_count; k++) {
        const struct rowan_column *key = &parent->columns[parent->key[k]];
        bool copied = false;
        for (size_t i = 0; i < table->column_count; i++)
            copied |= table->columns[i].origin == ROWAN_FROM_PARENT &&
                      (size_t)table->columns[i].of == parent->key[k];
        if (!copied)
            return rowan_plan_fail(
                plan, table->place, table->name, NULL, err,
                "a child of %s must carry its key: add a column such as %s = parent \"%s\"", parent->name,
                key->name, key->name);
    }
    return ROWAN_OK;
}

static bool is_key(const struct rowan_table *table, const char *column)
{
    for (size_t i = 0; i < table->key_count; i++)
        if (strcmp(table->columns[table->key[i]].name, column) == 0)
            return true;
    return false;
}

static bool same_key(const struct rowan_table *a, const struct rowan_table *b)
{
    if (a->key_count != b->key_count)
        return false;
    for (size_t i = 0; i < a->key_count; i++)
        if (!is_key(b, a->columns[a->key[i]].name))
            return false;
    return true;
}

/* Several into of one table share its primary key: rows of another would be refused, or take each other's
 * place. */
static enum rowan_status check_one_key(const struct rowan_plan *plan, size_t index, struct rowan_error *err)
{
    const struct rowan_table *table = &plan->tables[index];

    for (size_t i = 0; i < index; i++) {
        const struct rowan_table *before = &plan->tables[i];
        if (strcmp(before->name, table->name) == 0 && !same_key(before, table))
            return rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                   "its key is not that of the into in line %d: a table has one primary key, "
                                   "so every into of it names the same columns in key",
                                   before->place.line);
    }
    return ROWAN_OK;
}

static enum rowan_status check_source(const struct rowan_plan *plan, struct rowan_error *err)
{
    if (!plan->source.name || !plan->source.document || plan->source.column_count == 0)
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping has no source: add source = { table = \"...\", key = \"...\", "
                               "document = \"...\" }");
    if (plan->table_count == 0)
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping has no table: add into \"name\" { ... }");
    return ROWAN_OK;
}

static enum rowan_status keep_namespaces(struct rowan_plan *plan, struct rowan_error *err)
{
    size_t count = plan->build->namespace_count;

    plan->namespaces = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *plan->namespaces);
    if (!plan->namespaces)
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < count; i++)
        plan->namespaces[i] = plan->build->namespaces[i];
    plan->namespace_count = count;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_freeze(struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = check_source(plan, err);

    for (size_t i = 0; st == ROWAN_OK && i < plan->table_count; i++) {
        const struct rowan_table *table = &plan->tables[i];
        if (table->column_count == 0)
            st = rowan_plan_fail(plan, table->place, table->name, NULL, err, "the table has no columns");
        else if (table->row_function && table->given_count == 0)
            st = rowan_plan_fail(plan, table->place, table->name, NULL, err,
                                 "rows makes records, but no column takes a field of them: add a column "
                                 "such as text(20)(field \"name\")");
        else
            st = check_child(plan, table, err);
        if (st == ROWAN_OK)
            st = check_one_key(plan, i, err);
    }
    if (st == ROWAN_OK && plan->xpath_count)
        st = keep_namespaces(plan, err);
    if (st == ROWAN_OK)
        free_build(plan);
    return st;
}
