#ifndef ROWAN_WORKER_CHANNEL_H
#define ROWAN_WORKER_CHANNEL_H
/*
 * A worker's way to say something to its supervisor, from any of its threads. Writing blocks while the pipe
 * is full: that is meant.
 */
#include <pthread.h>

#include "run/link/message.h"

struct rowan_coverage;

struct rowan_worker_channel {
    pthread_mutex_t lock; /* of all but log */
    int fd;
    bool gone; /* nobody reads any more: the supervisor is dead */
    struct rowan_buffer line;
    struct rowan_log log; /* what is logged here goes up as messages */
};

void rowan_worker_channel_init(struct rowan_worker_channel *channel, int fd, enum rowan_log_level level);
void rowan_worker_channel_clear(struct rowan_worker_channel *channel);
void rowan_worker_channel_fatal(struct rowan_worker_channel *channel, const struct rowan_error *err);
void rowan_worker_channel_say(struct rowan_worker_channel *channel, enum rowan_message_kind kind);
/* ROWAN_DATABASE when the key is not UTF-8; ROWAN_STOPPED when nobody reads. */
enum rowan_status rowan_worker_channel_boundary(struct rowan_worker_channel *channel, struct rowan_slice key,
                                                int64_t count, struct rowan_error *err);
/* A document that is in the ledger as failed. */
void rowan_worker_channel_failed(struct rowan_worker_channel *channel, struct rowan_slice key,
                                 const char *reason, const char *message);
/* So many documents at a time are written from now on, because of message. */
void rowan_worker_channel_fewer(struct rowan_worker_channel *channel, int64_t count, const char *message);
/* What the database said beside success: the first of so many. */
void rowan_worker_channel_waited(struct rowan_worker_channel *channel, int64_t ms, const char *text);
void rowan_worker_channel_warned(struct rowan_worker_channel *channel, const char *text, int64_t count);
/* What the profile has added up to, and which way documents were read. */
void rowan_worker_channel_profile(struct rowan_worker_channel *channel, const struct rowan_profile *profile,
                                  const struct rowan_scan_counts *scans);
/* What documents had that are committed. */
void rowan_worker_channel_coverage(struct rowan_worker_channel *channel,
                                   const struct rowan_coverage *coverage);
/* False once the supervisor is dead. */
bool rowan_worker_channel_alive(struct rowan_worker_channel *channel);
#endif
