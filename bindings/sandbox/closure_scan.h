#ifndef ROWAN_CLOSURE_SCAN_H
#define ROWAN_CLOSURE_SCAN_H
/*
 * What the functions of a mapping can scan. Tables are frozen; the variables outside them are listed, so
 * that a change can be seen after each call. Anything else that remembers is refused.
 */
#include <lua.h>

#include "base/buffer.h"

/* One variable; owner and value are places in the list of what is kept. */
struct rowan_variable {
    int owner;   /* a function that has it */
    int upvalue; /* number of the variable there */
    int value;   /* what it was when the mapping was loaded */
};

struct rowan_closure_scan {
    struct rowan_buffer variables; /* struct rowan_variable, each once */
    struct rowan_buffer uses;      /* int: numbers of variables, from 0, one function after the other */
    int kept;                      /* how many places the list has: some hold nil */
};

/* Functions stand in the list at index kept, from 1 to count; owners and values are added to it. first[i] is
 * where the uses of function i + 1 begin, first[count] where they end. Raises. */
void rowan_closure_scan_all(lua_State *L, int kept, int count, struct rowan_closure_scan *scan,
                            size_t *first);
#endif
