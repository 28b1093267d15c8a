#ifndef SHIM_H
#define SHIM_H
/*
 * Allocations that fail on purpose. The linker leads malloc, calloc, realloc, strdup, strndup and free of all
 * objects of the program here (-Wl,--wrap, see tests/CMakeLists.txt); libxml2 is given the same functions by
 * its own hook, and Lua allocates through ours. So it works under the address sanitizer, too.
 */
#include <stdbool.h>
#include <stddef.h>

struct shim {
    long fail_at; /* the allocation that fails, from 1; 0: none */
    bool go_on;   /* all after it fail as well */
    bool spare;   /* those of libxml2 do not */
    long count;   /* allocations since shim_arm */
    long live;    /* blocks that are not freed */
    bool hit;     /* one has failed */
};

extern struct shim shim;

/* Hand libxml2 its functions: before anything else uses it. */
void shim_init(void);
void shim_arm(long fail_at, bool go_on);
void shim_disarm(void);
#endif
