#ifndef ROWAN_COMPILE_H
#define ROWAN_COMPILE_H
/* From the value a mapping file returns to a plan. */
#include <lua.h>

#include "plan/plan.h"

struct json_t;
struct rowan_calls;

/* The value is at the top of the stack; functions of via are collected in calls, set holds
 * values of parameters, a text for each name, or is NULL. Raises nothing outside a
 * protected call: call it inside one. */
enum rowan_status rowan_compile(lua_State *L, struct rowan_plan *plan, struct rowan_calls *calls,
                                const struct json_t *set, struct rowan_error *err);
#endif
