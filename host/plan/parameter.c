#include "plan/parameter.h"

#include "base/suggest.h"
#include "expr/compared_type.h"
#include "expr/expr_paths.h"
#include "plan/build.h"

enum rowan_status rowan_plan_parameter_find(const struct rowan_plan *plan, const char *name,
                                            const struct rowan_parameter **out, struct rowan_error *err)
{
    struct rowan_suggest nearest;
    char hint[120];

    rowan_suggest_init(&nearest, rowan_slice_of(name));
    for (size_t i = 0; i < plan->parameter_count; i++) {
        rowan_suggest_offer(&nearest, plan->parameters[i].name);
        if (strcmp(plan->parameters[i].name, name) != 0)
            continue;
        plan->parameters[i].used = true;
        *out = &plan->parameters[i];
        return ROWAN_OK;
    }
    if (!plan->parameter_count)
        return rowan_fail(err, ROWAN_MAPPING, "mapping",
                          "there is no parameter \"%.60s\": the head of the mapping says parameters = { "
                          "%.60s = text(20) }",
                          name, name);
    return rowan_fail(err, ROWAN_MAPPING, "mapping", "there is no parameter \"%.60s\"%s", name,
                      rowan_suggest_hint(&nearest, hint, sizeof hint));
}

static enum rowan_status find_for_expr(void *context, const char *name, struct rowan_expr_parameter *out,
                                       struct rowan_error *err)
{
    const struct rowan_parameter *found = NULL;
    enum rowan_status st = rowan_plan_parameter_find(context, name, &found, err);

    if (st != ROWAN_OK)
        return st;
    *out = (struct rowan_expr_parameter){found->text, rowan_expr_type_of_value(&found->type),
                                         found->type.kind == ROWAN_BOOLEAN};
    return ROWAN_OK;
}

struct rowan_expr_parameters rowan_plan_parameters(const struct rowan_plan *plan)
{
    return (struct rowan_expr_parameters){find_for_expr, (void *)(uintptr_t)plan};
}

enum rowan_status rowan_plan_parameters_used(const struct rowan_plan *plan, struct rowan_error *err)
{
    for (size_t i = 0; i < plan->parameter_count; i++)
        if (!plan->parameters[i].used)
            return rowan_plan_fail(plan, plan->parameters[i].place, ROWAN_PARAMETERS,
                                   plan->parameters[i].name, err,
                                   "nothing uses this parameter: a column is parameter \"%s\", an expr has "
                                   "$%s",
                                   plan->parameters[i].name, plan->parameters[i].name);
    return ROWAN_OK;
}

enum rowan_status rowan_plan_parameters_given(const struct rowan_plan *plan, struct rowan_error *err)
{
    char type[64];

    for (size_t i = 0; i < plan->parameter_count; i++)
        if (!plan->parameters[i].text.data)
            return rowan_plan_fail(
                plan, plan->parameters[i].place, ROWAN_PARAMETERS, plan->parameters[i].name, err,
                "this parameter has no value: say --set %s=VALUE (%s), or give it a "
                "default",
                plan->parameters[i].name, rowan_type_print(&plan->parameters[i].type, type, sizeof type));
    return ROWAN_OK;
}
