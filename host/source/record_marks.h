#ifndef ROWAN_RECORD_MARKS_H
#define ROWAN_RECORD_MARKS_H
/*
 * Places in a file that is split, each behind so many records, kept by who holds the target: whoever reads
 * from there need not read what stands before it. All records before a mark are well-formed. They are an
 * economy: what is not known is found out again.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/status.h"

struct rowan_record_mark {
    uint64_t records; /* that stand before it */
    uint64_t offset, line;
    struct rowan_slice state; /* see rowan_record_scanner_state */
    const char *reason; /* nothing of the file is read from here on: why, "" at its end; NULL: it goes on */
    const char *message;
};

/* file is the key of the file, facts what it was and how it was read; what is found lives until the next
 * call. */
struct rowan_record_marks {
    /* The last one with at most so many records before it, and its facts; *facts NULL: there is none. */
    enum rowan_status (*find)(void *target, struct rowan_slice file, uint64_t records,
                              struct rowan_record_mark *mark, const char **facts, struct rowan_error *err);
    enum rowan_status (*keep)(void *target, struct rowan_slice file, const char *facts,
                              const struct rowan_record_mark *mark, struct rowan_error *err);
    /* All of the file. */
    enum rowan_status (*forget)(void *target, struct rowan_slice file, struct rowan_error *err);
    void *target;
};
#endif
