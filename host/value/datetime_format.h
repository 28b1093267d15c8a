#ifndef ROWAN_DATETIME_FORMAT_H
#define ROWAN_DATETIME_FORMAT_H
/*
 * Formats of dates and times, such as "MM/DD/YYYY HH:MI AM": each becomes a small program when the mapping is
 * loaded. Of several the first that fits wins. Read-only once made.
 */
#include "base/arena.h"
#include "value/type.h"

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
#endif
