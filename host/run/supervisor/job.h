#ifndef ROWAN_JOB_H
#define ROWAN_JOB_H
/*
 * A job: a mapping over a range of keys with settings; and what is left to say when a run of it is over.
 * supervisor.h runs it.
 */
#include <stdint.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "base/profile.h"
#include "xml/parser.h"
#include "base/status.h"
#include "run/supervisor/event.h"

struct rowan_coverage;
struct rowan_plan;

/* Zero means the default, except where said. Texts are not owned. */
struct rowan_job {
    /* The mapping, then what it uses; sent to the workers, so that an edit during the run changes nothing. */
    const struct rowan_file *files;
    size_t file_count;
    const char *parameters;     /* of the mapping: JSON, a text for each; or NULL: it has none */
    const char *schema;         /* overrides the mapping's target schema, or NULL */
    const char *source_schema;  /* overrides the mapping's source schema, or NULL */
    const char *source_root;    /* where the source's files are; NULL: it is a table */
    const char *feed;           /* the documents' name in the ledger, or NULL: the mapping's */
    bool moved;                 /* the feed's documents are in another place than its record says */
    bool changed;               /* also documents whose text has another digest than the ledger */
    bool reload;                /* documents that are loaded already, anew, in the place of their rows */
    const char *reload_run;     /* of these only those that this run was the last to write, or NULL */
    const char *reload_version; /* likewise, whose rows a mapping of this version made */
    const char *where;          /* of the documents only those for which this holds; or NULL */
    const char *reload_key;     /* only the one with this key; from and to are the same; or NULL */
    const char *connect;        /* prepared connection string (rowan_connection_string_prepare) */
    const char *source_connect; /* likewise, of the source; or NULL: source and target are one */
    const char *program;        /* this program; NULL: /proc/self/exe or its like */
    const char *from, *to;      /* inclusive keys, or NULL */
    int64_t limit;              /* at most so many documents, 0 = all; not together with from/to */
    int workers;                /* default: processors */
    int64_t chunk;              /* documents per worker process, default 10000 */
    int64_t page;               /* documents per query, default 500 */
    int64_t page_bytes;         /* default 4 MB: more is not faster, and costs its size three times */
    int64_t commit;             /* documents per transaction, default the dialect's */
    int64_t batch_bytes;        /* of rows, after which a batch ends: default 8 MB */
    int deadline;               /* seconds for one document's parse and map, default 60 */
    int64_t call_ms;            /* of the processor, for a call of a function: default half the deadline */
    int64_t
        database_deadline;  /* seconds for what the database may delay: default 10 deadlines, at least 60 */
    int grace;              /* seconds between TERM and KILL at a stop, default 30 */
    int64_t retry_least_ms; /* wait after a worker's death, doubled for each more in a row: default 1000 */
    int64_t retry_most_ms;  /* the longest such wait: default 30000 */
    int64_t patience_ms;  /* with a document that is refused for what may pass, as locks do: default 30000 */
    int64_t max_rejected; /* stop the run when more rows were rejected; -1 = never */
    int64_t max_failed;   /* stop the run when more documents failed; -1 = never, 0 = at the first */
    bool refuse_warnings; /* what the database says beside success is a failure */
    bool profile;         /* add up where the workers' time goes */
    struct rowan_coverage *coverage; /* what documents had is added to it; NULL: nobody wants to know */
    const struct rowan_log *log;
};

enum rowan_outcome { ROWAN_RUN_DONE, ROWAN_RUN_STOPPED, ROWAN_RUN_FAILED };

struct rowan_job_result {
    char run_id[40];
    enum rowan_outcome outcome;
    bool begun; /* the run's row is there: what failed afterwards does not undo what was committed */
    struct rowan_progress last;
    int64_t chunks;
    int64_t restarts; /* workers started again after a death that was not planned */
    int64_t waits;    /* for room in the database */
    int64_t warnings; /* that the database said beside success */
    int signal;       /* that stopped the run; 0: none did */
    int64_t crashed;  /* documents passed over because workers died on them */
    int64_t
        fewer; /* documents at a time in the end, as more took longer than a statement may; 0: the job's */
    int64_t spent[ROWAN_PARTS]; /* ns of all loading workers that ended in good order; with profile only */
    struct rowan_scan_counts scans; /* which way documents were read; likewise */
    int64_t peak_memory;            /* bytes, of the largest worker (getrusage children) */
};

/* Put the default wherever a setting is zero and zero is no setting. */
void rowan_job_defaults(struct rowan_job *job);
/* ROWAN_USAGE with the first setting that makes no sense. Defaults are filled in before. */
enum rowan_status rowan_job_check(const struct rowan_job *job, struct rowan_error *err);
/* The settings as JSON for the run's row, terminated; no secret is among them. */
enum rowan_status rowan_job_settings(const struct rowan_job *job, struct rowan_buffer *out,
                                     struct rowan_error *err);
/* UTC time and something random: 20261123T191500-1a2b3c4d. */
enum rowan_status rowan_job_run_id(char *out, size_t size, struct rowan_error *err);
/* "done", "stopped", "failed" */
const char *rowan_outcome_name(enum rowan_outcome outcome);
/* Add up what the events say. */
void rowan_job_result_count(struct rowan_job_result *result, const struct rowan_event *event);
#endif
