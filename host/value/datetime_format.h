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
    const char *text;
    bool iso;          /* the built-in grammar */
    bool unix_time;    /* seconds since 1970, */
    bool milliseconds; /* or these */
    bool timed;        /* has a time of day */
    bool whole_day;    /* has year, month and day */
    bool short_year;   /* YY */
    const struct rowan_datetime_step *steps;
    size_t count;
};

struct rowan_datetime_formats {
    const struct rowan_datetime_format *items;
    size_t count;
    bool iso;  /* one of them is the built-in grammar */
    int pivot; /* the first year that YY may stand for */
    enum rowan_partial partial;
    const struct rowan_assumed_zone *assumed; /* of expressions: what has no offset means; NULL: UTC */
    const char *shown;                        /* all of them, for messages: M/D/YYYY, iso */
};

/* What is asked for. */
struct rowan_datetime_wanted {
    const char *const *texts;
    size_t count;
    bool and_iso; /* the built-in grammar is added as the last unless it is among them */
    int pivot;    /* 0: YY is refused */
    enum rowan_partial partial;
    const struct rowan_assumed_zone *assumed;
};

/*
 * Compile texts for date, time or timestamp into the arena. ROWAN_MAPPING names the format and what is wrong
 * with it, or what of the wish can do nothing.
 */
enum rowan_status rowan_datetime_formats_make(const struct rowan_datetime_formats **out, enum rowan_kind kind,
                                              const struct rowan_datetime_wanted *wanted,
                                              struct rowan_arena *arena, struct rowan_error *err);

/* formats NULL: the built-in grammar. A date may be followed by a time; whoever asks decides what becomes of
 * it. */
const char *rowan_datetime_read(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                struct rowan_slice text, struct rowan_datetime *m);
/* "... is not a date (M/D/YYYY, iso): that month has 30 days" */
enum rowan_status rowan_datetime_fail(const struct rowan_datetime_formats *formats, enum rowan_kind kind,
                                      struct rowan_slice text, const char *why, struct rowan_error *err);
#endif
