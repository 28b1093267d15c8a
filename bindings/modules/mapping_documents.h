#ifndef ROWAN_MAPPING_DOCUMENTS_H
#define ROWAN_MAPPING_DOCUMENTS_H
/* m:documents: the documents of a source of files for scripts, cut as a run would cut them. */
#include <lua.h>

int rowan_mapping_documents(lua_State *L);
/* Once, before the first call. */
void rowan_mapping_documents_open(lua_State *L);
#endif
