#ifndef ROWAN_READER_H
#define ROWAN_READER_H
/*
 * Reading the tables that the words of a mapping made. All of it runs inside a protected call and may raise;
 * what is made belongs to the plan or to Lua at each such point.
 */
#include <lua.h>
#include <stdbool.h>

#include "plan/plan_builder.h"

struct json_t;
struct rowan_calls;

struct rowan_reader {
    lua_State *L;
    struct rowan_plan *plan;
    struct rowan_calls *calls;
    struct rowan_error *err;
    struct rowan_location place; /* of the word in hand, for messages */
    int depth;                   /* of tables in tables */
    bool omit_missing;           /* of the mapping, then of the into in hand */
    const char *bad_row;         /* of the mapping; NULL: it says nothing */
    const struct json_t *set;    /* values of parameters, a text for each name; or NULL */
    bool trim;                   /* of the mapping */
    const char *assume;          /* of the mapping; NULL: nothing is said */
    enum rowan_choice gap, overlap;
};

/* A field that a word has set: small, so an int. */
int rowan_reader_integer(struct rowan_reader *c, int index, const char *name);
bool rowan_reader_boolean(struct rowan_reader *c, int index, const char *name);
/* A string that goes into the plan. Raises when it is not UTF-8, or holds a NUL, which would cut it. */
const char *rowan_reader_text(struct rowan_reader *c, int index);
/* The same of a field, NULL when it is no string. It lives as long as its table. */
const char *rowan_reader_field(struct rowan_reader *c, int index, const char *name);
/* Where the word whose table is at index stood; the file's name lives as long as that table. */
struct rowan_location rowan_reader_place(struct rowan_reader *c, int index);
/* ROWAN_MAPPING, with the place in front. */
enum rowan_status rowan_reader_fail(struct rowan_reader *c, struct rowan_location place, const char *format,
                                    ...) __attribute__((format(printf, 3, 4)));
/* ROWAN_MAPPING when the list at the top, which stays there, has an entry that nobody would read. */
enum rowan_status rowan_reader_list(struct rowan_reader *c, struct rowan_location place, const char *what);
/* The value at the top as text; it stays on the stack, which keeps the text alive. Numbers keep all their
 * digits. data NULL for nil. */
struct rowan_slice rowan_reader_literal(struct rowan_reader *c);
/* The format or formats that the field holds; returns how many, and fills room for ROWAN_NULL_IF_MAX. */
size_t rowan_reader_formats(struct rowan_reader *c, int index, const char *name, const char **formats);
/* The text of the expr word at the top, marked as used, and where it stands; NULL when it is none. It stays
 * on the stack. */
const char *rowan_reader_expr(struct rowan_reader *c, struct rowan_location *place);
/* The type whose table is at index. */
enum rowan_status rowan_reader_type(struct rowan_reader *c, int index, struct rowan_type *out);
#endif
