/*
 * What a column makes of its text: type, default, options. An option that cannot do anything where it stands
 * is a misunderstanding.
 */
#include <stdio.h>
#include <string.h>

#include "value/convert.h"

#include "plan/column_place.h"

/* An enum's default may be one of its values instead of one of its texts: that is what ends up in the column.
 */
static bool find_enum_value(struct rowan_column_place *at, struct rowan_slice text, struct rowan_value *out)
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
static enum rowan_status convert_literal(struct rowan_column_place *at, const char *what,
                                         struct rowan_slice text, struct rowan_value *out)
{
    struct rowan_value_rules rules = at->column->rules;
    struct rowan_buffer scratch = {0};
    enum rowan_status st;

    out->null = true;
    if (!text.data || find_enum_value(at, text, out))
        return ROWAN_OK;
    st = rowan_convert(&at->column->type, &rules, text, &scratch, out, at->err);
    if (st == ROWAN_DOCUMENT && rules.formats) { /* who writes a mapping may always write ISO */
        rules.formats = NULL;
        if (rowan_convert(&at->column->type, &rules, text, &scratch, out, NULL) == ROWAN_OK)
            st = ROWAN_OK;
    }
    if (st == ROWAN_OK && !out->null && !rowan_type_is_integer(&at->column->type))
        st = rowan_column_copy_text(at, &out->text, out->text);
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
static enum rowan_status set_default_origin(struct rowan_column_place *at)
{
    at->column->default_from = at->spec->default_from;
    if (at->spec->default_from == ROWAN_FROM_RUN)
        return rowan_column_find_run_value(at, at->spec->default_of, &at->column->default_of);
    if (at->spec->default_from == ROWAN_FROM_SOURCE)
        return rowan_column_find_source_column(at, at->spec->default_of, &at->column->default_of);
    at->column->default_from = ROWAN_FROM_CONSTANT;
    return ROWAN_OK;
}

static bool same_type(const struct rowan_type *a, const struct rowan_type *b)
{
    return a->kind == b->kind && a->precision == b->precision && a->scale == b->scale &&
           a->length == b->length && a->labels == b->labels;
}

enum rowan_status rowan_column_set_type(struct rowan_column_place *at)
{
    enum rowan_status st;

    if (!at->spec->type && at->spec->origin == ROWAN_FROM_PATHS)
        return rowan_column_fail(at, "no type is given");
    if (!at->spec->type && at->spec->origin == ROWAN_FROM_EXPR)
        return rowan_column_fail(at, "an expr needs a type: decimal(12, 2)(expr [[ ... ]])");
    if (!at->spec->type && at->spec->origin == ROWAN_FROM_XPATH)
        return rowan_column_fail(at, "an xpath needs a type: text(80)(xpath \"...\")");
    if (at->spec->type) {
        if (at->spec->origin == ROWAN_FROM_PARENT && !same_type(at->spec->type, &at->column->type))
            return rowan_column_fail(at, "a parent's column keeps its type; leave the type away");
        at->column->type = *at->spec->type;
        if (at->spec->type->kind == ROWAN_XML && at->spec->origin != ROWAN_FROM_PATHS &&
            at->spec->origin != ROWAN_FROM_PARENT)
            return rowan_column_fail(at, "xml is the markup of an element: it needs a path to one");
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
    st = rowan_column_copy_text(at, &at->column->fallback, at->spec->fallback);
    if (st == ROWAN_OK)
        st = set_default_origin(at);
    if (st == ROWAN_OK)
        st = convert_literal(at, "default", at->column->fallback, &at->column->otherwise);
    if (st == ROWAN_OK && at->spec->origin == ROWAN_FROM_CONSTANT && at->spec->via_count == 0)
        st = convert_literal(at, "constant", at->column->constant, &at->column->otherwise);
    return st;
}

static enum rowan_status check_options(struct rowan_column_place *at)
{
    const struct rowan_column_spec *spec = at->spec;
    const struct rowan_value_rules *rules = &spec->rules;
    enum rowan_kind kind = at->column->type.kind;
    bool copied = spec->origin == ROWAN_FROM_PARENT;

    if (copied && spec->via_count)
        return rowan_column_fail(at, "via works on texts from paths or the source, not on a parent's column");
    if (copied && (rules->trim || rules->keep_empty || rules->too_long || rules->rounding || rules->zone ||
                   spec->null_if_count || spec->bad_missing || spec->ignore_case || spec->format_count ||
                   rules->encoding || spec->inner))
        return rowan_column_fail(at, "a parent's column is copied as it is: say how to convert it there");
    if (spec->pick && spec->origin != ROWAN_FROM_PATHS && spec->origin != ROWAN_FROM_EXPR &&
        spec->origin != ROWAN_FROM_XPATH && spec->origin != ROWAN_FROM_VALUE)
        return rowan_column_fail(at, "pick chooses among the matches of a path; this column has no path");
    if (spec->joiner && spec->pick != ROWAN_PICK_JOIN)
        return rowan_column_fail(at, "joiner does nothing without pick = \"join\"");
    if (spec->lenient && spec->via_count == 0)
        return rowan_column_fail(at, "strict does nothing without via");
    if (spec->inner && kind != ROWAN_XML)
        return rowan_column_fail(at, "inner is for xml, not for %s", rowan_kind_name(kind));
    if (rules->too_long && kind != ROWAN_TEXT)
        return rowan_column_fail(at, "too_long is for text(n), not for %s", rowan_kind_name(kind));
    if (rules->encoding && kind != ROWAN_BINARY)
        return rowan_column_fail(at, "encoding is for binary, not for %s", rowan_kind_name(kind));
    if (spec->identity && (kind < ROWAN_TINYINT || kind > ROWAN_BIGINT))
        return rowan_column_fail(at, "identity is for whole numbers such as bigint, not for %s",
                                 rowan_kind_name(kind));
    if (rules->zone && !rowan_kind_is_datetime(kind))
        return rowan_column_fail(at, "zone is for date, time and timestamp, not for %s",
                                 rowan_kind_name(kind));
    if (spec->ignore_case && kind != ROWAN_ENUM && spec->null_if_count == 0)
        return rowan_column_fail(at, "ignore_case is for enum and for null_if, not for %s",
                                 rowan_kind_name(kind));
    if (at->column->rules.ignore_case && at->column->type.labels->alike)
        return rowan_column_fail(at, "label \"%s\" is there twice without regard to case",
                                 at->column->type.labels->alike);
    return rowan_plan_rounding(at->plan, at->table, spec, at->column, at->err);
}

/* Only then does it matter what a missing value becomes. */
static bool may_be_missing(const struct rowan_column_place *at)
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
static void set_counts(struct rowan_column_place *at)
{
    const struct rowan_column *column = at->column;
    bool given = column->origin == ROWAN_FROM_PATHS || column->origin == ROWAN_FROM_VALUE ||
                 column->origin == ROWAN_FROM_FIELD; /* by the document */
    bool flag = column->type.kind == ROWAN_BOOLEAN || column->type.kind == ROWAN_BIT;

    at->column->counts = at->spec->counts;
    if (at->spec->counts == ROWAN_COUNTS_AUTO)
        at->column->counts = given && !flag ? ROWAN_COUNTS_YES : ROWAN_COUNTS_NO;
}

static enum rowan_status copy_lists(struct rowan_column_place *at)
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
        st = rowan_column_copy_text(at, &column->null_if.items[i], spec->null_if[i]);
    return st;
}

/* ---- value() ---- */

/* Whether two columns read the text of an entry of unpivot in the same way. */
static bool same_reading(const struct rowan_column *a, const struct rowan_column *b)
{
    return a->pick == b->pick && a->bad_missing == b->bad_missing &&
           a->rules.keep_empty == b->rules.keep_empty &&
           strcmp(a->joiner ? a->joiner : "", b->joiner ? b->joiner : "") == 0;
}

static void set_reading(struct rowan_column *reading, const struct rowan_column *column)
{
    reading->pick = column->pick;
    reading->joiner = column->joiner;
    reading->bad_missing = column->bad_missing;
    reading->rules.keep_empty = column->rules.keep_empty;
}

/* One more reading of each entry, which shares paths and expression with the first. */
static enum rowan_status add_reading(struct rowan_column_place *at)
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
static enum rowan_status find_reading(struct rowan_column_place *at)
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

enum rowan_status rowan_column_set_options(struct rowan_column_place *at)
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
            return rowan_out_of_memory(at->err);
    }
    st = check_options(at);
    return st == ROWAN_OK && at->column->origin == ROWAN_FROM_VALUE ? find_reading(at) : st;
}
