#ifndef ROWAN_CHUNK_H
#define ROWAN_CHUNK_H
/*
 * What one worker process is started for: a key range to load, or the planning or the finishing of a run.
 * A chunk remembers how its workers died. What a death means is read from one table of rules, which
 * docs/internals/processes.md shows, too; whoever asks is told what to do, and does it himself.
 */
#include <stdint.h>

#include "base/status.h"
#include "run/link/message.h"
#include "run/link/scoreboard.h"

/* Strikes after which a document is quarantined: it is written into the ledger as failed, unread. */
#define ROWAN_STRIKES_MAX 4
/* Deaths in a row, without one more finished document, after which a chunk is given up. */
#define ROWAN_DEATHS_MAX 8
/* The same of the process that closes the run's row: the rows themselves are safe already. */
#define ROWAN_FINISH_DEATHS_MAX 3

/* How a worker process ended. */
enum rowan_end {
    ROWAN_END_DONE,   /* all is done that it was started for */
    ROWAN_END_CANNOT, /* it said that it cannot work, and why */
    ROWAN_END_RETRY,  /* it said that it may heal; or was drained by somebody else; or could not be started */
    ROWAN_END_MEMORY, /* it had no memory, but there is again */
    ROWAN_END_CRASH,  /* by a signal of its own fault, or an exit code that nobody knows */
    ROWAN_END_KILLED, /* by a signal from outside */
    ROWAN_END_OVERDUE, /* by us: one of its stages took too long */
    ROWAN_ENDS
};

/* What its stages held then. */
enum rowan_held {
    ROWAN_HELD_NOTHING, /* it was starting, reading or waiting; or the key is not known */
    ROWAN_HELD_MAPPED,  /* one document, which was being mapped */
    ROWAN_HELD_WRITTEN, /* one document, which was being written */
    ROWAN_HELD_SEVERAL, /* a batch; or one stage a document and the other one those before it */
    ROWAN_HELD_ALONE,   /* one document, up to which it was isolating. In no death: found from isolate_to */
    ROWAN_HELD_ANY,     /* only in rules */
    ROWAN_HELDS
};

/* What is learned from it, and done next. */
enum rowan_next {
    ROWAN_NEXT_DONE,    /* the chunk is done */
    ROWAN_NEXT_FAIL,    /* the run ends with the worker's message */
    ROWAN_NEXT_AGAIN,   /* another worker, after a wait */
    ROWAN_NEXT_ISOLATE, /* as above; up to the key it holds one document at a time, until that is written */
    ROWAN_NEXT_STRIKE,  /* as above; the document has strikes against it */
    ROWAN_NEXT_GIVE_UP, /* the run ends: too many deaths in a row. Not in rules */
    ROWAN_NEXTS
};

struct rowan_chunk_rule {
    enum rowan_end end;
    enum rowan_held held;
    enum rowan_next next;
    int strikes;
    bool soon; /* the first wait is short: it was a document's doing, and not the database's */
};

/* All rules. Of those that fit, the first one counts; one always fits. */
const struct rowan_chunk_rule *rowan_chunk_rules(size_t *count);

/* A document that a worker died on. */
struct rowan_suspect {
    struct rowan_suspect *next;
    struct rowan_slice key; /* owned */
    int strikes;
    char how[300]; /* the last death, for the ledger */
};

static inline bool rowan_suspect_quarantined(const struct rowan_suspect *suspect)
{
    return suspect->strikes >= ROWAN_STRIKES_MAX;
}

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
    struct rowan_slice isolate_to; /* hold one document at a time up to this key; owned */
    struct rowan_suspect *suspects;
};

/* How a worker ended: what worker_exit.c finds out and the rules judge. */
struct rowan_death {
    enum rowan_end end;
    enum rowan_held held;
    enum rowan_phase phase; /* of the stage that ended it, as far as that is known */
    struct rowan_slice key; /* that stage's, into text; size 0: not known */
    bool progress;          /* the worker finished something before */
    char how[300];          /* for people */
    char text[ROWAN_SCOREBOARD_KEY_MAX];
};

/* How long to wait before another worker is started. */
struct rowan_retry_waits {
    int64_t least_ms; /* after the first death; doubled for each more. A tenth of it where a rule says soon */
    int64_t most_ms;
};

struct rowan_verdict {
    enum rowan_next next;
    int64_t wait_ns;  /* AGAIN, ISOLATE, STRIKE */
    bool quarantined; /* STRIKE: the document just reached its last strike */
};

struct rowan_chunk *rowan_chunk_new(enum rowan_role role);
void rowan_chunk_free(struct rowan_chunk *chunk);
/* Replace an owned text by a copy; false when there is no memory. */
bool rowan_chunk_keep(struct rowan_slice *text, struct rowan_slice value);
/* A worker of the chunk has ended: learn from it. random is any number. Only memory can fail. */
enum rowan_status rowan_chunk_judge(struct rowan_chunk *chunk, const struct rowan_death *death,
                                    const struct rowan_retry_waits *waits, uint32_t random,
                                    struct rowan_verdict *verdict, struct rowan_error *err);

/* Chunks that nobody has taken yet, in key order. */
struct rowan_queue {
    struct rowan_chunk *first, *last;
    size_t count;
};

void rowan_queue_push(struct rowan_queue *queue, struct rowan_chunk *chunk);
struct rowan_chunk *rowan_queue_pop(struct rowan_queue *queue);
void rowan_queue_clear(struct rowan_queue *queue);
#endif
