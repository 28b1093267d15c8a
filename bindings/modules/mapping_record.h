#ifndef ROWAN_MAPPING_RECORD_H
#define ROWAN_MAPPING_RECORD_H
/* m:record: one record of a file that the mapping splits, cut as a run would cut it. */
#include <lua.h>

int rowan_mapping_record(lua_State *L);
#endif
