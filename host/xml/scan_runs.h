#ifndef ROWAN_SCAN_RUNS_H
#define ROWAN_SCAN_RUNS_H
/*
 * Runs of bytes that need no second look, sixteen at a time where the processor can. Blocks end before end;
 * bytes behind the last whole block are looked at one by one, up to the NUL at end, which ends every run.
 */
#include "xml/scan_blocks.h"

/* Bytes that end a run. */
enum rowan_run_stop {
    ROWAN_RUN_TEXT = 1,  /* between tags: < & ] CR, other control bytes than tab and LF, beyond ASCII */
    ROWAN_RUN_VALUE = 2, /* in a value, besides its quote: < &, control bytes, beyond ASCII */
    ROWAN_RUN_NAME = 4   /* what can stand behind a name: control bytes, blank, = / > */
};

extern const unsigned char rowan_run_stops[256];

static inline const char *rowan_run_text_plain(const char *p)
{
    while (!(rowan_run_stops[(unsigned char)*p] & ROWAN_RUN_TEXT))
        p++;
    return p;
}

static inline const char *rowan_run_value_plain(const char *p, char quote)
{
    while (!(rowan_run_stops[(unsigned char)*p] & ROWAN_RUN_VALUE) && *p != quote)
        p++;
    return p;
}

static inline const char *rowan_run_name_plain(const char *p)
{
    while (!(rowan_run_stops[(unsigned char)*p] & ROWAN_RUN_NAME))
        p++;
    return p;
}

/* Each returns the first byte that ends the run. */
static inline const char *rowan_run_text(const char *p, const char *end)
{
#ifdef ROWAN_SCAN_BLOCK
    for (; end - p >= ROWAN_SCAN_BLOCK; p += ROWAN_SCAN_BLOCK)
        if (rowan_block_text(p))
            return p + ROWAN_BLOCK_FIRST(rowan_block_text(p));
#else
    (void)end;
#endif
    return rowan_run_text_plain(p);
}

static inline const char *rowan_run_value(const char *p, const char *end, char quote)
{
#ifdef ROWAN_SCAN_BLOCK
    for (; end - p >= ROWAN_SCAN_BLOCK; p += ROWAN_SCAN_BLOCK)
        if (rowan_block_value(p, quote))
            return p + ROWAN_BLOCK_FIRST(rowan_block_value(p, quote));
#else
    (void)end;
#endif
    return rowan_run_value_plain(p, quote);
}

static inline const char *rowan_run_name(const char *p, const char *end)
{
#ifdef ROWAN_SCAN_BLOCK
    for (; end - p >= ROWAN_SCAN_BLOCK; p += ROWAN_SCAN_BLOCK)
        if (rowan_block_name(p))
            return p + ROWAN_BLOCK_FIRST(rowan_block_name(p));
#else
    (void)end;
#endif
    return rowan_run_name_plain(p);
}
#endif
