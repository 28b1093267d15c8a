#ifndef ROWAN_POSTPONED_H
#define ROWAN_POSTPONED_H
/*
 * Documents for which the database had no room when it was their turn. A full disk refuses all alike, so it
 * is nobody's fault; a trigger may say the same of one row for ever. What tells them apart is whether others
 * are loaded meanwhile: so a document that is refused is put off, and tried again at the end of the chunk.
 * Pure bookkeeping: no clock and no database is touched here.
 */
#include <stdint.h>

#include "base/status.h"

struct rowan_postponed_document {
    struct rowan_slice key; /* owned */
    int64_t since;          /* when it was refused first, ns */
    int64_t loaded_first;   /* documents that the run had loaded then, */
    int64_t loaded_last;    /* and when it was tried last */
    int tries;
    bool blamed;
};

struct rowan_postponed {
    struct rowan_postponed_document *documents;
    size_t count, capacity;
    size_t current;  /* the one that is being tried again, if any */
    bool again;      /* the chunk is at its end: those that were put off are tried again */
    size_t in_a_row; /* refused since a document was loaded, */
    int64_t loaded;  /* which were so many then */
    char why[400];   /* of the last refusal */
};

/* What follows when a document is refused for want of room. */
enum rowan_postponed_verdict {
    ROWAN_POSTPONED_LATER, /* it is put off, and others are tried */
    ROWAN_POSTPONED_WAIT,  /* many were refused, and none was loaded in between: wait where you are */
    ROWAN_POSTPONED_BLAME  /* others are loaded all the time: it fails */
};

/* why: the database's words; now: ns; loaded: documents that the run has loaded so far; patience: ns. */
enum rowan_postponed_verdict rowan_postponed_refused(struct rowan_postponed *list, struct rowan_slice key,
                                                     const char *why, int64_t now, int64_t loaded,
                                                     int64_t patience);
/* The one that was tried again is done with. */
void rowan_postponed_remove(struct rowan_postponed *list, size_t index);
void rowan_postponed_clear(struct rowan_postponed *list);
#endif
