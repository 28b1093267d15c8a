#ifndef CHANCE_H
#define CHANCE_H
/* Chance that is the same each time: a seed, and what is drawn from it. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

static inline struct chance chance_of(uint64_t seed)
{
    struct chance c = {(seed + 1) * 0x9E3779B97F4A7C15u};

    return c;
}

/* 0 to n - 1. */
static inline size_t draw(struct chance *c, size_t n)
{
    c->state ^= c->state << 13;
    c->state ^= c->state >> 7;
    c->state ^= c->state << 17;
    return (size_t)((c->state * 0x2545F4914F6CDD1Du >> 16) % n);
}

static inline bool percent(struct chance *c, unsigned n)
{
    return draw(c, 100) < n;
}
#endif
