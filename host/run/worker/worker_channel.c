/* Drivers speak in many encodings: text for people is made UTF-8 here, whatever it was. */
#include "run/worker/worker_channel.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "value/value.h"

static void write_line(struct rowan_worker_channel *report)
{
    size_t sent = 0;

    while (sent < report->line.size && !report->gone) {
        ssize_t n = write(report->fd, report->line.data + sent, report->line.size - sent);
        if (n >= 0)
            sent += (size_t)n;
        else if (errno != EINTR)
            report->gone = true;
    }
}

static enum rowan_status send_message(struct rowan_worker_channel *report,
                                      const struct rowan_message *message, struct rowan_error *err)
{
    enum rowan_status st;

    report->line.size = 0;
    st = rowan_message_encode(message, &report->line, err);
    if (st == ROWAN_OK)
        write_line(report);
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

void rowan_worker_channel_init(struct rowan_worker_channel *report, int fd, enum rowan_log_level level)
{
    report->fd = fd;
    report->gone = false;
    rowan_buffer_init(&report->line);
    report->log.level = level;
    report->log.write = log_upwards;
    report->log.context = report;
}

void rowan_worker_channel_clear(struct rowan_worker_channel *report)
{
    rowan_buffer_clear(&report->line);
}

void rowan_worker_channel_fatal(struct rowan_worker_channel *report, const struct rowan_error *err)
{
    char clean[ROWAN_MESSAGE_MAX];
    char state[sizeof err->sqlstate];
    struct rowan_message message = {
        .kind = ROWAN_MESSAGE_FATAL, .status = err->status, .reason = err->reason};

    message.text = make_utf8(err->message, clean, sizeof clean);
    message.sqlstate = make_utf8(err->sqlstate, state, sizeof state).data;
    send_message(report, &message, NULL);
}

void rowan_worker_channel_say(struct rowan_worker_channel *report, enum rowan_message_kind kind)
{
    struct rowan_message message = {.kind = kind};

    send_message(report, &message, NULL);
}

enum rowan_status rowan_worker_channel_boundary(struct rowan_worker_channel *report, struct rowan_slice key,
                                                int64_t count, struct rowan_error *err)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_BOUNDARY, .text = key, .count = count};
    enum rowan_status st = send_message(report, &message, err);

    if (st == ROWAN_USAGE)
        return rowan_fail(err, ROWAN_DATABASE, "encoding", "a key of the source table is not valid UTF-8");
    if (st == ROWAN_OK && report->gone)
        return rowan_fail(err, ROWAN_STOPPED, "stopped", "the supervisor is gone");
    return st;
}

void rowan_worker_channel_profile(struct rowan_worker_channel *report, const struct rowan_profile *profile)
{
    struct rowan_message message = {.kind = ROWAN_MESSAGE_PROFILE};

    memcpy(message.spent, profile->spent, sizeof message.spent);
    send_message(report, &message, NULL);
}

bool rowan_worker_channel_alive(struct rowan_worker_channel *report)
{
    struct pollfd end = {.fd = report->fd};

    /* A pipe that nobody can read from any more is in error. */
    if (poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP)) != 0)
        report->gone = true;
    return !report->gone;
}
