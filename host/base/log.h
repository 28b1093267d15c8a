#ifndef ROWAN_LOG_H
#define ROWAN_LOG_H
/*
 * A log with levels. Where lines go is the owner's choice: a callback. Nothing here is global; who
 * wants to log is given a struct rowan_log.
 */
enum rowan_log_level { ROWAN_LOG_ERROR, ROWAN_LOG_WARN, ROWAN_LOG_INFO, ROWAN_LOG_DEBUG };

struct rowan_log {
    enum rowan_log_level level; /* lines above it are dropped before they are formatted */
    void (*write)(void *context, enum rowan_log_level level, const char *message);
    void *context;
};

/* A NULL log drops everything. Secrets are never passed here: rowan_connection_string_mask first. */
void rowan_log(const struct rowan_log *log, enum rowan_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *rowan_log_level_name(enum rowan_log_level level);
/* "error", "warn", "info", "debug" -> level; -1 for another word. */
int rowan_log_level_find(const char *name);
#endif
