#ifndef ROWAN_SEQUENCE_RULE_H
#define ROWAN_SEQUENCE_RULE_H
/* How numbers of a sequence are taken, many at once. */
#include <stdbool.h>
#include <stddef.h>

struct rowan_sequence_rule {
    const char *take; /* a number in each row; %s: the sequence's name, ?: how many; NULL: there are none */
    bool in_text;     /* the name stands between single quotes there */
    size_t most;      /* numbers of one statement; 0: any */
    /* The greatest number of a column and table, where a transaction that has written is the only one: no
     * sequence is needed. */
    const char *maximum;
    const char *create;  /* %s: its name */
    const char *grant;   /* what stands between GRANT and TO */
    const char *catalog; /* a question of the catalogue: its name, if it is there; NULL: nobody knows */
};
#endif
