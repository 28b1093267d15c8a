#ifndef ROWAN_COMPILER_H
#define ROWAN_COMPILER_H
/*
 * What compile.c and compile_head.c share. All of it runs inside a protected call and may raise; what is
 * made belongs to the plan or to Lua at each such point.
 */
#include <lua.h>

#include "plan/builder.h"

struct rowan_calls;

struct compiler {
    lua_State *L;
    struct rowan_plan *plan;
    struct rowan_calls *calls;
    struct rowan_error *err;
    struct rowan_place place; /* of the word in hand, for messages */
    int depth;                /* of tables in tables */
};

enum rowan_status rowan_compiler_head(struct compiler *c, int mapping);
/* The type whose table is at index. */
enum rowan_status rowan_compiler_type(struct compiler *c, int index, struct rowan_type *out);
/* A field that a word has set: small, so an int. */
int rowan_compiler_integer(struct compiler *c, int index, const char *name);
/* A string that goes into the plan. Raises when it is not UTF-8, or holds a NUL, which would cut it. */
const char *rowan_compiler_text(struct compiler *c, int index);
/* The same of a field, NULL when it is no string. It lives as long as its table. */
const char *rowan_compiler_field(struct compiler *c, int index, const char *name);
/* Where the word whose table is at index stood; the file's name lives as long as that table. */
struct rowan_place rowan_compiler_place(struct compiler *c, int index);
/* ROWAN_MAPPING, with the place in front. */
enum rowan_status rowan_compiler_refuse(struct compiler *c, struct rowan_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Which matches make a row: when and distinct of the into at index, whose columns are in the plan. */
enum rowan_status rowan_compiler_choice(struct compiler *c, int into, int table, struct rowan_place place);
#endif
