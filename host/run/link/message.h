#ifndef ROWAN_MESSAGE_H
#define ROWAN_MESSAGE_H
/*
 * What supervisor and workers say to each other. Down: one configuration, a JSON object in one line and after
 * it the texts of the mapping's files byte for byte. Up: messages, one JSON object per line, and at last an
 * exit code.
 */
#include <stdint.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "base/profile.h"
#include "base/status.h"
#include "odbc/connection.h"
#include "xml/parser.h"

struct json_t;
struct rowan_coverage;

/* A worker is started as: program ROWAN_WORKER_ARGUMENT SCORE PPID, with these descriptors. */
#define ROWAN_WORKER_ARGUMENT "--rowan-worker"
#define ROWAN_FD_CONFIG       3
#define ROWAN_FD_CHANNEL      4
#define ROWAN_FD_SCOREBOARD   5

/* Exit codes of a worker. Any other code, or a signal, is a crash. */
enum rowan_exit {
    ROWAN_EXIT_DONE = 0,    /* chunk loaded */
    ROWAN_EXIT_MEMORY = 70, /* no memory, but there is again: one of its documents may take too much */
    ROWAN_EXIT_RETRY = 75,  /* something that may heal: connection lost, busy, no memory at all */
    ROWAN_EXIT_NEVER = 78,  /* cannot heal: the run ends with its message */
    ROWAN_EXIT_STOPPED = 79 /* drained after TERM */
};

/* What a worker process is started for. */
enum rowan_role {
    ROWAN_ROLE_PLAN,  /* check the mapping, find the chunks */
    ROWAN_ROLE_LOAD,  /* load one chunk */
    ROWAN_ROLE_FINISH /* close the run's row */
};

/* A document that is not to be parsed any more, and what to write into the ledger. */
struct rowan_crashed {
    struct rowan_slice key;
    const char *how;
};

/* All that a worker needs to know. Texts are not owned; after decoding they belong to root, those of files to
 * the data that was decoded. */
struct rowan_worker_config {
    enum rowan_role role;
    const char *run_id;
    const char *started;            /* of the run, for rows */
    const struct rowan_file *files; /* the mapping, then what it uses */
    size_t file_count;
    const char *parameters;     /* of the mapping: JSON, a text for each; or NULL: it has none */
    const char *schema;         /* or NULL: as the mapping says */
    const char *source_schema;  /* or NULL */
    const char *source_root;    /* where the source's files are; NULL: it is a table */
    const char *feed;           /* or NULL: the mapping's name */
    bool moved;                 /* PLAN: what the feed reads is in another place than it was */
    bool reload;                /* PLAN, LOAD: documents that the ledger has, see target/ledger_reload.h */
    const char *reload_run;     /* only those of this run; or NULL */
    const char *reload_version; /* only those of this version of the mapping; or NULL */
    const char *where;          /* of the documents only those for which this holds; or NULL */
    const char *reload_key;     /* only the one with this key; or NULL */
    bool changed;               /* PLAN, LOAD: texts are compared with the ledger's digests */
    const char *connect;
    const char *source_connect; /* or NULL: source and target are one connection string */
    enum rowan_log_level log_level;
    int64_t scores;                     /* in the scoreboard */
    struct rowan_slice after, from, to; /* PLAN, LOAD: the range; data NULL: open */
    int64_t page, page_bytes;
    int64_t call_ms;               /* what one call of a function may take of the processor */
    bool refuse_warnings;          /* LOAD: what the database says beside success is a failure */
    bool tell_failed;              /* LOAD: a message for each document that failed */
    bool profile;                  /* LOAD: say at the end where the time went */
    int64_t patience_ms;           /* LOAD: for one document that is refused with what may pass */
    int64_t room_ms;               /* LOAD: for room in the database, before the run ends */
    int64_t commit;                /* LOAD: documents per transaction, 0 = the dialect's */
    int64_t batch_bytes;           /* LOAD: of rows, after which a batch ends */
    int64_t chunk, limit;          /* PLAN */
    bool begun;                    /* PLAN: the run's row is there, do not make it again */
    const char *settings;          /* PLAN: for the run's row */
    const char *outcome;           /* FINISH */
    struct rowan_slice isolate_to; /* LOAD: map and write one by one up to this key */
    struct rowan_crashed *crashed; /* LOAD */
    size_t crashed_count;
    struct json_t *root;
    struct rowan_file *decoded; /* what files points to after decoding */
};

/* ROWAN_USAGE when a text is not UTF-8. */
enum rowan_status rowan_worker_config_encode(const struct rowan_worker_config *config,
                                             struct rowan_buffer *out, struct rowan_error *err);
/* data must outlive the config. */
enum rowan_status rowan_worker_config_decode(struct rowan_worker_config *config, struct rowan_slice data,
                                             struct rowan_error *err);
void rowan_worker_config_clear(struct rowan_worker_config *config);
/* How messages call the target's connection. */
static inline enum rowan_side rowan_worker_config_target(const struct rowan_worker_config *config)
{
    return config->source_connect ? ROWAN_SIDE_TARGET : ROWAN_SIDE_BOTH;
}

enum rowan_message_kind {
    ROWAN_MESSAGE_LOG,      /* level, text */
    ROWAN_MESSAGE_FATAL,    /* status, reason, sqlstate, text: why the worker will end */
    ROWAN_MESSAGE_BEGUN,    /* the run's row is there */
    ROWAN_MESSAGE_BOUNDARY, /* text: last key of the next chunk; count: its documents */
    ROWAN_MESSAGE_PLANNED,  /* there are no more boundaries */
    ROWAN_MESSAGE_FAILED,   /* key, reason, text: of a document; it is in the ledger */
    ROWAN_MESSAGE_FEWER, /* count: of documents at a time; more took longer than a statement may; text: why */
    ROWAN_MESSAGE_WAITED,  /* text, count: why it waits for room in the database, and for how many ms */
    ROWAN_MESSAGE_WARNED,  /* text, count: what the database said beside success, and how often something */
    ROWAN_MESSAGE_PROFILE, /* spent, scans: where the worker's time went, which way documents were read */
    ROWAN_MESSAGE_COVERAGE /* coverage: what a batch of documents had that is committed */
};

struct rowan_message {
    enum rowan_message_kind kind;
    enum rowan_log_level level;
    enum rowan_status status;
    const char *reason;
    const char *sqlstate;
    struct rowan_slice key;
    struct rowan_slice text;
    int64_t count;
    int64_t spent[ROWAN_PARTS]; /* ns */
    struct rowan_scan_counts scans;
    const struct rowan_coverage *coverage; /* to be sent; rowan_message_coverage reads it */
    struct json_t *root;                   /* owns the texts after decoding */
};

/* Appends a line. ROWAN_USAGE when a text is not UTF-8. */
enum rowan_status rowan_message_encode(const struct rowan_message *message, struct rowan_buffer *out,
                                       struct rowan_error *err);
/* line without its newline. */
enum rowan_status rowan_message_decode(struct rowan_message *message, struct rowan_slice line,
                                       struct rowan_error *err);
/* Add what a message of that kind says. False, and nothing is added: it is of another mapping. */
bool rowan_message_coverage(const struct rowan_message *message, struct rowan_coverage *coverage);
void rowan_message_clear(struct rowan_message *message);
#endif
