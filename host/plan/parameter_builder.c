/*
 * A parameter is converted as a constant of a table that is none, so that types, options and messages are
 * those of columns.
 */
#include "plan/parameter_builder.h"

#include <stdio.h>

#include "base/ascii.h"
#include "plan/build.h"
#include "plan/column_builder.h"
#include "plan/parameter.h"

/* $name ends where a name of SQL ends. */
static bool is_name(const char *name)
{
    bool good = rowan_ascii_starts_name(*name);

    for (; good && *name; name++)
        good = rowan_ascii_starts_name(*name) || rowan_ascii_is_digit(*name);
    return good;
}

static enum rowan_status check_spec(const struct rowan_plan *plan, const struct rowan_column_spec *spec,
                                    struct rowan_error *err)
{
    if (!is_name(spec->name))
        return rowan_plan_fail(plan, spec->place, ROWAN_PARAMETERS, NULL, err,
                               "\"%.60s\" is no name for a parameter: letters, digits and _", spec->name);
    for (size_t i = 0; i < plan->parameter_count; i++)
        if (strcmp(plan->parameters[i].name, spec->name) == 0)
            return rowan_plan_fail(plan, spec->place, ROWAN_PARAMETERS, spec->name, err,
                                   "the parameter is there twice");
    if (spec->type->kind == ROWAN_XML || spec->type->kind == ROWAN_BINARY)
        return rowan_plan_fail(plan, spec->place, ROWAN_PARAMETERS, spec->name, err, "a parameter is no %s",
                               rowan_kind_name(spec->type->kind));
    return ROWAN_OK;
}

static enum rowan_status keep(struct rowan_plan *plan, struct rowan_slice *to, struct rowan_slice from,
                              struct rowan_error *err)
{
    to->size = from.size;
    to->data = rowan_arena_copy(&plan->arena, from.data, from.size);
    return to->data ? ROWAN_OK : rowan_out_of_memory(err);
}

/* The column's value as a text that its type and expressions read. */
static enum rowan_status set_text(struct rowan_plan *plan, const struct rowan_column *column,
                                  struct rowan_parameter *parameter, struct rowan_error *err)
{
    const struct rowan_value *value = &column->otherwise;
    char digits[24];

    if (value->null)
        return rowan_plan_fail(plan, parameter->place, ROWAN_PARAMETERS, parameter->name, err,
                               "an empty text is no value of a parameter");
    if (!rowan_type_is_integer(&column->type))
        return keep(plan, &parameter->text, value->text, err);
    if (column->type.kind == ROWAN_BOOLEAN)
        return keep(plan, &parameter->text, rowan_slice_of(value->number ? "true" : "false"), err);
    snprintf(digits, sizeof digits, "%lld", (long long)value->number);
    return keep(plan, &parameter->text, rowan_slice_of(digits), err);
}

/* Make text the parameter's value. */
static enum rowan_status convert(struct rowan_plan *plan, const struct rowan_column_spec *spec,
                                 const char *called, struct rowan_slice text,
                                 struct rowan_parameter *parameter, struct rowan_error *err)
{
    struct rowan_table table = {.name = (char *)(uintptr_t)ROWAN_PARAMETERS,
                                .label = (char *)(uintptr_t)ROWAN_PARAMETERS};
    struct rowan_column_spec constant = *spec;
    struct rowan_column *column = NULL;
    enum rowan_status st;

    constant.origin = ROWAN_FROM_CONSTANT;
    constant.constant = text;
    constant.fallback = (struct rowan_slice){NULL, 0};
    constant.literal = called;
    st = rowan_plan_hidden(plan, &table, &constant, &column, err);
    if (st == ROWAN_OK && text.data)
        st = set_text(plan, column, parameter, err);
    if (st == ROWAN_OK && text.data)
        st = keep(plan, &parameter->given, text, err);
    return st;
}

/* A default that is not needed is converted, too: it must not wait for the run that needs it. */
static enum rowan_status fill(struct rowan_plan *plan, const struct rowan_column_spec *spec,
                              struct rowan_slice given, struct rowan_parameter *parameter,
                              struct rowan_error *err)
{
    enum rowan_status st = rowan_plan_keep_place(plan, spec->place, &parameter->place, err);

    parameter->type = *spec->type;
    if (st == ROWAN_OK && !rowan_plan_copy(plan, &parameter->name, spec->name))
        st = rowan_out_of_memory(err);
    if (st == ROWAN_OK)
        st = convert(plan, spec, "default", spec->fallback, parameter, err);
    parameter->is_default = spec->fallback.data && !given.data;
    if (st == ROWAN_OK && given.data)
        st = convert(plan, spec, "the value given", given, parameter, err);
    return st;
}

enum rowan_status rowan_plan_parameter(struct rowan_plan *plan, const struct rowan_column_spec *spec,
                                       struct rowan_slice given, struct rowan_error *err)
{
    size_t count = plan->parameter_count;
    struct rowan_parameter *parameters;
    enum rowan_status st = check_spec(plan, spec, err);

    if (st != ROWAN_OK)
        return st;
    parameters = rowan_arena_alloc(&plan->arena, (count + 1) * sizeof *parameters);
    if (!parameters)
        return rowan_out_of_memory(err);
    if (count)
        memcpy(parameters, plan->parameters, count * sizeof *parameters);
    st = fill(plan, spec, given, &parameters[count], err);
    if (st != ROWAN_OK)
        return st;
    plan->parameters = parameters;
    plan->parameter_count++;
    return ROWAN_OK;
}
