/*
 * Adding a column to a plan: where its cells come from, its type, what its options make of each other. Every
 * check that can be made from the mapping alone is made here; which options a column takes is the table's
 * (option.h).
 */
#include "plan/column_builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "plan/build.h"
#include "plan/existing_builder.h"
#include "plan/expr_builder.h"
#include "plan/hash_builder.h"
#include "plan/identity_builder.h"
#include "plan/notation_builder.h"
#include "plan/option.h"
#include "plan/parameter.h"
#include "plan/recursion.h"
#include "value/convert.h"
#include "value/datetime_format.h"
#include "xml/xpath.h"
#include "xml/xpath_words.h"

/* A column that is being added. */
struct addition {
    bool hidden; /* it is no column of a row */
    struct rowan_plan *plan;
    struct rowan_table *table;
    const struct rowan_column_spec *spec;
    struct rowan_column *column;
    struct rowan_error *err;
};

/* ROWAN_MAPPING with the place of the column. */
#define fail(at, ...)                                                                                        \
    rowan_plan_fail((at)->plan, (at)->spec->place, (at)->table->label, (at)->spec->name, (at)->err,          \
                    __VA_ARGS__)

static enum rowan_status copy_text(struct addition *at, struct rowan_slice *to, struct rowan_slice from)
{
    to->size = from.size;
    to->data = from.data ? rowan_arena_copy(&at->plan->arena, from.data, from.size) : NULL;
    return from.data && !to->data ? rowan_out_of_memory(at->err) : ROWAN_OK;
}

/* Compile path i. Of an xml column it is the elements themselves that matter, not their text. */
static enum rowan_status add_path(struct addition *at, size_t i)
{
    const struct rowan_column_spec *spec = at->spec;
    const struct rowan_node_set *from = at->plan->build->places[at->table - at->plan->tables];
    bool markup = spec->type && spec->type->kind == ROWAN_XML;
    struct rowan_path **path = &at->column->paths[i];
    struct rowan_node_set *ends = NULL;
    enum rowan_status st = rowan_plan_path(at->plan, path, &ends, from, spec->paths[i], !markup, at->err);

    if (st == ROWAN_OK && markup && !rowan_path_ends_at_element(*path))
        st = rowan_fail(at->err, ROWAN_MAPPING, "path",
                        "path \"%.100s\" must end at an element: xml is its markup", spec->paths[i]);
    if (st == ROWAN_OK && markup && !rowan_projection_locate(at->plan->projection, ends))
        st = rowan_out_of_memory(at->err);
    if (st != ROWAN_OK)
        rowan_plan_place(at->plan, spec->place, at->table->label, spec->name, at->err);
    return st;
}

static enum rowan_status add_paths(struct addition *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_status st = ROWAN_OK;

    if (spec->path_count == 0)
        return fail(at, "no path is given");
    if (spec->path_count > ROWAN_PATHS_MAX)
        return fail(at, "%zu paths are given, %d is the most", spec->path_count, ROWAN_PATHS_MAX);
    if (spec->path_count > 1 && (spec->via_count == 0 || spec->via[0].transform != ROWAN_TEXT_FUNCTION_CALL))
        return fail(at, "%zu paths are given, but no via function to make one value of them",
                    spec->path_count);
    column->paths = rowan_arena_alloc(&at->plan->arena, spec->path_count * sizeof(struct rowan_path *));
    if (!column->paths)
        return rowan_out_of_memory(at->err);
    for (size_t i = 0; st == ROWAN_OK && i < spec->path_count; i++)
        st = add_path(at, i);
    column->path_count = spec->path_count;
    return st;
}

/* A column of the row may stand behind this one, so those of a row are parsed when all are there. */
static enum rowan_status add_expr(struct addition *at)
{
    struct rowan_column *column = at->column;

    column->expr_text = rowan_arena_copy(&at->plan->arena, at->spec->of, strlen(at->spec->of));
    if (!column->expr_text)
        return rowan_out_of_memory(at->err);
    if (!at->hidden)
        return ROWAN_OK;
    column->place = at->spec->place;
    column->name = rowan_arena_copy(&at->plan->arena, at->spec->name, strlen(at->spec->name));
    return column->name ? rowan_plan_expr(at->plan, at->table, column, true, at->err)
                        : rowan_out_of_memory(at->err);
}

/* The tree that it is evaluated on knows the row's element by its number in the document. */
static enum rowan_status add_xpath(struct addition *at)
{
    struct rowan_plan *plan = at->plan;
    const char *text = at->spec->of;
    enum rowan_status st =
        rowan_xpath_check(text, plan->build->namespaces, plan->build->namespace_count, at->err);

    if (st == ROWAN_MAPPING)
        rowan_plan_place(plan, at->spec->place, at->table->label, at->spec->name, at->err);
    if (st != ROWAN_OK)
        return st;
    if (rowan_projection_is_inner(plan->projection, plan->build->places[at->table - plan->tables])) {
        rowan_fail(at->err, ROWAN_MAPPING, "xpath",
                   "xpath is evaluated on the document itself, and the rows of \"%.100s\" are in one that is "
                   "a text in it; say it with a path",
                   at->table->each->text);
        rowan_plan_place(plan, at->spec->place, at->table->label, at->spec->name, at->err);
        return ROWAN_MAPPING;
    }
    at->column->xpath = rowan_arena_alloc(&plan->arena, strlen(text) + 1);
    if (!at->column->xpath ||
        !rowan_projection_locate(plan->projection, plan->build->places[at->table - plan->tables]))
        return rowan_out_of_memory(at->err);
    rowan_xpath_line(text, at->column->xpath);
    at->column->of = (int)plan->xpath_count++;
    return ROWAN_OK;
}

/* The row above, or the row that all of them are below. */
static enum rowan_status find_above(struct addition *at)
{
    const struct rowan_table *table = at->table;
    const struct rowan_table *parent = table->parent >= 0 ? &at->plan->tables[table->parent] : NULL;
    size_t of = 0;
    enum rowan_recursion_of which = rowan_recursion_find(at->plan, table, at->spec->of, &of);
    char written[120];

    if (which == ROWAN_RECURSION_OF_NONE || which == ROWAN_RECURSION_OF_BOTH) {
        snprintf(written, sizeof written, "parent \"%.100s\"", at->spec->of);
        rowan_recursion_fail(at->plan, table, which, written, at->spec->of, at->err);
        rowan_plan_place(at->plan, at->spec->place, table->label, at->spec->name, at->err);
        return ROWAN_MAPPING;
    }
    if (which == ROWAN_RECURSION_OF_ABOVE)
        at->column->origin = ROWAN_FROM_ABOVE;
    at->column->of = (int)of;
    at->column->type = (which == ROWAN_RECURSION_OF_ABOVE ? table : parent)->columns[of].type;
    at->column->numbered = (which == ROWAN_RECURSION_OF_ABOVE ? table : parent)->columns[of].numbered;
    at->column->existing = (which == ROWAN_RECURSION_OF_ABOVE ? table : parent)->columns[of].existing;
    return ROWAN_OK;
}

static enum rowan_status find_parent_column(struct addition *at)
{
    const struct rowan_table *parent;
    char hint[120];

    if (at->table->recursive)
        return find_above(at);
    if (at->table->parent < 0)
        return fail(at, "parent \"%s\": this table is not the child of another", at->spec->of);
    parent = &at->plan->tables[at->table->parent];
    at->column->of = rowan_table_find_column(parent, at->spec->of);
    if (at->column->of >= 0) {
        at->column->type = parent->columns[at->column->of].type;
        at->column->numbered = parent->columns[at->column->of].numbered;
        at->column->existing = parent->columns[at->column->of].existing;
        return ROWAN_OK;
    }
    return fail(at, "parent \"%s\": table %s has no such column%s", at->spec->of, parent->name,
                rowan_table_column_hint(parent, at->spec->of, hint, sizeof hint));
}

static enum rowan_status find_source_column(struct addition *at, const char *name, int *of)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < at->plan->source.column_count; i++) {
        if (strcmp(at->plan->source.columns[i].name, name) == 0) {
            *of = (int)i;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, at->plan->source.columns[i].name);
    }
    return fail(at, "source \"%s\" is neither the key nor one of the source's columns%s", name,
                rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status find_run_value(struct addition *at, const char *name, int *of)
{
    for (int i = 0; i < ROWAN_RUN_VALUES; i++) {
        if (strcmp(rowan_run_value_name((enum rowan_run_value)i), name) == 0) {
            *of = i;
            return ROWAN_OK;
        }
    }
    return fail(at, "run \"%s\": a run has \"id\", \"started\", \"mapping\" and \"version\"", name);
}

static enum rowan_status set_source(struct addition *at)
{
    enum rowan_status st = find_source_column(at, at->spec->of, &at->column->of);

    if (st == ROWAN_OK)
        at->column->type = at->plan->source.columns[at->column->of].type;
    return st;
}

static enum rowan_status set_run(struct addition *at)
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

static enum rowan_status set_constant(struct addition *at)
{
    const struct rowan_parameter *parameter = NULL;
    enum rowan_status st;

    at->column->type.kind = ROWAN_TEXT;
    if (!at->spec->of)
        return copy_text(at, &at->column->constant, at->spec->constant);
    st = rowan_plan_parameter_find(at->plan, at->spec->of, &parameter, at->err);
    if (st == ROWAN_MAPPING)
        rowan_plan_place(at->plan, at->spec->place, at->table->label, at->spec->name, at->err);
    if (st != ROWAN_OK)
        return st;
    at->column->type = parameter->type;
    at->column->constant = parameter->text;
    at->column->parameter = parameter->name;
    return ROWAN_OK;
}

/* Without a name it is that which PostgreSQL gives to the sequence of a serial column. */
static enum rowan_status set_sequence(struct addition *at)
{
    struct rowan_column *column = at->column;
    const char *table = at->table->name, *of = at->spec->of;
    size_t size = strlen(table) + strlen(at->spec->name) + sizeof "__seq";

    column->type.kind = ROWAN_BIGINT;
    column->numbered = true;
    column->sequence_derived = !of;
    if (of && !*of)
        return fail(at, "the sequence's name is empty; sequence() takes one that is named after the column");
    column->sequence =
        of ? rowan_arena_copy(&at->plan->arena, of, strlen(of)) : rowan_arena_alloc(&at->plan->arena, size);
    if (!column->sequence)
        return rowan_out_of_memory(at->err);
    if (!of)
        snprintf(column->sequence, size, "%s_%s_seq", table, at->spec->name);
    return ROWAN_OK;
}

/* ---- what several rows of one match are given ---- */

static enum rowan_status find_label(struct addition *at)
{
    struct rowan_suggest nearest;
    char hint[120];

    if (!at->table->unpivot)
        return fail(at, "label() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    rowan_suggest_init(&nearest, rowan_slice_of(at->spec->of));
    for (size_t i = 0; i < at->table->given_count; i++) {
        if (strcmp(at->table->given[i], at->spec->of) == 0) {
            at->column->of = (int)i;
            return ROWAN_OK;
        }
        rowan_suggest_offer(&nearest, at->table->given[i]);
    }
    return fail(at, "label \"%s\": no pair of unpivot has such a field%s", at->spec->of,
                rowan_suggest_hint(&nearest, hint, sizeof hint));
}

/* The fields of a record are those that columns ask for. */
static enum rowan_status add_field(struct addition *at)
{
    struct rowan_table *table = at->table;
    char **given;

    if (!table->row_function)
        return fail(at, "field \"%s\" needs a table with rows = { \"path\", via = function }", at->spec->of);
    for (size_t i = 0; i < table->given_count; i++) {
        at->column->of = (int)i;
        if (strcmp(table->given[i], at->spec->of) == 0)
            return ROWAN_OK;
    }
    given = rowan_arena_alloc(&at->plan->arena, (table->given_count + 1) * sizeof *given);
    if (!given)
        return rowan_out_of_memory(at->err);
    if (table->given_count)
        memcpy(given, table->given, table->given_count * sizeof *given);
    table->given = given;
    at->column->of = (int)table->given_count;
    given[table->given_count] = rowan_arena_copy(&at->plan->arena, at->spec->of, strlen(at->spec->of));
    return given[table->given_count++] ? ROWAN_OK : rowan_out_of_memory(at->err);
}

static enum rowan_status set_origin(struct addition *at)
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
    case ROWAN_FROM_LEVEL:
        if (!at->table->recursive)
            return fail(at, "level() is how deep a row is, and needs a table with recursive = true");
        at->column->type.kind = ROWAN_INTEGER;
        return ROWAN_OK;
    case ROWAN_FROM_POSITION:
    case ROWAN_FROM_ORDINAL:
        at->column->type.kind = ROWAN_INTEGER;
        return ROWAN_OK;
    case ROWAN_FROM_ABOVE: /* parent finds it */
        break;
    case ROWAN_FROM_CONSTANT:
        return set_constant(at);
    case ROWAN_FROM_EXPR:
        return add_expr(at);
    case ROWAN_FROM_XPATH:
        return add_xpath(at);
    case ROWAN_FROM_HASH:
        if (at->spec->path_count > ROWAN_OTHERS_MAX)
            return fail(at, "hash: %zu columns are named, %d is the most", at->spec->path_count,
                        ROWAN_OTHERS_MAX);
        return rowan_plan_hash_keep(at->plan, at->column, at->spec->paths, at->spec->path_count, at->err);
    case ROWAN_FROM_SEQUENCE:
        return set_sequence(at);
    case ROWAN_FROM_IDENTITY:
        return rowan_plan_identity_keep(at->plan, at->table, at->column, at->spec, at->err);
    case ROWAN_FROM_EXISTING:
        return rowan_plan_existing_keep(at->plan, at->table, at->column, at->spec, at->err);
    case ROWAN_FROM_VALUE:
        at->column->type.kind = ROWAN_TEXT;
        return at->table->unpivot
                   ? ROWAN_OK
                   : fail(at, "value() needs a table with unpivot = { { \"label\", \"path\" }, ... }");
    case ROWAN_FROM_LABEL:
        at->column->type.kind = ROWAN_TEXT;
        return find_label(at);
    case ROWAN_FROM_FIELD:
        at->column->type.kind = ROWAN_TEXT;
        return add_field(at);
    }
    return ROWAN_USAGE;
}

/* ---- type and literals ---- */

/* An enum's default may be one of its values instead of one of its texts: that is what ends up in the column.
 */
static bool find_enum_value(struct addition *at, struct rowan_slice text, struct rowan_value *out)
{
    const struct rowan_labels *labels = at->column->type.labels;
    char number[24];

    for (size_t i = 0; at->column->type.kind == ROWAN_ENUM && i < labels->count; i++) {
        const struct rowan_label *label = &labels->items[i];
        snprintf(number, sizeof number, "%lld", (long long)label->number);
        if (!rowan_slice_equal(text, rowan_slice_of(label->value ? label->value : number)))
            continue;
        out->null = false;
        out->number = label->number;
        out->text = rowan_slice_of(label->value);
        return true;
    }
    return false;
}

/* A constant or default that its own type refuses would fail every document: convert it now, once. */
static enum rowan_status convert_literal(struct addition *at, const char *what, struct rowan_slice text,
                                         struct rowan_value *out)
{
    struct rowan_value_rules rules = at->column->rules;
    struct rowan_buffer scratch = {0};
    enum rowan_status st;

    rules.notation = (struct rowan_notation){0}; /* who writes a mapping writes plain numbers */
    if (at->spec->origin != ROWAN_FROM_CONSTANT) /* and what is stored, */
        rules.assumed = NULL;
    out->null = true;
    if (!text.data || find_enum_value(at, text, out))
        return ROWAN_OK;
    st = rowan_convert(&at->column->type, &rules, text, &scratch, out, at->err);
    if (st == ROWAN_DOCUMENT && rules.formats) { /* and may always write ISO */
        rules.formats = NULL;
        if (rowan_convert(&at->column->type, &rules, text, &scratch, out, NULL) == ROWAN_OK)
            st = ROWAN_OK;
    }
    if (st == ROWAN_OK && !out->null && !rowan_type_is_integer(&at->column->type))
        st = copy_text(at, &out->text, out->text);
    rowan_buffer_clear(&scratch);
    if (st == ROWAN_DOCUMENT) {
        rowan_error_prefix(at->err, "%s", what);
        rowan_plan_place(at->plan, at->spec->place, at->table->label, at->spec->name, at->err);
        st = ROWAN_MAPPING;
        if (at->err)
            at->err->status = st;
    }
    return st;
}

/* A default may be a value of the run or of the source row instead of a literal. */
static enum rowan_status set_default_origin(struct addition *at)
{
    at->column->default_from = at->spec->default_from;
    if (at->spec->default_from == ROWAN_FROM_RUN)
        return find_run_value(at, at->spec->default_of, &at->column->default_of);
    if (at->spec->default_from == ROWAN_FROM_SOURCE)
        return find_source_column(at, at->spec->default_of, &at->column->default_of);
    at->column->default_from = ROWAN_FROM_CONSTANT;
    return ROWAN_OK;
}

/* What messages call it. */
static const char *constant_name(const struct addition *at)
{
    if (at->spec->literal)
        return at->spec->literal;
    return at->column->parameter ? "parameter" : "constant";
}

static enum rowan_status set_literals(struct addition *at)
{
    struct rowan_column *column = at->column;
    enum rowan_status st = copy_text(at, &column->fallback, at->spec->fallback);

    if (st == ROWAN_OK)
        st = set_default_origin(at);
    if (st == ROWAN_OK)
        st = convert_literal(at, "default", column->fallback, &column->otherwise);
    if (st == ROWAN_OK)
        st = copy_text(at, &column->bad_text, at->spec->bad_text);
    if (st == ROWAN_OK)
        st = convert_literal(at, "bad", column->bad_text, &column->bad_value);
    if (st == ROWAN_OK && at->spec->origin == ROWAN_FROM_CONSTANT && at->spec->via_count == 0)
        st = convert_literal(at, constant_name(at), column->constant, &column->otherwise);
    return st;
}

static enum rowan_status find_type(struct addition *at)
{
    const struct rowan_column_spec *spec = at->spec;
    enum rowan_status st;

    if (!spec->type && spec->origin == ROWAN_FROM_PATHS)
        return fail(at, "no type is given");
    if (!spec->type && spec->origin == ROWAN_FROM_EXPR)
        return fail(at, "an expr needs a type: decimal(12, 2)(expr [[ ... ]])");
    if (!spec->type && spec->origin == ROWAN_FROM_XPATH)
        return fail(at, "an xpath needs a type: text(80)(xpath \"...\")");
    if (spec->origin == ROWAN_FROM_HASH &&
        (!spec->type || (spec->type->kind != ROWAN_UUID && spec->type->kind != ROWAN_BIGINT)))
        return fail(at, "a hash is a uuid or a bigint: uuid(hash { \"order_no\", \"line_no\" })");
    if (spec->origin == ROWAN_FROM_SEQUENCE && spec->type && spec->type->kind != ROWAN_BIGINT &&
        spec->type->kind != ROWAN_INTEGER)
        return fail(at, "numbers of a sequence are bigint or integer: bigint(sequence \"order_id_seq\")");
    if (spec->origin == ROWAN_FROM_IDENTITY && spec->type && spec->type->kind != ROWAN_BIGINT &&
        spec->type->kind != ROWAN_INTEGER)
        return fail(at, "numbers of an identity column are bigint or integer: bigint(identity())");
    if (spec->origin == ROWAN_FROM_EXISTING && spec->type && spec->type->kind != ROWAN_BIGINT &&
        spec->type->kind != ROWAN_INTEGER)
        return fail(at, "keys that are looked up are bigint or integer: bigint(existing \"customer\" { by = "
                        "{ \"customer_no\" }, take = \"customer_id\" }); another key can be a hash");
    if (spec->type && spec->origin == ROWAN_FROM_PARENT && !rowan_type_same(spec->type, &at->column->type))
        return fail(at, "a parent's column keeps its type; leave the type away");
    if (spec->type && spec->type->kind == ROWAN_XML && spec->origin != ROWAN_FROM_PATHS &&
        spec->origin != ROWAN_FROM_PARENT)
        return fail(at, "xml is the markup of an element: it needs a path to one");
    if (spec->type)
        at->column->type = *spec->type;
    st = rowan_type_check(&at->column->type, at->err);
    if (st != ROWAN_OK)
        rowan_plan_place(at->plan, spec->place, at->table->label, spec->name, at->err);
    return st;
}

/* ---- formats and rounding ---- */

/* What an expression makes of dates is ISO, so that is understood besides the formats. */
static bool has_expr(const struct addition *at)
{
    const struct rowan_table *table = at->table;
    bool expr = at->spec->origin == ROWAN_FROM_EXPR;

    for (size_t i = 0; at->spec->origin == ROWAN_FROM_VALUE && i < table->unpivot_count; i++)
        expr = expr || table->unpivot[i].readings->expr;
    return expr;
}

/* The mapping's own formats are those of the document. */
static bool is_of_document(enum rowan_origin origin)
{
    return origin == ROWAN_FROM_PATHS || origin == ROWAN_FROM_EXPR || origin == ROWAN_FROM_VALUE ||
           origin == ROWAN_FROM_FIELD;
}

static enum rowan_status make_formats(struct addition *at, const char *const *texts, size_t count, int pivot)
{
    const struct rowan_datetime_wanted wanted = {.texts = texts,
                                                 .count = count,
                                                 .and_iso = has_expr(at),
                                                 .pivot = pivot,
                                                 .partial = at->spec->partial};

    return rowan_datetime_formats_make(&at->column->rules.formats, at->column->type.kind, &wanted,
                                       &at->plan->arena, at->err);
}

/* Those of the mapping, or else ISO, in which a year stands for a day. */
static enum rowan_status set_partial(struct addition *at)
{
    const struct rowan_datetime_formats *formats = at->column->rules.formats;
    size_t count = formats ? formats->count : 1;
    const char **texts = rowan_arena_alloc(&at->plan->arena, count * sizeof *texts);

    if (!texts)
        return rowan_out_of_memory(at->err);
    texts[0] = "iso";
    if (!formats)
        return make_formats(at, texts, 1, 0);
    for (size_t i = 0; i < count; i++)
        texts[i] = formats->items[i].text;
    return make_formats(at, texts, count, formats->pivot);
}

/* The column's formats: its own, or the mapping's. */
static enum rowan_status set_formats(struct addition *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_kind kind = column->type.kind;
    enum rowan_status st = ROWAN_OK;

    column->writing.formatted = spec->format_count > 0;
    if (column->writing.formatted)
        st = make_formats(at, spec->formats, spec->format_count, spec->pivot);
    else if ((kind == ROWAN_DATE || kind == ROWAN_TIMESTAMP) && is_of_document(spec->origin))
        column->rules.formats = has_expr(at) ? at->plan->expr_dates : at->plan->dates;
    if (!column->writing.formatted && spec->partial)
        st = set_partial(at);
    if (st == ROWAN_MAPPING)
        rowan_plan_place(at->plan, spec->place, at->table->label, spec->name, at->err);
    return st;
}

/* Of the zone in the mapping's head it is the columns of the document that are stored in UTC. */
static enum rowan_status set_assumed(struct addition *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_value_rules *rules = &at->column->rules;
    bool of_document = is_of_document(spec->origin) || spec->origin == ROWAN_FROM_XPATH;
    enum rowan_status st = ROWAN_OK;

    if (spec->assume)
        st = rowan_assumed_zone_load(&rules->assumed, spec->assume, spec->gap, spec->overlap,
                                     &at->plan->arena, at->err);
    else if (at->column->type.kind == ROWAN_TIMESTAMP && rules->zone == ROWAN_ZONE_UTC && of_document)
        rules->assumed = at->plan->assumed;
    if (st == ROWAN_MAPPING)
        rowan_plan_place(at->plan, spec->place, at->table->label, spec->name, at->err);
    return st;
}

static enum rowan_status check_rounding(struct addition *at)
{
    const struct rowan_value_rules *rules = &at->column->rules;
    enum rowan_kind kind = at->column->type.kind;

    if (rules->rounding == ROWAN_ROUNDING_HALF_UP && rowan_kind_is_datetime(kind))
        return fail(at, "a %s can only be rounded down: rounding = \"down\"", rowan_kind_name(kind));
    for (size_t i = 0; at->spec->format_count && kind == ROWAN_DATE && i < rules->formats->count; i++)
        if (rules->formats->items[i].timed && !rules->rounding)
            return fail(at, "format \"%s\" has a time of day; say rounding = \"down\" to drop it",
                        at->spec->formats[i]);
    return ROWAN_OK;
}

/* ---- value() ---- */

/* Whether two columns read the text of an entry of unpivot in the same way. */
static bool same_reading(const struct rowan_column *a, const struct rowan_column *b)
{
    return a->pick == b->pick && a->bad == b->bad && a->rules.keep_empty == b->rules.keep_empty &&
           (a->pick == ROWAN_PICK_ONE || rowan_column_trims(a) == rowan_column_trims(b)) &&
           strcmp(a->joiner ? a->joiner : "", b->joiner ? b->joiner : "") == 0;
}

static void set_reading(struct rowan_column *reading, const struct rowan_column *column)
{
    reading->pick = column->pick;
    reading->joiner = column->joiner;
    reading->bad = column->bad;
    reading->rules.keep_empty = column->rules.keep_empty;
    reading->rules.trim = rowan_column_trims(column); /* of the matches, blanks are passed over */
}

/* One more reading of each entry, which shares paths and expression with the first. */
static enum rowan_status add_reading(struct addition *at)
{
    struct rowan_table *table = at->table;
    size_t count = table->reading_count;

    for (size_t i = 0; i < table->unpivot_count; i++) {
        struct rowan_column *readings = rowan_arena_alloc(&at->plan->arena, (count + 1) * sizeof *readings);
        if (!readings)
            return rowan_out_of_memory(at->err);
        memcpy(readings, table->unpivot[i].readings, count * sizeof *readings);
        readings[count] = readings[0];
        set_reading(&readings[count], at->column);
        table->unpivot[i].readings = readings;
    }
    table->reading_count++;
    return ROWAN_OK;
}

/* The first value() settles the reading that is there already. */
static enum rowan_status find_reading(struct addition *at)
{
    struct rowan_table *table = at->table;
    size_t found = 0;

    for (size_t i = 0; table->value_count == 0 && i < table->unpivot_count; i++)
        set_reading(&table->unpivot[i].readings[0], at->column);
    while (found < table->reading_count && !same_reading(&table->unpivot[0].readings[found], at->column))
        found++;
    at->column->of = (int)found;
    return found < table->reading_count ? ROWAN_OK : add_reading(at);
}

/* ---- options ---- */

/* Of texts of the document, as a key of the source would be another one. */
static bool inherits_trim(const struct addition *at)
{
    return at->spec->trim_inherited && at->column->type.kind == ROWAN_TEXT && !at->hidden &&
           (is_of_document(at->spec->origin) || at->spec->origin == ROWAN_FROM_XPATH);
}

/* Before anything is made of them: an option that can do nothing where it stands is a misunderstanding. */
static enum rowan_status check_options(struct addition *at)
{
    const struct rowan_labels *labels = at->column->type.labels;
    char why[ROWAN_MESSAGE_MAX];

    if (rowan_option_idle(at->spec, at->column->type.kind, why, sizeof why))
        return fail(at, "%s", why);
    if (at->column->rules.ignore_case && labels->alike)
        return fail(at, "label \"%s\" is there twice without regard to case", labels->alike);
    return ROWAN_OK;
}

/* Only then does it matter what a missing value becomes. */
static bool may_be_missing(const struct addition *at)
{
    switch (at->column->origin) {
    case ROWAN_FROM_PARENT:
    case ROWAN_FROM_ABOVE:
    case ROWAN_FROM_POSITION:
    case ROWAN_FROM_LEVEL:
    case ROWAN_FROM_ORDINAL:
    case ROWAN_FROM_HASH:
    case ROWAN_FROM_SEQUENCE:
    case ROWAN_FROM_IDENTITY:
    case ROWAN_FROM_EXISTING:
    case ROWAN_FROM_CONSTANT:
    case ROWAN_FROM_RUN:
        return false;
    default:
        return !at->spec->required && (!at->spec->fallback.data || at->spec->bad == ROWAN_BAD_NULL);
    }
}

/* A value of the document says that there is something, a flag does not: an application that forgot to clear
 * it sets it everywhere. */
static void set_counts(struct addition *at)
{
    const struct rowan_column *column = at->column;
    bool given = column->origin == ROWAN_FROM_PATHS || column->origin == ROWAN_FROM_VALUE ||
                 column->origin == ROWAN_FROM_FIELD; /* by the document */
    bool flag = column->type.kind == ROWAN_BOOLEAN || column->type.kind == ROWAN_BIT;

    at->column->counts = at->spec->counts;
    if (at->spec->counts == ROWAN_COUNTS_AUTO)
        at->column->counts = given && !flag ? ROWAN_COUNTS_YES : ROWAN_COUNTS_NO;
}

static enum rowan_status copy_lists(struct addition *at)
{
    const struct rowan_column_spec *spec = at->spec;
    struct rowan_column *column = at->column;
    enum rowan_status st = ROWAN_OK;

    column->via = rowan_arena_alloc(&at->plan->arena, (spec->via_count + 1) * sizeof *column->via);
    column->null_if.items =
        rowan_arena_alloc(&at->plan->arena, (spec->null_if_count + 1) * sizeof *column->null_if.items);
    if (!column->via || !column->null_if.items)
        return rowan_out_of_memory(at->err);
    if (spec->via_count)
        memcpy(column->via, spec->via, spec->via_count * sizeof *column->via);
    column->via_count = spec->via_count;
    column->null_if.count = spec->null_if_count;
    column->null_if.ignore_case = spec->ignore_case;
    for (size_t i = 0; st == ROWAN_OK && i < spec->null_if_count; i++)
        st = copy_text(at, &column->null_if.items[i], spec->null_if[i]);
    return st;
}

/* The type is known. Literals come last, since they are converted by the rules. */
static enum rowan_status set_options(struct addition *at)
{
    struct rowan_column *column = at->column;
    const struct rowan_column_spec *spec = at->spec;
    enum rowan_status st;

    if (!rowan_option_copy(spec, column, &at->plan->arena))
        return rowan_out_of_memory(at->err);
    column->rules.ignore_case = spec->ignore_case && column->type.kind == ROWAN_ENUM;
    column->omit = (spec->omit || spec->omit_inherited) && may_be_missing(at);
    column->rules.trim = column->rules.trim || inherits_trim(at);
    set_counts(at);
    st = check_options(at);
    if (st == ROWAN_OK)
        st = copy_lists(at);
    if (st == ROWAN_OK)
        st = set_formats(at);
    if (st == ROWAN_OK)
        st = set_assumed(at);
    if (st == ROWAN_OK)
        st = check_rounding(at);
    if (st == ROWAN_OK)
        st = rowan_plan_notation(at->plan, at->table, spec, column, has_expr(at), at->err);
    if (st == ROWAN_OK)
        st = set_literals(at);
    return st == ROWAN_OK && column->origin == ROWAN_FROM_VALUE ? find_reading(at) : st;
}

/* ---- the whole column ---- */

static enum rowan_status fill_column(struct addition *at)
{
    enum rowan_status st;

    at->column->name = rowan_arena_copy(&at->plan->arena, at->spec->name, strlen(at->spec->name));
    if (!at->column->name)
        return rowan_out_of_memory(at->err);
    st = rowan_plan_keep_place(at->plan, at->spec->place, &at->column->place, at->err);
    if (st != ROWAN_OK)
        return st;
    if (at->spec->name[0] == '\0')
        return fail(at, "the column's name is empty");
    if (rowan_table_find_column(at->table, at->spec->name) >= 0)
        return fail(at, "the column is there twice");
    st = set_origin(at);
    if (st == ROWAN_OK)
        st = find_type(at);
    if (st == ROWAN_OK)
        st = set_options(at);
    return st;
}

enum rowan_status rowan_plan_column(struct rowan_plan *plan, int index, const struct rowan_column_spec *spec,
                                    struct rowan_error *err)
{
    struct rowan_table *table = &plan->tables[index];
    struct rowan_column *columns = realloc(table->columns, (table->column_count + 1) * sizeof *columns);
    struct addition at = {false, plan, table, spec, NULL, err};
    enum rowan_status st;

    if (!columns)
        return rowan_out_of_memory(at.err);
    table->columns = columns;
    at.column = &columns[table->column_count];
    memset(at.column, 0, sizeof *at.column);
    at.column->otherwise.null = true;
    st = fill_column(&at);
    if (st != ROWAN_OK)
        return st;
    table->column_count++;
    table->value_count += at.column->origin == ROWAN_FROM_VALUE;
    return ROWAN_OK;
}

enum rowan_status rowan_plan_hidden(struct rowan_plan *plan, struct rowan_table *table,
                                    const struct rowan_column_spec *spec, struct rowan_column **out,
                                    struct rowan_error *err)
{
    struct addition at = {true, plan, table, spec, rowan_arena_alloc(&plan->arena, sizeof **out), err};
    enum rowan_status st;

    if (!at.column)
        return rowan_out_of_memory(at.err);
    at.column->otherwise.null = true;
    st = set_origin(&at);
    if (st == ROWAN_OK)
        st = find_type(&at);
    if (st == ROWAN_OK)
        st = set_options(&at);
    at.column->name = rowan_arena_copy(&plan->arena, spec->name, strlen(spec->name));
    if (st == ROWAN_OK && !at.column->name)
        st = rowan_out_of_memory(at.err);
    if (st == ROWAN_OK)
        st = rowan_plan_keep_place(plan, spec->place, &at.column->place, err);
    if (st == ROWAN_OK)
        *out = at.column;
    return st;
}
