/* Settings of a job: defaults, what makes no sense, and how they are written down. */
#include "run/supervisor/job.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "run/supervisor/job_range.h"
#include "value/timezone.h"

static int processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    long most = (long)rowan_job_range_find("workers")->most;

    return n < 1 ? 1 : n > most ? (int)most : (int)n;
}

void rowan_job_defaults(struct rowan_job *job)
{
    if (job->workers == 0)
        job->workers = processors();
    if (job->chunk == 0)
        job->chunk = 10000;
    if (job->page == 0)
        job->page = 500;
    if (job->page_bytes == 0)
        job->page_bytes = (int64_t)4 * 1024 * 1024;
    if (job->batch_bytes == 0)
        job->batch_bytes = (int64_t)8 * 1024 * 1024;
    if (job->deadline == 0)
        job->deadline = 60;
    if (job->call_ms == 0) /* what it reports by itself is better than a process that is killed */
        job->call_ms = 500 * (int64_t)job->deadline;
    if (job->database_deadline == 0)
        job->database_deadline = job->deadline > 6 ? 10 * (int64_t)job->deadline : 60;
    if (job->grace == 0)
        job->grace = 30;
    if (job->retry_least_ms == 0)
        job->retry_least_ms = 1000;
    if (job->retry_most_ms == 0)
        job->retry_most_ms = 30000;
    if (job->patience_ms == 0)
        job->patience_ms = 30000;
}

static enum rowan_status usage(struct rowan_error *err, const char *message)
{
    return rowan_fail(err, ROWAN_USAGE, "usage", "%s", message);
}

/* Zero is the default where a setting has none to be filled in. */
static enum rowan_status check_numbers(const struct rowan_job *job, struct rowan_error *err)
{
    const struct {
        const char *name;
        int64_t value;
    } numbers[] = {
        {"workers", job->workers},
        {"chunk", job->chunk},
        {"page", job->page},
        {"page_bytes", job->page_bytes},
        {"commit", job->commit ? job->commit : 1},
        {"batch_bytes", job->batch_bytes},
        {"limit", job->limit ? job->limit : 1},
        {"deadline", job->deadline},
        {"database_deadline", job->database_deadline},
        {"grace", job->grace},
        {"retry_least_ms", job->retry_least_ms},
        {"retry_most_ms", job->retry_most_ms},
        {"patience_ms", job->patience_ms},
        {"max_failed", job->max_failed == -1 ? 0 : job->max_failed},
        {"max_rejected", job->max_rejected == -1 ? 0 : job->max_rejected},
    };
    enum rowan_status st = ROWAN_OK;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0] && st == ROWAN_OK; i++)
        st = rowan_job_range_check(numbers[i].name, numbers[i].value, err);
    return st;
}

enum rowan_status rowan_job_check(const struct rowan_job *job, struct rowan_error *err)
{
    enum rowan_status st;

    if (job->file_count == 0 || !job->files[0].name || !job->files[0].text.data)
        return usage(err, "a job needs a mapping");
    if (!job->connect || !*job->connect)
        return usage(err, "a job needs a connection string");
    st = check_numbers(job, err);
    if (st != ROWAN_OK)
        return st;
    if (job->limit && (job->from || job->to))
        return usage(err, "limit cannot be used together with from or to");
    if (job->call_ms < 100 || job->call_ms > 86400000)
        return usage(err, "call_seconds must be a number from 0.1 to 86400");
    if (job->retry_least_ms > job->retry_most_ms)
        return rowan_fail(err, ROWAN_USAGE, "usage",
                          "retry_least_ms (%lld) must not be above retry_most_ms (%lld)",
                          (long long)job->retry_least_ms, (long long)job->retry_most_ms);
    if (job->program && access(job->program, X_OK) != 0)
        return rowan_fail(err, ROWAN_USAGE, "usage", "cannot execute %s: %s", job->program, strerror(errno));
    return ROWAN_OK;
}

enum rowan_status rowan_job_settings(const struct rowan_job *job, struct rowan_buffer *out,
                                     struct rowan_error *err)
{
    char tzdata[32];
    json_t *o = json_pack(
        "{s:s, s:s*, s:s*, s:s*, s:s*, s:b, s:b, s:b, s:s*, s:s*, s:s*, s:s*, s:s*, s:I, s:i, s:I, s:I, "
        "s:I, s:I, s:I, s:i, "
        "s:I, s:I, s:s}",
        "mapping", job->files[0].name, "schema", job->schema, "source_schema", job->source_schema,
        "source_root", job->source_root, "feed", job->feed, "moved", job->moved, "changed", job->changed,
        "reload", job->reload, "of_run", job->reload_run, "of_version", job->reload_version, "where",
        job->where, "from", job->from, "to", job->to, "limit", (json_int_t)job->limit, "workers",
        job->workers, "chunk", (json_int_t)job->chunk, "page", (json_int_t)job->page, "page_bytes",
        (json_int_t)job->page_bytes, "commit", (json_int_t)job->commit, "batch_bytes",
        (json_int_t)job->batch_bytes, "deadline", job->deadline, "max_failed", (json_int_t)job->max_failed,
        "max_rejected", (json_int_t)job->max_rejected, "tzdata", rowan_timezone_version(tzdata));
    char *text = o ? json_dumps(o, JSON_COMPACT) : NULL;
    bool good = text && rowan_buffer_append_slice(out, text) && rowan_buffer_string(out);

    free(text);
    json_decref(o);
    return good ? ROWAN_OK
                : rowan_fail(err, ROWAN_USAGE, "usage", "a text among the settings is not valid UTF-8");
}

enum rowan_status rowan_job_run_id(char *out, size_t size, struct rowan_error *err)
{
    unsigned char bytes[4];
    time_t now = time(NULL);
    struct tm utc;
    size_t n;

    if (getentropy(bytes, sizeof bytes) != 0)
        return rowan_fail(err, ROWAN_SYSTEM, "system", "no random numbers: %s", strerror(errno));
    gmtime_r(&now, &utc);
    n = strftime(out, size, "%Y%m%dT%H%M%S", &utc);
    snprintf(out + n, size - n, "-%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
    return ROWAN_OK;
}

const char *rowan_outcome_name(enum rowan_outcome outcome)
{
    static const char *const names[] = {"done", "stopped", "failed"};

    return names[outcome];
}

void rowan_job_result_count(struct rowan_job_result *result, const struct rowan_event *event)
{
    if (event->progress)
        result->last = *event->progress;
    result->chunks += event->kind == ROWAN_EVENT_CHUNK_DONE;
    result->restarts += event->kind == ROWAN_EVENT_WORKER_RESTARTED;
    result->crashed += event->kind == ROWAN_EVENT_WORKER_DIED && event->quarantined;
}
