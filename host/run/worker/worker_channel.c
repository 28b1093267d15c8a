/* Drivers speak in many encodings: text for people is made UTF-8 here, whatever it was. */
#include "run/worker/worker_channel.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "value/value.h"

static void write_line(struct rowan_worker_channel *channel)
{
    size_t sent = 0;

    while (sent < channel->line.size && !channel->gone) {
        ssize_t n = write(channel->fd, channel->line.data + sent, channel->line.size - sent);
        if (n >= 0)
            sent += (size_t)n;
        else if (errno != EINTR)
            channel->gone = true;
    }
}

static enum rowan_status send_message(struct rowan_worker_channel *channel,
                                      const struct rowan_message *message, struct rowan_error *err)
{
    enum rowan_status st;

    pthread_mutex_lock(&channel->lock);
    channel->line.size = 0;
    st = rowan_message_encode(message, &channel->line, err);
    if (st == ROWAN_OK)
        write_line(channel);
    if (st == ROWAN_OK && channel->gone)
        st = rowan_fail(err, ROWAN_STOPPED, "stopped", "the supervisor is gone");
    pthread_mutex_unlock(&channel->lock);
    return st;
}

/* A copy of text in out that is certainly UTF-8: what is not becomes a question mark. */
static struct rowan_slice make_utf8(const char *text, char *out, size_t size)
{
    struct rowan_slice copy = {out, 0};

    while (text[copy.size] && copy.size + 1 < size) {
        out[copy.size] = text[copy.size];
        copy.size++;
    }
    if (rowan_utf8_length(copy) < 0)
        for (size_t i = 0; i < copy.size; i++)
            if ((unsigned char)out[i] >= 0x80)
                out[i] = '?';
    out[copy.size] = '\0';
    return copy;
}

static void log_upwards(void *context, enum rowan_log_level level, const char *text)
{
    char clean[2048];
    struct rowan_message message = {.kind = ROWAN_MESSAGE_LOG, .level = level};

    message.text = make_utf8(text, clean, sizeof clean);
    send_message(context, &message, NULL);
}

void rowan_worker_channel_init(struct rowan_worker_channel *channel, int fd, enum rowan_log_level level)
{
    pthread_mutex_init(&channel->lock, NULL);
    channel->fd = fd;
    channel->gone = false;
    rowan_buffer_init(&channel->line);
    channel->log.level = level;
    channel->log.write = log_upwards;
    channel->log.context = channel;
}

void rowan_worker_channel_clear(struct rowan_worker_channel *channel)
{
    rowan_buffer_clear(&channel->line);
    pthread_mutex_destroy(&channel->lock);
}

void rowan_worker_channel_fatal(struct rowan_worker_channel *channel, const struct rowan_error *err)
{
    char clean[ROWAN_MESSAGE_MAX];
    char state[sizeof err->sqlstate];
    struct rowan_message message = {
        .kind = ROWAN_MESSAGE_FATAL, .status = err->status, .reason = err->reason};

    message.text = make_utf8(err->message, clean, sizeof clean);
    message.sqlstate = make_utf8(err->sqlstate, state, sizeof state).data;
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_say(struct rowan_worker_channel *channel, enum rowan_message_kind kind)
{
    struct rowan_message message = {.kind = kind};

    send_message(channel, &message, NULL);
}

enum rowan_status rowan_worker_channel_boundary(struct rowan_worker_channel *channel, struct rowan_slice key,
                                                int64_t count, struct rowan_error *err)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_BOUNDARY, .text = key, .count = count};
    enum rowan_status st = send_message(channel, &message, err);

    if (st == ROWAN_USAGE)
        return rowan_fail(err, ROWAN_DATABASE, "encoding", "a key of the source table is not valid UTF-8");
    return st;
}

void rowan_worker_channel_failed(struct rowan_worker_channel *channel, struct rowan_slice key,
                                 const char *reason, const char *text)
{
    char clean[ROWAN_MESSAGE_MAX];
    struct rowan_message message = {.kind = ROWAN_MESSAGE_FAILED, .key = key, .reason = reason};

    message.text = make_utf8(text, clean, sizeof clean);
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_fewer(struct rowan_worker_channel *channel, int64_t count, const char *text)
{
    char clean[ROWAN_MESSAGE_MAX];
    struct rowan_message message = {.kind = ROWAN_MESSAGE_FEWER, .count = count};

    message.text = make_utf8(text, clean, sizeof clean);
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_waited(struct rowan_worker_channel *channel, int64_t ms, const char *text)
{
    char clean[ROWAN_MESSAGE_MAX];
    struct rowan_message message = {.kind = ROWAN_MESSAGE_WAITED, .count = ms};

    message.text = make_utf8(text, clean, sizeof clean);
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_warned(struct rowan_worker_channel *channel, const char *text, int64_t count)
{
    char clean[ROWAN_MESSAGE_MAX];
    struct rowan_message message = {.kind = ROWAN_MESSAGE_WARNED, .count = count};

    message.text = make_utf8(text, clean, sizeof clean);
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_profile(struct rowan_worker_channel *channel, const struct rowan_profile *profile,
                                  const struct rowan_scan_counts *scans)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_PROFILE, .scans = *scans};

    memcpy(message.spent, profile->spent, sizeof message.spent);
    send_message(channel, &message, NULL);
}

void rowan_worker_channel_coverage(struct rowan_worker_channel *channel,
                                   const struct rowan_coverage *coverage)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_COVERAGE, .coverage = coverage};

    send_message(channel, &message, NULL);
}

bool rowan_worker_channel_alive(struct rowan_worker_channel *channel)
{
    struct pollfd end = {.fd = channel->fd};
    bool gone;

    pthread_mutex_lock(&channel->lock);
    /* A pipe that nobody can read from any more is in error. */
    if (poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP)) != 0)
        channel->gone = true;
    gone = channel->gone;
    pthread_mutex_unlock(&channel->lock);
    return !gone;
}
