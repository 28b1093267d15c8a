#ifndef ROWAN_READ_AHEAD_H
#define ROWAN_READ_AHEAD_H
/*
 * Another source, read by a thread of its own while its documents are mapped: a page of them is filled while
 * the one before it is handed out. Documents are copied into it. A large one is not: it is handed out as it
 * lies, and what comes behind it is read when it was done.
 */
#include <stdatomic.h>

#include "base/arena.h"
#include "source/archive.h"
#include "source/source.h"

struct rowan_thread;
struct rowan_ahead_page;

struct rowan_read_ahead {
    struct rowan_source source; /* the port */
    struct rowan_source *inner;
    size_t width;             /* columns of a document */
    struct rowan_pulse pulse; /* for the source that is read: its beats are told in the thread of who asks */
    const struct rowan_pulse *told;            /* or NULL */
    struct rowan_thread *thread;               /* NULL: nothing is read ahead */
    struct rowan_ahead_page *filling, *handed; /* handed: its documents go out; NULL: none yet */
    struct rowan_ahead_page *pages[2];
    atomic_uint beats; /* of the thread */
    atomic_bool quits; /* the thread shall not fill its page */
};

/* What is given outlives it; width: columns of a document. told may be NULL. */
void rowan_read_ahead_init(struct rowan_read_ahead *ahead, struct rowan_source *inner, size_t width,
                           const struct rowan_pulse *told);
/* No harm for one that is all zeros. The source that is read stays as it is. */
void rowan_read_ahead_close(struct rowan_read_ahead *ahead);
#endif
