#ifndef ROWAN_TALLY_H
#define ROWAN_TALLY_H
/*
 * Counters that supervisor and workers share: one slot per worker in a mapping of an unlinked file, whose
 * descriptor a worker inherits. A worker writes only its own slot; the supervisor reads all, at any time, also
 * after the worker died: that is how it knows the document in hand.
 */
#include <stdatomic.h>
#include <stdint.h>

#include "base/status.h"

#define ROWAN_TALLY_KEY_MAX 512

enum rowan_phase { ROWAN_PHASE_START, ROWAN_PHASE_READ, ROWAN_PHASE_MAP, ROWAN_PHASE_WRITE };

/* Sums over the worker processes that used the slot. Only committed documents are counted. */
struct rowan_slot {
    _Atomic int64_t loaded;
    _Atomic int64_t failed;
    _Atomic int64_t passed;  /* found done by a rival at commit */
    _Atomic int64_t rows;
    _Atomic int64_t bytes;   /* document text read */
    _Atomic int64_t commits;
    _Atomic int64_t since;   /* rowan_clock_now() when the phase began */
    _Atomic int phase;       /* enum rowan_phase */
    _Atomic uint32_t version; /* odd while the keys below are written */
    uint32_t key_size;
    char key[ROWAN_TALLY_KEY_MAX]; /* MAP: the document in hand; WRITE: the last document of the group */
};

struct rowan_tally;

enum rowan_status rowan_tally_new(struct rowan_tally **out, size_t slots, struct rowan_error *err);
/* In a worker: attach to the inherited descriptor. */
enum rowan_status rowan_tally_attach(struct rowan_tally **out, int fd, size_t slots, struct rowan_error *err);
void rowan_tally_free(struct rowan_tally *tally);
int rowan_tally_fd(const struct rowan_tally *tally);
struct rowan_slot *rowan_tally_slot(struct rowan_tally *tally, size_t slot);
/* Say what the worker does now. */
void rowan_slot_enter(struct rowan_slot *slot, enum rowan_phase phase, struct rowan_text key);
/* Copy the key; returns its phase. size receives the length. */
enum rowan_phase rowan_slot_read(struct rowan_slot *slot, char key[ROWAN_TALLY_KEY_MAX], size_t *size);
#endif
