#ifndef ROWAN_CHUNK_H
#define ROWAN_CHUNK_H
/*
 * What one worker process is started for: a key range to load, or the planning or the finishing of a run.
 * A chunk remembers how its workers died, so that the next one can be told which documents to keep off.
 */
#include <stdint.h>

#include "base/status.h"
#include "run/link/message.h"
#include "run/link/scoreboard.h"

/* Guilt of a document is counted in points: a crash is worth two, being killed from outside one. */
#define ROWAN_STRIKES_CRASH  2
#define ROWAN_STRIKES_KILLED 1
#define ROWAN_STRIKES_MAX    4
/* Deaths in a row, without one more finished document, that end a run. */
#define ROWAN_DEATHS_MAX 8

/* A document that a worker died on. */
struct rowan_suspect {
    struct rowan_suspect *next;
    struct rowan_slice key; /* owned */
    int points;
    char how[300]; /* the last death, for the ledger */
};

struct rowan_chunk {
    struct rowan_chunk *next;
    enum rowan_role role;
    int64_t number;                /* 1, 2, ...; 0 for planning and finishing */
    struct rowan_slice after;      /* exclusive; owned; data NULL: open */
    struct rowan_slice from;       /* inclusive; owned */
    struct rowan_slice to;         /* inclusive; owned */
    int64_t documents;             /* planned */
    int64_t attempts;              /* processes started */
    int64_t begun;                 /* rowan_clock_now() of the first start */
    int deaths;                    /* in a row without progress */
    struct rowan_slice isolate_to; /* map and write documents one by one up to this key; owned */
    struct rowan_suspect *suspects;
};

/* How a worker ended that should not have. */
struct rowan_death {
    enum rowan_phase phase; /* of the stage that is to blame */
    struct rowan_slice key; /* size 0: not known */
    int points;             /* strikes of the document in hand; 0: the database's trouble, nobody's strikes */
    bool both;              /* it was writing as well: which of the two is to blame is not known */
    bool memory;            /* it had none left, which others may have taken */
    bool progress;          /* the worker finished something before */
    const char *how;
};

struct rowan_chunk *rowan_chunk_new(enum rowan_role role);
void rowan_chunk_free(struct rowan_chunk *chunk);
/* Replace an owned text by a copy; false when there is no memory. */
bool rowan_chunk_keep(struct rowan_slice *text, struct rowan_slice value);
/*
 * Learn from a death: in MAP and SINGLE the document in hand is guilty. In WRITE, with both hands full, or
 * for want of memory, the next worker has to be isolating up to the key: it has one document in hand at a
 * time. *quarantined becomes true when a document just reached its last point. False: no memory.
 */
bool rowan_chunk_died(struct rowan_chunk *chunk, const struct rowan_death *death, bool *quarantined);
/* Nanoseconds to wait before the next attempt. random is any number. */
int64_t rowan_chunk_delay(const struct rowan_chunk *chunk, const struct rowan_death *death, uint32_t random);
static inline bool rowan_suspect_quarantined(const struct rowan_suspect *suspect)
{
    return suspect->points >= ROWAN_STRIKES_MAX;
}

/* Chunks that nobody has taken yet, in key order. */
struct rowan_queue {
    struct rowan_chunk *first, *last;
    size_t count;
};

void rowan_queue_push(struct rowan_queue *queue, struct rowan_chunk *chunk);
struct rowan_chunk *rowan_queue_pop(struct rowan_queue *queue);
void rowan_queue_clear(struct rowan_queue *queue);
#endif
