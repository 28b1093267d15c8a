#ifndef ROWAN_UNIX_TIME_H
#define ROWAN_UNIX_TIME_H
/* Seconds, or milliseconds, since the beginning of 1970 in UTC, without leap seconds: 1709649005,
 * 1709649005250. */
#include "value/datetime.h"

/* Seconds may have a fraction. What is read has an offset, that of UTC. */
const char *rowan_unix_time_read(struct rowan_slice text, bool milliseconds, struct rowan_datetime *m);
#endif
