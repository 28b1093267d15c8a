/* All functions of the language, by their names. */
#include "expr/functions.h"

#include "expr/aggregate_functions.h"
#include "expr/date_functions.h"
#include "expr/digest_functions.h"
#include "expr/number_functions.h"
#include "expr/other_functions.h"
#include "expr/part_functions.h"
#include "expr/regexp_functions.h"
#include "expr/text_functions.h"

static const struct rowan_expr_function *const tables[] = {
    rowan_expr_number_functions,    rowan_expr_text_functions, rowan_expr_date_functions,
    rowan_expr_aggregate_functions, rowan_expr_part_functions, rowan_expr_digest_functions,
    rowan_expr_regexp_functions,    rowan_expr_other_functions};

const char *rowan_expr_function_name(size_t index)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct rowan_expr_function *f = tables[i]; f->name; f++)
            if (index-- == 0)
                return f->name;
    return NULL;
}

const struct rowan_expr_function *rowan_expr_function_find(struct rowan_slice name,
                                                           struct rowan_suggest *suggest)
{
    rowan_suggest_init(suggest, name);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        for (const struct rowan_expr_function *f = tables[i]; f->name; f++) {
            if (rowan_slice_is_word(name, f->name))
                return f;
            rowan_suggest_offer(suggest, f->name);
        }
    }
    rowan_suggest_offer(suggest, "local-name"); /* which end paths */
    rowan_suggest_offer(suggest, "namespace-uri");
    return NULL;
}
