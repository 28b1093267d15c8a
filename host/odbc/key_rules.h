#ifndef ROWAN_KEY_RULES_H
#define ROWAN_KEY_RULES_H
/* What a dialect says of documents' keys. Formats have %s for an expression that text_cast made. */
#include <stdbool.h>

/* Of a text in a key whose length nobody says, and of the ledger's: any database indexes so many. The texts
 * of kept have the number, too. */
#define ROWAN_KEY_CHARACTERS 190

struct rowan_key_rules {
    bool limited;        /* the ledger keeps ROWAN_KEY_CHARACTERS at most: target/ledger_key.h */
    bool tried;          /* its columns may have a collation that takes keys for one: that is tried out */
    const char *kept;    /* what it keeps of a key; NULL: no SQL says it */
    const char *column;  /* the ledger's, which tells all keys apart; NULL: doc_key does */
    const char *value;   /* what a key is compared with it as */
    const char *missing; /* behind a subquery that is 1 or NULL: it is not 1; NULL: "IS NULL" */
    /* A key of several columns as one text (base/key_text.h); NULL: no SQL says it. */
    const char *part;                  /* a column's text in it */
    const char *begin, *between, *end; /* of all together */
    const char
        *listed; /* FROM: the keys of an array, its marker, as k (doc_key, n), n from 1; NULL: no such */
    bool rows;   /* (a, b) > (?, ?) is a range of an index over both */
    bool first; /* a > ? OR (a = ? AND b > ?) is none, but a range of the first column: a >= ? is said, too */
};
#endif
