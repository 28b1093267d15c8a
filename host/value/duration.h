#ifndef ROWAN_DURATION_H
#define ROWAN_DURATION_H
/* xs:duration, of days and less: P1DT2H30M, -PT0.5S. Months and years have no number of seconds. */
#include "base/status.h"

#define ROWAN_DURATION_PRINTED 48

/* Its seconds as a decimal number, into out. NULL, or why it has none: "" when it is no duration. */
const char *rowan_duration_seconds(struct rowan_slice text, char out[ROWAN_DURATION_PRINTED]);
#endif
