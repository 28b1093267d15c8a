#ifndef ROWAN_VOCABULARY_H
#define ROWAN_VOCABULARY_H
/* Every name that the mapping language knows, for whoever documents it. */
#include <lua.h>

/* rowan.mapping.words() */
int rowan_mapping_words(lua_State *L);
#endif
