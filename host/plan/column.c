/*
 * Adding a column to a plan: where its cells come from, which type it has, and every check that can be
 * made from the mapping alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "plan/build.h"
#include "plan/expr.h"
#include "xml/xpath.h"

struct place_of {
    struct rowan_plan *plan;
    struct rowan_table *table;
    const struct rowan_column_spec *spec;
    struct rowan_column *column;
    struct rowan_error *err;
};

#define refuse(at, ...)                                                                                      \
    rowan_plan_refuse((at)->plan, (at)->spec->place, (at)->table->name, (at)->spec->name, (at)->err,         \
                      __VA_ARGS__)

static enum rowan_status no_memory(struct place_of *at)
{
    return rowan_fail(at->err, ROWAN_NO_MEMORY, "memory", "no memory for a mapping");
}

/* Compile path i. Of an xml column it is the elements themselves that matter, not their text. */
static enum rowan_status add_path(struct place_of *at, size_t i)
{
    const struct rowan_column_spec *spec = at->spec;
    const struct rowan_places *from = at->plan->build->places[at->table - at->plan->tables];
    bool markup = spec->type && spec->type->kind == ROWAN_XML;
    struct rowan_path **path = &at->column->paths[i];
    struct rowan_places *ends = NULL;
    enum rowan_status st = rowan_plan_path(at->plan, path, &ends, from, spec->paths[i], !markup, at->err);

    if (st == ROWAN_OK && markup && !rowan_path_ends_at_element(*path))
        st = rowan_fail(at->err, ROWAN_MAPPING, "path",
                        "path \"%.100s\" must end at an element: xml is its markup", spec->paths[i]);
    if (st == ROWAN_OK && markup && !rowan_projection_locate(at->plan->projection, ends))
        st = no_memory(at);
    if (st != ROWAN_OK)
        rowan_plan_place(at->plan, spec->place, at->table->name, spec->name, at->err);
    return st;
}

static enum rowan_status add_paths(struct place_of *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_status st = ROWAN_OK;

    if (spec->path_count == 0)
        return refuse(at, "no path is given");
    if (spec->path_count > ROWAN_PATHS_MAX)
        return refuse(at, "%zu paths are given, %d is the most", spec->path_count, ROWAN_PATHS_MAX);
    if (spec->path_count > 1 && (spec->via_count == 0 || spec->via[0].transform != ROWAN_TRANSFORM_CALL))
        return refuse(at, "%zu paths are given, but no via function to make one value of them",
                      spec->path_count);
    column->paths = rowan_arena_alloc(&at->plan->arena, spec->path_count * sizeof(struct rowan_path *));
    if (!column->paths)
        return no_memory(at);
    for (size_t i = 0; st == ROWAN_OK && i < spec->path_count; i++)
        st = add_path(at, i);
    column->path_count = spec->path_count;
    return st;
}

/* The number of a path of an expression: each different one becomes a path of the column. */
static enum rowan_status add_operand(void *context, const char *path, size_t *operand,
                                     struct rowan_error *err)
{
    struct place_of *at = context;
    struct rowan_column *column = at->column;
    const struct rowan_places *from = at->plan->build->places[at->table - at->plan->tables];
    enum rowan_status st;

    for (*operand = 0; *operand < column->path_count; ++*operand)
        if (strcmp(column->paths[*operand]->text, path) == 0)
            return ROWAN_OK;
    if (column->path_count == ROWAN_PATHS_MAX)
        return rowan_fail(err, ROWAN_MAPPING, "mapping", "%d different paths are the most", ROWAN_PATHS_MAX);
    st = rowan_plan_path(at->plan, &column->paths[column->path_count], NULL, from, path, true, err);
    if (st == ROWAN_OK)
        column->path_count++;
    return st;
}

static enum rowan_status add_expr(struct place_of *at)
{
    struct rowan_expr_paths paths = {.resolve = add_operand, .context = at, .dates = at->plan->expr_dates};
    enum rowan_status st;

    at->column->paths = rowan_arena_alloc(&at->plan->arena, ROWAN_PATHS_MAX * sizeof(struct rowan_path *));
    if (!at->column->paths)
        return no_memory(at);
    st = rowan_expr_parse(&at->column->expr, rowan_text_of(at->spec->of), &at->plan->arena, &paths, at->err);
    if (st == ROWAN_MAPPING) {
        rowan_error_prefix(at->err, "expr");
        rowan_plan_place(at->plan, at->spec->place, at->table->name, at->spec->name, at->err);
    }
    return st;
}

/* The tree that it is evaluated on knows the row's element by its number in the document. */
static enum rowan_status add_xpath(struct place_of *at)
{
    struct rowan_plan *plan = at->plan;
    const char *text = at->spec->of;
    enum rowan_status st =
        rowan_xpath_check(text, plan->build->namespaces, plan->build->namespace_count, at->err);

    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, at->spec->place, at->table->name, at->spec->name, at->err);
    if (st != ROWAN_OK)
        return st;
    at->column->xpath = rowan_arena_alloc(&plan->arena, strlen(text) + 1);
    if (!at->column->xpath ||
        !rowan_projection_locate(plan->projection, plan->build->places[at->table - plan->tables]))
        return no_memory(at);
    rowan_xpath_line(text, at->column->xpath);
    at->column->of = (int)plan->xpath_count++;
    return ROWAN_OK;
}

static enum rowan_status find_parent_column(struct place_of *at)
{
    const struct rowan_table *parent;
    struct rowan_nearest nearest;
    char hint[120];

    if (at->table->parent < 0)
        return refuse(at, "parent \"%s\": this table is not the child of another", at->spec->of);
    parent = &at->plan->tables[at->table->parent];
    at->column->of = rowan_table_find_column(parent, at->spec->of);
    if (at->column->of >= 0) {
        at->column->type = parent->columns[at->column->of].type;
        return ROWAN_OK;
    }
    rowan_nearest_init(&nearest, rowan_text_of(at->spec->of));
    for (size_t i = 0; i < parent->column_count; i++)
        rowan_nearest_offer(&nearest, parent->columns[i].name);
    return refuse(at, "parent \"%s\": table %s has no such column%s", at->spec->of, parent->name,
                  rowan_nearest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status find_source_column(struct place_of *at, const char *name, int *of)
{
    struct rowan_nearest nearest;
    char hint[120];

    rowan_nearest_init(&nearest, rowan_text_of(name));
    for (size_t i = 0; i < at->plan->carried_count; i++) {
        if (strcmp(at->plan->carried[i].name, name) == 0) {
            *of = (int)i;
            return ROWAN_OK;
        }
        rowan_nearest_offer(&nearest, at->plan->carried[i].name);
    }
    return refuse(at, "source \"%s\" is neither the key nor one of the source's columns%s", name,
                  rowan_nearest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status find_run_value(struct place_of *at, const char *name, int *of)
{
    static const char *const values[] = {"id", "started", "mapping", "version"};

    for (int i = 0; i < ROWAN_RUN_VALUES; i++) {
        if (strcmp(values[i], name) == 0) {
            *of = i;
            return ROWAN_OK;
        }
    }
    return refuse(at, "run \"%s\": a run has \"id\", \"started\", \"mapping\" and \"version\"", name);
}

static enum rowan_status set_source(struct place_of *at)
{
    enum rowan_status st = find_source_column(at, at->spec->of, &at->column->of);

    if (st == ROWAN_OK)
        at->column->type = at->plan->carried[at->column->of].type;
    return st;
}

static enum rowan_status set_run(struct place_of *at)
{
    static const struct rowan_type types[] = {{.kind = ROWAN_TEXT, .length = 40},
                                              {.kind = ROWAN_TIMESTAMP},
                                              {.kind = ROWAN_TEXT, .length = 100},
                                              {.kind = ROWAN_TEXT, .length = 100}};
    enum rowan_status st = find_run_value(at, at->spec->of, &at->column->of);

    if (st == ROWAN_OK)
        at->column->type = types[at->column->of];
    return st;
}

/* ---- what several rows of one match are given ---- */

static enum rowan_status find_label(struct place_of *at)
{
    struct rowan_nearest nearest;
    char hint[120];

    if (!at->table->pairs)
        return refuse(at, "label() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    rowan_nearest_init(&nearest, rowan_text_of(at->spec->of));
    for (size_t i = 1; i < at->table->given_count; i++) {
        if (strcmp(at->table->given[i], at->spec->of) == 0) {
            at->column->of = (int)i;
            return ROWAN_OK;
        }
        rowan_nearest_offer(&nearest, at->table->given[i]);
    }
    return refuse(at, "label \"%s\": no pair of unpivot has such a field%s", at->spec->of,
                  rowan_nearest_hint(&nearest, hint, sizeof hint));
}

/* The fields of a record are those that columns ask for. */
static enum rowan_status add_field(struct place_of *at)
{
    struct rowan_table *table = at->table;
    char **given;

    if (!table->maker)
        return refuse(at, "field \"%s\" needs a table with rows = { \"path\", via = function }",
                      at->spec->of);
    for (size_t i = 0; i < table->given_count; i++) {
        at->column->of = (int)i;
        if (strcmp(table->given[i], at->spec->of) == 0)
            return ROWAN_OK;
    }
    given = rowan_arena_alloc(&at->plan->arena, (table->given_count + 1) * sizeof *given);
    if (!given)
        return no_memory(at);
    if (table->given_count)
        memcpy(given, table->given, table->given_count * sizeof *given);
    table->given = given;
    at->column->of = (int)table->given_count;
    given[table->given_count] = rowan_arena_copy(&at->plan->arena, at->spec->of, strlen(at->spec->of));
    return given[table->given_count++] ? ROWAN_OK : no_memory(at);
}

static enum rowan_status copy_text(struct place_of *at, struct rowan_text *to, struct rowan_text from)
{
    to->size = from.size;
    to->data = from.data ? rowan_arena_copy(&at->plan->arena, from.data, from.size) : NULL;
    return from.data && !to->data ? no_memory(at) : ROWAN_OK;
}

static enum rowan_status set_origin(struct place_of *at)
{
    at->column->origin = at->spec->origin;
    switch (at->spec->origin) {
    case ROWAN_FROM_PATHS:
        return add_paths(at);
    case ROWAN_FROM_PARENT:
        return find_parent_column(at);
    case ROWAN_FROM_SOURCE:
        return set_source(at);
    case ROWAN_FROM_RUN:
        return set_run(at);
    case ROWAN_FROM_POSITION:
        at->column->type.kind = ROWAN_INTEGER;
        return ROWAN_OK;
    case ROWAN_FROM_CONSTANT:
        at->column->type.kind = ROWAN_TEXT;
        return copy_text(at, &at->column->constant, at->spec->constant);
    case ROWAN_FROM_EXPR:
        return add_expr(at);
    case ROWAN_FROM_XPATH:
        return add_xpath(at);
    case ROWAN_FROM_VALUE:
        at->column->type.kind = ROWAN_TEXT;
        return at->table->pairs
                   ? ROWAN_OK
                   : refuse(at, "value() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    case ROWAN_FROM_LABEL:
        at->column->type.kind = ROWAN_TEXT;
        return find_label(at);
    case ROWAN_FROM_FIELD:
        at->column->type.kind = ROWAN_TEXT;
        return add_field(at);
    }
    return ROWAN_USAGE;
}

/* An enum's default may be one of its values instead of one of its texts: that is what ends up in the column.
 */
static bool find_enum_value(struct place_of *at, struct rowan_text text, struct rowan_value *out)
{
    const struct rowan_labels *labels = at->column->type.labels;
    char number[24];

    for (size_t i = 0; at->column->type.kind == ROWAN_ENUM && i < labels->count; i++) {
        const struct rowan_label *label = &labels->items[i];
        snprintf(number, sizeof number, "%lld", (long long)label->number);
        if (!rowan_text_equal(text, rowan_text_of(label->value ? label->value : number)))
            continue;
        out->null = false;
        out->number = label->number;
        out->text = rowan_text_of(label->value);
        return true;
    }
    return false;
}

/* A constant or default that its own type refuses would fail every document: convert it now, once. */
static enum rowan_status convert_literal(struct place_of *at, const char *what, struct rowan_text text,
                                         struct rowan_value *out)
{
    struct rowan_value_rules rules = at->column->rules;
    struct rowan_buffer scratch = {0};
    enum rowan_status st;

    out->null = true;
    if (!text.data || find_enum_value(at, text, out))
        return ROWAN_OK;
    st = rowan_value_convert(&at->column->type, &rules, text, &scratch, out, at->err);
    if (st == ROWAN_DOCUMENT && rules.formats) { /* who writes a mapping may always write ISO */
        rules.formats = NULL;
        if (rowan_value_convert(&at->column->type, &rules, text, &scratch, out, NULL) == ROWAN_OK)
            st = ROWAN_OK;
    }
    if (st == ROWAN_OK && !out->null && !rowan_type_is_integer(&at->column->type))
        st = copy_text(at, &out->text, out->text);
    rowan_buffer_clear(&scratch);
    if (st == ROWAN_DOCUMENT) {
        rowan_error_prefix(at->err, "%s", what);
        rowan_plan_place(at->plan, at->spec->place, at->table->name, at->spec->name, at->err);
        st = ROWAN_MAPPING;
        if (at->err)
            at->err->status = st;
    }
    return st;
}

/* A default may be a value of the run or of the source row instead of a literal. */
static enum rowan_status set_default_origin(struct place_of *at)
{
    at->column->default_from = at->spec->default_from;
    if (at->spec->default_from == ROWAN_FROM_RUN)
        return find_run_value(at, at->spec->default_of, &at->column->default_of);
    if (at->spec->default_from == ROWAN_FROM_SOURCE)
        return find_source_column(at, at->spec->default_of, &at->column->default_of);
    at->column->default_from = ROWAN_FROM_CONSTANT;
    return ROWAN_OK;
}

static bool same_type(const struct rowan_type *a, const struct rowan_type *b)
{
    return a->kind == b->kind && a->precision == b->precision && a->scale == b->scale &&
           a->length == b->length && a->labels == b->labels;
}

static enum rowan_status set_type(struct place_of *at)
{
    enum rowan_status st;

    if (!at->spec->type && at->spec->origin == ROWAN_FROM_PATHS)
        return refuse(at, "no type is given");
    if (!at->spec->type && at->spec->origin == ROWAN_FROM_EXPR)
        return refuse(at, "an expr needs a type: decimal(12, 2)(expr [[ ... ]])");
    if (!at->spec->type && at->spec->origin == ROWAN_FROM_XPATH)
        return refuse(at, "an xpath needs a type: text(80)(xpath \"...\")");
    if (at->spec->type) {
        if (at->spec->origin == ROWAN_FROM_PARENT && !same_type(at->spec->type, &at->column->type))
            return refuse(at, "a parent's column keeps its type; leave the type away");
        at->column->type = *at->spec->type;
        if (at->spec->type->kind == ROWAN_XML && at->spec->origin != ROWAN_FROM_PATHS &&
            at->spec->origin != ROWAN_FROM_PARENT)
            return refuse(at, "xml is the markup of an element: it needs a path to one");
    }
    st = rowan_type_check(&at->column->type, at->err);
    if (st != ROWAN_OK) {
        rowan_plan_place(at->plan, at->spec->place, at->table->name, at->spec->name, at->err);
        return st;
    }
    at->column->rules = at->spec->rules;
    at->column->rules.ignore_case = at->spec->ignore_case && at->column->type.kind == ROWAN_ENUM;
    st = rowan_plan_formats(at->plan, at->table, at->spec, at->column, at->err);
    if (st != ROWAN_OK)
        return st;
    st = copy_text(at, &at->column->fallback, at->spec->fallback);
    if (st == ROWAN_OK)
        st = set_default_origin(at);
    if (st == ROWAN_OK)
        st = convert_literal(at, "default", at->column->fallback, &at->column->otherwise);
    if (st == ROWAN_OK && at->spec->origin == ROWAN_FROM_CONSTANT && at->spec->via_count == 0)
        st = convert_literal(at, "constant", at->column->constant, &at->column->otherwise);
    return st;
}

/* An option that cannot do anything where it stands is a misunderstanding. */
static enum rowan_status check_options(struct place_of *at)
{
    const struct rowan_column_spec *spec = at->spec;
    const struct rowan_value_rules *rules = &spec->rules;
    enum rowan_kind kind = at->column->type.kind;
    bool copied = spec->origin == ROWAN_FROM_PARENT;

    if (copied && spec->via_count)
        return refuse(at, "via works on texts from paths or the source, not on a parent's column");
    if (copied && (rules->trim || rules->keep_empty || rules->too_long || rules->rounding || rules->zone ||
                   spec->null_if_count || spec->bad_missing || spec->ignore_case || spec->format_count ||
                   rules->encoding || spec->inner))
        return refuse(at, "a parent's column is copied as it is: say how to convert it there");
    if (spec->pick && spec->origin != ROWAN_FROM_PATHS && spec->origin != ROWAN_FROM_EXPR &&
        spec->origin != ROWAN_FROM_XPATH && spec->origin != ROWAN_FROM_VALUE)
        return refuse(at, "pick chooses among the matches of a path; this column has no path");
    if (spec->joiner && spec->pick != ROWAN_PICK_JOIN)
        return refuse(at, "joiner does nothing without pick = \"join\"");
    if (spec->lenient && spec->via_count == 0)
        return refuse(at, "strict does nothing without via");
    if (spec->inner && kind != ROWAN_XML)
        return refuse(at, "inner is for xml, not for %s", rowan_kind_name(kind));
    if (rules->too_long && kind != ROWAN_TEXT)
        return refuse(at, "too_long is for text(n), not for %s", rowan_kind_name(kind));
    if (rules->encoding && kind != ROWAN_BINARY)
        return refuse(at, "encoding is for binary, not for %s", rowan_kind_name(kind));
    if (spec->identity && (kind < ROWAN_TINYINT || kind > ROWAN_BIGINT))
        return refuse(at, "identity is for whole numbers such as bigint, not for %s", rowan_kind_name(kind));
    if (rules->zone && !rowan_kind_is_moment(kind))
        return refuse(at, "zone is for date, time and timestamp, not for %s", rowan_kind_name(kind));
    if (spec->ignore_case && kind != ROWAN_ENUM && spec->null_if_count == 0)
        return refuse(at, "ignore_case is for enum and for null_if, not for %s", rowan_kind_name(kind));
    if (at->column->rules.ignore_case && at->column->type.labels->alike)
        return refuse(at, "label \"%s\" is there twice without regard to case",
                      at->column->type.labels->alike);
    return rowan_plan_rounding(at->plan, at->table, spec, at->column, at->err);
}

/* Only then does it matter what a missing value becomes. */
static bool may_be_missing(const struct place_of *at)
{
    switch (at->column->origin) {
    case ROWAN_FROM_PARENT:
    case ROWAN_FROM_POSITION:
    case ROWAN_FROM_CONSTANT:
    case ROWAN_FROM_RUN:
        return false;
    default:
        return !at->spec->required && !at->column->fallback.data;
    }
}

/* A value of the document says that there is something, a flag does not: an application that forgot to clear
 * it sets it everywhere. */
static void set_counts(struct place_of *at)
{
    const struct rowan_column *column = at->column;
    bool given = column->origin == ROWAN_FROM_PATHS || column->origin == ROWAN_FROM_VALUE ||
                 column->origin == ROWAN_FROM_FIELD; /* by the document */
    bool flag = column->type.kind == ROWAN_BOOLEAN || column->type.kind == ROWAN_BIT;

    at->column->counts = at->spec->counts;
    if (at->spec->counts == ROWAN_COUNTS_AUTO)
        at->column->counts = given && !flag ? ROWAN_COUNTS_YES : ROWAN_COUNTS_NO;
}

static enum rowan_status copy_lists(struct place_of *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_status st = ROWAN_OK;

    column->via = rowan_arena_alloc(&at->plan->arena, (spec->via_count + 1) * sizeof *column->via);
    column->null_if.items =
        rowan_arena_alloc(&at->plan->arena, (spec->null_if_count + 1) * sizeof *column->null_if.items);
    if (!column->via || !column->null_if.items)
        return no_memory(at);
    if (spec->via_count)
        memcpy(column->via, spec->via, spec->via_count * sizeof *column->via);
    column->via_count = spec->via_count;
    column->null_if.count = spec->null_if_count;
    column->null_if.ignore_case = spec->ignore_case;
    for (size_t i = 0; st == ROWAN_OK && i < spec->null_if_count; i++)
        st = copy_text(at, &column->null_if.items[i], spec->null_if[i]);
    return st;
}

/* The paths and expressions of value() are those of the pairs. */
static void share_options(struct place_of *at)
{
    for (size_t i = 0; i < at->table->pair_count; i++) {
        struct rowan_column *pair = at->table->pairs[i].value;
        pair->bad_missing = pair->bad_missing || at->column->bad_missing;
        if (!at->column->pick)
            continue;
        pair->pick = at->column->pick;
        pair->joiner = at->column->joiner;
    }
}

static enum rowan_status set_options(struct place_of *at)
{
    enum rowan_status st;

    at->column->required = at->spec->required;
    at->column->identity = at->spec->identity;
    at->column->pick = at->spec->pick;
    at->column->inner = at->spec->inner;
    at->column->bad_missing = at->spec->bad_missing;
    at->column->omit = at->spec->omit && may_be_missing(at);
    at->column->lenient = at->spec->lenient;
    set_counts(at);
    st = copy_lists(at);
    if (st != ROWAN_OK)
        return st;
    if (at->spec->joiner) {
        at->column->joiner = rowan_arena_copy(&at->plan->arena, at->spec->joiner, strlen(at->spec->joiner));
        if (!at->column->joiner)
            return no_memory(at);
    }
    if (at->column->origin == ROWAN_FROM_VALUE)
        share_options(at);
    return check_options(at);
}

static enum rowan_status fill_column(struct place_of *at)
{
    enum rowan_status st;

    at->column->name = rowan_arena_copy(&at->plan->arena, at->spec->name, strlen(at->spec->name));
    if (!at->column->name)
        return no_memory(at);
    st = rowan_plan_keep_place(at->plan, at->spec->place, &at->column->place, at->err);
    if (st != ROWAN_OK)
        return st;
    if (at->spec->name[0] == '\0')
        return refuse(at, "the column's name is empty");
    if (rowan_table_find_column(at->table, at->spec->name) >= 0)
        return refuse(at, "the column is there twice");
    st = set_origin(at);
    if (st == ROWAN_OK)
        st = set_type(at);
    if (st == ROWAN_OK)
        st = set_options(at);
    return st;
}

enum rowan_status rowan_plan_column(struct rowan_plan *plan, int index, const struct rowan_column_spec *spec,
                                    struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    struct rowan_column *columns = realloc(table->columns, (table->column_count + 1) * sizeof *columns);
    struct place_of at = {plan, table, spec, NULL, err};
    enum rowan_status st;

    if (!columns)
        return no_memory(&at);
    table->columns = columns;
    at.column = &columns[table->column_count];
    memset(at.column, 0, sizeof *at.column);
    at.column->otherwise.null = true;
    st = fill_column(&at);
    if (st == ROWAN_OK)
        table->column_count++;
    return st;
}

enum rowan_status rowan_plan_hidden(struct rowan_plan *plan, struct rowan_table *table,
                                    const struct rowan_column_spec *spec, struct rowan_column **out,
                                    struct rowan_error *err)
{
    struct place_of at = {plan, table, spec, rowan_arena_alloc(&plan->arena, sizeof **out), err};
    enum rowan_status st;

    if (!at.column)
        return no_memory(&at);
    at.column->otherwise.null = true;
    st = set_origin(&at);
    if (st == ROWAN_OK)
        st = set_type(&at);
    if (st == ROWAN_OK)
        st = set_options(&at);
    at.column->name = rowan_arena_copy(&plan->arena, spec->name, strlen(spec->name));
    if (st == ROWAN_OK && !at.column->name)
        st = no_memory(&at);
    if (st == ROWAN_OK)
        st = rowan_plan_keep_place(plan, spec->place, &at.column->place, err);
    if (st == ROWAN_OK)
        *out = at.column;
    return st;
}
