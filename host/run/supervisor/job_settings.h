#ifndef ROWAN_JOB_SETTINGS_H
#define ROWAN_JOB_SETTINGS_H
/* What rowan_job_run does with a job before it starts anything. */
#include "base/buffer.h"
#include "run/supervisor/job.h"

/* Put the default wherever a setting is zero and zero is no setting. */
void rowan_job_defaults(struct rowan_job *job);
/* ROWAN_USAGE with the first setting that makes no sense. Defaults are filled in before. */
enum rowan_status rowan_job_check(const struct rowan_job *job, struct rowan_error *err);
/* The settings as JSON for the run's row, terminated; no secret is among them. */
enum rowan_status rowan_job_settings(const struct rowan_job *job, struct rowan_buffer *out,
                                     struct rowan_error *err);
/* UTC time and something random: 20261123T191500-1a2b3c4d. */
enum rowan_status rowan_job_run_id(char *out, size_t size, struct rowan_error *err);
#endif
