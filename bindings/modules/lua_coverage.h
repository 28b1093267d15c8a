#ifndef ROWAN_LUA_COVERAGE_H
#define ROWAN_LUA_COVERAGE_H
/* What documents had of what a mapping names, for scripts. */
#include <lua.h>

#include "rows/coverage.h"

/* Pushes one that holds nothing, which the collector frees. Raises for want of memory. */
struct rowan_coverage *rowan_lua_coverage_new(lua_State *L, const struct rowan_plan *plan);
/*
 * Pushes { unmatched =, changed =, intos = }; of NULL, as for no document.
 * unmatched: { into =, table =, each =, column =, path =, within =, reached =, finds =, file =, line = }
 * for each path that was asked and that nothing matched. into is an index of the mapping's tables. column
 * is the column's name, or each, recursive, when, prefer, unpivot, rows. path is nil of an xpath. within is
 * the path that has it in a predicate; reached is the part of it that is there. finds is true of each and
 * recursive themselves. changed: { table =, column =, file =, line =, bad =, null_if =, too_long =,
 * rounding =, omit_missing =, default = } for each column with an option that made something else of
 * values: how many. intos: { table =, each =, matched =, when =, distinct =, expansion =, skip_empty =,
 * rows =, why = } for each of the mapping's tables; why is there when it was asked and made no row.
 */
void rowan_lua_coverage_push(lua_State *L, const struct rowan_plan *plan,
                             const struct rowan_coverage *coverage);
#endif
