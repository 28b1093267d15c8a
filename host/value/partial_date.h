#ifndef ROWAN_PARTIAL_DATE_H
#define ROWAN_PARTIAL_DATE_H
/* A year, or a year and a month, and the day that it stands for. */
#include "value/datetime.h"

/* xs:gYear and xs:gYearMonth: 2024, 2024-03, with an offset. */
const char *rowan_partial_date_read(enum rowan_partial partial, struct rowan_slice text,
                                    struct rowan_datetime *m);
/* Set the day, which m lacks, and the month, if it is negative. */
void rowan_partial_date_fill(enum rowan_partial partial, struct rowan_datetime *m);
#endif
