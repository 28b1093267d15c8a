#ifndef ROWAN_RUN_RECORD_H
#define ROWAN_RUN_RECORD_H
/*
 * A run's row in rowan_run: who runs what, a sign of life, and what came of it; and the mapping's text, once
 * for each hash. Everything here commits by itself.
 */
#include <stdint.h>

#include "base/file.h"
#include "base/status.h"
#include "odbc/endpoint.h"
#include "plan/plan.h"

/* Texts are not owned. */
struct rowan_run_record {
    const char *run_id;
    const char *feed;
    const char *version; /* of the mapping */
    uint64_t hash;       /* of its texts */
    const struct rowan_file *files;
    size_t file_count;
    const struct rowan_plan *plan; /* whose tables are kept with the files; NULL: none */
    const char *settings;          /* JSON */
    const char *parameters;        /* JSON; NULL: the mapping has none */
    int64_t pid;                   /* of the supervisor, on this host */
};

struct rowan_run_counts {
    int64_t loaded, failed, skipped;
    int64_t sent, stored; /* rows of the loaded documents */
    int64_t rejected;     /* likewise */
};

/* "%016x" of a mapping's hash, as the tables have it; out holds 17 bytes. */
char *rowan_run_record_hash(char *out, uint64_t hash);
/* ROWAN_DUPLICATE when the run is there. */
enum rowan_status rowan_run_record_begin(const struct rowan_endpoint *target,
                                         const struct rowan_run_record *record, struct rowan_error *err);
/* The run is alive. */
enum rowan_status rowan_run_record_beat(const struct rowan_endpoint *target, const char *run_id,
                                        struct rowan_error *err);
/* outcome: "done", "stopped" or "failed" */
enum rowan_status rowan_run_record_end(const struct rowan_endpoint *target, const char *run_id,
                                       const char *outcome, const struct rowan_run_counts *counts,
                                       struct rowan_error *err);
#endif
