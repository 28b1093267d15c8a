#ifndef ROWAN_STATUS_H
#define ROWAN_STATUS_H
/*
 * Every function that can fail returns a status and fills the caller's error; nothing else reports.
 * The status says who has to act; the reason is a short stable word that the ledger stores; the
 * message is one or two lines for a person.
 */
#include <stdarg.h>
#include <stddef.h>

#include "base/slice.h"

enum rowan_status {
    ROWAN_OK = 0,
    ROWAN_NO_MEMORY, /* an allocation failed */
    ROWAN_USAGE,     /* the caller passed something that can never work */
    ROWAN_MAPPING,   /* the mapping is wrong, or does not fit the target tables */
    ROWAN_DOCUMENT,  /* this document is refused; others go on */
    ROWAN_DUPLICATE, /* a unique key is there already */
    ROWAN_BUSY,    /* deadlock, serialization failure or busy file: the same transaction may be tried again */
    ROWAN_TIMEOUT, /* a statement took longer than it may: one with fewer rows may be done */
    ROWAN_DATABASE, /* the database refused a statement; the transaction must be rolled back */
    ROWAN_LOST,     /* the connection is gone; the outcome of an open transaction is unknown */
    ROWAN_CONFIG,   /* cannot heal by waiting: driver missing, wrong password, no such table */
    ROWAN_NO_ROOM,  /* the database has no room for more: its disk is full, or a quota is used up */
    ROWAN_SYSTEM,   /* a system call failed */
    ROWAN_STOPPED   /* asked to stop, and stopped in good order */
};

#define ROWAN_MESSAGE_MAX 2000

struct rowan_error {
    enum rowan_status status;
    char reason[24];                 /* "xml", "value", "required", ...: docs/job.md lists them */
    char sqlstate[6];                /* of the driver's first diagnostic, or "" */
    char message[ROWAN_MESSAGE_MAX]; /* UTF-8, no control characters but newline, always terminated */
};

/* Fill err (may be NULL) and return status, so that a failure is one line. Cuts long messages. */
enum rowan_status rowan_fail(struct rowan_error *err, enum rowan_status status, const char *reason,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));
/* An allocation failed: ROWAN_NO_MEMORY. Who asked can be put before it with rowan_error_prefix. */
enum rowan_status rowan_out_of_memory(struct rowan_error *err);
#ifdef __clang_analyzer__ /* which cannot see that they return their status */
#define rowan_fail(err, status, ...) ((void)(rowan_fail)(err, status, __VA_ARGS__), (status))
#define rowan_out_of_memory(err)     ((void)(rowan_out_of_memory)(err), ROWAN_NO_MEMORY)
#endif
/* Put "text: " before the message that is there already: how an outer layer adds the place. */
void rowan_error_prefix(struct rowan_error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The lower-case word for a status, for logs. */
const char *rowan_status_name(enum rowan_status status);
/* Write value quoted, cut to about 60 bytes, into out; control characters and bytes that are not UTF-8 become
 * \xHH. Returns out. */
char *rowan_quote(char *out, size_t size, struct rowan_slice value);
#endif
