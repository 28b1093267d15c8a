/* Formats into a fixed buffer: a log line must not fail for want of memory. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const level_names[] = {"error", "warn", "info", "debug"};

void rowan_log(const struct rowan_log *log, enum rowan_log_level level, const char *format, ...)
{
    char line[2048];
    va_list args;

    if (!log || !log->write || level > log->level)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    log->write(log->context, level, line);
}

const char *rowan_log_level_name(enum rowan_log_level level)
{
    return level_names[level];
}

int rowan_log_level_find(const char *name)
{
    for (int i = 0; i < (int)(sizeof level_names / sizeof level_names[0]); i++)
        if (strcmp(name, level_names[i]) == 0)
            return i;
    return -1;
}
