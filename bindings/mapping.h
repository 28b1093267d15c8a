#ifndef ROWAN_BINDINGS_MAPPING_H
#define ROWAN_BINDINGS_MAPPING_H
/* Mapping files: text -> plan, and the Lua object that scripts see. */
#include <lua.h>

#include "plan/builder.h"

/* A plan and the Lua state its functions live in. */
struct rowan_mapping {
    struct rowan_plan *plan;
    lua_State *state;
    struct rowan_calls *calls;
    char *text; /* the file's text, for the workers */
    size_t size;
};

/* Load a mapping from text in a state of its own. file is for messages. */
enum rowan_status rowan_mapping_load(struct rowan_mapping **out, const char *file, struct rowan_text text,
                                     struct rowan_error *err);
void rowan_mapping_free(struct rowan_mapping *mapping);
/* The mapping object at index of a script's stack; raises when it is none. */
struct rowan_mapping *rowan_mapping_check(lua_State *L, int index);
/* Open rowan.mapping. */
int rowan_open_mapping(lua_State *L);
#endif
