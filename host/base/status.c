/*
 * Errors as values. Messages may hold any bytes of documents and names, so what is not printable is
 * replaced here, in one place, and a cut never splits a UTF-8 sequence.
 */
#include "base/status.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A cut can leave the beginning of a sequence at the end: off with it. */
static void trim_partial(char *s)
{
    size_t n = strlen(s);
    size_t back = 1;

    while (back < 4 && back < n && rowan_utf8_is_tail((unsigned char)s[n - back]))
        back++;
    if (n && (unsigned char)s[n - back] >= 0xC0 && !rowan_utf8_sequence((unsigned char *)s + n - back, back))
        s[n - back] = '\0';
}

/* Newlines stay; other control characters become blanks, bytes that are not UTF-8 question marks. */
static void clean(char *s)
{
    size_t size = strlen(s);

    for (size_t i = 0; i < size;) {
        const unsigned char *p = (unsigned char *)s + i;
        size_t step = rowan_utf8_printable(p, size - i);
        if (step == 0 && rowan_utf8_is_upper_control(p, size - i))
            memset(s + i, ' ', step = 2);
        else if (step == 0 && s[i] != '\n')
            s[i] = p[0] < 0x80 ? ' ' : '?';
        i += step ? step : 1;
    }
}

static void format_message(char *out, size_t size, const char *format, va_list args)
{
    int n = vsnprintf(out, size, format, args);
    if (n < 0)
        out[0] = '\0';
    else if ((size_t)n >= size)
        trim_partial(out);
    clean(out);
}

enum rowan_status(rowan_fail)(struct rowan_error *err, enum rowan_status status, const char *reason,
                              const char *format, ...)
{
    char message[ROWAN_MESSAGE_MAX]; /* the arguments may be err's own texts */
    size_t length = strlen(reason);
    va_list args;

    if (!err)
        return status;
    va_start(args, format);
    format_message(message, sizeof message, format, args);
    va_end(args);
    if (length >= sizeof err->reason)
        length = sizeof err->reason - 1;
    memmove(err->reason, reason, length);
    err->reason[length] = '\0';
    err->status = status;
    err->sqlstate[0] = '\0';
    memcpy(err->message, message, sizeof message);
    return status;
}

enum rowan_status(rowan_out_of_memory)(struct rowan_error *err)
{
    return rowan_fail(err, ROWAN_NO_MEMORY, "memory", "out of memory");
}

void rowan_error_prefix(struct rowan_error *err, const char *format, ...)
{
    char prefix[ROWAN_MESSAGE_MAX];
    char old[ROWAN_MESSAGE_MAX];
    va_list args;

    if (!err)
        return;
    va_start(args, format);
    format_message(prefix, sizeof prefix, format, args);
    va_end(args);
    memcpy(old, err->message, sizeof old);
    if (snprintf(err->message, sizeof err->message, "%s: %s", prefix, old) >= (int)sizeof err->message)
        trim_partial(err->message);
}

const char *rowan_status_name(enum rowan_status status)
{
    static const char *const names[] = {
        [ROWAN_OK] = "ok",           [ROWAN_NO_MEMORY] = "no memory", [ROWAN_USAGE] = "usage",
        [ROWAN_MAPPING] = "mapping", [ROWAN_DOCUMENT] = "document",   [ROWAN_DUPLICATE] = "duplicate",
        [ROWAN_BUSY] = "busy",       [ROWAN_DATABASE] = "database",   [ROWAN_LOST] = "connection lost",
        [ROWAN_TIMEOUT] = "timeout", [ROWAN_CONFIG] = "config",       [ROWAN_SYSTEM] = "system",
        [ROWAN_STOPPED] = "stopped", [ROWAN_NO_ROOM] = "no room",
    };
    return (size_t)status < sizeof names / sizeof names[0] ? names[status] : "unknown";
}

/* How many bytes of a value a message shows. */
#define QUOTE_MAX 60

char *rowan_quote(char *out, size_t size, struct rowan_slice value)
{
    const unsigned char *p = (const unsigned char *)value.data;
    size_t at = 0;
    size_t i = 0;

    if (size < 16) {
        if (size)
            out[0] = '\0';
        return out;
    }
    out[at++] = '"';
    while (i < value.size && at + 10 < size) {
        size_t step = rowan_utf8_printable(p + i, value.size - i);
        if (i + (step ? step : 1) > QUOTE_MAX)
            break;
        if (step)
            memcpy(out + at, p + i, step);
        else
            snprintf(out + at, size - at, "\\x%02X", p[i]);
        at += step ? step : 4;
        i += step ? step : 1;
    }
    snprintf(out + at, size - at, "%s\"", i < value.size ? "..." : "");
    return out;
}
