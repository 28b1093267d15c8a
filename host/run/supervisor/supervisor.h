#ifndef ROWAN_SUPERVISOR_H
#define ROWAN_SUPERVISOR_H
/*
 * One run of a job, in the caller's process: it starts worker processes by fork and exec and never touches
 * the database, Lua or XML itself. See docs/internals/processes.md for what the two say to each other.
 */
#include "run/supervisor/event.h"
#include "run/supervisor/job.h"

/*
 * Run to the end, to a stop by signal (TERM, INT, HUP: drain; a second one: at once) or to an error that
 * cannot heal. The result is filled in all cases. ROWAN_OK for outcomes DONE and STOPPED, also when documents
 * failed: they are in the ledger. ROWAN_DOCUMENT with reason "max_failed" for a run that stopped because too
 * many failed. With any other status the outcome is FAILED, and err says why. Signal dispositions are
 * restored on return; one run at a time in a process. listener may be NULL.
 */
enum rowan_status rowan_supervisor_run(const struct rowan_job *job, const struct rowan_listener *listener,
                                       struct rowan_job_result *result, struct rowan_error *err);
#endif
