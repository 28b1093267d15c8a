#ifndef ROWAN_DATETIME_FORMAT_H
#define ROWAN_DATETIME_FORMAT_H
/*
 * Formats of dates and times, such as "MM/DD/YYYY HH:MI AM": each becomes a small program when the mapping is
 * loaded. Of several the first that fits wins. Read-only once made.
 */
#include "base/arena.h"
#include "value/datetime.h"

struct rowan_datetime_step;

struct rowan_datetime_format {
    bool iso;   /* the built-in grammar */
    bool timed; /* has a time of day */
    const struct rowan_datetime_step *steps;
    size_t count;
};

struct rowan_datetime_formats {
    const struct rowan_datetime_format *items;
    size_t count;
    bool iso;          /* one of them is the built-in grammar */
    const char *shown; /* all of them, for messages: M/D/YYYY, iso */
};

/*
 * Compile texts for date, time or timestamp into the arena. and_iso: the built-in grammar is added as the
 * last unless it is among them. ROWAN_MAPPING names the format and what is wrong with it.
 */
enum rowan_status rowan_datetime_formats_make(const struct rowan_datetime_formats **out, enum rowan_kind kind,
                                              const char *const *texts, size_t count, bool and_iso,
                                              struct rowan_arena *arena, struct rowan_error *err);

/* formats NULL: the built-in grammar. A date may be followed by a time; whoever asks decides what becomes of
 * it. */
const char *rowan_datetime_read(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                struct rowan_slice text, struct rowan_datetime *m);
/* "... is not a date (M/D/YYYY, iso): that month has 30 days" */
enum rowan_status rowan_datetime_fail(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                      struct rowan_slice text, const char *why, struct rowan_error *err);
#endif
