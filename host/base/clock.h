#ifndef ROWAN_CLOCK_H
#define ROWAN_CLOCK_H
/* Time: a monotonic one to measure with, a wall clock to write down. */
#include <stddef.h>
#include <stdint.h>

/* Nanoseconds since some fixed moment; the same moment in all processes of a machine. */
int64_t rowan_clock_now(void);
/* The wall clock in UTC as "YYYY-MM-DD HH:MM:SS.mmm"; out holds at least 24 bytes. */
char *rowan_clock_stamp(char *out, size_t size);
#endif
