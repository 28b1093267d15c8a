#ifndef ROWAN_EVENT_H
#define ROWAN_EVENT_H
/*
 * What happens in a run, told as it happens: one stream, in the process and the thread that runs the job.
 * Progress displays, the log, the figures of the result and the callbacks of a script are made of it.
 * docs/embed.md lists the events.
 */
#include <stdint.h>

#include "base/log.h"
#include "base/status.h"

enum rowan_event_kind {
    ROWAN_EVENT_BEGUN,            /* the run's row is there; text: the run's id */
    ROWAN_EVENT_PLANNED,          /* all chunks are known: progress->total is final */
    ROWAN_EVENT_CHUNK_DONE,       /* chunk */
    ROWAN_EVENT_DOCUMENT_FAILED,  /* key, reason, text; it is in the ledger. Only for who asked for them */
    ROWAN_EVENT_WORKER_DIED,      /* worker, doing, key, text: how; wait_seconds, quarantined */
    ROWAN_EVENT_WORKER_RESTARTED, /* worker: after a death that was not planned; attempts */
    ROWAN_EVENT_LOG,              /* level, worker, text */
    ROWAN_EVENT_PROGRESS,         /* progress: about ten times a second, and once at the end */
    ROWAN_EVENT_DONE,             /* the last one; progress; text: done, stopped or failed */
    ROWAN_EVENTS
};

/* How far a run is. */
struct rowan_progress {
    int64_t total;    /* documents found to do so far */
    bool total_known; /* all chunk boundaries are known: total is final */
    int64_t loaded, failed, already_loaded, skipped;
    int64_t rejected; /* rows */
    int64_t sent;     /* rows, to the database */
    int64_t rows;     /* and that it says it has: fewer where a table may drop some */
    int64_t bytes;
    double seconds;
    int workers; /* alive now */
};

struct rowan_chunk_report {
    int64_t number;    /* 1, 2, ... */
    const char *to;    /* its last key */
    int64_t documents; /* planned */
    int64_t attempts;  /* worker processes it took */
    double seconds;
};

/* What the kind does not speak of is zero. Nothing outlives the call that it is passed to. */
struct rowan_event {
    enum rowan_event_kind kind;
    const struct rowan_progress *progress;
    const struct rowan_chunk_report *chunk;
    int64_t worker;         /* 1, 2, ... load; 0: none, or the one that plans and finishes */
    const char *doing;      /* what it did: "mapping document" */
    struct rowan_slice key; /* of a document; size 0: none, or not known */
    bool several;           /* it also wrote documents before that one */
    const char *reason;
    const char *text;
    double wait_seconds; /* before another worker is started */
    int64_t attempts;    /* worker processes of the chunk, with this one */
    bool quarantined;    /* the document is given up: workers died on it too often */
    enum rowan_log_level level;
};

struct rowan_listener {
    void *context;
    /* Return false to drain and stop the run; it may be called for what still happens then. */
    bool (*take)(void *context, const struct rowan_event *event);
    bool failed_documents; /* tell each of them: it costs a message between processes */
};

/* "begun", "planned", "chunk_done", ... */
const char *rowan_event_name(enum rowan_event_kind kind);
/* A line for people about what is worth one; the others leave nothing. */
void rowan_event_log(const struct rowan_log *log, const struct rowan_event *event);
#endif
