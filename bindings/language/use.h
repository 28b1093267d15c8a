#ifndef ROWAN_USE_H
#define ROWAN_USE_H
/* The word `use`: the value that another file of the mapping returns. */
#include <lua.h>

struct rowan_file;
struct rowan_files;
struct rowan_plan;

/* Push the function that the file's text is. Raises when it is none. */
void rowan_use_chunk(lua_State *L, const struct rowan_file *file);

/* From here on `use` works. The environment that files see is at the top of the stack and stays there. */
void rowan_use_open(lua_State *L, struct rowan_files *files, struct rowan_plan *plan);
/* From here on it does not. Raises what the mapping caught of a use that failed. */
void rowan_use_close(lua_State *L);
int rowan_word_use(lua_State *L);
#endif
