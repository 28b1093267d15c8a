/*
 * Building a plan. Each call checks what it is given against what is there, so that a mapping's first
 * mistake is reported where it stands; what needs the whole mapping is checked by freeze.
 */
#include "plan/plan_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/file_pattern.h"
#include "xml/record_scanner.h"
#include "base/hash.h"
#include "expr/expr_paths.h"
#include "expr/where.h"
#include "plan/build.h"
#include "plan/document_limits.h"
#include "plan/expr_builder.h"
#include "plan/identity_builder.h"
#include "plan/lineage.h"
#include "plan/parameter.h"
#include "plan/path_use.h"
#include "value/datetime_format.h"
#include "value/enum.h"

static const struct rowan_location nowhere = {NULL, 0};

static char *copy_string(struct rowan_plan *plan, const char *s)
{
    return rowan_arena_copy(&plan->arena, s, strlen(s));
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
    plan->limits.document_bytes = ROWAN_DOCUMENT_BYTES;
    plan->limits.are_settings = true;
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
    plan->rejects_most = ROWAN_REJECTS_MOST;
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

enum rowan_status rowan_plan_name(struct rowan_plan *plan, const char *name, const char *version,
                                  struct rowan_error *err)
{
    if (name && (strlen(name) == 0 || strlen(name) > 100))
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping's name must have 1 to 100 characters");
    if (name && name[strlen(name) - 1] == ' ')
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping's name must not end in a blank, which some databases pass over");
    if (name && !rowan_plan_copy(plan, &plan->name, name))
        return rowan_out_of_memory(err);
    plan->named = name != NULL;
    if (version && !rowan_plan_copy(plan, &plan->version, version))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_source(struct rowan_plan *plan, const char *schema, const char *table,
                                    const char *document, struct rowan_error *err)
{
    if (!rowan_plan_copy(plan, &plan->source.schema, schema) ||
        !rowan_plan_copy(plan, &plan->source.name, table) ||
        !rowan_plan_copy(plan, &plan->source.document, document))
        return rowan_out_of_memory(err);
    return ROWAN_OK;
}

/* In the order of source/found_reader.h. */
static const struct {
    const char *name;
    struct rowan_type type;
} file_columns[] = {{"path", {.kind = ROWAN_TEXT}},
                    {"name", {.kind = ROWAN_TEXT}},
                    {"modified", {.kind = ROWAN_TIMESTAMP}},
                    {"size", {.kind = ROWAN_BIGINT}},
                    {"member", {.kind = ROWAN_TEXT}}};

enum rowan_status rowan_plan_files(struct rowan_plan *plan, const char *pattern, struct rowan_error *err)
{
    const char *wrong = rowan_file_pattern_check(pattern);
    enum rowan_status st = ROWAN_OK;

    if (wrong)
        return rowan_plan_fail(plan, plan->source.place, NULL, NULL, err, "files = \"%.200s\": %s", pattern,
                               wrong);
    plan->source.is_files = true;
    if (!rowan_plan_copy(plan, &plan->source.name, pattern))
        return rowan_out_of_memory(err);
    for (size_t i = 0; i < sizeof file_columns / sizeof file_columns[0] && st == ROWAN_OK; i++)
        st = rowan_plan_source_column(plan, file_columns[i].name, &file_columns[i].type, err);
    return st;
}

/* The record's number is the second part of the key, in the order of source/split_source.h. */
static enum rowan_status add_record(struct rowan_plan *plan, struct rowan_error *err)
{
    static const struct rowan_type number = {.kind = ROWAN_BIGINT};
    struct rowan_source_table *source = &plan->source;
    enum rowan_status st = rowan_plan_source_column(plan, "record", &number, err);
    struct rowan_source_column record;

    if (st != ROWAN_OK)
        return st;
    record = source->columns[source->column_count - 1];
    memmove(source->columns + 2, source->columns + 1, (source->column_count - 2) * sizeof record);
    source->columns[1] = record;
    source->key_count = 2;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_split(struct rowan_plan *plan, const char *split, struct rowan_error *err)
{
    struct rowan_path *path;
    const char *wrong;
    enum rowan_status st = rowan_plan_plain_path(plan, &path, split, err);

    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, plan->source.place, NULL, NULL, err);
    if (st != ROWAN_OK)
        return st;
    wrong = rowan_record_path_check(path);
    if (wrong)
        return rowan_plan_fail(plan, plan->source.place, NULL, NULL, err, "split = \"%.200s\": %s", split,
                               wrong);
    if (plan->source.revision == ROWAN_REVISION_COLUMN)
        return rowan_plan_fail(
            plan, plan->source.place, NULL, NULL, err,
            "revision: records of a file that is split have no time of their own, so it is "
            "digest()");
    plan->source.split = path;
    return add_record(plan, err);
}

/* Why records cannot be known by it; NULL: they can. */
static const char *refuse_record_key(const char *path, const struct rowan_type *type)
{
    if (path[0] == '/')
        return "it is a path below the record, such as \"@id\"";
    if (type->kind != ROWAN_TEXT && (!rowan_type_is_integer(type) || type->kind == ROWAN_ENUM))
        return "it is a text or an integer, such as text(40) \"@id\"";
    return NULL;
}

/* It takes the place of the record's number, which goes to the end. */
static enum rowan_status put_record_key(struct rowan_plan *plan, const struct rowan_type *type,
                                        struct rowan_error *err)
{
    struct rowan_source_table *source = &plan->source;
    enum rowan_status st = rowan_plan_source_column(plan, "key", type, err);
    struct rowan_source_column number;

    if (st != ROWAN_OK)
        return st;
    number = source->columns[1];
    source->columns[1] = source->columns[source->column_count - 1];
    source->columns[source->column_count - 1] = number;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_record_key(struct rowan_plan *plan, const char *path,
                                        const struct rowan_type *type, struct rowan_error *err)
{
    const char *wrong = refuse_record_key(path, type);
    struct rowan_path *whole = NULL;
    struct rowan_buffer text = {0};
    enum rowan_status st = ROWAN_OK;

    if (!rowan_buffer_format(&text, "%s/%s", plan->source.split->text, path) || !rowan_buffer_string(&text))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK && !wrong)
        st = rowan_plan_plain_path(plan, &whole, text.data, err);
    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, plan->source.place, NULL, NULL, err);
    if (st == ROWAN_OK && !wrong && (whole->first || !whole->plain || whole->gives != ROWAN_GIVES_TEXT))
        wrong = "its steps must be names, without conditions, without .. and //";
    if (st == ROWAN_OK && wrong)
        st = rowan_plan_fail(plan, plan->source.place, NULL, NULL, err, "key = \"%.200s\" of records: %s",
                             path, wrong);
    rowan_buffer_clear(&text);
    if (st != ROWAN_OK)
        return st;
    plan->source.split_key = whole;
    return put_record_key(plan, type, err);
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
    struct rowan_expr_parameters parameters = rowan_plan_parameters(plan);
    enum rowan_status st = rowan_plan_keep_place(plan, place, &kept, err);

    if (st != ROWAN_OK)
        return st;
    st = rowan_where_parse(&where, expr, kept, &parameters, &plan->arena, err);
    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, place, NULL, NULL, err);
    if (st == ROWAN_OK)
        plan->source.where = where;
    return st;
}

enum rowan_status rowan_plan_narrow(struct rowan_plan *plan, const char *expr, struct rowan_error *err)
{
    struct rowan_expr_parameters parameters = rowan_plan_parameters(plan);
    struct rowan_location nowhere_in_file = {.file = "where"};
    struct rowan_where *where;
    enum rowan_status st;

    if (plan->source.is_files)
        return rowan_fail(
            err, ROWAN_USAGE, "usage",
            "where is of tables, and this mapping's documents are files: name them by their keys");
    st = rowan_where_parse(&where, expr, nowhere_in_file, &parameters, &plan->arena, err);
    if (st == ROWAN_OK && plan->source.where)
        st = rowan_where_and(where, plan->source.where, &plan->arena, err);
    if (st == ROWAN_OK)
        plan->source.where = where;
    return st;
}

enum rowan_status rowan_plan_target(struct rowan_plan *plan, const char *schema, struct rowan_error *err)
{
    return rowan_plan_copy(plan, &plan->target_schema, schema) ? ROWAN_OK : rowan_out_of_memory(err);
}

enum rowan_status rowan_plan_source_key(struct rowan_plan *plan, const char *column,
                                        const struct rowan_type *type, struct rowan_error *err)
{
    enum rowan_status st;

    if (plan->source.key_count == ROWAN_SOURCE_KEY_MAX)
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err, "the source's key has more than %d columns",
                               ROWAN_SOURCE_KEY_MAX);
    st = rowan_plan_source_column(plan, column, type, err);
    if (st == ROWAN_OK)
        plan->source.key_count = plan->source.column_count;
    return st;
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
    if (!rowan_plan_copy(plan, &columns[plan->source.column_count].name, column))
        return rowan_out_of_memory(err);
    plan->source.column_count++;
    if (plan->source.key_count == 0)
        plan->source.key_count = 1;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_revision(struct rowan_plan *plan, const char *column,
                                      const struct rowan_type *type, struct rowan_error *err)
{
    struct rowan_source_table *source = &plan->source;
    enum rowan_status st = ROWAN_OK;
    size_t i = 0;

    while (i < source->column_count && strcmp(source->columns[i].name, column) != 0)
        i++;
    if (source->is_files && (strcmp(column, "modified") != 0 || type->kind != ROWAN_TIMESTAMP))
        return rowan_plan_fail(plan, source->place, NULL, NULL, err,
                               "revision of files is timestamp \"modified\", their time with their size, or "
                               "digest()");
    if (i < source->key_count)
        return rowan_plan_fail(
            plan, source->place, NULL, NULL, err,
            "revision: \"%s\" is a column of the key, by which it would be another document", column);
    if (i < source->column_count && !rowan_type_same(&source->columns[i].type, type))
        return rowan_plan_fail(plan, source->place, NULL, NULL, err,
                               "revision: the source column \"%s\" has another type among the columns",
                               column);
    if (i == source->column_count)
        st = rowan_plan_source_column(plan, column, type, err);
    source->revision = ROWAN_REVISION_COLUMN;
    source->revision_column = i;
    return st;
}

enum rowan_status rowan_plan_assume(struct rowan_plan *plan, struct rowan_location place, const char *zone,
                                    enum rowan_choice gap, enum rowan_choice overlap, struct rowan_error *err)
{
    enum rowan_status st = rowan_assumed_zone_load(&plan->assumed, zone, gap, overlap, &plan->arena, err);

    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, place, NULL, NULL, err);
    return st;
}

enum rowan_status rowan_plan_dates(struct rowan_plan *plan, struct rowan_location place,
                                   const char *const *formats, size_t count, int pivot,
                                   struct rowan_error *err)
{
    struct rowan_datetime_wanted wanted = {.texts = formats, .count = count, .pivot = pivot};
    bool usual = count == 1 && strcmp(formats[0], "iso") == 0 && !pivot;
    enum rowan_status st = ROWAN_OK;

    if (usual && !plan->assumed)
        return ROWAN_OK;
    if (!usual)
        st = rowan_datetime_formats_make(&plan->dates, ROWAN_DATE, &wanted, &plan->arena, err);
    wanted.and_iso = true;
    wanted.assumed = plan->assumed;
    if (st == ROWAN_OK)
        st = rowan_datetime_formats_make(&plan->expr_dates, ROWAN_DATE, &wanted, &plan->arena, err);
    if (st == ROWAN_MAPPING) {
        rowan_error_prefix(err, "dates");
        rowan_plan_place(plan, place, NULL, NULL, err);
    }
    return st;
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

/* ---- the whole ---- */

static enum rowan_status check_source(const struct rowan_plan *plan, struct rowan_error *err)
{
    bool is_table = plan->source.name && plan->source.document && plan->source.column_count;

    if (!is_table && !plan->source.is_files)
        return rowan_plan_fail(plan, nowhere, NULL, NULL, err,
                               "the mapping has no source: add source = { table = \"...\", key = \"...\", "
                               "document = \"...\" }, or source = { files = \"**/*.xml\" }");
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

static size_t find_first_into(const struct rowan_plan *plan, size_t table)
{
    size_t first = 0;

    while (strcmp(plan->tables[first].name, plan->tables[table].name) != 0)
        first++;
    return first;
}

enum rowan_status rowan_plan_freeze(struct rowan_plan *plan, struct rowan_error *err)
{
    enum rowan_status st = check_source(plan, err);

    for (size_t t = 0; t < plan->table_count; t++)
        plan->tables[t].first_into = find_first_into(plan, t);
    if (st == ROWAN_OK)
        st = rowan_plan_exprs(plan, err);
    if (st == ROWAN_OK)
        st = rowan_plan_parameters_used(plan, err);
    for (size_t i = 0; st == ROWAN_OK && i < plan->table_count; i++)
        st = rowan_table_check(plan, &plan->tables[i], err);
    if (st == ROWAN_OK)
        st = rowan_plan_check_defaults(plan, err);
    if (st == ROWAN_OK && plan->lineage)
        st = rowan_lineage_check(plan, err);
    if (st == ROWAN_OK && plan->numbered)
        st = rowan_plan_identities(plan, err);
    if (st == ROWAN_OK && plan->xpath_count)
        st = keep_namespaces(plan, err);
    if (st == ROWAN_OK)
        st = rowan_path_use_list(plan, err);
    if (st == ROWAN_OK)
        rowan_plan_build_free(plan);
    return st;
}
