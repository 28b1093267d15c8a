#ifndef ROWAN_LOOKUP_RULE_H
#define ROWAN_LOOKUP_RULE_H
/* How rows are found by their keys, and locked until the transaction ends. */
#include <stdbool.h>
#include <stddef.h>

struct rowan_lookup_rule {
    const char *hint; /* behind the table's name where its rows are locked, or NULL */
    const char
        *lock; /* at the end of such a SELECT; "": nothing is to be said; NULL: rows cannot be locked */
    const char *isolation; /* before a transaction that locks: else keys that are not there are locked, too */
    const char *by_keys; /* for a session that finds rows by their keys alone; NULL: nothing is to be said */
    size_t keys;         /* of one statement at most; 0: one */
    size_t params;       /* of one statement at most; 0: any number */
    bool keeps_count;    /* an UPDATE that leaves a row as it is does not count it */
};
#endif
