#ifndef ROWAN_SCOREBOARD_H
#define ROWAN_SCOREBOARD_H
/*
 * Counters that supervisor and workers share: one score per worker in a mapping of an unlinked file, whose
 * descriptor a worker inherits. A worker writes only its own score; the supervisor reads all, at any time,
 * also after the worker died: that is how it knows which document was being worked on. A worker has two
 * stages, for it maps documents while a batch of earlier ones is written.
 *
 * A score holds its counters twice. Before a transaction the sums as they will be are put into the set that
 * is not in force; one store after the commit puts it in force. A worker killed in between leaves the score
 * unsure, and whoever comes next asks the ledger for the writing stage's key and decides it: no document is
 * counted twice or forgotten.
 */
#include <stdatomic.h>
#include <stdint.h>

#include "base/status.h"

/* Of longer keys than this nothing is kept: then the stage's document is not known. Only what keys need of
 * the room is ever touched. A multiple of 8. */
#define ROWAN_SCOREBOARD_KEY_MAX 65536

enum rowan_stage { ROWAN_STAGE_MAP, ROWAN_STAGE_WRITE, ROWAN_STAGES };

/* What a stage does. Each phase is of one stage. */
enum rowan_phase {
    ROWAN_PHASE_START, /* connect, make the plan, prepare */
    ROWAN_PHASE_READ,  /* ask for the next document */
    ROWAN_PHASE_MAP,   /* parse and map the document of the key */
    ROWAN_PHASE_FULL,  /* wait for the writing stage */
    ROWAN_PHASE_IDLE,  /* nothing to write; the key is the last transaction's. Phases from here on write */
    ROWAN_PHASE_WRITE, /* write several documents; the key is the last one's */
    ROWAN_PHASE_SINGLE /* write the one document of the key */
};

static inline enum rowan_stage rowan_stage_of(enum rowan_phase phase)
{
    return phase >= ROWAN_PHASE_IDLE ? ROWAN_STAGE_WRITE : ROWAN_STAGE_MAP;
}

/* Is there a document in the stage? */
static inline bool rowan_phase_holds(enum rowan_phase phase)
{
    return phase == ROWAN_PHASE_MAP || phase == ROWAN_PHASE_WRITE || phase == ROWAN_PHASE_SINGLE;
}

/* Where in a worker a fault was: what the thread did that it came from. */
enum rowan_crash {
    ROWAN_CRASH_UNKNOWN,  /* there was none, or it could not be told */
    ROWAN_CRASH_MAP,      /* the thread that asks for documents and maps them */
    ROWAN_CRASH_WRITE,    /* the one that writes */
    ROWAN_CRASH_ELSEWHERE /* the one that reads ahead, or a driver's own: none that has a document */
};

/* Sums over the worker processes that used the score. Only what is committed is counted. */
struct rowan_sums {
    int64_t loaded;
    int64_t failed;
    int64_t already_loaded; /* found done by a rival at commit */
    int64_t skipped;        /* not the mapping's kind of document */
    int64_t rejected;       /* rows that the mapping refuses, and that fail alone */
    int64_t sent;           /* rows, to the database */
    int64_t rows;           /* and that it says it has */
    int64_t bytes;          /* document text */
    int64_t commits;
};

struct rowan_counters {
    _Atomic int64_t loaded, failed, already_loaded, skipped, rejected, sent, rows, bytes, commits;
};

/* Written by one thread of the worker; by the supervisor only while there is no worker. */
struct rowan_stage_state {
    _Atomic uint32_t version;  /* odd while the rest is written */
    _Atomic int phase;         /* enum rowan_phase */
    _Atomic int64_t since;     /* rowan_clock_now() when the phase began */
    _Atomic uint32_t key_size; /* 0: not known */
    _Atomic uint64_t key[ROWAN_SCOREBOARD_KEY_MAX / 8];
};

struct rowan_score {
    struct rowan_counters counters[2]; /* the writing stage's */
    _Atomic uint32_t generation;       /* bit 0: unsure; bit 1: which set is in force; the rest counts on */
    /* Already loaded, too, and found so again by who does a chunk again; those of the chunk in hand apart. */
    _Atomic int64_t found, found_here;
    _Atomic int crash; /* enum rowan_crash */
    struct rowan_stage_state stages[ROWAN_STAGES];
};

struct rowan_scoreboard;

enum rowan_status rowan_scoreboard_new(struct rowan_scoreboard **out, size_t scores, struct rowan_error *err);
/* In a worker: attach to the inherited descriptor, which then belongs to the scoreboard. */
enum rowan_status rowan_scoreboard_attach(struct rowan_scoreboard **out, int fd, size_t scores,
                                          struct rowan_error *err);
void rowan_scoreboard_free(struct rowan_scoreboard *scoreboard);
int rowan_scoreboard_fd(const struct rowan_scoreboard *scoreboard);
size_t rowan_scoreboard_count(const struct rowan_scoreboard *scoreboard);
struct rowan_score *rowan_scoreboard_score(struct rowan_scoreboard *scoreboard, size_t score);
/* The sums of all scores together. */
struct rowan_sums rowan_scoreboard_sums(struct rowan_scoreboard *scoreboard);

/* A worker process is about to start: nothing in either stage. What is unsure stays unsure. */
void rowan_score_start(struct rowan_score *score);
/* A fault of the process, and where it was; for a signal's handler. */
static inline void rowan_score_crash(struct rowan_score *score, enum rowan_crash where)
{
    atomic_store_explicit(&score->crash, where, memory_order_relaxed);
}
static inline enum rowan_crash rowan_score_crashed(struct rowan_score *score)
{
    return (enum rowan_crash)atomic_load_explicit(&score->crash, memory_order_relaxed);
}
/* Say what the phase's stage does now. A key with data NULL leaves the key as it is. */
void rowan_score_enter(struct rowan_score *score, enum rowan_phase phase, struct rowan_slice key);
/* The same, with the key that the stage has. */
static inline void rowan_score_change(struct rowan_score *score, enum rowan_phase phase)
{
    rowan_score_enter(score, phase, (struct rowan_slice){NULL, 0});
}
/* What the stage does now. */
static inline enum rowan_phase rowan_score_phase(struct rowan_score *score, enum rowan_stage stage)
{
    return (enum rowan_phase)atomic_load_explicit(&score->stages[stage].phase, memory_order_acquire);
}
/* When the phase began. Asked after the phase it is that phase's time, or the next one's, which is later. */
static inline int64_t rowan_score_since(struct rowan_score *score, enum rowan_stage stage)
{
    return atomic_load_explicit(&score->stages[stage].since, memory_order_relaxed);
}
/* Another number after each rowan_score_enter. */
static inline uint32_t rowan_score_version(struct rowan_score *score, enum rowan_stage stage)
{
    return atomic_load_explicit(&score->stages[stage].version, memory_order_acquire);
}
/* Copy the stage's key; returns its phase. size receives the length, 0 when the key is not known. */
enum rowan_phase rowan_score_read(struct rowan_score *score, enum rowan_stage stage,
                                  char key[ROWAN_SCOREBOARD_KEY_MAX], size_t *size);

struct rowan_sums rowan_score_sums(struct rowan_score *score);
/* A transaction that will add these begins: the score is unsure from here on. */
void rowan_score_open(struct rowan_score *score, const struct rowan_sums *add);
/* It was committed, or it certainly was not. */
void rowan_score_commit(struct rowan_score *score, bool committed);
/* So many were found loaded already, of which nothing is written. */
void rowan_score_found(struct rowan_score *score, int64_t count);
/* A process begins with a chunk, or does the one of the process before it again, which forgets those. */
void rowan_score_chunk(struct rowan_score *score, bool again);
bool rowan_score_unsure(struct rowan_score *score);
#endif
