/* Names of events, and the lines that they are in the log. */
#include "run/supervisor/event.h"

#include <stdio.h>

static const char *const names[ROWAN_EVENTS] = {
    "begun", "planned",  "chunk_done", "document_failed", "worker_died", "worker_restarted",
    "log",   "progress", "done"};

const char *rowan_event_name(enum rowan_event_kind kind)
{
    return names[kind];
}

static void log_death(const struct rowan_log *log, const struct rowan_event *event)
{
    char key[96] = "";
    char who[40] = "the worker that plans and finishes";

    if (event->key.size)
        rowan_quote(key, sizeof key, event->key);
    if (event->worker)
        snprintf(who, sizeof who, "worker %lld", (long long)event->worker);
    rowan_log(log, ROWAN_LOG_WARN, "%s ended while %s%s%s%s: %s", who, event->doing, *key ? " " : "", key,
              event->several ? " and writing those before it" : "", event->text);
}

static void log_chunk(const struct rowan_log *log, const struct rowan_chunk_report *chunk)
{
    rowan_log(log, ROWAN_LOG_INFO, "chunk %lld is done: %lld documents in %.1f s, attempts: %lld",
              (long long)chunk->number, (long long)chunk->documents, chunk->seconds,
              (long long)chunk->attempts);
}

static void log_text(const struct rowan_log *log, const struct rowan_event *event)
{
    if (event->worker)
        rowan_log(log, event->level, "worker %lld: %s", (long long)event->worker, event->text);
    else
        rowan_log(log, event->level, "%s", event->text);
}

void rowan_event_log(const struct rowan_log *log, const struct rowan_event *event)
{
    char key[96];

    switch (event->kind) {
    case ROWAN_EVENT_BEGUN:
        rowan_log(log, ROWAN_LOG_INFO, "run %s has begun", event->text);
        break;
    case ROWAN_EVENT_PLANNED:
        rowan_log(log, ROWAN_LOG_INFO, "all chunks are known: %lld documents",
                  (long long)event->progress->total);
        break;
    case ROWAN_EVENT_CHUNK_DONE:
        log_chunk(log, event->chunk);
        break;
    case ROWAN_EVENT_DOCUMENT_FAILED:
        rowan_log(log, ROWAN_LOG_INFO, "document %s failed (%s): %s",
                  rowan_quote(key, sizeof key, event->key), event->reason, event->text);
        break;
    case ROWAN_EVENT_WORKER_DIED:
        log_death(log, event);
        break;
    case ROWAN_EVENT_WORKER_RESTARTED:
        rowan_log(log, ROWAN_LOG_INFO, "worker %lld is started again, attempt %lld", (long long)event->worker,
                  (long long)event->attempts);
        break;
    case ROWAN_EVENT_LOG:
        log_text(log, event);
        break;
    case ROWAN_EVENT_DONE:
        rowan_log(log, ROWAN_LOG_INFO, "the run is over: %s", event->text);
        break;
    case ROWAN_EVENT_PROGRESS:
    case ROWAN_EVENTS:
        break;
    }
}
