#ifndef ROWAN_JOB_H
#define ROWAN_JOB_H
/*
 * A job: a mapping over a range of keys with settings. rowan_job_run is one run of it: the supervisor,
 * in the caller's process, which starts worker processes by fork and exec and never touches the database
 * itself. See docs/internals/processes.md for the protocol between the two.
 */
#include <stdint.h>

#include "base/file.h"
#include "base/log.h"
#include "base/profile.h"
#include "base/status.h"

struct rowan_plan;

/* Zero means the default, except where said. Texts are not owned. */
struct rowan_job {
    /* The mapping, then what it uses; sent to the workers, so that an edit during the run changes nothing. */
    const struct rowan_file *files;
    size_t file_count;
    const char *schema;        /* overrides the mapping's target schema, or NULL */
    const char *source_schema; /* overrides the mapping's source schema, or NULL */
    const char *connect;       /* prepared connection string (rowan_connection_string_prepare) */
    const char *program;       /* this program; NULL: /proc/self/exe or its like */
    const char *from, *to;     /* inclusive keys, or NULL */
    int64_t limit;             /* at most so many documents, 0 = all; not together with from/to */
    int workers;               /* default: processors */
    int64_t chunk;             /* documents per worker process, default 10000 */
    int64_t page;              /* documents per query, default 500 */
    int64_t page_bytes;        /* default 4 MB: more is not faster, and costs its size three times */
    int64_t commit;            /* documents per transaction, default the dialect's */
    int deadline;              /* seconds for one document's parse and map, default 60 */
    int grace;                 /* seconds between TERM and KILL at a stop, default 30 */
    int64_t max_failed;        /* stop the run when more documents failed; -1 = never, 0 = at the first */
    bool profile;              /* add up where the workers' time goes */
    const struct rowan_log *log;
};

/* A moment of a run. */
struct rowan_progress {
    int64_t total;    /* documents found to do so far */
    bool total_known; /* all chunk boundaries are known: total is final */
    int64_t loaded, failed, already_loaded, rows, bytes;
    double seconds;
    int workers; /* alive now */
};

/* Reported when a chunk ends. */
struct rowan_chunk_report {
    int64_t number;    /* 1, 2, ... */
    const char *to;    /* its last key */
    int64_t documents; /* planned */
    int64_t attempts;  /* worker processes it took */
    double seconds;
};

struct rowan_job_callbacks {
    void *context;
    /* About ten times a second, from inside rowan_job_run. Return false to drain and stop. */
    bool (*progress)(void *context, const struct rowan_progress *progress);
    bool (*chunk)(void *context, const struct rowan_chunk_report *chunk);
};

enum rowan_outcome { ROWAN_RUN_DONE, ROWAN_RUN_STOPPED, ROWAN_RUN_FAILED };

struct rowan_job_result {
    char run_id[40];
    enum rowan_outcome outcome;
    struct rowan_progress last;
    int64_t chunks;
    int64_t restarts;           /* workers started again after a death that was not planned */
    int signal;                 /* that stopped the run; 0: none did */
    int64_t crashed;            /* documents passed over because workers died on them */
    int64_t spent[ROWAN_PARTS]; /* ns of all loading workers that ended in good order; with profile only */
    int64_t peak_memory;        /* bytes, of the largest worker (getrusage children) */
};

/*
 * Run to the end, to a stop by signal (TERM, INT, HUP: drain; a second one: at once) or to an error that
 * cannot heal. The result is filled in all cases. ROWAN_OK for outcomes DONE and STOPPED, also when documents
 * failed: they are in the ledger. ROWAN_DOCUMENT with reason "max_failed" for a run that stopped because too
 * many failed. With any other status the outcome is FAILED, and err says why. Signal dispositions are
 * restored on return; one run at a time in a process.
 */
enum rowan_status rowan_job_run(const struct rowan_job *job, const struct rowan_job_callbacks *callbacks,
                                struct rowan_job_result *result, struct rowan_error *err);
#endif
