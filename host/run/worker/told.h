#ifndef ROWAN_TOLD_H
#define ROWAN_TOLD_H
/*
 * What a run tells of its check. Many of one kind are one line. A warning is told by the first run of a feed
 * that meets it: each run's settings say which ones it knew, and what the run before knew is counted only.
 */
#include "base/log.h"
#include "run/worker/run_before.h"
#include "schema/diagnostic.h"

/* All but the first, which is the run's own failure. */
void rowan_told_errors(const struct rowan_log *log, const struct rowan_diagnostics *diagnostics);
enum rowan_status rowan_told_warnings(const struct rowan_log *log, const struct rowan_run_before *run,
                                      const struct rowan_diagnostics *diagnostics, struct rowan_error *err);
/* *out: the settings with the warnings of this run, which the caller frees. */
enum rowan_status rowan_told_settings(char **out, const char *settings,
                                      const struct rowan_diagnostics *diagnostics, struct rowan_error *err);
#endif
