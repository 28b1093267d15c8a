#ifndef ROWAN_AGGREGATE_H
#define ROWAN_AGGREGATE_H
#include <stdbool.h>
#include <stddef.h>

struct rowan_path;

/* Matches that an aggregate of an expr goes over. */
struct rowan_aggregate {
    struct rowan_path *each;
    bool text;                 /* operand 0 is the match's own text; else they are */
    bool inner;                /* in another aggregate: each begins at a match of that one */
    struct rowan_path **paths; /* from each match */
    size_t path_count;
};
#endif
