#ifndef ROWAN_COMPILER_H
#define ROWAN_COMPILER_H
/*
 * What compile.c and compile_head.c share. All of it runs inside a protected call and may raise; what is
 * made belongs to the plan or to Lua at each such point.
 */
#include <lua.h>
#include <stdbool.h>

#include "plan/builder.h"
#include "language/words.h"

struct rowan_calls;

struct compiler {
    lua_State *L;
    struct rowan_plan *plan;
    struct rowan_calls *calls;
    struct rowan_error *err;
    struct rowan_location place; /* of the word in hand, for messages */
    int depth;                   /* of tables in tables */
    bool omit_missing;           /* of the mapping, then of the into in hand */
};

/* What a column's description points to while it is handed to the plan. */
struct column_lists {
    const char *paths[ROWAN_PATHS_MAX];
    struct rowan_via via[ROWAN_VIA_MAX];
    struct rowan_slice null_if[ROWAN_NULL_IF_MAX];
    const char *formats[ROWAN_NULL_IF_MAX];
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
struct rowan_location rowan_compiler_place(struct compiler *c, int index);
/* ROWAN_MAPPING, with the place in front. */
enum rowan_status rowan_compiler_fail(struct compiler *c, struct rowan_location place, const char *format,
                                      ...) __attribute__((format(printf, 3, 4)));
bool rowan_compiler_boolean(struct compiler *c, int index, const char *name);
/* The index in words of what a field holds; 0 when it holds none of them. */
int rowan_compiler_choice_of(struct compiler *c, int index, const char *name, const char *const words[]);
/* The value at the top as text; it stays on the stack, which keeps the text alive. Numbers keep all their
 * digits. data NULL for nil. */
struct rowan_slice rowan_compiler_literal(struct compiler *c);
/* Paths and options that are lists or depend on each other, of the column's table at index. What the spec
 * then points to lives in lists and on the stack. */
void rowan_compiler_lists(struct compiler *c, int index, struct rowan_column_spec *spec,
                          struct column_lists *lists);
/* The format or formats that the field holds; returns how many, and fills room for ROWAN_NULL_IF_MAX. */
size_t rowan_compiler_formats(struct compiler *c, int index, const char *name, const char **formats);
/* unpivot and rows of the into at index, before its columns. */
enum rowan_status rowan_compiler_several(struct compiler *c, int into, int table,
                                         struct rowan_location place);
/* The text of the expr word at the top, marked as used, and where it stands; NULL when it is none. It stays
 * on the stack. */
const char *rowan_compiler_expr(struct compiler *c, struct rowan_location *place);
/* Which matches make a row: when and distinct of the into at index, whose columns are in the plan. */
enum rowan_status rowan_compiler_choice(struct compiler *c, int into, int table, struct rowan_location place);
#endif
