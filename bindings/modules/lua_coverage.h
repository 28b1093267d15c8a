#ifndef ROWAN_LUA_COVERAGE_H
#define ROWAN_LUA_COVERAGE_H
/* What documents had of what a mapping names, for scripts. */
#include <lua.h>

#include "rows/coverage.h"

/* Pushes one that holds nothing, which the collector frees. Raises for want of memory. */
struct rowan_coverage *rowan_lua_coverage_new(lua_State *L, const struct rowan_plan *plan);
/*
 * Pushes { unmatched =, changed =, intos = }; of NULL, as for no document.
 * unmatched: { into =, table =, label =, each =, column =, path =, within =, reached =, finds =, file =,
 * line = } for each path that was asked and that nothing matched, and each name in an xpath that no document
 * has. into is an index of the mapping's tables, 0 of the mapping's own when. column is the column's name, or
 * each, recursive, when, prefer, unpivot, rows. path is nil of a whole xpath. within is the path that has it
 * in a predicate, or the xpath that has the name; reached is the part of it that is there. finds is true of
 * each and recursive themselves. changed: { table =, label =, column =, file =, line =, bad =, null_if =,
 * too_long =, rounding =, omit_missing =, default = } for each column with an option that made something else
 * of values: how many. intos: { table =, label =, each =, matched =, when =, distinct =, expansion =,
 * skip_empty =, rejected =, rows =, dropped =, why = } for each of the mapping's tables; why is there when it
 * was asked and made no row.
 */
void rowan_lua_coverage_push(lua_State *L, const struct rowan_plan *plan,
                             const struct rowan_coverage *coverage);
#endif
