/*
 * Errors as values. Messages may hold text from documents, so what is not printable is replaced
 * here, in one place, and a cut never splits a UTF-8 sequence.
 */
#include "base/status.h"

#include <stdio.h>
#include <string.h>

/* A cut message ends before the sequence that the cut would split. */
static void trim_partial_utf8(char *s)
{
    size_t n = strlen(s);
    size_t back = 0;

    while (back < 3 && back < n && ((unsigned char)s[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back == n)
        return;
    unsigned char lead = (unsigned char)s[n - 1 - back];
    size_t need = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (lead >= 0xC0 && need > back)
        s[n - 1 - back] = '\0';
}

static void mask_controls(char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c < 0x20 && c != '\n') || c == 0x7F)
            *s = ' ';
    }
}

static void format_message(char *out, size_t size, const char *format, va_list args)
{
    int n = vsnprintf(out, size, format, args);
    if (n < 0)
        out[0] = '\0';
    else if ((size_t)n >= size)
        trim_partial_utf8(out);
    mask_controls(out);
}

enum rowan_status rowan_fail(struct rowan_error *err, enum rowan_status status, const char *reason,
                             const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    err->sqlstate[0] = '\0';
    snprintf(err->reason, sizeof err->reason, "%s", reason);
    va_start(args, format);
    format_message(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
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
        trim_partial_utf8(err->message);
}

const char *rowan_status_name(enum rowan_status status)
{
    static const char *const names[] = {
        [ROWAN_OK] = "ok",           [ROWAN_NO_MEMORY] = "no memory", [ROWAN_USAGE] = "usage",
        [ROWAN_MAPPING] = "mapping", [ROWAN_DOCUMENT] = "document",   [ROWAN_DUPLICATE] = "duplicate",
        [ROWAN_BUSY] = "busy",       [ROWAN_DATABASE] = "database",   [ROWAN_LOST] = "connection lost",
        [ROWAN_CONFIG] = "config",   [ROWAN_SYSTEM] = "system",       [ROWAN_STOPPED] = "stopped",
    };
    return (size_t)status < sizeof names / sizeof names[0] ? names[status] : "unknown";
}

/* How many bytes of a value a message shows. */
#define QUOTE_MAX 60

char *rowan_quote(char *out, size_t size, struct rowan_text value)
{
    size_t at = 0;
    size_t i = 0;

    if (size < 16) {
        if (size)
            out[0] = '\0';
        return out;
    }
    out[at++] = '"';
    for (; i < value.size && i < QUOTE_MAX && at + 10 < size; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c < 0x20 || c == 0x7F)
            at += (size_t)snprintf(out + at, size - at, "\\x%02X", c);
        else
            out[at++] = (char)c;
    }
    out[at] = '\0';
    if (i < value.size) {
        trim_partial_utf8(out);
        at = strlen(out);
        memcpy(out + at, "...", 3);
        at += 3;
    }
    out[at++] = '"';
    out[at] = '\0';
    return out;
}
