#ifndef ROWAN_BATCH_H
#define ROWAN_BATCH_H
/*
 * The documents of one transaction: their rows, their ledger entries, and how they are written. Loaded ones
 * are one transaction; failed ones, which have an entry and no rows, are another: each document is atomic by
 * itself, and a failed one must not depend on its neighbours.
 */
#include <signal.h>

#include "base/arena.h"
#include "target/canary.h"
#include "target/writer.h"
#include "run/worker/postponed.h"
#include "run/link/scoreboard.h"

/* Entries that go into the ledger together. */
struct rowan_entries {
    struct rowan_entry *items;
    int64_t *bytes; /* of each document's text */
    size_t count;
    size_t capacity;
};

/* What is learnt from one batch for the next. */
struct rowan_pace {
    size_t
        most; /* documents at a time: more took longer than the server lets a statement take; 0: any number */
    size_t told;
    char why[ROWAN_MESSAGE_MAX];
};

struct rowan_batch {
    struct rowan_connection *db;
    struct rowan_ledger *ledger;
    struct rowan_writer *writer;
    struct rowan_score *score;
    struct rowan_rows *rows;
    struct rowan_pace *pace;           /* of all batches together */
    const struct rowan_canary *canary; /* asked whose fault it is; NULL: the run's */
    int64_t patience_ms; /* for one document with what may pass: locks, time-outs and the like */
    struct rowan_postponed *postponed; /* what there is no room for; NULL: it waits where it is */
    int64_t room_ms;                   /* for room, before the run ends */
    const volatile sig_atomic_t *stop; /* that ends waits; or NULL */
    bool doubtful;                 /* a canary says that something is wrong with a document of this batch */
    struct rowan_profile *profile; /* NULL: nobody wants to know */
    void (*tell_failed)(void *context, const struct rowan_entry *entry); /* once it is committed; or NULL */
    void (*tell_written)(void *context, const struct rowan_rows *rows);  /* all of it is committed; or NULL */
    void (*tell_fewer)(void *context, const struct rowan_pace *pace);    /* or NULL */
    void (*tell_waiting)(void *context, const char *why); /* before a wait for what may pass; or NULL */
    void (*tell_room)(void *context, const char *why, int64_t ms); /* before a wait for room; or NULL */
    /* The document of a batch of its own, whose rows come in parts: what rowan_writer_insert does else. NULL:
     * all of them are in rows. */
    enum rowan_status (*insert_parts)(void *context, struct rowan_entry *entry, struct rowan_error *err);
    int64_t (*count_loaded)(void *context); /* documents of the whole run; NULL: of this worker */
    void *tell_context;
    const struct rowan_ledger_row *old; /* what the document that comes next takes the place of; or NULL */
    struct rowan_slice revision;        /* of that document; data NULL: there is none */
    bool looks_again;                   /* a rival's documents are pending for who does the chunk again */
    size_t unchanged;                   /* documents whose text is the one that was tried last */
    struct rowan_entries loaded;        /* one per document of rows */
    struct rowan_entries failed;
    struct rowan_arena texts; /* copies of keys and messages */
};

/* Owns only its entries and texts; the rest is set by the caller before the first use. */
void rowan_batch_clear(struct rowan_batch *batch);
/* The document that was just added to rows, or is skipped. */
enum rowan_status rowan_batch_loaded(struct rowan_batch *batch, struct rowan_slice key, int64_t bytes,
                                     struct rowan_error *err);
enum rowan_status rowan_batch_failed(struct rowan_batch *batch, struct rowan_slice key, int64_t bytes,
                                     const char *reason, const char *message, struct rowan_error *err);
static inline size_t rowan_batch_size(const struct rowan_batch *batch)
{
    return batch->loaded.count + batch->failed.count + batch->unchanged;
}
/*
 * Write everything and forget it. A document that the database refuses becomes a failed one. What is returned
 * is trouble that comes from no document: the writing stage is left as it was then, after ROWAN_LOST the
 * score is unsure.
 */
enum rowan_status rowan_batch_write(struct rowan_batch *batch, struct rowan_error *err);
/* A wait for room in the database, each longer than the one before. Begins as zeros. */
struct rowan_room_wait {
    int64_t since;
    int64_t ms;
};

/* err says why, as the database did. ROWAN_NO_ROOM: it has taken too long. */
enum rowan_status rowan_batch_await_room(const struct rowan_batch *batch, struct rowan_room_wait *wait,
                                         struct rowan_error *err);
/* Find out whether the last transaction of a process that is gone was committed. */
enum rowan_status rowan_batch_commit_unsure(struct rowan_score *score, struct rowan_ledger *ledger,
                                            struct rowan_error *err);
#endif
